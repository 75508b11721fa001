"""A recommendation for people: in a few words beside a verdict, or in full with its reasons and other ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nmlint.bilingual import Bilingual, in_language
from nmlint.output.words import known, word
from nmlint.report import Alternative, Change, Reason, Recommendation, Report

SCHEMA = "nmlint.recommend/1"

_OF_ARTEFACT = ("id", "path", "kind", "verdict", "error", "scenario", "recommendation")
_IF = Bilingual("if", "如果")
_NOTE = Bilingual("note", "說明")
_ANOTHER = Bilingual("another channel", "其他通路")
_HOMES = Bilingual("the promotion may go by", "宣傳內容可改走")
_CONSENT = Bilingual("see nmlint recommend for the consent that each needs", "各需要哪些同意，見 nmlint recommend")

# Something to show, under a label.
Labelled = tuple[str, str]


def in_short(recommendation: Recommendation, lang: str) -> str:
    """The channel with what decided, such as `SMS (within five minutes: legal-doubt)`; of a refusal, only that."""
    channel = known(recommendation.channel, lang)
    if refused(recommendation):
        return channel
    cited = word("between", lang).join(dict.fromkeys(r.clause or str(r.rule) for r in recommendation.reasons))
    if recommendation.deadline is not None:
        cited = f"{known(recommendation.deadline, lang)}{word('colon', lang)}{cited}"
    return f"{channel}{_aside(cited, lang)}"


def refused(recommendation: Recommendation) -> bool:
    """Whether no channel is recommended."""
    return recommendation.channel == "do-not-send"


def of_refusal(recommendation: Recommendation, lang: str) -> Iterator[Labelled]:
    """Why a text is refused, what would let it out, and which channels may carry what it promotes, a line each."""
    if not refused(recommendation):
        return
    cited = (_citation(reason) for reason in recommendation.reasons)
    yield word("because", lang), ", ".join(cited)
    for change in recommendation.would_change:
        yield in_language(_IF, lang), _change(change, lang)
    if recommendation.alternatives:
        channels = word("between", lang).join(known(other.channel, lang) for other in recommendation.alternatives)
        yield in_language(_HOMES, lang), f"{channels}{_aside(in_language(_CONSENT, lang), lang)}"


def in_full(recommendation: Recommendation, lang: str) -> Iterator[Labelled]:
    """Everything, a line each: the channel, its reasons, what would change it, other channels, notes."""
    deadline = recommendation.deadline
    aside = "" if deadline is None else _aside(known(deadline, lang), lang)
    yield word("channel", lang), f"{known(recommendation.channel, lang)}{aside}"
    said: set[str] = {""}
    for reason in recommendation.reasons:
        # Many rules may rest on one clause, whose words are said once.
        says = "" if reason.says in said else f"{word('colon', lang)}{in_language(reason.says, lang)}"
        said.add(reason.says)
        yield word("because", lang), f"{_citation(reason)}{says}"
    for change in recommendation.would_change:
        yield in_language(_IF, lang), _change(change, lang)
    for other in recommendation.alternatives:
        yield in_language(_ANOTHER, lang), _alternative(other, lang)
    for note in recommendation.notes:
        yield in_language(_NOTE, lang), in_language(note, lang)


def as_data(report: Report) -> dict[str, Any]:
    """The recommendations of a run as JSON has them; what they share with the report looks as it does there."""
    data = report.to_dict()
    return {
        "schema": SCHEMA,
        **{key: data[key] for key in ("nmlint", "catalogue", "policy", "intent", "faults")},
        "artefacts": [{key: artefact[key] for key in _OF_ARTEFACT} for artefact in data["artefacts"]],
    }


def _citation(reason: Reason) -> str:
    if reason.rule is None:
        return str(reason.clause)
    return f"{reason.rule} ({reason.clause})" if reason.clause else reason.rule


def _change(change: Change, lang: str) -> str:
    cited = f" ({change.clause})" if change.clause else ""
    return f"{in_language(change.when, lang)} → {known(change.channel, lang)}{cited}"


def _alternative(other: Alternative, lang: str) -> str:
    rests = known(other.basis, lang) + (f"{word('comma', lang)}{other.clause}" if other.clause else "")
    needs = in_language(Bilingual("; ", "；"), lang).join(in_language(need, lang) for need in other.needs)
    return f"{known(other.channel, lang)}{_aside(rests, lang)}" + (f"{word('colon', lang)}{needs}" if needs else "")


def _aside(text: str, lang: str) -> str:
    return in_language(Bilingual(f" ({text})", f"（{text}）"), lang)
