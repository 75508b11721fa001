"""Files that say themselves what they are, by `kind:` at the top of a YAML or JSON file."""

from __future__ import annotations

from pathlib import Path

from nmlint.bilingual import Bilingual
from nmlint.config import CONFIG_NAME
from nmlint.documents.reading import read_head
from nmlint.errors import UnreadableError
from nmlint.yamltree import top_value

UNJUDGED_KINDS = ("send-plan", "service-plan", "message")

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_HEAD = 64 * 1024


def unjudged_kind(path: Path) -> str | None:
    """The kind that a file's head names, if it is one of those that are not judged yet."""
    return unjudged_kind_of(path, read_head(path, _HEAD).decode("utf-8-sig", "replace")) if _may_say(path) else None


def unjudged_kind_of(path: Path, text: str) -> str | None:
    """The same, of a text that stands or would stand at a path."""
    head = text[:_HEAD]
    # Most files of a repository are told apart without a parser.
    if not _may_say(path) or "kind" not in head or not any(kind in head for kind in UNJUDGED_KINDS):
        return None
    said = top_value(head, "kind")
    return said if said in UNJUDGED_KINDS else None


def not_judged_yet() -> UnreadableError:
    """Why such a file gets no verdict."""
    return UnreadableError(
        Bilingual(
            "this version judges templates and plain messages; "
            "send plans, service plans and message files are not judged yet",
            "這個版本檢查範本與純文字訊息；"
            "發送計畫（send-plan）、服務計畫（service-plan）與訊息檔（message）還不能檢查",
        ),
        problem="unsupported-kind",
    )


def _may_say(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES and path.name != CONFIG_NAME
