"""Whether every match of a regular expression holds one of certain literals.

The expression is walked with all texts it may have matched so far, each shortened to the tail that can still grow
into a literal; a text that holds a literal is dropped. What is left at the end is a match without any literal.
Where the walk cannot know a character it assumes the worst, so "every match holds one" is always true when said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nmlint.catalogue.regexes import Node, Nodes, characters_of, children, folded

# From the tail of a text to a specimen of the whole, to show to people.
Texts = dict[str, str]

_MOST_ROUNDS = 6
_UNKNOWN = "…"


def match_without(nodes: Nodes, literals: tuple[str, ...]) -> str | None:
    """A match that holds none of the literals, None when every match holds one."""
    return next(iter(_Walk(literals).over(nodes, {"": ""}).values()), None)


def is_spelt(nodes: Nodes, literal: str) -> bool:
    """Whether the expression writes the literal out somewhere, wildcards left aside."""
    walk = _Walk((literal,))
    walk.over(nodes, {"": ""})
    return walk.completed


class _Walk:
    def __init__(self, literals: tuple[str, ...]) -> None:
        self.literals = tuple(map(folded, literals))
        self.beginnings = {literal[:end] for literal in self.literals for end in range(len(literal))}
        self.alphabet = frozenset("".join(self.literals))
        self.completed = False

    def over(self, nodes: Nodes, texts: Texts) -> Texts:
        for node in nodes:
            texts = self.step(node, texts)
        return texts

    def step(self, node: Node, texts: Texts) -> Texts:
        op, value = node
        if op in ("AT", "ASSERT_NOT"):
            return texts
        parts = list(children(node))
        if op == "ASSERT":
            behind = value[0] < 0
            holds = not self.over(parts[0], {"": ""} if behind else texts)
            return {} if holds else texts
        if op in ("SUBPATTERN", "ATOMIC_GROUP"):
            return self.over(parts[0], texts)
        if op == "BRANCH":
            return _joined(self.over(part, texts) for part in parts)
        if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self.repeat(parts[0], value[0], value[1], texts)
        characters, more = characters_of(node)
        found: Texts = _forgotten(texts) if more else {}
        for tail, whole in texts.items():
            for character in self.telling(characters):
                self.grow(tail, whole, character, found)
        return found

    def telling(self, characters: frozenset[str]) -> list[str]:
        """The characters that can be part of a literal, and one that stands for all the others."""
        inside = {character for character in characters if not self.alphabet.isdisjoint(folded(character))}
        return sorted(inside) + sorted(characters - inside)[:1]

    def repeat(self, nodes: Nodes, least: int, most: int, texts: Texts) -> Texts:
        for _ in range(min(least, _MOST_ROUNDS)):
            texts = self.over(nodes, texts)
        if least > _MOST_ROUNDS:
            return _forgotten(texts)
        found, latest = dict(texts), texts
        for _ in range(min(int(most) - least, _MOST_ROUNDS)):
            latest = {tail: whole for tail, whole in self.over(nodes, latest).items() if tail not in found}
            if not latest:
                return found
            found.update(latest)
        return found if int(most) - least <= _MOST_ROUNDS else {**_forgotten(found), **found}

    def grow(self, tail: str, whole: str, character: str, found: Texts) -> None:
        text = tail + folded(character)
        if any(literal in text for literal in self.literals):
            self.completed = True
            return
        while text not in self.beginnings:
            text = text[1:]
        found.setdefault(text, whole + character)


def _forgotten(texts: Mapping[str, str]) -> Texts:
    """The same texts after a character that may be any."""
    return {"": min(texts.values(), key=len) + _UNKNOWN} if texts else {}


def _joined(alternatives: Iterable[Texts]) -> Texts:
    found: Texts = {}
    for texts in alternatives:
        for tail, whole in texts.items():
            found.setdefault(tail, whole)
    return found
