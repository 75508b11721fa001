"""Translated text that keeps its origin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.ext import ExprStmtExtension, Extension, InternationalizationExtension, LoopControlExtension

from nmlint.rendering.places import segments_at
from nmlint.rendering.tracing import Segment, Traced, pieced

if TYPE_CHECKING:
    from jinja2.parser import Parser


_SIGNS = 500
"""Percent signs in one text above which it gives up its origins."""


class TracedTranslations(InternationalizationExtension):
    """`{% trans %}` with the text as it is written in the template, since that is what is judged."""

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        environment.install_null_translations()
        self._environment = environment
        self._names: dict[str, int] = {}

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """The tag; names in its text stand where they are written."""
        self._names = {}
        result = super().parse(parser)
        for node in result if isinstance(result, list) else [result]:
            for name in node.find_all(nodes.Name):
                if name.name in self._names:
                    name.lineno = self._names[name.name]
        return result

    def _parse_block(self, parser: Parser, allow_pluralize: bool) -> tuple[list[str], str]:
        tokens: list[Any] = []
        stream = parser.stream
        recorded = _Recorder(stream, tokens)
        parser.stream = recorded  # type: ignore[assignment]
        try:
            names, text = super()._parse_block(parser, allow_pluralize)
        finally:
            parser.stream = stream
        return names, self._traced(tokens, text)

    def _traced(self, tokens: list[Any], text: str) -> str:
        """The message, which Jinja made of these tokens, with its origins."""
        source = self._environment.notes.sources[self._environment.compiling]
        parts: list[str] = []
        for token in tokens:
            if token.type == "data" and token.value.count("%") > _SIGNS:
                parts.append(token.value.replace("%", "%%"))
            elif token.type == "data":
                segments = segments_at(source.name, source.text, token.lineno.offset, token.value)
                text_of_token = Traced(token.value, segments)
                # Jinja doubles each sign, and formatting takes one of the two away again
                parts.extend(c + c if c == "%" else c for c in _signs(text_of_token))
            else:
                self._names.setdefault(token.value, token.lineno)
                parts.append(Traced(f"%({token.value})s", (Segment(len(token.value) + 4),)))
        message: Traced = pieced(Traced, parts)
        return message if str.__eq__(message, text) else text

    def _trim_whitespace(self, string: str, *_: Any) -> str:
        words = string.split("\n")
        if len(words) == 1:
            return str(string.strip())
        kept = [word.strip() for word in words]
        trimmed: str = Traced(" ").join(word for word in kept if word)
        return trimmed


def _signs(text: Traced) -> Iterator[Traced]:
    """The text cut before and after each percent sign."""
    start = 0
    for index, character in enumerate(str.__str__(text)):
        if character == "%":
            yield text[start:index]
            yield text[index : index + 1]
            start = index + 1
    yield text[start:]


class _Recorder:
    """A token stream that keeps the data and the names a translated text consists of."""

    def __init__(self, stream: Any, tokens: list[Any]) -> None:
        self._stream = stream
        self._tokens = tokens

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        if self._stream.current.type == "data":
            self._tokens.append(self._stream.current)
        return next(self._stream)

    def expect(self, expression: str) -> Any:
        token = self._stream.expect(expression)
        if expression == "name":
            self._tokens.append(token)
        return token


EXTENSIONS: dict[str, type[Extension]] = {
    "jinja2.ext.do": ExprStmtExtension,
    "jinja2.ext.loopcontrols": LoopControlExtension,
    "jinja2.ext.i18n": TracedTranslations,
}
"""The extensions a user may name, and what stands for them here."""
