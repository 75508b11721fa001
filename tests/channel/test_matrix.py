"""The channel matrix answers as the sales kit's tables do, cites what exists, and reads its file exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nmlint.catalogue import Catalogue, load_builtin
from nmlint.channel.matrix import Matrix, matrix_of, share_of
from nmlint.errors import CatalogueError
from nmlint.report import Identity
from nmlint.vocabulary import OUTCOMES

CHANNELS = Path(__file__).parents[2] / "fixtures" / "channels"
CATALOGUE = load_builtin()
MATRIX = matrix_of(CATALOGUE)
# How the kit writes the channels, the bounds, and a fact that does not matter or holds or not.
ADVICE = {"notification-message": "通知型訊息", "sms": "簡訊", "email": "Email", "app-push": "APP"}
FACTS = {
    "–": None,
    "失敗": False,
    "成功": True,
    "封鎖": True,
    "未封鎖": False,
    "不同意": False,
    "同意": True,
    "未完成": False,
}
KNOWN = {"當下得知": 0, "24 小時後": 86400}
KIT_NOTICES = 18


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a table of the kit with the expected answers."""
    found: list[dict[str, Any]] = yaml.safe_load((CHANNELS / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("row", rows("urgency"), ids=lambda row: row["notice"])
def test_urgency(row: dict[str, Any]) -> None:
    """Each example of the urgency table has its row's bound, channels, clause and scenario; a bar is told."""
    notice = MATRIX.notices[row["notice"]]
    deadline = MATRIX.classes[notice.deadline]

    assert (row["kind"], row["row"], "urgency-table") == (
        notice.names["zh-TW"],
        deadline.names["zh-TW"],
        notice.seen_in,
    )
    assert (row["within"], row["channels"]) == (deadline.within, list(deadline.channels))
    assert (row["clause"], row["clause"]) == (notice.clause, deadline.clause)
    assert (row["scenario"], row.get("barred")) == (notice.scenario, notice.bar)
    assert row["advice"] == "／".join(ADVICE[channel] for channel in deadline.channels)


def test_every_example_of_the_urgency_table_is_there() -> None:
    """The fixture and the matrix have the same examples, no more and no fewer."""
    kit = [notice.id for notice in MATRIX.notices.values() if notice.seen_in == "urgency-table"]

    assert [row["notice"] for row in rows("urgency")] == kit
    assert len(kit) == KIT_NOTICES


@pytest.mark.parametrize("row", rows("failures"), ids=lambda row: row["row"])
def test_failures(row: dict[str, Any]) -> None:
    """Each failure of the kit is known when the kit says, whatever the facts are that do not matter."""
    facts = {name: FACTS[row[name]] for name in ("matched", "blocked", "consents", "verified")}
    open_ = [name for name, fact in facts.items() if fact is None]

    for fact in (True, False):
        failure = MATRIX.failure(
            **{**{name: known for name, known in facts.items() if known is not None}, **dict.fromkeys(open_, fact)}
        )
        assert failure is not None
        assert (row["number"], row["known_after"], row["clause"]) == (
            failure.number,
            failure.known_after,
            failure.clause,
        )
        assert (KNOWN[row["known"]], row["today_after"]) == (failure.known_after, failure.today_after)
        assert (failure.today is None) == (failure.today_after is None)


def test_who_meets_all_conditions_does_not_fail() -> None:
    """There is no fifth failure."""
    assert MATRIX.failure(matched=True, blocked=False, consents=True, verified=True) is None


@pytest.mark.parametrize("row", rows("states"), ids=lambda row: row["clause"])
def test_states(row: dict[str, Any]) -> None:
    """Each cell of the matrix of user states has its outcome, the time it is known, and what the user sees."""
    state = MATRIX.state(verified=row["verified"], consent=row["consent"])

    assert (row["outcome"], row["learned_after"], row["clause"]) == (state.outcome, state.learned_after, state.clause)
    assert row["today"] == state.today
    assert row["sees"] in state.sees["zh-TW"]


def test_what_is_cited_exists() -> None:
    """Every clause, rule, scenario, class, bar and channel that the matrix names is there."""
    parts: list[Mapping[Any, Any]] = [
        MATRIX.classes,
        MATRIX.notices,
        MATRIX.bars,
        MATRIX.conditions,
        MATRIX.failures,
        MATRIX.states,
        MATRIX.homes,
    ]
    cited = {entry.clause for part in parts for entry in part.values()} - {None}
    cited |= {clause for channel in MATRIX.channels.values() for clause in channel.clauses}
    cited |= {clause for tension in MATRIX.tensions.values() for clause in tension.concerns}
    rules = {rule for notice in MATRIX.notices.values() for rule in notice.told_by}
    rules |= {rule for tension in MATRIX.tensions.values() for rule in tension.rules}
    scenarios = {notice.scenario for notice in MATRIX.notices.values()} - {None}
    channels = {name for known in MATRIX.classes.values() for name in known.channels} | set(MATRIX.homes)
    channels |= {name for bar in MATRIX.bars.values() for name in (*bar.channels, *bar.instead)}

    assert cited <= CATALOGUE.clauses.keys()
    assert rules <= CATALOGUE.rules.keys()
    assert scenarios <= CATALOGUE.scenarios.keys()
    assert channels <= MATRIX.channels.keys()
    assert {notice.deadline for notice in MATRIX.notices.values()} <= MATRIX.classes.keys()
    assert {notice.bar for notice in MATRIX.notices.values()} - {None} == MATRIX.bars.keys()


def test_deadlines_of_scenarios_are_classes() -> None:
    """A scenario's deadline is a class of the matrix."""
    assert {scenario.deadline for scenario in CATALOGUE.scenarios.values()} <= MATRIX.classes.keys()


@pytest.mark.parametrize("notice", MATRIX.notices.values(), ids=lambda notice: notice.id)
def test_what_disagrees_is_told(notice: Any) -> None:
    """Where a notice's deadline is not its scenario's, or its scenario is not among the 18, the notice says so."""
    scenario = CATALOGUE.scenarios.get(notice.scenario or "")
    disagrees = scenario is not None and (scenario.deadline != notice.deadline or scenario.extension)

    assert notice.tension is not None or not disagrees


def test_bars_lead_elsewhere() -> None:
    """What is barred from notification messages has other channels, all of which its class advises."""
    for notice in MATRIX.notices.values():
        bar = MATRIX.bars.get(notice.bar or "")
        if bar is not None:
            assert ("notification-message",) == bar.channels
            assert set(bar.instead) <= set(MATRIX.classes[notice.deadline].channels)
            assert bar.sources


def test_notification_messages_may_be_silent_for_a_day() -> None:
    """Only they may be; what is delivered of them is what the model of silence delivers."""
    silent = [channel for channel in MATRIX.channels.values() if channel.window is not None]
    rates, delays = MATRIX.assumptions.rates, MATRIX.assumptions.delays

    assert [("notification-message", 86400, ("JP", "TH", "TW"))] == [(c.id, c.window, c.countries) for c in silent]
    assert rates["at_once"] + rates["later"] == silent[0].delivered
    assert (list(OUTCOMES), 1) == (list(rates), sum(rates.values()))
    assert (86400, Fraction(1)) == delays[-1]
    assert sorted(delays) == list(delays)
    assert MATRIX.norms.at_once < delays[0][0]
    assert {"oa-push"} == {channel.id for channel in MATRIX.channels.values() if channel.friends_only}
    assert {"sms"} == {channel.id for channel in MATRIX.channels.values() if channel.segmented}


def test_six_conditions_of_which_the_kit_has_four() -> None:
    """The documentation's six conditions are there, with the kit's numbers on four."""
    assert [1, 2, 3, 4, None, None] == [condition.number for condition in MATRIX.conditions.values()]


def test_promotion_finds_homes_but_not_here() -> None:
    """Refused promotional text may go elsewhere, each time with something that is needed."""
    assert {"oa-push", "email", "app-push", "sms"} == MATRIX.homes.keys()
    assert all(home.needs and home.sources for home in MATRIX.homes.values())


def test_people_read_both_languages() -> None:
    """No English text holds Chinese characters, and every Chinese text does."""
    texts = list(_localized(CATALOGUE.tables["channels"]))
    han = re.compile("[\u4e00-\u9fff]")

    assert [] == [text["en"] for text in texts if han.search(text["en"])]
    assert {"Email"} >= {text["zh-TW"] for text in texts if not han.search(text["zh-TW"])}


def _localized(node: Any) -> Any:
    if isinstance(node, dict):
        if "zh-TW" in node:
            yield node
        for value in node.values():
            yield from _localized(value)
    elif isinstance(node, list):
        for value in node:
            yield from _localized(value)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "within-five-minutes"),
        (300, "within-five-minutes"),
        (301, "within-an-hour"),
        (3600, "within-an-hour"),
        (3601, "within-a-day"),
        (86400, "within-a-day"),
        (86401, "more-than-a-day"),
        (30 * 86400, "more-than-a-day"),
    ],
)
def test_class_of_a_deadline(seconds: int, expected: str) -> None:
    """A deadline belongs to the strictest class whose bound is not shorter; to the last one beyond all bounds."""
    assert expected == MATRIX.class_of(seconds).id


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_later_deadline_is_in_no_stricter_class(one: int, other: int) -> None:
    """Classes follow deadlines, and a message within its deadline is within the bound of its class."""
    early, late = (MATRIX.class_of(seconds).within for seconds in sorted((one, other)))

    assert late is None or (early is not None and early <= late)
    assert early is None or min(one, other) <= early


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("8%", Fraction(2, 25)),
        ("0.5%", Fraction(1, 200)),
        ("100%", Fraction(1)),
        (" 0.08 ", Fraction(2, 25)),
        ("0", Fraction(0)),
        ("33.333333%", Fraction(33333333, 100000000)),
    ],
)
def test_shares_are_exact(text: str, share: Fraction) -> None:
    """A share is the fraction that is written, not the nearest float."""
    assert share == share_of(text)


@pytest.mark.parametrize("text", ["", "%", "8 percent", "8%%", "8%x", "acht"])
def test_no_shares(text: str) -> None:
    """What is no share is refused."""
    with pytest.raises(ValueError, match=r"."):
        share_of(text)


def test_a_table_that_did_not_load() -> None:
    """Without the table there is no matrix, and the catalogue's faults say why."""
    with pytest.raises(CatalogueError):
        matrix_of(Catalogue(Identity("none", ""), Identity("none", "")))


def test_the_matrix_is_what_its_file_says() -> None:
    """Reading the same table again gives the same matrix."""
    assert MATRIX == Matrix.of(CATALOGUE.tables["channels"])
