"""Reads rules and policies, gathers every fault, and keeps what is sound.

The outcome is plain data (see `compiled`), so that a catalogue is the same whether it was just read, comes out of a
cache, or shipped with the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nmlint.catalogue import accounting, policy_checks, regex_checks, rule_checks
from nmlint.catalogue.drafts import (
    LISTS_OF_THE_PROGRAM,
    Draft,
    Known,
    finders_of,
    kind_of,
    named_excuses,
    spliced,
    uses,
)
from nmlint.catalogue.gathering import File, Root, digest, gather
from nmlint.catalogue.model import Catalogue
from nmlint.catalogue.schema import validate
from nmlint.catalogue.tree import Path, read_tree
from nmlint.errors import Fault
from nmlint.source import Source

# What a compiled entry has of the file that the program uses.
_ONLY_IN_FILES = "examples"
_POLICY_KINDS = ("policy", "profile", "limits")
_CHECKS: Mapping[str, Sequence[Callable[[Draft, Known], Iterator[Fault]]]] = {
    "rule": (*rule_checks.CHECKS, *regex_checks.CHECKS),
    "excuses": (*rule_checks.OF_EXCUSES, *regex_checks.CHECKS),
    **policy_checks.CHECKS,
}
_USED_IN = ("rule", "phrases", "excuses", "scenario", "policy", "profile", "limits", "retired")

_CALLED = {"phrases": "the list", "excuses": "the excuses"}
_STANDS_IN: Mapping[str, Path] = {"rule": ("check",), "excuses": ("excuses",)}
_NAME_OR_DELETE = "name it in a rule, or delete it"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read, as plain data: sound entries by kind as (id, path, data), and every fault."""

    entries: dict[str, list[tuple[str, str, Any]]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    rules_sha256: str = ""
    policies_sha256: str = ""


def load(roots: Iterable[Root], base: Catalogue | None = None) -> Loaded:
    """Everything below the roots, beside what the base catalogue has."""
    files, faults = gather(roots)
    return load_files(files, faults, base)


def load_files(files: Sequence[File], faults: Iterable[Fault] = (), base: Catalogue | None = None) -> Loaded:
    """The same, of files that were gathered already."""
    found = list(faults)
    drafts = _distinct(list(_drafts(files, found)), base, found)
    known = _known(drafts, base)
    sound = []
    for draft in drafts:
        mistakes = validate(draft.kind, draft.tree) or list(_mistakes(draft, known))
        found += mistakes
        if not mistakes:
            sound.append(draft)
    for check in accounting.CHECKS:
        found += check(sound, known)
    sound = list(_without_unused(sound, drafts, found))
    sound = list(_without_dangling(sound, base, found))
    entries: dict[str, list[tuple[str, str, Any]]] = {}
    for draft in sound:
        kind = draft.kind if draft.kind in _USED_IN else "table"
        data = draft.data
        if isinstance(data, dict):
            data = {key: value for key, value in data.items() if key != _ONLY_IN_FILES}
        if kind == "rule":
            data = spliced(data, known.excuses)
        elif kind == "excuses":
            data["excuses"] = known.excuses[draft.id]
        entries.setdefault(kind, []).append((draft.id, draft.path, data))
    return Loaded(entries, tuple(sorted(set(found))), digest(files, "rules"), digest(files, "policies"))


def _drafts(files: Iterable[File], found: list[Fault]) -> Iterator[Draft]:
    for file in files:
        try:
            text = file.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = file.content.count(b"\n", 0, error.start) + 1
            found.append(Fault(file.path, line, "the file is not UTF-8", "save it as UTF-8"))
            continue
        tree = read_tree(Source(file.path, text))
        found += tree.faults
        if tree.faults:
            continue
        kind = kind_of(file, tree.data)
        if kind is None:
            found.append(Fault(file.path, 1, "nmlint has no use for this file", "move it elsewhere, or check its name"))
        else:
            yield Draft(kind, file.id, tree)


def _distinct(drafts: Iterable[Draft], base: Catalogue | None, found: list[Fault]) -> list[Draft]:
    """Without files whose id an earlier one or the base catalogue has."""
    taken: dict[tuple[bool, str], str] = {}
    if base is not None:
        taken = {(False, rule.id): rule.path for rule in base.rules.values()}
        taken |= {(False, listed.id): listed.path for listed in base.lists.values()}
        taken |= {(False, excuses.id): excuses.path for excuses in base.excuses.values()}
        taken |= {(False, f"scenarios/{scenario.id}"): scenario.path for scenario in base.scenarios.values()}
        taken |= {(True, f"profiles/{name}"): "a profile that nmlint has" for name in base.profiles}
        taken |= {(True, name): "a policy that nmlint has" for name in base.policies}
    kept = []
    for draft in drafts:
        key = (draft.kind in _POLICY_KINDS, draft.id)
        if key in taken:
            found.append(draft.fault((), f"the id `{draft.id}` is taken by {taken[key]}", "rename the file"))
        else:
            taken[key] = draft.path
            kept.append(draft)
    return kept


def _known(drafts: Sequence[Draft], base: Catalogue | None) -> Known:
    rules = {} if base is None else {rule.id: rule.mandatory for rule in base.rules.values()}
    phrases = {} if base is None else {entry.id: entry.all_phrases for entry in base.lists.values()}
    excuses = {} if base is None else {entry.id: entry.finders for entry in base.excuses.values()}
    scenarios = set() if base is None else set(base.scenarios)
    clauses = set() if base is None else set(base.clauses)
    retired = set() if base is None else set(base.retired)
    for draft in drafts:
        keys = draft.data if isinstance(draft.data, dict) else {}
        if draft.kind == "rule":
            rules[draft.id] = keys.get("mandatory") is True
        elif draft.kind == "phrases":
            phrases[draft.id] = tuple(_texts(keys.get("phrases")))
        elif draft.kind == "excuses":
            excuses[draft.id] = finders_of(draft.data)
        elif draft.kind == "scenario":
            scenarios.add(draft.id.rpartition("/")[2])
        elif draft.kind == "policy":
            clauses |= set(keys["clauses"] if isinstance(keys["clauses"], dict) else ())
        elif draft.kind == "retired" and isinstance(draft.data, list):
            retired |= {entry["id"] for entry in draft.data if isinstance(entry, dict) and "id" in entry}
    ids = (frozenset(phrases), frozenset(scenarios), frozenset(clauses), frozenset(retired))
    return Known(rules, *ids, phrases, excuses)


def _mistakes(draft: Draft, known: Known) -> Iterator[Fault]:
    for check in _CHECKS.get(draft.kind, ()):
        yield from check(draft, known)


def _without_unused(sound: Iterable[Draft], drafts: Iterable[Draft], found: list[Fault]) -> Iterator[Draft]:
    """What nothing names does not load; a rule that did not load names its lists and excuses all the same."""
    named = {
        "phrases": LISTS_OF_THE_PROGRAM.union(*(use.lists for draft in drafts for use in uses(draft.data))),
        "excuses": {name for draft in drafts for name, _ in named_excuses(draft.data)},
    }
    for draft in sound:
        if draft.id in named.get(draft.kind, (draft.id,)):
            yield draft
        else:
            found.append(draft.fault((), f"no rule uses {_CALLED[draft.kind]} `{draft.id}`", _NAME_OR_DELETE))


def _without_dangling(sound: Sequence[Draft], base: Catalogue | None, found: list[Fault]) -> Sequence[Draft]:
    """A rule whose list or excuses did not load cannot judge; excuses first, for the rules that name them fall too."""
    for kind in ("excuses", "rule"):
        sound = list(_standing(sound, kind, base, found))
    return sound


def _standing(sound: Sequence[Draft], kind: str, base: Catalogue | None, found: list[Fault]) -> Iterator[Draft]:
    """Without those of one kind that name what did not load."""
    lists = {draft.id for draft in sound if draft.kind == "phrases"} | (set() if base is None else set(base.lists))
    excuses = {draft.id for draft in sound if draft.kind == "excuses"} | (set() if base is None else set(base.excuses))
    for draft in sound:
        missing = []
        if draft.kind == kind:
            named = dict.fromkeys(name for use in uses(draft.data) for name in use.lists)
            missing = [
                draft.fault(_STANDS_IN[kind], f"the list `{name}` did not load", "mend the list")
                for name in named
                if name not in lists
            ]
            missing += [
                draft.fault(path, f"the excuses `{name}` did not load", "mend them there")
                for name, path in named_excuses(draft.data)
                if name not in excuses
            ]
        found += missing
        if not missing:
            yield draft


def _texts(words: Any) -> Iterator[str]:
    for listed in words.values() if isinstance(words, dict) else ():
        yield from (word for word in listed if isinstance(word, str)) if isinstance(listed, list) else ()
