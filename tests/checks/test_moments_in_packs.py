"""Rules of the moment of sending that a pack brings: what does not load, and what its own examples refute."""

from __future__ import annotations

from pathlib import Path

import pytest

from nmlint.api import Judge
from nmlint.checks.moments import Moment
from nmlint.config import Settings
from nmlint.documents.model import Variable

RULE = """\
title: {zh-TW: 太長的姓名, en: A name beyond the house's own limit}
severity: error
confidence: high
APPLIES
clauses: []
basis: peer-practice
sources: [{title: House style, section: '1', checked: 2026-11-23}]
check: CHECK
message: {zh-TW: 'SAID', en: 'SAID'}
fix: {zh-TW: 縮短, en: Shorten it}
MORE
examples:
  finds:
    - FINDS
    - {moment: {variable: {type: text, max_length: 3}, value: 馬克杯【組】}}
  passes:
    - {moment: {variable: {type: text, max_length: 3}, value: 馬克杯}}
    - {moment: {variable: {type: text, max_length: 3}, value: 杯}}
"""
FINDS = "{moment: {variable: {type: text, max_length: 2}, value: 馬克【杯】}}"


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that extend the catalogue with the pack at `own`; the cache holds the catalogue for all tests here."""
    monkeypatch.setenv("NMLINT_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache-of-packs"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own" / "rules" / "house").mkdir(parents=True)
    return Settings(extends=("own",), root=tmp_path, as_of="2026-11-23")


def write(
    applies: str = "applies: {kinds: [dispatch]}",
    check: str = "{dispatch: {about: value, test: too-long}}",
    said: str = "{variable}",
    finds: str = FINDS,
    more: str = "",
) -> None:
    """The rule of the pack."""
    parts = {"APPLIES": applies, "CHECK": check, "SAID": said, "FINDS": finds, "MORE": more}
    text = RULE
    for name, part in parts.items():
        text = text.replace(name, part)
    Path("own/rules/house/long.yaml").write_text(text, encoding="utf-8")


def asked(settings: Settings) -> list[str]:
    """The rules about values that find the house's long name."""
    moment = Moment(name="v", variable=Variable("v", "text", max_length=2), value="馬克杯", text="馬克杯")
    judge = Judge(settings)
    return [
        prepared.rule.id for prepared, ask in judge.engine(settings.profile).rulebook.moments("value") if ask(moment)
    ]


def test_a_pack_asks_too(settings: Settings) -> None:
    """A house's own rule is asked beside those of the catalogue."""
    write()

    assert ["dispatch/value-too-long", "house/long"] == asked(settings)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"applies": ""}, "judges no file"),
        ({"applies": "applies: {kinds: [template, dispatch]}"}, "judges no file"),
        ({"check": "{phrases: {list: [馬克杯]}}"}, "judges no file"),
        ({"applies": "applies: {kinds: [dispatch], slots: [body]}"}, "`slots` says nothing of the moment"),
        ({"more": "yields_to: {rules: [dispatch/unfit]}"}, "`yields_to` says nothing of the moment"),
        ({"finds": "{text: 馬克【杯】}"}, "has no `moment`"),
        ({"finds": "{moment: {variable: {type: text}, value: 馬克【杯}}"}, "【 without 】"),
        ({"check": "{dispatch: {about: value, test: quiet-hours}}"}, "`check.dispatch.test` is `quiet-hours`"),
        ({"check": "{dispatch: {about: weather, test: too-long}}"}, "`check.dispatch.about` is `weather`"),
        ({"check": "{dispatch: {about: value}}"}, "has no `test`"),
        ({"said": "{matched}"}, "asks for {matched}"),
    ],
)
def test_what_does_not_load(settings: Settings, rule: dict[str, str], said: str) -> None:
    """A rule of the moment knows no file, and a rule of files no moment."""
    write(**rule)
    catalogue = Judge(settings).catalogue

    assert {"own/rules/house/long.yaml"} == {fault.path for fault in catalogue.faults}
    assert said in " | ".join(fault.what for fault in catalogue.faults)
    assert "house/long" not in catalogue.rules


@pytest.mark.parametrize(
    ("finds", "said"),
    [
        ("{moment: {variable: {type: text, max_length: 9}, value: 馬克【杯】}}", "is not found"),
        ("{moment: {variable: {type: text, max_length: 2}, value: 馬【克杯】}}", "the rule finds '杯'"),
        ("{moment: {variable: {type: text, max_length: 2}, value: 馬克杯}}", "the rule finds '杯'"),
        ("{moment: {now: yesterday}}", "cannot be judged"),
        ("{moment: {variable: {type: text, max_length: x}, value: 馬克杯}}", "max_length"),
    ],
)
def test_a_rule_that_its_example_refutes(settings: Settings, finds: str, said: str) -> None:
    """What fails at its own example does not judge, and says so."""
    write(finds=finds)
    catalogue = Judge(settings).catalogue
    (fault,) = catalogue.faults

    assert ("own/rules/house/long.yaml", "house/long" in catalogue.rules) == (fault.path, False)
    assert said in fault.what
