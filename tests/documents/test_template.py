"""The front comment: found, read with exact places, and every fault of it told."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.bilingual import CHINESE, in_language
from nmlint.config import load_settings
from nmlint.documents.model import Declaration
from nmlint.documents.template import declared_in_config, id_of_path, read_declaration, read_document
from nmlint.errors import UnreadableError, UsageError
from nmlint.source import Source

FULL = dedent(
    """\
    {#- nmlint
    id: delivery-shipped
    scenario: delivery
    message: line-flexible
    sender: 好日子書店
    title: "出貨通知"
    event: order.shipped         # what triggers it
    basis: the customer's own order
    evidence: {phone_source: membership terms 2025-01, fields: [dining, event]}
    products: [好日子誌]
    links: {track.example.com: tracking}
    variables:
      order_no: {type: order-number, example: TW20261123001}
      shipped_at: {type: datetime, example: 2026-11-23 10:00}
      size: {type: choice, values: [S, M, 1], max_length: 3, hosts: a.example.com}
      bare:
    fallback: {channel: sms, after: 30 m, unless: delivered, template: delivery.sms.j2}
    -#}
    【好日子書店】{{ order_no }}
    """
)


def declared(text: str) -> Declaration:
    """The declaration of a template's text."""
    return read_declaration(Source("a.j2", text))


def test_everything_is_read() -> None:
    """Every key arrives, dates and times as they were written."""
    found = declared(FULL)

    assert found.present
    assert ("delivery-shipped", "delivery", "line-flexible", "好日子書店", "出貨通知") == (
        found.id,
        found.scenario,
        found.message,
        found.sender,
        found.title,
    )
    assert {"phone_source": "membership terms 2025-01", "fields": ["dining", "event"]} == found.evidence
    assert ("好日子誌",) == found.products
    assert {"track.example.com": "tracking"} == found.links
    assert "2026-11-23 10:00" == found.variables["shipped_at"].example
    assert ("S", "M", 1) == found.variables["size"].values
    assert 3 == found.variables["size"].max_length
    assert ("a.example.com",) == found.variables["size"].hosts
    assert found.variables["bare"].type is None
    assert found.fallback is not None
    assert found.fallback.after == 30 * 60


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_are_exact(end: str) -> None:
    """The span of every value and every variable's name is where it stands, whatever the line ends are."""
    text = FULL.replace("\n", end)
    found = declared(text)
    expected = {
        "scenario": "delivery",
        "title": '"出貨通知"',
        "evidence.phone_source": "membership terms 2025-01",
        "evidence.fields.1": "event",
        "variables.shipped_at.type": "datetime",
        "variables.shipped_at.example": "2026-11-23 10:00",
        "variables.size.values.2": "1",
        "fallback.after": "30 m",
        "links.track.example.com": "tracking",
    }

    assert expected == {key: text[found.spans[key].start : found.spans[key].end] for key in expected}
    names = {name: variable.span for name, variable in found.variables.items()}
    assert all(span is not None and text[span.start : span.end] == name for name, span in names.items())


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
        st.text(st.characters(categories=["L", "N", "So", "Po"], exclude_characters='"\\#'), min_size=1, max_size=12),
        max_size=6,
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_evidence_keeps_its_place(evidence: dict[str, str], end: str) -> None:
    """Whatever is declared is found again at its span."""
    lines = ["{#- nmlint", "evidence:", *(f'  {key}: "{value}"' for key, value in evidence.items()), "-#}", "x"]
    text = end.join(lines)
    found = declared(text)

    assert evidence == found.evidence
    for key, value in evidence.items():
        span = found.spans[f"evidence.{key}"]
        assert f'"{value}"' == text[span.start : span.end]


@pytest.mark.parametrize(
    "text",
    [
        "{# nmlint\nid: x\n#}",
        "{#- nmlint\nid: x\n-#}",
        "\n  {#-nmlint\nid: x\n#}",
        "{#+ nmlint {id: x} +#}",
        "{#- nmlint id: x -#}",
    ],
)
def test_forms_of_the_comment(text: str) -> None:
    """Jinja's forms of a comment are all accepted, and only white space may stand before it."""
    assert "x" == declared(text).id


@pytest.mark.parametrize("text", ["", "您好", "{# a note #}{{ x }}", "{# nmlinter id: x #}", "{# see nmlint #}"])
def test_no_comment(text: str) -> None:
    """A template without our comment declares nothing."""
    assert Declaration() == declared(text)


def test_an_empty_comment_is_present() -> None:
    """The comment alone says that the template is ours."""
    assert declared("{# nmlint #}x").present


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("12:30", "12:30"),
        ("2026-11-23", "2026-11-23"),
        ("0912345678", "0912345678"),
        ("1.50", "1.50"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e5", "1e5"),
        ("9999999999999999999999", "9999999999999999999999"),
        ("12", 12),
        ("1.5", 1.5),
        ("true", True),
        ("null", None),
        ('"12"', "12"),
        ("'it''s'", "it's"),
        ("[a, {b: 1}]", ["a", {"b": 1}]),
    ],
)
def test_examples_are_what_was_typed(value: str, expected: object) -> None:
    """YAML's surprises are not ours: only what looks like a number to everybody is one."""
    found = declared(f"{{#- nmlint\nvariables:\n  a: {{type: text, example: {value}}}\n-#}}")

    assert expected == found.variables["a"].example


@pytest.mark.parametrize(
    ("lines", "place", "said"),
    [
        ("scenaro: delivery", (2, 1), "did you mean 'scenario'"),
        ("colour: red", (2, 1), "known here: basis"),
        ("variables:\n  eta: {typ: date}", (3, 9), "did you mean 'type'"),
        ("message: line-flex", (2, 10), "did you mean 'line-flexible'"),
        ("fallback: {channel: smss}", (2, 21), "did you mean 'sms'"),
        ("fallback: {channel: sms, after: 30}", (2, 33), "needs a unit; write 30s, 30m"),
        ("fallback: {channel: sms, after: soon}", (2, 33), "such as 30s"),
        ("fallback: {after: 30m}", (2, 11), "needs a channel"),
        ("fallback: sms", (2, 11), "keys with values"),
        ("id: [a]", (2, 5), "id needs one text"),
        ('id: ""', (2, 5), "never empty"),
        ("variables: [a]", (2, 12), "keys with values"),
        ("variables: {a: date}", (2, 16), "such as {type: date}"),
        ("variables: {a: {max_length: many}}", (2, 29), "whole number"),
        ("variables: {a: {values: a}}", (2, 25), "a list"),
        ("products: [[a]]", (2, 11), "list of texts"),
        ("id: a\nid: b", (3, 1), "stands here twice, first in line 2"),
        ("id: a: b", (2, 6), "in quotes"),
        ("id：a", (2, 1), "'key: value' lines"),
        ("id：a\nscenario: b", (3, 9), "full-width colon"),
        ("variables:\n\ta: {}", (3, 1), "a tab"),
        ("id: 'x", (2, 5), "never closed"),
        ("products: [a", (2, 13), "] is missing"),
        ("id: @x", (2, 5), "cannot begin with '@'"),
        ("id: &a x", (2, 5), "anchor or alias"),
        ("id: !x y", (2, 5), "a tag"),
        ("id: {{ x }}", (2, 6), "single word"),
        ("- a", (2, 1), "'key: value' lines"),
        ("---\nid: a\n---\nid: b", (4, 1), "second document"),
        ("id: a\x07", (2, 6), "U+0007"),
        ("a: " + "[" * 60, (2, 44), "nested too deeply"),
    ],
)
def test_faults_have_place_and_mend(lines: str, place: tuple[int, int], said: str) -> None:
    """A wrong comment is refused with line, column, and what to write instead."""
    with pytest.raises(UnreadableError) as refused:
        declared(f"{{#- nmlint\n{lines}\n-#}}\ntext")

    location = refused.value.location
    assert location is not None
    assert (place, True) == ((location.start.line, location.start.column), said in refused.value.reason)
    assert in_language(refused.value.reason, CHINESE) != refused.value.reason


def test_faults_are_gathered() -> None:
    """All wrong keys are told at once, in the order of the file."""
    with pytest.raises(UnreadableError) as refused:
        declared("{#- nmlint\nmessage: fax\nscenaro: x\nfallback: {channel: sms, after: 5}\n-#}")

    head, *lines = refused.value.reason.split("\n")
    assert "3 faults in the nmlint comment" == head
    assert ["2:10:", "3:1:", "4:33:"] == [line.split()[0] for line in lines]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("您好\n{#- nmlint\nid: x\n-#}", 2, "must come first"),
        ("{#- nmlint\nid: x\n您好", 1, "never closed"),
        ("{#- nmlint: id: x -#}", 1, "without a colon"),
        ("{#- nmlint：\nid: x -#}", 1, "without a colon"),
    ],
)
def test_a_comment_is_never_overlooked(text: str, line: int, said: str) -> None:
    """A comment that is meant for us and cannot be read is refused, not passed over."""
    with pytest.raises(UnreadableError, match=said) as refused:
        declared(text)

    assert refused.value.location is not None
    assert line == refused.value.location.start.line


def test_unknown_variable_types_pass() -> None:
    """A rule reports an unknown type; the comment is readable all the same."""
    assert "dat" == declared("{# nmlint {variables: {a: {type: dat}}} #}").variables["a"].type


@pytest.mark.parametrize(
    ("name", "expected"),
    [("templates/a.j2", "templates/a"), ("a.sms.j2", "a.sms"), ("<stdin>", "<stdin>"), ("a.b/c", "a.b/c")],
)
def test_id_from_the_path(name: str, expected: str) -> None:
    """A template without an id goes by its path without the suffix."""
    assert expected == id_of_path(name)
    assert expected == read_document(Source(name, "x")).id
    assert "given" == read_document(Source(name, "x"), default_id="given").id
    assert "own" == read_document(Source(name, "{# nmlint {id: own} #}x"), default_id="given").id


def test_configuration_fills_what_the_comment_leaves_open(tmp_path: Path) -> None:
    """The comment stands; what it does not say comes from the configuration for that path."""
    (tmp_path / "nmlint.yaml").write_text(
        "paths:\n  '*.j2':\n    sender: 好日子書店\n    scenario: bill\n"
        "    variables: {a: {type: date}, b: {type: text}}\n"
    )
    supplied = declared_in_config(load_settings(tmp_path))["*.j2"]
    source = Source("a.j2", "{# nmlint {scenario: delivery, variables: {a: {type: time}}} #}x")
    found = read_document(source, supplied=supplied).declaration

    assert ("好日子書店", "delivery") == (found.sender, found.scenario)
    assert {"a": "time", "b": "text"} == {name: variable.type for name, variable in found.variables.items()}
    assert "sender" not in found.spans


def test_wrong_facts_in_the_configuration(tmp_path: Path) -> None:
    """A wrong declaration in the configuration is told with the configuration's line."""
    (tmp_path / "nmlint.yaml").write_text("paths:\n  '*.j2':\n    sendr: x\n")

    with pytest.raises(UsageError, match=r"nmlint\.yaml:3:5: unknown key 'sendr'; did you mean 'sender'"):
        declared_in_config(load_settings(tmp_path))
