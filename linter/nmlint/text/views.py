"""The views of a text, folded by the data of the built-in catalogue."""

from __future__ import annotations

from functools import cache

from nmlint.text.data import FoldData, shipped_data
from nmlint.text.folding import Folder
from nmlint.text.offsets import Trick, View, raw_view
from nmlint.text.patterns import fold_pattern

__all__ = ["FoldData", "Folder", "Trick", "View", "fold", "fold_pattern", "fold_term", "raw_view"]


@cache
def _shipped_folder() -> Folder:
    return Folder(shipped_data())


def fold(raw: str) -> View:
    """The folded view of a text."""
    return _shipped_folder().fold(raw)


def fold_term(term: str) -> str:
    """A literal of a rule as it stands in folded texts."""
    return fold(term).text
