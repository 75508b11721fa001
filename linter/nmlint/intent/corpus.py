"""The corpus that the intent table is learnt from: a grammar of messages, written out the same way each time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import yaml

from nmlint.intent.table import PROMOTIONAL

INTENTS = frozenset({PROMOTIONAL, "transactional"})
_KEYS = ("lang", "intent", "scenario", "texts")

# One text in three shows a value as a template does before anything is filled in.
_UNFILLED = 3
_VALUE = "\ufffc"
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")
# Mainland and Hong Kong texts without lists of their own take those of the nearest market.
_NEAREST = {"zh-HK": "zh-TW"}
_T = TypeVar("_T")
SENTENCES = frozenset({"tails", "innocents"})
"""The files that hold single sentences, which stand in messages of any scenario."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text of the corpus with its alternatives and slots, and where it stands."""

    origin: str
    text: str
    lang: str
    intent: str
    scenario: str
    slots: Mapping[str, Sequence[str]]
    whole: bool
    """Whether it is a message, not a sentence to be put into one."""


def chance(seed: str, count: int) -> int:
    """A number from 0 to count - 1 that depends on the seed alone, on every machine and in every version of Python."""
    return int.from_bytes(sha256(seed.encode()).digest()[:8], "big") % count


class _Choices:
    """One choice after another from a seed."""

    def __init__(self, seed: str) -> None:
        self._seed, self._asked = seed, 0

    def below(self, count: int) -> int:
        """A number from 0 to count - 1."""
        self._asked += 1
        return chance(f"{self._seed}\0{self._asked}", count)

    def of(self, choices: Sequence[_T]) -> _T:
        """One of some choices."""
        return choices[self.below(len(choices))]


class CorpusError(ValueError):
    """A file of the corpus that cannot be used, with the place and the reason."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The patterns, what the generated slots may hold, and the sentences that open and close messages."""

    patterns: tuple[Pattern, ...]
    values: Mapping[str, Mapping[str, Sequence[str]]]
    openings: Mapping[str, Sequence[str]]
    closings: Mapping[str, Sequence[str]]

    @classmethod
    def read(cls, folder: Path) -> Corpus:
        """The corpus in a folder. Raises CorpusError."""
        around = _loaded(folder / "closings.yaml")
        values = _loaded(folder / "values.yaml")
        patterns = [
            pattern
            for path in sorted(folder.glob("*/*.yaml"))
            for pattern in _patterns(path.relative_to(folder).as_posix(), _loaded(path))
        ]
        corpus = cls(
            tuple(patterns),
            values,
            {lang: entry["openings"] for lang, entry in around.items()},
            {lang: entry["closings"] for lang, entry in around.items()},
        )
        for pattern in patterns:
            if corpus.market(pattern.lang) not in values:
                raise CorpusError(f"{pattern.origin}: values.yaml knows no language {pattern.lang}")
            corpus.written(pattern, 0)
        return corpus

    def written(self, pattern: Pattern, number: int) -> str:
        """A pattern written out, in one of its many ways."""
        return self._written(pattern.text, pattern.lang, pattern.slots, f"{pattern.origin}\0{number}")

    def opening(self, lang: str, seed: str) -> str:
        """A sentence that opens a message."""
        return self._around(self.openings, lang, seed)

    def closing(self, lang: str, seed: str) -> str:
        """A neutral sentence that closes a message."""
        return self._around(self.closings, lang, seed)

    def neutral(self) -> Iterator[tuple[str, str]]:
        """Every closing sentence, written out, with its language."""
        for lang, sentences in self.closings.items():
            for number, sentence in enumerate(sentences):
                yield lang, self._written(sentence, lang, {}, f"{lang}/{number}")

    def market(self, lang: str) -> str:
        """The language whose values and closing sentences a text takes."""
        return _nearest(lang, self.values)

    def _around(self, sentences: Mapping[str, Sequence[str]], lang: str, seed: str) -> str:
        known = sentences[_nearest(lang, sentences)]
        return self._written(_Choices(seed).of(known), lang, {}, seed)

    def _written(self, text: str, lang: str, slots: Mapping[str, Sequence[str]], seed: str) -> str:
        pick = _Choices(seed)
        values = self.values[_nearest(lang, self.values)]
        text = _CHOICE.sub(lambda match: pick.of(match[1].split("|")), text)
        unfilled = pick.below(_UNFILLED) == 0

        def filled(match: re.Match[str]) -> str:
            name = match[1]
            if name in slots:
                return str(pick.of(slots[name]))
            if name not in values:
                raise CorpusError(f"{seed.partition(chr(0))[0]}: no slot is called {name}")
            value = _VALUE if unfilled else _digits(str(pick.of(values[name])), pick)
            return _without_unit(value, match.string[match.end() :])

        # A word of a list may hold a slot or alternatives itself.
        text = _SLOT.sub(filled, text)
        text = _CHOICE.sub(lambda match: pick.of(match[1].split("|")), text)
        return _SLOT.sub(filled, text).strip()


def _digits(value: str, pick: _Choices) -> str:
    return re.sub("9", lambda _: str(pick.below(10)), value)


def _without_unit(value: str, following: str) -> str:
    """A value without the unit that the text itself goes on with."""
    unit = re.search(r"\D*\Z", value)
    if unit and unit[0].strip() and following.lstrip().startswith(unit[0].strip()):
        return value[: unit.start()]
    return value


def _nearest(lang: str, known: Mapping[str, object]) -> str:
    return lang if lang in known else _NEAREST.get(lang, lang)


def _loaded(path: Path) -> Mapping[str, Any]:
    """What a file of the corpus says, a mapping of texts and lists of texts."""
    try:
        # Everything in the corpus is text: a date stays as it is written.
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  makes texts only
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise CorpusError(f"{path}: the file holds no keys such as `lang` and `texts`")
    return data


def _patterns(name: str, data: Mapping[str, Any]) -> Iterator[Pattern]:
    whole = Path(name).stem not in SENTENCES
    missing = [key for key in _KEYS if key not in data]
    unknown = [key for key in data if key not in {*_KEYS, "slots"}]
    if missing or unknown:
        said = [*(f"lacks {key}" for key in missing), *(f"has no use for {key}" for key in unknown)]
        raise CorpusError(f"{name}: {', '.join(said)}")
    if data["intent"] not in INTENTS:
        raise CorpusError(f"{name}: `intent` is one of {', '.join(sorted(INTENTS))}")
    for number, text in enumerate(data["texts"], 1):
        if not isinstance(text, str) or text.count("(") != text.count(")"):
            raise CorpusError(f"{name}, text {number}: a text whose ASCII parentheses pair up is wanted, not {text!r}")
        origin = f"{name}#{number}"
        yield Pattern(origin, text, data["lang"], data["intent"], data["scenario"], data.get("slots", {}), whole)
