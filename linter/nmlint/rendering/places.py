"""Where the nodes of a template stand, noted while its code is generated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator

from nmlint.bilingual import Bilingual
from nmlint.rendering.lexing import At, OffsetLexer, Tag
from nmlint.rendering.model import Construct, Origin
from nmlint.rendering.sites import Literal, Site
from nmlint.rendering.tracing import Segment, Segments, merged
from nmlint.source import Span

if TYPE_CHECKING:
    from nmlint.rendering.environment import TracedEnvironment


class NotingGenerator(CodeGenerator):
    """Knows the place of each node, and numbers the sites and literals of a template."""

    environment: TracedEnvironment

    def __init__(self, environment: TracedEnvironment, name: str, *rest: Any) -> None:
        super().__init__(environment, name, *rest)
        self.optimizer = None
        self._notes = environment.notes
        self._source = environment.notes.sources[name]
        self._lexer: OffsetLexer = environment.lexer
        self._owner = (name, "")

    def _tag(self, node: nodes.Node) -> Tag:
        offset = getattr(node.lineno, "offset", 0)
        return self._lexer.tags.around(offset) or Tag("", offset, min(offset + 1, len(self._source.text)))

    def _origin(self, node: nodes.Node, word: str = "") -> Origin:
        """The place of a word that begins at the node, or one character later; else the whole tag."""
        offset = getattr(node.lineno, "offset", None)
        if word and offset is not None:
            for start in (offset, offset + 1):
                if self._source.text.startswith(word, start):
                    return Origin(self._source.name, Span(start, start + len(word)))
        tag = self._tag(node)
        return Origin(self._source.name, Span(tag.start, tag.end))

    def _site(self, node: nodes.Node, shown: nodes.Node | None = None) -> int:
        """The number of a new site for the tag of a node; `shown` is the expression it prints."""
        tag = self._tag(node)
        site = Site(self._source.name, tag.start, tag.end, chained=tag.name != "trans")
        if shown is not None:
            names = [name.name for name in shown.find_all(nodes.Name)]
            names += [shown.name] if isinstance(shown, nodes.Name) else []
            site.names = tuple(dict.fromkeys(n for n in names if n not in self.environment.globals and n != "loop"))
            site.constant = not names
            site.expression = self._expression(tag)
        self._notes.sites.append(site)
        number = len(self._notes.sites) - 1
        self._notes.owners.setdefault(self._owner, []).append(number)
        return number

    def _expression(self, tag: Tag) -> str:
        options = self.environment
        text = self._source.text[tag.start : tag.end]
        if tag.kind == "variable":
            text = text.removeprefix(options.variable_start_string).removesuffix(options.variable_end_string)
        else:
            text = text.removeprefix(options.block_start_string).removesuffix(options.block_end_string)
        return " ".join(text.strip("-+ \t\r\n").split())

    def _literal(self, text: str, segments: Segments, *, printable: bool, dead: Bilingual | None = None) -> int:
        literal = Literal(text, segments, len(self._notes.sites), printable, self._owner, dead)
        self._notes.literals.append(literal)
        number = len(self._notes.literals) - 1
        self._notes.owners.setdefault(self._owner, []).append(~number)
        return number

    def _data(self, node: nodes.TemplateData, dead: Bilingual | None = None) -> int:
        offset = getattr(node.lineno, "offset", 0)
        segments = segments_at(self._source.name, self._source.text, offset, node.data)
        return self._literal(node.data, segments, printable=not node.data.isspace(), dead=dead)

    @contextmanager
    def _within(self, owner: str) -> Iterator[None]:
        outer, self._owner = self._owner, (self._source.name, owner)
        yield
        self._owner = outer

    def _quoted(self, node: nodes.Const, value: str) -> Segments:
        at = node.lineno
        if not value:
            return ()
        if not isinstance(at, At) or self._source.text[at.offset : at.offset + 1] not in ("'", '"'):
            tag = self._tag(node)
            return (Segment(len(value), self._source.name, tag.start, tag.end),)
        start, end = at.offset + 1, at.run_end - 1
        if self._source.text[start:end] == value:
            return (Segment(len(value), self._source.name, start, end, exact=True),)
        return (Segment(len(value), self._source.name, start, end),)

    def _numeral(self, node: nodes.Const, value: float, *, printable: bool) -> int:
        at, text = node.lineno, repr(value)
        if isinstance(at, At):
            exact = self._source.text[at.offset : at.end] == text
            segment = Segment(len(text), self._source.name, at.offset, at.end, exact)
        else:
            tag = self._tag(node)
            segment = Segment(len(text), self._source.name, tag.start, tag.end)
        return self._literal(text, (segment,), printable=printable)

    def _load(self, node: nodes.Node, template: nodes.Expr, kind: str) -> int:
        number = self._site(node)
        if isinstance(template, nodes.Const):
            self._notes.includes[Construct(kind, str(template.value), self._origin(node))] = None
        elif not isinstance(template, nodes.Tuple | nodes.List):
            self._notes.unsafe[Construct("dynamic-include", kind, self._origin(node))] = None
        return number


def segments_at(name: str, source: str, offset: int, text: str) -> Segments:
    """The segments of text read at an offset; only line ends may have been written otherwise."""
    if source.startswith(text, offset):
        return (Segment(len(text), name, offset, offset + len(text), exact=True),)
    segments: list[Segment] = []
    for index, part in enumerate(text.split("\n")):
        if index:
            size = 2 if source.startswith("\r\n", offset) else 1
            segments.append(Segment(1, name, offset + size - 1, offset + size, exact=source[offset + size - 1] == "\n"))
            offset += size
        if not source.startswith(part, offset):
            raise RuntimeError(f"text is not where it was read, at {offset} of {name}")
        if part:
            segments.append(Segment(len(part), name, offset, offset + len(part), exact=True))
        offset += len(part)
    return merged(segments)
