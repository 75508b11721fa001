"""Judges everything the arguments of a run lead to."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from nmlint.api import TEMPLATE, UNKNOWN, Judge, kind_of_words
from nmlint.bilingual import Bilingual, in_language, joined
from nmlint.cli import garbage
from nmlint.cli.faults import fault_of_ours
from nmlint.config import Settings
from nmlint.documents.discovery import STANDARD_INPUT, Finder, Found, Input, discover, only_included
from nmlint.documents.intake import is_workbook, read_input
from nmlint.documents.message import FORMS
from nmlint.documents.model import SERVICE_PLAN
from nmlint.documents.reading import read_stream, shown_name
from nmlint.documents.template import front_comment
from nmlint.errors import UnreadableError
from nmlint.messages.kinds import PLANS
from nmlint.report import Artefact, Problem, Report
from nmlint.rulebook import matches
from nmlint.source import Source

STDIN_NAME = "<stdin>"
_NOTED = 8
_BY_PATH = Bilingual(
    "a spreadsheet is not read from standard input; give its path", "試算表不能從標準輸入讀取；請直接指定檔案路徑"
)


def judge_paths(
    paths: Sequence[str],
    settings: Settings,
    *,
    kind: str | None = None,
    stdin_filename: str | None = None,
) -> tuple[Report, tuple[Bilingual, ...]]:
    """The report on files, folders, globs and standard input, and what a person should know besides."""
    judge = Judge(settings)
    notes = [*_ignored_in_vain(judge)]
    artefacts: list[Artefact] = []
    arguments = [path for path in paths if path != STANDARD_INPUT]
    found = discover(arguments, judge.kind_of_file, lambda path: _wanted(path, judge, kind))
    if len(found.inputs) > garbage.MANY_FILES:
        garbage.search_from_now_on()
    if arguments:
        judged, through = _judge_files(judge, found, kind)
        artefacts.extend(judged)
        notes.extend(_through_others(through))
        notes.extend(_empty(found.empty))
    if STANDARD_INPUT in paths:
        artefacts.append(_judge_stdin(judge, kind, stdin_filename))
    if settings.locked:
        artefacts = list(_one_of_each_id(artefacts, judge))
    notes.extend(_gone(judge))
    if not artefacts:
        notes.append(Bilingual("nothing to check", "沒有可以檢查的檔案"))
    return judge.report(_in_language(artefact, settings.lang) for artefact in artefacts), tuple(notes)


def _judge_files(judge: Judge, found: Found, kind: str | None) -> tuple[Sequence[Artefact], frozenset[str]]:
    """The artefacts in the order found, and the names of those that are judged through others."""
    sources: dict[str, Source] = {}
    refused: dict[str, Artefact] = {}
    # What is said for all speaks for the files that were named, and for those of a folder that say nothing themselves.
    kinds = {
        item.name: judge.kind_of(item.path, item.kind, kind if item.named or item.kind is None else None)
        for item in found.inputs
    }
    for item in found.inputs:
        known = kinds[item.name]
        try:
            source = read_input(item.path, item.name)
        except UnreadableError as error:
            refused[item.name] = judge.not_judged(item.name, known or UNKNOWN, error, item.path)
            continue
        if known is None:
            refused[item.name] = judge.refused(source, item.path)
        else:
            sources[item.name] = source
    finders = {folder: Finder((folder, *judge.finder(folder).roots)) for folder in {i.folder for i in found.inputs}}
    through = _judged_through_others(found.inputs, sources, finders)
    artefacts = [judge.not_judged(t.name, UNKNOWN, UnreadableError(t.reason), Path(t.name)) for t in found.troubles]
    for item in found.inputs:
        if item.name in refused:
            artefacts.append(refused[item.name])
        elif item.name not in through:
            finder = finders[item.folder]
            artefacts.append(_judged(judge, sources[item.name], kinds[item.name] or TEMPLATE, finder, item.path))
    return artefacts, through


def _judged(judge: Judge, source: Source, kind: str, finder: Finder, path: Path | None) -> Artefact:
    """The verdict; a fault of ours in one file is shown and leaves the others to be judged."""
    try:
        artefact = judge.judge_source(source, kind, finder, path)
    except Exception as error:  # noqa: BLE001  whatever it is, this file was not judged
        problem = Problem("internal", fault_of_ours(error))
        return Artefact(judge.id_of(source.name, path), source.name, kind, None, problem=problem)
    # What could not be judged is shown with its line too.
    return artefact if artefact.sources else replace(artefact, sources={**finder.known, source.name: source})


def _judged_through_others(
    inputs: Sequence[Input], sources: Mapping[str, Source], finders: Mapping[Path, Finder]
) -> frozenset[str]:
    """The templates of one folder, or of one argument, that others there include and that declare nothing."""
    through: set[str] = set()
    for folder, finder in finders.items():
        names = [item.name for item in inputs if item.folder == folder and item.name in sources]
        texts = {name: sources[name] for name in names}
        through |= only_included(texts, (name for name in names if _declares(texts[name])), finder)
    return frozenset(through)


def _declares(source: Source) -> bool:
    try:
        return front_comment(source) is not None
    except UnreadableError:
        # A comment that is wrong must be shown, so the file is judged by itself.
        return True


def _judge_stdin(judge: Judge, kind: str | None, filename: str | None) -> Artefact:
    name = STDIN_NAME if filename is None else shown_name(filename)
    path = None if filename is None else Path(filename)
    if path is not None and is_workbook(path):
        return judge.not_judged(name, SERVICE_PLAN, UnreadableError(_BY_PATH), path)
    try:
        # A process started without standard input has none at all.
        source = read_stream(sys.stdin.buffer if sys.stdin else io.BytesIO(), name)
    except UnreadableError as error:
        return judge.not_judged(name, kind or UNKNOWN, error, path)
    if path is not None:
        known = judge.kind_of(path, judge.kind_of_text(path, source.text))
        kind = known if known in PLANS else kind or known
        if kind is None and path.suffix.lower() in FORMS:
            return judge.refused(source, path)
    finder = judge.finder(Path.cwd() if path is None else path.parent)
    return _judged(judge, source, kind or kind_of_words(source.text), finder, path)


def _wanted(path: Path, judge: Judge, kind: str | None) -> bool:
    """Whether a file of a folder or a glob is to be judged; a kind that is given speaks for plain texts."""
    if is_workbook(path):
        # One with the sheets of a plan is known by them.
        return False
    return judge.kind_of(path, None) is not None or (kind is not None and path.suffix.lower() == ".txt")


def _in_language(artefact: Artefact, lang: str) -> Artefact:
    """The artefact with the reason why it was not judged in the language of the run."""
    if artefact.problem is None:
        return artefact
    return replace(artefact, problem=replace(artefact.problem, message=in_language(artefact.problem.message, lang)))


def _ignored_in_vain(judge: Judge) -> Sequence[Bilingual]:
    kept = [
        rule.id for rule in judge.catalogue.rules.values() if rule.mandatory and matches(rule.id, judge.settings.ignore)
    ]
    if not kept:
        return ()
    names = ", ".join(kept)
    return (
        Bilingual(
            f"mandatory rules cannot be ignored and stay in force: {names}",
            f"以下規則不可略過，仍然生效：{names}",
        ),
    )


def _one_of_each_id(artefacts: Sequence[Artefact], judge: Judge) -> Iterator[Artefact]:
    """The artefacts; of several that claim one approved id, none is judged but the one that it was recorded for."""
    entries = {} if judge.approvals is None else judge.approvals.lock.entries
    claims: dict[str, list[str]] = {}
    for artefact in artefacts:
        if artefact.id in entries and artefact.kind not in PLANS:
            claims.setdefault(artefact.id, []).append(artefact.path)
    for artefact in artefacts:
        others = [path for path in claims.get(artefact.id, ()) if path != artefact.path]
        recorded = entries[artefact.id].fingerprint.path if others else ""
        if not others or judge.settings.within_root(Path(artefact.path)) == recorded:
            yield artefact
            continue
        listed = _some(others)
        what = Bilingual(
            f"the id {artefact.id!r} was approved for {recorded}, and {listed} has it too; give this file an id of its "
            "own, or delete it",
            f"id「{artefact.id}」核准的是 {recorded}，而 {listed.chinese} 也用同一個 id；"
            "請給這個檔案自己的 id，或刪除它",
        )
        yield replace(
            judge.not_judged(artefact.path, artefact.kind, UnreadableError(what, problem="same-id")), id=artefact.id
        )


def _gone(judge: Judge) -> Iterator[Bilingual]:
    """The approved templates that are not there any more, where nothing may differ from what was approved."""
    if not judge.settings.locked or judge.approvals is None:
        return
    for entry in judge.approvals.gone():
        name, path = entry.fingerprint.id, entry.fingerprint.path
        yield Bilingual(
            f"{name} was approved, but {path} is gone; restore it, or run nmlint approve --remove {name}",
            f"{name} 已核准，但檔案 {path} 不在了；請還原，或執行 nmlint approve --remove {name}",
        )


def _through_others(names: frozenset[str]) -> Sequence[Bilingual]:
    if not names:
        return ()
    listed = _some(sorted(names))
    return (
        Bilingual(
            f"judged through the templates that include them: {listed}",
            f"已隨引用它們的範本一併檢查：{listed.chinese}",
        ),
    )


def _empty(names: Sequence[str]) -> Sequence[Bilingual]:
    return tuple(Bilingual(f"{name}: no templates or messages there", f"{name}：裡面沒有範本或訊息") for name in names)


def _some(names: Sequence[str]) -> Bilingual:
    more = len(names) - _NOTED
    listed = ", ".join(names[:_NOTED])
    return (
        joined("", [listed, Bilingual(f" and {more} more", f" 等 {len(names)} 個")])
        if more > 0
        else joined("", [listed])
    )
