"""An approved template as a program runs it: plain Jinja, with every file that it loads read once, at the start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from jinja2 import DictLoader, TemplateSyntaxError, Undefined, meta, nodes
from jinja2.environment import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from nmlint.bilingual import Bilingual
from nmlint.config import JinjaOptions
from nmlint.opening import Resolve
from nmlint.source import Source

Filters = Mapping[str, Callable[..., Any]]

_ASKING_FILTERS = frozenset({"default", "d"})


class UnfitError(Exception):
    """A template that cannot be run here, and why."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason)
        self.reason = reason


class UnfilledError(Exception):
    """A value that the text prints and that was not given."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class RenderError(Exception):
    """The template failed on these values; its text names the kind of failure, and no value."""


class _Missing(Undefined):
    """What was not given: false in a branch, and an error in a text."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *_: Any, **__: Any) -> NoReturn:
        raise UnfilledError(self._undefined_name or "?")

    __str__ = __iter__ = __len__ = _fail_with_undefined_error


class _Environment(ImmutableSandboxedEnvironment):
    """Knows other templates by where they are, not by what the tag says."""

    def __init__(self, options: JinjaOptions, filters: Filters) -> None:
        super().__init__(
            **options.syntax,
            extensions=options.extensions,
            undefined=_Missing,
            auto_reload=False,
            cache_size=-1,
        )
        self.filters.update(filters)
        self.named: dict[tuple[str, str], str] = {}

    def join_path(self, template: str, parent: str) -> str:
        """Where the template is that a tag in another one names."""
        return self.named.get((parent, template), template)


@dataclass(frozen=True, slots=True)
class Program:
    """A template made ready to run.

    `names` are the values that it asks for, and `questioned` those of them that a branch or a default asks about, so
    that they may be empty. One that `loops` grows by as much as it is given.
    """

    template: Template
    names: frozenset[str]
    questioned: frozenset[str]
    loops: bool

    def needs(self, name: str) -> bool:
        """Whether the text prints a value without asking first whether it is there."""
        return name in self.names and name not in self.questioned

    def render(self, values: Mapping[str, Any]) -> str:
        """The text with these values. Raises UnfilledError, RenderError."""
        try:
            return self.template.render(values)
        except UnfilledError:
            raise
        except Exception as error:
            # Whatever a filter or an operator makes of a value is a failure of this message, not of the program.
            raise RenderError(type(error).__name__) from error


def program_of(source: Source, resolve: Resolve, options: JinjaOptions, filters: Filters) -> Program:
    """The program of a template and of all that it loads. Raises UnfitError."""
    environment = _Environment(options, filters)
    texts: dict[str, str] = {}
    try:
        trees = list(_read(environment, source, resolve, texts))
        environment.loader = DictLoader(texts)
        for name in texts:
            environment.get_template(name)
    except TemplateSyntaxError as error:
        raise UnfitError(_cannot_run(error.name or source.name, error.lineno, error.message or "")) from error
    names = frozenset().union(*map(meta.find_undeclared_variables, trees)) - environment.globals.keys()
    questioned = frozenset(name for tree in trees for name in _questioned(tree))
    loops = any(tree.find(nodes.For) is not None for tree in trees)
    return Program(environment.get_template(source.name), names, questioned, loops)


def _read(
    environment: _Environment, source: Source, resolve: Resolve, texts: dict[str, str]
) -> Iterator[nodes.Template]:
    """A template and all that it loads, parsed. Raises UnfitError, TemplateSyntaxError."""
    texts[source.name] = source.text
    tree = environment.parse(source.text, source.name)
    yield tree
    for name in meta.find_referenced_templates(tree):
        if name is None:
            raise UnfitError(
                Bilingual(
                    f"{source.name} loads a template whose name only the values tell; name it in the tag",
                    f"{source.name} 載入的範本名稱由變數決定；請在標籤裡直接寫出檔名",
                )
            )
        found = resolve(name, source.name)
        # What may be missing is missing for good: nothing is looked for later.
        if found is not None:
            environment.named[source.name, name] = found.name
            if found.name not in texts:
                yield from _read(environment, found, resolve, texts)


def _questioned(tree: nodes.Template) -> Iterator[str]:
    """The names whose presence a template asks about."""
    for branch in tree.find_all(nodes.If):
        yield from _names(branch.test)
    for choice in tree.find_all(nodes.CondExpr):
        yield from _names(choice.test)
    for either in tree.find_all(nodes.Or):
        yield from _names(either.left)
    for filtered in tree.find_all(nodes.Filter):
        if filtered.name in _ASKING_FILTERS and filtered.node is not None:
            yield from _names(filtered.node)
    for loop in tree.find_all(nodes.For):
        yield from _names(loop.iter)


def _names(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Name):
        yield node.name
    for name in node.find_all(nodes.Name):
        yield name.name


def _cannot_run(name: str, line: int, why: str) -> Bilingual:
    return Bilingual(
        f"{name}:{line}: Jinja cannot run it here ({why}); hand the filters of your own environment to the guard",
        f"{name}:{line}：Jinja 無法在這裡執行（{why}）；請把自己環境的 filters 交給 Guard",
    )
