"""The tables of a ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

# The version of what stands below; a ledger of a newer one is left alone.
VERSION = 1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as microseconds since 1970: exact, and in order, in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        _ = dialect
        return None if value is None else (value - _EPOCH) // _TICK

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        _ = dialect
        return None if value is None else _EPOCH + value * _TICK


metadata = MetaData()

meta = Table(
    "nmlint_meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# `record` is the whole decision as JSON; the columns beside it are what is looked for. `outcome` follows from the
# attempts, `earlier` is the decision that a repeated one repeats.
decisions = Table(
    "nmlint_decisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("observed", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("earlier", Text),
    Column("record", Text, nullable=False),
    Index("nmlint_decisions_at", "at", "id"),
    Index("nmlint_decisions_outcome", "outcome"),
    Index("nmlint_decisions_key", "key"),
)

objections = Table(
    "nmlint_objections",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("decision", Text, ForeignKey("nmlint_decisions.id"), primary_key=True),
    Index("nmlint_objections_decision", "decision"),
)

# `receiver` is the hash that LINE names a receiver by when no tag was sent. `requests` counts the calls of one attempt.
# `sealed` is the following, readable with the key named `sealed_with` only.
attempts = Table(
    "nmlint_attempts",
    metadata,
    Column("tag", Text, primary_key=True),
    Column("decision", Text, ForeignKey("nmlint_decisions.id"), nullable=False),
    Column("step", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("begun", Moment, nullable=False),
    Column("fate", Text),
    Column("status", Integer),
    Column("reason", Text, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("request_id", Text),
    Column("answered", Moment),
    Column("due", Moment),
    Column("sealed", LargeBinary),
    Column("sealed_with", Text),
    Column("delivered", Moment),
    Column("closed", Moment),
    UniqueConstraint("decision", "step"),
    Index("nmlint_attempts_receiver", "receiver", "begun"),
    Index("nmlint_attempts_delivered", "delivered"),
    Index("nmlint_attempts_begun", "begun"),
)
# What is open is little beside what is over, and is asked for every few seconds.
Index(
    "nmlint_attempts_due",
    attempts.c.due,
    sqlite_where=attempts.c.sealed_with.is_not(None),
    postgresql_where=attempts.c.sealed_with.is_not(None),
)
Index(
    "nmlint_attempts_open",
    attempts.c.begun,
    sqlite_where=attempts.c.closed.is_(None),
    postgresql_where=attempts.c.closed.is_(None),
)

# One row for each key that may not be sent again.
claims = Table(
    "nmlint_claims",
    metadata,
    Column("key", Text, primary_key=True),
    Column("decision", Text, ForeignKey("nmlint_decisions.id"), nullable=False),
    Index("nmlint_claims_decision", "decision"),
)

# LINE's delivery events; `attempt` is None for what nobody here has sent.
deliveries = Table(
    "nmlint_deliveries",
    metadata,
    Column("event", Text, primary_key=True),
    Column("data", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("received", Moment, nullable=False),
    Column("redelivery", Boolean, nullable=False),
    Column("attempt", Text),
    Index("nmlint_deliveries_attempt", "attempt"),
)
Index(
    "nmlint_deliveries_unmatched",
    deliveries.c.data,
    sqlite_where=deliveries.c.attempt.is_(None),
    postgresql_where=deliveries.c.attempt.is_(None),
)

# Who is a friend of the official account, by the hash of the user's id.
friends = Table(
    "nmlint_friends",
    metadata,
    Column("user", Text, primary_key=True),
    Column("friend", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)
