"""A service plan as Markdown: the applicant, the papers, and a section for each notice as a reviewer reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nmlint.output.submission_words import say

Data = Mapping[str, Any]

# What stands in tables of its own; everything else of a plan or a notice is a row of its first table.
_TABLES = frozenset({"kind", "documents", "statements", "scenarios"})
_SECTIONS = frozenset({"text", "alt_text", "examples", "variables", "links"})
_PAPER, _STATEMENT = ("signed", "submitted", "valid_until"), ("role", "date")
_VARIABLE = ("type", "example", "max_length", "values", "hosts", "mask", "purpose")


def submission_markdown(plan: Data, lang: str) -> str:
    """The plan, in the keys of its file."""
    return "\n".join(_Markdown(lang).lines(plan)) + "\n"


class _Markdown:
    def __init__(self, lang: str) -> None:
        self._lang = lang

    def lines(self, plan: Data) -> Iterator[str]:
        name = plan.get("id")
        yield f"# {say('plan-of', self._lang).format(id=_cell(name)) if name else say('plan', self._lang)}"
        yield from self._facts("applicant", {key: value for key, value in plan.items() if key not in _TABLES})
        yield from self._by_name("papers", plan.get("documents"), _PAPER)
        yield from self._by_name("statements", plan.get("statements"), _STATEMENT)
        yield from ("", f"## {say('notices', self._lang)}")
        for number, notice in enumerate(plan.get("scenarios") or (), 1):
            yield from self._notice(number, notice)

    def _notice(self, number: int, notice: Data) -> Iterator[str]:
        yield from ("", f"### {number}. {_cell(notice.get('id') or notice.get('scenario') or '')}")
        yield from self._table(
            ("item", "said"), self._rows({key: value for key, value in notice.items() if key not in _SECTIONS})
        )
        for key in ("text", "alt_text", "examples"):
            texts = notice.get(key) or ()
            for text in [texts] if isinstance(texts, str) else texts:
                yield from ("", f"{say(key, self._lang)}", "", *_block(text))
        yield from self._by_name("variables", notice.get("variables"), _VARIABLE, level=4)
        links = notice.get("links") or {}
        if links:
            yield from ("", f"#### {say('links', self._lang)}")
            yield from self._table(("link", "purpose"), [[url, purpose or ""] for url, purpose in links.items()])

    def _facts(self, title: str, facts: Data) -> Iterator[str]:
        rows = list(self._rows(facts))
        if rows:
            yield from ("", f"## {say(title, self._lang)}")
            yield from self._table(("item", "said"), rows)

    def _rows(self, facts: Data, above: str = "") -> Iterator[list[str]]:
        """A row for each value; what stands within a mapping names the mapping too."""
        for key, value in facts.items():
            name = f"{above}{say(key, self._lang)}"
            if isinstance(value, Mapping):
                yield from self._rows(value, f"{name} · ")
            elif value not in (None, "", [], ()):
                yield [name, _value(value)]

    def _by_name(self, title: str, named: Data | None, keys: Sequence[str], level: int = 2) -> Iterator[str]:
        """A table of things with a name, with those columns that any of them fills."""
        if not named:
            return
        things = {name: thing or {} for name, thing in named.items()}
        used = [key for key in keys if any(thing.get(key) not in (None, "", []) for thing in things.values())]
        yield from ("", f"{'#' * level} {say(title, self._lang)}")
        rows = [[name, *(_value(thing.get(key)) for key in used)] for name, thing in things.items()]
        yield from self._table(("item", *used), rows)

    def _table(self, heads: Sequence[str], rows: Iterator[list[str]] | Sequence[list[str]]) -> Iterator[str]:
        yield ""
        yield _row([say(head, self._lang) for head in heads])
        yield _row(["---"] * len(heads))
        yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _value(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _cell(text: str) -> str:
    """A text that stays in its cell: nothing in it is a mark of Markdown or HTML."""
    escaped = str(text).replace("\\", "\\\\")
    for mark in "|`*_[]<":
        escaped = escaped.replace(mark, f"\\{mark}")
    return "<br>".join(escaped.splitlines())


def _block(text: str) -> Iterator[str]:
    """The text as it stands, within a fence that is longer than any in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    yield from (fence, *text.splitlines(), fence)
