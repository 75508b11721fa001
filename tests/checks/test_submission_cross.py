"""A service plan beside the repository: what the two say differently, at the very characters, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nmlint
from nmlint.catalogue import load_builtin
from nmlint.checks.wording_pairs import Comparison, compared
from nmlint.checks.wordings import Case
from nmlint.config import Settings
from nmlint.documents.template import read_document
from nmlint.opening import Opener
from nmlint.source import Source

FIXTURES = Path(__file__).parents[2] / "fixtures" / "families" / "submission"
SETTINGS = Settings(as_of="2026-11-26", lang="en")
OPENER = Opener(load_builtin(), SETTINGS)
WORDS = st.text(st.sampled_from("您的訂單已出貨請取件，。12ab"), min_size=1, max_size=12)
NAMES = ("order", "when", "shop")


def cases(*texts: str) -> list[Case]:
    """The messages that some texts become."""
    found = []
    for number, text in enumerate(texts):
        document = read_document(Source(f"text-{number}", text))
        found += [Case(str(number), content) for content in OPENER.open(document, lambda _name, _parent: None).contents]
    return found


def beside(planned: str | tuple[str, ...], sent: str) -> Comparison:
    """The comparison of some texts with a template."""
    return compared(cases(*((planned,) if isinstance(planned, str) else planned)), cases(sent))


def said(comparison: Comparison) -> list[tuple[str, str]]:
    """What the plan says and what the template says in its place."""
    return [(one.before, one.after) for one in comparison.differences]


@st.composite
def with_values(draw: st.DrawFn) -> tuple[str, ...]:
    """Words with values between them."""
    return (*[part for name in NAMES for part in (draw(WORDS), "{{ " + name + " }}")], draw(WORDS))


@given(with_values())
@settings(max_examples=50)
def test_a_text_is_its_own(parts: tuple[str, ...]) -> None:
    """A text beside itself differs in nothing."""
    comparison = beside("".join(parts), "".join(parts))

    assert ((), (), (), {}) == (
        comparison.differences,
        comparison.unplanned,
        comparison.unsent,
        dict(comparison.names),
    )


@given(with_values(), st.sampled_from([" ", "\n", "\t "]))
@settings(max_examples=50)
def test_blanks_and_names_do_not_count(parts: tuple[str, ...], blank: str) -> None:
    """Blanks around values and other names for all of them are no difference, and the names are told."""
    renamed = {name: f"the_{name}" for name in NAMES}
    sent = blank.join("{{ " + renamed[part[3:-3]] + " }}" if "{{" in part else part for part in parts)

    comparison = beside("".join(parts), sent)

    assert ([], renamed) == (said(comparison), dict(comparison.names))


@given(with_values(), st.integers(0, len(NAMES)))
@settings(max_examples=50)
def test_another_word_is_told_alone(parts: tuple[str, ...], at: int) -> None:
    """A word that only the plan has is told as it stands there, and nothing stands in its place."""
    planned = [*parts]
    planned[2 * at] += "※"

    comparison = beside("".join(planned), "".join(parts))
    (difference,) = comparison.differences
    origin = difference.planned.origin(difference.hunk.start, difference.hunk.end)

    assert [("※", "")] == said(comparison)
    assert origin is not None
    assert "※" == "".join(planned)[origin.span.start : origin.span.end]


@pytest.mark.parametrize(
    ("planned", "sent", "told"),
    [
        (
            "付 {{ a }} 元，欠 {{ b }} 元",
            "付 {{ b }} 元，欠 {{ a }} 元",
            [("{{ a }}", "{{ b }}"), ("{{ b }}", "{{ a }}")],
        ),
        ("付 {{ a }} 元，欠 {{ a }} 元", "付 {{ x }} 元，欠 {{ y }} 元", [("{{ a }}", "{{ y }}")]),
        ("付 {{ a }} 元，欠 {{ b }} 元", "付 {{ x }} 元，欠 {{ x }} 元", [("{{ b }}", "{{ x }}")]),
        ("付 {{ a }} 元", "付 {{ a | round }} 元", []),
        ("付 {{ amount }} 元", "付 {{ order.amount }} 元", []),
        ("付 100 元", "付 {{ amount }} 元", [("100", "{{ amount }}")]),
        ("於 {{ when }} 送達", "於 {{ when }} 送到", [("達", "到")]),
    ],
)
def test_values(planned: str, sent: str, told: list[tuple[str, str]]) -> None:
    """A value may have another name if it has it everywhere; one in the place of another is a difference."""
    assert told == said(beside(planned, sent))


def test_branches_and_texts_belong_together() -> None:
    """Each branch has its text; what is left over on either side is told as that."""
    shipped, arrived, lost = "您的訂單已經出貨。", "請至門市取貨，逾期退回。", "包裹遺失，請洽詢客服。"
    template = "{% if here %}" + arrived + "{% else %}" + shipped + "{% endif %}"

    whole, less = beside((shipped, arrived), template), beside(shipped, template)
    more = beside((shipped, lost), shipped)

    assert ((), ()) == (whole.unplanned, whole.unsent)
    assert ["here"] == [case.content.variant.condition for case in less.unplanned]
    assert ["1"] == [case.key for case in more.unsent]
    assert not (*whole.differences, *less.differences, *more.differences)


PARTS = ("請自取。", "含贈品。", "已付款。")
FREE = "您的訂單已出貨。" + "".join(f"{{% if v{n} %}}{part}{{% endif %}}" for n, part in enumerate(PARTS))
NONE, ALL = "您的訂單已出貨。", "您的訂單已出貨。" + "".join(PARTS)
EITHER = "您的訂單{% if v == 1 %}已出貨{% elif v == 2 %}備貨中{% else %}取消了{% endif %}。"


@pytest.mark.parametrize(
    ("planned", "sent", "unplanned"),
    [
        ((ALL, NONE), FREE, []),
        ((NONE + PARTS[0], NONE + PARTS[1] + PARTS[2]), FREE, []),
        ((ALL,), FREE, ["not v0 and v1 and v2", "v0 and not v1 and v2", "v0 and v1 and not v2"]),
        ((NONE,), FREE, ["v0 and v1 and v2"]),
        ((NONE, NONE + PARTS[0] + PARTS[2]), FREE, ["v0 and v1 and v2"]),
        (("您的訂單已出貨。", "您的訂單備貨中。", "您的訂單取消了。"), EITHER, []),
        (("您的訂單備貨中。", "您的訂單取消了。"), EITHER, ["v == 1"]),
    ],
)
def test_arms_go_together_freely(planned: tuple[str, ...], sent: str, unplanned: list[str]) -> None:
    """A plan need not have every combination of branches, but each arm of them in some text."""
    comparison = beside(planned, sent)

    assert unplanned == [case.content.variant.condition for case in comparison.unplanned]
    assert ((), ()) == (comparison.differences, comparison.unsent)


def test_many_branches() -> None:
    """More branches than can all be combined still are held to what was planned, in little time."""
    parts = [f"第{number}段文字。" for number in range(20)]
    sent = "".join(f"{{% if v{n} %}}{part}{{% endif %}}" for n, part in enumerate(parts)) + "客服在此。"

    comparison = beside(("".join(parts) + "客服在此。", "客服在此。"), sent)

    assert ((), (), ()) == (comparison.differences, comparison.unplanned, comparison.unsent)


FLEX = """{"type": "flex", "altText": "%s", "contents": {"type": "bubble",
 "body": {"type": "box", "layout": "vertical", "contents": [
  {"type": "text", "text": "您的訂單 {{ order }}"}, {"type": "text", "text": "已出貨。"},
  {"type": "button", "action": {"type": "uri", "label": "查看訂單", "uri": "https://shop.example/%s"}}]}}}"""


@pytest.mark.parametrize("planned", ["您的訂單 {{ order }}\n已出貨。", "您的訂單 {{ order }} 已出貨。查看訂單"])
def test_the_words_of_a_flex_message_will_do(planned: str) -> None:
    """Beside a Flex message a plain text is held to what people read, with or without the buttons."""
    comparison = beside(planned, FLEX % ("出貨", "o"))

    assert ((), (), ()) == (comparison.differences, comparison.unplanned, comparison.unsent)


@pytest.mark.parametrize(
    ("sent", "told"), [(("出貨", "o"), []), (("到貨", "o"), [("出", "到")]), (("出貨", "p"), [("o", "p")])]
)
def test_a_flex_message_is_held_to_all_of_it(sent: tuple[str, str], told: list[tuple[str, str]]) -> None:
    """Where the plan has the message itself, links and the alternative text count too."""
    assert told == said(beside(FLEX % ("出貨", "o"), FLEX % sent))


def test_a_difference_stands_at_its_characters_in_the_file(tmp_path: Path) -> None:
    """A folded block of YAML does not shift the place, and the finding names the line of the template."""
    (tmp_path / "shipped.j2").write_text(
        "{#- nmlint\nscenario: delivery\n-#}\n您的訂單\n已於今日到店。\n", encoding="utf-8"
    )
    plan = tmp_path / "plan.yaml"
    text = (
        "kind: service-plan\nscenarios:\n  - template: shipped.j2\n    text: >-\n      您的訂單\n      已於今日出貨。\n"
    )
    plan.write_text(text, encoding="utf-8")

    (artefact,) = nmlint.check(plan, config=SETTINGS).artefacts
    (found,) = [finding for finding in artefact.findings if finding.rule == "submission/text-differs"]

    assert "出貨" == text[found.location.start.offset : found.location.end.offset]
    assert ("/scenarios/0/text", "出貨") == (found.pointer, found.matched)
    assert "shipped.j2:5" in found.message


@pytest.mark.parametrize("name", ["bookshop", "gym"])
def test_an_honest_plan_is_not_bothered(name: str) -> None:
    """Nothing at all is found in a plan that says what its templates send."""
    (artefact,) = nmlint.check(FIXTURES / name / "plan.yaml", config=SETTINGS).artefacts

    assert () == artefact.findings


def test_templates_are_looked_for_where_the_plan_says(tmp_path: Path) -> None:
    """The folders of `templates` count, else those of the templates that are named; what is not for LINE does not."""
    line = "{#- nmlint\nscenario: delivery\n-#}\n您的訂單已出貨。"
    (tmp_path / "other").mkdir()
    for name in ("a.j2", "b.j2", "other/c.j2"):
        (tmp_path / name).write_text(line, encoding="utf-8")
    (tmp_path / "sms.j2").write_text("{#- nmlint\nmessage: sms\n-#}\n您的訂單已出貨。", encoding="utf-8")
    (tmp_path / "part.j2").write_text("客服 02-2345-6789", encoding="utf-8")

    def unlisted(head: str) -> list[str]:
        plan = tmp_path / "plan.yaml"
        plan.write_text(
            f"kind: service-plan\n{head}scenarios: [{{scenario: delivery, template: a.j2}}]\n", encoding="utf-8"
        )
        (artefact,) = nmlint.check(plan, config=SETTINGS).artefacts
        found = [finding for finding in artefact.findings if finding.rule == "submission/template-not-in-plan"]
        return [name for name in ("b.j2", "c.j2", "sms.j2", "part.j2") if any(name in one.message for one in found)]

    assert (["b.j2", "c.j2"], ["c.j2"]) == (unlisted(""), unlisted("templates: [other]\n"))
