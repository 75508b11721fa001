"""Whom a notification message reaches, as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nmlint import __version__
from nmlint.bilingual import CHINESE, Bilingual, in_language
from nmlint.catalogue.model import Catalogue, Localized, localized
from nmlint.channel.matrix import CONSENTS, Failure, Matrix
from nmlint.channel.reach import Reach, Statement, User
from nmlint.durations import spoken
from nmlint.output.catalogue import aside
from nmlint.output.terminal import PLAIN, Style
from nmlint.output.words import word
from nmlint.output.wrapping import cells_of, padded, wrapped
from nmlint.report import as_json
from nmlint.vocabulary import LATER, NEVER, REJECTED

SCHEMA = "nmlint.reach/1"

_GAP = "  "
# Cells of the table's first column, and of the narrowest table.
_LABEL = 16
_NARROWEST = 70
_LOOK = {"at_once": "green", "later": "yellow", "never": "red", "rejected": "red"}
_OUTCOMES = {
    "at_once": Bilingual("arrives at once", "立即送達"),
    "later": Bilingual("arrives later, or never", "稍後送達，或不會送達"),
    "never": Bilingual("never arrives", "不會送達"),
    "rejected": Bilingual("fails at once", "立即失敗"),
}
_CONSENTS = {
    "first": Bilingual("consent not asked yet", "首次（尚未詢問）"),
    "agreed": Bilingual("consent agreed", "已同意"),
    "refused": Bilingual("consent refused", "不同意"),
}
_VERIFIED = {
    True: Bilingual("SMS-verified within six months", "六個月內已驗證"),
    False: Bilingual("not verified within six months", "六個月內未驗證"),
}
_MISMATCH = Bilingual("the number does not match", "手機號碼不符")
_BLOCKED = Bilingual("blocks the account", "封鎖官方帳號")
_TITLE = Bilingual("What the user sees, and when the sender knows", "用戶狀態比對表：用戶看到什麼，後台何時得知")
_CONDITIONS = Bilingual("All of these must hold, or nothing is delivered", "以下條件須全部符合，否則不會送達")
_WHATEVER = Bilingual("Whatever the table says", "不論上表")
_TENSIONS = Bilingual("Where documents disagree (for information)", "文件不一致之處（僅供參考）")
_ASK = Bilingual(
    "One user in full: nmlint reach --consent first|agreed|refused --verified yes|no --blocked yes|no",
    "單一用戶的詳細說明：nmlint reach --consent first|agreed|refused --verified yes|no --blocked yes|no",
)
_SEES = Bilingual("the user", "用戶看到")
_ARRIVES = Bilingual("the message", "是否送達")
_LEARNS = Bilingual("the sender", "後台得知")
_TODAY = Bilingual("LINE today", "現行文件")
_FAILURE = Bilingual("the kit", "銷售文件")
_ADVICE = Bilingual("what to do", "該怎麼做")
_FACTS = (_SEES, _ARRIVES, _LEARNS, _TODAY, _FAILURE, _ADVICE)


@dataclass(frozen=True, slots=True)
class ReachText:
    """Writes what is known of reach in one language, for one width, with or without colour."""

    lang: str
    width: int = 100
    style: Style = PLAIN

    def answers(self, reaches: Sequence[Reach], catalogue: Catalogue) -> Iterator[str]:
        """Each kind of user in full."""
        for reach in reaches:
            yield from self._answer(reach)
            yield ""
        yield self._identity(catalogue)

    def overview(self, reaches: Sequence[Reach], matrix: Matrix, catalogue: Catalogue) -> Iterator[str]:
        """The whole matrix as a table, what overrides it, the conditions, and where documents disagree."""
        states = {(reach.user.verified, reach.user.consent): reach for reach in reaches}
        yield self.style(self._in(_TITLE), "bold")
        yield ""
        yield from self._table(states)
        yield self.style(self._in(_WHATEVER), "bold")
        for reach in reaches:
            if reach.user.consent is None:
                text = f"{self._user(reach.user)}{self._colon}{self._sentence(reach.learns)}"
                yield from self._item(text, (reach.learns.clause,))
        yield ""
        yield self.style(self._in(_CONDITIONS), "bold")
        for condition in matrix.conditions.values():
            yield from self._item(localized(condition.says, self.lang), (condition.clause,))
        yield ""
        yield self.style(self._in(_TENSIONS), "bold")
        for tension in matrix.tensions.values():
            yield from self._item(localized(tension.says, self.lang), tension.concerns)
        yield ""
        yield from wrapped(self._in(_ASK), self.width)
        yield self._identity(catalogue)

    def _table(self, states: Mapping[tuple[bool | None, str | None], Reach]) -> Iterator[str]:
        """A column for each consent, a row for each state of verification."""
        rest = (max(self.width, _NARROWEST) - _LABEL) // len(CONSENTS) - len(_GAP)
        widths = (_LABEL, *[rest] * len(CONSENTS))
        yield from self._row([[""], *([self._in(_CONSENTS[consent])] for consent in CONSENTS)], widths, "bold")
        yield from self._row([["-" * width] for width in widths], widths, "dim")
        for verified in (True, False):
            label = wrapped(self._in(_VERIFIED[verified]), _LABEL)
            reaches = [states[verified, consent] for consent in CONSENTS]
            seen = (wrapped(self._sentence(reach.sees), rest) for reach in reaches)
            yield from self._row([label, *seen], widths)
            yield from self._row([[""], *(wrapped(self._learned(reach), rest) for reach in reaches)], widths, "dim")
            clauses = (wrapped(f"[{reach.sees.clause}]", rest) for reach in reaches)
            yield from self._row([[""], *clauses], widths, "dim")
            yield ""

    def _row(self, fields: Sequence[Sequence[str]], widths: Sequence[int], *looks: str) -> Iterator[str]:
        for index in range(max(map(len, fields))):
            parts = [field[index] if index < len(field) else "" for field in fields]
            line = _GAP.join(padded(part, width) for part, width in zip(parts, widths, strict=True))
            yield self.style(line.rstrip(), *looks)

    def _learned(self, reach: Reach) -> str:
        """Whether it arrives, and when the sender is certain."""
        text = f"{self._in(_OUTCOMES[reach.outcome])}{self._semicolon}{self._in(_known(reach))}"
        if reach.today_after is None:
            return text
        today = _after(reach.today_after)
        by_line = Bilingual(f"LINE today: {today}", f"現行文件：{today.chinese}")
        return f"{text}{aside(self._in(by_line), self.lang)}"

    def _answer(self, reach: Reach) -> Iterator[str]:
        outcome = self.style(self._in(_OUTCOMES[reach.outcome]), "bold", _LOOK[reach.outcome])
        yield f"{self.style(self._user(reach.user), 'bold')}{self._colon}{outcome}"
        yield from self._fact(_SEES, self._sentence(reach.sees), (reach.sees.clause,))
        yield from self._fact(_ARRIVES, self._sentence(reach.arrives), (reach.arrives.clause,))
        yield from self._fact(_LEARNS, self._sentence(reach.learns), (reach.learns.clause,))
        if reach.today is not None:
            yield from self._fact(_TODAY, self._sentence(reach.today), (reach.today.clause,))
        for index, failure in enumerate(reach.failures):
            yield from self._fact(_FAILURE if index == 0 else None, self._failure(failure, reach), (failure.clause,))
        for index, advice in enumerate(reach.advice):
            yield from self._fact(_ADVICE if index == 0 else None, self._sentence(advice), (advice.clause,))

    def _failure(self, failure: Failure, reach: Reach) -> str:
        """Which of the kit's failures it is, or would be; and when that is known."""
        after = _after(failure.known_after)
        certain = reach.outcome in (NEVER, REJECTED)
        number = failure.id if failure.number is None else failure.number
        english = f"{'this is' if certain else 'may become'} failure {number}, known {after}"
        chinese = f"{'即' if certain else '可能成為'}失敗情境 {number}，{after.chinese}得知"
        return self._in(Bilingual(english, chinese))

    def _fact(self, label: Bilingual | None, text: str, clauses: Sequence[str]) -> Iterator[str]:
        """A labelled text with a hanging indent; a fact without a label belongs to the one before it."""
        column = max(cells_of(self._in(known)) for known in _FACTS)
        head = padded("" if label is None else self._in(label), column)
        first, *more = wrapped(f"{text} {_cited(clauses)}", self.width - column - 2 * len(_GAP))
        yield f"{_GAP}{self.style(head, 'dim')}{_GAP}{first}"
        for line in more:
            yield f"{_GAP}{' ' * column}{_GAP}{line}"

    def _item(self, text: str, clauses: Sequence[str]) -> Iterator[str]:
        first, *more = wrapped(f"{text} {_cited(clauses)}", self.width - 2 * len(_GAP))
        yield f"{_GAP}- {first}"
        for line in more:
            yield f"{_GAP}  {line}"

    def _user(self, user: User) -> str:
        return word("comma", self.lang).join(self._in(text) for text in _described(user))

    def _sentence(self, statement: Statement) -> str:
        return self._in(statement.says)

    def _identity(self, catalogue: Catalogue) -> str:
        rules, policy = catalogue.identity, catalogue.policy_identity
        return self.style(
            f"nmlint {__version__} · {word('catalogue', self.lang)} {rules.name} ({rules.sha256[:12]}) · "
            f"{word('policy', self.lang)} {policy.name} ({policy.sha256[:12]})",
            "dim",
        )

    def _in(self, text: Bilingual) -> str:
        return in_language(text, self.lang)

    @property
    def _colon(self) -> str:
        return word("colon", self.lang)

    @property
    def _semicolon(self) -> str:
        return "；" if self.lang == CHINESE else "; "


def reach_json(reaches: Sequence[Reach], matrix: Matrix, catalogue: Catalogue, lang: str) -> str:
    """The kinds of users that were asked for, with the conditions and tensions of the matrix."""
    rules, policy = catalogue.identity, catalogue.policy_identity
    return as_json(
        {
            "schema": SCHEMA,
            "nmlint": __version__,
            "catalogue": {"version": rules.name, "sha256": rules.sha256},
            "policy": {"name": policy.name, "sha256": policy.sha256, "as_of": policy.as_of},
            "users": [_reach(reach, lang) for reach in reaches],
            "conditions": [
                {"id": known.id, "number": known.number, **_says(known.says, known.clause, lang)}
                for known in matrix.conditions.values()
            ],
            "tensions": [
                {"id": known.id, "says": localized(known.says, lang), "clauses": list(known.concerns)}
                for known in matrix.tensions.values()
            ],
        }
    )


def _reach(reach: Reach, lang: str) -> dict[str, Any]:
    user = reach.user
    return {
        "matched": user.matched,
        "blocked": user.blocked,
        "consent": user.consent,
        "verified": user.verified,
        "outcome": reach.outcome,
        "sees": _stated(reach.sees, lang),
        "arrives": {"earliest": reach.earliest, "latest": reach.latest, **_stated(reach.arrives, lang)},
        "learns": {"after": reach.learned_after, **_stated(reach.learns, lang)},
        "today": None
        if reach.today is None
        else {"outcome": reach.outcome_today, "after": reach.today_after, **_stated(reach.today, lang)},
        "failures": [
            {
                "id": failure.id,
                "number": failure.number,
                "after": failure.known_after,
                **_says(failure.says, failure.clause, lang),
            }
            for failure in reach.failures
        ],
        "advice": [_stated(advice, lang) for advice in reach.advice],
    }


def _stated(statement: Statement, lang: str) -> dict[str, str]:
    return {"says": in_language(statement.says, lang), "clause": statement.clause}


def _says(texts: Localized, clause: str, lang: str) -> dict[str, str]:
    return {"says": localized(texts, lang), "clause": clause}


def _described(user: User) -> Iterator[Bilingual]:
    if not user.matched:
        yield _MISMATCH
    elif user.blocked:
        yield _BLOCKED
    if user.verified is not None:
        yield _VERIFIED[user.verified]
    if user.consent is not None:
        yield _CONSENTS[user.consent]


def _known(reach: Reach) -> Bilingual:
    """When the sender is certain; where it may still arrive, that is the latest."""
    time = spoken(reach.learned_after)
    if reach.outcome == LATER:
        return Bilingual(f"known within {time}", f"最遲 {time.chinese}後得知")
    after = _after(reach.learned_after)
    return Bilingual(f"known {after}", f"{after.chinese}得知")


def _after(seconds: int) -> Bilingual:
    time = spoken(seconds)
    return Bilingual(f"after {time}", f"{time.chinese}後") if seconds else time


def _cited(clauses: Sequence[str]) -> str:
    return " ".join(f"[{clause}]" for clause in clauses)
