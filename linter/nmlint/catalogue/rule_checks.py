"""What must be true of a rule beyond its schema; each check is a function that yields faults."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nmlint.catalogue.drafts import Draft, Known, Use, named_excuses, uses
from nmlint.catalogue.examples import MarkError, parse_marks
from nmlint.catalogue.regexes import folded
from nmlint.catalogue.schema import did_you_mean
from nmlint.catalogue.tree import Path
from nmlint.errors import Fault

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ALWAYS = frozenset({"matched", "read_as", "scenario", "sender"})
_BY_FINDER = {
    "fact_missing": {"fact"},
    "scenario": {"suggested", "declared", "nearest"},
    "reads": {"words", "confidence"},
    "declared": {"key", "value"},
    "links": {"url", "host", "part", "variable"},
    "variables": {"variable", "type", "example", "limit", "reason"},
    "template": {"reason", "name", "when"},
    "characters": {"codes"},
    "limit": {"object", "property", "length", "limit", "unit", "loops"},
    "structure": {"object", "property", "value", "hint"},
    "objects": {"object", "property"},
    "type_mismatch": {"value", "hint"},
    "json_values": {"variable"},
    "template_keys": {"property", "value", "hint"},
    "approval": {"reason", "change", "reference", "approved", "wait", "ended"},
    "submission": {
        "value",
        "hint",
        "document",
        "statement",
        "days",
        "date",
        "step",
        "rules",
        "reason",
        "missing",
        "channels",
        "within",
        "timer",
        "deadline",
        "other",
        "place",
        "property",
        "variable",
        "url",
        "count",
        "condition",
    },
    "plan": {
        "within",
        "channels",
        "notice",
        "timer",
        "deadline",
        "most",
        "today",
        "count",
        "preferred",
        "time",
        "status",
        "missing",
        "countries",
        "served",
        "industry",
        "reason",
        "circle",
        "type",
        "rules",
        "variable",
        "others",
        "value",
        "share",
        "price",
        "cost",
        "budget",
        "hint",
    },
    "dispatch": {
        "variable",
        "type",
        "reason",
        "hint",
        "length",
        "limit",
        "shown",
        "most",
        "codes",
        "count",
        "late",
        "left",
        "needed",
        "timer",
        "time",
        "until",
        "channel",
        "place",
        "status",
        "within",
        "billed",
    },
    "sms": {"parts", "most", "fewer", "cost", "front", "name", "bracketed", "missing", "url", "host", "part"},
}
DISPATCH = "dispatch"
_WITHOUT_CLAUSE = ("law", "peer-practice")
_LEAST_EXAMPLES = 2


def retired_id(draft: Draft, known: Known) -> Iterator[Fault]:
    """The id was given up once and never returns."""
    if draft.id in known.retired:
        yield draft.fault((), f"the id `{draft.id}` is retired", "choose another file name")


def enough_examples(draft: Draft, _: Known) -> Iterator[Fault]:
    """A rule shows what it finds and what it lets pass."""
    for name in ("finds", "passes"):
        count = len(draft.data["examples"].get(name, ()))
        if count < _LEAST_EXAMPLES:
            what = f"`examples.{name}` has {count} of at least {_LEAST_EXAMPLES} examples"
            yield draft.fault(("examples", name), what, "add texts of your own")


def balanced_marks(draft: Draft, _: Known) -> Iterator[Fault]:
    """The marks in what a rule finds pair up."""
    for index, example in enumerate(draft.data["examples"].get("finds", ())):
        value = example.get("moment", {}).get("value")
        marked = [example.get(key, "") for key in ("text", "template", "json", "plan")]
        for text in (*marked, value if isinstance(value, str) else ""):
            try:
                parse_marks(text)
            except MarkError as error:
                what = f"the marks of example {index + 1} do not pair up: {error}"
                mend = "put 〖 and 〗 around the expected span; 【 and 】 are then text"
                yield draft.fault(("examples", "finds", index), what, mend)


def known_lists(draft: Draft, known: Known) -> Iterator[Fault]:
    """Every phrase list that a check names exists."""
    for use in uses(draft.data):
        for name in use.lists:
            if name not in known.lists:
                mend = did_you_mean(name, known.lists, "write rules/" + name + ".yaml")
                yield draft.fault((*use.path, "in"), f"there is no phrase list `{name}`", mend)


def known_excuses(draft: Draft, known: Known) -> Iterator[Fault]:
    """The excuses that a rule names exist."""
    for name, path in named_excuses(draft.data):
        if name not in known.excuses:
            mend = did_you_mean(name, known.excuses, "write rules/" + name + ".yaml")
            yield draft.fault(path, f"there are no excuses `{name}`", mend)


def told_once(draft: Draft, known: Known) -> Iterator[Fault]:
    """An exception does not stand both in a rule and in the excuses that it names."""
    exceptions = draft.data["check"].get("except", ())
    for name in dict.fromkeys(name for name, _ in named_excuses(draft.data)):
        for index, exception in enumerate(exceptions):
            if exception in known.excuses.get(name, ()):
                yield draft.fault(("check", "except", index), f"`{name}` has this exception already", "take it out")


def words_alone(draft: Draft, _: Known) -> Iterator[Fault]:
    """An excuse may serve an error, so it does not rest on what was learnt (see `learnt_alone`)."""
    for use in uses(draft.data):
        if use.kind == "reads":
            yield draft.fault(use.path, "an excuse cannot rest on `reads`", "excuse by words")


def known_scenarios(draft: Draft, known: Known) -> Iterator[Fault]:
    """Every scenario that `applies` names exists."""
    for key in ("scenarios", "not_scenarios"):
        for index, name in enumerate(draft.data.get("applies", {}).get(key, ())):
            if name not in known.scenarios:
                mend = did_you_mean(name, known.scenarios, "see rules/scenarios/")
                yield draft.fault(("applies", key, index), f"there is no scenario `{name}`", mend)


def sure_enough(draft: Draft, _: Known) -> Iterator[Fault]:
    """What blocks a message must be more than a guess."""
    if draft.data["confidence"] != "low":
        return
    severities: list[tuple[Path, str]] = [(("severity",), draft.data["severity"])]
    severities += [
        (("severity_when", index, "severity"), entry["severity"])
        for index, entry in enumerate(draft.data.get("severity_when", ()))
    ]
    for path, severity in severities:
        if severity == "error":
            mend = "make it a warning, or raise the confidence"
            yield draft.fault(path, "an error with low confidence does not load", mend)


def learnt_alone(draft: Draft, _: Known) -> Iterator[Fault]:
    """What was learnt from a corpus neither blocks a message alone nor lets one pass that words block."""
    severities = {draft.data["severity"], *(entry["severity"] for entry in draft.data.get("severity_when", ()))}
    if "error" not in severities:
        return
    for use in uses(draft.data):
        if use.kind == "reads" and "naming" not in use.options:
            mend = "name words with `naming:`, or make the rule a warning"
            yield draft.fault(use.path, "an error cannot rest on `reads` alone", mend)
    if draft.data.get("if_no_advert") == "none":
        yield draft.fault(("if_no_advert",), "an error cannot be dropped for how the passage reads", "say `warning`")


def known_superiors(draft: Draft, known: Known) -> Iterator[Fault]:
    """Every rule and clause that a rule yields to exists."""
    for key, ids in (("rules", known.rules), ("clauses", known.clauses)):
        for index, name in enumerate(draft.data.get("yields_to", {}).get(key, ())):
            if name not in ids:
                yield draft.fault(("yields_to", key, index), f"`{name}` does not exist", did_you_mean(name, ids, ""))


def clause_or_reason(draft: Draft, _: Known) -> Iterator[Fault]:
    """Only law and peer practice may stand without a clause of the policy."""
    if not draft.data["clauses"] and draft.data["basis"] not in _WITHOUT_CLAUSE:
        mend = "cite the nearest clause, or give the basis as law or peer-practice"
        yield draft.fault(("clauses",), f"a rule based on `{draft.data['basis']}` cites no clause", mend)


def order_of_days(draft: Draft, _: Known) -> Iterator[Fault]:
    """A rule does not end before it begins."""
    effective = draft.data.get("effective", {})
    first, last = effective.get("from"), effective.get("until")
    if first and last and last < first:
        yield draft.fault(("effective", "until"), f"`until` ({last}) is before `from` ({first})", "swap them")


def known_placeholders(draft: Draft, _: Known) -> Iterator[Fault]:
    """A message asks only for what its finders give."""
    kinds = {use.kind for use in uses(draft.data)}
    # A value is never told, so that of the moment nothing that stands in one is given.
    given = (frozenset() if kinds == {DISPATCH} else _ALWAYS).union(*(_BY_FINDER.get(kind, set()) for kind in kinds))
    for key in ("message", "fix"):
        for language, text in draft.data[key].items():
            for name in PLACEHOLDER.findall(text):
                if name not in given:
                    mend = did_you_mean(name, given, "known here: " + ", ".join(sorted(given)))
                    yield draft.fault((key, language), f"`{key}.{language}` asks for {{{name}}}", mend)


def of_the_moment(draft: Draft, _: Known) -> Iterator[Fault]:
    """A rule of the moment judges no file, and a rule of files knows nothing of the moment."""
    data, kinds = draft.data, draft.data.get("applies", {}).get("kinds", ())
    asked = {use.kind for use in uses(data)} & {DISPATCH}
    if not asked and DISPATCH not in kinds:
        return
    if not asked or list(kinds) != [DISPATCH] or set(data["check"]) != {DISPATCH}:
        mend = "say `applies: {kinds: [dispatch]}` with `check: {dispatch: …}` and nothing else there"
        yield draft.fault(("check",), "a rule of the moment of sending judges no file", mend)
    for key in ("slots", "types", "when"):
        if key in data.get("applies", {}):
            yield draft.fault(("applies", key), f"`{key}` says nothing of the moment of sending", "take it out")
    for key in ("severity_when", "if_no_advert", "yields_to"):
        if key in data:
            yield draft.fault((key,), f"`{key}` says nothing of the moment of sending", "take it out")
    for part, listed in data["examples"].items():
        for index, example in enumerate(listed):
            if "moment" not in example:
                what = "an example of the moment of sending has no `moment`"
                yield draft.fault(("examples", part, index), what, "add `moment:`")


def reachable_exceptions(draft: Draft, known: Known) -> Iterator[Fault]:
    """An exception can touch a hit; said only where the check looks for nothing but phrases."""
    check = draft.data["check"]
    finders = check.get("any", ())
    if not finders or any("phrases" not in finder for finder in finders):
        return
    hits = {text for finder in finders for text in _phrases(finder["phrases"], known)}
    for index, exception in enumerate(check.get("except", ())):
        options = exception.get("phrases")
        if options is None:
            continue
        apart = [text for text in _phrases(options, known) if not any(_touch(text, hit) for hit in hits)]
        path = ("check", "except", index, "phrases")
        if options.get("in") and len(apart) == len(_phrases(options, known)):
            yield draft.fault(path, "no phrase of this exception can touch a hit", "take the exception out")
        elif not options.get("in"):
            for text in apart:
                what = f"the exception `{text}` can touch no hit"
                yield draft.fault(path, what, "take it out, or write it with the words that are looked for")


def _phrases(options: object, known: Known) -> list[str]:
    use = Use("phrases", options if isinstance(options, dict) else {}, ())
    listed = [text for name in use.lists for text in known.phrases.get(name, ())]
    return [folded(text).replace(" ", "") for text in (*listed, *use.options.get("list", ()))]


def _touch(exception: str, hit: str) -> bool:
    """Whether the two can stand so that they share a character."""
    if exception in hit or hit in exception:
        return True
    return any(
        exception.endswith(hit[:size]) or hit.endswith(exception[:size])
        for size in range(1, min(len(exception), len(hit)))
    )


CHECKS = (
    retired_id,
    enough_examples,
    balanced_marks,
    known_lists,
    known_excuses,
    told_once,
    known_scenarios,
    sure_enough,
    learnt_alone,
    known_superiors,
    clause_or_reason,
    order_of_days,
    known_placeholders,
    of_the_moment,
    reachable_exceptions,
)
OF_EXCUSES = (retired_id, known_lists, words_alone)
