"""Spreadsheets that cannot be judged: what each is told, and where; never a traceback, never silence."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from nmlint.bilingual import CHINESE, ENGLISH, in_language
from nmlint.documents.serviceplan import read_service_plan
from nmlint.documents.workbook import read_workbook, workbook_of
from nmlint.documents.workbook_files import MAX_BYTES
from nmlint.documents.workbook_grid import MOST_FAULTS
from nmlint.documents.workbook_package import MAX_MEMBERS, MAX_UNPACKED
from nmlint.errors import UnreadableError

FOLDER = Path(__file__).parents[2] / "fixtures" / "workbooks"
PLAN: Mapping[str, Any] = yaml.safe_load((FOLDER / "plan.yaml").read_text(encoding="utf-8"))
FAULTS = yaml.safe_load((FOLDER / "faults.yaml").read_text(encoding="utf-8"))
REFUSED = yaml.safe_load((FOLDER / "refused.yaml").read_text(encoding="utf-8"))
SMALL = workbook_of({"scenarios": [{"scenario": "delivery", "text": "已出貨"}]}, {})


def told(data: bytes, folder: Path) -> dict[str, Any]:
    """What is said of a file, and where."""
    path = folder / "plan.xlsx"
    path.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        read_service_plan(read_workbook(path, "plan.xlsx"))
    error = caught.value
    return {
        "at": None if error.location is None else error.location.within,
        "en": in_language(error.reason, ENGLISH),
        "zh-TW": in_language(error.reason, CHINESE),
    }


def saved(book: Workbook) -> bytes:
    """An edited workbook as it is saved."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A package with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


def _value(written: Any) -> Any:
    match written:
        case {"array": formula}:
            return ArrayFormula("B5:B7", formula)
        case {"time": text}:
            return time.fromisoformat(text)
        case _:
            return written


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: str(row["why"]))
def test_a_fault_in_a_cell(tmp_path: Path, row: Mapping[str, Any]) -> None:
    """Each fault is told with its sheet and cell, in both languages."""
    book = load_workbook(io.BytesIO(workbook_of(PLAN, {})))
    for place, value in row["cells"].items():
        sheet, name = place.split("!")
        book[sheet][name].number_format = "General"
        book[sheet][name].value = _value(value)

    assert {key: row[key] for key in ("at", "en", "zh-TW")} == told(saved(book), tmp_path)


def _compound(streams: Mapping[str, bytes]) -> bytes:
    """A small compound file (OLE) as old Excel and encrypted workbooks are: a header, one FAT sector, a directory."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", fat, end, *[free] * 126)
    entries = b""
    for name, kind in (("Root Entry", 5), *((name, 2) for name in streams)):
        written = name.encode("utf-16-le") + b"\0\0"
        entries += written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1) + bytes(60)
    return header + table + entries.ljust(512, b"\0")


def _macros(parts: dict[str, bytes]) -> None:
    parts["xl/vbaProject.bin"] = b"\0" * 64
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


def _entities(parts: dict[str, bytes]) -> None:
    parts["xl/sharedStrings.xml"] = b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">]><s>&a;</s>'


def _wide(parts: dict[str, bytes]) -> None:
    name = "xl/workbook.xml"
    text = parts[name].decode().replace("utf-8", "utf-16").replace("UTF-8", "UTF-16")
    parts[name] = text.encode("utf-16")


def _rows(count: int) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, count + 2))
        name = "xl/worksheets/sheet2.xml"
        parts[name] = parts[name].replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    return change


def _huge_merge(parts: dict[str, bytes]) -> None:
    name = "xl/worksheets/sheet2.xml"
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    parts[name] = parts[name].replace(b"</sheetData>", merge)


def _huge_link(parts: dict[str, bytes]) -> None:
    name = "xl/worksheets/sheet2.xml"
    link = b"</sheetData><hyperlinks><hyperlink location='A1' ref='A1&#58;XFD1048576'/></hyperlinks>"
    parts[name] = parts[name].replace(b"</sheetData>", link)


def _bomb(parts: dict[str, bytes]) -> None:
    parts["xl/worksheets/sheet9.xml"] = b" " * (MAX_UNPACKED + 1)


def _many(parts: dict[str, bytes]) -> None:
    parts.update({f"xl/media/{number}.bin": b"" for number in range(MAX_MEMBERS)})


def _strict(parts: dict[str, bytes]) -> None:
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )


def _no_sheet_part(parts: dict[str, bytes]) -> None:
    del parts["xl/worksheets/sheet2.xml"]


def _archive(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def _twice() -> bytes:
    file = io.BytesIO(SMALL)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def _locked() -> bytes:
    """A package whose parts say that they are encrypted."""
    data = bytearray(SMALL)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


CSV = "代號,情境,文字\ndelivery,delivery,您訂購的商品已出貨，請留意取貨期限\n"
FILES: Mapping[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b"\xef\xbb\xbf \r\n",
    "password": lambda: _compound({"EncryptionInfo": b"", "EncryptedPackage": b""}),
    "old": lambda: _compound({"Workbook": b""}),
    "macros": lambda: repacked(SMALL, _macros),
    "csv": CSV.encode,
    "csv-big5": lambda: CSV.encode("cp950"),
    "csv-utf16": lambda: CSV.encode("utf-16"),
    "html": lambda: b"\xef\xbb\xbf<!-- x -->\n<HTML xmlns:x='urn'><table><tr><td>1</td></tr></table></HTML>",
    "xml": lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    "binary": lambda: bytes(range(256)) * 4,
    "cut-off": lambda: SMALL[: len(SMALL) // 2],
    "zip": lambda: _archive(readme="hello"),
    "word": lambda: _archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
    "ods": lambda: _archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "xlsb": lambda: _archive(**{"[Content_Types].xml": "<Types/>", "xl/workbook.bin": ""}),
    "strict": lambda: repacked(SMALL, _strict),
    "entities": lambda: repacked(SMALL, _entities),
    "utf-16": lambda: repacked(SMALL, _wide),
    "twice": _twice,
    "locked": _locked,
    "no-part": lambda: repacked(SMALL, _no_sheet_part),
    "bomb": lambda: repacked(SMALL, _bomb),
    "many-parts": lambda: repacked(SMALL, _many),
    "many-rows": lambda: repacked(SMALL, _rows(100_000)),
    "huge-merge": lambda: repacked(SMALL, _huge_merge),
    "huge-link": lambda: repacked(SMALL, _huge_link),
    "huge": lambda: SMALL + b"\0" * MAX_BYTES,
}


@pytest.mark.parametrize("name", REFUSED["files"])
def test_what_is_no_workbook_of_ours(tmp_path: Path, name: str) -> None:
    """Whatever calls itself .xlsx is told what it is, and the mend."""
    assert REFUSED["files"][name] == told(FILES[name](), tmp_path)


def _renamed(page: str, name: str) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        book[page].title = name

    return edit


def _without(book: Workbook) -> None:
    del book["情境"]


def _no_id(book: Workbook) -> None:
    book["情境"]["A1"] = "編碼"


def _without_both(book: Workbook) -> None:
    del book["情境"]
    del book["申請資料"]


def _stranger(book: Workbook) -> None:
    book.create_sheet("變數們")["B3"] = "x"


def _both(book: Workbook) -> None:
    book.create_sheet("SCENARIOS")["A1"] = "id"


def _hidden_sheet(book: Workbook) -> None:
    book["佐證"].sheet_state = "veryHidden"


def _hidden_row(book: Workbook) -> None:
    book["情境"].row_dimensions[3].hidden = True


def _hidden_columns(book: Workbook) -> None:
    book["情境"].column_dimensions.group("H", "I", hidden=True)


def _merged_text(book: Workbook) -> None:
    book["情境"]["E3"] = None
    book["情境"].merge_cells("E2:E3")


def _merged_across(book: Workbook) -> None:
    book["情境"].merge_cells("H2:I2")


def _far_away(book: Workbook) -> None:
    book["情境"]["XFD1048576"] = "x"


def _long(book: Workbook) -> None:
    for row in range(6, 20):
        book["情境"][f"B{row}"], book["情境"][f"E{row}"] = "delivery", "長" * 30_000


EDITS: Mapping[str, Callable[[Workbook], None]] = {
    "no-scenarios": _without,
    "no-id": _no_id,
    "neither": _without_both,
    "misspelt-sheet": _renamed("聲明", "聲明書"),
    "stranger": _stranger,
    "same-sheet": _both,
    "hidden-sheet": _hidden_sheet,
    "hidden-row": _hidden_row,
    "hidden-columns": _hidden_columns,
    "merged-text": _merged_text,
    "merged-across": _merged_across,
    "far-away": _far_away,
    "too-long": _long,
}


@pytest.mark.parametrize("name", REFUSED["edits"])
def test_what_would_be_lost(tmp_path: Path, name: str) -> None:
    """Nothing in a sheet is passed over: what is hidden, merged, strange or missing is told."""
    book = load_workbook(io.BytesIO(workbook_of(PLAN, {})))
    EDITS[name](book)

    assert REFUSED["edits"][name] == told(saved(book), tmp_path)


def test_no_case_without_its_row() -> None:
    """Every case has what is expected of it beside it."""
    assert (FILES.keys(), EDITS.keys()) == (REFUSED["files"].keys(), REFUSED["edits"].keys())


def test_a_dimension_that_lies_is_not_believed(tmp_path: Path) -> None:
    """What a sheet says of its size is no more than a word."""
    sheet = "xl/worksheets/sheet2.xml"

    def lie(parts: dict[str, bytes]) -> None:
        head, _, rest = parts[sheet].partition(b'<dimension ref="')
        parts[sheet] = head + b'<dimension ref="A1:XFD1048576' + rest[rest.index(b'"') :]

    path = tmp_path / "plan.xlsx"
    path.write_bytes(repacked(SMALL, lie))

    assert '"text": "已出貨"' in read_workbook(path, "plan.xlsx").text


def test_nothing_is_printed_beside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A style that leads to one that is not there is no word on standard output, where a report may go."""

    def dangling(parts: dict[str, bytes]) -> None:
        head, _, rest = parts["xl/styles.xml"].partition(b"<cellStyles")
        parts["xl/styles.xml"] = head + b"<cellStyles" + rest.replace(b'xfId="0"', b'xfId="17"')

    assert "damaged" in told(repacked(SMALL, dangling), tmp_path)["en"]
    assert ("", "") == capsys.readouterr()


def test_hidden_columns_beyond_all_are_no_burden(tmp_path: Path) -> None:
    """That columns without end are hidden where nothing stands is not minded."""
    sheet = "xl/worksheets/sheet2.xml"

    def hide(parts: dict[str, bytes]) -> None:
        hidden = b'<col min="60" max="2147483647" hidden="1" width="8"/></cols>'
        parts[sheet] = parts[sheet].replace(b"</cols>", hidden)

    path = tmp_path / "plan.xlsx"
    path.write_bytes(repacked(SMALL, hide))

    assert '"text": "已出貨"' in read_workbook(path, "plan.xlsx").text


def test_no_more_faults_than_anybody_mends(tmp_path: Path) -> None:
    """A sheet that is wrong in every row is told so soon, and the first faults are listed."""
    book = load_workbook(io.BytesIO(workbook_of(PLAN, {})))
    for row in range(30, 3000):
        book["變數"].append([f"nobody-{row}", f"v{row}"])
    said = told(saved(book), tmp_path)

    assert f"{MOST_FAULTS} faults in the spreadsheet" in said["en"]
    assert "變數!A12: no notice" in said["en"]


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, a name without a file and a broken link are told as such."""
    for path in (tmp_path, tmp_path / "none.xlsx"):
        with pytest.raises(UnreadableError):
            read_workbook(path, "plan.xlsx")


def _judged(path: Path) -> None:
    """Reads a file that may be anything: it is a plan, or refused with a reason."""
    try:
        read_service_plan(read_workbook(path, "plan.xlsx"))
    except UnreadableError as error:
        assert error.reason  # noqa: PT017  both are right, and anything else is not


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1), with_=st.binary(min_size=0, max_size=4), cut=st.booleans())
def test_damaged_packages(tmp_path: Path, at: float, with_: bytes, cut: bool) -> None:
    """A file that was damaged on its way is read or refused."""
    place = int(at * len(SMALL))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(SMALL[:place] + with_ + (b"" if cut else SMALL[place + len(with_) :]))

    _judged(path)


PARTS = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml")
PIECES = ('t="n"', 't="d"', 't="b"', 't="e"', "<v>1e999</v>", "<v>-5</v>", "<f>1</f>", "</row>", "<row>", ' r="ZZZ9"')


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), part=st.sampled_from(PARTS))
def test_strange_parts(tmp_path: Path, seed: int, part: str) -> None:
    """A package whose parts say odd things is read or refused."""
    chance = random.Random(seed)  # noqa: S311  no secret

    def change(parts: dict[str, bytes]) -> None:
        text = parts[part].decode()
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(text))
            end = min(len(text), start + chance.randint(0, 30))
            piece = chance.choice((*PIECES, "", chr(chance.randrange(32, 0x500)), text[start:end] * 2))
            text = text[:start] + piece + text[end:]
        parts[part] = text.encode()

    path = tmp_path / "plan.xlsx"
    path.write_bytes(repacked(SMALL, change))

    _judged(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(
        st.tuples(
            st.sampled_from(["申請資料", "情境", "變數", "文件", "佐證"]),
            st.integers(1, 6),
            st.integers(1, 12),
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False)
            | st.dates(date(1900, 1, 1))
            | st.datetimes(datetime(1900, 1, 1))  # noqa: DTZ001  a cell knows no zone
            | st.times()
            | st.timedeltas()
            | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)
            | st.sampled_from(["=1", "#REF!", "[[1]]", '{"a": null}', "#1", "id"]),
        ),
        max_size=5,
    )
)
def test_anything_in_a_cell(tmp_path: Path, values: list[tuple[str, int, int, Any]]) -> None:
    """Whatever stands in a cell, the plan is read or refused."""
    book = load_workbook(io.BytesIO(SMALL))
    for sheet, row, column, value in values:
        try:
            book[sheet].cell(row, column).value = value
        except ValueError:
            continue
    path = tmp_path / "plan.xlsx"
    try:
        path.write_bytes(saved(book))
    except (OverflowError, ValueError, TypeError):
        return

    _judged(path)
