"""What LINE's objects are made of, as policies/line-messages.yaml tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nmlint.bilingual import CHINESE, ENGLISH, Bilingual


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
    form: Bilingual | None = None
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
    any_case: bool = False
    deprecated: bool = False
    stands: Bilingual | None = None

    def known(self, key: str) -> Property | None:
        """The property of a name, None where LINE knows none; names of headers count in any case."""
        if key in self.properties or not self.any_case:
            return self.properties.get(key)
        return next((known for name, known in self.properties.items() if name.lower() == key.lower()), None)

    @property
    def possible(self) -> list[str]:
        """The names that LINE takes, `type` where it has one; none that it refuses."""
        names = [known.name for known in self.properties.values() if known.kind != "refused"]
        return [*names, "type"] if self.type else names


@dataclass(frozen=True, slots=True)
class Shapes:
    """Every object by its name, and every group with its objects by type."""

    objects: Mapping[str, Shape]
    groups: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    names: Mapping[str, Bilingual] = field(default_factory=dict)

    def called(self, name: str) -> str:
        """An object or a group as LINE's own reference calls it."""
        return self.names.get(name, name)

    def speaks(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether there can be a text or a link in an object, or in one of a group."""
        shapes = [self.objects[name]] if name in self.objects else self.groups[name].values()
        properties = [known for shape in shapes for known in shape.properties.values()]
        within = {known.of for known in properties if known.of} - seen
        return any(known.slot for known in properties) or any(self.speaks(each, seen | within) for each in within)

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
        return cls(objects, groups, _names(table))


def _names(table: Mapping[str, Any]) -> Mapping[str, Bilingual]:
    """What objects and groups are called where that is not their name in the file: as told, else by their `type`."""
    words = {
        member: Bilingual(word, word) for group in table["groups"].values() for word, member in group["members"].items()
    }
    told = {
        name: _bilingual(data["called"])
        for kind in ("groups", "objects")
        for name, data in table[kind].items()
        if "called" in data
    }
    return words | told


def _bilingual(texts: Mapping[str, str]) -> Bilingual:
    return Bilingual(texts[ENGLISH], texts[CHINESE])


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
        data.get("any_case", False),
        data.get("deprecated", False),
        _bilingual(data["stands"]) if "stands" in data else None,
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
        form=_bilingual(facts["form"]) if "form" in facts else None,
        schemes=tuple(facts.get("schemes", ())),
        needs=tuple(facts.get("needs", ())),
        without=tuple(facts.get("without", ())),
        since=facts.get("from"),
    )
