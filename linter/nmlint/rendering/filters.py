"""Jinja's filters and tests, under the bounds and open to unknown values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from jinja2.filters import make_attrgetter
from jinja2.runtime import Undefined
from jinja2.utils import _PassArg, pass_eval_context

from nmlint.rendering.formatting import has_placeholder, percent
from nmlint.rendering.jsonfilter import ESCAPED_PLACEHOLDER, tojson
from nmlint.rendering.knowledge import Question
from nmlint.rendering.model import PLACEHOLDER
from nmlint.rendering.opaque import Opaque, shown
from nmlint.rendering.tracing import Traced, TracedMarkup, escape

if TYPE_CHECKING:
    from jinja2.nodes import EvalContext

    from nmlint.rendering.environment import TracedEnvironment

Function = Callable[..., Any]

_TO_NUMBER = frozenset({"int", "float", "round", "abs", "length", "count", "wordcount", "filesizeformat"})
_ANY_NUMBER = frozenset({"default", "d", "format"})


class Filters(dict[str, Function]):
    """Filters or tests by name; a name Jinja does not know is one of the user's own, with unknown effect."""

    def __init__(self, known: Mapping[str, Function], wrap: Callable[[str, Function], Function], own: Function) -> None:
        super().__init__({name: wrap(name, function) for name, function in known.items()})
        self._wrap = wrap
        self._own = own

    def __missing__(self, name: str) -> Function:
        self[name] = function = self._wrap(name, self._own)
        return function

    def get(self, name: str, default: Any = None) -> Any:
        """The filter; there always is one."""
        del default
        return self[name]


def own_filter(value: Any, *_args: Any, **_kwargs: Any) -> Any:
    """What a filter of the user's own is taken to do with known text: nothing that can be seen here."""
    return str.__str__(value) if isinstance(value, str) else value


def own_test(_value: Any, *_args: Any, **_kwargs: Any) -> bool:
    """What a test of the user's own is taken to say of a known value."""
    return True


def wrapped(function: Function, call: Function) -> Function:
    """A function that Jinja calls the way it calls the one it replaces."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return call(*args, **kwargs)

    marker = _PassArg.from_obj(function)
    if marker is not None:
        wrapper.jinja_pass_arg = marker  # type: ignore[attr-defined]
    return wrapper


def guarded_filter(environment: TracedEnvironment, name: str, function: Function) -> Function:
    """A filter that counts, refuses and lets unknown values through."""
    skip = _PassArg.from_obj(function) is not None
    meter = environment.meter

    def call(*args: Any, **kwargs: Any) -> Any:
        meter.tick()
        passed, operands = args[:skip], args[skip:]
        value, rest = operands[0], operands[1:]
        if name not in _ANY_NUMBER:
            meter.arguments(name, value, rest, kwargs)
        if name in ("default", "d"):
            return _default(value, *rest, **kwargs)
        opaque = isinstance(value, Opaque) or any(isinstance(arg, Opaque) for arg in (*rest, *kwargs.values()))
        if name == "format" and not isinstance(value, Opaque):
            return meter.spent(percent_filter(environment, value, *rest, **kwargs), name)
        if environment.judging:
            if name == "random" and not opaque:
                return next(iter(value), "")
            if name in ("e", "escape", "forceescape", "safe", "string") and isinstance(value, Opaque):
                return value if name == "string" else value.__html__()
            if opaque and isinstance(value, str) and name not in _TO_NUMBER:
                if name != "replace":
                    return own_filter(value)
                rest = tuple(str(arg) if isinstance(arg, Opaque) else arg for arg in rest)
                return meter.spent(function(*passed, value, *rest, **kwargs), name)
            if name == "join" and isinstance(value, Opaque):
                return meter.spent(function(*passed, value.items(several=True), *rest, **kwargs), name)
            if opaque or (name in _TO_NUMBER and has_placeholder(value)):
                return _unknown(environment, name, function, passed, (value, *rest), kwargs)
            if has_placeholder(value) and name in ("urlencode", "tojson"):
                return meter.spent(_around_unknown(name, function, passed, value), name)
        if skip:
            return meter.spent(function(*passed, value, *rest, **kwargs), name)
        return meter.spent(function(value, *rest, **kwargs), name)

    return wrapped(function, call)


def _default(value: Any, default: Any = "", boolean: bool = False) -> Any:
    """`default`: an unknown value is asked whether it is there."""
    if isinstance(value, Opaque):
        if boolean:
            return value or default
        return value if is_defined(value) else default
    return default if isinstance(value, Undefined) or (boolean and not value) else value


def is_defined(value: Opaque, taken: bool = True) -> Opaque:
    """The question whether a value was given, or was not."""
    return value.asked(Question("defined", value._text), taken, lambda _: taken, value)  # noqa: SLF001


def percent_filter(environment: TracedEnvironment, value: Any, *args: Any, **kwargs: Any) -> Any:
    """`format`: the `%` operator as a filter."""
    text = value if isinstance(value, str) else str(value)
    if args and kwargs:
        raise TypeError("format takes positional or named arguments, not both")
    environment.meter.percent(text)
    environment.meter.weigh([*args, *kwargs.values()], "format")
    return percent(environment.meter, text, kwargs or args)


def _unknown(
    environment: TracedEnvironment,
    name: str,
    function: Function,
    passed: tuple[Any, ...],
    operands: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> Opaque:
    """The unknown result of a filter."""
    value, *rest = operands
    words = [shown(arg) for arg in rest] + [f"{key}={shown(arg)}" for key, arg in kwargs.items()]
    text = f"{shown(value)}|{name}" + (f"({', '.join(words)})" if words else "")
    opaque = next((o for o in (*operands, *kwargs.values()) if isinstance(o, Opaque)), None)
    if opaque is None:
        return environment.unknown_text(text, value)
    names = tuple(kwargs)

    def compute(*hints: Any) -> Any:
        plain = len(hints) - len(names)
        if name == "format":
            return str.__str__(
                percent_filter(environment, *hints[:plain], **dict(zip(names, hints[plain:], strict=True)))
            )
        environment.meter.arguments(name, hints[0], hints[1:plain], {})
        return function(*passed, *hints[:plain], **dict(zip(names, hints[plain:], strict=True)))

    return opaque.derived(text, compute, *operands, *kwargs.values())


def _around_unknown(name: str, function: Function, passed: tuple[Any, ...], value: str) -> str:
    """An encoding filter on a text that contains unknown values: they stay what they are."""
    if name == "tojson":
        written: str = function(*passed, value)
        return written if PLACEHOLDER in written else written.replace(ESCAPED_PLACEHOLDER, PLACEHOLDER)
    return PLACEHOLDER.join(str(function(*passed, part)) for part in str.__str__(value).split(PLACEHOLDER))


def guarded_test(environment: TracedEnvironment, name: str, function: Function) -> Function:
    """A test that turns into a question when a value is unknown."""
    skip = _PassArg.from_obj(function) is not None

    def call(*args: Any, **kwargs: Any) -> Any:
        environment.meter.tick()
        value, rest = args[skip], args[skip + 1 :]
        if isinstance(value, Opaque) and name in ("defined", "undefined"):
            return is_defined(value, name == "defined")
        if not any(isinstance(arg, Opaque) for arg in (value, *rest)):
            return function(*args, **kwargs)
        if name in ("in", *_COMPARING):
            return _COMPARING[name](value, *rest) if name != "in" else environment.contains(value, *rest)
        if name == "none" and isinstance(value, Opaque):
            return value == None  # noqa: E711 an unknown value answers with a question
        opaque = value if isinstance(value, Opaque) else rest[0]
        words = f"({', '.join(shown(arg) for arg in rest)})" if rest else ""
        plain = "odd" if name == "even" else name
        question = Question("other", f"{shown(value)} is {plain}{words}")
        return opaque.asked(question, name != "even", lambda *hints: function(*args[:skip], *hints), value, *rest)

    return wrapped(function, call)


_COMPARING: Mapping[str, Function] = {
    name: function
    for names, function in (
        (("eq", "==", "equalto"), lambda a, b: a == b),
        (("ne", "!="), lambda a, b: a != b),
        (("gt", ">", "greaterthan"), lambda a, b: a > b),
        (("ge", ">="), lambda a, b: a >= b),
        (("lt", "<", "lessthan"), lambda a, b: a < b),
        (("le", "<="), lambda a, b: a <= b),
    )
    for name in names
}


@pass_eval_context
def join(context: EvalContext, value: Any, d: Any = "", attribute: Any = None) -> Any:
    """Jinja's `join`, with the origins of separator and parts."""
    parts = list(map(make_attrgetter(context.environment, attribute), value) if attribute is not None else value)
    size = sum(len(part) if isinstance(part, str) else 1 for part in parts)
    context.environment.meter.room(size + len(parts) * len(str(d)), "join")  # type: ignore[attr-defined]
    parts = [part.__html__() if context.autoescape and isinstance(part, Opaque) else part for part in parts]
    if context.autoescape and (hasattr(d, "__html__") or any(hasattr(part, "__html__") for part in parts)):
        return escape(d).join(
            parts if hasattr(d, "__html__") else (p if hasattr(p, "__html__") else str(p) for p in parts)
        )
    return Traced(str(d)).join(map(str, parts))


def safe(value: Any) -> TracedMarkup:
    """Text that needs no escaping."""
    return TracedMarkup(value)


def forceescape(value: Any) -> TracedMarkup:
    """Text escaped once more."""
    if hasattr(value, "__html__"):
        value = value.__html__()
    text = str(value)
    return escape(Traced(text))


def string(value: Any) -> str:
    """Any value as text; markup stays markup."""
    return value if isinstance(value, str) else str(value)


REPLACED: Mapping[str, Function] = {
    "join": join,
    "safe": safe,
    "e": escape,
    "escape": escape,
    "forceescape": forceescape,
    "string": string,
    "tojson": tojson,
}
"""Filters that keep origins where Jinja's own would lose them."""
