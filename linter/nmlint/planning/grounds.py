"""Why a timer is recommended, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from nmlint.bilingual import Bilingual
from nmlint.channel.outcomes import Expectation
from nmlint.durations import spoken
from nmlint.output.plan_figures import percent
from nmlint.planning.options import Limits, Option
from nmlint.planning.timing import Ground, Timing, longest_in_time


def grounds(timing: Timing) -> tuple[Bilingual, ...]:
    """Why that timer: by what measure it is best, how it compares with the plan's own, and what is still missing."""
    return tuple(_Grounds(timing).all())


@dataclass(frozen=True, slots=True)
class _Grounds:
    timing: Timing

    def all(self) -> Iterator[Bilingual]:
        match self.timing.ground:
            case Ground.OWN:
                yield from self._of_own(self.timing.wanted)
            case Ground.CHEAPEST:
                yield from self._of_cheapest()
                yield from self._compared()
            case Ground.LATE_ANYHOW:
                yield from filter(None, [self.timing.options.why_none])
        yield from self._quiet()
        yield from self._missing()

    def _of_own(self, own: int) -> Iterator[Bilingual]:
        """That the timer of the plan will do, and what a longer one would save."""
        words = spoken(own)
        if self.timing.inputs.completed.deadline is None:
            yield Bilingual(
                f"the plan has no deadline, so nothing speaks against its own timer of {words}",
                f"計畫沒有設定期限，維持原本的等待時間 {words.chinese}即可",
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

    def _cheaper(self, cheapest: Option) -> Iterator[Bilingual]:
        """What waiting longer would save, where that is more than nothing."""
        timer = self.timing.timer
        size, saved = self.timing.planned.plan.audience.size, cheapest.saving(self.timing.at(timer))
        if size is None or cheapest.timer is None or cheapest.timer <= timer or round(saved.high * size) <= 0:
            return
        words = spoken(cheapest.timer)
        low, high = _told(saved.low * size, saved.high * size)
        yield Bilingual(
            f"waiting up to {words} would save NT$ {low}{high and f' to {high}'} more, and fewer would get it twice",
            f"最多可等到 {words.chinese}，再省 NT$ {low}{high and f' 至 {high}'}，重複收到的人也更少",
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
                f"{words} is about the cheapest timer, for the plan has no deadline; for an earlier one, set "
                "deliver_within or limits",
                f"計畫沒有設定期限，等 {words.chinese}再改發大致最省；想早點改發，請設定 deliver_within 或 limits",
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
        english = f"with it {_shares(after)}; with the timer of the plan ({spoken(own)}) {_shares(before)}"
        chinese = f"{_shares(after).chinese}；原計畫的等待時間（{spoken(own).chinese}）：{_shares(before).chinese}"
        if size is not None and round(abs(saved.high) * size) > 0:
            low, high = _told(*sorted((abs(saved.low) * size, abs(saved.high) * size)))
            english += f"; it costs NT$ {low}{high and f' to {high}'} {'less' if saved.high > 0 else 'more'}"
            chinese += f"；成本{'少' if saved.high > 0 else '多'} NT$ {low}{high and f' 至 {high}'}"
        yield Bilingual(english, chinese)

    def _quiet(self) -> Iterator[Bilingual]:
        """What quiet hours have changed."""
        wanted, timer = self.timing.wanted, self.timing.timer
        if not self.timing.wakes(timer):
            yield Bilingual(
                "it falls into the quiet hours: no other timer is outside of them and keeps to what is asked",
                "這個時間落在夜間時段；沒有其他等待時間既避開夜間，又符合條件",
            )
        elif not self.timing.wakes(wanted):
            yield _before_quiet() if timer < wanted else _after_quiet()

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
        "再等下去會落在夜間時段，因此提前在夜間之前發出",
    )


def _after_quiet() -> Bilingual:
    return Bilingual(
        "it goes out after the quiet hours, into which a shorter timer would fall",
        "提早發會落在夜間時段，因此等夜間過後再發出",
    )


def _shares(found: Expectation) -> Bilingual:
    twice, late = percent(float(found.duplicate)), percent(float(found.late))
    return Bilingual(f"{twice} get it twice and {late} are late", f"重複 {twice}、逾期 {late}")


def _told(*amounts: Fraction) -> tuple[str, str]:
    """Money from low to high, the latter empty where both read alike."""
    low, high = (f"{round(amount):,}" for amount in amounts)
    return low, "" if low == high else high
