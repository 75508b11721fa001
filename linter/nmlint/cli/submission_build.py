"""`nmlint submission build`: the service plan of a repository's templates."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmlint.bilingual import Bilingual, in_language, joined
from nmlint.cli.inputs import refuse_inputs, start_of
from nmlint.cli.options import as_of_option, config_option, lang_option, spoken, write
from nmlint.config import Settings, load_settings
from nmlint.errors import UnreadableError, UsageError

if TYPE_CHECKING:
    from nmlint.api import Judge


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

    from nmlint.cli.submission_file import plan_data, refuse_existing, write_plan  # noqa: PLC0415  late, as in `check`
    from nmlint.documents.intake import read_input  # noqa: PLC0415  the same
    from nmlint.documents.reading import shown_name  # noqa: PLC0415  the same
    from nmlint.documents.serviceplan import read_service_plan  # noqa: PLC0415  the same
    from nmlint.output.submission_yaml import submission_yaml  # noqa: PLC0415  the same

    plan: dict[str, Any] = {"kind": "service-plan"}
    if base is not None:
        try:
            source = read_input(base, shown_name(base))
            read_service_plan(source)
            plan = plan_data(source)
        except UnreadableError as error:
            raise UsageError(error.placed(str(base))) from error
    beside = Path() if output is None else output.parent
    rows, read = _rows(paths, settings, beside, [*(plan.get("scenarios") or ())])
    plan["scenarios"] = rows
    if output is None:
        write(submission_yaml(plan))
        return
    # A plan may be built again in its own place, for a workbook or YAML holds all that was in it.
    same = base is not None and output.exists() and base.exists() and output.samefile(base)
    refuse_inputs(output, [*read, *([] if base is None or same else [str(base)])], settings)
    if not same:
        refuse_existing(output)
    write_plan(plan, output, settings.lang)


def _rows(
    paths: Sequence[str], settings: Settings, beside: Path, notices: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of the templates and then those of the plan so far that no template is for; and the files read."""
    from nmlint.api import Judge  # noqa: PLC0415  late, as above
    from nmlint.documents.discovery import discover, is_template  # noqa: PLC0415  the same

    judge, before = Judge(settings), _by_id(notices)
    found = discover(paths, lambda _: None, is_template)
    wrong: list[Bilingual] = [
        Bilingual(f"{t.name}: {t.reason}", f"{t.name}：{in_language(t.reason, 'zh-TW')}") for t in found.troubles
    ]
    rows: dict[str, dict[str, Any]] = {}
    for item in found.inputs:
        try:
            row = _row(judge, item.path, item.name, beside, before)
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
    kept = [dict(notice) for notice in notices if notice.get("id") is None or str(notice["id"]) not in rows]
    return [*rows.values(), *kept], [item.name for item in found.inputs]


def _row(
    judge: Judge, path: Path, name: str, beside: Path, before: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
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
    row = row_of(said, known, bare.contents, _from(beside, path), before.get(document.id, {}), purposes)
    follows = None if said.fallback is None else said.fallback.template
    if follows is not None and (found := finder.path(follows, document.source.name)) is not None:
        row["fallback"] = {**row["fallback"], "template": _from(beside, found)}
    return {**row, "examples": examples_of(shown.contents)}


def _by_id(notices: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The notices that have an id. Raises UsageError where two have one."""
    by_id: dict[str, Mapping[str, Any]] = {}
    for notice in notices:
        if (name := notice.get("id")) is not None and by_id.setdefault(str(name), notice) is not notice:
            raise UsageError(
                Bilingual(
                    f"--plan: two notices have the id {name!r}; a row needs an id of its own",
                    f"--plan：有兩則通知的編號同為「{name}」；每一列要有自己的編號",
                )
            )
    return by_id


def _from(beside: Path, path: Path) -> str:
    """The path of a template from where the plan will stand."""
    return Path(os.path.relpath(path, beside)).as_posix()


def _twice(name: str, path: str) -> Bilingual:
    return Bilingual(
        f"{path}: another template has the id {name!r} too; a row needs an id of its own",
        f"{path}：另一個範本也用了編號「{name}」；每一列要有自己的編號",
    )
