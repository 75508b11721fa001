"""Decides about one message: may it leave now, on which channel, and if not, why not."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nmlint import __version__
from nmlint.api import Judge, check
from nmlint.bilingual import Bilingual
from nmlint.channel.matrix import matrix_of
from nmlint.checks.moments import Moment
from nmlint.dispatch.addressing import Address, address_of
from nmlint.dispatch.building import Body, ReshapedError, built
from nmlint.dispatch.decision import Basis, Decision, Objection
from nmlint.dispatch.ledger.model import Following
from nmlint.dispatch.masking import canonical, digest_of, masked
from nmlint.dispatch.objecting import asked
from nmlint.dispatch.outgoing import Outgoing
from nmlint.dispatch.program import Filters, RenderError, UnfilledError
from nmlint.dispatch.routing import Route, Timing, fallback_after, route
from nmlint.dispatch.templates import UNKNOWN, Ready, Shelf, Text
from nmlint.dispatch.values import leaves
from nmlint.finding import Severity
from nmlint.messages.recipients import Refused
from nmlint.rulebook import Rulebook
from nmlint.vocabulary import NOTIFICATION, SMS


@dataclass(frozen=True, slots=True)
class Request:
    """What the caller wants to send. `to` and `values` may be anything: they are judged, not trusted.

    `event` is when that happened of which the message tells, `deadline` until when it must have arrived; without one,
    the send plan of the template says it. `key` is the caller's idempotency key; without one, the same template,
    receiver and values are the same message.
    """

    template: str
    to: object = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)
    key: str | None = None
    event: datetime | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """A message that may leave, and what follows it when LINE stays silent."""

    outgoing: Outgoing
    following: Following | None


class Decider:
    """Decides by the templates, catalogue and policies as they stood when the program started."""

    def __init__(self, judge: Judge, plans: Sequence[Path], filters: Filters) -> None:
        catalogue = judge.catalogue
        hashes = catalogue.identity.sha256, catalogue.policy_identity.sha256
        self.basis = Basis(__version__, *hashes, judge.settings.as_of)
        self._judge, self._matrix = judge, matrix_of(catalogue)
        self._shelf = Shelf(judge, plans, filters, self.basis)
        self._usual = judge.engine(judge.settings.profile).rulebook

    def decide(
        self,
        request: Request,
        senders: frozenset[str],
        now: datetime,
        is_friend: Callable[[str], bool | None],
        *,
        observed: bool = False,
    ) -> tuple[Decision, Leaving | None]:
        """The decision, and the message that leaves by it. Raises whatever goes wrong; the guard refuses then.

        `is_friend` is asked for pushes to friends alone.
        """
        ready = self._shelf.ready.get(request.template)
        if ready is None:
            return self._refused(request, self._of_approval(request.template), now, observed=observed), None
        objections: list[Objection] = []
        address = address_of(request.to, ready.channel)
        objections += self._of_receiver(ready, request, address, is_friend)
        deadline = request.deadline or _planned_deadline(ready, request.event or now)
        whom = address if isinstance(address, Address) else None
        timing = Timing(now, request.event, deadline)
        way = route(ready, self._matrix, timing, senders, by_number=whom is not None and whom.number is not None)
        rulebook = ready.engine.rulebook
        objections += asked(rulebook, "time", way.moment)
        objections += asked(rulebook, "channel", way.moment)
        values = request.values
        objections += ready.values.objections(values)
        text = ready.follows if way.channel == SMS != ready.channel and ready.follows is not None else ready.text
        body, follow = None, None
        if observed or not any(each.severity is Severity.ERROR for each in objections):
            body = self._body(text, values, way, rulebook, objections)
            if way.channel == NOTIFICATION and ready.follows is not None and whom is not None and whom.number:
                follow = self._body(ready.follows, values, _by_sms(way), rulebook, objections)
        refused = any(each.severity is Severity.ERROR for each in objections)
        to = "" if whom is None else whom.hash
        decision = self._decision(
            request,
            to,
            now,
            objections,
            allowed=not refused,
            channel=way.channel,
            basis=ready.basis,
            deadline=deadline,
            not_before=way.not_before if refused else None,
            reasons=way.reasons,
            observed=observed,
        )
        if body is None or whom is None or not (decision.allowed or observed):
            return decision, None
        return decision, self._leaving(decision, ready, whom, body, follow)

    def _body(
        self, text: Text, values: Mapping[str, Any], way: Route, rulebook: Rulebook, objections: list[Objection]
    ) -> Body | None:
        """The filled request; None where the values do not fill it, which is objected to."""
        known = {name: value for name, value in values.items() if value is not None and name in text.program.names}
        try:
            body = built(text, known, way.channel)
        except UnfilledError as error:
            objections.extend(asked(rulebook, "value", Moment(name=error.name, given=False, needed=True)))
            return None
        except ReshapedError as error:
            objections.extend(asked(rulebook, "message", Moment(changed=error.pointer)))
            return None
        except RenderError as error:
            reason = Bilingual(f"the text cannot be made of these values ({error})", f"無法以這些值產生內容（{error}）")
            objections.extend(asked(rulebook, "approval", Moment(approval="unfit", reason=reason)))
            return None
        if not text.proven:
            objections.extend(self._of_limits(body, text))
        return body

    def _of_limits(self, body: Body, text: Text) -> Iterator[Objection]:
        """What the filled message breaks of LINE's limits, where its values alone could not show it."""
        declared = text.document.declaration
        message = {"kind": "message", "message": declared.message, **body}
        for finding in check(message, config=self._judge.settings):
            if finding.severity is Severity.ERROR and finding.rule.startswith("message/"):
                yield Objection(finding.rule, finding.severity, finding.message, finding.clause, fix=finding.fix)

    def _of_approval(self, template: str) -> list[Objection]:
        refused = self._shelf.refused.get(template)
        state, reason = (UNKNOWN, Bilingual("", "")) if refused is None else (refused.state, refused.reason)
        return asked(self._usual, "approval", Moment(approval=state, reason=reason))

    @staticmethod
    def _of_receiver(
        ready: Ready, request: Request, address: Address | Refused | None, is_friend: Callable[[str], bool | None]
    ) -> list[Objection]:
        user = address.user if isinstance(address, Address) else None
        if isinstance(address, Address) and user is None:
            return []
        recipient = address if isinstance(address, Refused) else None
        friend = None if user is None else is_friend(user)
        moment = Moment(to=request.to, recipient=recipient, channel=ready.channel, friend=friend)
        return asked(ready.engine.rulebook, "receiver", moment)

    def _refused(self, request: Request, objections: Sequence[Objection], now: datetime, *, observed: bool) -> Decision:
        """The decision on what cannot be sent at all."""
        address = address_of(request.to, NOTIFICATION)
        to = address.hash if isinstance(address, Address) else ""
        return self._decision(request, to, now, objections, basis=self.basis, allowed=False, observed=observed)

    @staticmethod
    def _decision(request: Request, to: str, now: datetime, objections: Sequence[Objection], **rest: Any) -> Decision:
        told = canonical(request.values)
        return Decision(
            id=secrets.token_hex(16),
            key=request.key or _key(request.template, to, told),
            template=request.template,
            to=to,
            objections=tuple(objections),
            at=now,
            values=_masked(request.values),
            digest=digest_of(told),
            event=request.event,
            **({"channel": None, "deadline": request.deadline} | rest),
        )

    def account(self, moment: Moment) -> list[Objection]:
        """What is wrong with how the account is used."""
        return asked(self._usual, "account", moment)

    def failed(self, request: Request, now: datetime, reason: Bilingual, *, observed: bool) -> Decision:
        """The refusal where the guard itself failed: it never lets pass what it could not judge."""
        objections = asked(self._usual, "guard", Moment(failed="guard", reason=reason))
        return self._refused(request, objections, now, observed=observed)

    def unwritten(self, decision: Decision, reason: Bilingual) -> Decision:
        """The refusal of what could not be written down."""
        objections = asked(self._usual, "guard", Moment(failed="ledger", reason=reason))
        return replace(decision, allowed=False, objections=(*decision.objections, *objections))

    def _leaving(self, decision: Decision, ready: Ready, whom: Address, body: Body, follow: Body | None) -> Leaving:
        channel = decision.channel or ready.channel
        to = whom.user if whom.user is not None else whom.hash if channel == NOTIFICATION else whom.number
        message = ready.message if channel == ready.channel else channel
        outgoing = Outgoing(channel, message, to or "", body, f"{decision.id}-0")
        if follow is None:
            return Leaving(outgoing, None)
        after = fallback_after(ready, self._matrix, Timing(decision.at, decision.event, decision.deadline))
        return Leaving(outgoing, Following(after, Outgoing(SMS, SMS, whom.number or "", follow, f"{decision.id}-1")))


def _by_sms(way: Route) -> Route:
    return replace(way, channel=SMS)


def _planned_deadline(ready: Ready, event: datetime) -> datetime | None:
    """Until when the plan wants a message delivered whose event was then."""
    if ready.plan is None:
        return None
    within = ready.plan.deadline
    after_event = None if within is None else event + timedelta(seconds=within)
    return min(filter(None, (after_event, ready.plan.deliver_by)), default=None)


def _key(template: str, to: str, told: str) -> str:
    return hashlib.sha256(f"{template}\0{to}\0{told}".encode("utf-8", "surrogatepass")).hexdigest()


def _masked(values: Mapping[str, Any]) -> dict[str, str]:
    """The values as they may be written down, each part of one that holds others under its way there."""
    told: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, dict | list | tuple):
            told |= {leaf.name: masked(leaf.text) for leaf in leaves(str(name), value)}
        elif value is not None:
            told[str(name)] = masked(str(value))
    return told
