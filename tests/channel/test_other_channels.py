"""What the rules tell of a text that goes by SMS alone is true of SMS."""

from __future__ import annotations

import re

import pytest

from nmlint.catalogue import load_builtin
from nmlint.catalogue.model import Rule

OF_SMS = [
    rule
    for rule in load_builtin().rules.values()
    if {"template", "message"} & {*rule.applies.get("kinds", ("message",))}
    and "sms" in rule.applies.get("types", ("sms",))
]
WINDOW = re.compile(r"24 ?(小時|hours)")
LINE = re.compile(r"通知型訊息|notification message")


@pytest.mark.parametrize("rule", OF_SMS, ids=[rule.id for rule in OF_SMS])
def test_no_message_speaks_of_the_window_of_line(rule: Rule) -> None:
    """That a notice may come 24 hours late is so of LINE's, and said only by rules that look at these."""
    assert [] == [said for said in rule.message.values() if WINDOW.search(said)]


@pytest.mark.parametrize("rule", [rule for rule in OF_SMS if rule.id.startswith("sms/")], ids=lambda rule: str(rule.id))
def test_no_mend_of_an_sms_is_another_channel(rule: Rule) -> None:
    """An SMS that is too long is no reason to use LINE: the law may keep the notice off it."""
    assert [] == [said for said in (rule.fix or {}).values() if LINE.search(said)]
