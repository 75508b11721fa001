"""Edits of approved texts: what each asks for, and the very characters that it changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nmlint.api import Judge
from nmlint.approval.change import Change, Drift
from nmlint.approval.conditions import asked_otherwise, exchanged
from nmlint.approval.drift import compare, worst
from nmlint.approval.fingerprint import taken
from nmlint.approval.model import Approved, Fingerprint
from nmlint.approval.nature import nature
from nmlint.approval.renaming import in_expression
from nmlint.approval.tokens import hunks, tokens_in
from nmlint.config import Settings
from nmlint.documents.discovery import Finder
from nmlint.documents.model import Document
from nmlint.source import Source

Files = Mapping[str, str]

FIXTURES = Path(__file__).parents[2] / "fixtures" / "approval"
EDITS: Sequence[Mapping[str, Any]] = yaml.safe_load((FIXTURES / "edits.yaml").read_text(encoding="utf-8"))
APPROVED = {path.name: path.read_text(encoding="utf-8") for path in (FIXTURES / "edits").iterdir()}
MARK = re.compile("[⟦⟧]")
JUDGE = Judge(Settings(as_of="2026-11-23"))


def fingerprint(name: str, files: Files) -> Fingerprint:
    """The fingerprint of one of several files that stand beside each other."""
    finder = Finder((), {path: Source(path, text) for path, text in files.items()})
    document = JUDGE.document(Source(name, files[name]), "template" if name.endswith(".j2") else "message")
    opener = JUDGE.engine(JUDGE.settings.profile).opener

    def follow(wanted: str) -> Document:
        source = finder(wanted, name)
        assert source is not None
        return JUDGE.read_step(source)

    return taken(document, name, lambda asked: opener.open(asked, finder), follow).fingerprint


def changes(name: str, before: Files, after: Files) -> tuple[Change, ...]:
    """What changed in one of several files since they were approved."""
    approved = Approved(fingerprint(name, before), "2026-11-20", "LINE-1", "0.1.0")
    return compare(approved, fingerprint(name, after), JUDGE.catalogue.scenarios)


@dataclass(frozen=True)
class Edited:
    """The files as they were approved and as they are now, and the spans that are marked in the new ones."""

    before: Files
    after: Files
    marks: frozenset[tuple[str, int, int]]


def edited(edit: Mapping[str, Any]) -> Edited:
    """What an entry of the fixture does to the files."""
    name = edit["file"]
    before, after = dict(APPROVED), dict(APPROVED)
    for old, new in edit.get("approved", ()):
        before[name] = replaced(before[name], old, new)
    for step in edit.get("edits") or [edit["edit"]]:
        if not isinstance(step, Mapping):
            after[name] = replaced(after[name], *step)
        elif "text" in step:
            after[step["in"]] = step["text"]
        else:
            after[step["in"]] = replaced(after[step["in"]], *step["edit"])
    marks = set()
    for path, text in after.items():
        places = [match.start() - number for number, match in enumerate(MARK.finditer(text))]
        marks |= {(path, start, end) for start, end in zip(places[::2], places[1::2], strict=True)}
        after[path] = MARK.sub("", text)
    if edit.get("spelt") == "crlf":
        after = {path: text.replace("\n", "\r\n") for path, text in after.items()}
    return Edited(before, after, frozenset(marks))


def replaced(text: str, old: str, new: str) -> str:
    """The text with the one place of the old words changed."""
    assert not old or text.count(old) == 1, (text.count(old), old)
    return text.replace(old, new, 1)


def pointed_at(found: Sequence[Change]) -> set[tuple[str, int, int]]:
    """The places of changes in the new files."""
    regions = (region.origin for change in found for region in change.places)
    return {(origin.source, origin.span.start, origin.span.end) for origin in regions}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: str(edit["why"]))
def test_edits(edit: Mapping[str, Any]) -> None:
    """Each edit has its class, its kinds of changes, its clause, and points at the characters that are marked."""
    case = edited(edit)

    found = changes(edit["file"], case.before, case.after)

    assert (edit["class"], edit.get("what", [])) == (worst(found).word, [change.what for change in found])
    if edit.get("pointing", True):
        assert case.marks == pointed_at(found)
    clause = edit.get("clause", "review-change" if edit["class"] == "review" else None)
    if clause != "any":
        assert {clause} >= {change.clause for change in found if change.drift > Drift.COSMETIC}


def test_what_is_told_of_a_change() -> None:
    """The characters before and after, the slot, the chain of calls, and when it is sent."""
    after = {**APPROVED, "closing.j2": APPROVED["closing.j2"].replace("若您", "如您")}

    (change,) = changes("branches.j2", APPROVED, after)

    (place,) = change.places
    assert ("若", "如", "body") == (change.before, change.after, change.slot)
    assert ["branches.j2"] == [step.source for step in place.through]
    assert "LINE" in change.reason
    assert "LINE" in change.reason.chinese


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("配送通知", "write its id, delivery", "請寫代號 delivery"),
        ("帳單", "帳單 is the scenario bill", "「帳單」的代號是 bill"),
        ("退款完成通知", "退款完成通知 is the scenario refund", "「退款完成通知」的代號是 refund"),
        ("delivary", "did you mean 'delivery'?", "是不是「delivery」"),
    ],
)
def test_a_scenario_that_is_written_otherwise(written: str, english: str, chinese: str) -> None:
    """Many write the name of a scenario; the id that they mean is told."""
    text = APPROVED["delivery.j2"].replace("scenario: delivery", f"scenario: {written}")

    (change,) = changes("delivery.j2", APPROVED, {**APPROVED, "delivery.j2": text})

    assert english in change.reason
    assert chinese in change.reason.chinese


def test_a_new_branch_says_when() -> None:
    """A new branch is told as one, with its condition, and what was approved beside it is no change."""
    text = APPROVED["branches.j2"].replace("送達。\n", "送達。{% if vip %}貴賓專屬。{% endif %}\n")

    (change,) = changes("branches.j2", APPROVED, {**APPROVED, "branches.j2": text})

    assert ("branch", "", "貴賓專屬。") == (change.what, change.before, change.after)
    assert "vip" in change.case


def test_a_rewritten_text_is_told_as_a_whole() -> None:
    """Where hardly anything was kept, chance likenesses of single characters are not told."""
    before = "您訂購的商品已經於今天上午從倉庫寄出，預計明天下午送到您指定的地址，請留意。"
    after = "親愛的會員，本店新到的冬季商品現正展出中，誠摯邀請您於週末光臨，備有茶點。"

    (change,) = changes("a.j2", {"a.j2": before}, {"a.j2": after})

    assert (before, after) == (change.before, change.after)


# Formatting that renders the same
BODY = ["【店家】您的訂單 ", "{{ no }}", " 已出貨，", "預計 ", "{{ day }}", " 送達。", "客服 02-2345-6789"]
FACTS = [
    "id: order",
    "scenario: delivery",
    "sender: 店家",
    "message: line-flexible",
    "variables: {no: {type: order-number, example: TW1}, day: {type: date, example: 2026-11-25}}",
]
PADDING = st.sampled_from(
    ["", "{# 註 #}", "{#- 註 -#}", "{# 一\n二 #}", "{% if x %}{% endif %}", "{% set unused = 1 %}"]
)
TAGS = st.sampled_from(["{{%s}}", "{{ %s }}", "{{  %s}}", "{{-%s-}}", "{{\n%s\n}}"])


def plain(pieces: Sequence[str], facts: Sequence[str]) -> str:
    """A template of pieces under a front comment."""
    return "{#- nmlint\n" + "\n".join(facts) + "\n-#}\n" + "".join(pieces)


@given(facts=st.permutations(FACTS), padding=st.lists(PADDING, min_size=8, max_size=8), tag=TAGS)
@settings(max_examples=60, deadline=None)
def test_formatting_is_no_drift(facts: Sequence[str], padding: Sequence[str], tag: str) -> None:
    """Comments, empty tags, the spelling of tags and the order of the front comment change nothing that is sent."""
    pieces = list(BODY)
    for index, piece in enumerate(pieces):
        if piece.startswith("{{"):
            # Whitespace control takes the blanks around a tag, so these are printed instead.
            name = tag % piece[3:-3]
            pieces[index] = name if "-" not in tag else "{{ ' ' }}" + name + "{{ ' ' }}"
            if "-" in tag:
                pieces[index - 1], pieces[index + 1] = pieces[index - 1].rstrip(), pieces[index + 1].lstrip()
    spread = [part for pair in zip(padding, pieces, strict=False) for part in pair]
    # A comment that takes blanks stands where there are none.
    kept = [
        part if "#-" not in part or not (before.endswith(" ") or after.startswith(" ")) else ""
        for before, part, after in zip(["", *spread], spread, [*spread[1:], ""], strict=False)
    ]

    found = changes("a.j2", {"a.j2": plain(BODY, FACTS)}, {"a.j2": plain(kept, facts)})

    assert () == found


# Differences of two texts
PIECES = [
    "您",
    "的",
    "訂單",
    "已",
    "出貨",
    "，",
    "。",
    " ",
    "\n",
    "TW001",
    "order",
    "{{ no }}",
    "{{ day|upper }}",
    "😀",
]
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(WRITTEN, WRITTEN)
def test_differences_make_the_new_text(old: str, new: str) -> None:
    """Put in place of the old stretches, the new ones make the new text, and a stretch on each side differs."""
    before, after = tokens_in(old), tokens_in(new)
    found = hunks(before, after)

    made, at = "", 0
    for hunk in found:
        made += "".join(token.text for token in before[at : hunk.start])
        made += "".join(token.text for token in after[hunk.new_start : hunk.new_end])
        at = hunk.end
        gone, came = before[hunk.start : hunk.end], after[hunk.new_start : hunk.new_end]
        assert [token.text for token in gone] != [token.text for token in came]
    assert "".join(token.text for token in after) == made + "".join(token.text for token in before[at:])
    assert all(one.end < other.start for one, other in pairwise(found))
    assert bool(found) == ([token.text for token in before] != [token.text for token in after])


@given(WRITTEN, st.sampled_from(["可", "！", "word", "８", "😀"]), st.data())
def test_an_insertion_is_found_alone(text: str, added: str, data: st.DataObject) -> None:
    """Of one insertion only its own characters are told, wherever it stands; nothing else of the text."""
    text = f"店家{text}通知"
    tokens = tokens_in(text)
    index = data.draw(st.integers(0, len(tokens)))
    at = tokens[index].start if index < len(tokens) else len(text)
    glued = added.isascii() and any(token.glues for token in tokens[max(index - 1, 0) : index + 1])
    new = text[:at] + added + text[at:]

    found = changes("a.j2", {"a.j2": text}, {"a.j2": new})

    assert Drift.REVIEW == worst(found)
    if not glued:
        (change,) = found
        assert ("", added) == (change.before, change.after)
        ((_, start, end),) = pointed_at(found)
        assert new[:start] + new[end:] == text


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("02", "０２", "width"),
        ("單", "单", "another form"),
        ("，", "。", "punctuation"),
        ("3", "5", "number"),
        ("", "😀", "emoji"),
        ("", "\u200b", "blank"),
        ("", "謝謝", "added"),
        ("謝謝", "", "removed"),
        ("出貨", "寄出", "wording"),
    ],
)
def test_the_nature_of_an_edit(before: str, after: str, said: str) -> None:
    """In words, what kind of change it is."""
    assert said in nature(before, after)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("no", "order_no"),
        ("no|upper", "order_no|upper"),
        ("order.no", "order.no"),
        ("no.no", "order_no.no"),
        ("f(no, 'no')", "f(order_no, 'no')"),
        ('"no" ~ no', '"no" ~ order_no'),
        ("know", "know"),
    ],
)
def test_names_in_expressions(expression: str, expected: str) -> None:
    """A variable is called otherwise; attributes and strings that read the same are not."""
    assert expected == in_expression(expression, {"no": "order_no"})


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("late", "late"), ("not late", "not late")], False),
        ([("late", "late and vip or late and not vip"), ("not late", "not late and vip")], False),
        ([("a or not a and b", "a or not a and b"), ("not a and not b", "not b and not a")], False),
        ([("late", "not late"), ("not late", "late")], True),
        ([("late", "late and vip"), ("not late", "not late or late and not vip")], True),
        ([("days > 3", "days > 5"), ("days <= 3", "days <= 5")], True),
        ([("x == ' or '", "x == ' or '"), ("x != ' or '", "x != ' or '")], False),
        ([("i is not empty", "i is not empty"), ("i is empty", "i is empty")], False),
    ],
)
def test_when_a_text_is_sent(pairs: list[tuple[str, str]], *, expected: bool) -> None:
    """Conditions that are told otherwise and mean the same are no change."""
    assert expected == exchanged(pairs)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("eta is defined", "eta is defined"), ("eta is undefined and late", "eta is undefined and vip")], True),
        ([("days > 3", "days > 5"), ("days <= 3", "days <= 5")], True),
        ([("days > 3", "not (days <= 3)"), ("days <= 3", "days <= 3")], False),
        ([("eta is defined", "eta is defined"), ("eta is undefined and late", "eta is undefined")], False),
        ([("late", "late and vip"), ("not late", "not late")], False),
        ([("late or not late", "vip or not vip")], False),
    ],
)
def test_what_is_asked(pairs: list[tuple[str, str]], *, expected: bool) -> None:
    """One question in the place of another is a change; the same one told otherwise, or one more, is none."""
    assert expected == asked_otherwise(pairs)


def test_an_equal_fingerprint_is_not_looked_into() -> None:
    """What has the hash of its approval has no changes."""
    assert () == changes("delivery.j2", APPROVED, APPROVED)
