"""What carriers in Taiwan ask of an SMS, and what it costs: `sms: {test: …}`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from nmlint.bilingual import Bilingual
from nmlint.checks import sms_contacts, sms_sender
from nmlint.checks.model import VALUE, Finder, Hit, Registry, Spec, Subject
from nmlint.checks.phrases import phrases_of
from nmlint.checks.sms_size import Size, plain, size_of
from nmlint.source import Span
from nmlint.text.segments import GSM

Test = Callable[[Subject], Iterator[Hit]]

_BLANK = "[ \\t\u00a0\u3000]"
_BLANKS = re.compile(rf"{_BLANK}{{2,}}|{_BLANK}*(?:\r?\n{_BLANK}*){{2,}}")
_PICTURE = re.compile(
    "(?:[0-9#*]\ufe0f?\u20e3|[\u203c\u2049\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff])[\u200d\ufe0e\ufe0f\U000e0020-\U000e007f]*"
)
# Two of U+2500 are how many in Taiwan type a dash.
_FRAME = re.compile("(?:[\u2501-\u259f]|\u2500{3,})[\u2500-\u259f]*")


class Sms:
    """The hits of one test."""

    triggers: frozenset[int] | None = None

    def __init__(self, test: Test) -> None:
        self._test = test

    def find(self, subject: Subject) -> Iterator[Hit]:
        yield from self._test(subject)


@lru_cache(maxsize=8)
def size(subject: Subject) -> Size | None:
    """The size of the SMS, its sender's name counted in front where the text does not name him."""
    case = subject.case
    return size_of(subject.raw, subject.values, case.catalogue, case.settings.as_of, sms_sender.front(subject))


def _told(size: Size, parts: int) -> dict[str, str]:
    """What messages say of so many parts; few words, for each wording is a finding of its own."""
    cost = front = Bilingual("", "")
    if size.price is not None:
        each, together = size.price.of(1), size.price.of(parts)
        cost = Bilingual(f", {together} at {each} a part", f"，每則 {each.chinese}，共 {together.chinese}")
    if size.front:
        front = Bilingual(f" ({size.front} in front is counted)", f"（已計入加在前面的{size.front}）")
    return {"parts": str(parts), "most": str(size.most), "cost": cost, "front": front}


def _second_part(subject: Subject) -> Iterator[Hit]:
    """More than one part at worst, yet not so many that another test says it."""
    found = size(subject)
    if found is not None and subject.primary and 1 < found.longest.parts <= found.most:
        yield subject.whole(**_told(found, found.longest.parts))


def _too_long(subject: Subject) -> Iterator[Hit]:
    """The fixed text alone has more parts than are published; the hit is what is over."""
    found = size(subject)
    if found is not None and subject.primary and found.excess is not None:
        yield subject.hit(found.excess, **_told(found, found.fixed.parts))


def _too_long_with_values(subject: Subject) -> Iterator[Hit]:
    """Only the longest values bring the text beyond the parts that are published."""
    found = size(subject)
    if found is not None and subject.primary and found.fixed.parts <= found.most < found.longest.parts:
        yield subject.whole(**_told(found, found.longest.parts))


def _outside_gsm(subject: Subject) -> Iterator[Hit]:
    """Signs that alone keep a Latin text out of the GSM alphabet, where that costs a part."""
    signs = {char for char in subject.raw if char not in GSM and char != VALUE}
    if not signs or not all(map(_replaceable, signs)) or not all(map(plain, subject.values)):
        return
    case, found = subject.case, size(subject)
    latin = subject.raw.translate(dict.fromkeys(map(ord, signs), "-"))
    least = found and size_of(latin, subject.values, case.catalogue, case.settings.as_of, found.front)
    if found and least and least.longest.parts < found.longest.parts <= found.most:
        told = _told(found, found.longest.parts)
        for match in re.finditer(f"[{re.escape(''.join(sorted(signs)))}]+", subject.raw):
            yield subject.hit(Span(*match.span()), fewer=str(least.longest.parts), **told)


def _replaceable(char: str) -> bool:
    """Whether an English text can do without it: any sign, and letters that are only Latin ones adorned."""
    return unicodedata.category(char)[0] != "L" or "LATIN" in unicodedata.name(char, "")


def _lost_symbols(subject: Subject) -> Iterator[Hit]:
    """Pictures that the character set of older gateways lacks, and frames drawn with lines."""
    spans = [Span(*match.span()) for match in _PICTURE.finditer(subject.raw) if not _in_big5(match[0][0])]
    spans += [Span(*match.span()) for match in _FRAME.finditer(subject.raw)]
    run: Span | None = None
    for span in sorted(spans, key=lambda span: span.start):
        if run is not None and run.end == span.start:
            run = Span(run.start, span.end)
            continue
        if run is not None:
            yield subject.hit(run)
        run = span
    if run is not None:
        yield subject.hit(run)


def _in_big5(char: str) -> bool:
    try:
        char.encode("cp950")
    except UnicodeEncodeError:
        return False
    return not char.isascii()  # 1️⃣ is a picture that begins with a digit


def _repeated_blanks(subject: Subject) -> Iterator[Hit]:
    """Blanks or line ends in a row, except around the whole text."""
    first = len(subject.raw) - len(subject.raw.lstrip())
    for match in _BLANKS.finditer(subject.raw, first, len(subject.raw.rstrip())):
        yield subject.hit(Span(*match.span()))


def _plainly(test: Test) -> Callable[[Sequence[str], Sequence[str]], Test]:
    """A test that takes no words."""
    return lambda _listed, _written: test


# Each takes the words of the lists in `in`, and those written in `list`.
TESTS: Mapping[str, Callable[[Sequence[str], Sequence[str]], Test]] = {
    "second-part": _plainly(_second_part),
    "too-long": _plainly(_too_long),
    "too-long-with-values": _plainly(_too_long_with_values),
    "outside-gsm": _plainly(_outside_gsm),
    "lost-symbol": _plainly(_lost_symbols),
    "repeated-blanks": _plainly(_repeated_blanks),
    "sender-missing": _plainly(sms_sender.missing),
    "sender-late": lambda _, greetings: partial(sms_sender.late, greetings=greetings),
    "sender-full-width": _plainly(partial(sms_sender.misspelt, wide=True)),
    "sender-misspelt": _plainly(partial(sms_sender.misspelt, wide=False)),
    "unregistered-phone": lambda public, _: partial(sms_contacts.unregistered_phones, public=public),
    "registry-undeclared": lambda public, _: partial(sms_contacts.registry_undeclared, public=public),
    "bank-link": lambda institutions, _: partial(sms_contacts.bank_links, institutions=institutions),
    "bank-login-page": lambda institutions, pages: partial(
        sms_contacts.bank_login_pages, institutions=institutions, pages=frozenset(pages)
    ),
}


def sms(spec: Spec, registry: Registry, shown: Finder | None = None) -> Finder:
    """`sms: {test: …, in: list, list: […]}`, or `{test: sender-unnamed, shown: …}`, which finds a sender."""
    if spec["test"] == "sender-unnamed" and shown is not None:
        return Sms(partial(sms_sender.unnamed, shown=shown))
    listed = phrases_of({"in": spec.get("in", ())}, registry)
    return Sms(TESTS[spec["test"]](listed, spec.get("list", ())))
