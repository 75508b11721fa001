"""Schemas are valid, explain themselves, agree with the program, and their faults are worded for people."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from nmlint.catalogue.schema import load_schema, schema_names, validate
from nmlint.catalogue.tree import read_tree
from nmlint.checks import build, links, variables
from nmlint.documents.values import TYPES
from nmlint.source import Source

RULE = load_schema("rule")["$defs"]
COMMON = load_schema("common")["$defs"]


def resolved(schema: Any, root: Any) -> Any:
    """A property's schema together with what it refers to."""
    if "$ref" not in schema:
        return schema
    file, _, pointer = schema["$ref"].partition("#")
    target = load_schema("common") if file else root
    for key in pointer.strip("/").split("/"):
        target = target[key]
    return {**target, **schema}


@pytest.mark.parametrize("name", sorted(schema_names()))
def test_schemas_are_schemas(name: str) -> None:
    """Every shipped schema is valid JSON Schema, draft 2020-12, and named after its file."""
    schema = load_schema(name)
    Draft202012Validator.check_schema(schema)

    assert f"{name}.schema.json" == schema["$id"]


@pytest.mark.parametrize("name", ["config", "excuses", "limits", "policy", "rule"])
def test_editors_have_something_to_show(name: str) -> None:
    """Each key of these files has a description, its own or that of what it refers to."""
    schema = load_schema(name)
    keys = schema.get("properties") or schema["items"]["properties"]
    silent = {"name", "limit"} | {key for key in keys if "enum" in keys[key]}

    assert [] == [key for key in keys if key not in silent and "description" not in resolved(keys[key], schema)]


def test_finders_are_those_the_program_builds() -> None:
    """The grammar knows every finder, and no other."""
    assert sorted(build.KINDS) == sorted(RULE["finder"]["properties"])


def test_an_excuse_is_what_an_exception_is() -> None:
    """What a file of excuses may hold are finders of the rules, by reference; each alone."""
    excuse = load_schema("excuses")["$defs"]["excuse"]
    finders = excuse["properties"].keys() - {"why"}

    assert finders <= RULE["finder"]["properties"].keys() | RULE["exception"]["then"]["properties"].keys()
    assert finders == {key for choice in excuse["oneOf"] for key in choice["required"]}
    assert all(excuse["properties"][name]["$ref"].startswith("rule.schema.json#") for name in finders)


@pytest.mark.parametrize(
    ("finder", "tests"),
    [
        ("links", [*links.TESTS, *links.ON_VALUES, *links.ON_DECLARATION]),
        ("variables", variables.TESTS),
    ],
)
def test_tests_are_those_the_program_has(finder: str, tests: Any) -> None:
    """A finder's `test:` offers what the program can do."""
    assert sorted(tests) == sorted(RULE[finder]["properties"]["test"]["enum"])


def test_variable_types_are_those_the_program_has() -> None:
    """The types of variables in files are the types that values are sampled for."""
    assert sorted(TYPES) == sorted(COMMON["variable-type"]["enum"])


def faults(name: str, text: str) -> list[str]:
    """The faults of a text, in one line each."""
    return [f"{fault.line}: {fault.what} | {fault.mend}" for fault in validate(name, read_tree(Source("f", text)))]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("config", "profil: strict\n", "1: unknown key `profil` in the file | did you mean `profile`?"),
        ("config", "a: 1\nxyz: 1\n", "2: unknown key `xyz` in the file | allowed: dispatch, extends, fail_on,"),
        ("config", "fail_on: fatal\n", "1: `fail_on` is `fatal` | allowed: error, warning, info, never"),
        ("config", "jinja: {trim_blocks: yes}\n", "1: `jinja.trim_blocks` must be true or false, not the text `yes`"),
        ("config", "hosts: [1]\n", "1: `hosts[1]` must be a text, not the number 1 | put it in quotes"),
        ("config", "hosts: [https://a.example]\n", "`hosts[1]` is `https://a.example` | A host name, without https://"),
        ("config", "senders: {a: b}\n", "1: `senders` must be a list or a text or a number or true or false, not a"),
        ("config", "lang: fr\n", "1: `lang` is `fr` | allowed: zh-TW, en"),
        ("config", "paths:\n - {scenario: bill}\n", "1: `paths` must be a mapping (`key: value`), not a list"),
        ("config", "paths: {'*.j2': {path: x}}\n", "1: unknown key `path` in `paths.*.j2`"),
        ("config", "paths: {a: {fallback: {after: 30m}}}\n", "1: `paths.a.fallback` has no `channel` | add `channel:`"),
        ("config", "paths: {a: {fallback: {channel: sms, after: 30}}}\n", "1: `paths.a.fallback.after` must be a text"),
        ("config", "paths: {a: {fallback: {channel: sms, after: 30x}}}\n", "after` is `30x` | A length of time"),
        ("config", "paths: {a: {variables: {x: {type: datum}}}}\n", "type` is `datum` | did you mean `date`?"),
        ("config", "paths: {a: {variables: {x: {max_length: 0}}}}\n", "max_length` is 0 | at least 1"),
        ("config", "- a\n", "1: the file must be a mapping (`key: value`), not a list"),
        ("phrases", "phrases: {zh_TW: [a]}\n", "1: `zh_TW` is no language | write a code such as zh-TW"),
        ("phrases", "title: {zh-TW: a}\n", "1: `title` has no `en` | add `en:`"),
        ("phrases", "phrases: {en: a}\n", "1: `phrases.en` must be a list, not the text `a` | put it in [ ]"),
        ("phrases", "phrases: {en: [a, b, a]}\n", "1: `phrases.en` has `a` twice | keep one"),
        ("phrases", "phrases: {en: []}\n", "1: `phrases.en` is empty | fill it or leave the key out"),
        ("excuses", "excuses: []\n", "1: `excuses` is empty | fill it or leave the key out"),
        ("excuses", "excuses:\n- why: a\n", "2: `excuses[1]` has neither `phrases` nor `pattern`"),
        ("excuses", "excuses: [{bill_line: {}, beside: {list: [a]}}]\n", "has `beside` and `bill_line` at once"),
        ("excuses", "excuses: [{pattern: {regex: a}}]\n", "1: `excuses[1].pattern` has no `needs` | add `needs:`"),
        ("excuses", "excuses: [{reads: {as: advert}}]\n", "1: unknown key `reads` in `excuses[1]` | allowed: beside,"),
        ("rule", "check: {any: [], except: [{excused: {}}]}\n", "1: `check.except[1].excused` has no `in`"),
        ("rule", "check: {any: [], except: [{excuse: {}}]}\n", "unknown key `excuse` in `check.except[1]`"),
        ("rule", "check: {any: [{excused: {in: a}}]}\n", "unknown key `excused` in `check.any[1]`"),
        ("rule", "id: a\n", "1: a rule has no key `id`: its path is its id | delete the line"),
        ("rule", "check: {fact_missing: {a: 1}}\n", "1: `check.fact_missing` takes no options, but has `a`"),
        ("rule", "check: {phrases: {list: [a]}, near: {}}\n", "`check` has several keys (`phrases`, `near`)"),
        ("rule", "check: {phrases: {view: raw}}\n", "`check.phrases` has neither `in` nor `list` | add `in` or `list`"),
        ("rule", "check: {any: [{phrase: {}}]}\n", "unknown key `phrase` in `check.any[1]` | did you mean `phrases`?"),
        ("rule", "check: {any: [{beside: {}}]}\n", "unknown key `beside` in `check.any[1]`"),
        ("rule", "check: {pattern: {regex: a, needs: nothing}}\n", "needs` is `nothing` | a list, or `none`"),
        ("rule", "clauses: [No Ads]\n", "1: `clauses[1]` is `No Ads` | Words in small letters"),
        ("rule", "sources: [{title: a, checked: 2026-1-1}]\n", "checked` is `2026-1-1` | A date, written 2026-11-23."),
        ("rule", "examples: {finds: [{text: 已付 1,000 元}]}\n", "1: the text breaks off at a comma before `000 元`"),
        ("rule", "examples: {finds: [{text: a, template: b}]}\n", "has `text` and `template` at once | keep `text`"),
        ("scenario", "facts: [{name: {zh-TW: a, en: b}}]\n", "`facts[1]` has neither `types` nor `words`"),
        ("scenario", "deadline:\n", "1: `deadline` is `null` | allowed: "),
        ("scenario", "extension: true\nnumber: 3\n", "2: `number` has no place in the file | take it out"),
        ("scenario", "examples: {fits: [{text: a}], not: []}\n", "`examples.fits` has 1 of at least 3 entries"),
        ("profile", "rules: {A: {severity: off}}\n", "1: `A` is not a valid name in `rules` | Words in small letters"),
    ],
)
def test_differences_are_worded_for_people(name: str, text: str, expected: str) -> None:
    """Each difference names its line, the key by its path, and what is allowed."""
    assert [fault for fault in faults(name, text) if expected in fault], faults(name, text)


def test_every_difference_is_told() -> None:
    """One wrong key does not hide the others."""
    assert 3 == len(faults("config", "profil: a\nlang: fr\nhosts: 1\n"))
