"""`nmlint submission build`: the service plan of a repository's templates."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmlint.bilingual import Bilingual, in_language, joined
from nmlint.cli.faults import say
from nmlint.cli.inputs import refuse_inputs, start_of
from nmlint.cli.options import as_of_option, config_option, lang_option, spoken, write
from nmlint.config import load_settings
from nmlint.errors import UnreadableError, UsageError

if TYPE_CHECKING:
    from nmlint.api import Judge
    from nmlint.cli.submission_base import Base


@click.command("build")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--plan",
    "base",
    type=click.Path(path_type=Path),
    help="The plan so far: what it says of the applicant is kept, and what templates cannot know.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Write the plan to this .yaml, .md or .xlsx file.")
@as_of_option
@config_option
@lang_option
def build_command(
    paths: tuple[str, ...],
    base: Path | None,
    output: Path | None,
    as_of: str | None,
    config: Path | None,
    lang: str | None,
) -> None:
    """Collect the templates of folders and files into the rows that LINE's reviewers ask for, with rendered examples.

    Templates for LINE that declare something in their first comment become a row each. Without --output the plan goes
    to standard output as YAML.
    """
    settings = load_settings(start_of(paths, None), config, lang=spoken(lang))
    settings = replace(settings, lang=lang or settings.lang, as_of=as_of or settings.as_of)
    click.get_current_context().find_root().meta["nmlint.lang"] = settings.lang

    from nmlint.api import Judge  # noqa: PLC0415  late, as in `check`
    from nmlint.cli.submission_base import base_of  # noqa: PLC0415  the same
    from nmlint.cli.submission_file import refuse_existing, write_plan  # noqa: PLC0415  the same
    from nmlint.output.submission_yaml import submission_yaml  # noqa: PLC0415  the same

    before = None if base is None else base_of(base)
    judge = Judge(settings)
    beside = Path() if output is None else output.parent
    rows, read, notes = _rows(paths, judge, beside, before)
    plan: dict[str, Any] = {**({"kind": "service-plan"} if before is None else before.data), "scenarios": rows}
    kept = None if before is None or before.kept is None else before.kept.moved(before.taken)
    if output is None:
        write(submission_yaml(plan))
    else:
        # A plan may be built again in its own place, for a workbook or YAML holds all that was in it.
        same = base is not None and output.exists() and output.samefile(base)
        refuse_inputs(output, [*read, *([] if base is None or same else [str(base)])], settings)
        if not same:
            refuse_existing(output)
        write_plan(plan, output, settings.lang, kept)
    if before is not None:
        notes += replace(before, kept=kept).lost(output)
    notes += _findings(judge, plan, output)
    for note in notes:
        say(f"nmlint: {in_language(note, settings.lang)}")


def _rows(
    paths: Sequence[str], judge: Judge, beside: Path, base: Base | None
) -> tuple[list[Mapping[str, Any]], list[str], list[Bilingual]]:
    """The rows of the templates and then those of the plan so far that no template is for.

    And the files that were read, and what a person should know of it.
    """
    from nmlint.documents.discovery import discover, is_template  # noqa: PLC0415  late, as above

    found = discover(paths, lambda _: None, is_template)
    wrong: list[Bilingual] = [
        Bilingual(f"{t.name}: {t.reason}", f"{t.name}：{in_language(t.reason, 'zh-TW')}") for t in found.troubles
    ]
    notes: list[Bilingual] = []
    rows: dict[str, Mapping[str, Any]] = {}
    for item in found.inputs:
        try:
            row = _row(judge, item.path, item.name, beside)
        except UnreadableError as error:
            wrong.append(error.placed(item.name))
            continue
        if row is not None and row["id"] in rows:
            wrong.append(_twice(row["id"], item.name))
        elif row is not None:
            rows[row["id"]] = row
    if wrong:
        raise UsageError(joined("\n", wrong))
    if not rows:
        raise UsageError(
            Bilingual(
                f"no template for LINE with a front comment in {', '.join(paths)}; see README, “A template”",
                f"{'、'.join(paths)} 裡沒有寫了檔首註解的 LINE 範本；寫法見 README 的「A template」",
            )
        )
    made = [*rows.values()]
    if base is not None:
        made, notes = _completed(made, base, judge.settings.lang)
    return made, [item.name for item in found.inputs], notes


def _completed(
    rows: Sequence[Mapping[str, Any]], base: Base, lang: str
) -> tuple[list[Mapping[str, Any]], list[Bilingual]]:
    """The rows with what the plan so far says of each, and behind them its other notices; and what is not kept."""
    from nmlint.approval.rows import with_before  # noqa: PLC0415  late, as above

    made: list[Mapping[str, Any]] = []
    notes: list[Bilingual] = []
    for at, row in enumerate(rows):
        made.append(with_before(row, base.of(row, at)))
    for number, at in base.taken.items():
        notes += base.replaced(number, made[at], lang)
    kept, blank = base.left(len(made))
    missing = dict.fromkeys(str(notice.get("scenario") or "") for notice in blank)
    if missing:
        listed = ", ".join(missing)
        notes.append(
            Bilingual(
                f"rows that say nothing yet are left out, for no template has their scenario: {listed}",
                f"略過還沒填寫的列，因為沒有範本是這些情境：{listed}",
            )
        )
    return [*made, *kept], notes


def _findings(judge: Judge, plan: Mapping[str, Any], output: Path | None) -> Iterator[Bilingual]:
    """How many findings block the plan that was built; nothing where none does."""
    from nmlint.documents.serviceplan import service_plan_document  # noqa: PLC0415  late, as above
    from nmlint.finding import Severity  # noqa: PLC0415  the same

    name = "plan.json" if output is None else output.as_posix()
    path = Path(name)
    artefact = judge.judge_document(service_plan_document(plan, name), judge.finder(path.parent), path)
    standing = [finding for finding in artefact.findings if finding.suppressed is None]
    blocking = sum(finding.severity is Severity.ERROR for finding in standing)
    if artefact.problem is not None:
        said = artefact.problem.message
        yield Bilingual(f"the plan cannot be judged: {said}", f"這份計畫無法檢查：{in_language(said, 'zh-TW')}")
    elif blocking:
        file = "" if output is None or output.suffix.lower() == ".md" else f" {output}"
        yield Bilingual(
            f"nmlint check{file} blocks this plan; findings that block: {blocking}",
            f"nmlint check{file} 會攔阻這份計畫，共 {blocking} 項；送審前請先修正",
        )


def _row(judge: Judge, path: Path, name: str, beside: Path) -> dict[str, Any] | None:
    """The row of a template, None for one that is not for LINE or says nothing of itself. Raises UnreadableError."""
    from nmlint.api import TEMPLATE  # noqa: PLC0415  late, as above
    from nmlint.approval.fingerprint import fingerprint_of, without_examples  # noqa: PLC0415  the same
    from nmlint.approval.rows import examples_of, row_of  # noqa: PLC0415  the same
    from nmlint.documents.reading import read_file  # noqa: PLC0415  the same
    from nmlint.opening import NotJudgedError  # noqa: PLC0415  the same
    from nmlint.vocabulary import DEFAULT_TYPE, LINE_TYPES  # noqa: PLC0415  the same

    document = judge.document(read_file(path, name), TEMPLATE, path)
    said = document.declaration
    if not said.present or (said.message or DEFAULT_TYPE) not in LINE_TYPES:
        return None
    opener, finder = judge.engine(judge.settings.profile).opener, judge.finder(path.parent)
    try:
        shown, bare = opener.open(document, finder), opener.open(without_examples(document), finder)
        known = fingerprint_of(document, bare, name)
    except NotJudgedError as error:
        raise UnreadableError(error.problem.message, error.problem.location, error.problem.kind) from error
    scenario = judge.catalogue.scenarios.get(known.scenario or "")
    purposes = () if scenario is None else scenario.link_purposes
    row = row_of(said, known, bare.contents, _from(beside, path), purposes)
    follows = None if said.fallback is None else said.fallback.template
    if follows is not None and (found := finder.path(follows, document.source.name)) is not None:
        row["fallback"] = {**row["fallback"], "template": _from(beside, found)}
    return {**row, "examples": examples_of(shown.contents)}


def _from(beside: Path, path: Path) -> str:
    """The path of a template from where the plan will stand."""
    return Path(os.path.relpath(path, beside)).as_posix()


def _twice(name: str, path: str) -> Bilingual:
    return Bilingual(
        f"{path}: another template has the id {name!r} too; a row needs an id of its own",
        f"{path}：另一個範本也用了編號「{name}」；每一列要有自己的編號",
    )
