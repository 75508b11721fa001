"""Why a timer is recommended, in sentences for people."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Expectation
from nmlint.durations import MINUTE, spoken
from nmlint.output.plan_figures import percent
from nmlint.planning.money import told
from nmlint.planning.options import Limits, Option
from nmlint.planning.quiet import held, starts_quiet
from nmlint.planning.shortfalls import beyond_limits, over_budget
from nmlint.planning.timing import Ground, Timing, longest_held, longest_in_time, shortest_of


def grounds(timing: Timing) -> tuple[Bilingual, ...]:
    """Why that timer: where the plan falls short, by what measure it is best, and what is still missing."""
    return tuple(_Grounds(timing).all())


@dataclass(frozen=True, slots=True)
class _Grounds:
    timing: Timing

    def all(self) -> Iterator[Bilingual]:
        yield from beyond_limits(self.timing.planned, self.timing.inputs, self.timing.own)
        match self.timing.ground:
            case Ground.OWN:
                yield from self._of_own(self.timing.wanted)
            case Ground.CHEAPEST:
                yield from self._of_cheapest()
                yield from self._held()
                yield from self._compared()
                yield from self._fewer_duplicates()
            case Ground.LATE_ANYHOW:
                yield from filter(None, [self.timing.options.why_none])
        yield from over_budget(self.timing)
        yield from self._quiet()
        if self.timing.ground is not Ground.CHEAPEST:
            yield from self._held()
        yield from self._missing()

    def _of_own(self, own: int) -> Iterator[Bilingual]:
        """That the timer of the plan will do, and what a longer one would save."""
        words = spoken(own)
        if self.timing.inputs.completed.deadline is None:
            yield Bilingual(
                f"{self._no_deadline}, so nothing speaks against its own timer of {words}",
                f"{self._no_deadline.chinese}，維持原本的等待時間 {words.chinese}即可",
            )
        elif self.timing.at(own).late == 0:
            yield Bilingual(
                f"the timer of the plan, {words}, makes nobody late",
                f"計畫的等待時間 {words.chinese}趕得上期限，沒有人逾期",
            )
        else:
            yield Bilingual(
                f"with the timer of the plan, {words}, nobody is late whom a shorter one would reach in time",
                f"計畫的等待時間 {words.chinese}趕得上期限，縮短也不會減少逾期的人",
            )
        cheapest = self.timing.options.cheapest
        if cheapest is not None and cheapest.timer is not None and self.timing.wakes(cheapest.timer):
            yield from self._cheaper(cheapest)

    @property
    def _no_deadline(self) -> Bilingual:
        """That timers are held to nothing; a moment is a deadline, but not one that they can be held to."""
        if self.timing.planned.plan.deliver_by is None:
            return Bilingual("the plan has no deadline", "計畫沒有設定期限")
        return Bilingual("the plan has no deliver_within", "計畫沒有設定 deliver_within")

    def _cheaper(self, cheapest: Option) -> Iterator[Bilingual]:
        """What waiting longer would save, where that is more than nothing."""
        timer = self.timing.timer
        size = self.timing.planned.plan.audience.size
        if size is None or cheapest.timer is None or cheapest.timer <= timer:
            return
        saved = told(cheapest.saving(self.timing.at(timer)), size)
        if saved is not None:
            words = spoken(cheapest.timer)
            yield Bilingual(
                f"waiting up to {words} would save {saved} more, and fewer would get it twice",
                f"最多可等到 {words.chinese}，再省 {saved.chinese}，重複收到的人也更少",
            )

    def _of_cheapest(self) -> Iterator[Bilingual]:
        """By what measure the timer is the cheapest."""
        timer, words = self.timing.timer, spoken(self.timing.timer)
        if self.timing.options.why_none is not None:
            yield self.timing.options.why_none
            yield from self._too_late_anyhow()
            yield Bilingual(
                f"what cannot be kept is set aside: {words} is about the cheapest timer that keeps to the rest",
                f"做不到的上限先不計；在其餘條件之內，等 {words.chinese}再改發大致最省",
            )
        elif self.timing.limits != Limits():
            yield Bilingual(
                f"{words} is about the cheapest timer within the limits of the plan",
                f"在計畫的上限之內，等 {words.chinese}再改發大致最省",
            )
        elif self.timing.inputs.completed.deadline is None:
            yield Bilingual(
                f"{words} is about the cheapest timer, for {self._no_deadline}; for an earlier one, set deliver_within "
                "or limits",
                f"{self._no_deadline.chinese}，等 {words.chinese}再改發大致最省；想早點改發，請設定 deliver_within 或"
                " limits",
            )
        elif self.timing.at(timer).late == 0:
            yield Bilingual(
                f"{words} is about the cheapest timer that makes nobody late; for an earlier one, set limits",
                f"等 {words.chinese}再改發大致最省，而且沒有人逾期；想早點改發，請在 limits 設上限",
            )
        else:
            yield Bilingual(
                f"{words} is about the cheapest timer by which no more are late than need be; for an earlier one, set "
                "limits",
                f"等 {words.chinese}再改發大致最省，而且不會多出逾期的人；想早點改發，請在 limits 設上限",
            )

    def _too_late_anyhow(self) -> Iterator[Bilingual]:
        """That the author's limit of lateness allows more than there is use for, where it does."""
        longest = longest_in_time(self.timing.planned, self.timing.inputs)
        late = self.timing.limits.late
        if late is not None and longest is not None and self.timing.at(longest).late < late:
            words = spoken(longest)
            yield Bilingual(
                f"after {words} the fallback would come too late for the deadline, so however many may be late, no "
                "timer is longer",
                f"超過 {words.chinese}，備援就趕不上期限；逾期的上限再寬，也不再等下去",
            )

    def _compared(self) -> Iterator[Bilingual]:
        """The timer of the plan beside the one that is recommended instead."""
        own, timer = self.timing.own, self.timing.timer
        if own is None or own == timer:
            return
        before, after = self.timing.at(own), self.timing.at(timer)
        saved = Option(timer, False, after).saving(before)
        size = self.timing.planned.plan.audience.size
        english = f"with it {shares(after)}; with the timer of the plan ({spoken(own)}) {shares(before)}"
        chinese = (
            f"建議的等待時間（{spoken(timer).chinese}）：{shares(after).chinese}；"
            f"原計畫的等待時間（{spoken(own).chinese}）：{shares(before).chinese}"
        )
        if size is not None and (amount := told(saved, size)) is not None:
            english += f"; what is recommended costs {amount} {'less' if saved.high > 0 else 'more'} than the plan"
            chinese += f"；建議的成本比原計畫{'少' if saved.high > 0 else '多'} {amount.chinese}"
        yield Bilingual(english, chinese)
        longest = longest_held(self.timing.planned, self.timing.inputs)
        if longest is not None and own > longest:
            yield Bilingual(
                f"where quiet hours hold it, the timer of the plan ({spoken(own)}) is past the deadline, which the "
                "figures here do not count",
                f"原計畫的等待時間（{spoken(own).chinese}）遇到不打擾時段就趕不上期限；上面的逾期沒有計入這一點",
            )

    def _fewer_duplicates(self) -> Iterator[Bilingual]:
        """The choice that a limit of duplicates alone leaves: how short the timer may be, and what that costs."""
        limit, timer = self.timing.limits.duplicate, self.timing.timer
        if limit is None or self.timing.limits != Limits(duplicate=limit) or self.timing.options.cheapest is None:
            return
        timers = range(shortest_of(self.timing.planned), timer + 1, MINUTE)
        at = bisect_left(timers, True, key=lambda each: self.timing.at(each).duplicate <= limit)
        if at >= len(timers) or timers[at] == timer:
            return
        words, chosen = spoken(timers[at]), Option(timer, False, self.timing.at(timer))
        more = told(chosen.saving(self.timing.at(timers[at])), self.timing.planned.plan.audience.size)
        yield Bilingual(
            f"the shortest timer that meets your limit of duplicates is {words}"
            + ("" if more is None else f"; it costs {more} more than what is recommended"),
            f"符合重複上限的等待時間，最短是 {words.chinese}"
            + ("" if more is None else f"，成本比建議的多 {more.chinese}"),
        )

    def _quiet(self) -> Iterator[Bilingual]:
        """What quiet hours have changed."""
        wanted, timer = self.timing.wanted, self.timing.timer
        if not self.timing.wakes(timer):
            yield Bilingual(
                "it falls into the quiet hours: no other timer is outside of them and keeps to what is asked",
                "這個時間落在不打擾時段；沒有其他等待時間既避開它，又符合條件",
            )
        elif not self.timing.wakes(wanted):
            yield _before_quiet() if timer < wanted else _after_quiet()
        if starts_quiet(self.timing.planned):
            at = self.timing.planned.plan.send_at or 0
            clock = f"{at // 60:02}:{at % 60:02}"
            yield Bilingual(
                f"the plan starts at {clock}, within its own quiet hours; choose another send_at",
                f"計畫在 {clock} 開始發送，落在自己設定的不打擾時段；請另選 send_at",
            )

    def _held(self) -> Iterator[Bilingual]:
        """What quiet hours do to a plan that starts at any hour."""
        planned, deadline = self.timing.planned, self.timing.inputs.completed.deadline
        if not held(planned) or deadline is None:
            return
        words, longest = spoken(held(planned)), longest_held(planned, self.timing.inputs)
        if longest is not None:
            until = spoken(longest)
            yield Bilingual(
                f"it leaves room for the quiet hours, which can hold the fallback for up to {words}: with a timer of "
                f"{until} at most that is still in time",
                f"已預留不打擾時段：備援最多可能因此延後 {words.chinese}，等待時間不超過 {until.chinese}才趕得上期限",
            )
        else:
            yield Bilingual(
                "in the quiet hours the deadline cannot be met: they can hold the fallback for up to "
                f"{words}, and the deadline is {spoken(deadline)}; shorten them or allow more time",
                f"遇到不打擾時段就趕不上期限：備援最多延後 {words.chinese}，期限是 {spoken(deadline).chinese}；"
                "請縮短不打擾時段或放寬期限",
            )

    def _missing(self) -> Iterator[Bilingual]:
        """Which text the plan does not have yet."""
        if self.timing.planned.plan.line is None:
            yield Bilingual(
                "the notification message still needs its text: add `template` or `text` to the step",
                "通知型訊息還沒有內容，請在該步驟加上 template 或 text",
            )
        elif not self.timing.planned.plan.follow_ups:
            yield Bilingual(
                "the fallback still needs its text: add `template` or `text` to the step",
                "備援還沒有內容，請在該步驟加上 template 或 text",
            )


def _before_quiet() -> Bilingual:
    return Bilingual(
        "it goes out before the quiet hours, into which a longer timer would fall",
        "再等下去會落在不打擾時段，因此提前發出",
    )


def _after_quiet() -> Bilingual:
    return Bilingual(
        "it goes out after the quiet hours, into which a shorter timer would fall",
        "提早發會落在不打擾時段，因此等時段過後再發出",
    )


def shares(found: Expectation) -> Bilingual:
    """How many get it twice, and how many late."""
    twice, late = percent(float(found.duplicate)), percent(float(found.late))
    return Bilingual(f"{twice} get it twice and {late} are late", f"重複 {twice}、逾期 {late}")
