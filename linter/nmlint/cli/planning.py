"""Reads a plan for `nmlint plan`, judges it, and works it out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nmlint import __version__
from nmlint.api import MESSAGE, Judge, kind_of_words
from nmlint.bilingual import Bilingual
from nmlint.config import Settings
from nmlint.documents.discovery import is_template
from nmlint.documents.message import FORMS
from nmlint.documents.model import SEND_PLAN
from nmlint.documents.plan import PlanDocument
from nmlint.documents.reading import read_file, shown_name
from nmlint.errors import CatalogueError, UnreadableError, UsageError
from nmlint.opening import NotJudgedError
from nmlint.planning.inputs import inputs_of
from nmlint.planning.planner import SCHEMA, Simulation, planned_report
from nmlint.report import Artefact
from nmlint.source import Source

_OTHERS = {MESSAGE: Bilingual("a message", "訊息"), "service-plan": Bilingual("a service plan", "服務計畫")}
_UNLESS = "unless: delivered"


def report_on(path: Path, settings: Settings, simulation: Simulation | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The report on a plan's file, and the files that were read for it.

    Raises UsageError for a file that is none, or that cannot be read.
    """
    judge = Judge(settings)
    if judge.catalogue.faults:
        raise CatalogueError(judge.catalogue.faults)
    if os.path.isdir(path):  # noqa: PTH112  which asks, where pathlib raises for a folder that is closed
        raise UsageError(_no_plan(path, Bilingual("a folder", "資料夾")))
    try:
        source = read_file(path, shown_name(path))
        if (other := _other_kind(judge, path, source.text)) is not None:
            raise UsageError(_no_plan(path, other))
        document = judge.document(source, SEND_PLAN, path)
    except UnreadableError as error:
        raise UsageError(error.placed(str(path))) from error
    if not isinstance(document, PlanDocument):
        raise TypeError(f"a send plan was read as {type(document).__name__}")
    finder = judge.finder(path.parent)
    try:
        planned, artefact = judge.judge_plan(document, finder, path)
    except NotJudgedError as error:
        raise UsageError(error.problem.message) from error

    def judged(text: str) -> Artefact:
        mended = judge.document(Source(str(Path(document.source.name).with_suffix(".yaml")), text), SEND_PLAN, path)
        return judge.judge_document(mended, finder, path)

    def find(name: str) -> Path | None:
        return finder.path(name, document.source.name)

    past = planned.plan.audience.deliveries
    read = (str(path), *artefact.sources, *([] if past is None else [str(path.parent / past)]))
    identity, policy = judge.catalogue.identity, judge.catalogue.policy_identity
    report = {
        "schema": SCHEMA,
        "nmlint": __version__,
        "catalogue": {"version": identity.name, "sha256": identity.sha256},
        "policy": {"name": policy.name, "sha256": policy.sha256, "as_of": settings.as_of},
        **planned_report(planned, artefact, inputs_of(planned, find), settings.lang, judged, simulation),
    }
    return report, read


def _other_kind(judge: Judge, path: Path, text: str) -> Bilingual | None:
    """What a file is by its name or its content where that is no send plan; None where it may be one."""
    if is_template(path):
        return Bilingual("a template", "範本")
    said = judge.kind_of_text(path, text)
    if said in _OTHERS:
        return _OTHERS[said]
    if path.suffix.lower() not in FORMS and text.strip() and kind_of_words(text) != SEND_PLAN:
        return Bilingual("a text of another kind", "其他文字檔")
    return None


def _no_plan(path: Path, other: Bilingual) -> Bilingual:
    """That something else was given, and what a send plan looks like."""
    template = path.name if is_template(path) else "message.j2"
    steps = f"- {{channel: notification-message, template: {template}}}"
    plan = (
        f"kind: send-plan\ndeliver_within: 24h\nsteps:\n  {steps}\n  - {{channel: sms, text: …, after: 30m, {_UNLESS}}}"
    )
    return Bilingual(
        f"{path} is {other}, no send plan. A send plan is a YAML or JSON file such as\n{plan}",
        f"{path} 是{other.chinese}，不是發送計畫。發送計畫是 YAML 或 JSON 檔，例如：\n{plan}",
    )
