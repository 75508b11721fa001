"""What must be true of profiles, limits and retired ids beyond their schemas."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.catalogue.drafts import Draft, Known
from nmlint.catalogue.making import as_tuple
from nmlint.catalogue.schema import did_you_mean
from nmlint.errors import Fault


def profile_rules(draft: Draft, known: Known) -> Iterator[Fault]:
    """A profile speaks of rules that exist, and of none that is mandatory."""
    for name in draft.data["rules"]:
        if name not in known.rules:
            mend = did_you_mean(name, known.rules, "take it out")
            yield draft.fault(("rules", name), f"there is no rule `{name}`", mend)
        elif known.rules[name]:
            yield draft.fault(("rules", name), f"`{name}` is mandatory: no profile changes it", "take it out")


def limit_days(draft: Draft, _: Known) -> Iterator[Fault]:
    """A limit does not end before it begins."""
    for index, limit in enumerate(draft.data):
        first, last = limit.get("from"), limit.get("until")
        if first and last and last < first:
            yield draft.fault((index, "until"), f"`until` ({last}) is before `from` ({first})", "swap them")


def single_limits(draft: Draft, _: Known) -> Iterator[Fault]:
    """On no day are there two limits of one name for the same thing."""
    for index, limit in enumerate(draft.data):
        for earlier in draft.data[:index]:
            same = earlier["name"] == limit["name"] and earlier["applies_to"] == limit["applies_to"]
            if same and _first(limit) <= _last(earlier) and _first(earlier) <= _last(limit):
                what = f"`{limit['name']}` is limited twice on the same days"
                yield draft.fault((index,), what, "end the older one with `until`")


def successors(draft: Draft, known: Known) -> Iterator[Fault]:
    """What replaces a retired rule exists."""
    for index, entry in enumerate(draft.data):
        for name in as_tuple(entry.get("replaced_by")):
            if name not in known.rules:
                mend = did_you_mean(name, known.rules, "take it out")
                yield draft.fault((index, "replaced_by"), f"there is no rule `{name}`", mend)


CHECKS = {"profile": (profile_rules,), "limits": (limit_days, single_limits), "retired": (successors,)}


def _first(limit: dict[str, str]) -> str:
    return limit.get("from", "0000-00-00")


def _last(limit: dict[str, str]) -> str:
    return limit.get("until", "9999-99-99")
