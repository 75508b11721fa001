"""The YAML files of a catalogue, wherever they are: a checkout, a wheel, a zip, a user's folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Literal

from nmlint.errors import Fault

Part = Literal["rules", "policies"]

_SUFFIXES = (".yaml", ".yml")
_MAX_FOLDERS = 8


@dataclass(frozen=True, slots=True)
class Root:
    """A folder of rules or of policies; its name is shown before the paths of its files."""

    part: Part
    name: str
    folder: Traversable


@dataclass(frozen=True, slots=True)
class File:
    """A YAML file; `id` is its path below the root, without suffix."""

    part: Part
    id: str
    path: str
    content: bytes


def gather(roots: Iterable[Root]) -> tuple[list[File], list[Fault]]:
    """Every YAML file below the roots, in order of root and id, and what could not be read."""
    files: list[File] = []
    faults: list[Fault] = []
    for root in roots:
        found = sorted(_walk(root.folder, "", 0), key=lambda pair: pair[0])
        for relative, entry in found:
            path = f"{root.name}/{relative}"
            try:
                content = entry.read_bytes()
            except OSError as error:
                faults.append(Fault(path, 1, f"cannot be read: {error.strerror}", "check its permissions"))
                continue
            files.append(File(root.part, relative.rpartition(".")[0], path, content))
    return files, faults


def digest(files: Iterable[File], part: Part) -> str:
    """A hash over the names and contents of the files of one part, the same whatever the line ends."""
    total = hashlib.sha256()
    for file in files:
        if file.part == part:
            content = hashlib.sha256(file.content.replace(b"\r\n", b"\n"))
            total.update(f"{file.id}\0{content.hexdigest()}\n".encode())
    return total.hexdigest()


def _walk(folder: Traversable, above: str, depth: int) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = entry.name
        if name.startswith((".", "__")):
            continue
        if name.endswith(_SUFFIXES):
            yield above + name, entry
        elif depth < _MAX_FOLDERS and "." not in name and entry.is_dir():
            yield from _walk(entry, f"{above}{name}/", depth + 1)
