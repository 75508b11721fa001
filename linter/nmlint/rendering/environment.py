"""The sandboxed Jinja environment that renders with origins, bounds and unknown values."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jinja2 import nodes
from jinja2.defaults import DEFAULT_FILTERS, DEFAULT_TESTS
from jinja2.environment import Template, TemplateModule
from jinja2.exceptions import SecurityError, TemplateNotFound
from jinja2.runtime import BlockReference, LoopContext, Macro, Undefined, missing
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from nmlint.rendering.codegen import TracedGenerator
from nmlint.rendering.extensions import EXTENSIONS
from nmlint.rendering.filters import REPLACED as TRACED_FILTERS
from nmlint.rendering.filters import Filters, guarded_filter, guarded_test, own_filter, own_test
from nmlint.rendering.formatting import TracedFormatter, percent
from nmlint.rendering.lexing import OffsetLexer
from nmlint.rendering.model import PLACEHOLDER, JinjaOptions, Origin, Resolve, TemplateProblem, Value
from nmlint.rendering.opaque import Opaque, Outside, shown
from nmlint.rendering.oracle import UNKNOWN
from nmlint.rendering.runtime import REPLACED, TracedContext
from nmlint.rendering.safety import OPERATORS, Meter, safe_range
from nmlint.rendering.sites import Site, Sites
from nmlint.rendering.tracing import (
    Segment,
    Segments,
    Traced,
    TracedFloat,
    TracedInt,
    TracedMarkup,
    escape,
    merged,
    pieced,
    segments_of,
)
from nmlint.source import Source

_BUILT_IN = (types.BuiltinFunctionType, types.BuiltinMethodType, types.MethodDescriptorType)
_CONTAINERS = (list, tuple, dict, set, frozenset)


class MissingTemplateError(TemplateNotFound):
    """A template that nobody has, and the tag that names it."""

    def __init__(self, name: str, origin: Origin) -> None:
        super().__init__(name)
        self.origin = origin


class TracedEnvironment(ImmutableSandboxedEnvironment):
    """One environment renders one template, with those it loads, any number of times."""

    code_generator_class = TracedGenerator
    context_class = TracedContext
    intercepted_binops = frozenset(OPERATORS)

    def __init__(self, options: JinjaOptions, resolve: Resolve, meter: Meter) -> None:
        self.notes = Sites()
        self.meter = meter
        self.judging = True
        self.compiling = ""
        self._resolve = resolve
        self._outside: Outside | None = None
        self._templates: dict[str, Template] = {}
        self._lexer: OffsetLexer | None = None
        self._depth = 0
        self.current = 0
        self.printed: set[int] = set()
        self.visited: set[int] = set()
        self.asked_outside: set[str] = set()
        self.loads: dict[tuple[str, str], Origin] = {}
        super().__init__(
            block_start_string=options.block_start,
            block_end_string=options.block_end,
            variable_start_string=options.variable_start,
            variable_end_string=options.variable_end,
            comment_start_string=options.comment_start,
            comment_end_string=options.comment_end,
            trim_blocks=options.trim_blocks,
            lstrip_blocks=options.lstrip_blocks,
            keep_trailing_newline=options.keep_trailing_newline,
            autoescape=options.autoescape,
            extensions=[EXTENSIONS[name] for name in options.extensions],
            optimized=False,
            cache_size=0,
        )
        del self.globals["lipsum"]
        self.globals["range"] = safe_range(meter)
        self.known_filters = frozenset(DEFAULT_FILTERS)
        self.known_tests = frozenset(DEFAULT_TESTS)
        known = {**DEFAULT_FILTERS, **TRACED_FILTERS}
        self.filters = Filters(known, lambda name, function: guarded_filter(self, name, function), own_filter)
        self.tests = Filters(DEFAULT_TESTS, lambda name, function: guarded_test(self, name, function), own_test)

    # -- compiling

    @property
    def lexer(self) -> OffsetLexer:  # type: ignore[override]
        """The lexer of this environment; it keeps the tags of the template being compiled."""
        if self._lexer is None:
            self._lexer = OffsetLexer(self)
        return self._lexer

    def _generate(self, source: nodes.Template, name: str | None, *args: Any, **kwargs: Any) -> str:
        code: str = super()._generate(source, name, *args, **kwargs)
        first, rest = code.split("\n", 1)
        return f"{first}; {REPLACED}\n{rest}"

    def template(self, source: Source) -> Template:
        """The compiled template of a source."""
        template = self._templates.get(source.name)
        if template is None:
            self.notes.sources[source.name] = source
            self.compiling = source.name
            tree = self._parse(source.text, source.name, None)
            code = self._compile(self._generate(tree, source.name, None), "<template>")
            self._templates[source.name] = template = Template.from_code(self, code, self.make_globals(None))
        return template

    # -- running

    def start(self, outside: Outside | None) -> None:
        """Begins a run; without outside values every name has the value it was given, in concrete mode."""
        self._outside = outside
        self.judging = outside is not None
        self._depth = self.current = 0
        self.meter.restart()
        self.printed.clear()
        self.visited.clear()
        self.loads.clear()
        for template in self._templates.values():
            template._module = None  # noqa: SLF001 what a module decided belongs to one run

    def outside(self, name: str) -> Any:
        """The value of a name that no template sets."""
        self.asked_outside.add(name)
        return missing if self._outside is None else self._outside.variable(name)

    def at(self, number: int) -> int:
        """Says that the site of this number is at work."""
        self.meter.tick()
        self.visited.add(number)
        self.current = number
        if self._outside is not None:
            self._outside.oracle.site = number
        return number

    def data(self, number: int) -> str:
        """Template data."""
        self.meter.tick()
        return self.text(number)

    def text(self, number: int) -> str:
        """A string the author wrote."""
        self.printed.add(number)
        literal = self.notes.literals[number]
        return Traced(literal.text, literal.segments)

    def number(self, number: int, value: float) -> float:
        """A number the author wrote."""
        self.printed.add(number)
        traced = TracedInt(value) if isinstance(value, int) else TracedFloat(value)
        traced.segments = self.notes.literals[number].segments
        return traced

    def emit(self, number: int, escaping: bool, value: Any) -> str:
        """What a site prints."""
        site = self.notes.sites[number]
        text = self._shown(value, site, escaping)
        self.meter.spent(text, "this text")
        return self._placed(text, site)

    def _shown(self, value: Any, site: Site, escaping: bool) -> str:
        if isinstance(value, TemplateModule):
            value = TracedMarkup(self.concat(value._body_stream))  # type: ignore[operator]  # noqa: SLF001
        if isinstance(value, str | Opaque | Undefined | TracedInt | TracedFloat) or hasattr(value, "__html__"):
            return escape(value) if escaping else str(value)
        self.meter.weigh(value, "this value")
        if self.judging and not site.constant and not isinstance(value, _CONTAINERS):
            segment = Segment(1, value=Value(site.expression, site.names, str(value)))
            return Traced(PLACEHOLDER, (segment,))
        return escape(str(value)) if escaping else str(value)

    def _placed(self, text: str, site: Site) -> str:
        """The text with this site on the way of each of its characters."""
        segments: list[Segment] = []
        at = 0
        for segment in segments_of(text):
            if segment.source is None:
                segments += self._unplaced(segment, text[at : at + segment.length], site)
            elif not site.chained or (
                not segment.through
                and segment.source == site.source
                and site.start <= segment.start
                and segment.end <= site.end
            ):
                segments.append(segment)
            else:
                segments.append(segment._replace(through=(site.origin, *segment.through)))
            at += segment.length
        return Traced(str.__str__(text), segments)

    def _unplaced(self, segment: Segment, text: str, site: Site) -> Iterable[Segment]:
        """Segments of unknown origin: they begin at the site that prints them."""
        placed = segment._replace(source=site.source, start=site.start, end=site.end, exact=False)
        if segment.value is not None or site.constant:
            return (placed,)
        if not self.judging:
            return (placed._replace(value=Value(site.expression, site.names, str.__str__(text))),)
        if PLACEHOLDER not in text:
            return (placed,)
        value = Value(site.expression, site.names, None)
        parts: list[Segment] = []
        for index, part in enumerate(str.__str__(text).split(PLACEHOLDER)):
            if index:
                parts.append(placed._replace(length=1, value=value))
            if part:
                parts.append(placed._replace(length=len(part)))
        return parts

    def concat(self, parts: Iterable[str]) -> str:  # type: ignore[override]
        """Joined texts, with their origins."""
        texts: list[str] = []
        size = 0
        for part in parts:
            texts.append(part)
            size += len(part)
            self.meter.room(size, "the template")
        segments: Segments = merged(segment for text in texts for segment in segments_of(text))
        return Traced("".join(texts), segments)

    def marked(self, escaping: bool, text: str) -> str:
        """Text that is escaped already, where text is escaped."""
        return TracedMarkup(text) if escaping else text

    def joined(self, escaping: bool, values: tuple[Any, ...]) -> str:
        """`a ~ b`."""
        for value in values:
            self.meter.weigh(value, "this ~")
        texts: list[str] = [value if isinstance(value, str) else str(value) for value in values]
        markup = escaping and any(isinstance(text, Markup) for text in texts)
        if markup:
            texts = [escape(text) for text in texts]
        self.meter.room(sum(map(len, texts)), "this ~")
        return self.meter.spent(pieced(TracedMarkup if markup else Traced, texts), "this ~")  # type: ignore[no-any-return]

    def grown(self, value: Any) -> Any:
        """A list, tuple or dictionary the template makes."""
        return self.meter.weigh(value, "this list")

    def unknown_text(self, text: str, value: str) -> Opaque:
        """The unknown result of a filter on a text that contains unknown values."""
        found = next((s.value for s in segments_of(value) if s.value is not None), None)
        base = self._outside.variable(found.variables[0] if found and found.variables else "value")  # type: ignore[union-attr]
        return base.derived(text, lambda _: UNKNOWN, base)

    # -- operators, attributes and calls

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """A binary operator, within bounds."""
        self.meter.tick()
        if isinstance(left, str):
            if operator == "%":
                self.meter.binary(operator, left, right)
                return self.meter.spent(percent(left, right), "this %")
            if operator == "+" and isinstance(right, Opaque):
                right = right.__html__() if isinstance(left, Markup) else str(right)
        elif operator == "+" and isinstance(right, str) and isinstance(left, Opaque):
            left = left.__html__() if isinstance(right, Markup) else str(left)
        self.meter.binary(operator, left, right)
        return self.meter.spent(OPERATORS[operator](left, right), f"this {operator}")

    def contains(self, item: Any, container: Any) -> Any:
        """`item in container`."""
        self.meter.tick()
        if isinstance(container, Opaque):
            return container.contains(item, container)
        if isinstance(item, Opaque):
            if isinstance(container, str):
                return item.contains(item, container)
            return item in list(container)
        return item in container

    def loop(self, number: int, several: bool, shape: Any, items: Any) -> Any:
        """The items a loop runs over, counted."""
        self.at(number)
        if isinstance(items, Opaque):
            return [self.unpacked(shape, item) for item in items.items(several)]
        if isinstance(items, list | tuple | dict | set | str | range):
            return _Counted(self, shape, items)
        return self._ticked(shape, items)

    def _ticked(self, shape: Any, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.meter.tick()
            yield self.unpacked(shape, item)

    def unpacked(self, shape: Any, value: Any) -> Any:
        """A value in the parts a loop or an assignment takes it apart into."""
        if not shape:
            return value
        if isinstance(value, Opaque):
            value = value.unpacked(len(shape))
        elif not any(shape):
            return value
        return tuple(self.unpacked(part, item) for part, item in zip(shape, value, strict=True))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`, refused for private names."""
        if isinstance(obj, Opaque):
            self._public(attribute)
            return obj.attribute(attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`."""
        if isinstance(obj, Opaque):
            if isinstance(argument, str):
                self._public(argument)
            return obj[argument]
        if isinstance(argument, Opaque) and isinstance(obj, str | list | tuple | dict | range):
            return argument.derived(f"{shown(obj)}[{shown(argument)}]", lambda key: obj[key], argument)
        return super().getitem(obj, argument)

    def _public(self, name: str) -> None:
        if name.startswith("_"):
            raise SecurityError(f"the attribute {name!r} is private; use another one")

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`str.format` within bounds, and with origins."""
        if not isinstance(value, types.MethodType | types.BuiltinMethodType):
            return None
        subject = value.__self__
        if value.__name__ not in ("format", "format_map") or not isinstance(subject, str):
            return None
        formatter = TracedFormatter(self, self.meter, isinstance(subject, Markup))
        mapped = value.__name__ == "format_map"

        def formatted(*args: Any, **kwargs: Any) -> str:
            if mapped:
                kwargs, args = args[0], ()
            return self.meter.spent(formatter.vformat(subject, args, kwargs), "format")  # type: ignore[no-any-return]

        return formatted

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 as in Jinja
        """A call from a template: of a macro, a method, a global function or an unknown value."""
        self = __self
        self.meter.tick()
        if isinstance(__obj, Opaque):
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            kwargs.pop("caller", None)
            return __obj.called(*args, **kwargs)
        if isinstance(__obj, LoopContext):
            args = (self.loop(self.current, True, 0, args[0]), *args[1:])
        elif isinstance(__obj, Macro | BlockReference):
            return super().call(__context, __obj, *args, **kwargs)
        elif isinstance(__obj, _BUILT_IN):
            opaque = next((a for a in (*args, *kwargs.values()) if isinstance(a, Opaque)), None)
            subject = getattr(__obj, "__self__", None)
            if opaque is not None:
                return opaque.derived(f"{shown(subject)}.{__obj.__name__}({', '.join(map(shown, args))})", _unknown, opaque)
            self.meter.arguments(__obj.__name__, subject, args, kwargs)
        elif __obj is self.globals["range"]:
            opaque = next((a for a in args if isinstance(a, Opaque)), None)
            if opaque is not None:
                return opaque.derived(f"range({', '.join(map(shown, args))})", __obj, *args)
        elif not isinstance(__obj, types.FunctionType):
            for argument in (*args, *kwargs.values()):
                self.meter.weigh(argument, "this call")
        return self.meter.spent(super().call(__context, __obj, *args, **kwargs), "this call")

    # -- other templates

    def load(self, number: int, kind: str, name: Any) -> Template:
        """The template that a tag names."""
        return self.loaded(number, kind, name)

    def loaded(self, number: int, kind: str, name: Any) -> Template:
        """The template that a tag names, or the first there is of several."""
        self.at(number)
        site = self.notes.sites[number]
        if isinstance(name, list | tuple):
            for candidate in name:
                try:
                    return self.loaded(number, kind, candidate)
                except MissingTemplateError:
                    continue
            raise MissingTemplateError(", ".join(map(str, name)), site.origin)
        if isinstance(name, Opaque):
            name = name._hint  # noqa: SLF001
            if not isinstance(name, str):
                message = f"which template this {kind} loads depends on data; name it, or give an example"
                raise TemplateProblem("unsafe", message, site.origin)
        source = self._resolve(str.__str__(name), site.source) if isinstance(name, str) else None
        if source is None:
            raise MissingTemplateError(str(name), site.origin)
        self.loads[site.source, source.name] = site.origin
        if kind == "extends":
            self._depth += 1
            self._check_depth(site, source.name)
        return self.template(source)

    def included(self, number: int, stream: Iterable[str]) -> Iterator[str]:
        """The text of an included template, on its way through the tag."""
        site = self.notes.sites[number]
        self._depth += 1
        self._check_depth(site, "")
        for text in stream:
            yield self._placed(text, site)
        self._depth -= 1

    def _check_depth(self, site: Site, name: str) -> None:
        if self._depth > self.meter.bounds.include_depth:
            circle = f"{name!r} and its like" if name else "templates"
            message = f"{circle} load each other without an end; take one of the tags out"
            raise TemplateProblem("circular-include", message, site.origin)


class _Counted:
    """A collection that counts each turn of the loop over it."""

    def __init__(self, environment: TracedEnvironment, shape: Any, items: Any) -> None:
        self._environment = environment
        self._shape = shape
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return self._environment._ticked(self._shape, self._items)  # noqa: SLF001


def _unknown(*_hints: Any) -> Any:
    return UNKNOWN

