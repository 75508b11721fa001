"""The rows of labelled files, and why a line is none."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

TRANSACTIONAL = "transactional"
PROMOTIONAL = frozenset({"promo", "mixed"})
LABELS = PROMOTIONAL | {TRANSACTIONAL}
UNDETERMINED = "und"

_MAX_LINE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class WantedFact:
    """A fact that a text states, by its kind and value; how it is written does not matter."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message. `facts` is None where nobody says which facts are in it."""

    file: str
    line: int
    id: str | None
    text: str
    label: str | None
    lang: str
    scenario: str | None
    facts: tuple[WantedFact, ...] | None = None


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that is no row, and why."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows whose scenario is one of these ids, or the number of one."""

    scenarios: Collection[str]
    numbers: Mapping[str, str]

    def row(self, file: str, number: int, line: bytes) -> Row:
        """The row on a line. Raises ValueError with the reason why it is none."""
        data = _object(number, line)
        text, lang, name = data.get("text"), data.get("lang"), data.get("id")
        if not isinstance(text, str) or not text.strip():
            raise ValueError('"text" must be a text that is not empty')
        facts = None if data.get("facts") is None else tuple(_facts(data["facts"]))
        label = data.get("label")
        if not isinstance(label, str) and not (label is None and facts is not None):
            raise ValueError('"label" must be a text, such as "promo"')
        row = Row(
            file,
            number,
            str(name) if isinstance(name, str | int) else None,
            text,
            label,
            lang if isinstance(lang, str) and lang else UNDETERMINED,
            self._scenario(data.get("scenario")),
            facts,
        )
        for key, said in (("text", row.text), ("id", row.id or ""), ("lang", row.lang)):
            _refuse_halves(key, said)
        return row

    def _scenario(self, scenario: object) -> str | None:
        if scenario is None:
            return None
        known = self.numbers.get(str(scenario), str(scenario))
        if known not in self.scenarios:
            raise ValueError(f'"scenario" {scenario!r} is neither the number nor the id of a scenario')
        return known


def bounded_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long for a row, no more than shows that it is."""
    while line := stream.readline(_MAX_LINE + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(_MAX_LINE)
        yield line


def _object(number: int, line: bytes) -> dict[str, Any]:
    if len(line) > _MAX_LINE:
        raise ValueError("longer than a megabyte")
    try:
        data = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"no valid JSON: {error.msg} at character {error.colno}") from error
    if not isinstance(data, dict):
        raise ValueError('a row is an object with "text" and "label"')  # noqa: TRY004  one kind of error, one handler
    return data


def _refuse_halves(key: str, text: str) -> None:
    """Raises ValueError for a text that no output could carry."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError(f'"{key}" holds half a character (an unpaired surrogate)')


def _facts(listed: object) -> Iterator[WantedFact]:
    if not isinstance(listed, list):
        raise ValueError('"facts" must be a list')  # noqa: TRY004  the same
    for number, fact in enumerate(listed, 1):
        kind, value = (fact.get("kind"), fact.get("value")) if isinstance(fact, dict) else (None, None)
        if not isinstance(kind, str) or not isinstance(value, str):
            raise ValueError(f'fact {number} of "facts" lacks "kind" or "value"; both are texts')  # noqa: TRY004  the same
        _refuse_halves("kind", kind)
        yield WantedFact(kind, value)
