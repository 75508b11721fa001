"""Renders a template once for every arm of its branches, within bounds."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import BuiltinMethodType
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.config import JinjaOptions
from nmlint.rendering.environment import TracedEnvironment
from nmlint.rendering.formatting import percent
from nmlint.rendering.model import (
    Bounds,
    Decision,
    Failure,
    Origin,
    Piece,
    Rendering,
    Resolve,
    TemplateProblem,
    Unreached,
    Variant,
)
from nmlint.rendering.opaque import Outside
from nmlint.rendering.oracle import UNKNOWN, Arm, Oracle
from nmlint.rendering.problems import problem_of
from nmlint.rendering.safety import AN_EXAMPLE, SIGNS, Meter, OutOfTimeError, TooMuchError
from nmlint.rendering.tracing import merged, segments_of
from nmlint.source import Source, Span

NEVER = Bilingual("condition is always false", "條件永遠不成立")
LIMIT = Bilingual("limit of runs reached", "分支太多，已達嘗試次數上限")
UNTRIED = Bilingual(
    "limit of runs reached; this condition was not tried both ways",
    "分支太多，已達嘗試次數上限；這個條件沒有兩種情況都試過",
)
UNCALLED = Bilingual(
    "this template does not call its macro; a template that imports and calls it is judged with this text",
    "這個範本本身沒有呼叫這個巨集；匯入並呼叫它的範本會連同這段文字一起檢查",
)
REPLACED = Bilingual("block is replaced", "這個 block 被取代了")
UNUSED = Bilingual("text of the call is never used", "巨集沒有使用 call 裡的文字")
IMPORTED = Bilingual(
    "text outside the macros of an imported template",
    "import 只會取用巨集，寫在巨集之外的文字不會出現",
)

_DEFAULT_OPTIONS = JinjaOptions()
_DEFAULT_BOUNDS = Bounds()


def explore(
    source: Source,
    *,
    hints: Mapping[str, object],
    choices: Mapping[str, tuple[object, ...]],
    resolve: Resolve,
    options: JinjaOptions = _DEFAULT_OPTIONS,
    bounds: Bounds = _DEFAULT_BOUNDS,
) -> Rendering:
    """Every variant of a template that differs in its text, with outside values unknown.

    Raises `TemplateProblem` when not even one variant can be rendered, or when the time is over before all arms are
    tried. Arms beyond the limit of runs are reported as unreached.
    """
    return _Exploration(source, hints, choices, resolve, options, bounds).run()


def render_concrete(
    source: Source,
    values: Mapping[str, object],
    *,
    resolve: Resolve,
    options: JinjaOptions = _DEFAULT_OPTIONS,
    bounds: Bounds = _DEFAULT_BOUNDS,
) -> Variant:
    """The template rendered with real values; their text stands in pieces with a `value`."""
    environment = TracedEnvironment(options, resolve, Meter(bounds, time.thread_time() + bounds.seconds))
    environment.start(None)
    return Variant(_pieces(_guarded(environment, source, lambda: _rendered(environment, source, values))), ())


def _guarded(environment: TracedEnvironment, source: Source, action: Callable[[], str]) -> str:
    """What the action answers; whatever it raises becomes a problem."""
    try:
        return action()
    except Exception as error:  # noqa: BLE001 whatever Jinja raises is explained
        raise problem_of(error, environment, source) from None


def _rendered(environment: TracedEnvironment, source: Source, values: Mapping[str, object]) -> str:
    template = environment.template(source)
    context = template.new_context(dict(values))
    return environment.concat(template.root_render_func(context))


def _pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of a rendered text."""
    pieces, at = [], 0
    plain = str.__str__(text)
    for segment in merged(segments_of(text)):
        words = plain[at : at + segment.length]
        pieces.append(Piece(words, segment.origin, segment.exact, segment.through, segment.value))
        at += segment.length
    return tuple(pieces)


@dataclass(slots=True)
class _Plan:
    """A run still to be made: what is forced, and the arm it is for."""

    forced: Mapping[str, bool]
    arm: Arm | None


class _Exploration:
    """One template on its way through all its runs."""

    def __init__(
        self,
        source: Source,
        hints: Mapping[str, object],
        choices: Mapping[str, tuple[object, ...]],
        resolve: Resolve,
        options: JinjaOptions,
        bounds: Bounds,
    ) -> None:
        self._source = source
        self._hints = hints
        self._choices = choices
        self._bounds = bounds
        self._environment = TracedEnvironment(options, resolve, Meter(bounds, time.thread_time() + bounds.seconds))
        self._variants: list[Variant] = []
        self._by_pieces: dict[tuple[Piece, ...], int] = {}
        self._failed: list[Failure] = []
        self._printed: set[int] = set()
        self._visited: set[int] = set()
        self._taken: set[Arm] = set()
        self._runs = 0
        self._untried: list[Arm] = []

    def run(self) -> Rendering:
        """All runs, and what they showed."""
        plans = [_Plan({}, None)]
        planned: set[Arm] = set()
        while plans:
            if self._runs >= self._bounds.runs:
                self._untried = [plan.arm for plan in plans if plan.arm is not None]
                break
            self._check_time()
            plan = plans.pop(self._next(plans))
            oracle = self._once(plan.forced)
            self._taken.update(oracle.arms)
            given = {answer.atom: answer.taken for answer in oracle.answers}
            for arm, atom in oracle.arms.items():
                if arm.other not in self._taken and arm.other not in planned:
                    planned.add(arm.other)
                    plans.append(_Plan(_flipped(given, atom, arm.other.taken), arm.other))
            plans = [plan for plan in plans if plan.arm not in self._taken]
        if not self._variants:
            raise self._failed[0].problem
        return self._rendering()

    def _check_time(self) -> None:
        """What is tried only in part is not judged at all."""
        try:
            self._environment.meter.check_time()
        except OutOfTimeError as error:
            raise TemplateProblem("too-much", error.reason, Origin(self._source.name, Span(0, 0))) from None

    def _next(self, plans: list[_Plan]) -> int:
        """The plan that may show most text not seen yet; the earliest of equals."""
        if len(plans) == 1:
            return 0
        notes = self._environment.notes
        unseen = [site for site in range(len(notes.sites)) if site not in self._visited]
        unseen += [lit.site for number, lit in enumerate(notes.literals) if number not in self._printed]
        unseen.sort()

        def promise(plan: _Plan) -> int:
            inside = notes.sites[plan.arm.site].inside if plan.arm else range(0)
            return bisect_left(unseen, inside.stop) - bisect_left(unseen, inside.start)

        return max(range(len(plans)), key=lambda index: (promise(plans[index]), -index))

    def _once(self, forced: Mapping[str, bool]) -> Oracle:
        """One run; its variant or failure is kept."""
        environment = self._environment
        oracle = Oracle(self._choices, forced)
        environment.start(Outside(oracle, self._compute, self._hints))
        self._runs += 1
        try:
            text = _rendered(environment, self._source, {})
        except Exception as error:  # noqa: BLE001 each becomes a problem that is reported
            problem = problem_of(error, environment, self._source)
            if problem.kind == "syntax" or isinstance(error, OutOfTimeError):
                raise problem from None
            self._failed.append(Failure(problem, self._decisions(oracle)))
            return oracle
        self._printed |= environment.printed
        self._visited |= environment.visited
        self._keep(Variant(_pieces(text), self._decisions(oracle)))
        return oracle

    def _keep(self, variant: Variant) -> None:
        """Keeps a variant; of one that shows nothing new, only how it came about."""
        known = self._by_pieces.get(variant.pieces)
        if known is None:
            self._by_pieces[variant.pieces] = len(self._variants)
            self._variants.append(variant)
        else:
            same = self._variants[known]
            self._variants[known] = replace(same, also=(*same.also, variant.decisions))

    def _compute(self, function: Callable[..., Any], *hints: Any) -> Any:
        """An operation on examples; unknown when it fails, whatever the reason."""
        meter = self._environment.meter
        try:
            sign = SIGNS.get(function)
            if sign is not None:
                meter.binary(sign, *hints)
                if sign == "%" and isinstance(hints[0], str):
                    return meter.spent(str.__str__(percent(meter, *hints)), AN_EXAMPLE)
            elif hints and isinstance(hints[0], BuiltinMethodType):
                name = hints[0].__name__
                if name in ("format", "format_map"):
                    return UNKNOWN
                meter.method(name, hints[0].__self__, hints[1:], {})
            result = function(*hints)
            return meter.spent(result, AN_EXAMPLE)
        except OutOfTimeError:
            raise
        except TooMuchError:
            return UNKNOWN
        except Exception:  # noqa: BLE001 an example that does not fit is no example
            return UNKNOWN

    def _decisions(self, oracle: Oracle) -> tuple[Decision, ...]:
        sites = self._environment.notes.sites
        return tuple(
            Decision(answer.atom, answer.taken, sites[answer.site].origin if answer.site else None)
            for answer in oracle.answers
        )

    # -- the result

    def _rendering(self) -> Rendering:
        environment, notes = self._environment, self._environment.notes
        references = {
            name: tuple(sorted(origins, key=lambda o: (o.source, o.span)))
            for name, origins in sorted(notes.references.items())
            if name in environment.asked_outside or name not in notes.assigned
        }
        return Rendering(
            variants=tuple(self._variants),
            unreached=tuple(self._unreached()),
            failed=tuple(self._failed),
            references=references,
            unsafe=tuple(notes.unsafe),
            unknown=tuple(notes.unknown),
            macros=tuple(notes.macros),
            includes=tuple(notes.includes),
            sources=dict(notes.sources),
            runs=self._runs,
        )

    def _unreached(self) -> list[Unreached]:
        notes = self._environment.notes
        result = []
        for number, literal in enumerate(notes.literals):
            if number in self._printed or not literal.printable or not literal.segments:
                continue
            text = literal.text
            if not any(map(str.isalnum, text)):
                continue  # a comma between entries says nothing
            first, last = literal.segments[0], literal.segments[-1]
            span = Span(first.start, last.end)
            if first.exact and last.exact:
                span = Span(
                    first.start + len(text) - len(text.lstrip()),
                    last.end - (len(text) - len(text.rstrip())),
                )
            result.append(Unreached(Origin(first.source or "", span), self._reason(number)))
        if self._untried and all(gap.reason is not LIMIT for gap in result):
            # All text was seen, but not every way in which it may stand together.
            result.append(Unreached(notes.sites[self._untried[0].site].origin, UNTRIED))
        return sorted(result, key=lambda u: (u.origin.source != self._source.name, u.origin.source, u.origin.span))

    def _reason(self, number: int) -> Bilingual:
        """Why a literal was never shown."""
        notes = self._environment.notes
        literal = notes.literals[number]
        if literal.dead:
            return literal.dead
        source, owner = literal.owner
        members = notes.owners.get(literal.owner, [])
        entered = any((m in self._visited) if m >= 0 else (~m in self._printed) for m in members)
        if owner and not entered:
            kind = owner.split(" ", 1)[0]
            if not self._failed and not self._untried:
                return {"macro": UNCALLED, "block": REPLACED, "call": UNUSED}[kind]
        if not owner and not entered and source != self._source.name:
            return IMPORTED
        if self._untried:
            return LIMIT
        if self._failed:
            why = self._failed[0].problem.message
            return Bilingual(f"run failed: {why}", f"有分支失敗：{why.chinese}")
        return NEVER


def _flipped(given: Mapping[str, bool], atom: str, taken: bool) -> Mapping[str, bool]:
    """The decisions of a run with one of them turned round."""
    return {**given, atom: taken}
