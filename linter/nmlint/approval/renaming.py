"""Variables that only got another name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nmlint.approval.model import Known, Words
from nmlint.approval.tokens import expression_of, placeholders, value_of

Names = Mapping[str, str]

# A string, or a name that is no attribute, filter, test or argument of another.
_NAME = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"
    |(?<![\w.|])(?<!\|[ ])(?<!\bis[ ])(?<!\bis[ ]not[ ])[^\W\d]\w*\b(?!\s*=(?!=))""",
    re.VERBOSE,
)


def renamed(old: Sequence[Words], new: Sequence[Words]) -> Names:
    """The variables of which the old name is gone and a new one came, with the same declaration, by their old names.

    `old` and `new` are the words of a message and of its fallback: one name means one variable in both. A name that is
    still known, or was known before, is that of another variable, wherever it is known. Of several that are declared
    alike, the first that is gone became the first that came, in the order of the texts and then of the conditions. A
    variable of which no type is declared is another one under another name: nobody can know better.
    """
    before, after = _known_in(old), _known_in(new)
    gone = [name for name in _in_order(old, before) if name not in after]
    came = [name for name in _in_order(new, after) if name not in before]
    names: dict[str, str] = {}
    for name in gone:
        known = before[name]
        heir = next((other for other in came if known.type is not None and after[other] == known), None)
        if heir is not None:
            names[name] = heir
            came.remove(heir)
    return names


def _known_in(every: Sequence[Words]) -> Mapping[str, Known]:
    """What is declared of each variable; the message itself has the first word."""
    return {name: known for words in reversed(every) for name, known in words.known.items()}


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
        {names.get(name, name): known for name, known in words.unprinted.items()},
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


def names_in(expression: str) -> list[str]:
    """The names in an expression or a condition, in their order."""
    return [found for found in _NAME.findall(expression) if found[0] not in "'\""]


def _in_order(every: Sequence[Words], known: Mapping[str, Known]) -> list[str]:
    """The variables that are printed or asked for, by their first place in the texts, then in the conditions."""
    texts = (value.text for words in every for text in words.texts for value in placeholders(text.text))
    expressions = (*map(expression_of, texts), *(case for words in every for case in words.cases))
    found = dict.fromkeys(name for expression in expressions for name in names_in(expression) if name in known)
    return [*found, *(name for words in every for name in words.variables if name not in found)]
