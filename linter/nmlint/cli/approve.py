"""`nmlint approve`: records what LINE approved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from nmlint.bilingual import Bilingual, did_you_mean, in_language
from nmlint.cli.days import day
from nmlint.cli.faults import exit_with, say
from nmlint.cli.inputs import start_of
from nmlint.cli.options import config_option, lang_option, spoken, write_lines
from nmlint.config import Settings, load_settings, repository_root
from nmlint.errors import UsageError

if TYPE_CHECKING:
    from nmlint.api import Judge
    from nmlint.approval.lock import Lock
    from nmlint.approval.model import Approved, Fingerprint
    from nmlint.cli.approvals import Candidate, Candidates

NOTHING = 3

_NO_REFERENCE = Bilingual(
    "--reference is missing: the number or mail of LINE's approval, so that it can be proved later",
    "缺少 --reference：LINE 核准的編號或信件，日後才能證明",
)
_NO_PATH = Bilingual("say what was approved: give paths, or --remove an id", "請指定核准的路徑，或以 --remove 移除 id")
_NOT_RECORDED = Bilingual("nothing was recorded", "沒有記錄任何核准")
_NOTHING = Bilingual("nothing to record", "沒有可以記錄的內容")


class _Approval(NamedTuple):
    """On which day LINE approved something, what it calls that, and until when it holds."""

    day: str
    reference: str
    until: str | None


@click.command("approve")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--reference", metavar="REF", help="What LINE calls the approval: a number, a ticket, a mail.")
@click.option(
    "--date",
    "approved",
    callback=day,
    metavar="DATE",
    help="The day of the approval, such as 2026-11-23; today where none is given.",
)
@click.option(
    "--until", callback=day, metavar="DATE", help="The last day of the approval, where LINE or a contract sets one."
)
@click.option("--lock", "named", type=click.Path(path_type=Path), help="The lock, instead of nmlint.lock at the root.")
@click.option("--remove", multiple=True, metavar="ID", help="Drop the entry of a template that is gone.")
@config_option
@lang_option
def approve_command(  # noqa: PLR0913, PLR0917  one parameter an option
    paths: tuple[str, ...],
    reference: str | None,
    approved: date | None,
    until: date | None,
    named: Path | None,
    remove: tuple[str, ...],
    config: Path | None,
    lang: str | None,
) -> None:
    """Record that LINE approved templates and messages as they stand now.

    Of a folder, those are recorded that declare what they are. What was approved before and has not
    changed keeps its date and reference. Either everything is recorded or nothing.

    Exit codes: 0 recorded; 2 something could not be opened, and nothing was recorded; 3 nothing to record.
    """
    settings = load_settings(start_of(paths, None), config, lang=spoken(lang))
    settings = replace(settings, lang=lang or settings.lang)
    context = click.get_current_context()
    context.find_root().meta["nmlint.lang"] = settings.lang
    reference = (reference or "").strip()
    if not paths and not remove:
        raise UsageError(_NO_PATH)
    if paths and not reference:
        raise UsageError(_NO_REFERENCE)
    on = settings.as_of if approved is None else approved.isoformat()
    if on > settings.as_of:
        raise UsageError(Bilingual(f"--date {on} is still to come", f"--date {on} 還沒到"))
    last = None if until is None else until.isoformat()
    if last is not None and last < on:
        raise UsageError(Bilingual(f"--until {last} is before the approval, {on}", f"--until {last} 早於核准日 {on}"))

    from nmlint.api import Judge  # noqa: PLC0415  late, so that `--help` loads none of it
    from nmlint.approval.lock import Lock  # noqa: PLC0415
    from nmlint.cli.approvals import candidates, lock_at, lock_path, say_refused  # noqa: PLC0415

    path = lock_path(named, settings)
    lock = lock_at(path, settings) or Lock()
    judge = Judge(settings)
    found = candidates(paths, judge, path)
    for note in (*found.notes, *_blocked(found, judge)):
        say(f"nmlint: {in_language(note, settings.lang)}")
    if found.refused:
        say_refused(found.refused, settings.lang)
        say(f"nmlint: {in_language(_NOT_RECORDED, settings.lang)}")
        context.exit(2)
    if not found.found and not remove:
        say(f"nmlint: {in_language(_NOTHING, settings.lang)}")
        context.exit(NOTHING)
    _refuse_outside(found.found, path, settings)
    kept, removed = _without(lock, remove)
    recorded, lines = _recorded(kept, found.found, judge, _Approval(on, reference, last), path.parent)
    if recorded != lock:
        _write(path, recorded)
        alone = named is None and config is None and repository_root(settings.root) is None
        lines.append(_where(path, alone=alone))
    write_lines(in_language(line, settings.lang) for line in (*removed, *lines))
    exit_with(judge.catalogue.faults, settings.lang)


def _blocked(found: Candidates, judge: Judge) -> Iterator[Bilingual]:
    """What is recorded although nmlint would not let it pass: that LINE approved it is a fact."""
    from nmlint.verdict import Verdict  # noqa: PLC0415  late, as above

    for candidate in found.found:
        artefact = judge.judge_document(candidate.document, candidate.finder, candidate.path)
        if artefact.verdict is Verdict.BLOCK:
            yield Bilingual(
                f"{artefact.path}: nmlint check blocks this text; make sure that LINE approved it as it stands",
                f"{artefact.path}：nmlint check 判定為攔阻；請確認 LINE 核准的就是這份內容",
            )


def _where(path: Path, *, alone: bool) -> Bilingual:
    """Which file was written; where no repository is around it, that this is why it stands there."""
    if not alone:
        return Bilingual(f"written to {path}", f"已寫入 {path}")
    whole = path.absolute()
    return Bilingual(
        f"written to {whole}, for no repository and no nmlint.yaml is around it",
        f"已寫入 {whole}（上層沒有儲存庫，也沒有 nmlint.yaml）",
    )


def _refuse_outside(found: Sequence[Candidate], lock: Path, settings: Settings) -> None:
    """Raises UsageError for what a lock could not name so that it is found again."""
    from nmlint.approval.lock import misplaced  # noqa: PLC0415  late, as above
    from nmlint.cli.approvals import folders_above  # noqa: PLC0415

    for candidate in found:
        why = misplaced(candidate.taken.fingerprint.path, folders_above(lock, settings))
        if why is not None:
            name = candidate.path
            raise UsageError(
                Bilingual(f"{name} cannot be recorded in {lock}: {why}", f"{name} 不能記錄在 {lock}：{why.chinese}")
            )


def _recorded(
    lock: Lock, found: Sequence[Candidate], judge: Judge, approval: _Approval, folder: Path
) -> tuple[Lock, list[Bilingual]]:
    """The lock with what was approved, and a line on each. Raises UsageError for what was approved later already."""
    from nmlint import __version__  # noqa: PLC0415  late, as above
    from nmlint.approval.model import Approved  # noqa: PLC0415

    entries = dict(lock.entries)
    claimed = {candidate.taken.fingerprint.id for candidate in found}
    lines = []
    for candidate in found:
        now = candidate.taken.fingerprint
        old = lock.of(now, lambda path: (folder / path).exists(), claimed)
        if old is not None and old.fingerprint.sha256 == now.sha256:
            # Where it is, and what it declares beside, may be new.
            entries.pop(old.fingerprint.id, None)
            entries[now.id] = replace(old, fingerprint=now, until=approval.until or old.until)
            lines.append(_unchanged(now.id, old.fingerprint.id))
            continue
        entries[now.id] = Approved(now, approval.day, approval.reference, __version__, approval.until)
        if old is None:
            lines.append(Bilingual(f"{now.id}: added", f"{now.id}：新增"))
            continue
        if old.fingerprint.id == now.id:
            _refuse_older(old, approval.day)
        lines.append(_changed(old, now, judge))
    return replace(lock, entries=entries), lines


def _unchanged(name: str, before: str) -> Bilingual:
    if before == name:
        return Bilingual(f"{name}: unchanged", f"{name}：未變更")
    return Bilingual(f"{name}: unchanged, its id was {before}", f"{name}：未變更，id 原為 {before}")


def _changed(old: Approved, now: Fingerprint, judge: Judge) -> Bilingual:
    from nmlint.approval.drift import compare, worst  # noqa: PLC0415  late, as above
    from nmlint.output.drift import said  # noqa: PLC0415

    drift = said(worst(compare(old, now, judge.catalogue.scenarios)))
    if (before := old.fingerprint.id) == now.id:
        return Bilingual(f"{now.id}: changed ({drift})", f"{now.id}：已變更（{drift.chinese}）")
    return Bilingual(
        f"{now.id}: added; the lock still has {before} for this file, which --remove {before} drops",
        f"{now.id}：新增；這個檔案原本的 {before} 仍在核准紀錄裡，可用 --remove {before} 移除",
    )


def _refuse_older(old: Approved, on: str) -> None:
    """Raises UsageError where an approval would take the place of a later one."""
    name = old.fingerprint.id
    if on < old.date:
        raise UsageError(
            Bilingual(
                f"{name} was approved on {old.date} ({old.reference}), later than {on}, and said something else then; "
                f"if that approval does not hold, give --remove {name} as well",
                f"{name} 已於 {old.date} 核准（{old.reference}），比 {on} 晚，而且內容不同；"
                f"若較晚的核准不算數，請加上 --remove {name}",
            )
        )


def _without(lock: Lock, names: tuple[str, ...]) -> tuple[Lock, list[Bilingual]]:
    """The lock without some entries, and a line on each. Raises UsageError for one that it does not have."""
    entries = dict(lock.entries)
    lines = []
    for name in names:
        if entries.pop(name, None) is None:
            hint = did_you_mean(name, entries)
            raise UsageError(
                Bilingual(
                    f"--remove {name}: the lock has no such entry{hint}",
                    f"--remove {name}：核准紀錄裡沒有這一項{hint.chinese}",
                )
            )
        lines.append(Bilingual(f"{name}: removed", f"{name}：已移除"))
    return replace(lock, entries=entries), lines


def _write(path: Path, lock: Lock) -> None:
    from nmlint.approval.lockwriting import write_lock  # noqa: PLC0415  late, as above

    try:
        write_lock(path, lock)
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise UsageError(Bilingual(f"{path}: cannot be written: {what}", f"{path}：無法寫入：{what}")) from error
