"""A table of working days that is wrong is a fault at its line, and the one of the catalogue stays in force."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from nmlint.catalogue import load_builtin, load_pack

TABLE = (files("nmlint.policies") / "working-days.yaml").read_text(encoding="utf-8")


def faults(folder: Path, text: str) -> list[str]:
    """What is wrong with a pack that brings this table."""
    (folder / "policies").mkdir()
    (folder / "policies" / "working-days.yaml").write_text(text, encoding="utf-8")
    pack = load_pack(folder, load_builtin())
    assert pack.tables["working-days"]
    return [str(fault) for fault in pack.faults]


def test_a_table_of_a_pack(tmp_path: Path) -> None:
    """A pack may bring its own."""
    assert [] == faults(tmp_path, TABLE)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("clauses: [test-screenshots]", "clauses: [test-screenshot]", "there is no clause `test-screenshot`"),
        ("clause: apply-nda-first", "clause: apply-nda-last", "there is no clause `apply-nda-last`"),
        ("steps: [change-handed-in, change]", "steps: [change-handed-in, chang]", "there is no step `chang`"),
        ("due_before: production-permission", "due_before: production", "there is no step `production`"),
        ("sources: [kit-partner]", "sources: [kit-partners]", "there is no source `kit-partners`"),
        ("{year: 2025, sources", "{year: 2024, sources", "2024 is not between `first` (2025) and `last` (2035)"),
        ("{year: 2025, sources", "{year: 2026, sources", "2026 is there twice"),
        ("      own: development\n", "      own: development\n      review: change\n", "`review` and `own` at once"),
    ],
)
def test_wrong_tables(tmp_path: Path, old: str, new: str, words: str) -> None:
    """Names that do not exist, years that contradict one another, a step of two kinds."""
    assert old in TABLE
    (first, *_) = faults(tmp_path, TABLE.replace(old, new, 1))

    assert words in first
