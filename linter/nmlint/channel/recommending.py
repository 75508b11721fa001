"""Which channel a notice should take, why, and what would change the answer; the same for the same facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nmlint.catalogue.model import Clause
from nmlint.channel import wording
from nmlint.channel.choosing import Choice, Chooser, Facts, allowed_channels, seconds_of
from nmlint.channel.matrix import DeadlineClass, Home, Matrix
from nmlint.report import Alternative, Change, Reason, Recommendation
from nmlint.verdict import Verdict
from nmlint.vocabulary import DO_NOT_SEND, NOTIFICATION

__all__ = ["Facts", "recommend"]

_FALLBACK_REQUIRED, _NO_ADVERTISING = "fallback-required", "no-advertising"
_PLATFORM = "platform"


def recommend(facts: Facts, matrix: Matrix, clauses: Mapping[str, Clause]) -> Recommendation:
    """The channel that the facts lead to.

    What advertises goes nowhere by LINE, and what has errors that another channel does not mend goes nowhere at all. A
    notice that its text shows to be too urgent for LINE, or that the law keeps off it, takes a channel that knows at
    once. Any other goes by how soon it must arrive.
    """
    return _Advice(facts, matrix, Chooser(facts, matrix, clauses)).given()


@dataclass(frozen=True, slots=True)
class _Advice:
    facts: Facts
    matrix: Matrix
    chooser: Chooser

    def given(self) -> Recommendation:
        facts, choice = self.facts, self.chooser.chosen()
        own = self.matrix.homes.get(facts.own) if facts.promotional else None
        if any(error not in choice.told for error in facts.errors) or (facts.promotional and own is None):
            return self._refused(choice)
        if own is not None:
            return self._at_home(own)
        return Recommendation(
            choice.channel,
            choice.reasons,
            None if choice.deadline is None else choice.deadline.id,
            tuple(self._changes(choice)),
            tuple(self._others(choice)),
            tuple(self._notes(choice)),
        )

    def _refused(self, choice: Choice) -> Recommendation:
        """Nothing goes out before it is mended; what advertises has a home elsewhere."""
        scenario, when, homes = self.facts.scenario, wording.MENDED, self.matrix.homes.values()
        if self.facts.promotional:
            when = wording.without_advertising(None if scenario is None else wording.both(scenario.names))
        reasons = tuple(dict.fromkeys(map(self.chooser.reason, self.facts.errors)))
        return Recommendation(
            DO_NOT_SEND,
            reasons or (self.chooser.cited(_NO_ADVERTISING),),
            would_change=(Change(when, choice.channel, choice.reasons[0].clause),),
            alternatives=tuple(map(_alternative, homes)) if self.facts.promotional else (),
        )

    def _at_home(self, own: Home) -> Recommendation:
        """What advertises on a channel that may carry it stays there, and needs consent."""
        return Recommendation(
            own.channel,
            (Reason(None, _NO_ADVERTISING, wording.ELSEWHERE),),
            alternatives=tuple(_alternative(home) for home in self.matrix.homes.values() if home is not own),
            notes=tuple(wording.needed(wording.both(need)) for need in own.needs),
        )

    def _changes(self, choice: Choice) -> Iterator[Change]:
        """What would lead to another channel."""
        if choice.told or choice.bars:
            otherwise = self._assuming(replace(self.facts, notice=None))
            for notice in choice.notices if otherwise.channel != choice.channel else ():
                when = wording.another_notice(wording.both(notice.names))
                yield Change(when, otherwise.channel, otherwise.reasons[0].clause)
        if choice.deadline is not None:
            yield from self._by_other_deadlines(choice, choice.deadline)
        elif self.facts.own == NOTIFICATION:
            yield from self._by_other_deadlines(choice, self.matrix.unbounded)
        else:
            yield from self._by_scenario(choice)

    def _by_other_deadlines(self, choice: Choice, deadline: DeadlineClass) -> Iterator[Change]:
        """What a shorter time would lead to, and a longer one, unless the text itself says that it has none."""
        now = seconds_of(deadline)
        for other in sorted(self.matrix.classes.values(), key=seconds_of, reverse=True):
            channel = self.chooser.channel_of(other, choice.bars)
            if channel != choice.channel and seconds_of(other) < now:
                yield Change(wording.sooner(wording.both(other.names)), channel, other.clause)
        if choice.told and choice.notices:
            return
        for other in sorted(self.matrix.classes.values(), key=seconds_of):
            channel = self.chooser.channel_of(other, choice.bars)
            if channel != choice.channel and seconds_of(other) > now:
                yield Change(wording.later(wording.both(other.names)), channel, other.clause)
                return

    def _by_scenario(self, choice: Choice) -> Iterator[Change]:
        """What a declared scenario would lead to, for a text that stays where it is for want of one."""
        scenario = self.facts.scenario
        if scenario is not None:
            declared = self._assuming(replace(self.facts, declared=True))
            if declared.channel != choice.channel:
                when = wording.declared(scenario.id, wording.both(scenario.names))
                yield Change(when, declared.channel, declared.reasons[0].clause)
            return
        fit = [known for known in self.matrix.classes.values() if NOTIFICATION in known.channels]
        for tightest in sorted(fit, key=seconds_of)[:1]:
            yield Change(wording.listed(wording.both(tightest.names)), NOTIFICATION, tightest.clause)

    def _assuming(self, facts: Facts) -> Choice:
        """The choice by deadline if these were the facts."""
        return replace(self.chooser, facts=facts).by_deadline()

    def _others(self, choice: Choice) -> Iterator[Alternative]:
        """The channels that will do as well, and the text's own where LINE goes first."""
        if choice.deadline is None:
            return
        basis = choice.bars[0].basis if choice.bars else _PLATFORM
        for channel in allowed_channels(choice.deadline, choice.bars):
            if channel != choice.channel:
                yield Alternative(channel, self._needs(channel), choice.reasons[0].clause, basis)
        if choice.channel == NOTIFICATION != self.facts.own:
            yield Alternative(self.facts.own, self._needs(self.facts.own), _FALLBACK_REQUIRED, _PLATFORM)

    def _needs(self, channel: str) -> tuple[str, ...]:
        known = self.matrix.channels.get(channel)
        return (wording.FRIENDS,) if known is not None and known.friends_only else ()

    def _notes(self, choice: Choice) -> Iterator[str]:
        facts, scenario = self.facts, self.facts.scenario
        if facts.verdict is Verdict.REVIEW:
            yield wording.REVIEWED
        if choice.channel == NOTIFICATION:
            if scenario is None:
                yield wording.INDIVIDUALLY
            elif not facts.declared:
                yield wording.guessed(scenario.id, wording.both(scenario.names))
            if facts.own != NOTIFICATION and facts.own in self.matrix.channels:
                yield wording.written_for(wording.both(self.matrix.channels[facts.own].names))
            elif not facts.fallback:
                yield wording.fallback(_FALLBACK_REQUIRED, self.chooser.cited(_FALLBACK_REQUIRED).says)
            if scenario is not None and scenario.review is not None:
                yield wording.both(scenario.review)
        shown = {notice.id for notice in choice.notices}
        for notice in self.matrix.notices.values():
            of_scenario = scenario is not None and notice.scenario == scenario.id
            if notice.tension is not None and (of_scenario or notice.id in shown):
                yield wording.both(notice.tension)


def _alternative(home: Home) -> Alternative:
    """Where what advertises may go, and what consent it needs there."""
    return Alternative(home.channel, tuple(map(wording.both, home.needs)), home.clause, home.basis)
