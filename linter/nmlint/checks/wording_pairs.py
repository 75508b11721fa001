"""Holds the texts of a notice against the template that sends it: what the one says and the other does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nmlint.approval.pairing import likeness
from nmlint.approval.tokens import Hunk, hunks
from nmlint.checks.wording_ways import Way, Ways
from nmlint.checks.wordings import Case, Wording

# Less than this in common, and it is another text.
_ALIKE = 0.3
# So few tokens between two differences belong to them.
_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """Tokens of a text in the plan, and those of the template that stand in their place; one of both may be empty."""

    key: str
    planned: Wording
    sent: Wording
    hunk: Hunk

    @property
    def before(self) -> str:
        """What the plan says."""
        return self.planned.written(self.hunk.start, self.hunk.end)

    @property
    def after(self) -> str:
        """What the template says."""
        return self.sent.written(self.hunk.new_start, self.hunk.new_end)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between the texts of a notice and its template.

    `unplanned` are the template's cases of which something is in no text, `unsent` the plan's that the template never
    says. `names` leads from the values of the plan to those of the template that stand in the same places under other
    names.
    """

    differences: tuple[Difference, ...]
    unplanned: tuple[Case, ...]
    unsent: tuple[Case, ...]
    names: Mapping[str, str]


def compared(planned: Sequence[Case], sent: Sequence[Case]) -> Comparison:
    """The cases of a notice's texts beside those of its template; neither is empty."""
    ways = _Ways(sent)
    same = [one for case in planned for one in _same(case, ways)]
    found, names = _values(same)
    shown = [one.way.arms for one in same]
    matched = {id(one.case) for one in same}
    left = [case for case in planned if id(case) not in matched]
    ranked = sorted(
        (
            (-likeness(case.seen(mine).bag, way.wording.bag), number, order, _Same(case, case.seen(mine), way))
            for number, case in enumerate(left)
            for mine, theirs in case.views(sent[0])
            for order, way in enumerate(ways[theirs].all)
        ),
        key=lambda item: item[:3],
    )
    paired: set[object] = {*shown}
    for distance, _, _, near in ranked:
        if -distance >= _ALIKE and not {id(near.case), near.way.arms} & paired:
            paired |= {id(near.case), near.way.arms}
            shown.append(near.way.arms)
            changed = hunks(near.mine.tokens, near.way.wording.tokens)
            found += [Difference(near.case.key, near.mine, near.way.wording, hunk) for hunk in _together(changed)]
    unshown = ways["whole" if planned[0].plain == sent[0].plain else "spoken"].unshown(shown)
    return Comparison(
        tuple(found),
        tuple(sent[number] for number in unshown),
        tuple(case for case in left if id(case) not in paired),
        names,
    )


class _Same(NamedTuple):
    """A case of the plan and what the template may say with the same words."""

    case: Case
    mine: Wording
    way: Way

    @property
    def named_alike(self) -> bool:
        """Whether their values are the same as well."""
        return self.mine.expressions == self.way.wording.expressions


class _Ways(dict[str, Ways]):
    """What a template may say, by the view of it."""

    def __init__(self, sent: Sequence[Case]) -> None:
        super().__init__()
        self._sent, self.first = sent, sent[0]

    def __missing__(self, view: str) -> Ways:
        self[view] = Ways([case.seen(view) for case in self._sent])
        return self[view]


def _same(case: Case, ways: _Ways) -> list[_Same]:
    """What the template may say with the words of a case; of several ways, those that call the values the same too."""
    views = [(case.seen(mine), ways[theirs]) for mine, theirs in case.views(ways.first)]
    found = [
        _Same(case, mine, way)
        for mine, view in views
        for way in view.all
        if mine.bag == way.wording.bag and mine.words == way.wording.words
    ]
    return [same for same in found if same.named_alike] or found


def _together(found: Sequence[Hunk]) -> Iterator[Hunk]:
    """The differences, those as one that have next to nothing between them."""
    last: Hunk | None = None
    for hunk in found:
        if last is not None and hunk.start - last.end <= _BETWEEN:
            last = Hunk(last.start, hunk.end, last.new_start, hunk.new_end)
            continue
        if last is not None:
            yield last
        last = hunk
    if last is not None:
        yield last


def _values(found: Sequence[_Same]) -> tuple[list[Difference], Mapping[str, str]]:
    """The values that stand in each other's places though they are not the same, and those that have another name.

    A value may have another name in the template, if it has that name everywhere and no other value has either.
    """
    places = [
        (same, at, own, their)
        for same in found
        for at, (own, their) in enumerate(zip(same.mine.values, same.way.wording.values, strict=True))
        if own is not None and their is not None
    ]
    here = {name for _, _, own, _ in places for name in own.variables}
    there = {name for *_, their in places for name in their.variables}
    names: dict[str, str] = {}
    back: dict[str, str] = {}
    wrong: dict[tuple[str, int], Difference] = {}
    for same, at, own, their in places:
        if own.expression == their.expression or set(own.variables) & set(their.variables):
            continue
        taken = there.intersection(own.variables) or here.intersection(their.variables)
        renamed = names.setdefault(own.expression, their.expression) == their.expression
        renamed = back.setdefault(their.expression, own.expression) == own.expression and renamed
        if taken or not renamed:
            hunk = Hunk(at, at + 1, at, at + 1)
            wrong.setdefault((same.case.key, at), Difference(same.case.key, same.mine, same.way.wording, hunk))
    return list(wrong.values()), names
