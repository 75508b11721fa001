"""From hits in many variants to findings: each once, with the branches on which it appears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nmlint.finding import Finding
from nmlint.rendering import Decision, Variant

Choices = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding as one variant showed it."""

    finding: Finding
    variant: int


def merge(sightings: Iterable[Sighting], variants: Sequence[Variant]) -> tuple[Finding, ...]:
    """One finding for the same words at the same place, sorted, each with its path condition."""
    seen: dict[tuple[object, ...], tuple[Finding, set[int]]] = {}
    for sighting in sightings:
        finding = sighting.finding
        key = (finding.rule, finding.location, finding.through, finding.slot, finding.message)
        seen.setdefault(key, (finding, set()))[1].add(sighting.variant)
    chosen = [choices(variant.decisions) for variant in variants]
    findings = [
        finding if len(numbers) == len(variants) else replace(finding, condition=condition(numbers, chosen))
        for finding, numbers in seen.values()
    ]
    return tuple(sorted(findings, key=lambda finding: finding.order))


def choices(decisions: Iterable[Decision]) -> Choices:
    """What a variant decided, by condition, in the order it was asked."""
    return {decision.atom: decision.taken for decision in decisions}


def condition(numbers: set[int], chosen: Sequence[Choices]) -> str:
    """The fewest decisions that tell the variants with a finding from those without it.

    Where no one conjunction does, the alternatives are joined by `or`.
    """
    inside = [chosen[number] for number in sorted(numbers)]
    outside = [choice for number, choice in enumerate(chosen) if number not in numbers]
    common = {atom: taken for atom, taken in inside[0].items() if all(other.get(atom) is taken for other in inside[1:])}
    if not any(_agrees(choice, common) for choice in outside):
        return _spoken(_needed(common, outside))
    return " or ".join(dict.fromkeys(_spoken(_needed(choice, outside)) for choice in inside))


def _needed(choice: Choices, outside: Sequence[Choices]) -> Choices:
    """Drops, from the earliest on, each decision that is not needed to keep the others out."""
    for atom in tuple(choice):
        rest = {name: taken for name, taken in choice.items() if name != atom}
        if not any(_agrees(other, rest) for other in outside):
            choice = rest
    return choice


def _spoken(choice: Choices) -> str:
    return " and ".join(Decision(atom, taken, None).phrase for atom, taken in choice.items())


def _agrees(choice: Choices, decided: Choices) -> bool:
    # What was never asked there might have gone either way.
    return all(choice.get(atom, taken) is taken for atom, taken in decided.items())
