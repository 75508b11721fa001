"""What LINE's objects are made of, as policies/line-messages.yaml tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

SIMPLE_KINDS = frozenset({"text", "uri", "string", "integer", "number", "boolean", "object", "list", "map", "refused"})


@dataclass(frozen=True)
class Property:
    """One property of an object; the names are those of the file."""

    name: str
    kind: str
    of: str | None = None
    only: tuple[str, ...] = ()
    slot: str | None = None
    place: str | None = None
    required: bool = False
    values: tuple[str, ...] = ()
    pattern: str | None = None
    schemes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    since: str | None = None

    def admits(self, written: str) -> bool:
        """Whether the value is one of those that are possible."""
        if written in self.values or not (self.values or self.pattern):
            return True
        return self._expression is not None and self._expression.fullmatch(written) is not None

    @cached_property
    def _expression(self) -> re.Pattern[str] | None:
        return None if self.pattern is None else re.compile(self.pattern)


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of object; `type` is the word that tells it apart in its group, None for one that needs none."""

    name: str
    properties: Mapping[str, Property]
    type: str | None = None
    one_of: tuple[tuple[str, ...], ...] = ()
    not_together: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Shapes:
    """Every object by its name, and every group with its objects by type."""

    objects: Mapping[str, Shape]
    groups: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Shapes:
        """The shapes that the file's data tell."""
        kinds, parts = table["kinds"], table["parts"]
        objects = {name: _shape(name, None, data, {}, kinds, parts) for name, data in table["objects"].items()}
        groups = {
            name: {
                word: _shape(member, word, table["objects"][member], group.get("common", {}), kinds, parts)
                for word, member in group["members"].items()
            }
            for name, group in table["groups"].items()
        }
        return cls(objects, groups)


def _shape(
    name: str,
    word: str | None,
    data: Mapping[str, Any],
    common: Mapping[str, Any],
    kinds: Mapping[str, Any],
    parts: Mapping[str, Any],
) -> Shape:
    properties = {**data["properties"], **common}
    for part in data.get("takes", ()):
        properties |= parts[part]
    return Shape(
        name,
        {key: _property(key, facts, kinds) for key, facts in properties.items()},
        word,
        tuple(map(tuple, data.get("one_of", ()))),
        tuple(map(tuple, data.get("not_together", ()))),
    )


def _property(name: str, facts: Mapping[str, Any], kinds: Mapping[str, Any]) -> Property:
    facts = {
        **kinds.get(facts["is"], {}),
        **{key: value for key, value in facts.items() if key != "is"},
        "is": facts["is"],
    }
    kind = kinds[facts["is"]]["is"] if facts["is"] in kinds else facts["is"]
    return Property(
        name,
        kind,
        of=facts.get("of"),
        only=tuple(facts.get("only", ())),
        slot=facts.get("slot"),
        place=facts.get("place"),
        required=facts.get("required", False),
        values=tuple(facts.get("values", ())),
        pattern=facts.get("pattern"),
        schemes=tuple(facts.get("schemes", ())),
        needs=tuple(facts.get("needs", ())),
        without=tuple(facts.get("without", ())),
        since=facts.get("from"),
    )
