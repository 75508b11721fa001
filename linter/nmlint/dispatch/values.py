"""What is wrong with the values that are to fill a text: each alone, and those that stand side by side together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nmlint.bilingual import CHINESE, ENGLISH, Bilingual
from nmlint.catalogue import Rule, localized
from nmlint.checks.model import Hit
from nmlint.checks.moments import Ask, Moment
from nmlint.dispatch.decision import Objection
from nmlint.dispatch.masking import masked
from nmlint.dispatch.objecting import objection
from nmlint.documents.model import Variable
from nmlint.finding import Severity
from nmlint.opening import Opened
from nmlint.rulebook import NO_ADVERTISING, Prepared
from nmlint.valuing import ValueRules

# Values of these types may hold words; those of all others have a shape that holds none.
_WORDED = frozenset({None, "text", "name", "place", "reference", "choice"})
_NAMING = frozenset({"name", "place", "reference"})
# From how many points of the intent table on a value is taken for an advert. A name is no sentence, and the table,
# which learnt from sentences, is less sure of it. Chosen on fixtures/guard/ordinary.yaml, where no honest value of
# either sort has so many.
_LURES, _LURES_IN_NAMES = 400, 560
# A text without any of them is no sentence either.
_MARKS = frozenset("。，！？、；!?,;…")
# So few characters between two values do not keep them apart.
_BRIDGE = 2


class Leaf(NamedTuple):
    """A value that prints: under which name it was given, how it is declared, and its text."""

    name: str
    variable: Variable | None
    value: object
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """Values that stand side by side in a text, and what stands between them: one string fewer."""

    names: tuple[str, ...]
    between: tuple[str, ...]


class Wanted(NamedTuple):
    """A value that a template asks for; `needed` says that some text prints it whatever it is."""

    name: str
    variable: Variable | None
    needed: bool


class Values:
    """Asks about the values of one template: those of its message, and of what follows it."""

    def __init__(
        self,
        rules: ValueRules,
        asks: Sequence[tuple[Prepared, Ask]],
        hosts: frozenset[str],
        wanted: Sequence[Wanted],
        runs: Sequence[Run],
    ) -> None:
        self._rules, self._asks, self._hosts, self._wanted, self._runs = rules, asks, hosts, wanted, runs

    def objections(self, given: Mapping[str, Any]) -> list[Objection]:
        """What is wrong with the values that are given. Raises BudgetSpentError."""
        found: list[Objection] = []
        texts: dict[str, str] = {}
        for name, variable, needed in self._wanted:
            value = given.get(name)
            if isinstance(value, dict | list | tuple):
                found += self._of_whole(name, value, variable, needed=needed)
                continue
            text = "" if value is None else str(value)
            flaws = self._of_leaf(Leaf(name, variable, value, text), given=name in given, needed=needed)
            if flaws:
                found += flaws
            else:
                texts[name] = text
        for run in self._runs:
            found += self._of_run(run, texts)
        return found

    def _of_whole(self, name: str, value: Any, variable: Variable | None, *, needed: bool) -> list[Objection]:
        """A value that holds others: what it is, and each of them."""
        # Whoever declares a type means one value; without one, what it holds is looked at piece by piece.
        text = "" if variable is None or variable.type is None else str(value)
        moment = Moment(name=name, variable=variable, value=value, text=text, needed=needed, hosts=self._hosts)
        refused = self._asked(moment)
        if refused:
            return refused
        return [each for leaf in leaves(name, value) for each in self._of_leaf(leaf, given=True, needed=False)]

    def _of_leaf(self, leaf: Leaf, *, given: bool, needed: bool) -> list[Objection]:
        name, variable, value, text = leaf
        moment = Moment(
            name=name, variable=variable, value=value, text=text, given=given, needed=needed, hosts=self._hosts
        )
        refused = self._asked(moment)
        # What is refused already is not read any further: it may be very long.
        if refused or not text or (variable is not None and (variable.type not in _WORDED or variable.values)):
            return refused
        named = variable is not None and variable.type in _NAMING
        hits = _outspoken(self._rules.find(text, _LURES_IN_NAMES if named or _MARKS.isdisjoint(text) else _LURES))
        # Around a name no record is told that could make an offer of it anything else.
        return [_worded(prepared, hit._replace(doubted=None) if named else hit, name, text) for prepared, hit in hits]

    def _of_run(self, run: Run, texts: Mapping[str, str]) -> Iterator[Objection]:
        """Values side by side: what none of them says alone, they may say together."""
        if not texts.keys() >= set(run.names):
            return
        text = texts[run.names[0]]
        seams = []
        for between, name in zip(run.between, run.names[1:], strict=True):
            seams.append(len(text))
            text += between + texts[name]
        # Two honest values side by side read like anything, so what they make together must say it in so many words.
        found = self._rules.find(text, None)
        across = [(rule, hit) for rule, hit in found if any(hit.raw.start < seam < hit.raw.end for seam in seams)]
        for prepared, hit in _outspoken(across):
            yield _worded(prepared, hit, "+".join(run.names), text)

    def _asked(self, moment: Moment) -> list[Objection]:
        flaws = [(prepared, flaw) for prepared, ask in self._asks if (flaw := ask(moment)) is not None]
        return [objection(prepared, flaw, moment) for prepared, flaw in flaws]


def leaves(name: str, value: Any) -> Iterator[Leaf]:
    """The values within one that holds others, each under its way there."""
    if isinstance(value, dict):
        for key, within in value.items():
            yield from leaves(f"{name}.{key}", within)
    elif isinstance(value, list | tuple):
        for number, within in enumerate(value):
            yield from leaves(f"{name}[{number}]", within)
    elif value is not None:
        yield Leaf(name, Variable(name, "text"), value, str(value))


def runs_in(opened: Opened) -> tuple[Run, ...]:
    """The values that stand side by side in the variants of a text, where words could cross from one to the next."""
    found: dict[Run, None] = {}
    variables = opened.document.declaration.variables
    for content in opened.contents:
        names: list[str] = []
        between: list[str] = []
        gap = ""
        for piece in (*content.variant.pieces, None):
            if piece is not None and piece.value is None:
                gap += piece.text
                continue
            joined = names and len(gap) <= _BRIDGE and "\n" not in gap
            if piece is None or not joined:
                _kept(names, between, variables, found)
                names, between = [], []
            if piece is not None and piece.value is not None:
                if names:
                    between.append(gap)
                names.append(piece.value.expression)
            gap = ""
    return tuple(found)


def _kept(
    names: Sequence[str], between: Sequence[str], variables: Mapping[str, Variable], found: dict[Run, None]
) -> None:
    worded = any(variables[name].type in _WORDED if name in variables else True for name in names)
    if len(names) > 1 and worded:
        found[Run(tuple(names), tuple(between))] = None


def _outspoken(hits: Iterable[tuple[Prepared, Hit]]) -> list[tuple[Prepared, Hit]]:
    """The hits, less those whose rule leaves a place to another that says more about it; a doubted one says less."""
    found = list(hits)
    sure = [(prepared, hit) for prepared, hit in found if hit.doubted is None]
    return [
        (prepared, hit)
        for prepared, hit in found
        if not prepared.rule.yields_to
        or not any(hit.raw.overlaps(beside.raw) and prepared.yields_to(other) for other, beside in sure)
    ]


def _worded(prepared: Prepared, hit: Hit, name: str, text: str) -> Objection:
    """What a rule of words says of a value: nobody looks at it before it leaves, so what reads like an advert, is."""
    rule, severity = prepared.rule, prepared.severity
    if NO_ADVERTISING in rule.clauses and severity is not Severity.INFO and hit.doubted is None:
        severity = Severity.ERROR
    elif hit.doubted is not None and severity is Severity.ERROR:
        severity = Severity.WARNING
    start, end = hit.raw.start, hit.raw.end
    return Objection(
        rule.id,
        severity,
        Bilingual(f"the value of {name}: {_title(rule, ENGLISH)}", f"變數 {name} 的值：{_title(rule, CHINESE)}"),
        rule.clauses[0] if rule.clauses else None,
        name,
        start,
        end,
        masked(text[start:end]),
        Bilingual(
            "take it out of the value; an approved text may not be filled with what it could not say itself",
            "請從變數的值裡拿掉；核准的內容不能靠變數帶入原本不能寫的文字",
        ),
    )


def _title(rule: Rule, lang: str) -> str:
    return localized(rule.title, lang)
