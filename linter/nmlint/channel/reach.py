"""What one user sees of a notification message, whether and when it arrives, and what the sender learns and does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nmlint.bilingual import Bilingual
from nmlint.catalogue.model import Localized
from nmlint.channel.matrix import CONSENTS, Failure, Matrix, UserState
from nmlint.durations import spoken
from nmlint.vocabulary import AT_ONCE, LATER, NEVER, NOTIFICATION, REJECTED

FIRST, AGREED, REFUSED = CONSENTS


@dataclass(frozen=True, slots=True)
class User:
    """What is known of a user; None for what does not matter, because something else decides.

    `matched` is whether the sender's number is the one registered with LINE, `consent` one of CONSENTS.
    """

    matched: bool
    blocked: bool | None = None
    consent: str | None = None
    verified: bool | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence and the clause that it rests on."""

    says: Bilingual
    clause: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What becomes of a message to a user.

    `earliest` and `latest` bound its arrival in seconds after sending, None where it never arrives. `learned_after` is
    when the sender is certain, at the latest. `outcome_today`, `today` and `today_after` are by what LINE documents
    where that differs from the sales kit. `failures` are those that this user can mean.
    """

    user: User
    outcome: str
    outcome_today: str | None
    earliest: int | None
    latest: int | None
    learned_after: int
    today_after: int | None
    sees: Statement
    arrives: Statement
    learns: Statement
    today: Statement | None
    failures: tuple[Failure, ...]
    advice: tuple[Statement, ...]


def reaches(
    matrix: Matrix,
    *,
    matched: bool | None = None,
    blocked: bool | None = None,
    consent: str | None = None,
    verified: bool | None = None,
) -> Iterator[Reach]:
    """What becomes of a message to every kind of user that fits; None leaves open.

    A user is taken to match and not to block, unless it is said or nothing is. Of users who do not match, or who
    block, the rest does not matter.
    """
    open_ = (matched, blocked, consent, verified) == (None, None, None, None)
    if matched is not False and blocked is not True:
        for state in matrix.states.values():
            if consent in (None, state.consent) and verified in (None, state.verified):
                yield _of_state(matrix, state)
    if matched is not False and (blocked is True or open_):
        yield _failed(matrix, User(matched=True, blocked=True), matrix.failures["blocked"])
    if matched is False or open_:
        yield _failed(matrix, User(matched=False), matrix.failures["phone-mismatch"])


def _of_state(matrix: Matrix, state: UserState) -> Reach:
    user = User(matched=True, blocked=False, consent=state.consent, verified=state.verified)
    window = matrix.channels[NOTIFICATION].window or 0
    failures = tuple(_failures_of(matrix, state))
    refusal = next((failure for failure in failures if failure.today is not None), None)
    today = None if refusal is None or refusal.today is None else Statement(_said(refusal.today), refusal.clause)
    return Reach(
        user=user,
        outcome=state.outcome,
        outcome_today=state.today,
        earliest=None if state.outcome == NEVER else 0,
        latest={AT_ONCE: 0, LATER: window}.get(state.outcome),
        learned_after=state.learned_after,
        today_after=state.today_after,
        sees=Statement(_said(state.sees), state.clause),
        arrives=_arrival(state.outcome, window, state.clause),
        learns=Statement(_said(state.learns), state.clause),
        today=today if state.outcome == NEVER else None,
        failures=failures,
        advice=_advice(matrix, state.outcome, state.consent),
    )


def _failures_of(matrix: Matrix, state: UserState) -> Iterator[Failure]:
    """Those that the user means already, or by not doing what is asked of him."""
    wanting = []
    if state.consent != AGREED:
        wanting.append(matrix.failure(consents=False, verified=state.verified))
    if state.consent != REFUSED and not state.verified:
        wanting.append(matrix.failure(verified=False))
    return (failure for failure in wanting if failure is not None)


def _failed(matrix: Matrix, user: User, failure: Failure) -> Reach:
    """To a user who does not match or who blocks the account."""
    outcome = NEVER if user.matched else REJECTED
    return Reach(
        user=user,
        outcome=outcome,
        outcome_today=None,
        earliest=None,
        latest=None,
        learned_after=failure.known_after,
        today_after=failure.today_after,
        sees=Statement(Bilingual("Sees nothing", "什麼都不會看到"), failure.clause),
        arrives=_arrival(outcome, 0, failure.clause),
        learns=Statement(_said(failure.says), failure.clause),
        today=None if failure.today is None else Statement(_said(failure.today), failure.clause),
        failures=(failure,),
        advice=_advice(matrix, outcome, None),
    )


def _arrival(outcome: str, window: int, clause: str) -> Statement:
    if outcome == AT_ONCE:
        return Statement(Bilingual("It arrives at once", "立即送達"), clause)
    if outcome == LATER:
        within = spoken(window)
        english = f"It arrives once the user has done that, within {within} of sending, or not at all"
        chinese = f"用戶完成後送達，最遲在送出後 {within.chinese}；沒有完成就不會送達"
        return Statement(Bilingual(english, chinese), "validity-24h")
    return Statement(Bilingual("It never arrives, not later either", "不會送達，之後也不會補送"), clause)


def _advice(matrix: Matrix, outcome: str, consent: str | None) -> tuple[Statement, ...]:
    """What the sender does; he knows none of his users' states, so that a timer is right for all of them."""
    if outcome == REJECTED:
        return (_FALLBACK_AT_ONCE, _KEEP_NUMBERS)
    shortest = spoken(matrix.norms.shortest_timer)
    timer = Bilingual(
        "Run a timer of your own: without a delivery event in the time you choose, send the SMS; "
        f"less than {shortest} is too short to hear of any delivery",
        f"自行計時：在自訂的時間內沒有送達事件，就改發簡訊；短於 {shortest.chinese}連已送達的都來不及得知",
    )
    advice = [Statement(timer, "fallback-timer")]
    if outcome == LATER:
        advice += [_EVENT_TIME, _IGNORE_LINE]
    elif outcome == AT_ONCE:
        advice.append(_CANCEL)
    elif consent == REFUSED:
        advice += [_FALLBACK_AT_422, _ONLY_THE_USER]
    else:
        advice += [_WAIT_FOR_NOTHING, _KEEP_FRIENDS]
    return tuple(advice)


_FALLBACK_AT_ONCE = Statement(
    Bilingual("Send the fallback at once; there is nothing to wait for", "立即改發備援通路，不必等待"),
    "fallback-required",
)
_KEEP_NUMBERS = Statement(
    Bilingual("Ask the member to confirm or update his number", "請會員確認或更新手機號碼"),
    "keep-phone-data-current",
)
_EVENT_TIME = Statement(
    Bilingual(
        "The message may still come after the SMS: let both give the time of the event",
        "簡訊發出後訊息仍可能送達：兩者都寫出事件的時間點",
    ),
    "event-time",
)
_IGNORE_LINE = Statement(
    Bilingual("… and say to ignore it where the matter is settled", "並註明若已完成請忽略此訊息"),
    "ignore-if-done",
)
_CANCEL = Statement(
    Bilingual("The delivery event cancels the timer, and no SMS goes out", "收到送達事件即取消計時，不發簡訊"),
    "billing-success-only",
)
_FALLBACK_AT_422 = Statement(
    Bilingual("Where LINE answers 422, send the fallback at once", "LINE 回應 422 時，立即改發備援通路"),
    "fallback-required",
)
_ONLY_THE_USER = Statement(
    Bilingual(
        "Only the user can switch the messages on again, in LINE's settings", "只有用戶自己能在 LINE 的設定重新開啟"
    ),
    "consent-user-off",
)
_WAIT_FOR_NOTHING = Statement(
    Bilingual("The SMS has to carry it: waiting longer delivers nothing", "須由簡訊送達：等再久也不會送到"),
    "fallback-required",
)
_KEEP_FRIENDS = Statement(
    Bilingual(
        "Keep the rate of blocks low: fewer mass messages, more to the point", "維持低封鎖率：少群發，發更切身的訊息"
    ),
    "keep-block-rate-low",
)


def _said(texts: Localized) -> Bilingual:
    return Bilingual(texts["en"], texts["zh-TW"])
