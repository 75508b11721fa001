"""Figures for Prometheus: what the guard decides, what the ledger holds, what the worker and the webhook do.

No label names a receiver, a value or a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from nmlint.dispatch.decision import Decision
from nmlint.dispatch.ledger.ledger import Ledger
from nmlint.dispatch.ledger.life import Outcome
from nmlint.dispatch.ledger.problems import LedgerError
from nmlint.dispatch.rounds import Round, Went

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# Seconds. A decision takes about a millisecond; what takes a tenth of a second holds up who sends.
_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
# Every word of the webhook stands there from the start, so that its first event is seen as an increase.
_EVENTS = (
    *("delivered", "duplicate", "repeated", "unmatched", "followed", "unfollowed", "ignored"),
    *("forged", "malformed", "too-large", "slow", "cut-off", "unrecorded"),
)


class Metrics:
    """Counts in a registry of its own, which may be handed to prometheus_client's own server.

    `ledger` is asked each time the figures are read; without one there are none of it. Threads may share it. Counts are
    those of this process.
    """

    def __init__(self, ledger: Ledger | None = None) -> None:
        self.registry = registry = CollectorRegistry()
        self._decisions = Counter(
            "nmlint_decisions", "Decisions of the guard", ["verdict", "channel", "template"], registry=registry
        )
        self._objections = Counter(
            "nmlint_objections", "Objections of rules in decisions", ["rule", "severity"], registry=registry
        )
        self._seconds = Histogram(
            "nmlint_decision_seconds", "Time that a decision took", buckets=_BUCKETS, registry=registry
        )
        self._events = Counter(
            "nmlint_webhook_events", "Events of LINE's webhook, and requests refused", ["meaning"], registry=registry
        )
        self._fallbacks = Counter(
            "nmlint_worker_fallbacks", "Fallbacks by what became of them", ["result"], registry=registry
        )
        self._rounds = Counter("nmlint_worker_rounds", "Rounds of the worker", ["result"], registry=registry)
        self._closed = Counter("nmlint_worker_closed", "Attempts closed for silence", registry=registry)
        self._last = Gauge("nmlint_worker_last_round_timestamp_seconds", "When the last round began", registry=registry)
        for word in _EVENTS:
            self._events.labels(word)
        for went in _COUNTED:
            self._fallbacks.labels(went)
        if ledger is not None:
            registry.register(_OfLedger(ledger))

    def observer(self, decision: Decision, seconds: float) -> None:
        """Counts a decision: `Guard(observer=metrics.observer)`."""
        verdict = "observed" if decision.observed else "allowed" if decision.allowed else "refused"
        # A template that nobody approved has a name that the caller made up.
        template = decision.template if decision.basis.lock is not None else ""
        self._decisions.labels(verdict, decision.channel or "", template).inc()
        for rule, severity in {(each.rule, str(each.severity)) for each in decision.objections}:
            self._objections.labels(rule, severity).inc()
        self._seconds.observe(seconds)

    def event(self, meaning: str, number: int) -> None:
        """Counts events of the webhook: `webhook(…, observer=metrics.event)`."""
        self._events.labels(meaning).inc(number)

    def round(self, done: Round) -> None:
        """Counts a round: `Worker(…, observer=metrics.round)`."""
        self._rounds.labels("ended-early" if done.trouble is not None else "done").inc()
        self._last.set(done.at.timestamp())
        self._closed.inc(done.closed or 0)
        for went in _COUNTED:
            self._fallbacks.labels(went).inc(done.count(went))

    def text(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self.registry)


# What is held or left is counted when it goes.
_COUNTED = tuple(went for went in Went if went not in {Went.HELD, Went.LEFT})


class _OfLedger(Collector):
    """Asks the ledger, one reader at a time."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, Lock()

    def describe(self) -> Iterator[Metric]:
        """The names; without them the registry would ask the ledger while it is being made."""
        yield from (GaugeMetricFamily(name, what) for name, what in _GAUGES.items())
        yield GaugeMetricFamily(_DECISIONS, _WHAT, labels=["outcome"])

    def collect(self) -> Iterator[Metric]:
        """The figures; where the ledger is away, only that it is."""
        with self._lock:
            try:
                counts = self._ledger.counts()
            except LedgerError:
                yield _gauge("nmlint_ledger_up", 0)
                yield _gauge("nmlint_ledger_owed_answers", self._ledger.owed)
                return
        decisions = GaugeMetricFamily(_DECISIONS, _WHAT, labels=["outcome"])
        for outcome in Outcome:
            decisions.add_metric([outcome], counts.by_outcome.get(outcome, 0))
        yield decisions
        figures = {
            "nmlint_ledger_up": 1,
            "nmlint_ledger_owed_answers": self._ledger.owed,
            "nmlint_ledger_open_attempts": counts.open,
            "nmlint_ledger_pending_attempts": counts.pending,
            "nmlint_ledger_unknown": counts.unknown,
            "nmlint_ledger_duplicates": counts.duplicates,
            "nmlint_ledger_fallbacks": counts.by_outcome.get(Outcome.FOLLOWED, 0) + counts.duplicates,
            "nmlint_ledger_unmatched_deliveries": counts.unmatched,
            "nmlint_ledger_sealed_otherwise": counts.sealed_otherwise,
        }
        for name, figure in figures.items():
            yield _gauge(name, figure)


_DECISIONS, _WHAT = "nmlint_ledger_decisions", "Decisions by what became of them"
_GAUGES = {
    "nmlint_ledger_up": "Whether the ledger answers",
    "nmlint_ledger_owed_answers": "Answers of senders that the ledger has not taken yet",
    "nmlint_ledger_open_attempts": "Attempts of which something may still be told",
    "nmlint_ledger_pending_attempts": "Attempts begun that have no answer yet",
    "nmlint_ledger_unknown": "Messages of which nobody knows whether they were sent",
    "nmlint_ledger_duplicates": "Messages that arrived although their fallback was sent",
    "nmlint_ledger_fallbacks": "Messages whose fallback was sent",
    "nmlint_ledger_unmatched_deliveries": "Deliveries of messages that are not in the ledger",
    "nmlint_ledger_sealed_otherwise": "Fallbacks that no key known here opens",
}


def _gauge(name: str, value: float) -> Metric:
    return GaugeMetricFamily(name, _GAUGES[name], value=value)
