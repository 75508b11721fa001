"""How often a rule was right when it was last measured on the project's own labelled messages."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from nmlint.output.evaluation import percent
from nmlint.output.words import word
from nmlint.shares import share_dict

FILE = "measured.json"


@cache
def measurement() -> dict[str, Any]:
    """The last measurement; `tools/measure.py` writes it."""
    data: dict[str, Any] = json.loads((files(__package__) / FILE).read_text(encoding="utf-8"))
    return data


def measured_data(rule: str) -> dict[str, Any] | None:
    """The precision of a rule as data; None for one that found nothing, or that the labels say nothing about."""
    last = measurement()
    if rule not in last["rules"]:
        return None
    positive, transactional = last["rules"][rule]["positive"], last["rules"][rule]["transactional"]
    return {
        "date": last["date"],
        "hits_positive": positive,
        "hits_transactional": transactional,
        "precision": share_dict(positive, positive + transactional),
    }


def measured_text(rule: str, lang: str) -> str:
    """The precision of a rule as a line for people."""
    data = measured_data(rule)
    if data is None:
        return word("not-measured", lang)
    return f"{percent(data['precision']).strip()}, {word('measured-on', lang).format(date=data['date'])}"
