"""Each check of the catalogue finds the file it is there for, at its line, and the rest still loads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nmlint.catalogue.compiled import catalogue_of, compile_plain
from nmlint.catalogue.loader import Loaded

Load = Callable[..., Loaded]
RULE = "rules/offers/discount.yaml"
WORDS = "rules/offers/words.yaml"
POLICY = "policies/handbook.yaml"
DELIVERY = "rules/scenarios/delivery.yaml"
OTHER_RULE = """
title: {zh-TW: 降價, en: Lower price}
severity: warning
confidence: low
clauses: [no-offers]
basis: platform
sources: [{title: Handbook, section: '1', checked: 2026-11-23}]
check: {phrases: {list: [降價]}}
message: {zh-TW: 降價, en: Lower}
fix: {zh-TW: 刪去, en: Take it out}
examples: {finds: [{text: 【降價】}, {text: 大【降價】}], passes: [{text: 價格}, {text: 降溫}]}
"""
BONES = "rules/offers/bones.yaml"
EXCUSES = """
title: {zh-TW: 骨頭, en: Bones}
sources: [{title: Handbook, section: '1', checked: 2026-11-23}]
excuses:
  - why: 不是折扣
    phrases: {list: [打折骨]}
  - beside: {in: offers/words, within: 2}
"""
NAMED = {"check/except/0": {"excused": {"in": "offers/bones"}}}


def pattern(expression: str, needs: object = ("折",), **more: object) -> dict[str, object]:
    """A check of one pattern."""
    return {"pattern": {"regex": expression, "needs": list(needs) if isinstance(needs, tuple) else needs, **more}}


def test_the_small_catalogue_is_right(load_files: Load) -> None:
    """Without a mistake there is no fault, and everything loads."""
    loaded = load_files()

    assert () == loaded.faults
    assert {"rule": 1, "phrases": 1, "scenario": 1, "policy": 1} == {k: len(v) for k, v in loaded.entries.items()}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("id", "offers/discount", "a rule has no key `id`"),
        ("examples/finds", [{"text": "【打折】"}], "`examples.finds` has 1 of at least 2"),
        ("examples/passes", None, "`examples.passes` has 0 of at least 2"),
        ("examples/finds/0/text", "今天【打折", "【 without 】"),
        ("examples/finds/1/text", "今天打折】", "】 without 【"),
        ("examples/finds/1/text", "〖【打折】", "〖 without 〗"),
        ("examples/finds/1/text", "今天【】", "nothing between"),
        ("confidence", "low", "an error with low confidence does not load"),
        ("clauses", [], "based on `platform` cites no clause"),
        ("check", {"phrases": {"in": "offers/word"}}, "there is no phrase list `offers/word`"),
        ("check/except/0", {"excused": {"in": "offers/bones"}}, "there are no excuses `offers/bones`"),
        ("check/except/0", {"excused": {"in": ["offers/words"]}}, "there are no excuses `offers/words`"),
        ("applies/scenarios", ["delivry"], "there is no scenario `delivry`"),
        ("applies/not_scenarios", ["x"], "there is no scenario `x`"),
        ("effective", {"from": "2026-02-01", "until": "2026-01-01"}, "`until` (2026-01-01) is before"),
        ("message/en", "{macthed} is an offer", "`message.en` asks for {macthed}"),
        ("fix/en", "Ask {host}", "`fix.en` asks for {host}"),
        ("message/en", None, "`message` has no `en`"),
        ("message/zh-TW", None, "`message` has no `zh-TW`"),
        ("check/except/0/phrases/list", ["骨頭"], "the exception `骨頭` can touch no hit"),
        ("check", {"reads": {"as": "advert"}}, "an error cannot rest on `reads` alone"),
        ("check", {"reads": {"as": "advert", "sure": True}}, "an error cannot rest on `reads` alone"),
        ("if_no_advert", "none", "an error cannot be dropped for how the passage reads"),
        ("yields_to", {"rules": ["offers/discont"]}, "`offers/discont` does not exist"),
        ("yields_to", {"clauses": ["no-offer"]}, "`no-offer` does not exist"),
        ("check", pattern("(折"), "the regex does not compile"),
        ("check", pattern(r"\b折"), r"`\b` beside a Han character"),
        ("check", pattern("折(?:a+)+"), "a repetition inside a repetition"),
        ("check", pattern("折.*"), "an unbounded wildcard"),
        ("check", pattern("折", "none"), "`needs: none` without `because`"),
        ("check", pattern("折", because="digits"), "`because` is for `needs: none`"),
        ("check", pattern("折|扣"), "the regex can match `扣`"),
        ("check", pattern("折", ("折", "降")), "no match can be read as holding `降`"),
    ],
)
def test_a_bad_rule_is_told_and_does_not_load(load_rule: Load, path: str, value: Any, words: str) -> None:
    """The fault names the file, the line and the mend; the rule alone is missing afterwards."""
    loaded = load_rule(path, value)
    faults = [fault for fault in loaded.faults if fault.path == RULE and words in fault.what]

    assert 1 == len(faults), loaded.faults
    assert faults[0].mend
    assert "rule" not in loaded.entries
    assert "scenario" in loaded.entries


@pytest.mark.parametrize(
    ("written", "mistaken", "words"),
    [
        ("severity: warning", "severity: error", "an error with low confidence"),
        ("[no-offers]", "\n- no-offers\n- none", "there is no clause `none`"),
        ("[降價]", "[降價,\n  降價]", "has `降價` twice"),
        ("{text: 大【降價】}", "\n  {text: 大【降價}", "【 without 】"),
        ("{zh-TW: 刪去, en: Take it out}", "\n  zh-TW: 刪去\n  en: '{host}'", "`fix.en` asks for {host}"),
    ],
)
def test_faults_stand_at_the_line_of_the_mistake(load_files: Load, written: str, mistaken: str, words: str) -> None:
    """The line is that of the key or the item, also deep inside a file."""
    text = OTHER_RULE.replace(written, mistaken)
    line = text[: text.index(mistaken) + len(mistaken)].count("\n") + 1
    (fault,) = [fault for fault in load_files({"rules/a/b.yaml": text}).faults if words in fault.what]

    assert ("rules/a/b.yaml", line) == (fault.path, fault.line)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("check", pattern("折", "none", because="an example")),
        ("check", pattern("(?<![a-z])[一二三四五六七八九]折")),
        ("check/except/0/phrases/list", ["打折骨", "不打折"]),
        ("check/except/0", {"beside": {"list": ["骨"], "within": 2, "side": "before"}}),
        ("message/en", "{matched}, read as {read_as}, in {scenario} of {sender}, written {{ x }}"),
        ("severity_when", [{"fallback": True, "asks": {"event_time": "required"}, "severity": "warning"}]),
        ("effective", {"from": "2026-01-01", "until": "2026-01-01"}),
        ("examples/finds/0/text", "【好日子】今天〖打折〗"),
        ("examples/passes/0/text", "【好日子】骨折"),
        ("applies", {"scenarios": ["delivery"], "when": {"asks": {"ignore_line": ["required", "advised"]}}}),
    ],
)
def test_what_is_right_is_let_pass(load_rule: Load, path: str, value: Any) -> None:
    """The checks take no offence at what the format allows."""
    assert [] == [fault for fault in load_rule(path, value).faults if fault.path == RULE]


def test_a_law_needs_no_clause(load_files: Load) -> None:
    """A rule that stands on law may cite no clause of the policy."""
    law = OTHER_RULE.replace("platform", "law").replace("[no-offers]", "[]")

    assert () == load_files({"rules/law/lower.yaml": law}).faults


@pytest.mark.parametrize(
    ("files", "change", "path", "words"),
    [
        (
            {"rules/offers/old.yaml": OTHER_RULE, "rules/retired.yaml": "- {id: offers/old, since: '1', reason: x}\n"},
            {},
            "rules/offers/old.yaml",
            "the id `offers/old` is retired",
        ),
        (
            {"rules/retired.yaml": "- {id: a/b, since: '1', reason: x, replaced_by: offers/discont}\n"},
            {},
            "rules/retired.yaml",
            "there is no rule `offers/discont`",
        ),
        ({"rules/offers/discount.yml": OTHER_RULE}, {}, "rules/offers/discount.yml", "is taken by " + RULE),
        ({}, {RULE: {"check": pattern("折")}}, WORDS, "no rule uses the list `offers/words`"),
        ({}, {WORDS: {"title/en": None}}, WORDS, "`title` has no `en`"),
        ({BONES: EXCUSES}, {}, BONES, "no rule uses the excuses `offers/bones`"),
        ({BONES: EXCUSES.replace("offers/words", "offers/word")}, {RULE: NAMED}, BONES, "no phrase list `offers/word`"),
        ({BONES: EXCUSES.replace("en: Bones", "ja: 骨")}, {RULE: NAMED}, BONES, "`title` has no `en`"),
        (
            {BONES: EXCUSES, "rules/retired.yaml": "- {id: offers/bones, since: '1', reason: x}\n"},
            {RULE: NAMED},
            BONES,
            "the id `offers/bones` is retired",
        ),
        (
            {
                BONES: EXCUSES.replace(
                    "beside: {in", "near: {first: {reads: {as: advert}}, second: {phrases: {in"
                ).replace("within: 2}", "list: [骨]}}}")
            },
            {RULE: NAMED},
            BONES,
            "an excuse cannot rest on `reads`",
        ),
        ({"rules/a.yaml": "a: [\n"}, {}, "rules/a.yaml", "never closed"),
        ({"rules/a.yaml": b"a: \xff\n"}, {}, "rules/a.yaml", "not UTF-8"),
        ({"policies/other.yaml": "a: 1\n"}, {}, "policies/other.yaml", "no use for this file"),
        ({}, {DELIVERY: {"facts": [{"name": {"zh-TW": "a", "en": "b"}, "types": ["datum"]}]}}, DELIVERY, "`datum`"),
        (
            {"policies/profiles/p.yaml": "title: {zh-TW: a, en: b}\nrules: {a/b: {severity: off}}\n"},
            {},
            "policies/profiles/p.yaml",
            "there is no rule `a/b`",
        ),
        (
            {"policies/profiles/p.yaml": "title: {zh-TW: a, en: b}\nrules: {offers/discount: {severity: info}}\n"},
            {RULE: {"mandatory": True}},
            "policies/profiles/p.yaml",
            "is mandatory",
        ),
        (
            {
                "policies/limits.yaml": "- {name: a, limit: 1, unit: bytes, applies_to: x, from: 2026-02-01,"
                " until: 2026-01-01, source: {title: t, section: s, checked: 2026-01-01}}\n"
            },
            {},
            "policies/limits.yaml",
            "is before `from`",
        ),
        (
            {
                "policies/limits.yaml": "- {name: a, limit: 1, unit: bytes, applies_to: x,"
                " source: {title: t, section: s, checked: 2026-01-01}}\n" * 2
            },
            {},
            "policies/limits.yaml",
            "limited twice",
        ),
    ],
)
def test_a_bad_file_is_told_and_does_not_load(
    load_files: Load, files: dict[str, Any], change: dict[str, Any], path: str, words: str
) -> None:
    """The fault stands at the file that has to be mended, and that file is left out."""
    loaded = load_files(files, change)

    assert [fault for fault in loaded.faults if fault.path == path and words in fault.what], loaded.faults
    assert path not in [entry_path for entries in loaded.entries.values() for _, entry_path, _ in entries]


@pytest.mark.parametrize(
    ("files", "change", "path", "words"),
    [
        ({}, {RULE: {"clauses": ["no-offers", "no-offer"]}}, RULE, "there is no clause `no-offer`"),
        ({}, {DELIVERY: {"clauses": ["scenario-1"]}}, DELIVERY, "there is no clause `scenario-1`"),
        ({"rules/a/b.yaml": OTHER_RULE}, {}, "rules/a/b.yaml", "the clause `no-offers` does not name this rule"),
        ({}, {RULE: {"clauses": ["scenario-01"]}}, POLICY, "the rule `offers/discount` does not cite `no-offers`"),
        ({}, {POLICY: {"clauses/no-offers/rules": ["offers/discont"]}}, POLICY, "there is no rule `offers/discont`"),
        ({}, {POLICY: {"clauses/no-offers/rules": None}}, POLICY, "nothing becomes of the clause `no-offers`"),
        ({}, {POLICY: {"clauses/scenario-01/checked_by": ["text"]}}, POLICY, "`checked_by` names no person"),
        (
            {},
            {POLICY: {"clauses/no-offers/checked_by": ["text", "human"]}},
            POLICY,
            "is checked by a person, but `human` does not say why",
        ),
        (
            {"rules/a/b.yaml": OTHER_RULE.replace("Lower price", "price cut")},
            {},
            RULE,
            "`a/b` has the same title",
        ),
    ],
)
def test_accounts_that_do_not_tally_are_told(
    load_files: Load, files: dict[str, Any], change: dict[str, Any], path: str, words: str
) -> None:
    """Clauses, rules and titles are held against one another; what is at odds is told, and judges all the same."""
    loaded = load_files(files, change)

    assert [fault for fault in loaded.faults if fault.path == path and words in fault.what], loaded.faults
    assert path in [entry_path for entries in loaded.entries.values() for _, entry_path, _ in entries]


def test_the_same_number_and_the_same_clause_twice(load_files: Load) -> None:
    """Two scenarios with one number, and a clause in two policies, are told."""
    first = load_files()
    delivery, policy = first.entries["scenario"][0][2], first.entries["policy"][0][2]
    examples = {"fits": [{"text": "a"}, {"text": "b"}, {"text": "c"}], "not": [{"text": "d"}]}
    files = {"rules/scenarios/twin.yaml": {**delivery, "examples": examples}, "policies/twin.yaml": policy}
    told = "\n".join(map(str, load_files(files).faults))

    assert "`scenarios/delivery` has the number 1 too" in told
    assert "the clause `no-offers` stands in policies/handbook.yaml too" in told


def test_a_rule_whose_list_is_broken_does_not_load(load_files: Load) -> None:
    """A rule without its words would find nothing and seem content, so it is left out and told."""
    loaded = load_files(change={WORDS: {"sources": None}})

    assert [fault for fault in loaded.faults if fault.path == RULE and "did not load" in fault.what]
    assert "rule" not in loaded.entries


def test_a_rule_holds_the_finders_of_its_excuses(load_files: Load) -> None:
    """What the program sees is a rule with the exceptions in it, each once, without what is said of them."""
    also = {"check/except": [{"excused": {"in": ["offers/bones"]}}, {"phrases": {"list": ["不打折"]}}]}
    loaded = load_files({BONES: EXCUSES}, {RULE: also})
    ((_, _, rule),) = loaded.entries["rule"]
    finders = [{"phrases": {"list": ["打折骨"]}}, {"beside": {"in": "offers/words", "within": 2}}]

    assert () == loaded.faults
    assert [*finders, {"phrases": {"list": ["不打折"]}}] == rule["check"]["except"]
    assert tuple(finders) == catalogue_of(compile_plain(loaded, "1")).excuses["offers/bones"].finders


def test_a_misspelt_name_of_excuses_is_told_where_it_stands(load_files: Load) -> None:
    """The fault stands at the name and says which one is near."""
    text = OTHER_RULE.replace(
        "{phrases: {list: [降價]}}",
        "{any: [{phrases: {list: [降價]}}], except: [{excused: {in: [offers/bones,\n offers/bonse]}}]}",
    )
    told = load_files({"rules/a/b.yaml": text, BONES: EXCUSES}).faults
    (fault,) = [fault for fault in told if "there are no excuses" in fault.what]

    assert ("rules/a/b.yaml", text[: text.index("offers/bonse")].count("\n") + 1) == (fault.path, fault.line)
    assert "did you mean `offers/bones`?" == fault.mend


@pytest.mark.parametrize(
    ("mistaken", "words"),
    [
        ("(折", "the regex does not compile"),
        (r"\b折", r"`\b` beside a Han character"),
        ("折(?:a+)+", "a repetition inside a repetition"),
        ("折.*", "an unbounded wildcard"),
        ("折|扣", "the regex can match `扣`"),
    ],
)
def test_a_fault_within_excuses_is_told_once(load_files: Load, mistaken: str, words: str) -> None:
    """However many rules name them, the fault stands at the excuses' own line; the rules say only whom they miss."""
    excuses = f"{EXCUSES}  - pattern:\n      regex: '{mistaken}'\n      needs: [折]\n"
    other = OTHER_RULE.replace("降價]}}", "降價]}}], except: [{excused: {in: offers/bones}}]}").replace(
        "check: {phrases", "check: {any: [{phrases"
    )
    loaded = load_files({BONES: excuses, "rules/a/b.yaml": other}, {RULE: NAMED})
    (fault,) = [fault for fault in loaded.faults if words in fault.what]
    at = "needs" if "match" in words else "regex"

    assert (BONES, excuses[: excuses.index(f"{at}: ")].count("\n") + 1) == (fault.path, fault.line)
    assert {RULE, "rules/a/b.yaml"} == {f.path for f in loaded.faults if "`offers/bones` did not load" in f.what}
    assert {"excuses", "rule"}.isdisjoint(loaded.entries)


def test_excuses_whose_list_is_broken_do_not_load(load_files: Load) -> None:
    """Neither do the rules that name them."""
    loaded = load_files({BONES: EXCUSES}, {WORDS: {"sources": None}, RULE: {**NAMED, "check/any": [pattern("折")]}})
    told = {fault.path for fault in loaded.faults if "did not load" in fault.what}

    assert {BONES, RULE} == told
    assert {"excuses", "rule"}.isdisjoint(loaded.entries)


def test_an_exception_is_not_told_twice(load_files: Load) -> None:
    """A rule does not repeat what the excuses it names say already."""
    twice = [{"excused": {"in": "offers/bones"}}, {"phrases": {"list": ["打折骨"]}}]
    (fault,) = load_files({BONES: EXCUSES}, {RULE: {"check/except": twice}}).faults

    assert (RULE, "`offers/bones` has this exception already") == (fault.path, fault.what)


def test_all_faults_are_gathered(load_files: Load) -> None:
    """One load tells the mistakes of every file."""
    files = {"rules/a/b.yaml": "a: [\n", "rules/a/c.yaml": "x: 1\n", "policies/x.yaml": "y: 1\n"}
    told = {fault.path for fault in load_files(files, {RULE: {"severity": "fatal"}}).faults}

    assert {"rules/a/b.yaml", "rules/a/c.yaml", "policies/x.yaml", RULE} <= told


def test_a_pack_stands_beside_its_base(load_files: Load) -> None:
    """A pack may use the base's clauses, lists and excuses without being named there, and cannot take its ids."""
    base = catalogue_of(compile_plain(load_files({BONES: EXCUSES}, {RULE: NAMED}), "1"))
    excused = "check: {any: [{phrases: {list: [降價], in: offers/words}}], except: [{excused: {in: offers/bones}}]}"
    pack = OTHER_RULE.replace("check: {phrases: {list: [降價]}}", excused)
    nothing = dict.fromkeys((RULE, WORDS, POLICY, DELIVERY))
    alone = load_files({**nothing, "rules/own/lower.yaml": pack}, base=base)
    twin = load_files({**nothing, "rules/offers/discount.yaml": OTHER_RULE}, base=base)
    bones = load_files({**nothing, BONES: EXCUSES}, base=base)
    policy = load_files(dict.fromkeys((RULE, WORDS, DELIVERY)), base=base)

    assert [] == [str(fault) for fault in alone.faults if "own/lower" in fault.path]
    assert [("own/lower", "rules/own/lower.yaml")] == [entry[:2] for entry in alone.entries["rule"]]
    assert [*base.excuses["offers/bones"].finders] == alone.entries["rule"][0][2]["check"]["except"]
    assert "is taken by rules/offers/discount.yaml" in str(twin.faults[0])
    assert f"is taken by {BONES}" in str(bones.faults[0])
    assert "is taken by a policy that nmlint has" in str(policy.faults[0])
