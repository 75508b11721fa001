"""A catalogue's file on its way to becoming a rule, a list, a scenario …: what it is, what it says, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from nmlint.catalogue.gathering import File
from nmlint.catalogue.schema import load_schema
from nmlint.catalogue.tree import Path, Tree
from nmlint.errors import Fault

# Files that are neither rules nor policies, by id; each has a schema of its own.
RULE_TABLES = {"disguise/separators", "disguise/bopomofo"}
# Policies of a shape of their own, by id. What else has a schema is no part of a catalogue: a configuration, a plan.
POLICY_TABLES = {"channels", "line-messages", "prices", "submission", "working-days"}
# Lists that the program itself reads; no rule needs to.
LISTS_OF_THE_PROGRAM = {"links/top-level-domains"}
# Files that rules name, each told by a key of the same name.
_NAMED_BY_RULES = ("phrases", "excuses")
_SAID_OF_EXCUSES = "why"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that could be read; `kind` is the name of the schema that it must satisfy."""

    kind: str
    id: str
    tree: Tree

    @property
    def path(self) -> str:
        """The path as it is shown."""
        return self.tree.source.name

    @property
    def data(self) -> Any:
        """What the file says."""
        return self.tree.data

    def fault(self, path: Path, what: str, mend: str = "") -> Fault:
        """A fault at the line of a key."""
        return self.tree.fault(path, what, mend)


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that exist, whether or not they load, and what is known of them; a base catalogue's included."""

    rules: Mapping[str, bool] = field(default_factory=dict)  # id → mandatory
    lists: frozenset[str] = frozenset()
    scenarios: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of each list
    excuses: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)  # the finders of each file


@dataclass(frozen=True, slots=True)
class Use:
    """A finder inside a check: its kind, its options, and the path of the options."""

    kind: str
    options: Mapping[str, Any]
    path: Path

    @property
    def lists(self) -> tuple[str, ...]:
        """The phrase lists it names."""
        named = self.options.get("in", ()) if self.kind != "declared" else ()
        return (named,) if isinstance(named, str) else tuple(filter(_is_text, named))


def kind_of(file: File, data: Any) -> str | None:
    """The kind of file, None when nmlint has no use for such a one."""
    keys = data if isinstance(data, dict) else {}
    if file.part == "rules":
        if file.id == "retired":
            return "retired"
        if file.id in RULE_TABLES:
            return file.id.rpartition("/")[2]
        if file.id.startswith("scenarios/"):
            return "scenario"
        return next((kind for kind in _NAMED_BY_RULES if kind in keys and "check" not in keys), "rule")
    if file.id.startswith("profiles/"):
        return "profile"
    if file.id == "limits":
        return "limits"
    if "clauses" in keys:
        return "policy"
    return file.id if file.id in POLICY_TABLES else None


def uses(data: Any) -> Iterator[Use]:
    """Every finder of a rule's check or of excuses, outer ones first."""
    for key in ("check", "excuses"):
        if isinstance(data, dict) and key in data:
            yield from _uses(data[key], (key,))


def named_excuses(data: Any) -> Iterator[tuple[str, Path]]:
    """The excuses that a rule names among its exceptions, each with where."""
    for index, exception in enumerate(_exceptions(data)):
        for at, name in enumerate(_named(exception)):
            yield name, ("check", "except", index, "excused", "in", at)


def finders_of(excuses: Any) -> tuple[Mapping[str, Any], ...]:
    """The finders of a file of excuses, without what is said of them."""
    entries = excuses.get("excuses") if isinstance(excuses, dict) else None
    given = (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()
    return tuple({key: value for key, value in entry.items() if key != _SAID_OF_EXCUSES} for entry in given)


def spliced(data: Mapping[str, Any], excuses: Mapping[str, Sequence[Mapping[str, Any]]]) -> Mapping[str, Any]:
    """A sound rule with the finders of the excuses it names where it names them, each once."""
    exceptions: list[Mapping[str, Any]] = []
    for exception in _exceptions(data):
        named = [finder for name in _named(exception) for finder in excuses[name]]
        exceptions += [finder for finder in named or [exception] if finder not in exceptions]
    return {**data, "check": {**data["check"], "except": exceptions}} if exceptions else data


def _uses(node: Any, path: Path) -> Iterator[Use]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in _finders() and isinstance(value, dict):
                yield Use(key, value, (*path, key))
            yield from _uses(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _uses(value, (*path, index))


@cache
def _finders() -> frozenset[str]:
    return frozenset(load_schema("rule")["$defs"]["finder"]["properties"]) | {"beside"}


def _exceptions(data: Any) -> Sequence[Any]:
    check = data.get("check") if isinstance(data, dict) else None
    exceptions = check.get("except") if isinstance(check, dict) else None
    return exceptions if isinstance(exceptions, list) else ()


def _named(exception: Any) -> tuple[str, ...]:
    options = exception.get("excused") if isinstance(exception, dict) else None
    named = options.get("in", ()) if isinstance(options, dict) else ()
    return (named,) if isinstance(named, str) else tuple(filter(_is_text, named if isinstance(named, list) else ()))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
