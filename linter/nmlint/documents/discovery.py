"""Which files are meant, and how one template finds another."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nmlint.bilingual import Bilingual
from nmlint.documents.reading import read_file, reason_of, shown_name
from nmlint.documents.template import TEMPLATE_SUFFIXES
from nmlint.errors import UnreadableError
from nmlint.source import Source

STANDARD_INPUT = "-"

KindOf = Callable[[Path], str | None]

_SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})
_WILDCARD = re.compile(r"[*?\[]")
# Comments and raw blocks are read over, so that a template named there counts for nothing.
_REFERENCE = re.compile(
    r"\{#.*?#\}|\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}"
    r"|\{%[-+]?\s*(?P<tag>include|extends|import|from)\b(?P<rest>.*?)%\}",
    re.DOTALL,
)
_STRING = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"")


@dataclass(frozen=True, slots=True)
class Input:
    """A file to judge; `named` when it was asked for by name and so may not be left out.

    `folder` is the argument that led to it, for a folder, else the folder it stands in. `kind` is what the file itself
    says or shows that it is.
    """

    path: Path
    named: bool
    folder: Path
    kind: str | None = None

    @property
    def name(self) -> str:
        """The path as it is shown."""
        return shown_name(self.path)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A path that cannot be judged, and why."""

    name: str
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class Found:
    """What the arguments lead to, in order; `empty` are folders and globs that held nothing to judge."""

    inputs: tuple[Input, ...]
    troubles: tuple[Trouble, ...]
    empty: tuple[str, ...]


def discover(arguments: Sequence[str], kind_of: KindOf, accepts: Callable[[Path], bool]) -> Found:
    """The files meant by paths, folders and globs.

    A file from a folder or a glob is taken only when accepted, or when it is of a kind by what it holds.
    """
    inputs: dict[str, Input] = {}
    troubles: dict[str, Trouble] = {}
    empty = []
    for argument in arguments:
        before = len(inputs) + len(troubles)
        searched = False
        for path, named in _expanded(argument):
            searched = searched or not named
            for item in _files(path, kind_of, accepts, named=named):
                if isinstance(item, Trouble):
                    troubles.setdefault(item.name, item)
                else:
                    inputs.setdefault(os.path.normpath(item.path), item)
        searched = searched or os.path.isdir(argument) or _is_pattern(argument)  # noqa: PTH112  `-` and odd bytes pass
        if searched and len(inputs) + len(troubles) == before:
            empty.append(shown_name(argument))
    return Found(tuple(inputs.values()), tuple(troubles.values()), tuple(empty))


def is_template(path: Path) -> bool:
    """Whether a folder's file is a template by its name."""
    return path.suffix.lower() in TEMPLATE_SUFFIXES


def _is_pattern(argument: str) -> bool:
    return _WILDCARD.search(argument) is not None and not os.path.lexists(argument)


def _expanded(argument: str) -> Iterator[tuple[Path, bool]]:
    """The argument itself, or what it matches where it is a pattern and no file of that very name."""
    if _is_pattern(argument):
        skipped = _SKIPPED - set(Path(argument).parts)
        for match in sorted(glob.glob(argument, recursive=True)):  # noqa: PTH207  Path.glob knows no absolute patterns
            if skipped.isdisjoint(Path(match).parts):
                yield Path(match), False
    else:
        yield Path(argument), True


def _files(path: Path, kind_of: KindOf, accepts: Callable[[Path], bool], *, named: bool) -> Iterator[Input | Trouble]:
    try:
        mode = path.stat().st_mode
    except ValueError as error:
        yield Trouble(shown_name(path), Bilingual(str(error), str(error)))
    except OSError as error:
        # What may not even be looked at could be a folder of templates, so it is told whatever it is called.
        if named or accepts(path) or isinstance(error, PermissionError):
            yield Trouble(shown_name(path), reason_of(error, path))
    else:
        if stat.S_ISDIR(mode):
            yield from _walk(path, kind_of, accepts)
        else:
            kind = kind_of(path)
            if named or kind is not None or accepts(path):
                yield Input(path, named, path.parent, kind)


def _walk(top: Path, kind_of: KindOf, accepts: Callable[[Path], bool]) -> Iterator[Input | Trouble]:
    """Each folder's accepted files by name, then its folders by name; a folder reached twice is entered once."""
    seen: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
        except OSError as error:
            yield Trouble(shown_name(folder), reason_of(error, folder))
            continue
        shown = [entry for entry in entries if not entry.name.startswith(".") and entry.name not in _SKIPPED]
        folders = [entry for entry in shown if os.path.isdir(entry)]  # noqa: PTH112  says no where Path.is_dir raises
        for entry in shown:
            if entry not in folders:
                for item in _files(entry, kind_of, accepts, named=False):
                    yield replace(item, folder=top) if isinstance(item, Input) else item
        waiting.extend(reversed(folders))


def referenced(text: str) -> Iterator[tuple[str, ...]]:
    """The templates that a template names in so many words; several where it would take the first that exists."""
    for match in _REFERENCE.finditer(text):
        if match["tag"] is None:
            continue
        names = [single or double for single, double in _STRING.findall(match["rest"])]
        if names:
            yield tuple(names[:1] if match["tag"] in {"import", "from"} else names)


def only_included(texts: Mapping[str, Source], declared: Iterable[str], find: Finder) -> frozenset[str]:
    """Of the templates given by path, those without a comment of their own that are judged through others.

    Templates that only include each other in a circle have nothing that leads to them, and are judged by themselves.
    """
    paths = {find.real(name): name for name in texts}
    leads_to: dict[str, set[str]] = {}
    for name, source in texts.items():
        targets = (find.within(wanted, name) for names in referenced(source.text) for wanted in names)
        leads_to[name] = {paths[target] for target in targets if target in paths} - {name}
    pointed_at = set().union(*leads_to.values()) if leads_to else set()
    own = set(declared)
    reached: set[str] = set()
    through: set[str] = set()
    waiting = [name for name in texts if name in own or name not in pointed_at]
    undecided = list(texts)
    while waiting or undecided:
        name = waiting.pop() if waiting else undecided.pop(0)
        if name in reached:
            continue
        reached.add(name)
        for target in leads_to[name] - own:
            if target not in reached:
                through.add(target)
            waiting.append(target)
    return frozenset(through)


@dataclass(slots=True)
class Finder:
    """Finds the templates that others name: beside the one that names it, then in the roots, and never outside them.

    Callable as the rendering wants it: with the name and the path of the template that says it.
    `known` holds what was found so far, by the path it is shown under.
    """

    roots: tuple[Path, ...]
    known: dict[str, Source] = field(default_factory=dict)

    def __call__(self, name: str, parent: str) -> Source | None:
        """The template, or None. Raises UnreadableError for one that cannot be read."""
        path = self.path(name, parent)
        if path is None:
            # What was handed out before is found again under the name it was given.
            return self.known.get(name)
        shown = self._shown(path, name, parent)
        if shown not in self.known:
            self.known[shown] = read_file(path, shown)
        return self.known[shown]

    def path(self, name: str, parent: str) -> Path | None:
        """The file that a name means there, or None. Raises UnreadableError when it only exists outside the roots."""
        found = self.within(name, parent)
        if found is None and any(os.path.lexists(candidate) for candidate in self._candidates(name, parent)):
            raise UnreadableError(
                Bilingual(
                    f"{name!r} is no file within the folders that templates may come from",
                    f"「{name}」不是範本資料夾內的檔案，不予讀取",
                ),
            )
        return found

    def within(self, name: str, parent: str) -> Path | None:
        """The file that a name means there, if it lies within the roots."""
        for candidate in self._candidates(name, parent):
            real = Path(os.path.realpath(candidate))
            inside = any(real.is_relative_to(root) for root in self._real_roots())
            if inside and os.path.exists(real) and not os.path.isdir(real):  # noqa: PTH110, PTH112  as above
                return real
        return None

    def real(self, name: str) -> Path:
        """The file itself, behind all links."""
        return Path(os.path.realpath(name))

    def _candidates(self, name: str, parent: str) -> Iterator[Path]:
        if "\0" in name or Path(name).is_absolute():
            return
        yield Path(parent).parent / name
        yield from (root / name for root in self.roots)

    def _real_roots(self) -> Iterator[Path]:
        return (Path(os.path.realpath(root)) for root in self.roots)

    def _shown(self, path: Path, name: str, parent: str) -> str:
        """The path as a person would write it from where the run started."""
        for candidate in self._candidates(name, parent):
            if Path(os.path.realpath(candidate)) == path:
                return shown_name(os.path.normpath(candidate))
        return shown_name(path)
