"""One decision of the ledger in words: what was decided, why, by what, how it was sent and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nmlint.bilingual import Bilingual, in_language
from nmlint.output.ledger_words import OUTCOMES, VERDICTS, moment
from nmlint.output.terminal import one_line

Data = Mapping[str, Any]

_WHY = Bilingual("why", "原因")
_NOTHING = Bilingual("nothing objected", "沒有規則反對")
_BY = Bilingual("judged by", "判斷依據")
_VALUES = Bilingual("values, masked", "數值（已遮蔽）")
_MATCH = {
    True: Bilingual("the given values are those that were judged", "所給的數值就是當時判斷的數值"),
    False: Bilingual("the given values are NOT those that were judged", "所給的數值並不是當時判斷的數值"),
}
_SENDS = Bilingual("sends", "發送")
_NO_SENDS = Bilingual("nothing was sent", "沒有發送")
_EVENTS = Bilingual("what LINE told", "LINE 的通知")
_AGAIN = Bilingual(" (told again)", "（重送）")
_NO_ANSWER = Bilingual("no answer was recorded; it may have been sent", "沒有記錄到回應，可能已經送出")


def explained(data: Data, lang: str) -> Iterator[str]:
    """The decision, a part below another."""
    for line in _lines(data, lang):
        yield one_line(line)


def _lines(data: Data, lang: str) -> Iterator[str]:
    decision = data["decision"]
    verdict = "observed" if decision["observed"] else "allowed" if decision["allowed"] else "refused"
    channel = f" · {decision['channel']}" if decision["channel"] else ""
    yield f"{decision['id']} · {decision['template']} · {moment(decision['at'])}"
    yield f"  {in_language(VERDICTS[verdict], lang)}{channel}"
    yield f"  {data['outcome']}: {in_language(OUTCOMES[data['outcome']], lang)}{_of(data['earlier'], lang)}"
    yield from _heading(_WHY, lang)
    yield from _why(decision, lang)
    yield from _heading(_BY, lang)
    yield from _by(decision["basis"], lang)
    yield from _values(data, lang)
    yield from _heading(_SENDS if data["attempts"] else _NO_SENDS, lang)
    for each in data["attempts"]:
        yield from _attempt(each, lang)
    yield from _objections(data["findings"], lang)
    if data["deliveries"]:
        yield from _heading(_EVENTS, lang)
    for event in data["deliveries"]:
        again = in_language(_AGAIN, lang) if event["redelivery"] else ""
        yield f"  {moment(event['at'])} {event['event']}{again}"


def _heading(text: Bilingual, lang: str) -> Iterator[str]:
    yield ""
    yield in_language(text, lang)


def _of(earlier: str | None, lang: str) -> str:
    return "" if earlier is None else in_language(Bilingual(f" (by {earlier})", f"（{earlier}）"), lang)


def _why(decision: Data, lang: str) -> Iterator[str]:
    if not decision["objections"]:
        yield f"  {in_language(_NOTHING, lang)}"
    yield from _objections(decision["objections"], lang)
    for reason in decision["reasons"]:
        yield f"  {reason}"
    for name, said in _MOMENTS.items():
        if decision[name] is not None:
            yield f"  {in_language(said, lang)} {moment(decision[name])}"


def _objections(found: Sequence[Data], lang: str) -> Iterator[str]:
    for each in found:
        clause = f", {each['clause']}" if each.get("clause") else ""
        where = f" [{each['value']}]" if each.get("value") else ""
        yield f"  {each['rule']} ({each['severity']}{clause}){where}: {each.get(lang) or each['message']}"
        if each.get("fix"):
            yield f"    {each['fix']}"


_MOMENTS = {
    "event": Bilingual("of what happened at", "事件發生於"),
    "deadline": Bilingual("to arrive until", "最晚送達"),
    "not_before": Bilingual("not before", "最早可於"),
}


def _by(basis: Data, lang: str) -> Iterator[str]:
    yield in_language(
        Bilingual(
            f"  nmlint {basis['nmlint']}, rules in force on {basis['as_of']}",
            f"  nmlint {basis['nmlint']}，適用 {basis['as_of']} 的規則",
        ),
        lang,
    )
    yield in_language(Bilingual(f"  catalogue {basis['catalogue']}", f"  規則目錄 {basis['catalogue']}"), lang)
    yield in_language(Bilingual(f"  policy {basis['policy']}", f"  政策 {basis['policy']}"), lang)
    if basis["lock"] is not None:
        reference = basis["reference"] or "-"
        yield in_language(
            Bilingual(
                f"  approved by LINE as {reference}, lock {basis['lock']}",
                f"  經 LINE 核准（{reference}），核准紀錄 {basis['lock']}",
            ),
            lang,
        )


def _values(data: Data, lang: str) -> Iterator[str]:
    values, match = data["decision"]["values"], data.get("values_match")
    if values or match is not None:
        yield from _heading(_VALUES, lang)
    for name, value in values.items():
        yield f"  {name}: {value}"
    if match is not None:
        yield f"  {in_language(_MATCH[match], lang)}"


def _attempt(each: Data, lang: str) -> Iterator[str]:
    yield f"  {each['step'] + 1}. {each['channel']} ({each['message']}), {each['tag']}"
    yield f"     {moment(each['begun'])} {in_language(Bilingual('begun', '開始'), lang)}"
    if each["answered"] is not None:
        status = "" if each["status"] is None else f" {each['status']}"
        request = f" [{each['request_id']}]" if each["request_id"] else ""
        reason = f": {each['reason']}" if each["reason"] else ""
        yield f"     {moment(each['answered'])} {each['fate']}{status}{reason}{request}"
    elif each["fate"] == "unknown":
        yield f"     {in_language(_NO_ANSWER, lang)}"
    if each["delivered"] is not None:
        yield f"     {moment(each['delivered'])} {in_language(Bilingual('delivered', '送達'), lang)}"
    if each["due"] is not None and each["closed"] is None:
        yield f"     {moment(each['due'])} {in_language(Bilingual('its fallback is due', '備援應發送'), lang)}"
