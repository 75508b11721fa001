"""What must be true of profiles, limits, retired ids, the channel matrix and working days beyond their schemas."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Any

from nmlint.catalogue.drafts import Draft, Known
from nmlint.catalogue.making import as_tuple
from nmlint.catalogue.schema import did_you_mean
from nmlint.catalogue.tree import Path
from nmlint.durations import parsed
from nmlint.errors import Fault
from nmlint.vocabulary import NOTIFICATION, SMS

# The keys of the channel matrix under which ids of other things stand, wherever they occur.
_CLAUSE_KEYS = ("clause", "clauses", "concerns")
_RULE_KEYS = ("told_by", "rules")
_CHANNEL_KEYS = ("channels", "instead")


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


def matrix_names(draft: Draft, known: Known) -> Iterator[Fault]:
    """Whatever the channel matrix names exists: in the catalogue, or elsewhere in the file."""
    data = draft.data
    homes = ((name, ("homes", name)) for name in data["homes"])
    yield from _unknown(draft, homes, "channel", data["channels"])
    entries = {name: data[name] for name in data.keys() - {"channels", "sources"}}
    for keys, what, there in (
        (_CLAUSE_KEYS, "clause", known.clauses),
        (_RULE_KEYS, "rule", known.rules),
        (("scenario",), "scenario", known.scenarios),
        (("deadline",), "class of deadlines", data["classes"]),
        (("bar",), "bar", data["bars"]),
        (("sources",), "source", data["sources"]),
    ):
        yield from _unknown(draft, _named_under(data, keys), what, there)
    yield from _unknown(draft, _named_under(entries, _CHANNEL_KEYS), "channel", data["channels"])


def matrix_deadlines(draft: Draft, _: Known) -> Iterator[Fault]:
    """Every deadline has one class: exactly one has no bound, and no two have the same."""
    seen: dict[int | None, str] = {}
    for name, entry in draft.data["classes"].items():
        within = parsed(entry["within"]) if "within" in entry else None
        if within in seen:
            yield draft.fault(("classes", name), f"`{seen[within]}` has the same bound", "give it another `within`")
        seen.setdefault(within, name)
    if None not in seen:
        yield draft.fault(("classes",), "no class is without a bound", "take `within` out of the longest")


def matrix_channels(draft: Draft, _: Known) -> Iterator[Fault]:
    """What becomes of a channel's messages is assumed, or modelled where it may stay silent; no bar leads back."""
    for name, entry in draft.data["channels"].items():
        if ("window" in entry) == ("assumed" in entry):
            what = f"`{name}` needs either `window` or `assumed`"
            yield draft.fault(("channels", name), what, "say how long it may stay silent, or what is assumed of it")
    for name, entry in draft.data["bars"].items():
        for channel in {*entry["channels"]} & {*entry["instead"]}:
            yield draft.fault(("bars", name, "instead"), f"`{channel}` is barred", "take it out")


def matrix_assumptions(draft: Draft, _: Known) -> Iterator[Fault]:
    """The four fates add up; the delays ascend from what counts as at once to the end of the window, and to 100%."""
    assumed = draft.data["assumptions"]
    total = sum(map(_share, assumed["rates"].values()))
    if total != 1:
        what = f"the rates add up to {float(total):.6g}, not 1"
        yield draft.fault(("assumptions", "rates"), what, "make them 100% together")
    after, share = parsed(draft.data["norms"]["timer"]["at_once"]) or 0, Fraction(0)
    for index, delay in enumerate(assumed["delays"]):
        then, by_then = parsed(delay["after"]) or 0, _share(delay["share"])
        if then <= after or by_then < share:
            what = "a delay does not come after the one before it (the first after `at_once`)"
            yield draft.fault(("assumptions", "delays", index), what, "let both times and shares ascend")
        after, share = then, by_then
    windows = {parsed(entry["window"]) for entry in draft.data["channels"].values() if "window" in entry}
    if share != 1 or windows != {after}:
        what = "the last delay is not the channel's `window` with 100%"
        yield draft.fault(("assumptions", "delays"), what, "end with the window, and with 100%")


def price_ranges(draft: Draft, _: Known) -> Iterator[Fault]:
    """No price is lower at its highest than at its lowest."""
    for index, price in enumerate(draft.data):
        if price["high"] < price["low"]:
            yield draft.fault(
                (index, "high"), f"`high` ({price['high']}) is less than `low` ({price['low']})", "swap them"
            )


def priced_channels(draft: Draft, _: Known) -> Iterator[Fault]:
    """A price list replaces the one before it as a whole, so it has the channels that plans are reckoned with."""
    listed = {price["channel"] for price in draft.data}
    for channel in (NOTIFICATION, SMS):
        if channel not in listed:
            yield draft.fault((), f"there is no price of `{channel}`", "add it; this list replaces the built-in one")


def timeline_names(draft: Draft, known: Known) -> Iterator[Fault]:
    """Whatever the timeline names exists: the clauses, and elsewhere in the file the sources and the steps."""
    data = draft.data
    entries = {name: data[name] for name in data.keys() - {"sources"}}
    yield from _unknown(draft, _named_under(data, _CLAUSE_KEYS), "clause", known.clauses)
    yield from _unknown(draft, _named_under(entries, ("sources",)), "source", data["sources"])
    for name, route in data["routes"].items():
        named = ((step, ("routes", name, "steps", index)) for index, step in enumerate(route["steps"]))
        yield from _unknown(draft, named, "step", data["steps"][route["applicant"]])
    for applicant, steps in data["steps"].items():
        for name, step in steps.items():
            kinds = [key for key in ("review", "own", "due_before") if key in step]
            if len(kinds) > 1:
                what = f"`{name}` has {' and '.join(f'`{key}`' for key in kinds)} at once"
                yield draft.fault(("steps", applicant, name), what, "keep one")
        due = ((step["due_before"], name) for name, step in steps.items() if "due_before" in step)
        yield from _unknown(
            draft, ((step, ("steps", applicant, name, "due_before")) for step, name in due), "step", steps
        )


def calendar_years(draft: Draft, _: Known) -> Iterator[Fault]:
    """The years that were looked up are among those that can be reckoned, each once."""
    years = draft.data["years"]
    seen: set[int] = set()
    for index, entry in enumerate(years["announced"]):
        year = entry["year"]
        if not years["first"] <= year <= years["last"]:
            what = f"{year} is not between `first` ({years['first']}) and `last` ({years['last']})"
            yield draft.fault(("years", "announced", index, "year"), what, "widen the years, or take it out")
        if year in seen:
            yield draft.fault(("years", "announced", index, "year"), f"{year} is there twice", "keep one")
        seen.add(year)


CHECKS = {
    "profile": (profile_rules,),
    "limits": (limit_days, single_limits),
    "retired": (successors,),
    "prices": (price_ranges, priced_channels),
    "channels": (matrix_names, matrix_deadlines, matrix_channels, matrix_assumptions),
    "working-days": (timeline_names, calendar_years),
}


def _named_under(node: Any, keys: Collection[str], path: Path = ()) -> Iterator[tuple[str, Path]]:
    """Every text that stands under one of the keys, or in a list there, with its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in keys and isinstance(value, str):
                yield value, (*path, key)
            elif key in keys and isinstance(value, list):
                yield from ((name, (*path, key, index)) for index, name in enumerate(value))
            else:
                yield from _named_under(value, keys, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _named_under(value, keys, (*path, index))


def _unknown(draft: Draft, named: Iterator[tuple[str, Path]], what: str, there: Collection[str]) -> Iterator[Fault]:
    for name, path in named:
        if name not in there:
            yield draft.fault(path, f"there is no {what} `{name}`", did_you_mean(name, there, "take it out"))


def _share(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / 100


def _first(limit: dict[str, str]) -> str:
    return limit.get("from", "0000-00-00")


def _last(limit: dict[str, str]) -> str:
    return limit.get("until", "9999-99-99")
