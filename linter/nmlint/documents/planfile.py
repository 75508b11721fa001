"""Reads the file of a plan: what it declares for all its texts, and its own keys, with every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from nmlint.bilingual import Bilingual
from nmlint.documents.message import form_of, read_nodes
from nmlint.documents.model import YAML, Declaration
from nmlint.documents.template import completed, declared_by, gathered, id_of_path
from nmlint.errors import UnreadableError
from nmlint.fields import FieldFault, Fields
from nmlint.nodes import Mapped
from nmlint.source import Location, Source, Span

Plan = TypeVar("Plan")


@dataclass(frozen=True, slots=True)
class PlanFile(Generic[Plan]):
    """A plan as its file has it; the places of all keys are with the declaration."""

    id: str
    form: str
    declaration: Declaration
    plan: Plan
    root: Mapped


def read_plan_file(
    source: Source,
    name: Bilingual,
    read: Callable[[Fields], Plan],
    supplied: Declaration | None = None,
    default_id: str | None = None,
    telling: Callable[[Bilingual, Mapped], Bilingual] = lambda what, _: what,
) -> PlanFile[Plan]:
    """The plan in a source, which people call by the name. Raises UnreadableError with every fault in it.

    `read` takes the plan's own keys, and says which keys there are. `telling` puts a fault into the words of the plan.
    """
    form = form_of(source.name, source.text) or YAML
    root = read_nodes(source, form)
    if not isinstance(root, Mapped):
        what = Bilingual(f"{name} holds 'key: value' lines", f"{name.chinese}必須是「key: value」的形式")
        raise UnreadableError(what, Location.of(source, root.span))
    faults: list[FieldFault] = []
    spans: dict[str, Span] = {}
    top = Fields(root, source, faults, spans)
    declaration = declared_by(top)
    plan = read(top)
    if faults:
        raise gathered([replace(fault, what=telling(fault.what, root)) for fault in faults], name)
    declaration = replace(declaration, spans=spans)
    if supplied is not None:
        declaration = completed(declaration, supplied)
    return PlanFile(declaration.id or default_id or id_of_path(source.name), form, declaration, plan, root)
