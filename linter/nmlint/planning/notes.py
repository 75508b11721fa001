"""What the figures of a plan rest on that they do not show themselves, and what they do not count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nmlint.bilingual import Bilingual
from nmlint.checks.plan_money import budget_said
from nmlint.checks.planned import Planned
from nmlint.durations import spoken
from nmlint.planning.inputs import Inputs
from nmlint.planning.options import Option
from nmlint.planning.quiet import held, wakes
from nmlint.planning.timing import own_timer


def notes_on(planned: Planned, inputs: Inputs, shown: Sequence[Option]) -> tuple[Bilingual, ...]:
    """The notes on a plan and on the timers that are `shown`; none on notification messages where none is."""
    by_line = bool(shown)
    return (
        *_deadline(planned),
        *_moment(planned),
        *_quiet(planned, shown),
        *(_beyond(planned, inputs) if by_line else ()),
        *(_too_short(planned, inputs) if by_line else ()),
        *_reminders(planned),
        *_budget(planned),
    )


def _deadline(planned: Planned) -> Iterator[Bilingual]:
    """Where the deadline comes from, unless the plan calls it so itself."""
    plan = planned.plan
    if plan.deadline is None or plan.deadline == plan.deliver_within:
        return
    words = spoken(plan.deadline)
    if plan.deadline == plan.code_valid_for:
        yield Bilingual(
            f"the deadline is {words}: the code is valid for {words}",
            f"期限以 {words.chinese}計：驗證碼的有效時間是 {words.chinese}",
        )
    else:
        yield Bilingual(
            f"the deadline is {words}: the reminder is {words} before",
            f"期限以 {words.chinese}計：提醒在 {words.chinese}前發出",
        )


def _moment(planned: Planned) -> Iterator[Bilingual]:
    if planned.plan.deliver_by is None:
        return
    if planned.plan.deadline is None:
        yield Bilingual(
            "deliver_by names a moment, and timers are counted from the event; give deliver_within so that they can be "
            "held to it",
            "deliver_by 是一個時點，等待時間則從事件起算；請加上 deliver_within，才能據此檢查",
        )
    else:
        words = spoken(planned.plan.deadline)
        yield Bilingual(
            f"deliver_by names a moment and is not counted; timers are held to the {words} after the event",
            f"deliver_by 是一個時點，沒有計入；等待時間以事件後 {words.chinese}的期限檢查",
        )


def _quiet(planned: Planned, shown: Sequence[Option]) -> Iterator[Bilingual]:
    """That quiet hours hold what falls into them, where anything can: at any hour, or with timers that do."""
    if held(planned):
        words = spoken(held(planned))
        yield Bilingual(
            f"the table does not count quiet hours, which can hold a message for up to {words}",
            f"表中的數字沒有計入不打擾時段；訊息最多可能因此延後 {words.chinese}",
        )
        return
    quiet = [spoken(each.timer) for each in shown if each.timer is not None and not wakes(planned, each.timer)]
    if quiet:
        english, chinese = ", ".join(quiet), "、".join(words.chinese for words in quiet)
        yield Bilingual(
            f"what follows after {english} falls into the quiet hours and goes out only when they end, which the table "
            "does not count",
            f"等 {chinese}會落在不打擾時段，實際要等時段結束才發出；表中的數字沒有計入",
        )


def _beyond(planned: Planned, inputs: Inputs) -> Iterator[Bilingual]:
    if inputs.beyond:
        words = spoken(planned.window)
        rows, were = ("row", "was") if inputs.beyond == 1 else ("rows", "were")
        yield Bilingual(
            f"{inputs.beyond:,} {rows} of the log {were} delivered after more than {words}, when LINE has dropped a "
            "message; counted as never delivered. The likely cause: clocks that differ, or a wrong column",
            f"紀錄中有 {inputs.beyond:,} 列超過 {words.chinese}才送達，LINE 不會這麼晚送達，因此以未送達計；"
            "可能是兩邊時鐘不一致，或欄位用錯",
        )


def _too_short(planned: Planned, inputs: Inputs) -> Iterator[Bilingual]:
    """That the model knows of prompt deliveries at once, where the plan does not wait for them to be reported."""
    own, shortest = own_timer(inputs), planned.matrix.norms.shortest_timer
    if own is not None and own < shortest:
        words = spoken(shortest)
        yield Bilingual(
            f"a prompt delivery counts as known at once; with a timer below {words} it may not be reported yet, and "
            "more get it twice than the table says",
            f"表中把立即送達的視為當下就知道；等待不到 {words.chinese}時，送達可能還沒回報，重複收到的人會比表中多",
        )


def _reminders(planned: Planned) -> Iterator[Bilingual]:
    count = len(planned.plan.reminders)
    if count:
        reminders = "1 reminder is" if count == 1 else f"{count} reminders are each"
        counted = planned.plan.budget is not None
        yield Bilingual(
            f"messages and cost are those of one sending; the {reminders} a further sending"
            + (", and the budget is held against all of them" if counted else ""),
            f"則數與成本是單次發送的數字；另有 {count} 次提醒，每次都再發送一次"
            + ("；預算以全部發送的合計比較" if counted else ""),
        )


def _budget(planned: Planned) -> Iterator[Bilingual]:
    budget = planned.plan.budget
    if budget is not None and planned.plan.audience.size is None:
        said = budget_said(budget)
        yield Bilingual(
            f"the budget of {said} was not judged: the plan does not say how many recipients there are (audience.size)",
            f"預算 {said.chinese} 沒有檢查：計畫沒有寫收件人數（audience.size）",
        )
