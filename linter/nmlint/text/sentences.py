"""The sentences of a text."""

from __future__ import annotations

import re
from bisect import bisect_right

from nmlint.source import Span

# A sentence ends at its mark, with the marks and closing brackets that follow, or at the end of its line. An ASCII
# full stop ends one only before a space and a word: not in 1.5, example.com or "No. 3".
_END = re.compile(
    r"""
    [。！？；｡!?;]+ [」』”’）)》】]*
  | (?<= [A-Za-z0-9)"'%] ) \. (?= [ ]+ ["'(]? [A-Za-z\u3400-\u9fff] )
  | \r\n | [\n\r\v\f\x85\u2028\u2029]
    """,
    re.VERBOSE,
)
_URL = re.compile(
    r"(?:https?://|(?<![a-z0-9.-])[a-z0-9-]++(?:\.[a-z0-9-]++)++/)[\x21-\x7e]*[a-z0-9/=&#_-]", re.IGNORECASE
)
_EDGE = " \t\r\n\v\f\x85\u2028\u2029\u3000"


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences in order, each with its closing marks and without blanks around it.

    No sentence ends inside a URL, a number or a value.
    """
    urls = [match.span() for match in _URL.finditer(text)]
    url_starts = [start for start, _ in urls]
    spans = []
    start = 0
    for match in _END.finditer(text):
        at = bisect_right(url_starts, match.start()) - 1
        if at >= 0 and match.start() < urls[at][1] and not match[0].isspace():
            continue
        spans.append(_trimmed(text, start, match.end()))
        start = match.end()
    spans.append(_trimmed(text, start, len(text)))
    return tuple(span for span in spans if span.start < span.end)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return Span(start, end)
