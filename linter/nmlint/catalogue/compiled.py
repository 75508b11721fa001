"""The compiled form of a catalogue: compact JSON, written and read back without YAML, schemas or checks."""

from __future__ import annotations

import gc
import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nmlint.catalogue import making
from nmlint.catalogue.model import Catalogue
from nmlint.errors import Fault
from nmlint.report import Identity

if TYPE_CHECKING:
    from nmlint.catalogue.loader import Loaded

# Grows by one whenever the form or the meaning of what is compiled changes.
FORMAT = 6


class NotCompiledError(ValueError):
    """The content is not a compiled catalogue of this format."""


def compile_plain(loaded: Loaded, version: str) -> dict[str, Any]:
    """The compiled form of what a loader read, as JSON values."""
    # Late: who reads a compiled catalogue folds nothing.
    from nmlint.catalogue.folding import folded  # noqa: PLC0415

    return {
        "format": FORMAT,
        "version": version,
        "rules_sha256": loaded.rules_sha256,
        "policies_sha256": loaded.policies_sha256,
        "faults": [[fault.path, fault.line, fault.what, fault.mend] for fault in loaded.faults],
        "entries": loaded.entries,
        "folded": folded(loaded.entries),
    }


def dump(plain: dict[str, Any]) -> bytes:
    """Compact JSON, the same bytes for the same catalogue."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def parse(content: bytes) -> Catalogue:
    """The catalogue in a compiled file. Raises NotCompiledError when it is none."""
    # Thousands of values and not one cycle: looking for garbage among them takes as long as reading them.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return catalogue_of(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotCompiledError(str(error)) from error
    finally:
        if collecting:
            gc.enable()


def catalogue_of(plain: dict[str, Any]) -> Catalogue:
    """The catalogue that the compiled values describe."""
    if plain["format"] != FORMAT:
        raise NotCompiledError(f"format {plain['format']}, not {FORMAT}")
    entries = plain["entries"]
    policies = {name: making.make_policy(name, data) for name, _, data in entries.get("policy", ())}
    first = next(iter(policies.values()), None)
    scenarios = [making.make_scenario(*entry) for entry in entries.get("scenario", ())]
    scenarios.sort(key=lambda scenario: (scenario.number is None, scenario.number or 0, scenario.id))
    return Catalogue(
        identity=Identity(plain["version"], plain["rules_sha256"]),
        policy_identity=Identity(first.name if first else "", plain["policies_sha256"], first.as_of if first else ""),
        rules={entry[0]: making.make_rule(*entry) for entry in entries.get("rule", ())},
        lists={entry[0]: making.make_list(*entry) for entry in entries.get("phrases", ())},
        excuses={entry[0]: making.make_excuses(*entry) for entry in entries.get("excuses", ())},
        scenarios={scenario.id: scenario for scenario in scenarios},
        policies=policies,
        limits=tuple(making.make_limit(item) for _, _, data in entries.get("limits", ()) for item in data),
        profiles={
            profile.name: profile
            for profile in (making.make_profile(name, data) for name, _, data in entries.get("profile", ()))
        },
        retired={
            retired.id: retired
            for retired in (making.make_retired(item) for _, _, data in entries.get("retired", ()) for item in data)
        },
        tables={name: data for name, _, data in entries.get("table", ())},
        faults=tuple(Fault(*fault) for fault in plain["faults"]),
        folded_terms=plain["folded"]["terms"],
        folded_patterns={source: (text, tame) for source, (text, tame) in plain["folded"]["patterns"].items()},
    )


def merge(base: Catalogue, pack: Catalogue) -> Catalogue:
    """The base with everything the pack adds; its hashes stand for both."""
    return replace(
        base,
        identity=_both(base.identity, pack.identity),
        policy_identity=_both(base.policy_identity, pack.policy_identity),
        rules={**base.rules, **pack.rules},
        lists={**base.lists, **pack.lists},
        excuses={**base.excuses, **pack.excuses},
        scenarios={**base.scenarios, **pack.scenarios},
        policies={**base.policies, **pack.policies},
        limits=base.limits + pack.limits,
        profiles={**base.profiles, **pack.profiles},
        retired={**base.retired, **pack.retired},
        tables={**base.tables, **pack.tables},
        faults=tuple(sorted({*base.faults, *pack.faults})),
        folded_terms={**base.folded_terms, **pack.folded_terms},
        folded_patterns={**base.folded_patterns, **pack.folded_patterns},
    )


def _both(base: Identity, pack: Identity) -> Identity:
    return replace(base, sha256=hashlib.sha256(f"{base.sha256}\n{pack.sha256}\n".encode()).hexdigest())
