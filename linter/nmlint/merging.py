"""From hits in many variants to findings: each once, with the branches on which it appears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nmlint.finding import Finding
from nmlint.rendering import Decision, Variant

Choices = Mapping[str, bool]


MOST_ALTERNATIVES = 4


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding as one variant showed it.

    `detail` tells findings of one rule at one place apart. What a message lacks as a whole has no place of its own:
    then the place of the first variant stands for all.
    """

    finding: Finding
    variant: int
    detail: str = ""


def merge(sightings: Iterable[Sighting], variants: Sequence[Variant]) -> tuple[Finding, ...]:
    """One finding for the same words at the same place, sorted, each with its path condition."""
    seen: dict[tuple[object, ...], tuple[Finding, set[int]]] = {}
    for sighting in sightings:
        finding = sighting.finding
        place = None if finding.placeless else (finding.location, finding.through)
        key = (finding.rule, finding.slot, sighting.detail, place)
        seen.setdefault(key, (finding, set()))[1].add(sighting.variant)
    chosen = [ways(variant) for variant in variants]
    findings = [
        finding if len(numbers) == len(variants) else replace(finding, condition=_when(numbers, chosen))
        for finding, numbers in seen.values()
    ]
    return tuple(sorted(findings, key=lambda finding: finding.order))


def ways(variant: Variant) -> list[Choices]:
    """Every set of decisions that leads to a variant."""
    return [choices(decisions) for decisions in (variant.decisions, *variant.also)]


def choices(decisions: Iterable[Decision]) -> Choices:
    """What a variant decided, by condition, in the order it was asked."""
    return {decision.atom: decision.taken for decision in decisions}


def _when(numbers: set[int], chosen: Sequence[Sequence[Choices]]) -> str:
    inside = [choice for number in sorted(numbers) for choice in chosen[number]]
    outside = [choice for number, ways in enumerate(chosen) if number not in numbers for choice in ways]
    return condition(inside, outside)


def condition(inside: Sequence[Choices], outside: Sequence[Choices]) -> str:
    """The fewest decisions that tell the ways to a finding from those that do not lead there.

    Where no one conjunction does, the alternatives are joined by `or`.
    """
    common = {atom: taken for atom, taken in inside[0].items() if all(other.get(atom) is taken for other in inside[1:])}
    if not any(_agrees(choice, common) for choice in outside):
        return _spoken(_needed(common, outside))
    needed = [_needed(choice, outside) for choice in inside]
    least = [way for way in needed if not any(other.items() < way.items() for other in needed)]
    spoken = list(dict.fromkeys(map(_spoken, least)))
    more = ["…"] if len(spoken) > MOST_ALTERNATIVES else []
    return " or ".join(spoken[:MOST_ALTERNATIVES] + more)


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
