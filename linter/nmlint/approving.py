"""Finds what LINE approved of a document, and honours it in what was found there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from nmlint.approval.drift import compare
from nmlint.approval.fingerprint import Taken, taken
from nmlint.approval.lock import Lock
from nmlint.approval.model import Approved
from nmlint.approval.standing import Approval
from nmlint.bilingual import Bilingual, in_language
from nmlint.catalogue.model import Catalogue, Rule
from nmlint.documents.model import Document
from nmlint.errors import UnreadableError
from nmlint.finding import Finding, Kind
from nmlint.opening import NotJudgedError, Opener, Resolve
from nmlint.source import Source
from nmlint.vocabulary import DEFAULT_TYPE, LINE_TYPES

# What LINE's review of a notice does not speak of: the law, the privacy of receivers, other channels, other papers.
_NOT_LINES = frozenset({"privacy", "channel", "sms", "submission"})
_LAW = "law"


class Approvals:
    """The lock of a project; `path_of` leads to a file from the lock's folder, None for one outside of it.

    `there` tells whether a file stands at such a path; without it all of them do.
    """

    def __init__(
        self,
        lock: Lock,
        catalogue: Catalogue,
        path_of: Callable[[Path], str | None],
        there: Callable[[str], bool] = lambda _: True,
        *,
        demanded: bool,
    ) -> None:
        self.lock = lock
        self._path_of, self._there, self._demanded = path_of, there, demanded
        self._scenarios = catalogue.scenarios
        self._met: set[str] = set()

    def of(
        self, document: Document, path: Path, opener: Opener, resolve: Resolve, read: Callable[[Source], Document]
    ) -> Approval | None:
        """How a document stands to its approval; None where there is none and none is demanded.

        Raises NotJudgedError for what cannot be opened, UnreadableError for a fallback that cannot be read.
        """

        def follow(name: str) -> Document:
            source = resolve(name, document.source.name)
            if source is None:
                raise UnreadableError(Bilingual(f"there is no file {name!r}", f"找不到「{name}」"))
            return read(source)

        def take() -> Taken:
            return taken(document, within, lambda asked: opener.open(asked, resolve), follow)

        within = self._path_of(path) or ""
        entry = self.lock.entries.get(document.id) or self.lock.by_path(within) or self._by_content(take)
        if entry is None:
            is_lines = (document.declaration.message or DEFAULT_TYPE) in LINE_TYPES
            return Approval(None, demanded=True) if self._demanded and is_lines else None
        self._met.add(entry.fingerprint.id)
        now = take()
        changes = compare(entry, now.fingerprint, self._scenarios)
        return Approval(entry, changes, self._demanded, now.sources, ended=entry.ended(opener.day))

    def gone(self) -> Iterator[Approved]:
        """The entries whose file is not there any more, and that were not met under another path or id."""
        return (entry for name, entry in self.lock.entries.items() if name not in self._met and self._is_gone(entry))

    def _is_gone(self, entry: Approved) -> bool:
        return not self._there(entry.fingerprint.path)

    def _by_content(self, take: Callable[[], Taken]) -> Approved | None:
        """The entry of a document that moved and got another id by that."""
        if not any(map(self._is_gone, self.lock.entries.values())):
            return None
        try:
            return self.lock.of(take().fingerprint, self._there)
        except (NotJudgedError, UnreadableError):
            # Whoever judges the document says so.
            return None


def honoured(
    findings: Iterable[Finding], approval: Approval, rules: Mapping[str, Rule], lang: str
) -> tuple[Finding, ...]:
    """The findings; those that LINE's review has accepted are not counted, and say so."""
    if approval.entry is None or not approval.holds:
        return tuple(findings)
    date, reference = approval.entry.date, approval.entry.reference
    accepted = Bilingual(f"accepted by LINE's review ({reference}, {date})", f"LINE 審查已接受（{reference}，{date}）")
    # What a scenario is called now, LINE has not read.
    renamed = (change for change in approval.changes if change.what == "scenario")
    written = {(place.origin.source, place.origin.span.start) for change in renamed for place in change.places}
    return tuple(
        replace(finding, suppressed=in_language(accepted, lang))
        if _is_lines(finding, rules[finding.rule])
        and (finding.location.path, finding.location.start.offset) not in written
        else finding
        for finding in findings
    )


def _is_lines(finding: Finding, rule: Rule) -> bool:
    """Whether LINE has judged what a rule speaks of; values come later than any review."""
    if finding.suppressed is not None or finding.kind is Kind.DEPENDS_ON_DATA:
        return False
    return rule.basis != _LAW and rule.family not in _NOT_LINES
