"""The part of folding that people maintain: removable separators and readings in bopomofo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from nmlint.source import Source

_TONES = str.maketrans("", "", "ˉˊˇˋ˙")


@dataclass(frozen=True, slots=True)
class FoldData:
    """What `rules/disguise/separators.yaml` and `bopomofo.yaml` say, ready for use.

    `readings` leads from a bopomofo syllable, with or without its tone mark, to a character. `marks`, `latin_marks`
    and `ordinary` are bodies of regular expression classes: marks that nobody types inside a term, those of them
    that nobody types inside a Latin word either, and signs that ordinarily stand between words.
    """

    readings: Mapping[str, str]
    marks: str
    latin_marks: str
    ordinary: str

    @classmethod
    def load(cls) -> FoldData:
        """Reads the two YAML files of the catalogue."""
        # Late: only who compiles the catalogue pays for a YAML parser.
        from nmlint.nodes import plain  # noqa: PLC0415
        from nmlint.yamltree import read_yaml  # noqa: PLC0415

        folder = files("nmlint.rules.disguise")
        named = ("separators.yaml", "bopomofo.yaml")
        separators, bopomofo = (
            plain(read_yaml(Source(name, folder.joinpath(name).read_text("utf-8")))) for name in named
        )
        return cls.of(separators, bopomofo)

    @classmethod
    def of(cls, separators: Mapping[str, Any], bopomofo: Mapping[str, Any]) -> FoldData:
        """The data in the two files' values."""
        bodies = {"mark": "", "mark-between-han": "", "ordinary": ""}
        for group in separators["groups"]:
            bodies[group["kind"]] += _class_body(group)
        return cls(
            readings=_readings(bopomofo["readings"]),
            marks=bodies["mark"] + bodies["mark-between-han"],
            latin_marks=bodies["mark"],
            ordinary=bodies["ordinary"],
        )


@cache
def shipped_data() -> FoldData:
    """The data of the built-in catalogue, read once."""
    return FoldData.load()


def _class_body(group: Mapping[str, Any]) -> str:
    ranges = (f"{chr(int(low, 16))}-{chr(int(high, 16))}" for low, high in group.get("ranges", ()))
    return re.sub(r"([\]\[\\^&~|-])", r"\\\1", group.get("characters", "")) + "".join(ranges)


def _readings(characters: Mapping[str, str]) -> dict[str, str]:
    """Every reading with its tone; the toneless spelling belongs to the first character that has it."""
    readings = dict(characters)
    for reading, character in characters.items():
        readings.setdefault(reading.translate(_TONES), character)
    return readings
