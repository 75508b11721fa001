"""What people wrote into a spreadsheet for themselves: notes on its rows, and sheets of their own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nmlint.bilingual import Bilingual
from nmlint.documents import workbook_layout as layout
from nmlint.documents.workbook_grid import Grid, GridCell

NoteKey = tuple[str, ...]
"""A row that has a note: the key of its sheet, the notice it is of, and its name there; the sheet alone for no row."""

_DRAWN = ("xl/media/", "xl/charts/", "xl/drawings/drawing")
_COMMENTS = "xl/comments"
_LOST = (
    (_DRAWN, Bilingual("pictures and charts of the spreadsheet are not kept", "試算表裡的圖片與圖表不會保留")),
    (
        (_COMMENTS, "xl/threadedComments"),
        Bilingual(
            "comments on cells are not kept; write them into a column 備註 (note)",
            "儲存格的註解不會保留；請改寫在「備註」欄",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The notes by row, the sheets that are for people alone, and what no program of ours keeps.

    `data` is the whole spreadsheet. `taken` fills with the rows whose notes found their place.
    """

    data: bytes = field(repr=False)
    notes: Mapping[NoteKey, Sequence[GridCell]]
    sheets: tuple[str, ...]
    lost: tuple[Bilingual, ...]
    taken: set[NoteKey] = field(default_factory=set)

    def take(self, *of: str) -> str | None:
        """The notes on a row, which has them now."""
        self.taken.add(of)
        return "\n".join(note.text for note in self.notes[of]) if of in self.notes else None

    @property
    def left(self) -> Iterator[GridCell]:
        """The notes whose row is no more."""
        return (note for of, notes in self.notes.items() if of not in self.taken for note in notes)

    def moved(self, places: Mapping[int, int]) -> Kept:
        """The same, where notices stand in other places now, by those where they stood."""
        return replace(self, notes={_moved(of, places): notes for of, notes in self.notes.items()}, taken=set())


def kept_in(data: bytes, grids: Sequence[Grid], notes: Mapping[NoteKey, Sequence[GridCell]]) -> Kept:
    """What is for people alone in a spreadsheet that was read."""
    sheets = tuple(grid.name for grid in grids if grid.rows and is_for_people(grid.name))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.namelist()
    lost = tuple(said for parts, said in _LOST if any(name.startswith(parts) for name in members))
    return Kept(data, notes, sheets, lost)


def is_for_people(name: str) -> bool:
    """Whether a sheet is one that people made for themselves."""
    return layout.for_people(name) and layout.plain_name(name) not in layout.CHOICES.names


def _moved(of: NoteKey, places: Mapping[int, int]) -> NoteKey:
    if len(of) < 2 or not of[1].startswith("#") or of[0] not in _WITH_NOTICE:  # noqa: PLR2004  a sheet and a notice
        return of
    place = places.get(int(of[1].removeprefix("#")) - 1)
    # A notice that is gone has no place, and no row ever takes its notes.
    return (of[0], "" if place is None else layout.numbered(place), *of[2:], *(() if place is not None else of[1:2]))


_WITH_NOTICE = frozenset(sheet.key for sheet in (layout.SCENARIOS, layout.VARIABLES, layout.LINKS, layout.EVIDENCE))
