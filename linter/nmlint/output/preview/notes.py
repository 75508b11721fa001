"""What is said of the findings: beside the message where they are marked in it, else in lists of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from nmlint.catalogue import Catalogue, localized
from nmlint.finding import Finding, Kind
from nmlint.output.preview.marks import Numbered
from nmlint.output.preview.markup import EMPTY, element, text
from nmlint.output.preview.words import say
from nmlint.output.terminal import one_line, visible
from nmlint.output.words import word
from nmlint.source import Location

_MOST = 200
_ELLIPSIS = "…"


@dataclass
class Notes:
    """Tells each finding once in full; where it is marked again, it is only named."""

    catalogue: Catalogue
    lang: str
    _told: set[int] = field(default_factory=set)

    def beside(self, findings: Iterable[Numbered], places: Mapping[int, Sequence[str]], prefix: str) -> Markup:
        """The findings that are marked in one variant."""
        here = [numbered for numbered in findings if numbered.number in places]
        if not here:
            return element("p", self._say("nothing-here"), class_="nothing")
        notes = (self._note(numbered, places[numbered.number], prefix) for numbered in here)
        return element("ol", *notes, class_="notes")

    def listed(self, findings: Sequence[Numbered], variants: Mapping[int, str] | None = None) -> Markup:
        """Findings that are marked nowhere; `variants` are the variants that would show them."""
        notes = (self._full(numbered, (), (variants or {}).get(numbered.number, "")) for numbered in findings)
        return element("ol", *notes, class_="notes")

    def _note(self, numbered: Numbered, places: Sequence[str], prefix: str) -> Markup:
        if numbered.number not in self._told:
            return self._full(numbered, places)
        told = element("a", self._say("as-before"), href=f"#{numbered.anchor}")
        head = self._head(numbered.number, numbered.finding)
        return element("li", head, told, self._back(numbered, places), id=f"{prefix}n{numbered.number}", class_="again")

    def _full(self, numbered: Numbered, places: Sequence[str], where: str = "") -> Markup:
        self._told.add(numbered.number)
        finding = numbered.finding
        rows = [element("p", _said(finding, finding.message), class_="message")]
        if where:
            rows.append(element("p", where, class_="aside"))
        if not finding.exact:
            rows.append(element("p", word("inexact", self.lang), class_="aside"))
        rows.append(element("dl", *self._facts(finding)))
        head = self._head(numbered.number, finding)
        return element("li", head, *rows, self._back(numbered, places), id=numbered.anchor)

    def _head(self, number: int, finding: Finding) -> Markup:
        kind = "" if finding.kind is Kind.VIOLATION else f" · {word(finding.kind, self.lang)}"
        return element(
            "p",
            element("span", str(number), class_=f"number {finding.severity}"),
            " ",
            element("strong", word(finding.severity, self.lang) + kind),
            " ",
            element("code", finding.rule),
            class_="head",
        )

    def _facts(self, finding: Finding) -> Iterator[Markup]:
        if finding.fix:
            yield self._fact(word("fix", self.lang), text(_said(finding, finding.fix)))
        if finding.read_as and finding.read_as != finding.matched:
            yield self._fact(word("read-as", self.lang), text(_cut(one_line(finding.read_as))))
        if finding.condition:
            yield self._fact(word("only-when", self.lang), element("code", one_line(finding.condition)))
        if finding.clause:
            yield self._fact(self._say("clause"), self._clause(finding.clause))
        at = [element("code", placed(finding.location))]
        if finding.pointer:
            at += [text(" "), element("code", one_line(finding.pointer))]
        yield self._fact(self._say("place"), *at)
        for step in finding.through:
            yield self._fact(word("through", self.lang), element("code", placed(step)))
        if finding.suppressed is not None:
            yield self._fact(word("suppressed", self.lang), text(one_line(finding.suppressed)))

    def _clause(self, clause: str) -> Markup:
        known = self.catalogue.clauses.get(clause)
        if known is None:
            return element("code", clause)
        return element("span", element("code", clause), " ", localized(known.says, self.lang))

    @staticmethod
    def _fact(name: str, *said: str) -> Markup:
        return element("div", element("dt", name), element("dd", *said))

    def _back(self, numbered: Numbered, places: Sequence[str]) -> Markup:
        """Links to the marks."""
        if not places:
            return EMPTY
        links = []
        for index, place in enumerate(places, 1):
            label = self._say("back").format(number=numbered.number, place=index)
            shown = self._say("marked") if len(places) == 1 else self._say("marked-at").format(number=index)
            links += [" ", element("a", f"↩ {shown}", href=f"#{place}", aria_label=f"↩ {shown}：{label}")]
        return element("p", *links, class_="back")

    def _say(self, key: str) -> str:
        return say(key, self.lang)


def placed(location: Location) -> str:
    """The file, line and column."""
    return f"{one_line(location.path)}:{location.start.line}:{location.start.column}"


def _said(finding: Finding, words: str) -> str:
    """A text about a finding, with what it quotes from the file cut short and nothing hidden in it."""
    for quote in (finding.matched, finding.read_as):
        if len(quote) > _MOST:
            words = words.replace(quote, _cut(quote))
    return visible(words)


def _cut(words: str) -> str:
    return words if len(words) <= _MOST else words[:_MOST] + _ELLIPSIS
