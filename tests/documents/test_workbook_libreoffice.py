"""A service plan that LibreOffice opened and saved is the same plan."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from nmlint.bilingual import ENGLISH, in_language
from nmlint.documents.workbook import read_workbook, workbook_of
from nmlint.errors import UnreadableError

FOLDER = Path(__file__).parents[2] / "fixtures" / "workbooks"
PLAN: Mapping[str, Any] = yaml.safe_load((FOLDER / "plan.yaml").read_text(encoding="utf-8"))
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="soffice is not installed, so LibreOffice saves nothing")


def converted(path: Path, form: str) -> Path:
    """A file as LibreOffice saves it in another form."""
    folder = path.parent / "saved"
    home = f"-env:UserInstallation={(path.parent / 'home').as_uri()}"
    command = [str(SOFFICE), home, "--headless", "--convert-to", form, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return next(folder.iterdir())


def test_it_reads_what_libreoffice_saves(tmp_path: Path) -> None:
    """Texts, numbers, dates, truths, lists and line ends survive another program."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook_of(PLAN, {}))

    assert json.loads(read_workbook(converted(path, "xlsx"), "plan.xlsx").text) == PLAN


def test_it_reads_what_came_through_ods(tmp_path: Path) -> None:
    """A plan that was kept as .ods and saved as .xlsx again is the same."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook_of(PLAN, {}))
    kept = converted(path, "ods")
    with pytest.raises(UnreadableError) as caught:
        read_workbook(kept, "plan.ods")

    assert "OpenDocument" in in_language(caught.value.reason, ENGLISH)
    again = tmp_path / "again"
    again.mkdir()
    shutil.copy(kept, again / "plan.ods")
    assert json.loads(read_workbook(converted(again / "plan.ods", "xlsx"), "plan.xlsx").text) == PLAN


@pytest.mark.parametrize(
    ("form", "said"), [("xls", "an old Excel file (.xls)"), ("csv", "this is text"), ("html", "a web page (HTML)")]
)
def test_it_tells_what_libreoffice_made_else(tmp_path: Path, form: str, said: str) -> None:
    """Files of other forms are refused by their own names, whatever they are called."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook_of(PLAN, {}))
    renamed = converted(path, form).rename(tmp_path / "renamed.xlsx")
    with pytest.raises(UnreadableError) as caught:
        read_workbook(renamed, "plan.xlsx")

    assert said in in_language(caught.value.reason, ENGLISH)
