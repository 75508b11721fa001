"""What must be true of the regular expressions of a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nmlint.catalogue import regexes
from nmlint.catalogue.drafts import Draft, Known, Use, uses
from nmlint.catalogue.needs import is_spelt, match_without
from nmlint.errors import Fault


def compiles(draft: Draft, _: Known) -> Iterator[Fault]:
    """The expression is one."""
    for use in _patterns(draft):
        reason = regexes.fault_of(use.options["regex"])
        if reason is not None:
            yield draft.fault((*use.path, "regex"), f"the regex does not compile: {reason}", "mend it there")


def no_boundary_beside_han(draft: Draft, _: Known) -> Iterator[Fault]:
    r"""`\b` tells nothing beside a Han character."""
    for use, nodes in _parsed(draft):
        if regexes.boundary_beside_han(nodes):
            mend = r"use a look-around such as (?<![一-鿿])"
            yield draft.fault((*use.path, "regex"), r"`\b` beside a Han character is no word edge", mend)


def no_nested_quantifiers(draft: Draft, _: Known) -> Iterator[Fault]:
    """Repetition within repetition can take exponential time."""
    for use, nodes in _parsed(draft):
        if regexes.has_nested_quantifiers(nodes):
            mend = "take one of the two out, or make the inner one possessive"
            yield draft.fault((*use.path, "regex"), "a repetition inside a repetition can run for ever", mend)


def no_unbounded_wildcards(draft: Draft, _: Known) -> Iterator[Fault]:
    """`.*` leads across sentences."""
    for use, nodes in _parsed(draft):
        if regexes.has_unbounded_wildcard(nodes):
            mend = r"bound it, as in [^。！？!?\n]{0,12}"
            yield draft.fault((*use.path, "regex"), "an unbounded wildcard crosses the whole text", mend)


def literal_or_reason(draft: Draft, _: Known) -> Iterator[Fault]:
    """An expression without a literal runs on every text, so it says why."""
    for use in _patterns(draft):
        if use.options["needs"] == "none" and not use.options.get("because"):
            what = "`needs: none` without `because`"
            yield draft.fault((*use.path, "needs"), what, "say why there is no literal, or name one")
        elif use.options["needs"] != "none" and use.options.get("because"):
            what = "`because` is for `needs: none`"
            yield draft.fault((*use.path, "because"), what, "take it out")


def needs_hold(draft: Draft, _: Known) -> Iterator[Fault]:
    """Every match holds one of the needed literals, and each of them can be part of a match."""
    for use, nodes in _parsed(draft):
        needs = use.options["needs"]
        if needs == "none":
            continue
        specimen = match_without(nodes, tuple(needs))
        if specimen is not None:
            what = f"the regex can match `{specimen}`, which holds none of `needs`"
            yield draft.fault((*use.path, "needs"), what, "name a literal of that alternative too")
        written = regexes.folded(use.options["regex"])
        for need in needs:
            if regexes.folded(need) not in written and not is_spelt(nodes, need):
                yield draft.fault((*use.path, "needs"), f"no match can be read as holding `{need}`", "take it out")


CHECKS = (
    compiles,
    no_boundary_beside_han,
    no_nested_quantifiers,
    no_unbounded_wildcards,
    literal_or_reason,
    needs_hold,
)


def _patterns(draft: Draft) -> Iterator[Use]:
    for use in uses(draft.data):
        if use.kind == "pattern":
            yield use


def _parsed(draft: Draft) -> Iterator[tuple[Use, Any]]:
    for use in _patterns(draft):
        nodes = regexes.parse(use.options["regex"])
        if nodes is not None:
            yield use, nodes
