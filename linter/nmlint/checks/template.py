"""What is wrong with a template as a program."""

from __future__ import annotations

from collections.abc import Iterator

from nmlint.bilingual import Bilingual
from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject, source_hit
from nmlint.rendering import IMPORTED, UNCALLED

_WHY = {
    "private-attribute": Bilingual(
        "a name that begins with an underscore belongs to the program",
        "以底線開頭的名稱屬於程式內部",
    ),
    "attr-filter": Bilingual(
        "attr takes a name from a text, which data may decide", "attr 以文字指定名稱，可能由資料決定"
    ),
    "dynamic-include": Bilingual("data decide which file is loaded", "要載入哪個檔案由資料決定"),
    "do": Bilingual("do changes data while the text is made", "do 會在產生文字的途中改動資料"),
    "filter": Bilingual("Jinja has no such filter", "Jinja 沒有這個過濾器"),
    "test": Bilingual("Jinja has no such test", "Jinja 沒有這個測試"),
}


OFFERED = (UNCALLED, IMPORTED)


class Template:
    """Branches that nothing reaches, branches that fail, and constructs that a notice has no use for."""

    triggers: frozenset[int] | None = None

    def __init__(self, test: str) -> None:
        self._test = test

    def find(self, subject: Subject) -> Iterator[Hit]:
        rendering = subject.case.rendering
        if rendering is None or not subject.primary:
            return
        if self._test == "unreached":
            for gap in rendering.unreached:
                # What a shared file offers and this template does not use is no fault of this template.
                if gap.origin.source != subject.case.document.source.name and gap.reason in OFFERED:
                    continue
                yield source_hit(gap.origin, reason=gap.reason)
        elif self._test == "failed-branch":
            for failure in rendering.failed:
                yield source_hit(failure.problem.origin, reason=failure.problem.message, when=failure.condition)
        else:
            for construct in rendering.unsafe if self._test == "unsafe" else rendering.unknown:
                yield source_hit(construct.origin, reason=_WHY[construct.kind], name=construct.name)


def template(spec: Spec, registry: Registry) -> Finder:
    """`template: {test: unreached | failed-branch | unsafe | undefined-filter}`."""
    del registry
    return Template(spec["test"])
