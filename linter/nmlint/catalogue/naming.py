"""Which scenario people mean who write its name instead of its id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from nmlint.catalogue.model import Scenario

# What nearly every name ends with, and what stands around a second name.
_NOTICE = re.compile(r"(?:通知|のお知らせ|notice|notification)$")
_PARTS = re.compile(r"[()<>]")


def scenario_named(written: str, scenarios: Mapping[str, Scenario]) -> str | None:
    """The id of the one scenario that has such a name or category in any language; None for none or several."""
    wanted = _plain(written)
    for forms in (_names, _categories):
        meant = {name for name, scenario in scenarios.items() if wanted in forms(scenario)}
        if len(meant) == 1:
            return meant.pop()
    return None


def _names(scenario: Scenario) -> frozenset[str]:
    return frozenset(_plain(form) for name in (scenario.id, *scenario.names.values()) for form in (name, *_split(name)))


def _categories(scenario: Scenario) -> frozenset[str]:
    return frozenset(map(_plain, scenario.category.values()))


def _split(name: str) -> Iterator[str]:
    """The names within a name that brackets part."""
    return (part for part in _PARTS.split(unicodedata.normalize("NFKC", name)) if _plain(part))


def _plain(name: str) -> str:
    """A name without what people write in different ways: case, width, blanks, brackets, and that it is a notice."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(char for char in folded if char.isalnum())
    return _NOTICE.sub("", kept)
