"""What the figures of a plan rest on that they do not show themselves, and what they do not count."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.bilingual import Bilingual
from nmlint.checks.planned import Planned
from nmlint.durations import spoken
from nmlint.planning.inputs import Inputs


def notes_on(planned: Planned, inputs: Inputs, *, by_line: bool) -> tuple[Bilingual, ...]:
    """The notes on a plan; those on notification messages only where one is worked out (`by_line`)."""
    return (
        *_deadline(planned),
        *_moment(planned),
        *_quiet(planned),
        *(_beyond(planned, inputs) if by_line else ()),
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


def _quiet(planned: Planned) -> Iterator[Bilingual]:
    if planned.plan.quiet_hours is not None:
        words = spoken(planned.plan.quiet_hours.length)
        yield Bilingual(
            f"the table does not count quiet hours, which can hold a message for up to {words}",
            f"表中的數字沒有計入不打擾時段；訊息最多可能因此延後 {words.chinese}",
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


def _reminders(planned: Planned) -> Iterator[Bilingual]:
    count = len(planned.plan.reminders)
    if count:
        reminders = "1 reminder is" if count == 1 else f"{count} reminders are each"
        yield Bilingual(
            f"messages and cost are those of one sending; the {reminders} a further sending",
            f"則數與成本是單次發送的數字；另有 {count} 次提醒，每次都再發送一次",
        )


def _budget(planned: Planned) -> Iterator[Bilingual]:
    budget = planned.plan.budget
    if budget is not None and planned.plan.audience.size is None:
        yield Bilingual(
            f"the budget of {budget.written} was not judged: the plan does not say how many recipients there are "
            "(audience.size)",
            f"預算 {budget.written} 沒有檢查：計畫沒有寫收件人數（audience.size）",
        )
