"""The differences in what the reviewed plan says beside the texts: scenario, sender, values, links, fallback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nmlint import durations
from nmlint.approval.change import REVIEW_CHANGE, REVIEW_NEW, REVIEW_SCENARIO, Change, Drift, at
from nmlint.approval.model import Fingerprint, Following, Known, Words
from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.catalogue.model import Scenario
from nmlint.catalogue.naming import scenario_named
from nmlint.rendering import Origin
from nmlint.source import Span

Places = Mapping[str, Origin]

_NAMED = {
    "message": Bilingual("the message type differs from the reviewed one", "訊息類型與送審的不同"),
    "sender": Bilingual("the sender differs from the reviewed one", "發送者與送審的不同"),
    "event": Bilingual("the event that triggers it differs from the reviewed one", "觸發事件與送審的不同"),
    "basis": Bilingual("the basis of the notice differs from the reviewed one", "發送依據與送審的不同"),
}
_MASKS = frozenset("*＊○〇●XxΧ×")


def fact_changes(old: Fingerprint, new: Fingerprint, scenarios: Mapping[str, Scenario]) -> Iterator[Change]:
    """Every difference in what is declared; `scenarios` are those of LINE's list and the extensions, by their ids."""
    if old.id != new.id:
        reason = Bilingual(
            "the id changed, and the approval was recorded under the old one; nmlint approve takes it over",
            "id 改變，核准記錄在原本的 id 之下；執行 nmlint approve 即可沿用",
        )
        yield Change(Drift.COSMETIC, "id", reason, old.id, new.id, places=at(new.places.get("id")))
    yield from _scenario(old, new, scenarios)
    for key, reason in _NAMED.items():
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield _review(key, reason, before, after, _place(new, key))


def _scenario(old: Fingerprint, new: Fingerprint, scenarios: Mapping[str, Scenario]) -> Iterator[Change]:
    before, after = old.scenario, new.scenario
    if before == after:
        return
    meant = _meant(after, scenarios)
    clause: str | None
    if after is not None and meant == _meant(before, scenarios):
        drift, clause, reason = Drift.COSMETIC, None, _same_scenario(meant)
    elif meant in scenarios and not scenarios[meant].extension:
        drift, clause, reason = Drift.REVIEW, REVIEW_SCENARIO, _other_scenario(after, meant)
    else:
        drift, clause, reason = Drift.NEW_SCENARIO, REVIEW_NEW, _outside_list(after, meant, scenarios)
    yield Change(drift, "scenario", reason, before or "", after or "", None, clause, at(_place(new, "scenario")))


def _meant(written: str | None, scenarios: Mapping[str, Scenario]) -> str:
    """The scenario that is declared, by its id: many write its name."""
    if written is None or written in scenarios:
        return written or ""
    return scenario_named(written, scenarios) or written


def _same_scenario(meant: str) -> Bilingual:
    return Bilingual(
        f"the same scenario by another name; write its id, {meant}", f"情境相同，只是寫法不同；請寫代號 {meant}"
    )


def _other_scenario(after: str | None, meant: str) -> Bilingual:
    called = Bilingual("", "") if after == meant else _called(after, meant)
    return Bilingual(
        f"{called}another scenario than the approved one; {meant} is on LINE's list, so it is reviewed as an existing "
        "one",
        f"{called.chinese}情境與核准的不同；「{meant}」在 LINE 的清單內，以既有情境送審",
    )


def _outside_list(after: str | None, meant: str, scenarios: Mapping[str, Scenario]) -> Bilingual:
    if after is None:
        said = Bilingual("no scenario is declared any more", "不再宣告情境")
    elif meant in scenarios:
        called = Bilingual("", "") if after == meant else _called(after, meant)
        said = Bilingual(
            f"{called}{meant} is not among the 18 of LINE's list",
            f"{called.chinese}「{meant}」不在 LINE 的 18 種情境內",
        )
    else:
        hint = did_you_mean(after, scenarios)
        said = Bilingual(
            f"{after} is not among the 18 of LINE's list{hint}", f"「{after}」不在 LINE 的 18 種情境內{hint.chinese}"
        )
    return Bilingual(f"{said}; it is reviewed as a new scenario", f"{said.chinese}；須以新情境送審")


def _called(name: str | None, meant: str) -> Bilingual:
    return Bilingual(f"{name} is the scenario {meant}, and is written so; ", f"「{name}」的代號是 {meant}，請寫代號；")


def declared_changes(old: Words, new: Words, places: Places) -> Iterator[Change]:
    """The differences in what is declared of values and links that stand in both; names are those of the new words."""
    for name, known in new.variables.items():
        if name in old.variables:
            yield from _variable(name, old.variables[name], known, places)
    for url, purpose in new.links.items():
        before = old.links.get(url)
        if url in old.links and before != purpose:
            named = (origin for key, origin in places.items() if key.startswith("links.") and key[6:] in url)
            yield _purpose(url, before, purpose, next(named, None) or places.get("links") or _top(places))


def _purpose(url: str, before: str | None, after: str | None, place: Origin | None) -> Change:
    if before is None:
        reason = Bilingual(f"the purpose of {url} is declared now, and was not before", f"補上連結用途：{url}")
        return Change(Drift.COSMETIC, "link", reason, "", after or "", places=at(place))
    reason = Bilingual(f"the purpose of {url} differs from the reviewed one", f"連結用途與送審的不同：{url}")
    return _review("link", reason, before, after, place)


def _variable(name: str, old: Known, new: Known, places: Places) -> Iterator[Change]:
    """What a value may be: less than before needs nobody, anything else was not approved."""
    for key, narrower in (
        ("type", old.type is None),
        ("values", bool(new.values) and set(new.values) <= set(old.values)),
        ("max_length", _shorter(old.max_length, new.max_length)),
        ("mask", new.mask is not None and _covers(old.mask, new.mask)),
        ("hosts", bool(new.hosts) and (not old.hosts or set(new.hosts) <= set(old.hosts))),
        ("purpose", old.purpose is None),
    ):
        before, after = getattr(old, key), getattr(new, key)
        if before == after or (key == "values" and old.type != new.type):
            continue
        place = at(places.get(f"variables.{name}.{key}") or places.get(f"variables.{name}") or _top(places))
        was, now = _spelt(before), _spelt(after)
        if narrower:
            reason = Bilingual(
                f"{name}: {key} allows less than what was approved", f"變數 {name} 的 {key} 比核准的更嚴格"
            )
            yield Change(Drift.COSMETIC, "variable", reason, was, now, places=place)
        else:
            reason = Bilingual(
                f"{name}: {key} differs from what was approved, and other values may stand in the text",
                f"變數 {name} 的 {key} 與核准的不同，訊息可能出現其他內容",
            )
            yield Change(Drift.REVIEW, "variable", reason, was, now, None, REVIEW_CHANGE, place)


def fallback_changes(old: Following | None, new: Following | None, places: Places) -> Iterator[Change]:
    """The differences in what follows where the message does not arrive, without those of its text."""
    if old is None or new is None:
        if old is not new:
            came = Bilingual("a fallback was added to the reviewed plan", "增加了送審計畫沒有的備援")
            gone = Bilingual("the fallback of the reviewed plan is gone", "送審計畫的備援不見了")
            reason = came if old is None else gone
            place = places.get("fallback.channel") or places.get("fallback") or _top(places)
            yield _review("fallback", reason, _plan(old), _plan(new), place)
        return
    for key, reason in (
        ("channel", Bilingual("the fallback goes by another channel", "備援改走其他通路")),
        ("after", Bilingual("the fallback follows after another time", "備援的等待時間改變")),
        ("unless", Bilingual("the fallback is called off by another status", "取消備援的條件改變")),
    ):
        before, after = getattr(old.plan, key), getattr(new.plan, key)
        if before != after:
            place = places.get(f"fallback.{key}") or places.get("fallback")
            yield _review("fallback", reason, _duration(before), _duration(after), place)
    if (old.words is None) != (new.words is None):
        came = Bilingual("the fallback has a text that the reviewed plan lacks", "備援多了送審計畫沒有的文字")
        gone = Bilingual("the fallback no longer has its reviewed text", "備援不再使用送審的文字")
        place = places.get("fallback.template") or places.get("fallback")
        was, now = (" ".join(text.text for text in side.words.texts) if side.words else "" for side in (old, new))
        yield _review("fallback", came if old.words is None else gone, was, now, place)


def _review(what: str, reason: Bilingual, before: str | None, after: str | None, place: Origin | None) -> Change:
    return Change(Drift.REVIEW, what, reason, before or "", after or "", None, REVIEW_CHANGE, at(place))


def _place(new: Fingerprint, key: str) -> Origin | None:
    """Where a fact is said; of one that is no longer said, where the declaration begins."""
    return new.places.get(key) or _top(new.places)


def _top(places: Places) -> Origin | None:
    first = min(places.values(), key=lambda origin: origin.span.start, default=None)
    return None if first is None else Origin(first.source, Span(first.span.start, first.span.start))


def _shorter(old: int | None, new: int | None) -> bool:
    return new is not None and (old is None or new < old)


def _covers(old: str | None, new: str) -> bool:
    """Whether a mask hides all that another hides; where there was none, any does."""
    return old is None or (
        len(old) == len(new) and all(b in _MASKS or (b == a and a not in _MASKS) for a, b in zip(old, new, strict=True))
    )


def _spelt(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _duration(value: str | int | None) -> str:
    return durations.written(value) if isinstance(value, int) else value or ""


def _plan(fallback: Following | None) -> str:
    if fallback is None:
        return ""
    plan = fallback.plan
    parts = (plan.channel, None if plan.after is None else durations.written(plan.after), plan.unless)
    return " ".join(part for part in parts if part)
