"""Which routes are asked for, and which scenarios and partners each is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nmlint.approval.partners import Partner, smallest_set
from nmlint.approval.routes import EXISTING, Route
from nmlint.catalogue.model import Scenario

CUSTOMER, PARTNER, CHANGE, ALL = "customer", "partner", "change", "all"
ROUTES = (ALL, CUSTOMER, PARTNER, CHANGE)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A route with the scenarios it is for and the partners that go it; without scenarios it is for any."""

    route: Route
    scenarios: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()


def chosen(
    routes: Iterable[Route],
    wanted: str,
    asked: Sequence[str],
    known: Mapping[str, Scenario],
    partners: Sequence[Partner],
) -> Iterator[Chosen]:
    """The routes of the wanted kind, one of ROUTES; where scenarios are asked for, only those that one of them needs.

    Whoever applies for a scenario has nothing approved yet that he could change: that route is told where it is asked
    for. A customer's scenario exists where it stands on the list, a partner's where a partner supports it. For those
    the fewest partners are named that support them all.
    """
    for route in routes:
        if wanted not in {ALL, CHANGE if route.scenario is None else route.applicant}:
            continue
        if asked and wanted == ALL and route.scenario is None:
            continue
        fitting = tuple(name for name in asked if _fits(route, known[name], partners))
        if fitting or not asked:
            going = smallest_set(fitting, partners) if route.applicant == PARTNER else ()
            yield Chosen(route, fitting, going if route.scenario == EXISTING else ())


def _fits(route: Route, scenario: Scenario, partners: Sequence[Partner]) -> bool:
    if route.scenario is None:
        return True
    if route.applicant == PARTNER:
        exists = any(scenario.id in partner.scenarios for partner in partners)
    else:
        exists = scenario.number is not None
    return exists == (route.scenario == EXISTING)
