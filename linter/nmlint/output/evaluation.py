"""What `nmlint eval` measured, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nmlint.output.terminal import cells, one_line
from nmlint.output.words import word

Share = Mapping[str, Any]

_MEASURES = (
    "recall_block",
    "recall_flagged",
    "fpr_block",
    "fpr_flagged",
    "mixed_recall",
    "scenario_top1",
    "scenario_macro_top1",
)
_OF_SCENARIO = ("top1", "top2", "recall_block", "recall_flagged", "fpr_block", "fpr_flagged")
_MOST_CONFUSIONS = 20


def evaluation_text(data: Mapping[str, Any], lang: str) -> Iterator[str]:
    """The groups with every measure and its interval in percent, the scenarios, the worst mistakes, then the rules."""
    yield from _rows(data["rows"], lang)
    groups = {word("overall", lang): data["overall"], **data.get("by_file", {}), **data["by_lang"]}
    for name, group in groups.items():
        yield ""
        yield f"{one_line(name)} (n = {group['n']})"
        for measure in _MEASURES:
            yield f"  {measure:<20} {percent(group[measure])}"
    if data["by_scenario"]:
        yield ""
        yield from _scenarios(data["by_scenario"], lang)
    confusions = list(_confusions(data["confusion"], lang))
    if confusions:
        yield ""
        yield word("confusions", lang)
        yield from confusions
    if data["facts"] is not None:
        yield ""
        yield from _facts(data["facts"], lang)
    if data["worst"]:
        yield ""
        yield word("worst", lang)
        for mistake in data["worst"]:
            yield from _mistake(mistake, lang)
    if data["by_rule"]:
        yield ""
        yield from _rules(data["by_rule"], lang)


def percent(share: Share | None) -> str:
    """A share with its interval and what it was measured on, in percent."""
    if share is None:
        return "-"
    return f"{share['value']:7.2%} [{share['low']:.2%}, {share['high']:.2%}] n = {share['n']}"


def _rows(rows: Mapping[str, Any], lang: str) -> Iterator[str]:
    yield f"{rows['judged']} {word('rows', lang)}, {rows['left_out']} {word('left-out', lang)}"
    if rows["facts_only"]:
        yield f"{rows['facts_only']} {word('facts-only', lang)}"
    if rows["malformed"]:
        yield f"{len(rows['malformed'])} {word('malformed', lang)}"


def _scenarios(groups: Mapping[str, Mapping[str, Any]], lang: str) -> Iterator[str]:
    yield word("by-scenario", lang)
    rows = ([name, str(group["n"]), *(_brief(group[key]) for key in _OF_SCENARIO)] for name, group in groups.items())
    yield from _table([["", "n", *_OF_SCENARIO], *rows])


def _confusions(confusion: Mapping[str, Mapping[str, int]], lang: str) -> Iterator[str]:
    """The scenarios that were most often taken for another one."""
    wrong = [
        (-count, expected, suggested)
        for expected, counts in confusion.items()
        for suggested, count in counts.items()
        if suggested != expected
    ]
    for count, expected, suggested in sorted(wrong)[:_MOST_CONFUSIONS]:
        yield f"  {-count:>5}  {expected} {word('taken-for', lang)} {suggested or word('no-scenario', lang)}"


def _facts(facts: Mapping[str, Any], lang: str) -> Iterator[str]:
    yield f"{word('facts-recognised', lang)}: {word('precision', lang)}, {word('recall', lang)}"
    groups = {word("overall", lang): facts["overall"], **facts["by_kind"]}
    yield from _table(
        [[one_line(kind), percent(group["precision"]), percent(group["recall"])] for kind, group in groups.items()]
    )


def _mistake(mistake: Mapping[str, Any], lang: str) -> Iterator[str]:
    kind = word("wrong-scenario" if mistake["kind"] == "scenario" else mistake["kind"], lang)
    place = f"{mistake['file']}:{mistake['line']}"
    named = "" if mistake["id"] is None else f" {mistake['id']}"
    yield one_line(f"  {kind}: {place}{named}: {', '.join(_reasons(mistake, lang))}")
    yield one_line(f"    {mistake['text']}")


def _reasons(mistake: Mapping[str, Any], lang: str) -> Iterator[str]:
    """What the row is, what it was told to be if that is another scenario, and which rules were wrong about it."""
    yield mistake["label"]
    expected, suggested, sure = mistake["expected"], mistake["suggested"], mistake["confidence"]
    if expected is not None and suggested != expected:
        told = suggested or word("no-scenario", lang)
        yield f"{expected} {word('taken-for', lang)} {told}" + ("" if sure is None else f" ({sure:.2f})")
    yield from mistake["rules"]


def _rules(groups: Mapping[str, Mapping[str, Any]], lang: str) -> Iterator[str]:
    width = max(map(len, groups))
    header = (word("on-positive", lang), word("on-transactional", lang), word("precision", lang))
    yield f"{word('rules', lang)}: {', '.join(header)}"
    for rule, group in groups.items():
        hits = f"{group['hits_positive']:>7} {group['hits_transactional']:>7}"
        yield f"  {rule:<{width}} {hits}  {percent(group['precision'])}"


def _brief(share: Share | None) -> str:
    return "-" if share is None else f"{share['value']:.2%}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns under one another, the first to the left, the others to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        gaps = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        others = (f"  {gap}{cell}" for cell, gap in zip(row[1:], gaps[1:], strict=True))
        yield f"  {row[0]}{gaps[0]}{''.join(others)}".rstrip()


def _width(text: str) -> int:
    return sum(cell.width for cell in cells(text))
