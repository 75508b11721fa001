"""Reads a plan for `nmlint plan`, judges it, and works it out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nmlint import __version__
from nmlint.api import Judge
from nmlint.bilingual import Bilingual, in_language
from nmlint.config import Settings
from nmlint.documents.model import SEND_PLAN
from nmlint.documents.plan import PlanDocument
from nmlint.documents.reading import read_file, shown_name
from nmlint.errors import CatalogueError, UnreadableError, UsageError
from nmlint.planning.inputs import inputs_of
from nmlint.planning.planner import SCHEMA, Simulation, planned_report
from nmlint.report import Artefact
from nmlint.source import Source


def report_on(path: Path, settings: Settings, simulation: Simulation | None) -> dict[str, Any]:
    """The report on a plan's file. Raises UsageError for a file that is none, or that cannot be read."""
    judge = Judge(settings)
    if judge.catalogue.faults:
        raise CatalogueError(judge.catalogue.faults)
    try:
        document = judge.document(read_file(path, shown_name(path)), SEND_PLAN, path)
    except UnreadableError as error:
        raise UsageError(_told(path, error)) from error
    if not isinstance(document, PlanDocument):
        raise UsageError(Bilingual(f"{path} is no send plan", f"{path} 不是發送計畫"))
    finder = judge.finder(path.parent)
    planned, artefact = judge.judge_plan(document, finder, path)

    def judged(text: str) -> Artefact:
        mended = judge.document(Source(str(Path(document.source.name).with_suffix(".yaml")), text), SEND_PLAN, path)
        return judge.judge_document(mended, finder, path)

    identity, policy = judge.catalogue.identity, judge.catalogue.policy_identity
    return {
        "schema": SCHEMA,
        "nmlint": __version__,
        "catalogue": {"version": identity.name, "sha256": identity.sha256},
        "policy": {"name": policy.name, "sha256": policy.sha256, "as_of": settings.as_of},
        **planned_report(planned, artefact, inputs_of(planned, path.parent), settings.lang, judged, simulation),
    }


def _told(path: Path, error: UnreadableError) -> Bilingual:
    place = "" if error.location is None else f":{error.location.start.line}:{error.location.start.column}"
    english, chinese = (in_language(error.reason, lang) for lang in ("en", "zh-TW"))
    return Bilingual(f"{path}{place}: {english}", f"{path}{place}：{chinese}")
