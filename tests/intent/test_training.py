"""The shipped table is what the corpus gives, and scores as the pipeline that it was taken out of."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from nmlint.intent.reading import Understood
from nmlint.intent.table import FILE, parsed
from nmlint.intent.training import Training
from nmlint.text.views import fold

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
MESSAGES = ROOT / "fixtures" / "evaluation"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the installed package is tested away from its sources")


@pytest.fixture(scope="module")
def training() -> Training:
    """The corpus, trained once for all tests."""
    return Training.on(CORPUS)


def test_the_shipped_table_is_the_one_that_the_corpus_gives(training: Training) -> None:
    """Byte for byte. After a change of the corpus: `python -m nmlint.intent.training corpus`."""
    shipped = (files("nmlint.intent") / FILE).read_bytes()

    assert shipped == training.table, "run `python -m nmlint.intent.training corpus`"


def test_the_table_scores_as_the_pipeline(training: Training) -> None:
    """The same points for every label of every message: packed rows add up as single weights do."""
    table = parsed(training.table)
    texts = [
        json.loads(line)["text"]
        for name in ("notices.jsonl", "offers.jsonl")
        for line in (MESSAGES / name).read_text(encoding="utf-8").splitlines()
    ]

    assert len(texts) > 600
    for text, doc in zip(texts, training.pipeline.pipe(texts), strict=True):
        points = table.unpacked(Understood(fold(text).text, table).total)
        assert doc.cats == dict(zip(table.labels, points, strict=True)), text
