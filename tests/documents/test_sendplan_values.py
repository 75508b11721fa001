"""Any send plan, however it is written: it reads back to its values, or its faults are told."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nmlint.bilingual import CHINESE, in_language
from nmlint.documents.plan import Audience, PriceRange, QuietHours, Reminder, SendPlan, Step
from nmlint.documents.sendplan import plan_document, read_send_plan
from nmlint.errors import UnreadableError
from nmlint.source import Source
from nmlint.vocabulary import CHANNELS, OUTCOMES

UNITS = {"s": 1, "m": 60, " h": 3600, "d": 86400}
LETTERS = st.characters(codec="utf-8", categories=["L", "N"])
WORDS = st.text(LETTERS, min_size=1, max_size=8).map(lambda word: f"x{word}")
SECONDS = st.tuples(st.integers(0, 999), st.sampled_from(sorted(UNITS))).map(
    lambda both: (f"{both[0]}{both[1]}", both[0] * UNITS[both[1]])
)
MINUTE = st.integers(0, 1439)
PERCENT = st.decimals(0, 100, places=3)


def clock(minute: int) -> str:
    """A minute of the day as a plan has it."""
    return f"{minute // 60}:{minute % 60:02}"


@st.composite
def parts_of_a_whole(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[dict[str, str], dict[str, Fraction]]:
    """Shares that add up, as they are written and as they are meant."""
    cuts = [0, *sorted(draw(st.lists(st.integers(0, 10000), min_size=len(names) - 1, max_size=len(names) - 1))), 10000]
    parts = {name: Fraction(cuts[at + 1] - cuts[at], 10000) for at, name in enumerate(names)}
    return {name: f"{float(part * 100):.2f}%" for name, part in parts.items()}, parts


@st.composite
def audiences(draw: st.DrawFn) -> tuple[dict[str, Any], Audience]:
    """An audience as it is written and as it is meant."""
    written: dict[str, Any] = {}
    meant: dict[str, Any] = {}
    if draw(st.booleans()):
        written["size"] = meant["size"] = draw(st.integers(1, 10**9))
    codes = draw(st.lists(st.from_regex(r"[A-Za-z]{2}", fullmatch=True), max_size=3))
    written["countries"], meant["countries"] = codes, tuple(map(str.upper, codes))
    told = draw(st.sampled_from(["rates", "counts", "deliveries", "states", None]))
    if told == "rates":
        written[told], meant[told] = draw(parts_of_a_whole(OUTCOMES))
    elif told == "states":
        written[told], meant[told] = draw(parts_of_a_whole(("verified-first", "unverified-agreed")))
    elif told == "counts":
        written[told] = meant[told] = {"at_once": draw(st.integers(1, 10**6)), "never": draw(st.integers(0, 10**6))}
    elif told == "deliveries":
        written[told] = meant[told] = draw(WORDS)
    if draw(st.booleans()):
        times = sorted(draw(st.sets(st.integers(1, 1439), max_size=4)))
        grown = sorted(draw(st.lists(PERCENT, min_size=len(times), max_size=len(times))))
        written["delays"] = {f"{time}m": f"{part}%" for time, part in zip(times, grown, strict=True)} | {"1d": "100%"}
        points = [(time * 60, Fraction(part) / 100) for time, part in zip(times, grown, strict=True)]
        meant["delays"] = (*points, (86400, Fraction(1)))
    return written, Audience(**meant)


@st.composite
def plans(draw: st.DrawFn) -> tuple[dict[str, Any], SendPlan]:
    """A plan as it is written and as it is meant."""
    written: dict[str, Any] = {"kind": "send-plan"}
    meant: dict[str, Any] = {}
    for key in ("deliver_within", "starts_after", "code_valid_for"):
        if draw(st.booleans()):
            written[key], meant[key] = draw(SECONDS)
    for key in ("notice", "industry"):
        if draw(st.booleans()):
            written[key] = meant[key] = draw(WORDS)
    if draw(st.booleans()):
        start, end = draw(st.tuples(MINUTE, MINUTE).filter(lambda both: both[0] != both[1]))
        written["quiet_hours"], meant["quiet_hours"] = f"{clock(start)}-{clock(end)}", QuietHours(start, end)
    if draw(st.booleans()):
        minute = draw(MINUTE)
        written["send_at"], meant["send_at"] = clock(minute), minute
    for key in ("friends", "deduplicate_by"):
        texts = draw(st.lists(WORDS, max_size=3))
        written[key], meant[key] = texts, tuple(texts)
    before = draw(st.lists(SECONDS, max_size=3))
    written["reminders"] = [{"before": text} for text, _ in before]
    meant["reminders"] = tuple(Reminder(seconds, f"reminders.{at}") for at, (_, seconds) in enumerate(before))
    limits = draw(st.dictionaries(st.sampled_from(["late", "duplicate", "never"]), PERCENT))
    written["limits"] = {key: f"{part}%" for key, part in limits.items()}
    meant["limits"] = {key: Fraction(part) / 100 for key, part in limits.items()}
    prices = draw(st.dictionaries(st.sampled_from(CHANNELS), st.tuples(PERCENT, PERCENT).map(sorted)))
    written["prices"] = {key: f"{low}-{high}" for key, (low, high) in prices.items()}
    meant["prices"] = {key: PriceRange(Fraction(low), Fraction(high)) for key, (low, high) in prices.items()}
    written["audience"], meant["audience"] = draw(audiences())
    steps: list[dict[str, Any]] = []
    read: list[Step] = []
    for at in range(draw(st.integers(1, 4))):
        # There is one notification message at most, and it need not go first.
        left = [
            channel
            for channel in CHANNELS
            if all(channel != "notification-message" or known.channel != channel for known in read)
        ]
        step: dict[str, Any] = {"channel": draw(st.sampled_from(left))}
        values: dict[str, Any] = {}
        if (named := draw(st.sampled_from(["template", "text", None]))) is not None:
            step[named] = values[named] = draw(WORDS)
        for key in draw(st.sets(st.sampled_from(["after", "valid_for"]))):
            step[key], values[key] = draw(SECONDS)
        for key in draw(st.sets(st.sampled_from(["on", "via"]))):
            step[key] = values[key] = draw(WORDS)
        if draw(st.booleans()):
            step["unless"] = draw(st.sampled_from(["delivered", "READ", "Sent"]))
            values["unless"] = step["unless"].lower()
        steps.append(step)
        read.append(Step(step["channel"], f"steps.{at}", **values))
    return {**written, "steps": steps}, SendPlan(tuple(read), **meant)


@settings(deadline=None)
@given(plans())
def test_plans_read_back(both: tuple[dict[str, Any], SendPlan]) -> None:
    """A plan has the same values in YAML, in JSON with and without escapes, and as plain data."""
    written, meant = both
    texts = {
        "plan.yaml": yaml.safe_dump(written, allow_unicode=True, sort_keys=False),
        "plan.yml": yaml.safe_dump(written, default_flow_style=True, width=40),
        "plan.json": json.dumps(written, ensure_ascii=False),
        "escaped.json": json.dumps(written, indent=2),
    }

    for name, text in texts.items():
        assert meant == read_send_plan(Source(name, text)).plan
    assert meant == plan_document(written, "plan").plan


KEYS = st.sampled_from(
    ["kind", "steps", "channel", "audience", "rates", "delays", "1h", "prices", "sms", "exchange", "USD", "evidence",
     "quiet_hours", "timezone", "deliver_by", "reminders", "before", "text", "after", "variables", "limits", "late"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def told(source: Source) -> UnreadableError | None:
    """What is wrong with a plan, None where it is read."""
    try:
        read_send_plan(source)
    except UnreadableError as error:
        return error
    return None


@settings(deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_data_are_read_or_told(data: dict[str, Any]) -> None:
    """Whatever stands under whatever key, a plan is read or its faults are told at their place, in both languages."""
    for name, text in (("a.json", json.dumps(data)), ("a.yaml", yaml.safe_dump(data))):
        if (error := told(Source(name, text))) is not None:
            assert error.location is not None
            assert in_language(error.reason, CHINESE)


@given(st.text() | st.text("ks:- [{}]'\"\n#|>&*!%@`,1h send-plan"), st.sampled_from(["a.yaml", "a.json", "a"]))
def test_any_text_is_read_or_told(text: str, name: str) -> None:
    """Whatever a file holds, nothing but its faults is raised."""
    error = told(Source(name, text))

    assert error is None or error.reason
