"""Texts of a description with places to be filled: `{to}` by the message, `${NAME}` by the environment.

A text is taken apart once, when the description is read. What is filled in is a value and is never read again: braces
in a message fill nothing, and neither JSON nor URL is put together from pieces of text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from nmlint.bilingual import Bilingual, did_you_mean

_PIECE = re.compile(
    r"\$\{(?P<secret>[A-Za-z_][A-Za-z0-9_]*)\}|\{(?P<name>[A-Za-z_]+)\}|(?P<doubled>\{\{|\}\})|(?P<stray>[{}])|[^{}$]+|\$"
)


class UnfitError(ValueError):
    """A text that is no text with places; `said` is what is wrong with it, and the mend."""

    def __init__(self, said: Bilingual) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: `text` as it stands, or a place to fill with the value or the secret of that `name`."""

    text: str = ""
    name: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text taken apart."""

    pieces: tuple[Piece, ...]

    @classmethod
    def read(cls, text: str, known: Collection[str]) -> Pattern:
        """Takes a text apart; a brace that is meant stands twice. Raises UnfitError for a place that nothing fills."""
        return cls(tuple(_pieces(text, known)))

    @property
    def names(self) -> frozenset[str]:
        """What the message must fill in."""
        return frozenset(piece.name for piece in self.pieces if piece.name and not piece.secret)

    @property
    def secrets(self) -> frozenset[str]:
        """What the environment must fill in."""
        return frozenset(piece.name for piece in self.pieces if piece.secret)

    def filled(self, values: Mapping[str, str], secrets: Mapping[str, str]) -> str:
        """The text with everything filled in."""
        return "".join(piece.text or (secrets if piece.secret else values)[piece.name] for piece in self.pieces)


def _pieces(text: str, known: Collection[str]) -> Iterator[Piece]:
    for match in _PIECE.finditer(text):
        if match["secret"]:
            yield Piece(name=match["secret"], secret=True)
        elif match["stray"]:
            raise UnfitError(
                Bilingual(
                    "a brace stands alone; write {{ or }} where a brace is meant",
                    "有單獨的大括號；若要大括號本身，請寫 {{ 或 }}",
                )
            )
        elif match["name"] and match["name"] not in known:
            name, listed = match["name"], ", ".join(f"{{{each}}}" for each in known)
            hint = did_you_mean(name, known)
            raise UnfitError(
                Bilingual(
                    f"nothing fills {{{name}}} here{hint or f'; there are {listed}'}",
                    f"這裡沒有可填入 {{{name}}} 的內容{hint.chinese or f'；可用：{listed}'}",
                )
            )
        elif match["name"]:
            yield Piece(name=match["name"])
        else:
            yield Piece(text=match[0][:1] if match["doubled"] else match[0])
