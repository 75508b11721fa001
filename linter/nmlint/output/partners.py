"""Which partners support which scenarios, as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nmlint import __version__
from nmlint.approval.partners import CLAUSES, Coverage, Partner, best, smallest_set
from nmlint.bilingual import Bilingual, in_language
from nmlint.catalogue.model import Catalogue, localized
from nmlint.output.terminal import PLAIN, Style, one_line
from nmlint.output.words import word
from nmlint.output.wrapping import wrapped
from nmlint.report import as_json

SCHEMA = "nmlint.partners/1"

_GAP = "  "
_TITLE = Bilingual("Partners, and the scenarios they support", "合作夥伴與支援情境")
_ASKED = Bilingual("What partners support of: {scenarios}", "合作夥伴對這些情境的支援：{scenarios}")
_LISTED = Bilingual("in its own words", "原文件的說法")
_SCENARIOS = Bilingual("read as", "對應的情境（本專案的判斷）")
_COVERED = Bilingual("no new review", "無須再審")
_LEFT = Bilingual("new review", "須重新送審")
_NONE = Bilingual("none", "無")
_BEST = Bilingual("Covers most", "涵蓋最多")
_TOGETHER = Bilingual("Fewest partners that cover all that can be covered", "涵蓋所有可涵蓋情境的最少夥伴")
_BY_NONE = Bilingual("No partner lists", "沒有夥伴列出")
_CLAUSES = Bilingual("By", "依據")


@dataclass(frozen=True, slots=True)
class PartnersText:
    """Writes what partners support in one language, for one width, with or without colour."""

    lang: str
    width: int = 100
    style: Style = PLAIN

    def table(self, partners: Sequence[Partner], catalogue: Catalogue) -> Iterator[str]:
        """Every partner with what it lists, and the scenarios that is read as."""
        yield self.style(self._in(_TITLE), "bold")
        for partner in partners:
            yield from self._head(partner)
            yield from self._item(_LISTED, self._joined(partner.listed))
            yield from self._item(_SCENARIOS, self._joined(partner.scenarios))
        yield from self._clauses(catalogue)

    def coverage(
        self, scenarios: Sequence[str], found: Sequence[Coverage], together: Sequence[Partner], catalogue: Catalogue
    ) -> Iterator[str]:
        """What each partner covers of some scenarios, the best choice, and the fewest that cover all together."""
        yield self.style(self._in(_ASKED).format(scenarios=self._joined(scenarios)), "bold")
        for coverage in found:
            yield from self._head(coverage.partner)
            yield from self._item(_COVERED, self._joined(coverage.covered), "green" if coverage.covered else "dim")
            yield from self._item(_LEFT, self._joined(coverage.left), "yellow" if coverage.left else "dim")
        yield ""
        chosen = best(found)
        yield from self._item(_BEST, self._joined(self._names([] if chosen is None else [chosen.partner])))
        yield from self._item(_TOGETHER, self._joined(self._names(together)))
        uncovered = by_none(scenarios, found)
        if uncovered:
            yield from self._item(_BY_NONE, self._joined(uncovered))
        yield from self._clauses(catalogue)

    def _head(self, partner: Partner) -> Iterator[str]:
        yield ""
        yield f"{self.style(one_line(localized(partner.names, self.lang)), 'bold')}{_GAP}{one_line(partner.url)}"

    def _item(self, label: Bilingual, said: str, *looks: str) -> Iterator[str]:
        head = f"{self._in(label)}{word('colon', self.lang)}"
        first, *more = wrapped(f"{head}{said}", self.width - len(_GAP))
        coloured = self.style(first.removeprefix(head), *looks) if first.startswith(head) else first
        yield f"{_GAP}{head if first.startswith(head) else ''}{coloured}"
        yield from (f"{_GAP}{self.style(line, *looks)}" for line in more)

    def _clauses(self, catalogue: Catalogue) -> Iterator[str]:
        yield ""
        yield self.style(self._in(_CLAUSES), "bold")
        for clause, said in _cited(catalogue, self.lang):
            first, *more = wrapped(f"{said} [{clause}]", self.width - 2 * len(_GAP))
            yield f"{_GAP}- {first}"
            yield from (f"{_GAP}  {line}" for line in more)

    def _joined(self, names: Sequence[str]) -> str:
        return word("between", self.lang).join(map(one_line, names)) or self._in(_NONE)

    def _names(self, partners: Sequence[Partner]) -> list[str]:
        return [localized(partner.names, self.lang) for partner in partners]

    def _in(self, text: Bilingual) -> str:
        return in_language(text, self.lang)


def partners_json(
    partners: Sequence[Partner], scenarios: Sequence[str], found: Sequence[Coverage], catalogue: Catalogue, lang: str
) -> str:
    """Every partner, and what each covers of the scenarios that were asked for (then `asked` is not null)."""
    rules, policy = catalogue.identity, catalogue.policy_identity
    return as_json(
        {
            "schema": SCHEMA,
            "nmlint": __version__,
            "catalogue": {"version": rules.name, "sha256": rules.sha256},
            "policy": {"name": policy.name, "sha256": policy.sha256, "as_of": policy.as_of},
            "partners": [_partner(partner, lang) for partner in partners],
            "asked": _asked(partners, scenarios, found, lang) if scenarios else None,
            "clauses": [{"id": clause, "says": said} for clause, said in _cited(catalogue, lang)],
        }
    )


def by_none(scenarios: Sequence[str], found: Sequence[Coverage]) -> list[str]:
    """The scenarios that no partner covers."""
    covered = {scenario for coverage in found for scenario in coverage.covered}
    return [scenario for scenario in scenarios if scenario not in covered]


def _partner(partner: Partner, lang: str) -> dict[str, Any]:
    return {
        "name": localized(partner.names, lang),
        "url": partner.url,
        "clause": partner.clause,
        "listed": list(partner.listed),
        "scenarios": list(partner.scenarios),
    }


def _asked(
    partners: Sequence[Partner], scenarios: Sequence[str], found: Sequence[Coverage], lang: str
) -> Mapping[str, Any]:
    chosen = best(found)
    return {
        "scenarios": list(scenarios),
        "coverage": [
            {
                "partner": localized(coverage.partner.names, lang),
                "covered": list(coverage.covered),
                "left": list(coverage.left),
            }
            for coverage in found
        ],
        "best": None if chosen is None else localized(chosen.partner.names, lang),
        "together": [localized(partner.names, lang) for partner in smallest_set(scenarios, partners)],
        "by_none": by_none(scenarios, found),
    }


def _cited(catalogue: Catalogue, lang: str) -> list[tuple[str, str]]:
    clauses = catalogue.clauses
    return [(clause, localized(clauses[clause].says, lang)) for clause in CLAUSES if clause in clauses]
