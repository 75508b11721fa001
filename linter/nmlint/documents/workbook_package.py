"""Whether the package that a workbook is may be opened: no macros, no password, no more in it than is bearable."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import NoReturn

from nmlint.bilingual import Bilingual
from nmlint.errors import UnreadableError

# What a plan of a thousand notices unpacks to, and more.
MAX_UNPACKED = 48 * 1024 * 1024
MAX_MEMBERS = 1000
MAX_CELLS = 100_000
MAX_TAGS = 1_500_000
SAVE = ("save it as .xlsx (Excel workbook)", "請另存為 .xlsx（Excel 活頁簿）")

_CELLS = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
# Cells of a merged, linked or commented area come into being, whatever stands in them.
_AREAS = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink|comment)\s[^<>]*?\bref=[\"']([^\"']*[:&][^\"']*)")
_AREA = re.compile(rb"\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding=[\"'](?!utf-8[\"']|us-ascii[\"'])", re.IGNORECASE)


def refuse_package(data: bytes) -> None:
    """Raises UnreadableError for a package that is no workbook, or none to be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_archive(archive)
            members = dict(_members(archive))
    except UnreadableError:
        raise
    except Exception as error:
        raise damaged() from error
    _refuse_kind(members)
    _refuse_xml(members)


def damaged() -> UnreadableError:
    """The refusal of a workbook that cannot be opened."""
    return UnreadableError(
        Bilingual(
            "the spreadsheet is damaged or was cut off; get it again, or open it and save it as .xlsx",
            "試算表檔案毀損或不完整；請重新取得，或開啟後另存為 .xlsx",
        )
    )


def refuse(what: tuple[str, str], mend: tuple[str, str]) -> NoReturn:
    """Raises UnreadableError that says what the file is, and the mend, in English and in Chinese."""
    raise UnreadableError(Bilingual(f"{what[0]}; {mend[0]}", f"{what[1]}；{mend[1]}"))


def refuse_size(english: str, chinese: str) -> NoReturn:
    """Raises UnreadableError for too much of something."""
    raise UnreadableError(
        Bilingual(
            f"the spreadsheet is too big to judge: {english}; delete what is no part of it, also formats below",
            f"試算表太大，無法檢查：{chinese}；請刪除與計畫無關的內容與下方空白列的格式",
        ),
        problem="too-much",
    )


def _refuse_archive(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED:
        refuse_size(f"it unpacks to more than {MAX_UNPACKED:,} bytes", f"解開後超過 {MAX_UNPACKED:,} 位元組")
    if len(infos) > MAX_MEMBERS:
        refuse_size(f"more than {MAX_MEMBERS:,} parts", f"超過 {MAX_MEMBERS:,} 個部分")
    if any(info.flag_bits & 1 for info in infos):
        refuse(("the file is protected by a password", "檔案設有密碼"), ("save it without one", "請取消密碼後再存檔"))
    if len({info.filename.casefold() for info in infos}) < len(infos):
        refuse(
            (
                "a part stands twice in the file, so programs differ in what they show",
                "檔案內有重複的部分，各程式顯示的內容可能不同",
            ),
            SAVE,
        )


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for info in archive.infolist():
        yield info.filename, archive.read(info) if info.filename.endswith((".xml", ".rels", "mimetype")) else b""


def _refuse_kind(members: Mapping[str, bytes]) -> None:
    """What is a package, but not of the kind that is read."""
    types, book = members.get("[Content_Types].xml", b""), members.get("xl/workbook.xml", b"")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in members):
        refuse(
            ("the workbook carries macros", "活頁簿含有巨集"),
            ("save it as .xlsx, which carries none", "請另存為不含巨集的 .xlsx"),
        )
    if b"opendocument" in members.get("mimetype", b""):
        refuse(("this is an OpenDocument file (.ods)", "這是 OpenDocument 檔（.ods）"), SAVE)
    if "xl/workbook.bin" in members:
        refuse(("this is a binary Excel file (.xlsb)", "這是二進位 Excel 檔（.xlsb）"), SAVE)
    if any(name.startswith(("word/", "ppt/")) for name in members):
        refuse(("this is a Word or PowerPoint file, not a spreadsheet", "這是 Word 或 PowerPoint 檔，不是試算表"), SAVE)
    if b"purl.oclc.org/ooxml" in book:
        refuse(("the workbook is saved as Strict Open XML", "活頁簿存成了 Strict Open XML 格式"), SAVE)
    if b"spreadsheetml" not in types or not any(name.startswith("xl/") for name in members):
        refuse(("this is a ZIP file, but no workbook", "這是 ZIP 檔，不是活頁簿"), SAVE)


def _refuse_xml(members: Mapping[str, bytes]) -> None:
    """What its parts would become when they are read."""
    sheets = [part for name, part in members.items() if name.startswith("xl/worksheets/")]
    if any(b"\0" in part or _ENCODING.match(part) or _DOCTYPE.search(part) for part in members.values()):
        refuse(
            ("its XML is not as spreadsheet programs write it", "內部的 XML 不像是試算表程式產生的"),
            ("open it and " + SAVE[0], "請開啟後另存為 .xlsx"),
        )
    tags = sum(part.count(b"<") for part in members.values())
    if tags > MAX_TAGS:
        refuse_size(f"more than {MAX_TAGS:,} tags of XML", f"超過 {MAX_TAGS:,} 個 XML 標籤")
    cells = sum(len(_CELLS.findall(part)) for part in sheets)
    cells += sum(_area(area) for part in members.values() for area in _AREAS.findall(part))
    if cells > MAX_CELLS:
        refuse_size(f"more than {MAX_CELLS:,} rows and cells", f"超過 {MAX_CELLS:,} 個列與儲存格")


def _area(written: bytes) -> int:
    """How many cells an area has; one that is written like no area, too many."""
    ends = _AREA.fullmatch(written)
    if ends is None:
        return MAX_CELLS + 1
    left, top, right, bottom = ends.groups()
    return (abs(_letters(right) - _letters(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _letters(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number
