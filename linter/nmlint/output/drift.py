"""How templates differ from what LINE approved: for people, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nmlint import __version__
from nmlint.approval.change import Change, Drift, worst
from nmlint.approval.model import Approved
from nmlint.approval.waiting import Waiting
from nmlint.bilingual import Bilingual, in_language
from nmlint.output.frame import ELLIPSIS, marked_lines
from nmlint.output.terminal import PLAIN, Style, one_line
from nmlint.rendering import Region
from nmlint.report import Artefact, as_json
from nmlint.source import Location, Source

SCHEMA = "nmlint.drift/1"

_MOST_QUOTED = 120
_LOOK = {Drift.NONE: "green", Drift.COSMETIC: "cyan", Drift.REVIEW: "yellow", Drift.NEW_SCENARIO: "red"}
_SAID = {
    Drift.NONE: Bilingual("as approved", "與核准內容相同"),
    Drift.COSMETIC: Bilingual("cosmetic, no review", "僅格式差異，不必送審"),
    Drift.REVIEW: Bilingual("LINE must review the change", "更動須送 LINE 審核"),
    Drift.NEW_SCENARIO: Bilingual("to be reviewed as a new scenario", "須以新情境送審"),
}
_UNAPPROVED = Bilingual("not in the lock: LINE has not approved it", "不在核准紀錄裡：尚未經 LINE 核准")
_GONE = Bilingual(
    "approved, but there is no such template any more; nmlint approve --remove drops the entry",
    "已核准，但範本不見了；可用 nmlint approve --remove 移除",
)
_STATES = {
    "none": Bilingual("as approved", "相同"),
    "cosmetic": Bilingual("cosmetic", "僅格式差異"),
    "review": Bilingual("to be reviewed", "須送審"),
    "new-scenario": Bilingual("new scenario", "新情境"),
    "unapproved": Bilingual("not approved", "尚未核准"),
    "gone": Bilingual("gone", "範本不見"),
}
_BEFORE, _AFTER = Bilingual("approved", "核准"), Bilingual("now", "現在")
_WHEN, _THROUGH, _REVIEW = Bilingual("when", "條件"), Bilingual("through", "經由"), Bilingual("review", "審核")
_WORDS = {
    Drift.NONE: Bilingual("none", "相同"),
    Drift.COSMETIC: Bilingual("cosmetic", "僅格式"),
    Drift.REVIEW: Bilingual("review", "須送審"),
    Drift.NEW_SCENARIO: Bilingual("new-scenario", "新情境"),
}
WHATS = {
    "text": Bilingual("text", "文字"),
    "variable": Bilingual("variable", "變數"),
    "link": Bilingual("link", "連結"),
    "branch": Bilingual("branch", "分支"),
    "condition": Bilingual("condition", "條件"),
    "order": Bilingual("order", "順序"),
    "design": Bilingual("design", "外觀"),
    "template-key": Bilingual("template-key", "範本代號 templateKey"),
    "item-key": Bilingual("item-key", "項目代號 itemKey"),
    "fallback": Bilingual("fallback", "備援"),
    "scenario": Bilingual("scenario", "情境"),
    "message": Bilingual("message", "訊息類型"),
    "sender": Bilingual("sender", "發送者"),
    "event": Bilingual("event", "觸發事件"),
    "basis": Bilingual("basis", "發送依據"),
    "id": Bilingual("id", "id"),
}
_SLOTS = {
    "uri": Bilingual("link", "連結"),
    "label": Bilingual("label", "按鈕文字"),
    "title": Bilingual("title", "標題"),
    "alt-text": Bilingual("alternative text", "替代文字"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A template or message beside its entry in the lock.

    `approved` is None for what is not in the lock, `present` false for what is there alone; then `holds` is the id of
    the other one that its file holds now, where there is one. `waits` are the reviews that its changes ask for.
    """

    id: str
    path: str
    approved: Approved | None
    changes: tuple[Change, ...] = ()
    sources: Mapping[str, Source] | None = None
    present: bool = True
    waits: tuple[Waiting, ...] = ()
    holds: str | None = None

    @property
    def drift(self) -> Drift:
        """What its changes ask for together."""
        return worst(self.changes)

    @property
    def state(self) -> str:
        """`unapproved`, `gone`, or the word of its drift."""
        if self.approved is None:
            return "unapproved"
        return self.drift.word if self.present else "gone"


def said(drift: Drift) -> Bilingual:
    """What a difference asks for, in words."""
    return _SAID[drift]


@dataclass(frozen=True, slots=True)
class DriftText:
    """Writes differences for people, in one language and width."""

    lang: str
    width: int = 100
    style: Style = PLAIN

    def lines(self, compared: Sequence[Compared], lock: str) -> Iterator[str]:
        """Every template with its changes, and the counts."""
        for one in compared:
            yield from self._template(one)
            yield ""
        yield from self._summary(compared, lock)

    def _template(self, one: Compared) -> Iterator[str]:
        place = self.style(one_line(one.path), "bold")
        if one.approved is None:
            yield f"{place}: {self.style(self._in(_UNAPPROVED), 'yellow')}"
            return
        approval = f"{one.approved.date} {one_line(one.approved.reference)}"
        if not one.present:
            gone = _GONE if one.holds is None else _taken_over(one_line(one.holds))
            yield f"{place} ({one_line(one.id)}): {self._in(gone)} · {approval}"
            return
        drift = self.style(self._in(_SAID[one.drift]), "bold", _LOOK[one.drift])
        yield f"{place}: {drift} · {self._in(Bilingual('approved', '核准於'))} {approval}"
        for change in one.changes:
            yield from self._change(change, one.sources or {})
        for waits in one.waits:
            yield f"  {self._label(_REVIEW)}{self._in(_waiting(waits))} [{waits.clause}]"

    def _change(self, change: Change, sources: Mapping[str, Source]) -> Iterator[str]:
        locations = _locations(change.places, sources)
        place = f"{_shown(locations[0])}: " if locations else ""
        clause = f" ({change.clause})" if change.clause else ""
        what = self._in(WHATS[change.what])
        slot = f" [{self._in(_SLOTS[change.slot])}]" if change.slot in _SLOTS else ""
        drift = self.style(self._in(_WORDS[change.drift]), "bold", _LOOK[change.drift])
        yield f"  {place}{drift} {what}{slot}{clause}"
        yield f"    {one_line(self._in(change.reason))}"
        for location in locations:
            yield from self._frame(location, sources[location.path], _LOOK[change.drift])
        for label, text in ((_BEFORE, change.before), (_AFTER, change.after)):
            if text:
                yield f"    {self._label(label)}{_quoted(text)}"
        if change.case:
            yield f"    {self._label(_WHEN)}{one_line(change.case)}"
        for step in _through(change, sources):
            yield f"    {self._label(_THROUGH)}{_shown(step)}"

    def _frame(self, location: Location, source: Source, look: str) -> Iterator[str]:
        gutter = max(4, len(str(location.end.line)))
        for line in marked_lines(source, location, max(self.width - gutter - 6, 20)):
            yield f"    {self.style(f'{line.number:>{gutter}} |', 'dim')} {line.text}"
            yield f"    {self.style(f'{chr(32):>{gutter}} |', 'dim')} {self.style(line.carets, look)}".rstrip()

    def _summary(self, compared: Sequence[Compared], lock: str) -> Iterator[str]:
        counts = _counts(compared)
        parts = [f"{self._in(said)} {counts[state]}" for state, said in _STATES.items() if counts[state]]
        head = Bilingual(f"compared with {lock}", f"與 {lock} 比對")
        yield f"{self._in(head)}{self._colon}{self._in(Bilingual(', ', '，')).join(parts) or 0}"

    def _label(self, text: Bilingual) -> str:
        return f"{self.style(self._in(text), 'dim')}{self._colon}"

    def _in(self, text: Bilingual) -> str:
        return in_language(text, self.lang)

    @property
    def _colon(self) -> str:
        return self._in(Bilingual(": ", "："))


def drift_json(compared: Sequence[Compared], refused: Sequence[Artefact], lock: str, lang: str) -> str:
    """The same as data."""
    return as_json(
        {
            "schema": SCHEMA,
            "nmlint": __version__,
            "lock": lock,
            "summary": {**_counts(compared), "not-judged": len(refused)},
            "templates": [_template(one, lang) for one in compared],
            "not_judged": [
                {
                    "id": artefact.id,
                    "path": artefact.path,
                    "error": None if artefact.problem is None else in_language(artefact.problem.message, lang),
                }
                for artefact in refused
            ],
        }
    )


def _template(one: Compared, lang: str) -> dict[str, Any]:
    approved = one.approved
    return {
        "id": one.id,
        "path": one.path,
        "state": one.state,
        "approved": approved and {"date": approved.date, "reference": approved.reference, "nmlint": approved.nmlint},
        "changes": [_change(change, one.sources or {}, lang) for change in one.changes],
        "reviews": [
            {
                "clause": waits.clause,
                "working_days": {"least": waits.least, "most": waits.most},
                "handed_in": waits.handed_in and waits.handed_in.isoformat(),
                "earliest": waits.earliest and waits.earliest.isoformat(),
                "latest": waits.latest and waits.latest.isoformat(),
                "unknown_year": waits.unknown,
            }
            for waits in one.waits
        ],
    }


def _change(change: Change, sources: Mapping[str, Source], lang: str) -> dict[str, Any]:
    return {
        "drift": change.drift.word,
        "what": change.what,
        "slot": change.slot,
        "clause": change.clause,
        "reason": in_language(change.reason, lang),
        "before": change.before,
        "after": change.after,
        "condition": change.case or None,
        "places": [
            {
                "path": location.path,
                "start": {"line": start.line, "column": start.column, "offset": start.offset},
                "end": {"line": end.line, "column": end.column, "offset": end.offset},
            }
            for location in _locations(change.places, sources)
            for start, end in [(location.start, location.end)]
        ],
        "through": [
            {"path": step.path, "line": step.start.line, "column": step.start.column}
            for step in _through(change, sources)
        ],
    }


def _through(change: Change, sources: Mapping[str, Source]) -> list[Location]:
    """The calls and includes that the changed characters passed, from the outermost on."""
    steps = change.places[0].through if change.places else ()
    return [Location.of(sources[step.source], step.span) for step in steps if step.source in sources]


def _counts(compared: Sequence[Compared]) -> dict[str, int]:
    states = [one.state for one in compared]
    return {state: states.count(state) for state in _STATES}


def _locations(places: Sequence[Region], sources: Mapping[str, Source]) -> list[Location]:
    return [
        Location.of(source, region.origin.span)
        for region in places
        if (source := sources.get(region.origin.source)) is not None
    ]


def _shown(location: Location) -> str:
    return f"{one_line(location.path)}:{location.start.line}:{location.start.column}"


def _taken_over(holds: str) -> Bilingual:
    return Bilingual(
        f"approved, but this file now holds {holds}, approved by itself; nmlint approve --remove drops the entry",
        f"已核准，但這個檔案現在是另一個核准的 {holds}；可用 nmlint approve --remove 移除這一項",
    )


def _quoted(text: str) -> str:
    """The changed characters on one line; what nobody sees by its number."""
    cut = text if len(text) <= _MOST_QUOTED else text[:_MOST_QUOTED] + ELLIPSIS
    return one_line(cut.replace("\n", "⏎")) if cut.strip() else f"“{one_line(cut.replace(chr(10), '⏎'))}”"


def _waiting(waits: Waiting) -> Bilingual:
    """How long a review takes, and its days where they are asked for."""
    if waits.least is None:
        english, chinese = "no promised time", "不保證時間"
    else:
        most = "" if waits.most is None else f"–{waits.most}"
        english, chinese = f"{waits.least}{most} working days", f"{waits.least}{most} 個工作天"
    if waits.unknown is not None:
        english = f"{english}; on which days cannot be told, for the calendar of {waits.unknown} is not known"
        chinese = f"{chinese}；{waits.unknown} 年的行事曆還不知道，無法推算日期"
    if waits.handed_in is not None:
        english, chinese = f"{english}, handed in on {waits.handed_in}", f"{chinese}，{waits.handed_in} 送審"
    if waits.earliest is not None:
        ends = " – ".join(str(day) for day in (waits.earliest, waits.latest) if day is not None)
        english, chinese = f"{english}: {ends}", f"{chinese}：{ends}"
    return Bilingual(english, chinese)
