"""Merging: what many variants show becomes one finding, under the condition that brings it out."""

from __future__ import annotations

import pytest

from nmlint.finding import Confidence, Finding, Kind, Severity
from nmlint.merging import Sighting, condition, merge
from nmlint.rendering import Variant, explore
from nmlint.source import Location, Source, Span


def rendered(text: str) -> tuple[Source, tuple[Variant, ...]]:
    """The variants of a template without examples."""
    source = Source("main", text)
    return source, explore(source, hints={}, choices={}, resolve=lambda *_: None).variants


def sightings(word: str, source: Source, variants: tuple[Variant, ...]) -> list[Sighting]:
    """A finding at every place of a word, in every variant that shows it."""
    found = []
    for number, variant in enumerate(variants):
        at = variant.text.find(word)
        while at >= 0:
            place = Location.of(source, variant.locate(Span(at, at + len(word))).origin.span)
            finding = Finding("a/b", Kind.VIOLATION, Severity.ERROR, Confidence.HIGH, False, word, place)
            found.append(Sighting(finding, number))
            at = variant.text.find(word, at + 1)
    return found


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("好", {"好": [""]}),
        ("{% if a %}甲{% else %}乙{% endif %}", {"甲": ["a"], "乙": ["not a"]}),
        ("{% if a %}甲{% endif %}{% if b %}乙{% endif %}好", {"甲": ["a"], "乙": ["b"], "好": [""]}),
        (
            "您{% if late %}抱歉{% if vip %}送{% endif %}{% endif %}{% if n > 3 %}多{% endif %}好",
            {"您": [""], "抱": ["late"], "送": ["late and vip"], "多": ["n > 3"], "好": [""]},
        ),
        (
            "{% if a %}甲{% elif b == 'x' %}乙{% else %}丙{% endif %}",
            {"甲": ["a"], "乙": ["not a and b == 'x'"], "丙": ["not a and b != 'x'"]},
        ),
        ("{% if a %}甲好{% else %}乙好{% endif %}", {"好": ["a", "not a"]}),
        ("{% macro m() %}好{% endmacro %}{% if a %}{{ m() }}{% elif b %}{{ m() }}{% endif %}", {"好": ["a or b"]}),
        ("{% for x in xs %}逐{% else %}無{% endfor %}", {"逐": ["xs is not empty"], "無": ["xs is empty"]}),
    ],
)
def test_a_finding_says_when_it_appears(template: str, expected: dict[str, list[str]]) -> None:
    """By the fewest decisions that tell the variants with it from those without; by none when all show it."""
    source, variants = rendered(template)

    for word, conditions in expected.items():
        merged = merge(sightings(word, source, variants), variants)
        assert sorted(conditions) == sorted(finding.condition for finding in merged)


@pytest.mark.parametrize(
    ("numbers", "chosen", "expected"),
    [
        ({0}, [{"a": True}, {"a": False}], "a"),
        ({1}, [{"a": True}, {"a": False}], "not a"),
        ({0}, [{"a": True, "b": True}, {"a": False, "b": True}], "a"),
        ({0}, [{"a": True, "b": True}, {"a": True, "b": False}, {"a": False}], "a and b"),
        ({0}, [{"a": True, "b": True}, {"a": True, "b": False}, {"a": False, "b": True}], "a and b"),
        ({0, 2}, [{"a": True}, {"a": False, "b": True}, {"a": False, "b": False}], "a or not b"),
        ({0, 1}, [{"a": True}, {"a": False, "b == 1": True}, {"a": False, "b == 1": False}], "a or b == 1"),
    ],
)
def test_conditions(numbers: set[int], chosen: list[dict[str, bool]], expected: str) -> None:
    """One conjunction where one is enough, else alternatives joined by `or`."""
    inside = [choice for number, choice in enumerate(chosen) if number in numbers]
    outside = [choice for number, choice in enumerate(chosen) if number not in numbers]

    assert expected == condition(inside, outside)


def test_findings_come_in_order_and_once() -> None:
    """Whatever the order in which the variants were looked at."""
    source, variants = rendered("甲{% if a %}甲{% endif %}甲")
    seen = sightings("甲", source, variants)

    merged = merge(reversed(seen), variants)

    assert [0, 11, 23] == [finding.location.start.offset for finding in merged]
    assert merge(seen, variants) == merged
