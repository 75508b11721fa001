"""Which case of what was approved became which, and within a case which text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nmlint.approval.model import Text, Words
from nmlint.approval.tokens import tokens_in

# Less than this in common, and it is another text in the same place.
_ALIKE = 0.3
# As much in common, and it is the same text in another place.
_SURELY_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class CasePair:
    """An old case and the new one to compare it with, by number.

    Exactly one of `is_new` and `is_gone` tells of a case that has no partner of its own: it is compared with the one
    that is most like it.
    """

    old: int
    new: int
    is_new: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class TextPair:
    """An old text and what it became, or one that came or is gone alone; `place` is its place among the new texts."""

    old: Text | None
    new: Text | None
    place: int


def case_pairs(old: Words, new: Words) -> list[CasePair]:
    """Every case in at least one pair: first those that say the same, then by condition, then by likeness."""
    before = [_said(old, case) for case in range(len(old.cases))]
    after = [_said(new, case) for case in range(len(new.cases))]
    left, right = set(range(len(before))), set(range(len(after)))
    pairs: list[CasePair] = []

    def pair(matches: Callable[[int, int], bool]) -> None:
        for one in sorted(left):
            other = next((other for other in sorted(right) if matches(one, other)), None)
            if other is not None:
                pairs.append(CasePair(one, other))
                left.discard(one)
                right.discard(other)

    pair(lambda one, other: old.cases[one] == new.cases[other] and before[one] == after[other])
    swapped = _swapped(old, new, before, after)
    pair(lambda one, other: one not in swapped and before[one] == after[other])
    pair(lambda one, other: old.cases[one] == new.cases[other])
    if left or right:
        pairs += _by_likeness(before, after, left, right)
    return sorted(pairs, key=lambda pair: (not (pair.is_new or pair.is_gone), pair.new, pair.old))


def _said(words: Words, case: int) -> _Said:
    return tuple((text.slot, text.text) for text in words.shown_in(case))


_Said = tuple[tuple[str, str], ...]


def _unspaced(words: Words, case: int) -> _Said:
    return tuple((slot, "".join(text.split())) for slot, text in _said(words, case))


def conditions_of(old: Words, new: Words, pairs: Sequence[CasePair]) -> list[tuple[str, str]]:
    """When each message was sent, and when what became of it is; nothing where a message came or is gone.

    Cases that say the same count as one, and so do those that differ in blanks alone: a branch with another blank is no
    other message, and its condition is asked like any.
    """
    before: dict[_Said, list[str]] = {}
    after: dict[_Said, list[str]] = {}
    for pair in pairs:
        said = _unspaced(new, pair.new)
        if pair.is_gone and said != _unspaced(old, pair.old):
            return []
        if not pair.is_new:
            before.setdefault(said, []).append(old.cases[pair.old])
    for case, when in enumerate(new.cases):
        after.setdefault(_unspaced(new, case), []).append(when)
    if before.keys() != after.keys():
        return []
    return [(" or ".join(before[said]), " or ".join(after[said])) for said in before]


def _swapped(old: Words, new: Words, before: Sequence[_Said], after: Sequence[_Said]) -> frozenset[int]:
    """The cases whose condition still exists and says now what another such condition said before."""
    now = {when: number for number, when in enumerate(new.cases)}
    moved = {
        one for one, condition in enumerate(old.cases) if condition in now and before[one] != after[now[condition]]
    }
    said = {after[now[old.cases[one]]] for one in moved}
    return frozenset(one for one in moved if before[one] in said)


def _by_likeness(
    before: Sequence[_Said], after: Sequence[_Said], left: set[int], right: set[int]
) -> Iterator[CasePair]:
    """Pairs of what is left over, the likest first; and what then has no partner, with the likest of all."""
    old, new = [_bag(said) for said in before], [_bag(said) for said in after]
    ranked = sorted((-likeness(old[one], new[other]), one, other) for one in left for other in right)
    for _, one, other in ranked:
        if one in left and other in right:
            yield CasePair(one, other)
            left.discard(one)
            right.discard(other)
    for other in sorted(right):
        yield CasePair(max(range(len(old)), key=lambda one: likeness(old[one], new[other])), other, is_new=True)
    for one in sorted(left):
        yield CasePair(one, max(range(len(new)), key=lambda other: likeness(old[one], new[other])), is_gone=True)


def _bag(said: _Said) -> Counter[str]:
    return Counter(token.text for _, text in said for token in tokens_in(text))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of tokens in common, whatever their order; two texts without any are alike."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def text_pairs(old: Sequence[Text], new: Sequence[Text]) -> list[TextPair]:
    """The texts of two cases that differ or stand elsewhere, in the order of the new ones."""
    # Late: most texts are equal to what was approved, and this takes its time.
    from difflib import SequenceMatcher  # noqa: PLC0415

    before, after = ([(text.slot, text.text) for text in texts] for texts in (old, new))
    pairs: list[TextPair] = []
    gone: list[tuple[int, int]] = []
    came: list[int] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            partners = _partners(old[i:j], new[k:m], in_place=True)
            pairs += [TextPair(old[i + one], new[k + other], k + other) for one, other in partners.items()]
            gone += [(i + one, k) for one in range(j - i) if one not in partners]
            came += [k + other for other in range(m - k) if other not in partners.values()]
    moved = _partners([old[one] for one, _ in gone], [new[other] for other in came], in_place=False)
    pairs += [TextPair(old[gone[one][0]], new[came[other]], came[other]) for one, other in moved.items()]
    pairs += [TextPair(old[at], None, place) for one, (at, place) in enumerate(gone) if one not in moved]
    pairs += [TextPair(None, new[place], place) for other, place in enumerate(came) if other not in moved.values()]
    return sorted(pairs, key=lambda pair: pair.place)


def _partners(old: Sequence[Text], new: Sequence[Text], *, in_place: bool) -> dict[int, int]:
    """The likest of one slot belong together; in one place also what stands alone in its slot on both sides."""
    bags = [[Counter(token.text for token in tokens_in(text.text)) for text in texts] for texts in (old, new)]
    ranked = sorted(
        (-likeness(bags[0][one], bags[1][other]), abs(one - other), one, other)
        for one in range(len(old))
        for other in range(len(new))
        if old[one].slot == new[other].slot
    )
    partners: dict[int, int] = {}
    for distance, _, one, other in ranked:
        alone = all(sum(text.slot == old[one].slot for text in texts) == 1 for texts in (old, new))
        alike = -distance >= (_ALIKE if in_place else _SURELY_ALIKE)
        fits = alike or (in_place and (alone or len(old) == len(new)))
        if fits and one not in partners and other not in partners.values():
            partners[one] = other
    return partners
