"""The lock: what is written is read again, the same bytes each time, and every fault is told with its place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.approval.lock import Lock, lock_of, read_lock
from nmlint.approval.lockwriting import lock_text, write_lock
from nmlint.approval.model import DESIGN, Approved, Fingerprint, Following, Known, Text, Words
from nmlint.bilingual import CHINESE, in_language
from nmlint.documents.model import Fallback
from nmlint.errors import UnreadableError
from nmlint.source import Source

NAME = "nmlint.lock"
CHARS = st.characters(exclude_categories=["Cs"])
LINE = st.text(CHARS, min_size=1, max_size=12)
WORDING = st.one_of(
    st.text(CHARS, max_size=30),
    st.lists(
        st.sampled_from(["訂單 {{ no }}", "", " ", "  indented", "- item", "# no comment", "key: value", "\t", "尾 "])
    )
    .map("\n".join)
    .filter(lambda text: "\r" not in text),
)
MAYBE = st.one_of(st.none(), LINE)
KNOWN = st.builds(
    Known,
    type=MAYBE,
    values=st.lists(LINE, max_size=2).map(tuple),
    max_length=st.one_of(st.none(), st.integers(1, 500)),
    mask=MAYBE,
    hosts=st.lists(LINE, max_size=2).map(tuple),
    purpose=MAYBE,
)


@st.composite
def wordings(draw: st.DrawFn) -> Words:
    """Everything that a message says, in one case or several."""
    cases = draw(st.one_of(st.just(("",)), st.lists(LINE, min_size=2, max_size=3).map(tuple)))
    numbers = st.sets(st.integers(0, len(cases) - 1), min_size=1).map(lambda found: tuple(sorted(found)))
    said = st.builds(Text, slot=st.sampled_from(["body", "uri"]), text=WORDING, cases=numbers)
    seen = st.builds(Text, slot=st.just(DESIGN), text=WORDING, cases=numbers)
    texts = (*draw(st.lists(said, min_size=1, max_size=3)), *draw(st.lists(seen, max_size=2)))
    variables = dict(sorted(draw(st.dictionaries(LINE, KNOWN, max_size=2)).items()))
    links, unprinted = draw(st.dictionaries(LINE, MAYBE, max_size=2)), draw(st.lists(LINE, max_size=2))
    return Words(cases, texts, variables, links, tuple(unprinted))


@st.composite
def approvals(draw: st.DrawFn) -> Approved:
    """An entry of any content."""
    plan = st.builds(Fallback, st.sampled_from(["sms", "email"]), st.one_of(st.none(), st.integers(0, 99999)), MAYBE)
    fingerprint = Fingerprint(
        id=draw(LINE),
        path=draw(LINE),
        kind="template",
        words=draw(wordings()),
        message="line-flexible",
        scenario=draw(MAYBE),
        sender=draw(MAYBE),
        event=draw(MAYBE),
        basis=draw(MAYBE),
        fallback=draw(st.one_of(st.none(), st.builds(Following, plan, st.one_of(st.none(), wordings())))),
    )
    return Approved(fingerprint, draw(st.dates()).isoformat(), draw(LINE), "0.1.0")


def lock_with(entries: Iterable[Approved]) -> Lock:
    """The lock of some entries."""
    return Lock({entry.fingerprint.id: entry for entry in entries})


def entry(name: str, text: str = "您的訂單 {{ order_no }} 已出貨。") -> Approved:
    """A simple entry."""
    words = Words(("",), (Text("body", text),), {"order_no": Known("order-number")})
    fingerprint = Fingerprint(
        name, f"templates/{name}.j2", "template", words, "line-flexible", "delivery", "好日子書店"
    )
    return Approved(fingerprint, "2026-11-20", "LINE-2026-42", "0.1.0")


@given(st.lists(approvals(), max_size=3))
def test_what_is_written_is_read_again(entries: list[Approved]) -> None:
    """Whatever characters stand in it, the lock reads as it was, and writes the same bytes again."""
    lock = lock_with(entries)
    text = lock_text(lock)

    read = lock_of(Source(NAME, text))

    assert lock == read
    assert text == lock_text(read)
    assert not any(char in text for char in "\r\x00\u202e\u200b\ufeff\u2028\x85")


def test_the_order_of_recording_leaves_no_trace() -> None:
    """Entries stand in the order of their ids, and a change of one touches its own lines alone."""
    first, second, third = entry("a"), entry("b"), entry("c")
    text = lock_text(lock_with([third, first, second]))

    changed = lock_text(lock_with([first, entry("b", "您的訂單 {{ order_no }} 已送達。"), third]))

    assert text == lock_text(lock_with([second, third, first]))
    assert text.endswith("\n")
    differing = [line for line in changed.splitlines() if line not in text.splitlines()]
    assert ['        text: "您的訂單 {{ order_no }} 已送達。"'] == [line for line in differing if "sha256" not in line]
    assert len(differing) == 2


def test_readable() -> None:
    """A person reads the texts, line by line, and the types of their values."""
    words = Words(("late", "not late"), (Text("body", "一\n二", (0,)), Text("body", "三", (1,))), {"no": Known("code")})
    fingerprint = Fingerprint("x", "x.j2", "template", words, "line-flexible", "delivery")

    text = lock_text(lock_with([Approved(fingerprint, "2026-11-20", "L-1", "0.1.0")]))

    assert text.partition("approved:\n")[2].splitlines() == [
        "  x:",
        "    path: x.j2",
        "    kind: template",
        "    approved: 2026-11-20",
        "    reference: L-1",
        '    nmlint: "0.1.0"',
        f'    sha256: "{fingerprint.sha256}"',
        "    scenario: delivery",
        "    message: line-flexible",
        "    variables:",
        "      no: {type: code}",
        "    cases:",
        "      - late",
        '      - "not late"',
        "    texts:",
        "      - slot: body",
        "        in: [1]",
        "        text: |-",
        "          一",
        "          二",
        "      - slot: body",
        "        in: [2]",
        '        text: "三"',
    ]


def test_written_as_a_whole(tmp_path: Path) -> None:
    """The file is replaced, keeps its permissions, is reached through a link, and nothing else is left behind."""
    path, link = tmp_path / "nmlint.lock", tmp_path / "link.lock"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)

    write_lock(link, lock_with([entry("a")]))

    assert ["a"] == list(read_lock(path, NAME).entries)
    assert 0o640 == path.stat().st_mode & 0o777
    assert link.is_symlink()
    assert {"nmlint.lock", "link.lock"} == {found.name for found in tmp_path.iterdir()}


GOOD = lock_text(lock_with([entry("a"), entry("b")]))


@pytest.mark.parametrize(
    ("text", "place", "english", "chinese"),
    [
        ("", (1, 1), "this is no lock", "不是核准紀錄"),
        ("- a\n", (1, 1), "this is no lock", "不是核准紀錄"),
        ("lock: [\n", (1, 8), "in the lock", "核准紀錄"),
        (GOOD.replace("lock: 1", "lock: 2"), (5, 7), "update nmlint", "請更新 nmlint"),
        (GOOD.replace("lock: 1\n", ""), (5, 1), "lock: 1 must stand", "開頭要有"),
        (GOOD.replace("lock: 1", "lock: one"), (5, 7), "whole number", "整數"),
        (GOOD.replace("已出貨。", "已送達。", 1), (13, 13), "changed by hand", "手動修改"),
        (GOOD.replace("scenario: delivery", "scenario: bill", 1), (13, 13), "changed by hand", "手動修改"),
        (GOOD.replace("  b:", "  a:"), (22, 3), "stands here twice", "重複"),
        (GOOD.replace("    kind: template\n", "", 1), (8, 5), "approved.a lacks kind", "缺少 kind"),
        (GOOD.replace("    kind: template", "    sort: template", 1), (8, 5), "lacks kind", "缺少 kind"),
        (GOOD.replace("2026-11-20", "yesterday", 1), (10, 15), "a date such as", "日期"),
        (GOOD.replace("slot: body", "slot: body\n        in: [7]", 1), (21, 13), "1 to 1", "1 到 1"),
        (f"<<<<<<< ours\n{GOOD}=======\n{GOOD}>>>>>>> theirs\n", (1, 1), "merge conflict", "合併衝突"),
    ],
)
def test_faults(text: str, place: tuple[int, int], english: str, chinese: str) -> None:
    """What is wrong with a lock is told where it stands, with the mend, in both languages."""
    with pytest.raises(UnreadableError) as raised:
        lock_of(Source(NAME, text))

    assert raised.value.location is not None
    start = raised.value.location.start
    assert english in str(raised.value.reason)
    assert chinese in in_language(raised.value.reason, CHINESE)
    assert place == (start.line, start.column), raised.value.reason


def test_every_fault_is_told() -> None:
    """Faults of several entries are gathered."""
    text = GOOD.replace("    kind: template\n", "").replace("      - slot: body", "      - slat: body")

    with pytest.raises(UnreadableError, match="faults in the lock") as raised:
        lock_of(Source(NAME, text))

    assert all(
        words in str(raised.value.reason) for words in ("approved.a lacks kind", "approved.b lacks kind", "slat")
    )


def test_not_utf_8(tmp_path: Path) -> None:
    """A lock in another encoding is refused with the encoding's name."""
    path = tmp_path / NAME
    path.write_bytes(GOOD.encode("utf-16"))

    with pytest.raises(UnreadableError, match="UTF-8"):
        read_lock(path, NAME)


def test_date_and_reference_may_be_mended_by_hand() -> None:
    """The hash is of what was approved, not of who wrote it down."""
    text = GOOD.replace("LINE-2026-42", "LINE-2026-43").replace("2026-11-20", "2026-11-21")

    read = lock_of(Source(NAME, text))

    assert {("LINE-2026-43", "2026-11-21")} == {(entry.reference, entry.date) for entry in read.entries.values()}


def test_line_ends_of_windows() -> None:
    """A lock that version control wrote with other line ends reads the same."""
    words = Words(("",), (Text("body", "一\n二"),))
    fingerprint = Fingerprint("x", "x.j2", "template", words, "line-flexible")
    lock = lock_with([Approved(fingerprint, "2026-11-20", "L-1", "0.1.0")])

    assert lock == lock_of(Source(NAME, lock_text(lock).replace("\n", "\r\n")))


def test_by_path() -> None:
    """An entry is found by the file that it was recorded for."""
    lock = lock_with([entry("a"), entry("b")])

    assert lock.entries["b"] == lock.by_path("templates/b.j2")
    assert lock.by_path("templates/c.j2") is None
