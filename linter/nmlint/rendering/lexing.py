"""Jinja's lexer, with the place of every token in the raw source."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2.exceptions import TemplateSyntaxError
from jinja2.lexer import Lexer, newline_re

from nmlint.bilingual import Bilingual
from nmlint.rendering.safety import Meter, TooMuchError

if TYPE_CHECKING:
    from jinja2.environment import Environment

_DIGITS = 300
_TOKENS = 20_000
_BEGIN = {"variable_begin": "variable", "block_begin": "block"}
_END = {"variable_end", "block_end"}


class At(int):
    """A line number that also knows the offsets of its token in the raw source.

    Jinja's parser copies a token's line number into the nodes it makes, and the offsets come along.
    `run_end` is the end of the last string literal that Jinja would glue to this one.
    """

    offset: int
    end: int
    run_end: int

    @classmethod
    def of(cls, line: int, offset: int, end: int) -> At:
        """The line number of a token from `offset` to `end`."""
        at = cls(line)
        at.offset, at.end, at.run_end = offset, end, end
        return at


@dataclass(slots=True)
class Tag:
    """A `{{ … }}` or `{% … %}` with its delimiters; the name is that of a block tag."""

    kind: str
    start: int
    end: int
    name: str = ""


class Tags:
    """The tags of one source, in order."""

    def __init__(self) -> None:
        self.tags: list[Tag] = []
        self._starts: list[int] = []

    def add(self, tag: Tag) -> None:
        """Adds the tag that follows all others."""
        self.tags.append(tag)
        self._starts.append(tag.start)

    def around(self, offset: int) -> Tag | None:
        """The tag that an offset lies in."""
        index = bisect_right(self._starts, offset) - 1
        return self.tags[index] if index >= 0 and offset < self.tags[index].end else None

    def unclosed(self, name: str) -> Tag | None:
        """The last block tag of that name without its end tag."""
        stack: list[Tag] = []
        for tag in self.tags:
            if tag.name == name:
                stack.append(tag)
            elif tag.name == f"end{name}" and stack:
                stack.pop()
        return stack[-1] if stack else None


class OffsetLexer(Lexer):
    """Yields the same tokens as Jinja's lexer, with line numbers that are `At`.

    Jinja hands out tokens in order and drops nothing but whitespace between them, so each token is found
    at the running position or after whitespace; anything else is a fault of ours.
    """

    def __init__(self, environment: Environment, meter: Meter) -> None:
        super().__init__(environment)
        self._meter = meter
        self.tags = Tags()

    def tokeniter(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> Iterator[tuple[int, str, str]]:
        """Tokens with offsets; the tags of the source are in `tags` afterwards."""
        self.tags = tags = Tags()
        to_raw = _raw_offsets(source)
        text = "\n".join(newline_re.split(source)[::2]) if "\r" in source else source
        position, count, open_tag, string = 0, 0, None, None
        tokens = super().tokeniter(source, name, filename, state)
        while True:
            try:
                line, kind, value = next(tokens)
            except StopIteration:
                return
            except TemplateSyntaxError as error:
                # an opening without its end is reported where it opens
                start = open_tag.start if open_tag and error.message and "Missing end" in error.message else position
                error.lineno = At.of(error.lineno, to_raw(start), to_raw(start))
                raise
            count += kind != "whitespace"
            if not count & 255:
                self._meter.check_time()
                if count > _TOKENS:
                    what = Bilingual(
                        f"the tags of the template have more than {_TOKENS:,} words and signs; split it",
                        f"範本的標籤裡超過 {_TOKENS:,} 個字詞與符號；請拆開",
                    )
                    raise TooMuchError(what)
            found = position if text.startswith(value, position) else text.find(value, position)
            if found < 0 or (found > position and not text[position:found].isspace()):
                raise RuntimeError(f"token {value!r} is not where it was read, at {position}")
            position = found + len(value)
            at = At.of(line, to_raw(found), to_raw(position))
            if kind in ("integer", "float") and len(value) > _DIGITS:
                raise TemplateSyntaxError("this number has too many digits", at, name, filename)
            if kind == "string":
                if string is None:
                    string = at
                else:
                    string.run_end = at.end
            elif kind != "whitespace":
                string = None
            if kind.endswith("_begin"):
                open_tag = Tag(_BEGIN.get(kind, kind), at.offset, len(source))
                if kind in _BEGIN:
                    tags.add(open_tag)
            elif kind in _END and open_tag:
                open_tag.end = to_raw(found + len(value.rstrip()))
                open_tag = None
            elif kind == "name" and open_tag and open_tag.kind == "block" and not open_tag.name:
                open_tag.name = value
            yield at, kind, value


def _raw_offsets(source: str) -> Any:
    """Leads from an offset in the source with plain line ends to the raw one."""
    if "\r\n" not in source:
        return int
    dropped: list[int] = []
    index = source.find("\r\n")
    while index >= 0:
        dropped.append(index - len(dropped))
        index = source.find("\r\n", index + 2)

    def to_raw(offset: int) -> int:
        return offset + bisect_left(dropped, offset)

    return to_raw
