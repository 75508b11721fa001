"""What partners cover without a new review, the best choice among them, and the fewest that cover all."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.approval.partners import (
    CLAUSES,
    Partner,
    best,
    covers,
    known_scenarios,
    partner_named,
    partners_of,
    smallest_set,
)
from nmlint.approval.routes import routes_of
from nmlint.approval.selecting import ALL, CHANGE, CUSTOMER, PARTNER, chosen
from nmlint.catalogue import load_builtin
from nmlint.errors import UsageError

CATALOGUE = load_builtin()
PARTNERS = partners_of(CATALOGUE)
CRESCENDO, _, ALLEYPIN, _ = PARTNERS
SCENARIOS = st.lists(st.sampled_from(sorted(CATALOGUE.scenarios)), unique=True)


def names(partners: tuple[Partner, ...]) -> list[str]:
    """Partners by their English names."""
    return [partner.names["en"] for partner in partners]


@pytest.mark.parametrize(
    ("asked", "covered", "chosen_one", "together"),
    [
        (["booking"], [1, 1, 1, 0], "Crescendo Lab", ["Crescendo Lab"]),
        (["delivery", "booking"], [2, 2, 1, 0], "Crescendo Lab", ["Crescendo Lab"]),
        (["late-payment", "outage"], [1, 1, 0, 0], "Crescendo Lab", ["Crescendo Lab", "ESI"]),
        (["payment-reminder"], [0, 1, 0, 1], "ESI", ["ESI"]),
        (["registration", "purchase-complete", "payment-reminder"], [1, 3, 0, 3], "ESI", ["ESI"]),
        (["refund"], [0, 0, 0, 0], None, []),
        (["refund", "outage"], [0, 1, 0, 0], "ESI", ["ESI"]),
        ([], [0, 0, 0, 0], None, []),
    ],
)
def test_coverage(asked: list[str], covered: list[int], chosen_one: str | None, together: list[str]) -> None:
    """How many each partner covers, which covers most (ties in the order of the policy), and the fewest for all."""
    found = covers(asked, PARTNERS)
    most = best(found)

    assert covered == [len(coverage.covered) for coverage in found]
    assert chosen_one == (None if most is None else most.partner.names["en"])
    assert together == names(smallest_set(asked, PARTNERS))


@given(SCENARIOS)
def test_what_is_not_covered_is_left(asked: list[str]) -> None:
    """Both together are what was asked for, in its order."""
    for coverage in covers(asked, PARTNERS):
        assert sorted(asked) == sorted((*coverage.covered, *coverage.left))
        assert set(coverage.covered) <= set(coverage.partner.scenarios)
        assert not set(coverage.left) & set(coverage.partner.scenarios)


@given(SCENARIOS)
def test_no_smaller_set_covers_as_much(asked: list[str]) -> None:
    """The set covers whatever all partners cover, and no smaller one does."""
    found = smallest_set(asked, PARTNERS)

    def reach(partners: tuple[Partner, ...]) -> set[str]:
        return {scenario for partner in partners for scenario in partner.scenarios} & set(asked)

    assert reach(PARTNERS) == reach(found)
    smaller = [chosen_ for count in range(len(found)) for chosen_ in combinations(PARTNERS, count)]
    assert all(reach(chosen_) != reach(PARTNERS) for chosen_ in smaller)


def test_scenarios_asked_for_twice_count_once() -> None:
    """The order is that of the first mention."""
    (coverage,) = covers(["booking", "refund", "booking"], [ALLEYPIN])

    assert (("booking",), ("refund",)) == (coverage.covered, coverage.left)
    assert ("booking", "refund") == known_scenarios(["booking", "refund", "booking"], CATALOGUE.scenarios)


def test_what_partners_list_is_read_as_scenarios_that_exist() -> None:
    """Each scenario of each partner, and each clause."""
    assert {scenario for partner in PARTNERS for scenario in partner.scenarios} <= CATALOGUE.scenarios.keys()
    assert {*CLAUSES, *(partner.clause for partner in PARTNERS)} <= CATALOGUE.clauses.keys()


def test_no_partner_and_no_scenario() -> None:
    """Nothing to choose from is no failure."""
    assert () == covers(["booking"], [])
    assert best([]) is None
    assert () == smallest_set(["booking"], [])


@pytest.mark.parametrize("name", ["Crescendo Lab", "crescendo lab", " 漸強實驗室 "])
def test_a_partner_by_name(name: str) -> None:
    """In either language, whatever the case."""
    assert CRESCENDO == partner_named(name, PARTNERS)


@pytest.mark.parametrize(
    ("name", "near"), [("Crescndo Lab", "Crescendo Lab"), ("直通國際公司", "直通國際"), ("?", "ESI")]
)
def test_an_unknown_partner(name: str, near: str) -> None:
    """The nearest name is offered, else all of them."""
    with pytest.raises(UsageError) as refused:
        partner_named(name, PARTNERS)

    assert near in refused.value.args[0]
    assert near in refused.value.args[0].chinese


def test_an_unknown_scenario() -> None:
    """The nearest id is offered in both languages."""
    with pytest.raises(UsageError) as refused:
        known_scenarios(["delivery", "bookin"], CATALOGUE.scenarios)

    said = refused.value.args[0]
    assert all("'booking'" in text or "「booking」" in text for text in (said, said.chinese))


@pytest.mark.parametrize(
    ("wanted", "asked", "partners", "expected"),
    [
        (ALL, [], PARTNERS, {"customer": [], "customer-new": [], "partner": [], "partner-new": [], "change": []}),
        (CUSTOMER, [], PARTNERS, {"customer": [], "customer-new": []}),
        (PARTNER, [], PARTNERS, {"partner": [], "partner-new": []}),
        (CHANGE, ["refund"], PARTNERS, {"change": ["refund"]}),
        (CUSTOMER, ["delivery", "refund"], PARTNERS, {"customer": ["delivery"], "customer-new": ["refund"]}),
        (PARTNER, ["delivery", "refund"], PARTNERS, {"partner": ["delivery"], "partner-new": ["refund"]}),
        # On a partner's list though on no list of LINE's: the partner got it approved.
        (
            ALL,
            ["late-payment"],
            PARTNERS,
            {"customer-new": ["late-payment"], "partner": ["late-payment"]},
        ),
        (PARTNER, ["delivery", "booking"], (ALLEYPIN,), {"partner": ["booking"], "partner-new": ["delivery"]}),
        (PARTNER, ["delivery"], (), {"partner-new": ["delivery"]}),
    ],
)
def test_routes_for_scenarios(
    wanted: str, asked: list[str], partners: tuple[Partner, ...], expected: dict[str, list[str]]
) -> None:
    """Only the routes that a scenario needs are told, each with those that take it."""
    found = chosen(routes_of(CATALOGUE, 10).values(), wanted, asked, CATALOGUE.scenarios, partners)

    assert expected == {each.route.id: list(each.scenarios) for each in found}


def test_the_fewest_partners_of_a_route_are_named() -> None:
    """Only on the route of what they support."""
    asked = ["late-payment", "outage", "refund"]
    found = chosen(routes_of(CATALOGUE, 10).values(), PARTNER, asked, CATALOGUE.scenarios, PARTNERS)

    assert {"partner": ["Crescendo Lab", "ESI"], "partner-new": []} == {
        each.route.id: names(each.partners) for each in found
    }
