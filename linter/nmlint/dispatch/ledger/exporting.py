"""The ledger as lines for other programs: JSON with everything, or a table with what a sheet can hold."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from nmlint.dispatch.ledger.life import Tried
from nmlint.dispatch.ledger.records import Recorded

COLUMNS = (
    *("at", "id", "key", "template", "verdict", "channel", "outcome", "rules", "earlier"),
    *("fate", "status", "answered", "delivered", "fallback", "fallback_fate"),
    *("nmlint", "catalogue", "policy", "lock", "reference"),
)
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_jsonl(records: Iterable[Recorded]) -> Iterator[str]:
    """A line of JSON for each decision, with its attempts and deliveries."""
    for each in records:
        yield json.dumps(each.to_json(), ensure_ascii=False) + "\n"


def as_csv(records: Iterable[Recorded]) -> Iterator[str]:
    """A row for each decision below a row of names, without the receiver; what begins like a formula is quoted."""
    yield _row(COLUMNS)
    for each in records:
        yield _row(_cells(each))


def _cells(each: Recorded) -> Iterator[str]:
    record, basis = each.record, each.record["basis"]
    first = each.tried[0] if each.tried else None
    last = each.tried[-1] if len(each.tried) > 1 else None
    rules = dict.fromkeys(objection["rule"] for objection in record["objections"])
    values = (
        *(each.at.isoformat(), each.id, record["key"], record["template"], each.verdict, record["channel"]),
        *(each.outcome, " ".join(rules), each.earlier),
        *_of_first(first),
        *((None, None) if last is None else (last.channel, last.fate)),
        *(basis["nmlint"], basis["catalogue"], basis["policy"], basis["lock"], basis["reference"]),
    )
    for value in values:
        text = "" if value is None else str(value)
        yield f"'{text}" if text.startswith(_FORMULA) else text


def _of_first(first: Tried | None) -> tuple[object, ...]:
    if first is None:
        return (None, None, None, None)
    moments = (first.answered, first.delivered)
    return (first.fate, first.status, *(None if moment is None else moment.isoformat() for moment in moments))


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
