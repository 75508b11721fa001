"""Jinja's runtime classes, made to keep origins; generated code imports some of them by Jinja's names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from jinja2.runtime import BlockReference, Context, Macro, TemplateReference
from jinja2.utils import missing

from nmlint.rendering.tracing import TracedMarkup, escape

__all__ = ["TracedMacro", "TracedMarkup", "TracedReference", "escape"]

REPLACED = (
    "from nmlint.rendering.runtime import TracedMarkup as Markup, TracedMacro as Macro, "
    "TracedReference as TemplateReference, escape"
)
"""What generated code imports after Jinja's own names."""

_LOCAL = frozenset({"self", "super", "loop", "caller", "varargs", "kwargs"})


class TracedMacro(Macro):
    """A macro whose text keeps its origin."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> str:
        result = self._func(*arguments)
        return TracedMarkup(result) if autoescape else result


class TracedBlock(BlockReference):
    """A block called by `super()` or `self.name()`."""

    @property
    def super(self) -> Any:
        """The block one step up."""
        if self._depth + 1 >= len(self._stack):
            return self._context.environment.undefined(f"there is no parent block called {self.name!r}.", name="super")
        return TracedBlock(self.name, self._context, self._stack, self._depth + 1)

    def __call__(self) -> str:
        context = self._context
        result: str = context.environment.concat(self._stack[self._depth](context))
        return TracedMarkup(result) if context.eval_ctx.autoescape else result


def _traced_block(block: Any) -> Any:
    if isinstance(block, BlockReference):
        return TracedBlock(block.name, block._context, block._stack, block._depth)  # noqa: SLF001
    return block


class TracedReference(TemplateReference):
    """`self` in a template."""

    def __getitem__(self, name: str) -> Any:
        return _traced_block(super().__getitem__(name))


class TracedContext(Context):
    """A context that asks the environment for names nobody set."""

    def super(self, name: str, current: Callable[[Context], Iterator[str]]) -> Any:
        """The parent block."""
        return _traced_block(super().super(name, current))

    def resolve_or_missing(self, key: str) -> Any:
        """The value of a name; in judging mode an unknown one for a name from outside."""
        found = super().resolve_or_missing(key)
        if found is missing and key not in _LOCAL:
            return self.environment.outside(key)  # type: ignore[attr-defined]
        return found
