"""A function as a sender."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from senders.handing import MESSAGES

from nmlint.bilingual import CHINESE, in_language
from nmlint.dispatch.outgoing import Answer, Fate, Outgoing
from nmlint.dispatch.senders.plain import NotSentError, of_async_callable, of_callable
from nmlint.errors import NmlintError, UsageError

MESSAGE = MESSAGES["line-flexible"]
TAKEN = Answer(Fate.ACCEPTED, 200, request_id="r")


class _Raise:
    """Raises what it was given."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, outgoing: Outgoing) -> Any:
        assert outgoing is MESSAGE
        raise self.error


def _gives(value: Any) -> Any:
    return lambda outgoing: value if outgoing is MESSAGE else None


CASES = [
    (_gives(None), Answer(Fate.ACCEPTED)),
    (_gives(TAKEN), TAKEN),
    (
        _gives(False),
        Answer(Fate.UNKNOWN, reason="the sender returned bool in place of an Answer or None; it may have been sent"),
    ),
    (
        _Raise(TimeoutError("+886912345678")),
        Answer(Fate.UNKNOWN, reason="the sender raised TimeoutError; it may have been sent"),
    ),
    (_Raise(NotSentError()), Answer(Fate.REFUSED, reason="the sender says that nothing was sent")),
    (_Raise(NotSentError("no credit", final=True)), Answer(Fate.REFUSED, reason="no credit", final=True)),
]


@pytest.mark.parametrize(("function", "answer"), CASES)
def test_what_a_function_does_is_an_answer(function: Any, answer: Answer) -> None:
    """None accepts, an answer is handed on, an exception leaves it open, and NotSentError says no."""

    async def awaited(outgoing: Outgoing) -> Any:
        return function(outgoing)

    assert answer == of_callable(function).send(MESSAGE)
    assert answer == asyncio.run(of_async_callable(awaited).send(MESSAGE))
    assert answer == asyncio.run(of_async_callable(function).send(MESSAGE))


def test_reasons_are_said_in_both_languages() -> None:
    """What the guard logs may be read by either."""
    for function, answer in CASES[2:5]:
        reason = of_callable(function).send(MESSAGE).reason

        assert reason == answer.reason
        assert in_language(reason, CHINESE) != reason


def test_an_async_function_is_not_taken_for_a_plain_one() -> None:
    """It would never be called; whoever set it up is told how to."""

    async def function(_: Outgoing) -> None:
        """Never reached."""

    sender = of_callable(function)  # type: ignore[arg-type]  # the mistake that this is about

    with pytest.raises(UsageError, match="AsyncGuard"):
        sender.send(MESSAGE)


def test_what_ends_the_program_goes_through() -> None:
    """An interrupt is no outcome of a message."""

    def function(_: Outgoing) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        of_callable(function).send(MESSAGE)


def test_it_is_an_error_of_ours() -> None:
    """Whoever catches what nmlint raises catches it too."""
    assert isinstance(NotSentError(), NmlintError)
