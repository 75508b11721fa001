"""A channel matrix that is wrong is a fault at its line, and the one of the catalogue stays in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from nmlint.catalogue import load_builtin, load_pack
from nmlint.catalogue.builtin import builtin_roots

TEXT = (builtin_roots()[1].folder / "channels.yaml").read_text(encoding="utf-8")


def faults(folder: Path, text: str) -> list[str]:
    """What is wrong with a pack that brings this matrix."""
    (folder / "policies").mkdir()
    (folder / "policies" / "channels.yaml").write_text(text, encoding="utf-8")
    pack = load_pack(folder, load_builtin())
    assert "channels" in pack.tables
    return [str(fault) for fault in pack.faults]


def test_a_matrix_of_a_pack_replaces_the_built_in_one(tmp_path: Path) -> None:
    """Other assumptions take the place of ours."""
    (tmp_path / "policies").mkdir()
    own = TEXT.replace("rejected: 8%, at_once: 72%", "rejected: 5%, at_once: 75%")
    (tmp_path / "policies" / "channels.yaml").write_text(own, encoding="utf-8")

    pack = load_pack(tmp_path, load_builtin())

    assert ((), "5%") == (pack.faults, pack.tables["channels"]["assumptions"]["rates"]["rejected"])


@pytest.mark.parametrize(
    ("written", "mistaken", "words"),
    [
        ("clause: urgency-1-hour\n    sources", "clause: urgency-1-hours\n    sources", "no clause `urgency-1-hours`"),
        ("concerns: [consent-default-on]", "concerns: [consent-default]", "no clause `consent-default`"),
        ("told_by: [channel/order-placed]", "told_by: [channel/order-place]", "no rule `channel/order-place`"),
        ("scenario: contract-change", "scenario: contract-chang", "no scenario `contract-chang`"),
        ("deadline: within-an-hour", "deadline: within-hours", "no class of deadlines `within-hours`"),
        ("bar: emergency", "bar: emergencies", "no bar `emergencies`"),
        ("sources: [crescendo]", "sources: [crescent]", "no source `crescent`"),
        ("    within: 1h\n", "    within: 24h\n", "`within-a-day` has the same bound"),
        (
            "    names: {zh-TW: 一天以上, en: more than a day}\n",
            "    names: {zh-TW: 一, en: one}\n    within: 9d\n",
            "without",
        ),
        ("    assumed: {transit: 2m, delivered: 95%}\n", "", "`email` needs either `window` or `assumed`"),
        ("    window: 24h\n", "    window: 12h\n", "the last delay is not the channel's `window`"),
        ("instead: [sms, email, app-push]", "instead: [sms, notification-message]", "`notification-message` is barred"),
        ("never: 12%", "never: 13%", "the rates add up to 1.01, not 1"),
        ("{after: 5m, share: 10%}", "{after: 1m, share: 10%}", "does not come after"),
        ("share: 42%", "share: 12%", "does not come after"),
        ("{after: 24h, share: 100%}", "{after: 24h, share: 99%}", "the last delay is not"),
        ("rejected: 8%", "rejected: 8", "`assumptions.rates.rejected` must be a text"),
        ("rejected: 8%", "rejected: 101%", "a share such as 8%"),
        ("delivered: 98%", "delivered: 100.5%", "a share such as 8%"),
        ("transit: 2m", "transit: 2 minutes", "its unit"),
        ("outcome: at_once", "outcome: soon", "`states.verified.agreed.outcome` is `soon`"),
        ("    today_after: 0s\n", "", "today_after"),
        (
            "  app-push:\n    names: {zh-TW: App 推播, en: App push}\n    assumed",
            "  app:\n    names: {zh-TW: 推播, en: App}\n    assumed",
            "`channels` has no `app-push`",
        ),
        ("  blocked:\n    number: 2", "  block:\n    number: 2", "`failures` has no `blocked`"),
    ],
)
def test_mistakes(tmp_path: Path, written: str, mistaken: str, words: str) -> None:
    """Each mistake is told at the line where it stands."""
    assert written in TEXT
    found = faults(tmp_path, TEXT.replace(written, mistaken, 1))

    assert [] != [fault for fault in found if words in fault], found
    assert all("channels.yaml:" in fault for fault in found)
