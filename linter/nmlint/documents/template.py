"""The front comment of a template: where it stands, and what it declares."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import PurePosixPath
from typing import Any

from nmlint.bilingual import CHINESE, Bilingual, in_language, joined
from nmlint.config import Settings, faulty
from nmlint.documents.model import Declaration, Document, Fallback, Variable
from nmlint.errors import UnreadableError
from nmlint.fields import FieldFault, Fields
from nmlint.nodes import Mapped, mapping_of
from nmlint.source import Location, Source, Span
from nmlint.vocabulary import CHANNELS, LINE_TYPES, NOTIFICATION
from nmlint.yamltree import YamlError, read_yaml

TEMPLATE_SUFFIXES = frozenset({".j2", ".jinja", ".jinja2"})
FALLBACK_CHANNELS = frozenset(CHANNELS) - {NOTIFICATION}
MESSAGE_TYPES = LINE_TYPES | FALLBACK_CHANNELS

_FRONT = re.compile(r"\s*\{#[-+]?[ \t]*nmlint(?=\s|[-+]?#\})")
_MISPLACED = re.compile(r"\{#[-+]?[ \t]*nmlint[ \t]*\r?\n")
_MISSPELT = re.compile(r"\s*\{#[-+]?\s*nmlint\s*[:：]")
_END = re.compile(r"[-+]?#\}")

DECLARED = frozenset(field.name for field in fields(Declaration)) - {"spans", "present"}
"""The keys of a declaration."""
_VARIABLE_KEYS = frozenset(field.name for field in fields(Variable)) - {"name", "span"}
_FALLBACK_KEYS = frozenset(field.name for field in fields(Fallback))
_FAULTS_SHOWN = 20
IN_COMMENT = Bilingual("the nmlint comment", "nmlint 註解")


def holds_tags(text: str) -> bool:
    """Whether a text of no name is a template: by Jinja's own marks."""
    return any(mark in text for mark in ("{{", "{%", "{#"))


def read_document(source: Source, supplied: Declaration | None = None, default_id: str | None = None) -> Document:
    """The template in a source, its declaration completed by what the configuration supplies for its path.

    What the comment says itself always stands; one that names no id goes by the id given, else by its path.
    Raises `UnreadableError` with every fault of the comment.
    """
    declaration = read_declaration(source)
    if supplied is not None:
        declaration = completed(declaration, supplied)
    return Document("template", declaration.id or default_id or id_of_path(source.name), source, declaration)


def id_of_path(name: str) -> str:
    """The id of an artefact that names none: its path without the suffix."""
    path = PurePosixPath(name)
    return str(path.with_suffix("")) if path.suffix else name


def read_declaration(source: Source) -> Declaration:
    """What the front comment declares; an empty declaration when there is none."""
    span = front_comment(source)
    if span is None:
        return Declaration()
    try:
        node = read_yaml(source, span)
    except YamlError as error:
        raise gathered(FieldFault.of_yaml(error)) from error
    top = mapping_of(node)
    if top is None:
        what = Bilingual("the comment must hold 'key: value' lines", "註解內容必須是「key: value」的形式")
        raise gathered([FieldFault(what, Location.of(source, node.span))])
    faults: list[FieldFault] = []
    declaration = declaration_of(top, source, faults)
    if faults:
        raise gathered(faults)
    return declaration


def front_comment(source: Source) -> Span | None:
    """The YAML within the first comment, if that is ours; one that stands elsewhere is refused, not overlooked."""
    text = source.text
    start = _FRONT.match(text)
    if start is None:
        if found := _MISSPELT.match(text):
            what = Bilingual(
                "write '{#- nmlint' without a colon, and the keys on the lines below",
                "請寫「{#- nmlint」，後面不加冒號，鍵值寫在下面各行",
            )
            raise UnreadableError(what, Location.of(source, Span(found.end() - 1, found.end())))
        if found := _MISPLACED.search(text):
            what = Bilingual(
                "the nmlint comment must come first; move it to the top of the file",
                "nmlint 註解必須在檔案最前面；請移到檔案開頭",
            )
            raise UnreadableError(what, Location.of(source, Span(found.start(), found.end())))
        return None
    end = _END.search(text, start.end())
    if end is None:
        opening = text.index("{#")
        what = Bilingual("the nmlint comment is never closed; end it with -#}", "nmlint 註解沒有結束；請以 -#} 結尾")
        raise UnreadableError(what, Location.of(source, Span(opening, opening + 2)))
    return Span(start.end(), end.start())


def declaration_of(
    node: Mapped, source: Source, faults: list[FieldFault], besides: Collection[str] = ()
) -> Declaration:
    """The declaration in a mapping; whatever is wrong with it is added to the faults.

    `besides` are keys that may stand there for others to read.
    """
    spans: dict[str, Span] = {}
    top = Fields(node, source, faults, spans)
    top.only(DECLARED.union(besides))
    return replace(declared_by(top), spans=spans)


def declared_by(top: Fields) -> Declaration:
    """What the keys of a mapping declare; their places are with the other places of the file."""
    top.check("id", lambda text: bool(text.strip()), Bilingual("id: an id is never empty", "id 不能是空的"))
    return Declaration(
        id=top.text("id"),
        scenario=top.text("scenario"),
        message=top.text("message", one_of=MESSAGE_TYPES),
        sender=top.text("sender"),
        title=top.text("title"),
        event=top.text("event"),
        basis=top.text("basis"),
        evidence=top.mapping("evidence"),
        variables=_variables(top),
        links=top.text_mapping("links"),
        fallback=_fallback(top.fields("fallback")),
        products=top.texts("products"),
        present=True,
    )


def declared_in_config(settings: Settings) -> Mapping[str, Declaration]:
    """What the configuration declares for each glob of `paths`. Raises UsageError with every fault in it."""
    faults: list[FieldFault] = []
    declared = {}
    for entry in settings.paths:
        if settings.file is not None:
            found = declaration_of(entry.declared, settings.file, faults, ("profile",))
            # Places in the configuration are no places in the template, so no finding may point at them.
            variables = {name: replace(variable, span=None) for name, variable in found.variables.items()}
            declared[entry.glob] = replace(found, variables=variables, spans={}, present=False)
    if faults:
        raise faulty(faults)
    return declared


def _variables(top: Fields) -> Mapping[str, Variable]:
    variables = {}
    for entry, found in top.each("variables"):
        found.only(_VARIABLE_KEYS)
        variables[entry.key] = Variable(
            name=entry.key,
            type=found.text("type"),
            example=found.anything("example"),
            max_length=found.integer("max_length"),
            mask=found.text("mask"),
            hosts=found.texts("hosts"),
            purpose=found.text("purpose"),
            values=found.values("values"),
            span=entry.key_span,
        )
    return variables


def _fallback(found: Fields | None) -> Fallback | None:
    if found is None:
        return None
    found.only(_FALLBACK_KEYS)
    what = Bilingual("fallback needs a channel, such as channel: sms", "fallback 需要 channel，例如 channel: sms")
    found.require("channel", what)
    return Fallback(
        channel=found.text("channel", one_of=FALLBACK_CHANNELS) or "",
        after=found.duration("after"),
        unless=found.text("unless"),
        template=found.text("template"),
    )


def completed(declaration: Declaration, extra: Declaration) -> Declaration:
    """The declaration with its empty keys filled from the other; variables and the like are filled key by key."""
    filled: dict[str, Any] = {}
    for key in DECLARED:
        own, other = getattr(declaration, key), getattr(extra, key)
        filled[key] = {**other, **own} if isinstance(own, Mapping) else own or other
    return replace(declaration, **filled)


def gathered(faults: Sequence[FieldFault], where: Bilingual = IN_COMMENT) -> UnreadableError:
    """The error that tells every fault of a declaration."""
    ordered = sorted(faults, key=lambda fault: fault.location.start)
    if len(ordered) == 1:
        what = ordered[0].what
        said = Bilingual(f"in {where}: {what}", f"{where.chinese}：{in_language(what, CHINESE)}")
        return UnreadableError(said, ordered[0].location)
    lines = [_with_place(fault) for fault in ordered[:_FAULTS_SHOWN]]
    head = Bilingual(f"{len(ordered)} faults in {where}", f"{where.chinese}有 {len(ordered)} 處錯誤")
    return UnreadableError(joined("\n", [head, *lines]), ordered[0].location)


def _with_place(fault: FieldFault) -> Bilingual:
    place = f"  {fault.location.within}: "
    return Bilingual(place + str(fault.what), place + in_language(fault.what, CHINESE))
