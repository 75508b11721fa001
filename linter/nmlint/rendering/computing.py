"""What generated code calls to compute: operators, attributes, calls, all within bounds."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.utils import missing
from markupsafe import Markup

from nmlint.rendering.formatting import TracedFormatter, percent
from nmlint.rendering.opaque import Opaque, shown
from nmlint.rendering.oracle import UNKNOWN
from nmlint.rendering.printing import PrintingEnvironment
from nmlint.rendering.safety import OPERATIONS, OPERATORS, THIS_CALL, THIS_LIST
from nmlint.rendering.tracing import segments_of

_BUILT_IN = (types.BuiltinFunctionType, types.BuiltinMethodType, types.MethodDescriptorType)

_ENTRIES = 50
_TEXT_METHODS = frozenset(
    {"center", "ljust", "rjust", "zfill", "strip", "lstrip", "rstrip", "expandtabs", "removeprefix", "removesuffix"}
)


class ComputingEnvironment(PrintingEnvironment):
    """The part of the environment that computes; unknown values stay unknown."""

    intercepted_binops = frozenset(OPERATORS)

    def grown(self, value: Any) -> Any:
        """A list, tuple or dictionary the template makes."""
        return self.meter.weigh(value, THIS_LIST)

    def unknown_text(self, text: str, value: str) -> Opaque:
        """The unknown result of a filter on a text that contains unknown values."""
        found = next((s.value for s in segments_of(value) if s.value is not None), None)
        base = self.outside_values.variable(found.variables[0] if found and found.variables else "value")  # type: ignore[union-attr]
        return base.derived(text, lambda _: UNKNOWN, base)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 Jinja calls it so
        """A binary operator, within bounds."""
        self.meter.tick()
        if isinstance(left, str):
            if operator == "%":
                self.meter.binary(operator, left, right)
                return self.meter.spent(percent(self.meter, left, right), OPERATIONS[operator])
            if operator == "+" and isinstance(right, Opaque):
                right = right.__html__() if isinstance(left, Markup) else str(right)
        elif operator == "+" and isinstance(right, str) and isinstance(left, Opaque):
            left = left.__html__() if isinstance(right, Markup) else str(left)
        self.meter.binary(operator, left, right)
        return self.meter.spent(OPERATORS[operator](left, right), OPERATIONS[operator])

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
            if isinstance(obj, str | range) or len(obj) > _ENTRIES:
                return argument.derived(f"{shown(obj)}[{shown(argument)}]", lambda key: obj[key], argument)
            found = self._looked_up(obj, argument)
            return found if found is not missing else self.undefined(obj=obj, name=str(argument))
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

    def call(self, context: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call from a template: of a macro, a method, a global function or an unknown value."""
        self.meter.tick()
        if isinstance(function, Opaque):
            return _called(function, args, kwargs)
        if isinstance(function, Macro | BlockReference):
            return super().call(context, function, *args, **kwargs)
        if isinstance(function, LoopContext):
            args = (self.loop(self.current, True, 0, args[0]), *args[1:])
        subject = getattr(function, "__self__", None)
        if isinstance(function, _BUILT_IN) or isinstance(subject, str):
            name = function.__name__
            if name == "join" and args and not isinstance(args[0], list | tuple | Opaque):
                args = (list(args[0]), *args[1:])
            unknown = next((a for a in (*args, *kwargs.values()) if isinstance(a, Opaque)), None)
            if unknown is not None:
                return self._method(function, subject, name, args, unknown)
            self.meter.method(name, subject, args, kwargs)
        elif function is self.globals["range"]:
            counted: Any = function
            unknown = next((a for a in args if isinstance(a, Opaque)), None)
            if unknown is not None:
                return unknown.derived(f"range({', '.join(map(shown, args))})", counted, *args)
        elif not isinstance(function, types.FunctionType):
            for argument in (*args, *kwargs.values()):
                self.meter.weigh(argument, THIS_CALL)
        return self.meter.spent(super().call(context, function, *args, **kwargs), THIS_CALL)

    def _method(self, function: Any, subject: Any, name: str, args: tuple[Any, ...], unknown: Opaque) -> Any:
        """A method of a known value, with an unknown argument: known text stays to be seen."""
        if isinstance(subject, str):
            if name == "join":
                return subject.join(str(item) for item in unknown.items(several=True))
            if name == "replace":
                return function(*(str(arg) if isinstance(arg, Opaque) else arg for arg in args))
            if name in _TEXT_METHODS:
                return str.__str__(subject)
        if isinstance(subject, dict) and name == "get":
            found = self._looked_up(subject, args[0])
            return found if found is not missing else (*args, None)[1]
        return unknown.derived(f"{shown(subject)}.{name}({', '.join(map(shown, args))})", _unknown, unknown)

    def _looked_up(self, container: Any, key: Opaque) -> Any:
        """What stands under an unknown key: each known key is one possibility."""
        for known in container if isinstance(container, dict) else range(len(container)):
            if key == known:
                return container[known]
        return missing


def _called(function: Opaque, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The result of an unknown function; the body of a call block is shown after it."""
    caller = kwargs.pop("caller", None)
    named = {name: value for name, value in kwargs.items() if name not in ("_loop_vars", "_block_vars")}
    result = function.called(*args, **named)
    return result if caller is None else str(result) + caller()


class _Counted:
    """A collection that counts each turn of the loop over it."""

    def __init__(self, environment: ComputingEnvironment, shape: Any, items: Any) -> None:
        self._environment = environment
        self._shape = shape
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return self._environment._ticked(self._shape, self._items)  # noqa: SLF001


def _unknown(*_hints: Any) -> Any:
    return UNKNOWN
