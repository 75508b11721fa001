"""`nmlint diff`: what differs from what LINE approved, and what that asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmlint.bilingual import Bilingual, in_language
from nmlint.cli.days import day
from nmlint.cli.faults import exit_with, say
from nmlint.cli.inputs import start_of
from nmlint.cli.options import config_option, format_option, lang_option, spoken, terminal_width, write, write_lines
from nmlint.config import load_settings
from nmlint.errors import UsageError

if TYPE_CHECKING:
    from nmlint.api import Judge
    from nmlint.approval.drift import Change
    from nmlint.approval.lock import Lock
    from nmlint.approval.model import Approved
    from nmlint.approval.waiting import Waiting
    from nmlint.cli.approvals import Candidate, Candidates
    from nmlint.output.drift import Compared


@click.command("diff")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--lock", "named", type=click.Path(path_type=Path), help="The lock, instead of nmlint.lock at the root.")
@click.option(
    "--from",
    "start",
    callback=day,
    metavar="DATE",
    help="Tell when a review would end that begins on this day.",
)
@format_option("text", "json")
@config_option
@lang_option
def diff_command(
    paths: tuple[str, ...],
    named: Path | None,
    start: date | None,
    form: str,
    config: Path | None,
    lang: str | None,
) -> None:
    """Show every difference from what LINE approved, and whether LINE must review it.

    Without a path, everything in the folder of the lock is compared that declares what it is.

    Exit codes: 0 as approved, or nothing but formatting differs; 1 something needs LINE's review, or was
    never approved; 2 something could not be compared; 3 nothing to compare.
    """
    settings = load_settings(start_of(paths, None), config, lang=spoken(lang))
    settings = replace(settings, lang=lang or settings.lang)
    context = click.get_current_context()
    context.find_root().meta["nmlint.lang"] = settings.lang

    from nmlint.api import Judge  # noqa: PLC0415  late, so that `--help` loads none of it
    from nmlint.approval.drift import Drift  # noqa: PLC0415
    from nmlint.cli.approvals import candidates, lock_at, lock_path, say_refused  # noqa: PLC0415
    from nmlint.output.drift import DriftText, drift_json  # noqa: PLC0415
    from nmlint.output.terminal import Style, wants_colour  # noqa: PLC0415

    path = lock_path(named, settings)
    lock = lock_at(path, settings)
    if lock is None:
        raise UsageError(
            Bilingual(
                f"{path}: there is no lock yet; nmlint approve records what LINE approved",
                f"{path}：還沒有核准紀錄；請以 nmlint approve 記錄 LINE 核准的內容",
            )
        )
    judge = Judge(settings)
    found = candidates(paths or (str(path.parent),), judge, path, lock)
    for note in found.notes:
        say(f"nmlint: {in_language(note, settings.lang)}")
    entries = _entries(found.found, lock, path.parent)
    compared = [_compared(one, entry, judge, start) for one, entry in zip(found.found, entries, strict=True)]
    compared += _gone(lock, compared, found, path.parent, everywhere=not paths)
    if form == "json":
        write(drift_json(compared, found.refused, path.as_posix(), settings.lang))
    else:
        say_refused(found.refused, settings.lang)
        text = DriftText(settings.lang, terminal_width(), Style(wants_colour("auto", sys.stdout)))
        write_lines(text.lines(compared, path.as_posix()))
    drifted = any(one.approved is None or one.drift >= Drift.REVIEW for one in compared)
    code = 2 if found.refused else 1 if drifted else 0 if compared else 3
    exit_with(judge.catalogue.faults, settings.lang, code)


def _entries(found: Sequence[Candidate], lock: Lock, folder: Path) -> list[Approved | None]:
    """The entry of each, unless this is found elsewhere under its id."""
    claimed = {candidate.taken.fingerprint.id for candidate in found}
    entries: list[Approved | None] = []
    for candidate in found:
        entry = lock.of(candidate.taken.fingerprint, lambda path: (folder / path).exists(), claimed)
        if entry is not None:
            claimed.add(entry.fingerprint.id)
        entries.append(entry)
    return entries


def _compared(candidate: Candidate, approved: Approved | None, judge: Judge, start: date | None) -> Compared:
    from nmlint.approval.drift import compare  # noqa: PLC0415  late, as above
    from nmlint.documents.reading import shown_name  # noqa: PLC0415
    from nmlint.output.drift import Compared  # noqa: PLC0415

    now, path = candidate.taken.fingerprint, shown_name(candidate.path)
    if approved is None:
        return Compared(now.id, path, None)
    changes = compare(approved, now, judge.catalogue.scenarios)
    waits = tuple(_waits(changes, judge, start))
    return Compared(approved.fingerprint.id, path, approved, changes, candidate.taken.sources, waits=waits)


def _waits(changes: Sequence[Change], judge: Judge, start: date | None) -> Iterator[Waiting]:
    """The reviews that changes ask for, each once; a new scenario is reviewed as a whole."""
    from nmlint.approval.drift import worst  # noqa: PLC0415  late, as above
    from nmlint.approval.waiting import waiting  # noqa: PLC0415

    most = worst(changes)
    clauses = dict.fromkeys(change.clause for change in changes if change.drift is most and change.clause)
    for clause in clauses:
        if (found := waiting(judge.catalogue, clause, start)) is not None:
            yield found


def _gone(
    lock: Lock, compared: Sequence[Compared], found: Candidates, folder: Path, *, everywhere: bool
) -> list[Compared]:
    """The entries of which nothing was found; of a run on some paths, those whose file is gone or holds another."""
    from nmlint.cli.approvals import path_from  # noqa: PLC0415  late, as above
    from nmlint.documents.reading import shown_name  # noqa: PLC0415
    from nmlint.output.drift import Compared  # noqa: PLC0415

    seen = {one.id for one in compared if one.approved is not None}
    broken = {path_from(folder, Path(artefact.path)) for artefact in found.refused}
    other = {candidate.taken.fingerprint.path: candidate.taken.fingerprint.id for candidate in found.found}
    return [
        Compared(name, shown_name(folder / path), entry, present=False, holds=other.get(path))
        for name, entry in lock.entries.items()
        if name not in seen and (path := entry.fingerprint.path) not in broken
        if everywhere or path in other or not (folder / path).exists()
    ]
