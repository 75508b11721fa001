"""Service plans as spreadsheets: the plan that comes back is the plan that went in, however people rearranged it."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName

from nmlint.bilingual import CHINESE, ENGLISH, in_language
from nmlint.documents.model import JSON, YAML
from nmlint.documents.serviceplan import read_service_plan
from nmlint.documents.workbook import is_service_plan, read_workbook, workbook_of, write_workbook
from nmlint.documents.workbook_data import without_blanks
from nmlint.documents.workbook_layout import ITEMS, SHEETS, plain_name
from nmlint.documents.workbook_putting import MOST_CHARACTERS
from nmlint.embedding import EmbeddedText
from nmlint.errors import UnreadableError, UsageError
from nmlint.source import Location, Source, Span

FOLDER = Path(__file__).parents[2] / "fixtures" / "workbooks"
TEXT = (FOLDER / "plan.yaml").read_text(encoding="utf-8")
PLAN: Mapping[str, Any] = yaml.safe_load(TEXT)
NOTICE: Mapping[str, Any] = {"kind": "service-plan", "scenarios": [{"scenario": "delivery", "text": "已出貨"}]}


def read(data: bytes, folder: Path) -> Source:
    """The source of a workbook."""
    path = folder / "plan.xlsx"
    path.write_bytes(data)
    return read_workbook(path, "plan.xlsx")


def data_of(source: Source) -> Any:
    """The plan in a source as plain data, without what is blank."""
    return without_blanks(json.loads(source.text))


def book_of(data: Mapping[str, Any]) -> Workbook:
    """A written plan, opened to be edited."""
    return load_workbook(io.BytesIO(workbook_of(data, {})))


def saved(book: Workbook) -> bytes:
    """An edited workbook as it is saved."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_everything_comes_back(tmp_path: Path) -> None:
    """A plan that says everything is read back with every value, of its own type."""
    assert data_of(read(workbook_of(PLAN, {}), tmp_path)) == PLAN


def test_the_same_plan_as_in_yaml(tmp_path: Path) -> None:
    """Spreadsheet and YAML are the same plan to the reader."""
    sheet = read_service_plan(read(workbook_of(PLAN, {}), tmp_path))
    text = read_service_plan(Source("plan.yaml", TEXT))

    assert sheet.plan.entries[0].declaration.variables.keys() == text.plan.entries[0].declaration.variables.keys()
    bare = [
        replace(
            document.plan,
            entries=tuple(
                replace(
                    entry,
                    declaration=replace(
                        entry.declaration,
                        spans={},
                        variables={
                            name: replace(variable, span=None) for name, variable in entry.declaration.variables.items()
                        },
                    ),
                )
                for entry in document.plan.entries
            ),
        )
        for document in (sheet, text)
    ]
    assert bare[0] == bare[1]
    assert (JSON, YAML) == (sheet.form, text.form)
    assert sheet.declaration.evidence == text.declaration.evidence


def test_two_writings_are_equal() -> None:
    """The same plan makes the same bytes, and those carry no hour."""
    data = workbook_of(PLAN, {})

    assert data == workbook_of(PLAN, {})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {(1980, 1, 1, 0, 0, 0)} == {info.date_time for info in archive.infolist()}
        assert str(datetime.now().year).encode() not in archive.read("docProps/core.xml")  # noqa: DTZ005  any hour


def test_it_is_written_as_a_whole(tmp_path: Path) -> None:
    """What cannot be written leaves the old file as it was, and nothing beside it."""
    path = tmp_path / "plan.xlsx"
    write_workbook(NOTICE, path, {})
    path.chmod(0o640)
    before = path.read_bytes()

    with pytest.raises(UsageError):
        write_workbook({"scenarios": [{"text": "長" * (MOST_CHARACTERS + 1)}]}, path, {})

    assert before == path.read_bytes()
    assert [path] == [*tmp_path.iterdir()]
    write_workbook(PLAN, path, {})
    assert 0o640 == stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"scenarios": [{"text": "長" * 32_768}]}, "scenarios text: 32,768 characters, and a cell holds 32,767"),
        ({"scenarios": [{"text": "\ud800"}]}, "half a character"),
        ({"company": {"nmae": "x"}}, "unknown key 'company.nmae', which has no place in the spreadsheet; did you mean"),
        ({"scenarios": [{"txt": "x"}]}, "unknown key 'scenarios.0.txt', which has no place in the spreadsheet"),
        ({"scenarios": [{"links": {"a.example": "tracking"}}]}, "scenarios.0 says nothing of itself"),
        ({"scenarios": ["x"]}, "scenarios.0 is not as a service plan has it"),
        ({"scenarios": {"a": 1}}, "scenarios is not as a service plan has it"),
        ({"documents": {"nda": "2026-01-01"}}, "documents.nda is not as a service plan has it"),
    ],
)
def test_what_no_cell_can_hold(data: Mapping[str, Any], said: str) -> None:
    """What would be lost is not written."""
    with pytest.raises(UsageError) as caught:
        workbook_of(data, {})

    assert said in in_language(caught.value.args[0], ENGLISH)


LINES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12).filter(
    lambda text: text == text.strip()
)
ANY_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(str.strip)
NUMBERS = st.integers(-(10**15) + 1, 10**15 - 1) | st.integers(-(10**12), 10**12).map(lambda number: number / 1000)
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
ANYTHING = st.recursive(
    st.booleans() | NUMBERS | st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=4,
).filter(lambda value: value not in ([], {}))
DAYS = st.dates(date(1890, 1, 1), date(2100, 1, 1)).map(date.isoformat) | st.just("民國115年11月26日")


def some(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping with any of the keys."""
    return st.fixed_dictionaries({}, optional=parts)


def filled(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The same, with one key at least."""
    return some(**parts).filter(bool)


TEXTS = ANY_TEXT | st.lists(ANY_TEXT, min_size=2, max_size=3)
SEVERAL = st.lists(LINES | ANY_TEXT, min_size=1, max_size=3)
VARIABLE = some(
    type=LINES,
    example=ANYTHING,
    max_length=st.integers(1, 9999),
    hosts=SEVERAL,
    values=st.lists(ANYTHING, min_size=1, max_size=3),
)
NOTICES = some(
    id=LINES,
    text=TEXTS,
    screenshots=SEVERAL,
    examples=st.lists(ANY_TEXT, min_size=1, max_size=3),
    evidence=st.dictionaries(LINES, ANYTHING, min_size=1, max_size=2),
    variables=st.dictionaries(LINES, VARIABLE, min_size=1, max_size=2),
    links=st.dictionaries(LINES, LINES, min_size=1, max_size=2),
    fallback=filled(channel=LINES, after=LINES),
)
PLANS = some(
    step=LINES,
    company=filled(name=LINES, registration=LINES),
    account=filled(special_application=DAYS),
    contact=filled(phone=LINES),
    received=SEVERAL,
    documents=st.dictionaries(LINES, some(signed=DAYS, valid_until=DAYS), min_size=1, max_size=2),
    statements=st.dictionaries(LINES, some(role=LINES, date=DAYS), min_size=1, max_size=2),
    evidence=st.dictionaries(LINES, ANYTHING, min_size=1, max_size=2),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLANS, notices=st.lists(NOTICES, min_size=1, max_size=3))
def test_any_plan_comes_back(tmp_path: Path, plan: dict[str, Any], notices: list[dict[str, Any]]) -> None:
    """Whatever a plan says comes back: control characters, what looks like a formula, an error, JSON or an escape."""
    data = {
        "kind": "service-plan",
        **plan,
        "scenarios": [{"scenario": "delivery", **notice} for notice in notices],
    }

    assert data == data_of(read(workbook_of(data, {}), tmp_path))


@pytest.mark.parametrize("number", [10**15, -(10**16), 0.1 + 0.2, 1.25e300])
def test_numbers_that_a_spreadsheet_would_round(tmp_path: Path, number: float) -> None:
    """A number with more digits than a spreadsheet keeps stands as text, with all of them."""
    data = {"scenarios": [{"scenario": "bill", "variables": {"n": {"example": number}}}]}
    found = data_of(read(workbook_of(data, {}), tmp_path))

    assert str(number) == found["scenarios"][0]["variables"]["n"]["example"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+886",
        "-1",
        "@goodday",
        "#N/A",
        "#REF!",
        "'quoted",
        "_x000D_",
        "a\r\nb",
        "\x01",
        "==",
    ],
)
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    """No text becomes a formula, an error or another character, in no program."""
    data = workbook_of({"scenarios": [{"text": text}]}, {})
    cell = load_workbook(io.BytesIO(data))["情境"]["E2"]

    assert ("s", "@") == (cell.data_type, cell.number_format)
    assert bool(cell.quotePrefix) == (text[0] in "=+-@'")
    assert text == data_of(read(data, tmp_path))["scenarios"][0]["text"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, ends=st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_every_character_has_its_place(tmp_path: Path, text: str, ends: tuple[int, int]) -> None:
    """Some characters of a text, escaped in JSON or not, are those very characters of the cell."""
    start, end = sorted(min(place, len(text)) for place in ends)
    data = {"scenarios": [{"scenario": "delivery"}, {"scenario": "delivery", "text": ["x", text]}]}
    document = read_service_plan(read(workbook_of(data, {}), tmp_path))
    told = EmbeddedText(document, document.declaration.spans["scenarios.1.text.1"], "/scenarios/1/text/1", text)

    cell = told.told(Location.of(Source("text", text), Span(start, end))).cell

    assert cell is not None
    assert ("情境", "F3", text) == (cell.sheet, cell.cell, cell.text)
    if start < end:
        assert text[start:end] == cell.text[cell.start.offset : cell.end.offset]


def test_what_the_sheets_offer(tmp_path: Path) -> None:
    """Headings stay in sight, cells offer what may be written, and an empty plan is a form to fill in."""
    book = load_workbook(io.BytesIO(workbook_of({}, {"scenarios.scenario": ("delivery", "bill")})))
    page, choices = book["情境"], book["選項"]
    offers = {str(offer.sqref): offer.formula1 for offer in page.data_validations.dataValidation}

    assert [sheet.chinese for sheet in SHEETS] + ["選項"] == book.sheetnames
    assert "B2" == page.freeze_panes
    assert "'選項'!$C$2:$C$3" == offers["B2:B500"]
    assert ["scenarios.scenario", "delivery", "bill"] == [choices[f"C{row}"].value for row in (1, 2, 3)]
    assert "customer" in [cell.value for cell in choices["B"]]
    assert [item.heading for item in ITEMS] == [cell.value for cell in book["申請資料"]["A"][1:]]
    assert {"kind": "service-plan", "scenarios": []} == data_of(read(saved(book), tmp_path))


def test_what_is_offered_comes_from_the_catalogue() -> None:
    """Without a word about it, the scenarios, papers and statements that we know are offered."""
    book = load_workbook(io.BytesIO(workbook_of({})))
    offered = {column[0].value: [cell.value for cell in column[1:]] for column in book["選項"].columns}

    assert {"delivery", "bill"} <= {*offered["scenarios.scenario"]}
    assert "nda" in offered["documents.id"]
    assert "phone-lawfully-obtained" in offered["statements.id"]


def test_names_are_told_apart() -> None:
    """No two headings of a sheet, and no two sheets, may be called the same."""
    for columns in (ITEMS, *(sheet.columns for sheet in SHEETS)):
        for column in columns:
            assert plain_name(column.heading) in column.names
            assert not column.names & {name for other in columns if other is not column for name in other.names}
    for sheet in SHEETS:
        assert not sheet.names & {name for other in SHEETS if other is not sheet for name in other.names}


def _english(book: Workbook) -> None:
    for sheet in SHEETS:
        page = book[sheet.chinese]
        page.title = sheet.english.upper()
        for cell in page[1]:
            heading = next(column for column in sheet.columns if column.heading == cell.value)
            cell.value = f"  {heading.english.upper()} "


def _keys(book: Workbook) -> None:
    for sheet in SHEETS:
        page = book[sheet.chinese]
        page.title = sheet.key
        for cell in page[1]:
            heading = next(column for column in sheet.columns if column.heading == cell.value)
            cell.value = f"{heading.chinese}\n（{heading.key}）"


def _moved(book: Workbook) -> None:
    for sheet in SHEETS:
        page = book[sheet.chinese]
        page.insert_rows(1, 2)
        page["A1"] = f"好日子書店 {sheet.chinese}"
        page.insert_rows(4)
        page.insert_cols(2)
        page.move_range(f"A1:A{page.max_row}", cols=60)


def _shuffled(book: Workbook) -> None:
    for sheet in reversed(SHEETS):
        book.move_sheet(sheet.chinese, -20)
    page = book["申請資料"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    for at, row in enumerate(reversed(rows), 2):
        for number, value in enumerate(row, 1):
            cell = page.cell(at, number)
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type


def _noted(book: Workbook) -> None:
    book.create_sheet("備註")["A1"] = "給同事：週五前送出"
    book.create_sheet("工作表1")
    book["情境"].cell(2, book["情境"].max_column).value = "=HYPERLINK(1)"
    book["申請資料"]["C5"] = "已和法務確認"
    book.defined_names["壞掉的名稱"] = DefinedName("壞掉的名稱", attr_text="#REF!$A$1")
    book["情境"].auto_filter.ref = "A1:F5"
    book["情境"]["B2"].hyperlink = "https://goodday.example/"


def _numbered(book: Workbook) -> None:
    assert "文字 text" == book["情境"]["F1"].value
    book["情境"]["F1"] = "文字 text2"


def _of_a_mac(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


@pytest.mark.parametrize("edit", [_english, _keys, _moved, _shuffled, _noted, _numbered, _of_a_mac])
def test_edited_by_people(tmp_path: Path, edit: Callable[[Workbook], None]) -> None:
    """Other names, other cases, another order, blank rows and columns, notes and links change nothing."""
    book = book_of(PLAN)
    edit(book)

    assert data_of(read(saved(book), tmp_path)) == PLAN


@pytest.mark.parametrize(
    ("cell", "value", "shown", "expected"),
    [
        ("申請資料!B7", 12345678, "General", "12345678"),
        ("申請資料!B7", 12345678.0, "General", "12345678"),
        ("申請資料!B7", 1234567, "00000000", "01234567"),
        ("申請資料!B10", 2, "General", "2"),
        ("申請資料!B11", datetime(2026, 11, 26), "yyyy-mm-dd", "2026-11-26"),  # noqa: DTZ001  a cell knows no zone
        ("申請資料!B11", " 115/11/26 ", "@", "115/11/26"),
        ("申請資料!B22", True, "General", "true"),
        ("情境!K2", 0.08, "0%", "8%"),
        ("情境!K2", 12000, "#,##0", "12000"),
        ("情境!K2", 1.5, "General", "1.5"),
        ("情境!B2", " delivery ", "@", "delivery"),
        ("情境!E2", " 已出貨 \n謝謝 ", "@", " 已出貨 \n謝謝 "),
        ("變數!D2", 20261123.0, "General", 20261123),
        ("變數!D2", 7, "0000", "0007"),
        ("變數!D2", datetime(2026, 11, 26), "yyyy-mm-dd", "2026-11-26"),  # noqa: DTZ001  the same
        ("變數!D2", datetime(2026, 11, 26, 10, 5), "yyyy-mm-dd h:mm", "2026-11-26 10:05"),  # noqa: DTZ001  the same
        ("變數!D2", time(10, 5), "h:mm", "10:05"),
        ("變數!D2", False, "General", False),
        ("變數!D2", "[1, 2", "@", "[1, 2"),
        ("變數!D2", '{"a": 1, "a": 2}', "@", '{"a": 1, "a": 2}'),
        ("變數!D2", "[1e999]", "@", "[1e999]"),
        ("變數!E2", "13", "@", 13),
        ("變數!E2", 13.0, "0.00", 13),
        ("變數!G2", " a.example \n\n b.example", "@", ["a.example", "b.example"]),
        ("變數!I2", 5, "General", [5]),
        ("申請資料!B11", 1151201, "General", "2026-12-01"),
        ("申請資料!B11", 1151201, "yyyy-mm-dd", "2026-12-01"),
        ("申請資料!B11", "1151201", "@", "1151201"),
    ],
)
def test_what_a_cell_means(tmp_path: Path, cell: str, value: Any, shown: str, expected: Any) -> None:
    """Numbers, dates and truths are read as a person reads the cell."""
    book = book_of(PLAN)
    sheet, name = cell.split("!")
    book[sheet][name].number_format = shown
    book[sheet][name].value = value
    data = data_of(read(saved(book), tmp_path))

    notice = data["scenarios"][0]
    places = {
        "申請資料!B7": data["company"].get("registration"),
        "申請資料!B10": data["account"].get("version"),
        "申請資料!B11": data["account"].get("special_application"),
        "申請資料!B22": data["privacy"].get("policy"),
        "情境!K2": notice["volume"],
        "情境!B2": notice["scenario"],
        "情境!E2": notice["text"][0],
        "變數!D2": notice["variables"]["order_no"].get("example"),
        "變數!E2": notice["variables"]["order_no"].get("max_length"),
        "變數!G2": notice["variables"]["order_no"].get("hosts"),
        "變數!I2": notice["variables"]["order_no"].get("values"),
    }
    assert (expected, type(expected)) == (places[cell], type(places[cell]))


@pytest.mark.parametrize("mac", [True, False])
def test_seven_digits_in_a_cell_for_days(tmp_path: Path, mac: bool) -> None:
    """What a spreadsheet made a day of the year 5051 is the day that was typed; another one as far away is none."""
    book = book_of(PLAN)
    if mac:
        book.epoch = CALENDAR_MAC_1904
    book["聲明"]["C2"].number_format = "yyyy-mm-dd"
    book["聲明"]["C2"].value = 1151201
    path = tmp_path / "far.xlsx"
    path.write_bytes(saved(book))

    assert "2026-12-01" == data_of(read_workbook(path))["statements"]["phone-lawfully-obtained"]["date"]
    book["聲明"]["C2"].value = 1234567
    path.write_bytes(saved(book))
    with pytest.raises(UnreadableError) as caught:
        read_workbook(path)
    assert "write it as text such as 2026-12-01 or 民國115年12月1日" in in_language(caught.value.reason, ENGLISH)


def test_choices_in_chinese(tmp_path: Path) -> None:
    """A workbook for Chinese readers offers and holds Chinese words, which are read as the choices they stand for."""
    book = load_workbook(io.BytesIO(workbook_of(PLAN, {}, lang=CHINESE)))
    cells = {row[0]: row[1] for row in book["申請資料"].iter_rows(values_only=True)}

    assert ("申請正式權限", "透過合作夥伴") == (cells["送審步驟 step"], cells["申請途徑 route"])
    assert ("通知型訊息（彈性型）", "簡訊", "已送達") == tuple(book["情境"][cell].value for cell in ("C2", "Q2", "S2"))
    assert {"自行申請", "透過合作夥伴"} <= {cell.value for row in book["選項"].iter_rows() for cell in row}
    assert PLAN == data_of(read(saved(book), tmp_path))
    book["申請資料"]["B3"] = "自行申請 customer"
    assert "customer" == data_of(read(saved(book), tmp_path))["route"]


def test_rich_text_is_text(tmp_path: Path) -> None:
    """Bold letters are letters."""
    book = book_of(NOTICE)
    book["情境"]["E2"] = CellRichText("您的訂單", TextBlock(InlineFont(b=True), "已出貨"), "，謝謝")

    assert "您的訂單已出貨，謝謝" == data_of(read(saved(book), tmp_path))["scenarios"][0]["text"]


def test_merged_names_hold_for_all_their_rows(tmp_path: Path) -> None:
    """The notice that is written once over its variables is meant in each row."""
    book = book_of(PLAN)
    for row in range(3, 9):
        book["變數"][f"A{row}"] = None
    book["變數"].merge_cells("A2:A8")
    book["情境"].insert_rows(1)
    book["情境"].merge_cells("A1:F1")
    book["情境"]["A1"] = "送審的通知"

    assert data_of(read(saved(book), tmp_path)) == PLAN


def test_the_faults_of_one_file(tmp_path: Path) -> None:
    """Faults are told for people in both languages, with the cell of each and the first as the place."""
    book = book_of(PLAN)
    book["聲明"]["C2"].number_format = "General"
    book["聲明"]["C2"] = 5
    book["情境"]["B1"] = "senario"

    with pytest.raises(UnreadableError) as caught:
        read(saved(book), tmp_path)

    assert "plan.xlsx 情境!B1" == str(caught.value.location)
    assert "試算表有 2 處錯誤" in in_language(caught.value.reason, CHINESE)
    assert "聲明!C2: a day is meant here, not 5" in in_language(caught.value.reason, ENGLISH)


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        (("申請資料", "情境"), True),
        (("Application", "SCENARIOS", "別的"), True),
        (("情境",), False),
        (("銷售", "成本"), False),
    ],
)
def test_which_workbooks_are_plans(tmp_path: Path, sheets: tuple[str, ...], expected: bool) -> None:
    """A workbook is a service plan by its sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in sheets:
        book.create_sheet(name)
    path = tmp_path / "a.xlsx"
    book.save(path)

    assert expected == is_service_plan(path)
    assert not is_service_plan(tmp_path / "none.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(path.read_bytes()[:300])
    assert not is_service_plan(tmp_path / "broken.xlsx")
