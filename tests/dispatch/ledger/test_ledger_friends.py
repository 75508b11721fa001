"""The register of friends: told by events in any order, and naming nobody."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

from ledgers import at

from nmlint.dispatch.ledger import Ledger
from nmlint.dispatch.ledger.closing import PORTION

USER = "U4af4980629aabbccddeeff0011223344"


def test_nobody_is_known_at_first(ledger: Ledger) -> None:
    """Whom nothing was told about may be a friend or not."""
    assert ledger.is_friend(USER) is None


def test_the_youngest_event_counts(ledger: Ledger) -> None:
    """In whatever order they come."""
    for number, order in enumerate(permutations([(1, True), (2, False), (3, True), (4, False)])):
        user = f"{USER}{number}"
        for hour, friend in order:
            (ledger.follow if friend else ledger.unfollow)(user, at(hours=hour))

        assert ledger.is_friend(user) is False, order


def test_of_one_moment_the_farewell_counts(ledger: Ledger) -> None:
    """Whoever may have gone is not written to."""
    for user, first, second in (("a", ledger.follow, ledger.unfollow), ("b", ledger.unfollow, ledger.follow)):
        first(user, at())
        second(user, at())

    assert [False, False] == [ledger.is_friend(user) for user in "ab"]


def test_backfill(ledger: Ledger) -> None:
    """A list of friends counts as of its moment: who left later stays away, who came later stays."""
    ledger.unfollow("left before", at(hours=1))
    ledger.unfollow("left after", at(hours=3))
    users = ["left before", "left after", *(f"U{number}" for number in range(PORTION + 1))]
    ledger.backfill(iter(users), at(hours=2))
    ledger.follow("came", at(hours=3))
    ledger.backfill([], at(hours=4))

    assert [True, False, True, True] == [
        ledger.is_friend(user) for user in ("left before", "left after", f"U{PORTION}", "came")
    ]


def test_the_register_names_nobody(tmp_path: Path) -> None:
    """A hash of the id is all that is kept."""
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.follow(USER, at())

        assert all(USER.encode() not in path.read_bytes() for path in tmp_path.iterdir())
