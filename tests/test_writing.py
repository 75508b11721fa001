"""Files that are written as a whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from nmlint.writing import write_whole


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """The new bytes take the place of the old ones, and nothing else is left in the folder."""
    target = tmp_path / "plan.yaml"
    target.write_bytes(b"old")
    target.chmod(0o640)

    write_whole(target, b"new")

    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    """A temporary file is its owner's alone; the file that comes of it is not."""
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "new", b"x")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o644


def test_a_link_stays_one(tmp_path: Path) -> None:
    """What a link leads to is replaced, not the link."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)

    write_whole(link, b"new")

    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    """Where the folder is none, nothing is written and nothing is left."""
    with pytest.raises(OSError, match="No such file"):
        write_whole(tmp_path / "nowhere" / "plan.yaml", b"x")

    assert not list(tmp_path.iterdir())


def test_a_device_takes_it(tmp_path: Path) -> None:
    """What is no regular file is written to, not replaced."""
    _ = tmp_path

    write_whole(Path(os.devnull), b"x")

    assert not Path(os.devnull).is_file()
