"""Answers open conditions for one run, and keeps what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nmlint.rendering.knowledge import Knowledge, Question

UNKNOWN: Any = object()
"""The hint of a value for which there is no example."""

DEEP = 8
"""Values derived in more steps than this are taken as false, so that recursive templates end."""

_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of a condition at one tag; items of a loop count as one."""

    site: int
    atom: str
    taken: bool

    @property
    def other(self) -> Arm:
        """The other side."""
        return Arm(self.site, self.atom, not self.taken)


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision that was open when it was made."""

    atom: str
    taken: bool
    site: int


@dataclass(slots=True)
class Oracle:
    """Decides by, in this order: what follows from earlier answers, what is forced, the example, else true."""

    choices: Mapping[str, tuple[object, ...]]
    forced: Mapping[str, bool] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    arms: dict[Arm, str] = field(default_factory=dict)
    """Every arm that was taken, open or not, with the atom that was asked first."""
    site: int = 0
    """The tag at which a condition is being asked now."""
    _knowledge: Knowledge = field(init=False)
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._knowledge = Knowledge(self.choices)

    def decide(self, question: Question, hint: Any, depth: int) -> bool:
        """The answer, the same for the same question throughout a run."""
        atom = question.atom
        answer = self._knowledge.implied(question)
        if answer is None:
            answer = self.forced.get(atom)
            if answer is None:
                answer = depth <= DEEP and question.kind != "none" if hint is UNKNOWN else bool(hint)
            self._knowledge.learn(question, answer)
            self._asked.add(atom)
            self.answers.append(Answer(atom, answer, self.site))
        if depth <= DEEP and atom in self._asked:
            self.arms.setdefault(Arm(self.site, _INDEX.sub("[]", atom), answer), atom)
        return answer
