"""The differences between what a message may say and what was approved of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nmlint.approval.change import REVIEW_CHANGE, Change, Drift, at, regions
from nmlint.approval.conditions import apart, asked_otherwise, exchanged
from nmlint.approval.design import KEYS
from nmlint.approval.links import link_part
from nmlint.approval.model import DESIGN, UNREACHED, Text, Words
from nmlint.approval.nature import nature
from nmlint.approval.pairing import CasePair, TextPair, case_pairs, conditions_of, text_pairs
from nmlint.approval.sightings import Sighting, beside, gathered
from nmlint.approval.tokens import Hunk, Token, hunks, only_blanks, tokens_in, tokens_of
from nmlint.bilingual import Bilingual
from nmlint.rendering import Origin, Region, Variant
from nmlint.source import Span

_LINK = "uri"
_KINDS = {_LINK: "link", DESIGN: "design"}
# A text that kept less than this is told as another text, not by its pieces.
_KEPT = 0.4
_FEW = 3
_REVIEWED = Bilingual("LINE reviews any change of the approved wording", "核准內容的任何更動都須經 LINE 審核")
_OTHER_CASES = Bilingual(
    "an approved text is now sent in other cases than the reviewed plan says",
    "核准的文字改在其他情況下傳送，與送審的計畫不同",
)
_OTHER_QUESTION = Bilingual(
    "a condition asks something else than in the reviewed plan, and may decide otherwise what is sent",
    "條件問的內容與送審的計畫不同，可能改變傳送的情況",
)
_NEW_BRANCH = Bilingual("a branch says something that was not approved", "新增的分支有未經核准的內容")
_BRANCH_GONE = Bilingual("a branch of the approved text is gone", "核准內容的一個分支不見了")
_OF_KEY = {
    "templateKey": ("template-key", Bilingual("it is another template of LINE's", "換成 LINE 的另一個範本")),
    "itemKey": ("item-key", Bilingual("it is another item of LINE's template", "換成 LINE 範本的另一個項目")),
}
_BLANKS = Bilingual("only blanks and line ends differ", "只有空白或換行不同")


def word_changes(old: Words, new: Words) -> Iterator[Change]:
    """Every difference in the texts and in when they are sent, each once, in the order of the new texts.

    The variables of the old words are called by their new names, so a name that differs is that of another variable.
    """
    pairs = case_pairs(old, new)
    found = gathered(((pair.new, seen) for pair in pairs for seen in _in_case(old, new, pair)), new)
    told = any(change.slot != DESIGN and change.drift is Drift.REVIEW for change in found)
    yield from (change for change in found if not (told and _follows(change)))
    yield from _conditions(conditions_of(old, new, pairs), new.asked, alone=len(old.cases) == len(new.cases) == 1)


def _follows(change: Change) -> bool:
    """Whether a change of the design says no more than that a text came or is gone."""
    whole = not change.before or not change.after
    named = change.what in {what for what, _ in _OF_KEY.values()}
    return change.slot == DESIGN and not named and (whole or (change.before + change.after).isdecimal())


def _conditions(pairs: Sequence[tuple[str, str]], asked: Mapping[str, Origin], *, alone: bool) -> Iterator[Change]:
    """The differences in when the same texts are sent; one that is `alone` fails in all other cases."""
    differing = [(before, after) for before, after in pairs if before != after]
    if not differing:
        return
    if alone or exchanged(pairs):
        reason = _OTHER_CASES
    elif asked_otherwise(pairs):
        reason = _OTHER_QUESTION
    else:
        return
    told: set[Origin | None] = set()
    for before, after in differing:
        was, now = apart(before, after)
        if not was and not now:
            continue  # the same parts in another order
        place = next(
            (origin for phrase, origin in asked.items() if any(phrase in part for part in now or [after])), None
        )
        if place not in told:
            told.add(place)
            said = (" and ".join(was), " and ".join(now))
            yield Change(Drift.REVIEW, "condition", reason, *said, None, REVIEW_CHANGE, at(place), after)


def _in_case(old: Words, new: Words, pair: CasePair) -> Iterator[Sighting]:
    before, after = old.shown_in(pair.old), new.shown_in(pair.new)
    if [(text.slot, text.text) for text in before] == [(text.slot, text.text) for text in after]:
        return
    for texts in text_pairs(before, after):
        if texts.new is None:
            found = _removed(texts, after)
        elif texts.old is None:
            found = _added(texts.new)
        elif texts.old.text == texts.new.text:
            found = _moved(texts.new)
        else:
            found = _in_text(texts.old, texts.new)
        for known in found:
            yield replace(known, change=_of_branch(known.change, old, pair))


def _of_branch(change: Change, old: Words, pair: CasePair) -> Change:
    """The change as one of a branch, where the case itself came or is gone."""
    if change.drift is not Drift.REVIEW:
        return change
    if pair.is_new:
        # What another case says in this place is still approved there.
        before = "" if change.after else change.before
        return replace(change, what="branch", reason=_reviewed(_NEW_BRANCH), before=before)
    if pair.is_gone:
        when = old.cases[pair.old]
        said = Bilingual(f"{_BRANCH_GONE} (when {when})", f"{_BRANCH_GONE.chinese}（條件：{when}）")
        return replace(change, what="branch", reason=_reviewed(said))
    return change


def _in_text(old: Text, new: Text) -> Iterator[Sighting]:
    variant = _variant(new)
    before, after = tokens_in(old.text), tokens_of(variant)
    if (key := _key_of(new)) is not None and _key_of(old) == key:
        # The name, and the sign behind it, stay.
        yield _of_hunk(new, Hunk(2, len(before), 2, len(after)), before, after)
        return
    changed = hunks(before, after)
    kept = len(before) - sum(hunk.end - hunk.start for hunk in changed)
    if len(changed) > _FEW and kept < _KEPT * max(len(before), len(after)):
        changed = [Hunk(0, len(before), 0, len(after))]
    for hunk in changed:
        yield _of_hunk(new, hunk, before, after)


def _key_of(text: Text) -> str | None:
    """The property that names something of LINE's, of a line on that alone."""
    return next((key for key in KEYS if text.slot == DESIGN and text.text.startswith(f"{key}=")), None)


def _of_hunk(new: Text, hunk: Hunk, before: Sequence[Token], after: Sequence[Token]) -> Sighting:
    variant = _variant(new)
    gone, came = before[hunk.start : hunk.end], after[hunk.new_start : hunk.new_end]
    was, now = "".join(token.text for token in gone), "".join(token.text for token in came)
    start = came[0].start if came else after[hunk.new_start - 1].end if hunk.new_start else 0
    span = Span(start, came[-1].end if came else start)
    places, sides = regions(variant, span), beside(variant, span.start, span.end)
    if new.slot not in {_LINK, DESIGN, UNREACHED} and only_blanks(before, after, hunk):
        return Sighting(Change(Drift.COSMETIC, "text", _BLANKS, was, now, new.slot, places=places), *sides)
    what, said = "text", nature(was, now)
    link = None if new.slot == DESIGN else link_part(before, after, hunk, whole=new.slot == _LINK)
    if (key := _key_of(new)) is not None:
        what, said = _OF_KEY[key]
    elif link is not None:
        what, said = "link", link
    elif any(token.is_value for token in (*gone, *came)):
        what, said = "variable", _of_values(gone, came)
    elif new.slot == DESIGN:
        what, said = "design", Bilingual("the message looks otherwise", "訊息的外觀改變")
    elif new.slot == UNREACHED:
        said = Bilingual("a text changed that no case shows yet", "目前沒有任何情況會顯示的文字改變")
    return Sighting(Change(Drift.REVIEW, what, _reviewed(said), was, now, new.slot, REVIEW_CHANGE, places), *sides)


def _of_values(gone: Sequence[Token], came: Sequence[Token]) -> Bilingual:
    was, now = ([token.text for token in tokens if token.is_value] for tokens in (gone, came))
    if was and now:
        listed = f"{', '.join(was)} → {', '.join(now)}"
        return Bilingual(f"another value stands here: {listed}", f"變數改變：{listed}")
    if now:
        return Bilingual(f"a value was added: {', '.join(now)}", f"增加變數：{', '.join(now)}")
    return Bilingual(f"a value was removed: {', '.join(was)}", f"刪除變數：{', '.join(was)}")


def _added(new: Text) -> Iterator[Sighting]:
    said = Bilingual("a text came that was not approved", "新增了未經核准的文字")
    yield Sighting(_whole(new, _KINDS.get(new.slot, "text"), said, "", new.text))


def _moved(new: Text) -> Iterator[Sighting]:
    said = Bilingual("the texts stand in another order", "文字的順序改變")
    yield Sighting(_whole(new, "order", said, new.text, new.text))


def _whole(new: Text, what: str, said: Bilingual, before: str, after: str) -> Change:
    variant = _variant(new)
    places = regions(variant, Span(0, len(variant.text)))
    return Change(Drift.REVIEW, what, _reviewed(said), before, after, new.slot, REVIEW_CHANGE, places)


def _removed(pair: TextPair, after: Sequence[Text]) -> Iterator[Sighting]:
    """What is gone, behind the text that stood before it, else before the one that follows."""
    if pair.old is None:
        return
    places: tuple[Region, ...] = ()
    if pair.place > 0:
        variant = _variant(after[pair.place - 1])
        places = regions(variant, Span(len(variant.text), len(variant.text)))
    elif after:
        places = regions(_variant(after[0]), Span(0, 0))
    said = Bilingual("an approved text is gone", "核准的文字不見了")
    what, slot = _KINDS.get(pair.old.slot, "text"), pair.old.slot
    change = Change(Drift.REVIEW, what, _reviewed(said), pair.old.text, "", slot, REVIEW_CHANGE, places)
    yield Sighting(change)


def _reviewed(said: Bilingual) -> Bilingual:
    return Bilingual(f"{said}; {_REVIEWED}", f"{said.chinese}；{_REVIEWED.chinese}")


def _variant(text: Text) -> Variant:
    if text.written is None:
        raise TypeError("the new text is one that was read from a document")
    return text.written
