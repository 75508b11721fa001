"""The channel matrix: deadlines, notices, channels, failures and states of users, as policies/channels.yaml has them.

Lengths of time are seconds, shares are exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple, Self

from nmlint.catalogue.model import Catalogue, Localized, Reference
from nmlint.durations import parsed
from nmlint.errors import CatalogueError
from nmlint.vocabulary import AT_ONCE, LATER, OUTCOMES

TABLE = "channels"
CONSENTS = ("first", "agreed", "refused")

_Data = Mapping[str, Any]
_Sources = Mapping[str, Reference]


# Named tuples where frozen dataclasses would do: every run defines these, and they take a seventh of the time.
class DeadlineClass(NamedTuple):
    """How soon after its event a message must arrive (`within`; None has no bound), and the channels, best first."""

    id: str
    within: int | None
    channels: tuple[str, ...]
    clause: str
    names: Localized


class Notice(NamedTuple):
    """One kind of notice: the class of its deadline, its scenario, the rules that recognise it, the bar that it meets.

    `seen_in` is urgency-table (an example of the sales kit), law or judgement.
    """

    id: str
    names: Localized
    deadline: str
    clause: str
    scenario: str | None
    told_by: tuple[str, ...]
    tension: Localized | None
    bar: str | None
    seen_in: str


class Channel(NamedTuple):
    """A way to send. `window` is how long it may stay silent, None where it soon tells what became of a message.

    `transit` is how long a message travels and `delivered` the share that arrives: assumptions both. Where there is a
    window, how long messages wait is for the silence model to say, and `delivered` is what that model has delivered.
    """

    id: str
    names: Localized
    window: int | None
    transit: int
    delivered: Fraction
    friends_only: bool
    segmented: bool
    countries: tuple[str, ...]  # of the numbers it reaches; empty for any
    clauses: tuple[str, ...]


class Condition(NamedTuple):
    """What must be true for a notification message to arrive; `number` is the sales kit's, None where it has none."""

    id: str
    number: int | None
    clause: str
    says: Localized


class Failure(NamedTuple):
    """One way to fail and how long until the sender knows; a fact that is None does not matter.

    `today` is what LINE documents where that differs, `today_after` how long until the sender knows by that.
    """

    id: str
    number: int | None
    matched: bool | None
    blocked: bool | None
    consents: bool | None
    verified: bool | None
    known_after: int
    clause: str
    says: Localized
    today: Localized | None
    today_after: int | None


class UserState(NamedTuple):
    """What becomes of a message to a user whose number matches and who has not blocked the account.

    `learned_after` is when the sender is certain, at the latest. `today` is the outcome by what LINE documents where
    that differs, `today_after` when the sender is certain by that.
    """

    verified: bool
    consent: str
    outcome: str
    sees: Localized
    learns: Localized
    learned_after: int
    clause: str
    today: str | None
    today_after: int | None


class LegalBar(NamedTuple):
    """Keeps a kind of notice off some channels, whatever its plan says; `instead` are those that it may take."""

    id: str
    names: Localized
    channels: tuple[str, ...]
    instead: tuple[str, ...]
    clause: str
    basis: str
    says: Localized
    sources: tuple[Reference, ...]


class Home(NamedTuple):
    """A channel that may carry promotional text, and the consent and what else that needs."""

    channel: str
    names: Localized
    needs: tuple[Localized, ...]
    clause: str | None
    basis: str
    sources: tuple[Reference, ...]


class Norms(NamedTuple):
    """What partners ask for, and rules of thumb: `at_once` is what counts as delivered at once in data."""

    send_within: int
    reminder_earliest: int
    reminders_preferred: int
    reminders_most: int
    shortest_timer: int
    at_once: int


class Assumptions(NamedTuple):
    """The model of silence where nothing was measured.

    `rates` has the share of each of OUTCOMES, together 1. `delays` are, of the messages that arrive later, the shares
    that have arrived after so many seconds; the last is (the window, 1).
    """

    rates: Mapping[str, Fraction]
    delays: tuple[tuple[int, Fraction], ...]
    says: Localized
    basis: str


class Tension(NamedTuple):
    """Where documents disagree: information, on which no verdict rests."""

    id: str
    says: Localized
    concerns: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole of it, each part by id in the order of the file; `states` by (verified, consent), `zones` by land."""

    classes: Mapping[str, DeadlineClass]
    notices: Mapping[str, Notice]
    channels: Mapping[str, Channel]
    conditions: Mapping[str, Condition]
    failures: Mapping[str, Failure]
    states: Mapping[tuple[bool, str], UserState]
    bars: Mapping[str, LegalBar]
    homes: Mapping[str, Home]
    zones: Mapping[str, str]
    norms: Norms
    assumptions: Assumptions
    tensions: Mapping[str, Tension]

    @property
    def signs(self) -> frozenset[str]:
        """The rules that tell by a text which notice it is."""
        return frozenset(rule for notice in self.notices.values() for rule in notice.told_by)

    @classmethod
    def of(cls, table: _Data) -> Self:
        """The matrix of a table that has passed its schema and checks."""
        sources = {name: Reference(**data) for name, data in table["sources"].items()}
        assumptions = _assumptions(table["assumptions"])
        return cls(
            classes={name: _class(name, data) for name, data in table["classes"].items()},
            notices={name: _notice(name, data) for name, data in table["notices"].items()},
            channels={name: _channel(name, data, assumptions) for name, data in table["channels"].items()},
            conditions={
                name: Condition(name, data.get("number"), data["clause"], data["says"])
                for name, data in table["conditions"].items()
            },
            failures={name: _failure(name, data) for name, data in table["failures"].items()},
            states={
                (verified, consent): _state(verified, consent, table["states"][row][consent])
                for row, verified in (("verified", True), ("unverified", False))
                for consent in CONSENTS
            },
            bars={name: _bar(name, data, sources) for name, data in table["bars"].items()},
            homes={name: _home(name, data, sources) for name, data in table["homes"].items()},
            zones=table["zones"],
            norms=_norms(table["norms"]),
            assumptions=assumptions,
            tensions={
                name: Tension(name, data["says"], tuple(data["concerns"]), tuple(data.get("rules", ())))
                for name, data in table["tensions"].items()
            },
        )

    def class_of(self, seconds: int) -> DeadlineClass:
        """The class of a deadline so many seconds after the event: the strictest whose bound is not shorter."""
        bounds = ((known.within, known) for known in self.classes.values() if known.within is not None)
        holding = [(within, known.id) for within, known in bounds if seconds <= within]
        return self.classes[min(holding)[1]] if holding else self.unbounded

    @property
    def unbounded(self) -> DeadlineClass:
        """The class without a bound."""
        return next(known for known in self.classes.values() if known.within is None)

    def state(self, *, verified: bool, consent: str) -> UserState:
        """What becomes of a message to such a user, given that the number matches and nothing is blocked."""
        return self.states[verified, consent]

    def failure(
        self, *, matched: bool = True, blocked: bool = False, consents: bool = True, verified: bool = True
    ) -> Failure | None:
        """The first failure that such a user means, None where the message arrives."""
        facts = {"matched": matched, "blocked": blocked, "consents": consents, "verified": verified}
        for failure in self.failures.values():
            if all(getattr(failure, name) in (None, fact) for name, fact in facts.items()):
                return failure
        return None


def matrix_of(catalogue: Catalogue) -> Matrix:
    """The matrix of a catalogue; a CatalogueError with its faults where the table did not load."""
    if TABLE not in catalogue.tables:
        raise CatalogueError(catalogue.faults)
    return Matrix.of(catalogue.tables[TABLE])


def share_of(text: str) -> Fraction:
    """The share that a text such as `8%` or `0.08` says, exactly; a ValueError where it says none."""
    number, percent, rest = text.strip().partition("%")
    if rest:
        raise ValueError(f"not a share: {text!r}")
    return Fraction(number) / (100 if percent else 1)


def _class(name: str, data: _Data) -> DeadlineClass:
    return DeadlineClass(name, _seconds(data.get("within")), tuple(data["channels"]), data["clause"], data["names"])


def _notice(name: str, data: _Data) -> Notice:
    return Notice(
        id=name,
        names=data["names"],
        deadline=data["deadline"],
        clause=data["clause"],
        scenario=data.get("scenario"),
        told_by=tuple(data.get("told_by", ())),
        tension=data.get("tension"),
        bar=data.get("bar"),
        seen_in=data["seen_in"],
    )


def _channel(name: str, data: _Data, assumptions: Assumptions) -> Channel:
    assumed = data.get("assumed")
    rates = assumptions.rates
    return Channel(
        id=name,
        names=data["names"],
        window=_seconds(data.get("window")),
        transit=_exactly(assumed["transit"]) if assumed else 0,
        delivered=share_of(assumed["delivered"]) if assumed else rates[AT_ONCE] + rates[LATER],
        friends_only=data.get("friends_only", False),
        segmented=data.get("segmented", False),
        countries=tuple(data.get("countries", ())),
        clauses=tuple(data["clauses"]),
    )


def _failure(name: str, data: _Data) -> Failure:
    return Failure(
        id=name,
        number=data.get("number"),
        matched=data.get("matched"),
        blocked=data.get("blocked"),
        consents=data.get("consents"),
        verified=data.get("verified"),
        known_after=_exactly(data["known_after"]),
        clause=data["clause"],
        says=data["says"],
        today=data.get("today"),
        today_after=_seconds(data.get("today_after")),
    )


def _state(verified: bool, consent: str, data: _Data) -> UserState:
    today = data.get("today", {})
    return UserState(
        verified=verified,
        consent=consent,
        outcome=data["outcome"],
        sees=data["sees"],
        learns=data["learns"],
        learned_after=_exactly(data["learned_after"]),
        clause=data["clause"],
        today=today.get("outcome"),
        today_after=_seconds(today.get("learned_after")),
    )


def _bar(name: str, data: _Data, sources: _Sources) -> LegalBar:
    return LegalBar(
        id=name,
        names=data["names"],
        channels=tuple(data["channels"]),
        instead=tuple(data["instead"]),
        clause=data["clause"],
        basis=data["basis"],
        says=data["says"],
        sources=_named(data["sources"], sources),
    )


def _home(name: str, data: _Data, sources: _Sources) -> Home:
    needs = tuple(data["needs"])
    return Home(name, data["names"], needs, data.get("clause"), data["basis"], _named(data["sources"], sources))


def _norms(data: _Data) -> Norms:
    partner, timer = data["partner"], data["timer"]
    return Norms(
        send_within=_exactly(partner["send_within"]),
        reminder_earliest=_exactly(partner["reminder_earliest"]),
        reminders_preferred=partner["reminders_preferred"],
        reminders_most=partner["reminders_most"],
        shortest_timer=_exactly(timer["shortest_timer"]),
        at_once=_exactly(timer["at_once"]),
    )


def _assumptions(data: _Data) -> Assumptions:
    return Assumptions(
        rates={outcome: share_of(data["rates"][outcome]) for outcome in OUTCOMES},
        delays=tuple((_exactly(delay["after"]), share_of(delay["share"])) for delay in data["delays"]),
        says=data["says"],
        basis=data["basis"],
    )


def _named(names: Sequence[str], sources: _Sources) -> tuple[Reference, ...]:
    return tuple(sources[name] for name in names)


def _seconds(text: str | None) -> int | None:
    return None if text is None else _exactly(text)


def _exactly(text: str) -> int:
    seconds = parsed(text)
    if seconds is None:
        raise ValueError(f"not a length of time: {text!r}")
    return seconds
