"""Takes the fingerprints of everything that arguments lead to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from nmlint.api import TEMPLATE, UNKNOWN, Judge
from nmlint.approval.fingerprint import Taken, taken
from nmlint.approval.lock import Lock, read_lock
from nmlint.bilingual import Bilingual
from nmlint.cli.inputs import STANDARD_INPUT
from nmlint.config import LOCK_NAME, Settings
from nmlint.documents.discovery import Finder, Input, discover
from nmlint.documents.model import Document
from nmlint.documents.reading import read_file, shown_name
from nmlint.errors import UnreadableError, UsageError
from nmlint.messages.kinds import PLANS
from nmlint.opening import NotJudgedError
from nmlint.output.text import TextReport
from nmlint.report import Artefact
from nmlint.source import Source
from nmlint.vocabulary import DEFAULT_TYPE, NOTIFICATION, channel_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A template or message that LINE approves or might, with its fingerprint."""

    taken: Taken
    document: Document
    path: Path
    finder: Finder


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was found, what could not be opened, and what a person should know besides."""

    found: tuple[Candidate, ...]
    refused: tuple[Artefact, ...]
    notes: tuple[Bilingual, ...]


def lock_path(named: Path | None, settings: Settings) -> Path:
    """The lock that is named, else the one of the project."""
    if named is not None:
        return named
    path = settings.root / LOCK_NAME
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def lock_at(path: Path, settings: Settings) -> Lock | None:
    """The lock that stands there, None where no file does. Raises UsageError for one that cannot be used."""
    if not os.path.lexists(path):
        return None
    name = shown_name(path)
    try:
        return read_lock(path, name, settings.as_of, folders_above(path, settings))
    except UnreadableError as error:
        raise UsageError(error.placed(name)) from error


def folders_above(lock: Path, settings: Settings) -> int:
    """How many folders of the project stand above that of a lock; none above one that is kept elsewhere."""
    within = settings.within_root(lock.parent)
    return 0 if within is None else len(Path(within).parts)


def say_refused(refused: Sequence[Artefact], lang: str) -> None:
    """Why inputs could not be opened, on standard error."""
    report = TextReport(lang)
    for artefact in refused:
        for line in report.closing(artefact):
            click.echo(line, err=True)


def candidates(paths: Sequence[str], judge: Judge, lock: Path, approved: Lock | None = None) -> Candidates:
    """Every template and message that goes out as a notification message and that says so itself or is named.

    With a lock, also those that it has, whatever they say now.
    """
    if STANDARD_INPUT in paths:
        raise UsageError(
            Bilingual(
                "an approval is of a file, so that it is found again; give its path instead of -",
                "核准對應到檔案，之後才找得到；請給路徑，不要用 -",
            )
        )
    listed = discover(paths, judge.kind_of_file, lambda path: judge.kind_of(path, None) is not None)
    found: list[Candidate] = []
    refused = [judge.not_judged(t.name, UNKNOWN, UnreadableError(t.reason), Path(t.name)) for t in listed.troubles]
    notes = [
        Bilingual(f"{name}: no templates or messages there", f"{name}：裡面沒有範本或訊息") for name in listed.empty
    ]
    for item in listed.inputs:
        outcome = _candidate(item, judge, lock, approved or Lock())
        if isinstance(outcome, Candidate):
            found.append(outcome)
        elif isinstance(outcome, Artefact):
            refused.append(outcome)
        elif outcome is not None:
            notes.append(outcome)
    _refuse_same_id(found)
    return Candidates(tuple(found), tuple(refused), tuple(notes))


def _candidate(item: Input, judge: Judge, lock: Path, approved: Lock) -> Candidate | Artefact | Bilingual | None:
    """The fingerprint, why there is none, or what a person should know; nothing of a file that nobody meant."""
    kind = judge.kind_of(item.path, item.kind)
    if kind in PLANS:
        return _passed_over(item.name, Bilingual("a plan", "計畫")) if item.named else None
    source: Source | None = None
    try:
        source = read_file(item.path, item.name)
        if kind is None:
            return judge.refused(source, item.path)
        document = judge.document(source, kind, item.path)
        path = path_from(lock.parent, item.path)
        known = document.id in approved.entries or approved.by_path(path) is not None
        if not (item.named or known or _is_meant(document)):
            return None
        channel = channel_of(document.declaration.message or DEFAULT_TYPE)
        if channel != NOTIFICATION and not known:
            return _passed_over(item.name, Bilingual(f"for the channel {channel}", f"走 {channel} 通路"))
        finder = Finder((item.folder, *judge.finder(item.folder).roots))
        return Candidate(_taken(document, path, judge, finder), document, item.path, finder)
    except UnreadableError as error:
        refused = judge.not_judged(item.name, kind or UNKNOWN, error, item.path)
    except NotJudgedError as error:
        refused = Artefact(judge.id_of(item.name, item.path), item.name, kind or TEMPLATE, None, problem=error.problem)
    return refused if source is None else replace(refused, sources={item.name: source})


def _taken(document: Document, path: str, judge: Judge, finder: Finder) -> Taken:
    opener = judge.engine(judge.settings.profile).opener

    def follow(name: str) -> Document:
        source = finder(name, document.source.name)
        if source is None:
            what = Bilingual(
                f"there is no file {name!r}, which the fallback names; check the path",
                f"找不到備援的檔案「{name}」；請檢查路徑",
            )
            raise UnreadableError(what, problem="missing-template")
        return judge.read_step(source)

    return taken(document, path, lambda asked: opener.open(asked, finder), follow)


def _is_meant(document: Document) -> bool:
    """Whether a file of a folder is a notice of its own: it declares something, itself or in the configuration."""
    return document.declaration.present or document.declaration.scenario is not None


def _passed_over(name: str, what: Bilingual) -> Bilingual:
    return Bilingual(
        f"{name} is {what}, and LINE approves notification messages alone; passed over",
        f"{name} 是{what.chinese}，LINE 只核准通知型訊息；略過",
    )


def _refuse_same_id(found: Sequence[Candidate]) -> None:
    by_id: dict[str, Candidate] = {}
    for candidate in found:
        name = candidate.taken.fingerprint.id
        if (first := by_id.setdefault(name, candidate)) is not candidate:
            both = f"{shown_name(first.path)}, {shown_name(candidate.path)}"
            raise UsageError(
                Bilingual(
                    f"two files have the id {name!r}: {both}; an approval needs an id of its own",
                    f"兩個檔案的 id 同為「{name}」：{both}；每份核准需要自己的 id",
                )
            )


def path_from(folder: Path, path: Path) -> str:
    """A path as it is seen from a folder, with forward slashes."""
    return shown_name(os.path.relpath(path, folder))
