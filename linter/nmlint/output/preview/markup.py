"""HTML that is built of elements: whatever is no element itself is text, and is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

EMPTY = Markup()

_VOID = frozenset({"meta", "br"})
# Characters that no HTML may hold, each as the picture that Unicode has for it.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\f\r"} | {0x7F: 0x2421}


def element(name: str, /, *children: str, **attributes: str | None) -> Markup:
    """An element; an underscore in the name of an attribute stands for a hyphen, and None leaves the attribute out."""
    written = EMPTY.join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), text(value))
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup("<{}{}>").format(name, written)
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, join(children))


def join(parts: Iterable[str]) -> Markup:
    """Elements and texts, one after the other."""
    return EMPTY.join(text(part) for part in parts)


def text(plain: str) -> Markup:
    """A text as HTML has it, character by character; an element as it is."""
    return plain if isinstance(plain, Markup) else escape(plain.translate(_PICTURES))


def classes(*names: str | None) -> str | None:
    """The classes that apply, None where none does."""
    return " ".join(filter(None, names)) or None
