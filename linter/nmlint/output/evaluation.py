"""What `nmlint eval` measured, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nmlint.output.terminal import one_line
from nmlint.output.words import word

_MEASURES = (
    "recall_block",
    "recall_flagged",
    "fpr_block",
    "fpr_flagged",
    "mixed_recall",
    "scenario_top1",
    "scenario_macro_top1",
)


def evaluation_text(data: Mapping[str, Any], lang: str) -> Iterator[str]:
    """The groups with every measure and its interval in percent, then the rules by what they hit."""
    rows = data["rows"]
    yield f"{rows['judged']} {word('rows', lang)}, {rows['left_out']} {word('left-out', lang)}"
    if rows["malformed"]:
        yield f"{len(rows['malformed'])} {word('malformed', lang)}"
    for name, group in (("overall", data["overall"]), *data["by_lang"].items()):
        yield ""
        yield f"{one_line(name)} (n = {group['n']})"
        for measure in _MEASURES:
            yield f"  {measure:<20} {_percent(group[measure])}"
    if data["by_rule"]:
        width = max(map(len, data["by_rule"]))
        yield ""
        header = (word("on-positive", lang), word("on-transactional", lang), word("precision", lang))
        yield f"{word('rules', lang)}: {', '.join(header)}"
        for rule, group in data["by_rule"].items():
            hits = f"{group['hits_positive']:>7} {group['hits_transactional']:>7}"
            yield f"  {rule:<{width}} {hits}  {_percent(group['precision'])}"


def _percent(share: Mapping[str, Any] | None) -> str:
    if share is None:
        return "-"
    return f"{share['value']:7.2%} [{share['low']:.2%}, {share['high']:.2%}] n = {share['n']}"
