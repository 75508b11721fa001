"""The bytes of a workbook, or what the file is in truth; and the names of its sheets, without opening it."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path
from typing import NoReturn

from nmlint.bilingual import Bilingual
from nmlint.documents.encodings import BYTE_ORDER_MARK, looks_like
from nmlint.documents.reading import read_bytes
from nmlint.documents.workbook_package import SAVE, refuse, refuse_package, refuse_size
from nmlint.errors import UnreadableError

# A plan of a hundred notices takes some 50 kB.
MAX_BYTES = 8 * 1024 * 1024

_SHEETS = re.compile(r"<(?:\w+:)?sheet\s[^<>]*?\bname=(?:\"([^\"]*)\"|'([^']*)')")
_OLD, _PASSWORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
_WEB = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|meta|table|body|div)\b", re.IGNORECASE | re.DOTALL
)


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of the sheets of a workbook, without opening it; none of what cannot be read as one."""
    try:
        if not path.is_file():
            return ()
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as file:
            text = file.read(MAX_BYTES).decode("utf-8", "replace")
    except Exception:  # noqa: BLE001  however it is broken, it shows no sheets
        return ()
    return tuple(html.unescape(match[1] or match[2] or "") for match in _SHEETS.finditer(text))


def workbook_bytes(path: Path, name: str) -> bytes:
    """A workbook that may be opened. Raises UnreadableError with what the file is instead, and the mend."""
    data = read_bytes(path, name, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        refuse_size(f"more than {MAX_BYTES:,} bytes", f"超過 {MAX_BYTES:,} 位元組")
    if not data.startswith(b"PK"):
        _refuse_other(data)
    refuse_package(data)
    return data


def _refuse_other(data: bytes) -> NoReturn:
    """What calls itself a spreadsheet and is no package of Office's."""
    text = data.removeprefix(BYTE_ORDER_MARK)
    if not text.strip():
        raise UnreadableError(Bilingual("the file is empty; there is nothing to judge", "檔案是空的，沒有內容可以判斷"))
    if data.startswith(_OLD):
        if _PASSWORD in data:
            refuse(
                ("the spreadsheet is protected by a password", "試算表設有密碼"),
                ("save it without one", "請取消密碼後再存檔"),
            )
        refuse(("this is an old Excel file (.xls)", "這是舊版 Excel 檔（.xls）"), SAVE)
    if _WEB.match(text):
        refuse(
            ("this is a web page (HTML) under the name of a spreadsheet", "這是網頁（HTML），不是試算表"),
            ("open it and " + SAVE[0], "請開啟後另存為 .xlsx"),
        )
    if text.startswith(b"<?xml"):
        refuse(
            ("this is XML, not a workbook", "這是 XML 檔，不是活頁簿"),
            ("open it and " + SAVE[0], "請開啟後另存為 .xlsx"),
        )
    guess = _encoding(text)
    if guess is not None:
        refuse(
            (f"this is text ({guess}, perhaps CSV), not a workbook", f"這是文字檔（{guess}，可能是 CSV），不是活頁簿"),
            ("open it in a spreadsheet and " + SAVE[0], "請用試算表開啟後另存為 .xlsx"),
        )
    refuse(("this is no spreadsheet", "這不是試算表檔案"), SAVE)


def _encoding(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    if b"\0" in data:
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return looks_like(data)
    return "UTF-8"
