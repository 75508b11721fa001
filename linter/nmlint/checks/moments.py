"""What only the moment of sending knows, and what is asked of it: `dispatch: {about: …, test: …}`.

A rule of the moment judges no file. Whoever sends says what he knows, and asks the rules that are about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue
from nmlint.checks.model import NO_DETAILS, Hit, Registry, Spec, Subject
from nmlint.documents.model import Variable

if TYPE_CHECKING:
    from nmlint.documents.plan import QuietHours
    from nmlint.messages.recipients import Recipient, Refused


# A named tuple where a frozen dataclass would do: one is made for every value that is sent, and it takes a fifth of
# the time.
class Moment(NamedTuple):
    """What is known when a message is to be sent, or afterwards; whatever is left out is not known.

    A value is asked about alone: its `name` in the template, its `variable` (None where none is declared), the `value`
    as it was given, and `text`, how the message prints it, empty where it does not. `given` tells a value that is there
    from one that is not, `needed` that the text prints it without asking first. `hosts` are the project's own.
    A value that holds others needs no `text`, and each of what it holds is asked about as well. `changed` is the JSON
    pointer where values built another message than the template has, None where they built the same.

    `to` is the receiver as it was given, `recipient` what `recipients.read` makes of it where that was asked already,
    `region` the land of numbers without a country code, `friend` whether a user is a friend of the account.
    `approval` is `unknown`, `drifted`, `expired`, `unfit` or `valid`, and `reason` says why.

    All moments know their time zone, and `now` is in that of the quiet hours. `event` is when that happened of which
    the message tells, `deadline` until when it must have arrived, `after` how long after `now` the fallback goes out
    (None where none does). `scenario` is the declared one.

    `channel` is the one that would be taken, `senders` those that there are senders for, None where that is not known;
    `barred_by` is what keeps the notice off notification messages.

    Afterwards: `fate` is `accepted`, `refused` or `unknown`, `status` the HTTP status, `silent_for` how long no
    delivery was told, `followed` whether a fallback went out. `delivered` and `billed` are the messages of one day by
    own count and by LINE's statistics. `endpoints` are the addresses that notification messages are handed to.
    `failed` is the part of the guard that failed, `ledger` or `guard`.
    """

    name: str = ""
    variable: Variable | None = None
    value: object = None
    text: str = ""
    given: bool = True
    needed: bool = True
    hosts: frozenset[str] = frozenset()
    changed: str | None = None
    to: object = None
    recipient: Recipient | Refused | None = None
    region: str = "TW"
    friend: bool | None = None
    approval: str | None = None
    reason: str = ""
    now: datetime | None = None
    event: datetime | None = None
    deadline: datetime | None = None
    after: timedelta | None = None
    quiet: QuietHours | None = None
    urgent: bool = False
    scenario: str | None = None
    channel: str | None = None
    senders: frozenset[str] | None = None
    barred_by: str = ""
    fate: str | None = None
    status: int | None = None
    silent_for: timedelta | None = None
    followed: bool = False
    delivered: int | None = None
    billed: int | None = None
    endpoints: tuple[str, ...] = ()
    failed: str | None = None


class Flaw(NamedTuple):
    """What a test found: the characters of the value that are meant, None where none are, and what messages tell.

    No detail holds a value or a receiver.
    """

    start: int | None = None
    end: int | None = None
    details: Mapping[str, str] = NO_DETAILS


def named(moment: Moment, **details: str) -> dict[str, str]:
    """The details that every flaw of a value has: its variable, and the type that is declared."""
    variable = moment.variable
    name = moment.name or ("" if variable is None else variable.name)
    return {"variable": name, "type": "" if variable is None else variable.type or "", **details}


def kind_of(moment: Moment) -> str | None:
    """The type that the variable declares, None where it declares none."""
    return None if moment.variable is None else moment.variable.type


def reason_of(moment: Moment) -> str:
    """Why something is as it is, in words also where nobody said."""
    return moment.reason or _UNTOLD


_UNTOLD = Bilingual("no reason was told", "未說明原因")

LONGEST = 10_000
"""No test looks at more characters of a value: LINE takes no text half as long, and longer ones are refused as that."""

Ask = Callable[[Moment], Flaw | None]
"""A test made ready: what is wrong with a moment, None where nothing is."""
Maker = Callable[[Spec, Catalogue], Ask]
"""Makes a test ready, with the options that a rule gives."""


class OfMoment:
    """A test of the moment of sending; in files it finds nothing."""

    triggers: frozenset[int] | None = None

    def __init__(self, spec: Spec) -> None:
        self.about: str = spec["about"]
        self._spec = spec

    def find(self, subject: Subject) -> Iterator[Hit]:
        del subject
        yield from ()

    def asked(self, applies: Mapping[str, Any], catalogue: Catalogue) -> Ask:
        """The test made ready; it asks nothing under scenarios that a rule does not speak of."""
        # Late: who only checks files sends nothing.
        from nmlint.checks.moment_tests import TESTS  # noqa: PLC0415

        ask = TESTS[self.about][self._spec["test"]](self._spec, catalogue)
        only, never = applies.get("scenarios"), frozenset(applies.get("not_scenarios", ()))
        if only is None and not never:
            return ask

        def within_scenarios(moment: Moment) -> Flaw | None:
            if moment.scenario in never or (only is not None and moment.scenario not in only):
                return None
            return ask(moment)

        return within_scenarios


def dispatch(spec: Spec, _registry: Registry) -> OfMoment:
    """`dispatch: {about: …, test: …}` with the options of the test."""
    return OfMoment(spec)
