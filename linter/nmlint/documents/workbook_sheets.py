"""Which sheet of a workbook is which of a service plan's; none is passed over that somebody filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nmlint.bilingual import Bilingual, did_you_mean
from nmlint.documents import workbook_layout as layout
from nmlint.documents.template import gathered
from nmlint.documents.workbook_grid import Grid
from nmlint.documents.workbook_layout import Sheet
from nmlint.errors import UnreadableError
from nmlint.fields import FieldFault

IN_WORKBOOK = Bilingual("the spreadsheet", "試算表")
_NEITHER = Bilingual(
    "this is no service plan: it has no sheets 申請資料 (application) and 情境 (scenarios); "
    "`nmlint submission new --output plan.xlsx` writes one to fill in",
    "這不是服務計畫：沒有「申請資料」與「情境」工作表；可用 nmlint submission new --output plan.xlsx 產生空白計畫",
)


def sheets_of(grids: Sequence[Grid], path: str, faults: list[FieldFault]) -> Mapping[str, Grid]:
    """The sheets by key. Raises UnreadableError where this is no service plan at all."""
    found: dict[str, Grid] = {}
    strangers = []
    for grid in grids:
        sheet = layout.sheet_named(grid.name)
        if sheet is None:
            strangers += [grid] if grid.rows and not layout.for_people(grid.name) else []
        elif sheet.key in found:
            faults.append(grid.corner.fault(path, _same_sheet(found[sheet.key].name, grid.name)))
        else:
            found[sheet.key] = grid
    missing = [sheet for sheet in layout.NEEDED if sheet.key not in found]
    if not found or (len(missing) == len(layout.NEEDED)):
        raise UnreadableError(_NEITHER)
    faults += [grid.corner.fault(path, _stranger(grid.name)) for grid in strangers]
    if missing:
        faults += [next(iter(found.values())).corner.fault(path, _no_sheet(sheet)) for sheet in missing]
        raise gathered(faults, IN_WORKBOOK)
    return found


def _same_sheet(first: str, second: str) -> Bilingual:
    return Bilingual(
        f"the sheets {first!r} and {second!r} are for the same; keep one of them",
        f"工作表「{first}」與「{second}」是同一種；請只留一個",
    )


def _stranger(name: str) -> Bilingual:
    names = {name for sheet in layout.SHEETS for name in (sheet.chinese, sheet.key)}
    hint = did_you_mean(name, names, 0.5) or Bilingual(
        "; name it 備註 (notes) if it is for people alone, or delete it", "；只供人閱讀的話請命名為「備註」，或刪除"
    )
    return Bilingual(f"the sheet {name!r} is not known{hint}", f"不認得工作表「{name}」{hint.chinese}")


def _no_sheet(sheet: Sheet) -> Bilingual:
    return Bilingual(
        f"the sheet {sheet.chinese} ({sheet.key}) is missing; add it", f"缺少工作表「{sheet.chinese}」；請補上"
    )
