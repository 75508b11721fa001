"""Names of the policy as people read them, and as they write them into a service plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nmlint.bilingual import CHINESE, ENGLISH, Bilingual, did_you_mean, in_language
from nmlint.catalogue.model import Localized, localized

NO_HINT = Bilingual("", "")


def named(names: Localized) -> Bilingual:
    """A name in both languages."""
    return Bilingual(localized(names, ENGLISH), localized(names, CHINESE))


def listed(parts: Iterable[str]) -> Bilingual:
    """Several names in a row, in both languages."""
    found = list(parts)
    return Bilingual(", ".join(found), "、".join(in_language(part, CHINESE) for part in found))


def blank(written: str | None) -> bool:
    """Whether nothing is written."""
    return written is None or not written.strip()


def folded(text: str) -> str:
    """A name without what people write in different ways: case, blanks, hyphens."""
    return "".join(character for character in text.casefold() if character.isalnum() or character == ".")


def id_of(written: str, known: Mapping[str, Localized]) -> str | None:
    """Which of several things is meant by its id, or by its name in any language; None for none of them."""
    wanted = folded(written)
    return next((id_ for id_, names in known.items() if wanted in map(folded, (id_, *names.values()))), None)


def hint_of(written: str, known: Iterable[str]) -> Bilingual:
    """The nearest known name as a question, empty where none is near."""
    return did_you_mean(written, known) or NO_HINT
