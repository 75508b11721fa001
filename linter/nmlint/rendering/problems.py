"""Turns whatever goes wrong in Jinja into a problem with a place and a mend."""

from __future__ import annotations

import re

from jinja2.exceptions import SecurityError, TemplateSyntaxError

from nmlint.rendering.environment import MissingTemplateError, TracedEnvironment
from nmlint.rendering.lexing import At
from nmlint.rendering.model import Origin, TemplateProblem
from nmlint.rendering.safety import TooMuchError
from nmlint.source import Source, Span

_INNERMOST = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_OWN_NAMES = re.compile(r"'(Traced|TracedMarkup|TracedInt|TracedFloat|Opaque)'")
_OF_PYTHON = {"Traced": "str", "TracedMarkup": "str", "TracedInt": "int", "TracedFloat": "float", "Opaque": "value"}
_UNKNOWN = re.compile(r"Encountered unknown tag '(\w+)'")


def problem_of(error: BaseException, environment: TracedEnvironment, root: Source) -> TemplateProblem:
    """The problem that an exception from Jinja, or from a bound, stands for."""
    if isinstance(error, TemplateProblem):
        return error
    here = _here(environment, root)
    match error:
        case TemplateSyntaxError():
            return _syntax(error, environment, root)
        case MissingTemplateError():
            message = f"there is no template {error.message!r}; correct the name or add the file"
            return TemplateProblem("missing-include", message, error.origin)
        case TooMuchError():
            return TemplateProblem("too-much", str(error), here)
        case SecurityError():
            return TemplateProblem("unsafe", str(error), here)
        case RecursionError():
            closing = _circle(environment)
            if closing is not None:
                message = "templates load each other without an end; take one of the tags out"
                return TemplateProblem("circular-include", message, closing)
            message = "the template is nested too deeply, or a macro calls itself without an end"
            return TemplateProblem("too-much", message, here)
        case SyntaxError() if "loop" in error.msg:
            return _outside_loop(error.msg, environment, here)
        case MemoryError() | SyntaxError():
            return TemplateProblem("too-much", "the template is nested too deeply; flatten it", here)
        case OverflowError():
            return TemplateProblem("too-much", f"a number is too large: {error}", here)
    words = _OWN_NAMES.sub(lambda match: f"'{_OF_PYTHON[match[1]]}'", str(error))
    return TemplateProblem("failed", f"this cannot be rendered: {words}", here)


def _outside_loop(words: str, environment: TracedEnvironment, here: Origin) -> TemplateProblem:
    """A `break` or `continue` that stands in no loop; Python alone notices, and does not say where."""
    name = "break" if "break" in words else "continue"
    tag = next((tag for tag in environment.lexer.tags.tags if tag.name == name), None)
    origin = here if tag is None else Origin(environment.compiling, Span(tag.start, tag.end))
    return TemplateProblem("syntax", f"{{% {name} %}} stands outside of a loop; take it out", origin)


def _here(environment: TracedEnvironment, root: Source) -> Origin:
    """The tag that was at work."""
    if environment.current:
        return environment.notes.sites[environment.current].origin
    name = environment.compiling or root.name
    tags = environment.lexer.tags.tags
    if tags:
        return Origin(name, Span(tags[-1].start, tags[-1].end))
    return Origin(name, Span(0, 0))


def _syntax(error: TemplateSyntaxError, environment: TracedEnvironment, root: Source) -> TemplateProblem:
    """A syntax error at its token; an unclosed block where it opens."""
    source = environment.notes.sources.get(error.name or "", root)
    message = error.message or "this is not a template"
    start, end = len(source.text), len(source.text)
    if isinstance(error.lineno, At):
        start, end = error.lineno.offset, error.lineno.end
    elif error.lineno:
        start = end = _line_start(source, error.lineno)
    if match := _INNERMOST.search(message):
        name = match[1]
        tag = environment.lexer.tags.unclosed(name)
        if tag is not None:
            start, end = tag.start, tag.end
        if "Unexpected end of template" in message:
            message = f"{{% {name} %}} is never closed; add {{% end{name} %}}"
    elif match := _UNKNOWN.search(message):
        message = f"{match[1]!r} is no Jinja tag; correct its spelling, or name the extension it belongs to"
    elif "Missing end of comment" in message:
        message = "the comment is never closed; add #}"
    elif "Missing end of raw" in message:
        message = "{% raw %} is never closed; add {% endraw %}"
    elif "unexpected char" in message:
        character = source.text[start : start + 1]
        closing = " with its other half" if character in "'\"" else ""
        message = f"unexpected {character!r}; take it out or quote it{closing}"
    end = max(end, min(start + 1, len(source.text)))
    return TemplateProblem("syntax", message, Origin(source.name, Span(start, end)))


def _line_start(source: Source, line: int) -> int:
    """The offset of a line of which nothing better is known."""
    return len("".join(source.text.splitlines(keepends=True)[: line - 1]))


def _circle(environment: TracedEnvironment) -> Origin | None:
    """The tag that closes a circle of templates, when there is one among those loaded."""
    followers: dict[str, list[str]] = {}
    for (parent, child), origin in environment.loads.items():
        followers.setdefault(parent, []).append(child)
        seen, stack = set(), [child]
        while stack:
            name = stack.pop()
            if name == parent:
                return origin
            if name not in seen:
                seen.add(name)
                stack += followers.get(name, [])
    return None
