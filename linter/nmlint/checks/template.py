"""What is wrong with a template as a program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nmlint.bilingual import Bilingual
from nmlint.checks.model import Finder, Hit, Registry, Spec, Subject, source_hit
from nmlint.rendering import IMPORTED, UNCALLED, Origin
from nmlint.source import Source, Span

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

# As git writes them: seven signs, a blank, and what the side is called. A line of signs alone may be a rule between
# paragraphs, and arrows before words are no mark where nothing else is one.
_MARK = re.compile(r"^(?:<{7}|\|{7}|>{7}) [!-~]+(?: \(.*\))?(?=\r?$)", re.MULTILINE)
_BEGINS = re.compile(r"^(?:<{7} |={7}\r?$)", re.MULTILINE)


class Template:
    """Branches that nothing reaches or that fail, constructs that a notice has no use for, and unfinished merges."""

    triggers: frozenset[int] | None = None

    def __init__(self, test: str) -> None:
        self._test = test

    def find(self, subject: Subject) -> Iterator[Hit]:
        rendering = subject.case.rendering
        if not subject.primary:
            return
        if self._test == "merge-conflict":
            document = subject.case.document.source
            yield from _conflicts({document.name: document, **(rendering.sources if rendering else {})})
        elif rendering is None:
            return
        elif self._test == "unreached":
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


def _conflicts(sources: Mapping[str, Source]) -> Iterator[Hit]:
    """The marks of a merge that nobody finished, in every file that a message comes from."""
    for name, source in sources.items():
        if _BEGINS.search(source.text):
            for mark in _MARK.finditer(source.text):
                yield source_hit(Origin(name, Span(*mark.span())))


def template(spec: Spec, registry: Registry) -> Finder:
    """`template: {test: unreached | failed-branch | unsafe | undefined-filter | merge-conflict}`."""
    del registry
    return Template(spec["test"])
