"""A catalogue's file: its data, the way back from paths to places, and its faults."""

from __future__ import annotations

from nmlint.catalogue.tree import read_tree
from nmlint.source import Source


def test_places_lead_to_keys_and_values() -> None:
    """A path finds its key and its value, whatever the line ends and the script; a missing one its parent."""
    text = "甲: 一\r\n乙:\r\n  - {丙: 二}\r\n  - 三\r\n"
    tree = read_tree(Source("f.yaml", text))
    start, end = tree.value(("乙", 0, "丙"))

    assert "二" == text[start.offset : end.offset]
    assert (3, 6) == (tree.key(("乙", 0, "丙")).line, tree.key(("乙", 0, "丙")).column)
    assert (4, 5) == (tree.key(("乙", 1)).line, tree.key(("乙", 1)).column)
    assert tree.key(("乙", 1)) == tree.key(("乙", 1, "none", 3))
    assert tree.value(("乙",)) == tree.value(("乙", 9)) == tree.value(("乙", "none"))
    assert (1, 1) == (tree.key(()).line, tree.key(()).column)


def test_every_fault_has_line_and_mend() -> None:
    """A text that cannot be read has no data, and each of its faults names file, line and mend."""
    tree = read_tree(Source("f.yaml", "a: 1\na: 2\nb: [1, 2\n"))

    assert tree.data is None
    assert [("f.yaml", 2), ("f.yaml", 3)] == [(fault.path, fault.line) for fault in tree.faults]
    assert all(fault.what and fault.mend for fault in tree.faults)
    assert (1, 1) == (tree.value(("a",))[0].line, tree.key(("a",)).line)


def test_long_lists_are_read() -> None:
    """A word list may be longer than anything a person declares."""
    words = [f"w{number}" for number in range(60_000)]

    assert {"phrases": words} == read_tree(Source("f.yaml", f"phrases: [{', '.join(words)}]")).data
