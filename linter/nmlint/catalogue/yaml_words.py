"""Says in plain words what a YAML parser means."""

from __future__ import annotations

import re
from typing import Any

import yaml

from nmlint.errors import Fault
from nmlint.source import Source

# Fragments of what libyaml and PyYAML's own parser say, the more telling first; {char} is the character found.
_QUOTE = "put the value in quotes"
_WORDS: tuple[tuple[str, str, str], ...] = (
    (r"cannot start any token", "a value cannot begin with `{char}` unless it is quoted", _QUOTE),
    (
        r"mapping values are not allowed",
        "a second `:` on this line, or a key at the wrong depth",
        "quote the text that holds the `:`, or line the key up with its neighbours",
    ),
    (r"unknown escape", "a `\\` inside double quotes that YAML does not know", "use single quotes"),
    (r"expected escape sequence|hexdecimal|hexadecimal", "an unfinished `\\` escape", "use single quotes"),
    (
        r"could not find expected ':'",
        "a key without its `:`, or a text that is not indented",
        "write `key: value`, or indent the text below its key",
    ),
    (
        r"',' or '\]'",
        "a list `[…]` with a comma or the closing `]` missing",
        "add it, or quote the text that holds brackets",
    ),
    (
        r"',' or '\}'",
        "a mapping `{…}` with a comma or the closing `}` missing",
        "add it, or quote the text that holds braces",
    ),
    (r"node content", "a list or mapping that is opened and never closed", "close it with `]` or `}`"),
    (
        r"'-' indicator|<block end>|expected key",
        "this line does not belong to what stands above it",
        "line it up with its neighbours: spaces decide what belongs together",
    ),
    (r"<document start>", "this line stands further left than the first one", "start every top key in column 1"),
    (r"undefined tag handle", "a `!` tag that is not defined", _QUOTE),
    (r"alias|anchor|alphabetic or numeric", "a `*` or `&` that is not followed by a name", _QUOTE),
    (r"block scalar|comment or line break", "text on the line of a `|` or `>`", "start the text on the next line"),
    (r"characters? (?:is|are) not allowed", "a control character", "delete it"),
)


def explain(error: yaml.YAMLError, source: Source) -> Fault:
    """The fault that a parser's error means."""
    problem = str(getattr(error, "problem", None) or error)
    mark: Any = getattr(error, "problem_mark", None)
    offset = int(mark.index if mark is not None else getattr(error, "position", 0))
    if "quoted scalar" in str(getattr(error, "context", "")) and "end of stream" in problem:
        opened: Any = getattr(error, "context_mark", None) or mark
        return Fault(source.name, _line(source, opened.index), "a quote is opened and never closed", "close the quote")
    offset = min(offset, len(source.text))
    char = source.text[offset : offset + 1]
    line = _line(source, offset)
    if char == "\t" or (char.isspace() and source.line(line).startswith("\t")):
        return Fault(source.name, line, "a tab where YAML wants spaces", "indent with spaces")
    for fragment, what, mend in _WORDS:
        if re.search(fragment, problem):
            return Fault(source.name, line, what.replace("{char}", char), mend)
    return Fault(source.name, line, f"not readable as YAML: {problem}", "check quotes, colons and indentation")


def _line(source: Source, offset: int) -> int:
    """The line of an offset; the end of the text counts as its last written line."""
    return source.place(min(offset, len(source.text.rstrip()))).line
