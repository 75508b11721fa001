"""Trains the intent table from the corpus: `python -m nmlint.intent.training corpus`.

Writes the table to where the package reads it and prints its card. The same corpus gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language

from nmlint.intent.corpus import Corpus, CorpusError
from nmlint.intent.lessons import VARIATIONS, Lesson, lessons
from nmlint.intent.measuring import measured
from nmlint.intent.perceptron import MARGIN, ROUNDS, SHUFFLES
from nmlint.intent.pipeline import categoriser_of, trained
from nmlint.intent.table import FILE, packed, parsed


@dataclass(frozen=True)
class Training:
    """What comes of a corpus: the trained pipeline, and the table that is taken out of it."""

    pipeline: Language
    table: bytes

    @classmethod
    def on(cls, folder: Path) -> Training:
        """Trains once without the texts to measure by, then with all. Raises CorpusError."""
        corpus = Corpus.read(folder)
        everything = list(lessons(corpus))
        trial = trained([lesson for lesson in everything if not lesson.held_out])
        kept = [lesson for lesson in everything if lesson.held_out]
        card = {"corpus": _about(folder, corpus, everything), **measured(parsed(_packed(trial, {})), kept)}
        pipeline = trained(everything)
        return cls(pipeline, _packed(pipeline, card))


def _packed(pipeline: Language, card: Mapping[str, Any]) -> bytes:
    categoriser = categoriser_of(pipeline)
    return packed(categoriser.labels, card, categoriser.weights)


def _about(folder: Path, corpus: Corpus, everything: Sequence[Lesson]) -> dict[str, Any]:
    languages: dict[str, int] = {}
    for pattern in corpus.patterns:
        languages[pattern.lang] = languages.get(pattern.lang, 0) + 1
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return {
        "sha256": digest.hexdigest(),
        "texts": dict(sorted(languages.items())),
        "lessons": len(everything),
        "variations": VARIATIONS,
        "rounds": ROUNDS,
        "shuffles": SHUFFLES,
        "margin": MARGIN,
    }


def main(arguments: Sequence[str]) -> int:
    """Trains, writes and says what was measured."""
    if len(arguments) not in {1, 2} or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m nmlint.intent.training CORPUS [TABLE]\n")
        return 2
    target = Path(arguments[1]) if len(arguments) > 1 else Path(__file__).with_name(FILE)
    if target.is_dir() or not target.parent.is_dir():
        sys.stderr.write(f"{target}: name a file in a folder that exists\n")
        return 2
    try:
        data = Training.on(Path(arguments[0])).table
    except (CorpusError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    target.write_bytes(data)
    sys.stdout.write(json.dumps(parsed(data).card, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
