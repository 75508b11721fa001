"""The channel of a notice that nothing blocks: by what its text says of its urgency, by law, and by its deadline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf

from nmlint.catalogue.model import Clause, Scenario
from nmlint.channel import wording
from nmlint.channel.matrix import DeadlineClass, LegalBar, Matrix, Notice
from nmlint.finding import Finding, Kind, Severity
from nmlint.report import Reason
from nmlint.verdict import Verdict
from nmlint.vocabulary import DO_NOT_SEND, NOTIFICATION, channel_of

OUTSIDE_LIST = "scenario-outside-list"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a template, a message or a plan that was fully asked.

    `scenario` is the declared one, or else (then `declared` is false) the one that the text looks like. `type` is the
    message type, or the channel that a plan begins with. `deadline` is the seconds from the event within which a plan
    wants it delivered, and `notice` the row of the matrix that a plan names. `promotional` says that the text
    advertises. `shown` are what tells by a plan's texts for other channels than LINE which notice it is.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    scenario: Scenario | None
    declared: bool
    type: str
    deadline: int | None = None
    notice: str | None = None
    fallback: bool = False
    promotional: bool = False
    shown: tuple[Finding, ...] = ()

    @property
    def own(self) -> str:
        """The channel that the text was written for."""
        return channel_of(self.type)

    @property
    def grave(self) -> tuple[Finding, ...]:
        """Errors and warnings that nobody has set aside."""
        return tuple(filter(weighs, self.findings))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that block."""
        return tuple(f for f in self.grave if f.severity is Severity.ERROR and f.kind is Kind.VIOLATION)


@dataclass(frozen=True, slots=True)
class Choice:
    """A channel, and what led to it.

    `deadline` is the class that decided, `told` the findings that did, `notices` the rows of the matrix that the
    notice is, and `bars` what keeps it off some channels.
    """

    channel: str
    reasons: tuple[Reason, ...]
    deadline: DeadlineClass | None = None
    bars: tuple[LegalBar, ...] = ()
    told: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sign:
    """A finding by which a notice must arrive within a time, and the row of the matrix that its rule recognised."""

    finding: Finding
    deadline: DeadlineClass
    notice: Notice | None = None
    bar: LegalBar | None = None


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses by the matrix; the words of reasons are those of the clauses."""

    facts: Facts
    matrix: Matrix
    clauses: Mapping[str, Clause]

    def chosen(self) -> Choice:
        """What the text itself shows goes before what is declared of it."""
        return self.by_text() or self.by_deadline()

    def by_text(self) -> Choice | None:
        """The channel of a notice that findings show to be too urgent for LINE, or barred from it; else None."""
        found = (*self.facts.grave, *self.facts.shown)
        signs = [sign for finding in found for sign in self._signs(finding) if not _suits_line(sign)]
        if not signs:
            return None
        # What a bar rests on goes before what is only urgent.
        signs.sort(key=lambda sign: sign.bar is None)
        deadline = min((sign.deadline for sign in signs), key=seconds_of)
        bars = tuple({sign.bar.id: sign.bar for sign in signs if sign.bar}.values())
        return Choice(
            self.channel_of(deadline, bars),
            tuple(dict.fromkeys(self.reason(sign.finding, sign.bar if sign.notice else None) for sign in signs)),
            deadline,
            bars,
            tuple(sign.finding for sign in signs),
            tuple({sign.notice.id: sign.notice for sign in signs if sign.notice}.values()),
        )

    def by_deadline(self) -> Choice:
        """The channel by the plan's own deadline, else by the notice it names, else by the scenario."""
        facts, classes = self.facts, self.matrix.classes
        scenario = facts.scenario
        notice = self.matrix.notices.get(facts.notice) if facts.notice else None
        bar = self._bar(notice)
        if facts.deadline is not None:
            deadline = self.matrix.class_of(facts.deadline)
            if notice is not None and bar is not None:
                # A plan cannot give itself more time than the law does.
                deadline = min(deadline, classes[notice.deadline], key=seconds_of)
        elif notice is not None:
            deadline = classes[notice.deadline]
        elif scenario is not None and (facts.declared or facts.own == NOTIFICATION):
            deadline = classes[scenario.deadline]
        else:
            # A guess is not enough to take a text from the channel it was written for.
            return Choice(facts.own, (self.cited(OUTSIDE_LIST),))
        bars = () if bar is None else (bar,)
        channel = self.channel_of(deadline, bars)
        reasons = [Reason(None, bar.clause, wording.both(bar.says))] if bar else []
        reasons.append(self.cited(deadline.clause))
        if channel == NOTIFICATION:
            reasons += map(self.cited, self._allowing())
        notices = () if notice is None else (notice,)
        return Choice(channel, tuple(dict.fromkeys(reasons)), deadline, bars, notices=notices)

    def channel_of(self, deadline: DeadlineClass, bars: Iterable[LegalBar]) -> str:
        """The first channel allowed; where LINE is none of them, all are as good, and the text's own comes first."""
        allowed = allowed_channels(deadline, bars)
        if self.facts.own in allowed and NOTIFICATION not in allowed:
            return self.facts.own
        return next(iter(allowed), DO_NOT_SEND)

    def reason(self, finding: Finding, bar: LegalBar | None = None) -> Reason:
        """A finding as a reason, in the words of the bar that its text meets, else of its clause, else its own."""
        if bar is not None:
            return Reason(finding.rule, finding.clause, wording.both(bar.says))
        clause = self.clauses.get(finding.clause) if finding.clause else None
        return Reason(finding.rule, finding.clause, finding.message if clause is None else wording.both(clause.says))

    def cited(self, clause: str) -> Reason:
        """A clause as a reason."""
        known = self.clauses.get(clause)
        return Reason(None, clause, clause if known is None else wording.both(known.says))

    def _signs(self, finding: Finding) -> Iterator[_Sign]:
        """The deadlines that a finding speaks of: by its rule, else by its clause."""
        classes = self.matrix.classes
        if notices := [notice for notice in self.matrix.notices.values() if finding.rule in notice.told_by]:
            for notice in notices:
                yield _Sign(finding, classes[notice.deadline], notice, self._bar(notice))
        elif by_clause := [known for known in classes.values() if known.clause == finding.clause]:
            yield from (_Sign(finding, deadline) for deadline in by_clause)
        else:
            for notice in self.matrix.notices.values():
                bar = self._bar(notice)
                if bar is not None and bar.clause == finding.clause:
                    # The clause alone does not tell which of its notices this is, unless the plan names it.
                    named = notice if notice.id == self.facts.notice else None
                    yield _Sign(finding, classes[notice.deadline], named, bar)

    def _bar(self, notice: Notice | None) -> LegalBar | None:
        return self.matrix.bars.get(notice.bar) if notice is not None and notice.bar else None

    def _allowing(self) -> Iterator[str]:
        """The clauses by which LINE takes a notice of this scenario."""
        scenario = self.facts.scenario
        if scenario is None or scenario.extension:
            yield OUTSIDE_LIST
        if scenario is not None and self.facts.declared:
            yield from scenario.clauses


def weighs(finding: Finding) -> bool:
    """Whether a finding is an error or a warning that nobody has set aside."""
    return finding.suppressed is None and finding.severity is not Severity.INFO


def allowed_channels(deadline: DeadlineClass, bars: Iterable[LegalBar]) -> tuple[str, ...]:
    """The channels of a class that no bar forbids, else those that the bars name instead, best first."""
    bars = tuple(bars)
    barred = {channel for bar in bars for channel in bar.channels}
    instead = dict.fromkeys(channel for bar in bars for channel in bar.instead if channel not in barred)
    return tuple(channel for channel in deadline.channels if channel not in barred) or tuple(instead)


def seconds_of(deadline: DeadlineClass) -> float:
    """How long the class leaves, in seconds; infinity where it has no bound."""
    return inf if deadline.within is None else deadline.within


def _suits_line(sign: _Sign) -> bool:
    return NOTIFICATION in allowed_channels(sign.deadline, (sign.bar,) if sign.bar else ())
