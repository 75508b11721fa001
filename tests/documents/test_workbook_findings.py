"""What is found in a service plan in a spreadsheet is told at its cell, with the characters that are meant."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

import nmlint
from nmlint.cli import cli
from nmlint.documents.workbook import workbook_of

SCHEMA = json.loads((Path(nmlint.__file__).parent / "output" / "report.schema.json").read_text(encoding="utf-8"))
TEXT = '【好日子書店】訂單 {{ order_no }} 已於 2026/11/23 10:00 出貨。\n"週年慶"\t今晚加購享8折！'
PLAN: dict[str, Any] = {
    "route": "customer",
    "sender": "好日子書店",
    "company": {"name": "好日子書店", "kind": "sole-proprietor"},
    "documents": {"nda": {"signed": "2026-11-01"}},
    "scenarios": [
        {"scenario": "bill", "text": "您的帳單 1280 元，請於 2026/12/10 前繳納。若已繳納，請忽略此訊息。"},
        {
            "id": "shipped",
            "scenario": "delivery",
            "text": ["訂單已於 2026/11/23 10:00 出貨。", TEXT],
            "variables": {"order_no": {"type": "order-number", "example": "TW20261123001"}, "unused": {"type": "phon"}},
        },
    ],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the plan in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.xlsx").write_bytes(workbook_of(PLAN, {}))
    return tmp_path


def with_macros(data: bytes) -> bytes:
    """A workbook with the part that holds macros."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 64)
    return file.getvalue()


def checked(*arguments: str) -> Result:
    """A run of `nmlint check` on the day of the examples."""
    return CliRunner().invoke(cli, ["check", *arguments, "--as-of", "2026-11-26"])


def findings(*arguments: str) -> list[dict[str, Any]]:
    """What is found, as the JSON report has it, held to its schema."""
    report = json.loads(checked(*arguments, "--format", "json").stdout)
    Draft202012Validator(SCHEMA).validate(report)
    return [finding for artefact in report["artefacts"] for finding in artefact["findings"]]


@pytest.mark.usefixtures("folder")
def test_the_characters_in_the_cell() -> None:
    """A finding in a text has its sheet and cell, and lines, columns and offsets within the cell."""
    found = next(one for one in findings("plan.xlsx") if one["matched"] == "8折")
    span = found["span"]

    assert ("plan.xlsx", "情境", "F3") == (found["path"], span["sheet"], span["cell"])
    assert "8折" == TEXT[span["start"]["offset"] : span["end"]["offset"]]
    line = TEXT.split("\n")[1]
    at = line.index("8折")
    assert (2, at + 1, at + 3) == (span["start"]["line"], span["start"]["column"], span["end"]["column"])
    assert "/scenarios/1/text/1" == found["pointer"]


@pytest.mark.usefixtures("folder")
def test_the_carets_under_them() -> None:
    """The text report shows the cell's own line, with carets under the characters."""
    lines = checked("plan.xlsx", "--lang", "zh-TW").stdout.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("plan.xlsx 情境!F3: 錯誤 promotion/price-cut"))
    frame = next(n for n in range(first, len(lines)) if " | " in lines[n])

    assert '     2 | "週年慶"    今晚加購享8折！' == lines[frame]
    # A Chinese character is two cells wide, and a tab is shown as spaces.
    assert "       | " + " " * 22 + "^^^" == lines[frame + 1]


@pytest.mark.usefixtures("folder")
def test_what_is_wrong_with_a_value() -> None:
    """A value of the application is told at its cell, and what is missing at the nearest cell that would hold it."""
    found = {one["rule"]: (one["span"]["sheet"], one["span"]["cell"]) for one in findings("plan.xlsx")}

    assert ("申請資料", "B6") == found["submission/applicant-not-eligible"]
    assert ("變數", "B3") == found["submission/variable-unused"]
    assert ("情境", "B3") == found["submission/fallback-missing"]


@pytest.mark.usefixtures("folder")
def test_what_is_missing_is_told_where_it_belongs() -> None:
    """A blank item at its row, and what has a sheet of its own at that sheet."""
    found = {one["rule"]: (one["span"]["sheet"], one["span"]["cell"]) for one in findings("plan.xlsx")}

    assert ("申請資料", "A9") == found["submission/account-missing"]
    assert ("申請資料", "A19") == found["submission/contact-missing"]
    assert ("申請資料", "A22") == found["submission/privacy-missing"]
    assert ("聲明", "A1") == found["submission/nothing-confirmed"]


@pytest.mark.usefixtures("folder")
def test_every_place_is_a_cell() -> None:
    """Nothing that is found in a spreadsheet stands outside its cells."""
    book = load_workbook("plan.xlsx")

    for one in findings("plan.xlsx"):
        sheet, cell = one["span"]["sheet"], one["span"]["cell"]
        text = str(book[sheet][cell].value or "")
        start, end = one["span"]["start"]["offset"], one["span"]["end"]["offset"]
        assert 0 <= start <= end <= len(text)


def test_a_plan_that_cannot_be_read(folder: Path) -> None:
    """Why it was not judged is told with the cell, in text and JSON."""
    book = load_workbook("plan.xlsx")
    book["文件"]["B2"] = "下週三"
    book.save("plan.xlsx")
    result = checked("plan.xlsx", "--lang", "en")

    assert 2 == result.exit_code
    assert "plan.xlsx 文件!B2: not judged: in the service plan: documents.nda.signed needs a day" in result.stdout
    assert ["     1 | 下週三", "       | ^^^^^^"] == [line for line in result.stdout.splitlines() if " | " in line][:2]
    error = json.loads(checked("plan.xlsx", "--format", "json").stdout)["artefacts"][0]["error"]
    assert ("文件", "B2", 1, 1) == (error["sheet"], error["cell"], error["line"], error["column"])
    assert folder.name


def test_several_faults_name_their_cells(folder: Path) -> None:
    """Each of several faults is listed with its cell."""
    book = load_workbook("plan.xlsx")
    book["申請資料"]["B3"] = "agent"
    book["文件"]["B2"] = "下週三"
    book.save(folder / "plan.xlsx")
    said = checked("plan.xlsx", "--lang", "zh-TW").stdout

    assert "  申請資料!B3: route：不認得「agent」" in said
    assert "  文件!B2: documents.nda.signed 需要日期" in said


def test_a_folder_with_spreadsheets(folder: Path) -> None:
    """Of the spreadsheets in a folder those with our sheets are judged; one that is named is judged or refused."""
    (folder / "~$plan.xlsx").write_bytes(b"\x05owner" + b"\0" * 160)
    other = folder / "sales.xlsx"
    book = load_workbook(io.BytesIO((folder / "plan.xlsx").read_bytes()))
    for name in book.sheetnames[1:]:
        del book[name]
    book.worksheets[0].title = "銷售"
    book.save(other)
    (folder / "macros.xlsm").write_bytes(with_macros((folder / "plan.xlsx").read_bytes()))
    report = json.loads(checked(".", "--format", "json").stdout)
    refused = report["artefacts"].pop(0)

    assert "macros.xlsm" == refused["path"]
    assert "巨集" in refused["error"]["message"] or "macros" in refused["error"]["message"]
    assert ["plan.xlsx"] == [artefact["path"] for artefact in report["artefacts"]]
    assert {"service-plan"} == {artefact["kind"] for artefact in report["artefacts"]}
    named = checked("sales.xlsx", "--lang", "en")
    assert 2 == named.exit_code
    assert "sales.xlsx: not judged: this is no service plan: it has no sheets" in named.stdout


@pytest.mark.parametrize("name", ["plan.xlsm", "plan.xls", "plan.ods", "PLAN.XLSX"])
def test_other_spreadsheets_are_named(folder: Path, name: str) -> None:
    """What is called like a spreadsheet is read, or refused, as one."""
    (folder / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    report = nmlint.check(folder / name)

    assert 2 == report.exit_code
    problem = report.artefacts[0].problem
    assert problem is not None
    assert problem.message.startswith("this is an old Excel file")


def test_standard_input_is_no_spreadsheet(folder: Path) -> None:
    """A spreadsheet is asked for by its path."""
    data = (folder / "plan.xlsx").read_bytes()
    result = CliRunner().invoke(cli, ["check", "-", "--stdin-filename", "plan.xlsx", "--lang", "en"], input=data)

    assert 2 == result.exit_code
    assert "plan.xlsx: not judged: a spreadsheet is not read from standard input; give its path" in result.stdout


def test_by_the_python_call(folder: Path) -> None:
    """The call judges a spreadsheet by its path, as the same plan in plain data."""
    found = {finding.rule for finding in nmlint.check(folder / "plan.xlsx")}

    assert found
    assert found == {finding.rule for finding in nmlint.check({"kind": "service-plan", **PLAN})}


def test_a_template_check_loads_none_of_it() -> None:
    """Where no spreadsheet is read, the library for them is not loaded."""
    code = (
        "import nmlint, sys; nmlint.check('您的訂單已於 {{ at }} 出貨', kind='template');"
        "print([name for name in ('openpyxl', 'nmlint.documents.workbook') if name in sys.modules])"
    )

    assert (
        "[]" == subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.strip()
    )
