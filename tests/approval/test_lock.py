"""The lock: what is written is read again, the same bytes each time, and every fault is told with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.approval.lock import Lock, lock_of, misplaced, read_lock
from nmlint.approval.lockwriting import lock_text, write_lock
from nmlint.approval.model import DESIGN, Approved, Fingerprint, Following, Known, Text, Words
from nmlint.bilingual import CHINESE, in_language
from nmlint.documents.model import Fallback
from nmlint.errors import UnreadableError
from nmlint.source import Source

NAME = "nmlint.lock"
DAY = "2026-11-26"
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
    named = st.dictionaries(LINE, KNOWN, max_size=2).map(lambda found: dict(sorted(found.items())))
    return Words(cases, texts, draw(named), draw(st.dictionaries(LINE, MAYBE, max_size=2)), draw(named))


@st.composite
def approvals(draw: st.DrawFn) -> Approved:
    """An entry of any content."""
    plan = st.builds(Fallback, st.sampled_from(["sms", "email"]), st.one_of(st.none(), st.integers(0, 99999)), MAYBE)
    fingerprint = Fingerprint(
        id=draw(LINE),
        path=draw(st.sampled_from(["a.j2", "通知/出貨.j2", "a b/-.json", "...", "c: .j2"])),
        kind="template",
        words=draw(wordings()),
        message="line-flexible",
        scenario=draw(MAYBE),
        sender=draw(MAYBE),
        event=draw(MAYBE),
        basis=draw(MAYBE),
        fallback=draw(st.one_of(st.none(), st.builds(Following, plan, st.one_of(st.none(), wordings())))),
    )
    return Approved(fingerprint, draw(st.dates(max_value=date.fromisoformat(DAY))).isoformat(), draw(LINE), "0.1.0")


def lock_with(entries: Iterable[Approved]) -> Lock:
    """The lock of some entries."""
    return Lock({entry.fingerprint.id: entry for entry in entries})


def entry(name: str, text: str = "您的訂單 {{ order_no }} 已出貨。") -> Approved:
    """A simple entry."""
    words = Words(("",), (Text("body", text),), {"order_no": Known("order-number")}, unprinted={"vip": Known("choice")})
    fingerprint = Fingerprint(
        name, f"templates/{name}.j2", "template", words, "line-flexible", "delivery", "好日子書店"
    )
    return Approved(fingerprint, "2026-11-20", "LINE-2026-42", "0.1.0")


@given(st.lists(approvals(), max_size=3))
def test_what_is_written_is_read_again(entries: list[Approved]) -> None:
    """Whatever characters stand in it, the lock reads as it was, and writes the same bytes again."""
    lock = lock_with(entries)
    text = lock_text(lock)

    read = lock_of(Source(NAME, text), DAY)

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
    texts = (Text("body", "一\n二", (0,)), Text("body", "三", (1,)))
    asked = {"late": Known("choice", ("False", "True")), "gift": Known()}
    words = Words(("late", "not late"), texts, {"no": Known("code")}, unprinted=asked)
    fingerprint = Fingerprint("x", "x.j2", "template", words, "line-flexible", "delivery")
    approved = Approved(fingerprint, "2026-11-20", "L-1", "0.1.0")

    text = lock_text(lock_with([approved]))

    assert text.partition("approved:\n")[2].splitlines() == [
        "  x:",
        "    path: x.j2",
        "    kind: template",
        "    approved: 2026-11-20",
        "    reference: L-1",
        '    nmlint: "0.1.0"',
        f'    sha256: "{approved.sha256}"',
        "    scenario: delivery",
        "    message: line-flexible",
        "    variables:",
        "      no: {type: code}",
        "    unprinted:",
        "      gift: {}",
        '      late: {type: choice, values: ["False", "True"]}',
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

    assert ["a"] == list(read_lock(path, NAME, DAY).entries)
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
        (GOOD.replace("lock: 2", "lock: 3"), (6, 7), "update nmlint", "請更新 nmlint"),
        (GOOD.replace("lock: 2", "lock: 1"), (6, 7), "an older nmlint", "較舊版的 nmlint"),
        (GOOD.replace("lock: 2\n", ""), (6, 1), "lock: 2 must stand", "開頭要有"),
        (GOOD.replace("lock: 2", "lock: one"), (6, 7), "whole number", "整數"),
        (GOOD.replace("已出貨。", "已送達。", 1), (14, 13), "changed by hand", "手動修改"),
        (GOOD.replace("scenario: delivery", "scenario: bill", 1), (14, 13), "changed by hand", "手動修改"),
        (GOOD.replace("LINE-2026-42", "LINE-2026-43", 1), (14, 13), "changed by hand", "手動修改"),
        (GOOD.replace("2026-11-20", "2026-11-21", 1), (14, 13), "changed by hand", "手動修改"),
        (GOOD.replace("templates/a.j2", "templates/c.j2"), (14, 13), "changed by hand", "手動修改"),
        (GOOD.replace("kind: template", "kind: message", 1), (14, 13), "changed by hand", "手動修改"),
        (GOOD.replace('nmlint: "0.1.0"', 'nmlint: "0.2.0"', 1), (14, 13), "changed by hand", "手動修改"),
        (GOOD.replace("  a:", "  c:"), (14, 13), "approved.c was changed by hand", "手動修改"),
        (GOOD.replace("      vip: {type: choice}", "      vip: {}", 1), (14, 13), "changed by hand", "手動修改"),
        (GOOD.replace("2026-11-20", "2026-11-27", 1), (11, 15), "a day after 2026-11-26", "晚於這次執行的基準日"),
        (GOOD.replace("templates/a.j2", "../../etc/passwd"), (9, 11), "out of the project", "超出專案"),
        (GOOD.replace("templates/a.j2", "templates/../../x"), (9, 11), "no plain path", "不夠單純"),
        (GOOD.replace("templates/a.j2", "/etc/passwd"), (9, 11), "a path of one machine", "絕對路徑"),
        (GOOD.replace("templates/a.j2", "C:/templates/a.j2"), (9, 11), "a path of one machine", "絕對路徑"),
        (GOOD.replace("templates/a.j2", r"templates\a.j2"), (9, 11), "a backslash", "反斜線"),
        (GOOD.replace("  b:", "  a:"), (25, 3), "stands here twice", "重複"),
        (GOOD.replace("    kind: template\n", "", 1), (9, 5), "approved.a lacks kind", "缺少 kind"),
        (GOOD.replace("    kind: template", "    sort: template", 1), (9, 5), "lacks kind", "缺少 kind"),
        (GOOD.replace("2026-11-20", "yesterday", 1), (11, 15), "a date such as", "日期"),
        (GOOD.replace("slot: body", "slot: body\n        in: [7]", 1), (24, 13), "1 to 1", "1 到 1"),
        (f"<<<<<<< ours\n{GOOD}=======\n{GOOD}>>>>>>> theirs\n", (1, 1), "merge conflict, up to line", "合併衝突"),
        (GOOD.replace("  b:", "<<<<<<<\n  b:").replace("\n", "\r\n"), (25, 1), "merge conflict", "合併衝突"),
        (GOOD.replace("  b:", "||||||| 3f2a\n  b:"), (25, 1), "delete the marks", "刪除衝突標記"),
        (GOOD.replace("  b:", "=======\n  b:"), (25, 1), "delete the marks", "刪除衝突標記"),
    ],
)
def test_faults(text: str, place: tuple[int, int], english: str, chinese: str) -> None:
    """What is wrong with a lock is told where it stands, with the mend, in both languages."""
    with pytest.raises(UnreadableError) as raised:
        lock_of(Source(NAME, text), DAY)

    assert raised.value.location is not None
    start = raised.value.location.start
    assert english in str(raised.value.reason)
    assert chinese in in_language(raised.value.reason, CHINESE)
    assert place == (start.line, start.column), raised.value.reason


def test_every_fault_is_told() -> None:
    """Faults of several entries are gathered."""
    text = GOOD.replace("    kind: template\n", "").replace("      - slot: body", "      - slat: body")

    with pytest.raises(UnreadableError, match="faults in the lock") as raised:
        lock_of(Source(NAME, text), DAY)

    assert all(
        words in str(raised.value.reason) for words in ("approved.a lacks kind", "approved.b lacks kind", "slat")
    )


def test_not_utf_8(tmp_path: Path) -> None:
    """A lock in another encoding is refused with the encoding's name."""
    path = tmp_path / NAME
    path.write_bytes(GOOD.encode("utf-16"))

    with pytest.raises(UnreadableError, match="UTF-8"):
        read_lock(path, NAME, DAY)


def test_the_day_of_the_run_decides_what_is_still_to_come() -> None:
    """An approval of the day itself is one of the past; a later day reads what an earlier one refuses."""
    text = lock_text(lock_with([replace(entry("a"), date="2026-11-27")]))

    assert ["a"] == list(lock_of(Source(NAME, text), "2026-11-27").entries)
    with pytest.raises(UnreadableError, match="2026-11-26"):
        lock_of(Source(NAME, text), "2026-11-26")


@pytest.mark.parametrize(
    ("path", "above", "allowed"),
    [
        ("../templates/a.j2", 1, True),
        ("../../templates/a.j2", 1, False),
        ("../templates/a.j2", 0, False),
        ("..a/b", 0, True),
        ("./a.j2", 0, False),
        ("a//b.j2", 0, False),
        ("..", 0, False),
        ("", 0, False),
    ],
)
def test_a_lock_below_the_root_may_name_files_of_the_project(path: str, above: int, *, allowed: bool) -> None:
    """A lock in a folder of its own names files beside it, and none outside of the project."""
    assert allowed == (misplaced(path, above) is None)


def test_line_ends_of_windows() -> None:
    """A lock that version control wrote with other line ends reads the same."""
    words = Words(("",), (Text("body", "一\n二"),))
    fingerprint = Fingerprint("x", "x.j2", "template", words, "line-flexible")
    lock = lock_with([Approved(fingerprint, "2026-11-20", "L-1", "0.1.0")])

    assert lock == lock_of(Source(NAME, lock_text(lock).replace("\n", "\r\n")), DAY)


def test_by_path() -> None:
    """An entry is found by the file that it was recorded for."""
    lock = lock_with([entry("a"), entry("b")])

    assert lock.entries["b"] == lock.by_path("templates/b.j2")
    assert lock.by_path("templates/c.j2") is None
