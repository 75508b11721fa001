"""A small catalogue that is right, to be made wrong one thing at a time."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from nmlint.catalogue.gathering import Root
from nmlint.catalogue.loader import Loaded, load
from nmlint.catalogue.model import Catalogue

SOURCES = [{"title": "Handbook", "section": "1", "checked": "2026-11-23"}]
RULE: dict[str, Any] = {
    "title": {"zh-TW": "折扣", "en": "Price cut"},
    "severity": "error",
    "confidence": "high",
    "clauses": ["no-offers"],
    "basis": "platform",
    "sources": SOURCES,
    "check": {"any": [{"phrases": {"in": "offers/words"}}], "except": [{"phrases": {"list": ["打折骨"]}}]},
    "message": {"zh-TW": "「{matched}」是優惠", "en": "{matched} is an offer"},
    "fix": {"zh-TW": "刪去", "en": "Take it out"},
    "examples": {
        "finds": [{"text": "今天【打折】", "why": "offer"}, {"text": "全館【打折】"}],
        "passes": [{"text": "骨折"}, {"text": "折疊"}],
    },
}
LIST: dict[str, Any] = {
    "title": {"zh-TW": "優惠用語", "en": "Words of an offer"},
    "sources": SOURCES,
    "phrases": {"zh-TW": ["打折", "特價"], "en": ["sale"]},
}
SCENARIO: dict[str, Any] = {
    "number": 1,
    "category": {"zh-TW": "購物", "en": "Shopping"},
    "names": {"zh-TW": "配送通知", "en": "Delivery"},
    "meaning": {"zh-TW": "送達時間", "en": "When it arrives"},
    "clauses": ["scenario-01"],
    "deadline": "within-a-day",
    "wording": {"event_time": "required", "ignore_line": "none"},
    "anchors": {"zh-TW": ["出貨"], "en": ["shipped"]},
    "sources": SOURCES,
    "examples": {"fits": [{"text": "已出貨"}, {"text": "將送達"}, {"text": "請取貨"}], "not": [{"text": "已退貨"}]},
}
POLICY: dict[str, Any] = {
    "title": {"zh-TW": "規範", "en": "Policy"},
    "as_of": "2026-11-23",
    "sources": SOURCES,
    "clauses": {
        "no-offers": {
            "says": {"zh-TW": "不得促銷", "en": "No offers"},
            "checked_by": ["text"],
            "rules": ["offers/discount"],
        },
        "scenario-01": {
            "says": {"zh-TW": "配送", "en": "Delivery"},
            "checked_by": ["human"],
            "human": {"zh-TW": "由人判斷", "en": "A person judges"},
        },
    },
}
FILES: dict[str, Any] = {
    "rules/offers/discount.yaml": RULE,
    "rules/offers/words.yaml": LIST,
    "rules/scenarios/delivery.yaml": SCENARIO,
    "policies/handbook.yaml": POLICY,
}

Load = Callable[..., Loaded]


def write_tree(folder: Path, files: Mapping[str, Any]) -> tuple[Root, ...]:
    """Writes texts as they are and data as YAML; None writes nothing."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content is not None:
            text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            path.write_text(text, encoding="utf-8")
    for part in ("rules", "policies"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    return Root("rules", "rules", folder / "rules"), Root("policies", "policies", folder / "policies")


def changed(data: Any, path: str, value: Any) -> Any:
    """A copy of the data with the value at a path of keys and indexes replaced; None takes the key away."""
    data = copy.deepcopy(data)
    *above, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    inner = data
    for part in above:
        inner = inner[part] if isinstance(part, int) else inner.setdefault(part, {})
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return data


@pytest.fixture
def small_tree(tmp_path: Path) -> tuple[Root, ...]:
    """The small catalogue as files."""
    return write_tree(tmp_path, FILES)


@pytest.fixture
def load_files(tmp_path: Path) -> Load:
    """Loads the small catalogue with some files replaced or added, and some things in its own files changed."""
    numbers = itertools.count()

    def load_them(
        files: Mapping[str, Any] | None = None,
        change: Mapping[str, Mapping[str, Any]] | None = None,
        base: Catalogue | None = None,
    ) -> Loaded:
        tree = {**copy.deepcopy(FILES), **(files or {})}
        for name, changes in (change or {}).items():
            for path, value in changes.items():
                tree[name] = changed(tree[name], path, value)
        return load(write_tree(tmp_path / str(next(numbers)), tree), base)

    return load_them


@pytest.fixture
def load_rule(load_files: Load) -> Load:
    """Loads the small catalogue with one thing in its rule changed."""
    return lambda path, value: load_files(change={"rules/offers/discount.yaml": {path: value}})
