"""What goes wrong: the user's files, the catalogue, or nmlint itself."""

from __future__ import annotations

from dataclasses import dataclass

from nmlint.bilingual import CHINESE, Bilingual, in_language, joined
from nmlint.source import Location


class NmlintError(Exception):
    """Any failure that nmlint explains to a person; its text is what, where and the mend."""


class UsageError(NmlintError):
    """The call itself is wrong: an option, a name, a configuration."""


class UnreadableError(NmlintError):
    """An input could not be judged at all; `problem` is the kind of problem that the report names."""

    def __init__(self, reason: str, location: Location | None = None, problem: str = "unreadable") -> None:
        super().__init__(reason)
        self.reason = reason
        self.location = location
        self.problem = problem

    def placed(self, name: str) -> Bilingual:
        """The reason behind its place in the file of that name."""
        location = self.location
        place = "" if location is None else f"{':' if location.cell is None else ' '}{location.within}"
        said = in_language(self.reason, CHINESE)
        return Bilingual(f"{name}{place}: {self.reason}", f"{name}{place}：{said}")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake in a rule, scenario, policy or configuration file."""

    path: str
    line: int
    what: str
    mend: str = ""

    def __str__(self) -> str:
        mend = f" ({self.mend})" if self.mend else ""
        return f"{self.path}:{self.line}: {self.what}{mend}"

    @property
    def said(self) -> Bilingual:
        """The whole as people read it."""
        mend = f"（{in_language(self.mend, CHINESE)}）" if self.mend else ""
        return Bilingual(str(self), f"{self.path}:{self.line}: {in_language(self.what, CHINESE)}{mend}")


class CatalogueError(NmlintError):
    """A catalogue by which nothing can be judged, or that may not ship; every fault found is in `faults`."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(joined("\n", [fault.said for fault in faults]))
        self.faults = faults
