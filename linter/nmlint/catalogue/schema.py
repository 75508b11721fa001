"""Holds data to a JSON Schema and says in words for people where and how it differs.

jsonschema is imported only when something is validated: a catalogue that comes compiled needs none of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from nmlint.catalogue.tree import Path, Tree
from nmlint.errors import Fault

_SUFFIX = ".schema.json"
_TYPES = {
    "string": "a text",
    "array": "a list",
    "object": "a mapping (`key: value`)",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "empty",
}
_YAML_BOOLEANS = {"yes", "no", "on", "off", "y", "n", "true", "false"}
_LANGUAGE = re.compile(r"^[a-z]{2}(-[A-Z]{2})?$")


@cache
def schema_names() -> frozenset[str]:
    """The names for which there is a schema."""
    folder = files("nmlint.catalogue") / "schemas"
    return frozenset(entry.name.removesuffix(_SUFFIX) for entry in folder.iterdir() if entry.name.endswith(_SUFFIX))


@cache
def load_schema(name: str) -> Any:
    """A schema as data."""
    return json.loads((files("nmlint.catalogue") / "schemas" / (name + _SUFFIX)).read_text(encoding="utf-8"))


def validate(name: str, tree: Tree) -> list[Fault]:
    """Every difference of the tree's data from the named schema, in order of place."""
    errors = sorted(_validator(name).iter_errors(tree.data), key=lambda error: list(map(str, error.absolute_path)))
    faults = [tree.fault(path, what, mend) for error in errors for path, what, mend in _explain(error)]
    return sorted(dict.fromkeys(faults))


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """`did you mean …?` with the known word nearest in spelling, if one is near."""
    near = get_close_matches(word, sorted(known), 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else otherwise


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415  late, see above
    from referencing import Registry, Resource  # noqa: PLC0415

    shared = [(f"{shared}{_SUFFIX}", Resource.from_contents(load_schema(shared))) for shared in ("common", "rule")]
    registry: Any = Registry().with_resources(shared)
    return Draft202012Validator(load_schema(name), registry=registry)


Explained = tuple[Path, str, str]


def _explain(error: Any) -> Iterator[Explained]:
    path: Path = tuple(error.absolute_path)
    words = _property_name if "propertyNames" in error.relative_schema_path else _WORDS.get(error.validator)
    if words is None:
        yield path, f"{_name(path)}: {error.message}", ""
    else:
        yield from words(error, path)


def _required(error: Any, path: Path) -> Iterator[Explained]:
    for key in error.validator_value:
        if key not in error.instance and error.message.startswith(repr(key)):
            yield path, f"{_name(path)} has no `{key}`", f"add `{key}:`"


def _unknown_keys(error: Any, path: Path) -> Iterator[Explained]:
    allowed = set(error.schema.get("properties", ()))
    by_pattern = list(error.schema.get("patternProperties", ()))
    for key in error.instance:
        if key in allowed:
            continue
        if _LANGUAGE.pattern in by_pattern:
            if not _LANGUAGE.match(key):
                yield (*path, key), f"`{key}` is no language", "write a code such as zh-TW, en or ja"
        elif error.instance[key] is None and (" " in key or not key.isascii()):
            what = f"the text breaks off at a comma before `{key}`"
            yield (*path, key), what, "put a text with commas in quotes"
        elif not path and key == "id" and "check" in allowed:
            yield (*path, key), "a rule has no key `id`: its path is its id", "delete the line"
        elif not allowed:
            yield (*path, key), f"{_name(path)} takes no options, but has `{key}`", "write `{}`"
        else:
            choice = "allowed: " + ", ".join(sorted(allowed))
            yield (*path, key), f"unknown key `{key}` in {_name(path)}", did_you_mean(key, allowed, choice)


def _enum(error: Any, path: Path) -> Iterator[Explained]:
    # That a key may be left empty goes without saying.
    allowed = [str(value) for value in error.validator_value if value is not None]
    choice = "allowed: " + ", ".join(allowed)
    mend = did_you_mean(str(error.instance), allowed, choice) if len(allowed) > _MANY else choice
    yield path, f"{_name(path)} is `{_shown(error.instance)}`", mend


def _type(error: Any, path: Path) -> Iterator[Explained]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    wanted = [name for name in wanted if name != "null"] or wanted
    what = f"{_name(path)} must be {' or '.join(_TYPES[name] for name in wanted)}, not {_kind(error.instance)}"
    if "boolean" in wanted and str(error.instance).lower() in _YAML_BOOLEANS:
        yield path, what, "write true or false, without quotes"
    elif "string" in wanted and isinstance(error.instance, (int, float, bool)):
        yield path, what, "put it in quotes"
    elif wanted == ["array"]:
        yield path, what, "put it in [ ]"
    else:
        yield path, what, ""


def _alternatives(error: Any, path: Path) -> Iterator[Explained]:
    keys = [key for branch in error.validator_value for key in branch.get("required", ())]
    present = [key for key in keys if key in error.instance]
    choice = " or ".join(f"`{key}`" for key in keys)
    if present:
        yield path, f"{_name(path)} has {' and '.join(f'`{key}`' for key in present)} at once", f"keep {choice}"
    else:
        yield path, f"{_name(path)} has neither {' nor '.join(f'`{key}`' for key in keys)}", f"add {choice}"


def _too_many_keys(error: Any, path: Path) -> Iterator[Explained]:
    keys = ", ".join(f"`{key}`" for key in error.instance)
    yield path, f"{_name(path)} has several keys ({keys}) where one is meant", "make a list of them under `any:`"


def _too_few(error: Any, path: Path) -> Iterator[Explained]:
    least = error.validator_value
    if not error.instance:
        yield path, f"{_name(path)} is empty", "fill it or leave the key out"
    else:
        yield path, f"{_name(path)} has {len(error.instance)} of at least {least} entries", "add more"


def _pattern(error: Any, path: Path) -> Iterator[Explained]:
    expected = error.schema.get("description", f"must match {error.validator_value}")
    yield path, f"{_name(path)} is `{_shown(error.instance)}`", expected


def _property_name(error: Any, path: Path) -> Iterator[Explained]:
    key = error.instance
    expected = error.schema.get("description", "use letters, digits, `-` and `_`")
    yield (*path, key), f"`{key}` is not a valid name in {_name(path)}", expected


def _number(error: Any, path: Path) -> Iterator[Explained]:
    word = "least" if error.validator == "minimum" else "most"
    yield path, f"{_name(path)} is {error.instance}", f"at {word} {error.validator_value}"


def _too_long(error: Any, path: Path) -> Iterator[Explained]:
    yield path, f"{_name(path)} is longer than {error.validator_value} characters", "shorten it"


def _twice(error: Any, path: Path) -> Iterator[Explained]:
    items = list(map(_shown, error.instance))
    for index, item in enumerate(items):
        if item in items[:index]:
            yield (*path, index), f"{_name(path)} has `{item}` twice", "keep one"


def _out_of_place(error: Any, path: Path) -> Iterator[Explained]:
    for key in error.validator_value["required"]:
        yield (*path, key), f"`{key}` has no place in {_name(path)}", "take it out"


def _constant(error: Any, path: Path) -> Iterator[Explained]:
    yield path, f"{_name(path)} is `{_shown(error.instance)}`", f"a list, or `{error.validator_value}`"


_MANY = 4
_WORDS = {
    "required": _required,
    "additionalProperties": _unknown_keys,
    "enum": _enum,
    "type": _type,
    "anyOf": _alternatives,
    "oneOf": _alternatives,
    "maxProperties": _too_many_keys,
    "minProperties": _too_few,
    "minItems": _too_few,
    "minLength": _too_few,
    "maxLength": _too_long,
    "pattern": _pattern,
    "minimum": _number,
    "maximum": _number,
    "uniqueItems": _twice,
    "const": _constant,
    "not": _out_of_place,
}


def _dotted(path: Path) -> str:
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _name(path: Path) -> str:
    return f"`{_dotted(path)}`" if path else "the file"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_LONGEST = 40


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text `{_shown(value)}`"
    return "a list" if isinstance(value, list) else "a mapping"
