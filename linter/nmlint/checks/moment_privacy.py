"""Values that tell more of a person than their variable lets them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from nmlint.catalogue import Catalogue
from nmlint.checks.model import Spec
from nmlint.checks.moments import LONGEST, Ask, Flaw, Maker, Moment, named
from nmlint.text.characters import is_han

_SIGNS = frozenset("*＊○〇◯●•·×＿_#?？")
# Letters that mask only where the declared mask has no other sign.
_LETTERS = frozenset("Xx")


def unmasked(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A value that shows more than the declared mask does: it has no sign of the mask, or shows more characters."""

    def ask(moment: Moment) -> Flaw | None:
        text, variable = moment.text, moment.variable
        if variable is None or variable.mask is None or not text:
            return None
        signs, allowed = _mask(variable.mask)
        if not signs or len(text) <= allowed:
            return None
        shown = [at for at, char in enumerate(text[:LONGEST]) if char not in signs and char.isalnum()]
        if len(shown) <= allowed:
            return None
        if not signs.isdisjoint(text[:LONGEST]) and _may_show_more(text, len(shown) - allowed):
            return None
        return Flaw(shown[allowed], shown[-1] + 1, named(moment, shown=str(len(shown)), most=str(allowed)))

    return ask


@cache
def _mask(mask: str) -> tuple[frozenset[str], int]:
    """The signs of a declared mask, none where words describe it, and how many characters it shows."""
    signs = _SIGNS if not _SIGNS.isdisjoint(mask) else _LETTERS
    if signs.isdisjoint(mask):
        return frozenset(), 0
    return signs, sum(char not in signs and char.isalnum() for char in mask)


def _may_show_more(text: str, more: int) -> bool:
    """Whether a masked name may show what another does not: a surname of two characters, or letters of the alphabet."""
    if any(char.isdecimal() for char in text):
        return False
    return more <= 1 or not any(map(is_han, text))


TESTS: Mapping[str, Maker] = {"unmasked": unmasked}
