"""A function as a sender, for what has no adapter here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable, iscoroutine
from typing import Any

from nmlint.bilingual import CHINESE, Bilingual, in_language
from nmlint.dispatch.outgoing import Answer, AsyncSender, Fate, Outgoing, Sender
from nmlint.errors import NmlintError, UsageError
from nmlint.messages.recipients import mask

_NOT_SENT = Bilingual("the sender says that nothing was sent", "傳送端表示並未送出")


class NotSentError(NmlintError):
    """Raised by a caller's function to say that nothing was sent; `final` where the same message would fail again.

    Its text is remembered with the message, its digits hidden, so no content and no receiver belong into it.
    """

    def __init__(self, reason: str = "", *, final: bool = False) -> None:
        super().__init__(reason or _NOT_SENT)
        self.reason = reason or _NOT_SENT
        self.final = final


def of_callable(function: Callable[[Outgoing], Answer | None]) -> Sender:
    """A sender that calls the function, once for each message.

    None, or an answer, is what came of it. An exception leaves the fate unknown, and only the name of its type is kept:
    its text may hold a number. NotSentError says that nothing was sent. Sending raises UsageError where the function
    would have to be awaited.
    """
    return _Plain(function)


def of_async_callable(function: Callable[[Outgoing], Awaitable[Answer | None] | Answer | None]) -> AsyncSender:
    """The same for a function that is awaited. One that need not be is called as it is, and holds up the event loop."""
    return _AsyncPlain(function)


class _Plain:
    """Calls a function."""

    def __init__(self, function: Callable[[Outgoing], Any]) -> None:
        self._function = function

    def send(self, outgoing: Outgoing) -> Answer:
        """What came of the call."""
        try:
            told = self._function(outgoing)
        except Exception as error:  # noqa: BLE001  the function is the caller's
            return _failed(error)
        if not isawaitable(told):
            return _answer(told)
        if iscoroutine(told):
            told.close()  # it never began, and Python would complain of it
        raise UsageError(
            Bilingual(
                "the function returned something to await; guard it with AsyncGuard, or make it a plain function",
                "函式回傳了需要 await 的物件；請改用 AsyncGuard，或改為一般函式",
            )
        )


class _AsyncPlain:
    """Awaits a function."""

    def __init__(self, function: Callable[[Outgoing], Any]) -> None:
        self._function = function

    async def send(self, outgoing: Outgoing) -> Answer:
        """What came of the call."""
        try:
            told = self._function(outgoing)
            return _answer(await told if isawaitable(told) else told)
        except Exception as error:  # noqa: BLE001  the function is the caller's
            return _failed(error)


def _answer(told: Any) -> Answer:
    if told is None:
        return Answer(Fate.ACCEPTED)
    if isinstance(told, Answer):
        return told
    # False, a response, a status: what is meant by it is not for us to guess.
    name = type(told).__name__
    return Answer(
        Fate.UNKNOWN,
        reason=Bilingual(
            f"the sender returned {name} in place of an Answer or None; it may have been sent",
            f"傳送端回傳 {name}，而不是 Answer 或 None；可能已送出",
        ),
    )


def _failed(error: Exception) -> Answer:
    if isinstance(error, NotSentError):
        reason = Bilingual(mask(error.reason), mask(in_language(error.reason, CHINESE)))
        return Answer(Fate.REFUSED, reason=reason, final=error.final)
    name = type(error).__name__
    return Answer(
        Fate.UNKNOWN,
        reason=Bilingual(f"the sender raised {name}; it may have been sent", f"傳送端發生 {name}；可能已送出"),
    )
