"""Which partners support which scenarios without a new review by LINE.

What a partner lists, and the scenarios that this is read as, are data of the policy. Only the content that the partner
got approved counts, whatever the list says; a new scenario or custom content goes back to review.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.catalogue.model import Catalogue, Localized
from nmlint.errors import UsageError
from nmlint.fields import unknown_name

CLAUSES = ("partner-no-internal-review", "partner-approved-content-only", "partner-new-or-custom-review")


@dataclass(frozen=True, slots=True)
class Partner:
    """A technology partner: `listed` are the notices in the words of its list, `scenarios` what they are read as."""

    names: Localized
    url: str
    clause: str
    listed: tuple[str, ...]
    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the scenarios asked for, those that a partner supports already, and those left for a new review."""

    partner: Partner
    covered: tuple[str, ...]
    left: tuple[str, ...]


def partners_of(catalogue: Catalogue) -> tuple[Partner, ...]:
    """The partners of all policies, in the order of their files."""
    listed = (entry for policy in catalogue.policies.values() for entry in policy.application.get("partners", ()))
    return tuple(
        Partner(entry["name"], entry["url"], entry["clause"], tuple(entry["listed"]), tuple(entry["scenarios"]))
        for entry in listed
    )


def covers(scenarios: Sequence[str], partners: Iterable[Partner]) -> tuple[Coverage, ...]:
    """What each partner covers, in the order of the partners; the scenarios keep their own order, each once."""
    asked = tuple(dict.fromkeys(scenarios))
    return tuple(
        Coverage(
            partner,
            tuple(scenario for scenario in asked if scenario in partner.scenarios),
            tuple(scenario for scenario in asked if scenario not in partner.scenarios),
        )
        for partner in partners
    )


def best(coverages: Sequence[Coverage]) -> Coverage | None:
    """The one that covers most, the first of several; None where none covers anything."""
    found = max(coverages, key=lambda coverage: len(coverage.covered), default=None)
    return found if found is not None and found.covered else None


def smallest_set(scenarios: Collection[str], partners: Sequence[Partner]) -> tuple[Partner, ...]:
    """The fewest partners that cover together whatever any of them covers; of several sets, the first in their order.

    There are few partners, so that every set can be tried.
    """
    reachable = {scenario for partner in partners for scenario in partner.scenarios} & set(scenarios)
    sets = (chosen for count in range(len(partners) + 1) for chosen in combinations(partners, count))
    return next(
        chosen for chosen in sets if reachable <= {scenario for partner in chosen for scenario in partner.scenarios}
    )


def partner_named(name: str, partners: Sequence[Partner]) -> Partner:
    """The partner of a name in any language, whatever its case. Raises UsageError with the nearest name."""
    by_name = {known: partner for partner in partners for known in partner.names.values()}
    folded = {known.casefold(): partner for known, partner in by_name.items()}
    if name.strip().casefold() in folded:
        return folded[name.strip().casefold()]
    listed = ", ".join(by_name)
    hint = did_you_mean(name, by_name) or Bilingual(f"; known: {listed}", f"；可用：{listed}")
    raise UsageError(Bilingual(f"--partner: {name!r} is not known{hint}", f"--partner：不認得「{name}」{hint.chinese}"))


def known_scenarios(names: Iterable[str], scenarios: Mapping[str, object]) -> tuple[str, ...]:
    """The names, each once. Raises UsageError with the nearest name for one that is no scenario."""
    asked = tuple(dict.fromkeys(names))
    for name in asked:
        if name not in scenarios:
            raise UsageError(unknown_name("scenario", name, scenarios.keys()))
    return asked
