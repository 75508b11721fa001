"""The sender's own list of LINE's template keys, which nobody publishes, and of what may stand in each template."""

from __future__ import annotations

from dataclasses import dataclass

from nmlint.bilingual import Bilingual
from nmlint.fields import FieldFault, Fields
from nmlint.nodes import mapping_of
from nmlint.source import Location, Source, Span
from nmlint.yamltree import YamlError, read_yaml


@dataclass(frozen=True, slots=True)
class KnownTemplate:
    """One template that the account may use, with the items and buttons it has."""

    key: str
    items: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()


def read_template_keys(source: Source, faults: list[FieldFault]) -> tuple[KnownTemplate, ...]:
    """The templates of a file `templates: {KEY: {items: […], buttons: […]}}`; what is wrong is added to the faults."""
    try:
        top = mapping_of(read_yaml(source))
    except YamlError as error:
        faults += FieldFault.of_yaml(error)
        return ()
    if top is None:
        what = Bilingual("the file holds `templates:` and the keys below it", "檔案必須是「templates:」與其下的 key")
        faults.append(FieldFault(what, Location.of(source, Span(0, 0))))
        return ()
    fields = Fields(top, source, faults, {})
    fields.only({"templates"})
    known = []
    for entry, found in fields.each("templates"):
        found.only({"items", "buttons"})
        known.append(KnownTemplate(entry.key, found.texts("items"), found.texts("buttons")))
    return tuple(known)
