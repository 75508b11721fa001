"""Makes finders out of what a rule's `check:` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nmlint.checks.approved import approvals
from nmlint.checks.characters import characters
from nmlint.checks.consent import consent
from nmlint.checks.disguise import disguise
from nmlint.checks.limits import limits
from nmlint.checks.links import links
from nmlint.checks.model import Finder, Registry, Spec, Structural
from nmlint.checks.moments import dispatch
from nmlint.checks.numbers import numbers
from nmlint.checks.patterns import pattern
from nmlint.checks.phrases import phrases
from nmlint.checks.plans import plans
from nmlint.checks.presence import (
    AnchorMissing,
    Declared,
    Fact,
    FactMissing,
    Required,
    SenderMissing,
)
from nmlint.checks.proximity import NEAR_BY_DEFAULT, AllOf, AnyFlaw, AnyOf, Beside, Count, Near, Position, Split
from nmlint.checks.purpose import Named, ScenarioDeclared, reads
from nmlint.checks.records import bill_line
from nmlint.checks.sms import sms
from nmlint.checks.structure import json_values, keys, objects, recipient, structure, substitutions, type_mismatch
from nmlint.checks.submissions import submissions
from nmlint.checks.template import template
from nmlint.checks.variables import variables


def build(spec: Spec, registry: Registry) -> Finder:
    """The finder that a `check:` (or a part of one) describes; the same description gives the same finder."""
    described = repr(spec)
    if described not in registry.built:
        registry.built[described] = _built(spec, registry)
    return registry.built[described]


def _built(spec: Spec, registry: Registry) -> Finder:
    if "any" in spec or "all" in spec:
        finders = [build(part, registry) for part in spec.get("any") or spec["all"]]
        exceptions = spec.get("except", ())
        any_of = AnyFlaw if all(isinstance(finder, Structural) for finder in finders) else AnyOf
        return any_of(
            finders if "any" in spec else [AllOf(finders)],
            [build(part, registry) for part in exceptions if "beside" not in part],
            [_beside(part["beside"], registry) for part in exceptions if "beside" in part],
        )
    ((kind, options),) = spec.items()
    return KINDS[kind](options, registry)


def _near(spec: Spec, registry: Registry) -> Finder:
    return Near(
        build(spec["first"], registry),
        build(spec["second"], registry),
        within=spec.get("within", NEAR_BY_DEFAULT),
        forward=spec.get("order") == "forward",
        one_sentence=spec.get("across", "sentence") == "sentence",
        mark=spec.get("mark", "both"),
    )


def _beside(spec: Spec, registry: Registry) -> Beside:
    words = {key: spec[key] for key in ("in", "list", "view") if key in spec}
    return Beside(
        build({"phrases": words}, registry),
        within=spec.get("within", NEAR_BY_DEFAULT),
        side=spec.get("side", "either"),
        one_clause=spec.get("across", "clause") == "clause",
    )


def _sender(spec: Spec, registry: Registry) -> Finder:
    return SenderMissing(build(spec["shown"], registry))


def _sms(spec: Spec, registry: Registry) -> Finder:
    return sms(spec, registry, build(spec["shown"], registry) if "shown" in spec else None)


def _reads(spec: Spec, registry: Registry) -> Finder:
    if "naming" not in spec:
        return reads(spec)
    advert = {key: value for key, value in spec.items() if key != "naming"}
    return Named(build({"reads": advert}, registry), build(spec["naming"], registry))


def _declared(spec: Spec, registry: Registry) -> Finder:
    unless = spec.get("unless", {}).get("any", ())
    return Declared(spec["key"], spec.get("in"), [build(part, registry) for part in unless])


KINDS: Mapping[str, Callable[[Spec, Registry], Finder]] = {
    "phrases": phrases,
    "pattern": pattern,
    "near": _near,
    "count": lambda spec, registry: Count(build(spec["of"], registry), spec["at_least"]),
    "position": lambda spec, registry: Position(build(spec["of"], registry), spec["at"]),
    "split": lambda spec, registry: Split(build(spec["notice"], registry), build(spec["promotion"], registry)),
    "required": lambda spec, registry: Required([build(part, registry) for part in spec["any"]]),
    "fact": lambda spec, _: Fact(spec["types"], literal=spec.get("literal", False)),
    "fact_missing": lambda _, registry: FactMissing(registry),
    "anchor_missing": lambda _, registry: AnchorMissing(registry),
    "declared": _declared,
    "sender": _sender,
    "sms": _sms,
    "scenario": lambda spec, _: ScenarioDeclared(spec["test"]),
    "reads": _reads,
    "links": links,
    "variables": variables,
    "numbers": numbers,
    "template": template,
    "characters": characters,
    "disguise": disguise,
    "consent": consent,
    "limit": limits,
    "plan": plans,
    "approval": approvals,
    "structure": structure,
    "submission": submissions,
    "dispatch": dispatch,
    "substitutions": substitutions,
    "bill_line": bill_line,
    "objects": objects,
    "recipient": recipient,
    "type_mismatch": type_mismatch,
    "json_values": json_values,
    "template_keys": keys,
}
