"""What has changed since LINE approved a document: `approval: {test: …}`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from nmlint.bilingual import Bilingual
from nmlint.checks.model import Hit, Registry, Spec, Subject, source_hit
from nmlint.rendering import Origin
from nmlint.source import Span

if TYPE_CHECKING:
    from nmlint.approval.change import Change
    from nmlint.approval.standing import Approval
    from nmlint.approval.waiting import Waiting

_MISSING = "missing"


class OfApproval:
    """The changes of one class, each where the new characters stand; or that there is no approval at all."""

    triggers: frozenset[int] | None = None

    def __init__(self, spec: Spec) -> None:
        self._test: str = spec["test"]

    def find(self, subject: Subject) -> Iterator[Hit]:
        approval = subject.case.approval
        if approval is None or not approval.demanded:
            return
        start = Origin(subject.case.document.source.name, Span(0, 0))
        if approval.entry is None:
            if self._test == _MISSING:
                yield source_hit(start)
            return
        if self._test == _MISSING and approval.ended:
            last = approval.entry.until
            ended = Bilingual(f" (the last one ended on {last})", f"（先前的核准到 {last} 為止）")
            yield source_hit(start, ended=ended)
        for change in approval.changes:
            if change.drift.word == self._test:
                place = change.places[0].origin if change.places else start
                yield source_hit(place, **_details(change, approval, subject))


def _details(change: Change, approval: Approval, subject: Subject) -> dict[str, str]:
    # Late: few documents have an approval, and fewer have changed since.
    from nmlint.approval.waiting import waiting  # noqa: PLC0415

    details: dict[str, str] = {"reason": change.reason, "change": _told(change)}
    if approval.entry is not None:
        details |= {"reference": approval.entry.reference, "approved": approval.entry.date}
    day = date.fromisoformat(subject.case.settings.as_of)
    wait = None if change.clause is None else waiting(subject.case.catalogue, change.clause, day)
    return details if wait is None else {**details, "wait": _waited(wait)}


def _told(change: Change) -> Bilingual:
    """The characters of before and after."""
    case = Bilingual(f" (when {change.case})", f"（僅當：{change.case}）") if change.case else Bilingual("", "")
    match bool(change.before), bool(change.after):
        case True, True:
            said = Bilingual(f"{change.before!r} became {change.after!r}", f"「{change.before}」改成「{change.after}」")
        case True, False:
            said = Bilingual(f"{change.before!r} is gone", f"刪去「{change.before}」")
        case False, True:
            said = Bilingual(f"{change.after!r} is new", f"新增「{change.after}」")
        case _:
            said = Bilingual("see the place", "見標示處")
    return Bilingual(f"{said}{case}", f"{said.chinese}{case.chinese}")


def _waited(wait: Waiting) -> Bilingual:
    """How long a review takes, and when it may be over that begins today."""
    days = f"{wait.least}" if wait.most in (None, wait.least) else f"{wait.least}–{wait.most}"
    if wait.unknown is not None:
        takes = (
            Bilingual("it goes to LINE's headquarters, and no time is promised", "須送 LINE 總部審查，不保證時間")
            if wait.least is None
            else Bilingual(f"the review takes {days} working days", f"審查 {days} 個工作天")
        )
        return Bilingual(
            f"{takes}; on which days cannot be told, for the calendar of {wait.unknown} is not known",
            f"{takes.chinese}；{wait.unknown} 年的行事曆還不知道，無法推算日期",
        )
    if wait.least is None:
        return Bilingual(
            f"it goes to LINE's headquarters on {wait.handed_in}, and no time is promised",
            f"最快 {wait.handed_in} 送 LINE 總部審查，不保證時間",
        )
    return Bilingual(
        f"the review takes {days} working days; handed in today it is over on {wait.earliest} at the earliest",
        f"審查 {days} 個工作天；今天送審，最快 {wait.earliest} 完成",
    )


def approvals(spec: Spec, _registry: Registry) -> OfApproval:
    """`approval: {test: …}`."""
    return OfApproval(spec)
