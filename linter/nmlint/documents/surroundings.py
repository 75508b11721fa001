"""What stands around a plan's file: the templates of its folders, and whether what it names is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from nmlint.documents.discovery import discover, is_template
from nmlint.documents.reading import read_file
from nmlint.errors import UnreadableError
from nmlint.source import Source


class Surroundings(Protocol):
    """The files around a plan, by their paths as they are shown."""

    def templates(self, places: Iterable[str]) -> Iterator[Source]:
        """The templates in folders, by globs or by paths; what cannot be read is none."""

    def lacks(self, path: str) -> bool:
        """Whether there is no such file or folder, or none that a glob stands for."""


class OnDisk:
    """The files of this machine."""

    @staticmethod
    def templates(places: Iterable[str]) -> Iterator[Source]:
        """The templates in folders, by globs or by paths; what cannot be read is none."""
        for item in discover(list(places), lambda _: None, is_template).inputs:
            try:
                yield read_file(item.path, item.name)
            except UnreadableError:
                # It is judged itself, and says then what is wrong with it.
                continue

    @staticmethod
    def lacks(path: str) -> bool:
        """Whether there is no such file or folder, or none that a glob stands for."""
        found = discover([path], lambda _: None, lambda _: True)
        return bool(found.troubles or found.empty)


class InMemory:
    """Files by their names, for examples."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = {source.name: source for source in sources}

    def __call__(self, name: str, _parent: str, /) -> Source | None:
        """The file that a text names."""
        return self._sources.get(name)

    def templates(self, places: Iterable[str]) -> Iterator[Source]:
        """The templates below these folders."""
        folders = [_folder(place) for place in places]
        for name, source in self._sources.items():
            if is_template(Path(name)) and any(name.startswith(folder) for folder in folders):
                yield source

    def lacks(self, path: str) -> bool:
        """Whether there is neither a file of this name nor one below it."""
        return not any(name == path or name.startswith(_folder(path)) for name in self._sources)


def _folder(place: str) -> str:
    return "" if place in ("", ".") else f"{place.rstrip('/')}/"
