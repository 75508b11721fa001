"""`%` and `{}` formatting that keep the origin of the text around the values."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2.environment import Environment
from jinja2.sandbox import SandboxedFormatter
from markupsafe import Markup

from nmlint.rendering.model import PLACEHOLDER
from nmlint.rendering.opaque import Opaque
from nmlint.rendering.safety import Meter
from nmlint.rendering.tracing import Traced, TracedMarkup, escape, pieced, segments_of

_WORK = 20_000
_PERCENT = re.compile(
    r"%(?:\((?P<key>[^)]{0,200})\))?(?P<flags>[#0\- +]*)(?P<width>\*|\d+)?"
    r"(?:\.(?P<precision>\*|\d+))?[hlL]?(?P<type>.)",
    re.DOTALL,
)

_FIELD = re.compile(r"[.\[]")


def percent(meter: Meter, template: str, values: Any) -> str:
    """`template % values`, after the widths were checked; refused as soon as the text is too long."""
    markup = isinstance(template, Markup)
    text: Any = template if isinstance(template, Traced | TracedMarkup) else Traced(template)
    keyed = hasattr(type(values), "__getitem__") and not isinstance(values, str | tuple | Opaque)
    queue = deque(values if isinstance(values, tuple) else [values])
    if text.count("%") * len(segments_of(text)) > _WORK:
        text = text._like(str.__str__(text), segments_of(str.__str__(text)))  # noqa: SLF001
    parts: list[str] = []
    at = size = 0
    for match in _PERCENT.finditer(text):
        parts.append(text[at : match.start()])
        at = match.end()
        if match["type"] == "%":
            parts.append(text[at - 1 : at])
            continue
        if match["key"] is not None:
            value = values[match["key"]]
        elif queue and not (keyed and not isinstance(values, list)):
            value = queue.popleft()
        elif queue:
            value = values
            queue.clear()
        else:
            raise TypeError("not enough arguments for format string")
        meter.tick()
        parts.append(_converted(match, value, markup))
        size += len(parts[-1])
        meter.room(size, "format")
    rest = text[at:]
    if "%" in rest:
        raise ValueError("incomplete format")
    if queue and not keyed:
        raise TypeError("not all arguments converted during string formatting")
    parts.append(rest)
    return pieced(TracedMarkup if markup else Traced, parts)  # type: ignore[no-any-return]


def _converted(match: re.Match[str], value: Any, markup: bool) -> str:
    """One value, formatted alone."""
    if match["type"] == "s" and not match["flags"] and match["width"] is None and match["precision"] is None:
        return escape(value) if markup else str(value)
    if isinstance(value, Opaque):
        return str(value)
    spec = f"%{match['flags']}{match['width'] or ''}"
    if match["precision"] is not None:
        spec += f".{match['precision']}"
    result = f"{spec}{match['type']}" % (value,)
    return escape(result) if markup and match["type"] in "sra" else result


class TracedFormatter(SandboxedFormatter):
    """`str.format` with origins, inside the sandbox and its bounds."""

    def __init__(self, environment: Environment, meter: Meter, markup: bool) -> None:
        super().__init__(environment)
        self._meter = meter
        self._markup = markup

    def vformat(self, template: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
        """The formatted text, as traced as the template."""
        make = TracedMarkup if self._markup else Traced
        traced = isinstance(template, Traced | TracedMarkup)
        if traced and len(segments_of(template)) * template.count("{") > _WORK:
            template, traced = str.__str__(template), False
        text: Any = template if traced else make(template)
        parts: list[str] = []
        at, automatic, size = 0, 0, 0
        for literal, name, spec, conversion in self.parse(template):
            if literal:
                parts.append(text[at : at + len(literal)])
                at += len(literal)
            if name is None:
                # a doubled brace in the template is one in the text
                at += literal[-1:] in ("{", "}")
                continue
            at += 1 + len(name) + 2 * bool(conversion)
            at += (text[at : at + 1] == ":") + len(spec or "") + 1
            numbered = name
            if not _FIELD.split(name, maxsplit=1)[0]:
                numbered, automatic = f"{automatic}{name}", automatic + 1
            value, _ = self.get_field(numbered, args, kwargs)
            if conversion and not isinstance(value, Opaque):
                value = self.convert_field(value, conversion)
            width = spec or ""
            self._meter.braces(width)
            while "{}" in width:
                width, automatic = width.replace("{}", f"{{{automatic}}}", 1), automatic + 1
            if "{" in width:
                width = str.__str__(TracedFormatter(self._env, self._meter, False).vformat(width, args, kwargs))
            parts.append(self._field(value, width))
            size += len(parts[-1])
            self._meter.room(size, "format")
        return pieced(make, parts)  # type: ignore[no-any-return]

    def _field(self, value: Any, spec: str) -> str:
        self._meter.tick()
        self._meter.braces(spec)
        if isinstance(value, Opaque):
            return value.__html__() if self._markup else str(value)
        if self._markup and hasattr(value, "__html_format__"):
            return escape(value.__html_format__(spec))
        if not spec and isinstance(value, str):
            return escape(value) if self._markup else str(value)
        self._meter.weigh(value, "format")
        text = format(value, spec)
        return escape(text) if self._markup else text


def has_placeholder(*values: Any) -> bool:
    """Whether a text among the values contains an unknown value."""
    return any(isinstance(value, str) and PLACEHOLDER in value for value in values)
