"""Lists out of the ledger: decisions, sends of unknown fate, and days beside LINE's figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nmlint.bilingual import Bilingual, in_language
from nmlint.output.columns import aligned
from nmlint.output.ledger_words import moment
from nmlint.output.terminal import one_line
from nmlint.output.wrapping import cells_of, padded

_NONE_UNKNOWN = Bilingual("of every send it is known what came of it", "每次發送的結果都已知")
_NO_ANSWER = Bilingual("no answer was recorded", "沒有記錄到回應")
_HEADING = (
    Bilingual("day (UTC+9)", "日期（UTC+9）"),
    Bilingual("type", "類型"),
    Bilingual("accepted", "受理"),
    Bilingual("delivered", "送達"),
    Bilingual("LINE", "LINE"),
    Bilingual("difference", "差異"),
)


def listed(decisions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each: when, what became of it, the template, the id, and the rules that objected."""
    return _columns([_row(each) for each in decisions])


def _row(each: Mapping[str, Any]) -> list[str]:
    decision = each["decision"]
    rules = dict.fromkeys(objection["rule"] for objection in decision["objections"])
    return [moment(decision["at"]), each["outcome"], decision["template"], decision["id"], " ".join(rules)]


def undecided(lost: Sequence[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """A line for each send of which nobody knows whether it went out."""
    if not lost:
        yield in_language(_NONE_UNKNOWN, lang)
    nothing = in_language(_NO_ANSWER, lang)
    yield from _columns(
        [
            [moment(each["begun"]), each["channel"], each["template"], each["decision"], each["reason"] or nothing]
            for each in lost
        ]
    )


def compared(rows: Sequence[Mapping[str, Any]], clause: str, lang: str) -> Iterator[str]:
    """The figures side by side, and whose count is billed."""
    table = [[in_language(word, lang) for word in _HEADING]]
    for row in rows:
        difference = row["difference"]
        told = row["status"] if row["billed"] is None else f"{row['billed']}"
        last = "?" if difference is None else f"{difference:+d}" if difference else "0"
        table.append([row["day"], row["message"], f"{row['accepted']}", f"{row['delivered']}", told, last])
    yield from aligned(table)
    differences = [row["difference"] for row in rows]
    if any(differences):
        yield in_language(
            Bilingual(
                f"They differ, and LINE's figure is the one that is billed ({clause}).",
                f"數字不一致；計費以 LINE 的數字為準（{clause}）。",
            ),
            lang,
        )
    if None in differences:
        yield in_language(
            Bilingual(
                "Where LINE gives no figure nothing could be compared; ask again later.",
                "LINE 沒有提供數字的項目無法比對；請稍後再查。",
            ),
            lang,
        )


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns side by side, the last as long as it is."""
    safe = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(cells_of, column)) for column in zip(*safe, strict=True)]
    for row in safe:
        yield "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
