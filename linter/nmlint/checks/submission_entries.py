"""Each notice of a service plan: its scenario, what it says of itself, its deadline, fallback and screenshots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.checks.channel_words import listed, within
from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submitted import Submitted, SubmittedEntry, Test
from nmlint.documents.submitted import CUSTOMER, PRODUCTION_PERMISSION
from nmlint.durations import spoken
from nmlint.vocabulary import NOTIFICATION

_NOTHING = Bilingual("", "")


def scenario_missing(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A notice declares no scenario."""
    for entry in submitted.entries:
        if entry.declared.scenario is None:
            looks = {text.artefact.scenario.suggested for text in entry.judged if text.artefact is not None}
            hint = _NOTHING
            if len(looks) == 1 and (name := next(iter(looks))) is not None:
                hint = Bilingual(f"; it reads like {name}", f"；看起來像 {name}")
            yield PlanHit(f"{entry.entry.key}.scenario", {"value": entry.name, "hint": hint})


def scenario_unknown(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A notice declares a scenario that does not exist."""
    for entry in submitted.entries:
        name = entry.declared.scenario
        if name is not None and entry.scenario is None:
            details = {"value": name, "hint": did_you_mean(name, submitted.catalogue.scenarios)}
            yield PlanHit(f"{entry.entry.key}.scenario", details)


def scenario_outside(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A notice's scenario is not on LINE's list."""
    for entry in submitted.entries:
        if entry.scenario is not None and entry.scenario.number is None:
            yield PlanHit(f"{entry.entry.key}.scenario", {"value": entry.scenario.id})


def notice_lacks(submitted: Submitted, spec: Spec) -> Iterator[PlanHit]:
    """Neither the plan nor the template says some things of a notice."""
    for entry in submitted.entries:
        said = {
            "event": entry.declared.event,
            "basis": entry.declared.basis,
            "fallback": entry.declared.fallback,
            "opt_out": entry.entry.opt_out,
            "volume": entry.entry.volume,
        }
        missing = [name for name in spec["keys"] if not said[name]]
        if missing:
            listed = Bilingual(", ".join(missing), "、".join(missing))
            yield PlanHit(f"{entry.entry.key}.{missing[0]}", {"value": entry.name, "missing": listed})


def without_text(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A notice has neither a text nor a template."""
    for entry in submitted.entries:
        if not entry.entry.texts and entry.entry.template is None:
            yield PlanHit(f"{entry.entry.key}.text", {"value": entry.name})


def urgent(submitted: Submitted, spec: Spec) -> Iterator[PlanHit]:
    """A notice must arrive sooner than a notification message is for, in a class that a rule names."""
    for entry in submitted.entries:
        if entry.entry.deliver_within is None:
            continue
        urgency = submitted.matrix.class_of(entry.entry.deliver_within)
        if urgency.id in spec["classes"] and NOTIFICATION not in urgency.channels:
            channels = listed(submitted.matrix, urgency.channels)
            yield PlanHit(f"{entry.entry.key}.deliver_within", {"within": within(urgency.within), "channels": channels})


def fallback_late(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The fallback of a notice goes out so late that it cannot arrive by the deadline."""
    for entry in submitted.entries:
        fallback, deadline = entry.declared.fallback, entry.entry.deliver_within
        if fallback is None or fallback.after is None or deadline is None:
            continue
        if fallback.after + submitted.matrix.channels[fallback.channel].transit > deadline:
            details = {"timer": spoken(fallback.after), "deadline": spoken(deadline)}
            yield PlanHit(f"{entry.entry.key}.fallback.after", details)


def fallback_friends_only(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The fallback of a notice reaches friends only."""
    for entry in submitted.entries:
        fallback = entry.declared.fallback
        if fallback is not None and submitted.matrix.channels[fallback.channel].friends_only:
            yield PlanHit(
                f"{entry.entry.key}.fallback.channel", {"channels": listed(submitted.matrix, [fallback.channel])}
            )


def same_id(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Two notices have one id."""
    ids = Counter(entry.entry.declaration.id for entry in submitted.entries)
    seen: set[str] = set()
    for entry in submitted.entries:
        name = entry.entry.declaration.id
        if name is not None and ids[name] > 1:
            if name in seen:
                yield PlanHit(f"{entry.entry.key}.id", {"value": name})
            seen.add(name)


def same_notice(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Two notices have one scenario and one text or template."""
    seen: dict[tuple[object, ...], SubmittedEntry] = {}
    for entry in submitted.entries:
        texts = tuple(sorted("".join(text.split()) for text in entry.entry.texts))
        template = entry.entry.template if not texts else None
        if not texts and template is None:
            continue
        first = seen.setdefault((entry.declared.scenario, texts, template), entry)
        if first is not entry:
            place = entry.texts[0].key if texts else f"{entry.entry.key}.template"
            yield PlanHit(place, {"value": entry.name, "other": first.name})


def screenshots_missing(submitted: Submitted, spec: Spec) -> Iterator[PlanHit]:
    """Production permission is asked for, and nothing shows how a notice looked in the test."""
    plan = submitted.plan
    if (plan.route or CUSTOMER) == spec["route"] and plan.asks_for(PRODUCTION_PERMISSION):
        for entry in submitted.entries:
            if not entry.entry.screenshots:
                yield PlanHit(f"{entry.entry.key}.screenshots", {"value": entry.name})


def screenshot_lacking(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A screenshot that a notice names is not there."""
    for entry in submitted.entries:
        for number, name in enumerate(entry.entry.screenshots):
            if submitted.lacks(name):
                key = f"{entry.entry.key}.screenshots"
                yield PlanHit(f"{key}.{number}" if f"{key}.{number}" in submitted.spans else key, {"value": name})


TESTS: Mapping[str, Test] = {
    "scenario-missing": scenario_missing,
    "scenario-unknown": scenario_unknown,
    "scenario-outside": scenario_outside,
    "notice-lacks": notice_lacks,
    "notice-without-text": without_text,
    "notice-urgent": urgent,
    "fallback-late": fallback_late,
    "fallback-friends-only": fallback_friends_only,
    "same-id": same_id,
    "same-notice": same_notice,
    "screenshots-missing": screenshots_missing,
    "screenshot-lacking": screenshot_lacking,
}
