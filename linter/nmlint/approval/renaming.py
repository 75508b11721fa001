"""Variables that only got another name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from nmlint.approval.model import Words
from nmlint.approval.tokens import expression_of, placeholders, value_of

Names = Mapping[str, str]

# A string, or a name that is no attribute of another.
_NAME = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|(?<![\w.])[^\W\d]\w*""")
# The same, with the attributes and items that are asked for.
_PATH = re.compile(rf"""{_NAME.pattern}(?:\.\w+|\[\d+\])*""")
_WORDS_OF_CONDITIONS = frozenset(
    {"and", "or", "not", "is", "in", "defined", "undefined", "none", "empty", "true", "false"}
)


def renamed(old: Words, new: Words) -> Names:
    """The variables of which the old name is gone and a new one came, with the same declaration, by their old names.

    A name that is still known, or was known before, is that of another variable. Of several that are declared alike,
    the first that is gone became the first that came, in the order of the texts. A variable of which nothing is
    declared is another one under another name: nobody can know better.
    """
    gone = [name for name in _in_order(old) if name not in new.variables and name not in new.unprinted]
    came = [name for name in _in_order(new) if name not in old.variables and name not in old.unprinted]
    names: dict[str, str] = {}
    for name in gone:
        known = old.variables[name]
        heir = next((other for other in came if known.type is not None and new.variables[other] == known), None)
        if heir is not None:
            names[name] = heir
            came.remove(heir)
    return names


def with_names(words: Words, names: Names) -> Words:
    """The same words with the variables called by their new names."""
    if not names:
        return words
    variables = {names.get(name, name): known for name, known in words.variables.items()}
    return Words(
        tuple(in_expression(case, names) for case in words.cases),
        tuple(replace(text, text=in_text(text.text, names)) for text in words.texts),
        dict(sorted(variables.items())),
        {in_text(url, names): purpose for url, purpose in words.links.items()},
        words.unprinted,
    )


def in_text(text: str, names: Names) -> str:
    """A text with other names in its values."""
    parts, at = [], 0
    for value in placeholders(text):
        parts += [text[at : value.start], value_of(in_expression(expression_of(value.text), names))]
        at = value.end
    return "".join((*parts, text[at:]))


def in_expression(expression: str, names: Names) -> str:
    """An expression or a condition with other names; its strings and attributes stay."""
    return _NAME.sub(lambda match: names.get(match.group(), match.group()), expression)


def same_but_names(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether conditions differ in nothing but names, each of which became one and the same other name."""
    there: dict[str, str] = {}
    back: dict[str, str] = {}
    for old, new in pairs:
        if _PATH.split(old) != _PATH.split(new):
            return False
        for before, after in zip(_PATH.findall(old), _PATH.findall(new), strict=True):
            fixed = {before, after} & _WORDS_OF_CONDITIONS or before[0] in "'\"" or after[0] in "'\""
            if fixed and before != after:
                return False
            if there.setdefault(before, after) != after or back.setdefault(after, before) != before:
                return False
    return True


def _in_order(words: Words) -> list[str]:
    """The variables by their first place in the texts."""
    found: dict[str, None] = {}
    for text in words.texts:
        for value in placeholders(text.text):
            for name in _NAME.findall(expression_of(value.text)):
                if name in words.variables:
                    found.setdefault(name)
    return [*found, *(name for name in words.variables if name not in found)]
