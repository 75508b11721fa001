"""Turns whatever goes wrong in Jinja into a problem with a place and a mend."""

from __future__ import annotations

import re

from jinja2.exceptions import SecurityError, TemplateSyntaxError

from nmlint.bilingual import Bilingual
from nmlint.rendering.environment import CIRCULAR, MissingTemplateError, TracedEnvironment
from nmlint.rendering.lexing import At
from nmlint.rendering.model import Origin, TemplateProblem
from nmlint.rendering.safety import TooMuchError
from nmlint.rendering.wording import in_both
from nmlint.source import Source, Span

_INNERMOST = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_OWN_NAMES = re.compile(r"(?:\b(?:nmlint|jinja2)\.(?:\w+\.)*(\w+)|\b(Traced[A-Z]\w*|Traced|Opaque)\b)(?: object)?")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_OF_PYTHON = {
    "Traced": "str",
    "TracedMarkup": "str",
    "TracedInt": "int",
    "TracedFloat": "float",
    "TracedMacro": "macro",
    "TracedBlock": "block",
    "TracedReference": "self",
    "TemplateModule": "imported template",
    "LoopContext": "loop",
    "Opaque": "value",
}
_DEEP = re.compile(r"too |nest|deep|recurs")
_UNKNOWN = re.compile(r"Encountered unknown tag '(\w+)'")
_ENDLESS = Bilingual(
    "the template is nested too deeply, or a macro calls itself without an end; flatten it",
    "範本的巢狀太深，或有巨集不停呼叫自己；請簡化",
)
_TOO_DEEP = Bilingual("the template is nested too deeply; flatten it", "範本的巢狀太深；請簡化")
_HUGE = Bilingual("a number is too large to compute with; use a smaller one", "數字太大，無法計算；請改小")


def problem_of(error: BaseException, environment: TracedEnvironment, root: Source) -> TemplateProblem:
    """The problem that an exception from Jinja, or from a bound, stands for."""
    if isinstance(error, TemplateProblem):
        return error
    here = _here(environment, root)
    match error:
        case TemplateSyntaxError():
            return _syntax(error, environment, root)
        case MissingTemplateError():
            message = Bilingual(
                f"there is no template {error.message!r}; correct the name or add the file",
                f"找不到範本「{error.message}」；請更正檔名，或加上這個檔案",
            )
            return TemplateProblem("missing-include", message, error.origin)
        case TooMuchError():
            return TemplateProblem("too-much", error.reason, here)
        case SecurityError():
            return TemplateProblem("unsafe", in_both(_words(error)), here)
        case RecursionError():
            closing = _circle(environment)
            if closing is not None:
                return TemplateProblem("circular-include", CIRCULAR, closing)
            return TemplateProblem("too-much", _ENDLESS, here)
        case SyntaxError() if "loop" in error.msg:
            return _outside_loop(error.msg, environment, here)
        case SyntaxError() if not _DEEP.search(error.msg):
            return TemplateProblem("syntax", in_both(error.msg), here)
        case MemoryError() | SyntaxError():
            return TemplateProblem("too-much", _TOO_DEEP, here)
        case OverflowError():
            return TemplateProblem("too-much", _HUGE, here)
    words = in_both(_words(error))
    message = Bilingual(f"this cannot be rendered: {words}", f"這裡算不出內容：{words.chinese}")
    return TemplateProblem("failed", message, here)


def _words(error: BaseException) -> str:
    """What an exception says, with the types as the author knows them."""

    def known(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        return _OF_PYTHON.get(name, name.lower())

    return _ADDRESS.sub("", _OWN_NAMES.sub(known, str(error)))


def _outside_loop(words: str, environment: TracedEnvironment, here: Origin) -> TemplateProblem:
    """A `break` or `continue` that stands in no loop; Python alone notices, and does not say where."""
    name = "break" if "break" in words else "continue"
    tag = next((tag for tag in environment.lexer.tags.tags if tag.name == name), None)
    origin = here if tag is None else Origin(environment.compiling, Span(tag.start, tag.end))
    message = Bilingual(
        f"{{% {name} %}} stands outside of a loop; take it out",
        f"{{% {name} %}} 不在迴圈裡；請刪去",
    )
    return TemplateProblem("syntax", message, origin)


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
    words = error.message or "this is not a template"
    start, end = len(source.text), len(source.text)
    if isinstance(error.lineno, At):
        start, end = error.lineno.offset, error.lineno.end
    elif error.lineno:
        start = end = _line_start(source, error.lineno)
    message = in_both(words)
    innermost = _INNERMOST.search(words)
    if unknown := _UNKNOWN.search(words):
        message = _unknown_tag(unknown[1], innermost[1] if innermost else "")
    elif innermost and "Unexpected end of template" in words:
        name = innermost[1]
        tag = environment.lexer.tags.unclosed(name)
        if tag is not None:
            start, end = tag.start, tag.end
        message = Bilingual(
            f"{{% {name} %}} is never closed; add {{% end{name} %}}",
            f"{{% {name} %}} 沒有結束；請補上 {{% end{name} %}}",
        )
    elif "Missing end of comment" in words:
        message = Bilingual("the comment is never closed; add #}", "註解沒有結束；請補上 #}")
    elif "Missing end of raw" in words:
        message = Bilingual("{% raw %} is never closed; add {% endraw %}", "{% raw %} 沒有結束；請補上 {% endraw %}")
    elif "unexpected char" in words:
        message = _unexpected(source.text[start : start + 1])
    end = max(end, min(start + 1, len(source.text)))
    return TemplateProblem("syntax", message, Origin(source.name, Span(start, end)))


def _unknown_tag(name: str, innermost: str) -> Bilingual:
    """A tag that Jinja has no use for, here or anywhere."""
    if not name.startswith("end") and name not in {"else", "elif"}:
        return Bilingual(
            f"{name!r} is no Jinja tag; correct its spelling, or name the extension it belongs to",
            f"Jinja 沒有「{name}」這個標籤；請更正拼字，或在設定中列出它所屬的擴充",
        )
    if name == "else" and innermost in {"if", "for"}:
        return Bilingual(
            f"there is a second {{% else %}} in this {{% {innermost} %}}; take one of them out",
            f"這個 {{% {innermost} %}} 裡有第二個 {{% else %}}；請刪去一個",
        )
    if name == "elif" and innermost == "if":
        return Bilingual(
            "{% elif %} stands after the {% else %} of its {% if %}; move it before the {% else %}",
            "{% elif %} 寫在同一個 {% if %} 的 {% else %} 後面；請移到 {% else %} 前面",
        )
    if innermost:
        return Bilingual(
            f"{{% {name} %}} stands here while {{% {innermost} %}} is open; add {{% end{innermost} %}} before it",
            f"{{% {innermost} %}} 還沒結束，就出現 {{% {name} %}}；請在前面補上 {{% end{innermost} %}}",
        )
    return Bilingual(
        f"{{% {name} %}} belongs to nothing that is open; take it out, or add the tag that it belongs to",
        f"{{% {name} %}} 前面沒有對應的開始標籤；請刪去，或補上開始標籤",
    )


def _unexpected(character: str) -> Bilingual:
    if character in {"'", '"'}:
        return Bilingual(
            f"unexpected {character!r}; take it out or quote it with its other half",
            f"引號 {character} 沒有成對；請刪去，或補上另一半",
        )
    return Bilingual(
        f"unexpected {character!r}; take it out or quote it",
        f"這裡不該出現「{character}」；請刪去，或加上引號",
    )


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
