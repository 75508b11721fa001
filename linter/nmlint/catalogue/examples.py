"""The examples that rules and scenarios bring: read from the files, for tests and for people, never for judging."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nmlint.catalogue.gathering import Root, gather
from nmlint.catalogue.tree import read_tree
from nmlint.source import Source, Span

_MARKS = {"【": "】", "〖": "〗"}


class MarkError(ValueError):
    """The marks of an example do not pair up."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text, a whole template when `is_template`, or a plan when `is_plan`, with what is declared around it.

    Of a rule of the moment it is a `moment`: what is known when a message is sent, whose value is the text.

    `text` has no marks; `spans` are the stretches that stood between them, none where the place does not matter.
    `files` are the texts that it names, by name; `form` is as a document has it. `approved` is what LINE approved of a
    template, empty where it approved nothing.
    """

    text: str
    is_template: bool
    spans: tuple[Span, ...] = ()
    why: str = ""
    scenario: str | None = None
    fallback: bool = False
    evidence: Mapping[str, Any] = field(default_factory=dict)
    sender: str | None = None
    title: str | None = None
    products: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    type: str | None = None
    variables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    form: str | None = None
    is_plan: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    approved: str | None = None
    template_keys: Mapping[str, Any] = field(default_factory=dict)
    as_of: str | None = None
    moment: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Examples:
    """What a rule finds and what it lets pass."""

    finds: tuple[Example, ...]
    passes: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class ScenarioExamples:
    """Texts that are a scenario, and texts that only look like it."""

    fits: tuple[str, ...]
    others: tuple[tuple[str, str], ...]


def parse_marks(marked: str) -> tuple[str, tuple[Span, ...]]:
    """The text without its marks, and the spans they stood around.

    Where 〖〗 occurs it marks and 【】 is text; else 【】 marks. Raises MarkError where marks do not pair up.
    """
    opening = "〖" if re.search("[〖〗]", marked) else "【"
    closing = _MARKS[opening]
    text, spans, start = "", [], None
    for char in marked:
        if char == opening:
            if start is not None:
                raise MarkError(f"a second {opening} before {closing}")
            start = len(text)
        elif char == closing:
            if start is None:
                raise MarkError(f"{closing} without {opening}")
            if start == len(text):
                raise MarkError(f"nothing between {opening} and {closing}")
            spans.append(Span(start, len(text)))
            start = None
        else:
            text += char
    if start is not None:
        raise MarkError(f"{opening} without {closing}")
    return text, tuple(spans)


def parse_example(data: Mapping[str, Any], *, marked: bool) -> Example:
    """An example as the file has it; only those that a rule finds are marked."""
    is_template, moment = "template" in data, data.get("moment")
    text = data["template"] if is_template else data.get("plan", data.get("json", data.get("text", "")))
    if moment is not None and isinstance(moment.get("value"), str):
        text = moment["value"]
    text, spans = parse_marks(text) if marked else (text, ())
    if moment is not None and isinstance(moment.get("value"), str):
        moment = {**moment, "value": text}
    return Example(
        text=text,
        is_template=is_template,
        spans=spans,
        why=data.get("why", ""),
        scenario=data.get("scenario"),
        fallback=data.get("fallback", False),
        evidence=data.get("evidence", {}),
        sender=data.get("sender"),
        title=data.get("title"),
        products=tuple(data.get("products", ())),
        links=data.get("links", {}),
        hosts=tuple(data.get("hosts", ())),
        phones=tuple(data.get("phones", ())),
        senders=tuple(data.get("senders", ())),
        type=data.get("type"),
        variables=data.get("variables", {}),
        form="json" if "json" in data else None,
        is_plan="plan" in data,
        files=data.get("files", {}),
        approved=data.get("approved"),
        template_keys=data.get("template_keys", {}),
        as_of=data.get("as_of"),
        moment=moment,
    )


def parse_examples(data: Mapping[str, Any]) -> Examples:
    """The `examples:` of a rule."""
    return Examples(
        tuple(parse_example(item, marked=True) for item in data.get("finds", ())),
        tuple(parse_example(item, marked=False) for item in data.get("passes", ())),
    )


def rule_examples(root: Root) -> dict[str, Examples]:
    """The examples of every rule below a root, by rule id."""
    return {name: parse_examples(data["examples"]) for name, data in _with_examples(root) if "check" in data}


def scenario_examples(root: Root) -> dict[str, ScenarioExamples]:
    """The examples of every scenario below a root, by scenario id."""
    return {
        name.removeprefix("scenarios/"): ScenarioExamples(
            tuple(item["text"] for item in data["examples"].get("fits", ())),
            tuple((item["text"], item.get("why", "")) for item in data["examples"].get("not", ())),
        )
        for name, data in _with_examples(root)
        if name.startswith("scenarios/")
    }


def _with_examples(root: Root) -> Iterator[tuple[str, Mapping[str, Any]]]:
    files, _ = gather([root])
    for file in files:
        data = read_tree(Source(file.path, file.content.decode("utf-8-sig", "replace"))).data
        if isinstance(data, dict) and isinstance(data.get("examples"), dict):
            yield file.id, data
