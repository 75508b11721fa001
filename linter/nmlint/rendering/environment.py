"""The sandboxed Jinja environment that renders with origins, bounds and unknown values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import nodes
from jinja2.environment import Template
from jinja2.exceptions import TemplateNotFound
from jinja2.filters import FILTERS
from jinja2.tests import TESTS
from jinja2.utils import missing

from nmlint.bilingual import Bilingual
from nmlint.config import JinjaOptions
from nmlint.rendering.codegen import TracedGenerator
from nmlint.rendering.computing import ComputingEnvironment
from nmlint.rendering.extensions import EXTENSIONS
from nmlint.rendering.filters import REPLACED as TRACED_FILTERS
from nmlint.rendering.filters import Filters, guarded_filter, guarded_test, own_filter, own_test
from nmlint.rendering.lexing import OffsetLexer
from nmlint.rendering.model import Origin, Resolve, TemplateProblem
from nmlint.rendering.opaque import Opaque, Outside
from nmlint.rendering.runtime import REPLACED, TracedContext
from nmlint.rendering.safety import Meter, TooMuchError, safe_range
from nmlint.rendering.sites import Site, Sites
from nmlint.source import Source

_BRANCHES_BY_NAMES = 400_000
CIRCULAR = Bilingual(
    "templates load each other without an end; take one of the tags out",
    "範本互相載入，沒有盡頭；請拿掉其中一個標籤",
)


class MissingTemplateError(TemplateNotFound):
    """A template that nobody has, and the tag that names it."""

    def __init__(self, name: str, origin: Origin) -> None:
        super().__init__(name)
        self.origin = origin


class TracedEnvironment(ComputingEnvironment):
    """One environment renders one template, with those it loads, any number of times."""

    code_generator_class = TracedGenerator
    context_class = TracedContext

    def __init__(self, options: JinjaOptions, resolve: Resolve, meter: Meter) -> None:
        self.notes = Sites()
        self.meter = meter
        self.compiling = ""
        self._resolve = resolve
        self.outside_values: Outside | None = None
        self._parents: dict[str, str] = {}
        self._templates: dict[str, Template] = {}
        self._lexer: OffsetLexer | None = None
        self._depth = 0
        self.current = 0
        self.printed: set[int] = set()
        self.visited: set[int] = set()
        self.asked_outside: set[str] = set()
        self.loads: dict[tuple[str, str], Origin] = {}
        super().__init__(
            **options.syntax,
            extensions=[EXTENSIONS[name] for name in options.extensions],
            optimized=False,
            cache_size=0,
        )
        del self.globals["lipsum"]
        self.globals["range"] = safe_range(meter)
        self.known_filters = frozenset(FILTERS)
        self.known_tests = frozenset(TESTS)
        known: dict[str, Any] = {}
        known.update(FILTERS)
        known.update(TRACED_FILTERS)
        self.filters: Any = Filters(known, lambda name, function: guarded_filter(self, name, function), own_filter)
        tests: dict[str, Any] = {}
        tests.update(TESTS)
        self.tests: Any = Filters(tests, lambda name, function: guarded_test(self, name, function), own_test)

    # -- compiling

    @property
    def lexer(self) -> OffsetLexer:
        """The lexer of this environment; it keeps the tags of the template being compiled."""
        if self._lexer is None:
            self._lexer = OffsetLexer(self, self.meter)
        return self._lexer

    def _generate(self, source: nodes.Template, name: str | None, *args: Any, **kwargs: Any) -> str:
        code: str = super()._generate(source, name, *args, **kwargs)
        first, rest = code.split("\n", 1)
        return f"{first}; {REPLACED}\n{rest}"

    def template(self, source: Source) -> Template:
        """The compiled template of a source."""
        template = self._templates.get(source.name)
        if template is None:
            limit = self.meter.bounds.source_characters
            if len(source.text) > limit:
                what = Bilingual(
                    f"the template {source.name!r} has more than {limit:,} characters; split it",
                    f"範本「{source.name}」超過 {limit:,} 字；請拆開",
                )
                raise TooMuchError(what)
            self.notes.sources[source.name] = source
            self.compiling = source.name
            tree = self._parse(source.text, source.name, None)
            _check_branches(tree)
            code = self._compile(self._generate(tree, source.name, None), "<template>")
            self._templates[source.name] = template = Template.from_code(self, code, self.make_globals(None))
        return template

    # -- running

    def start(self, outside: Outside | None) -> None:
        """Begins a run; without outside values every name has the value it was given, in concrete mode."""
        self.outside_values = outside
        self._parents.clear()
        self._depth = self.current = 0
        self.meter.restart()
        self.printed.clear()
        self.visited.clear()
        self.loads.clear()
        for template in self._templates.values():
            template._module = None  # noqa: SLF001 what a module decided belongs to one run

    def outside(self, name: str) -> Any:
        """The value of a name that no template sets."""
        self.asked_outside.add(name)
        return missing if self.outside_values is None else self.outside_values.variable(name)

    # -- other templates

    def loaded(self, number: int, kind: str, name: Any) -> Template:
        """The template that a tag names, or the first there is of several."""
        self.at(number)
        site = self.notes.sites[number]
        if isinstance(name, list | tuple):
            for candidate in name:
                try:
                    return self.loaded(number, kind, candidate)
                except MissingTemplateError:
                    continue
            raise MissingTemplateError(", ".join(map(str, name)), site.origin)
        if isinstance(name, Opaque):
            name = name._hint  # noqa: SLF001
            if not isinstance(name, str):
                message = Bilingual(
                    f"which template this {kind} loads depends on data; name it, or give an example",
                    f"這個 {kind} 載入哪個範本要看資料；請寫出檔名，或為變數提供範例",
                )
                raise TemplateProblem("unsafe", message, site.origin)
        source = self._resolve(str.__str__(name), site.source) if isinstance(name, str) else None
        if source is None:
            raise MissingTemplateError(str(name), site.origin)
        self.loads[site.source, source.name] = site.origin
        if kind == "extends":
            self._check_parents(site, source.name)
        return self.template(source)

    def included(self, number: int, stream: Iterable[str]) -> Iterator[str]:
        """The text of an included template, on its way through the tag."""
        site = self.notes.sites[number]
        self._depth += 1
        if self._depth > self.meter.bounds.include_depth:
            raise TemplateProblem("circular-include", CIRCULAR, site.origin)
        for text in stream:
            yield self._placed(text, site)
        self._depth -= 1

    def _check_parents(self, site: Site, parent: str) -> None:
        """Refuses a template that extends itself, directly or through others."""
        self._parents[site.source] = parent
        name: str | None = parent
        while name is not None and name != site.source:
            name = self._parents.get(name)
        if name is not None:
            raise TemplateProblem("circular-include", CIRCULAR, site.origin)


def _check_branches(tree: nodes.Template) -> None:
    """Refuses what Jinja's analysis of names, which takes branches times names, would need too long for."""
    branches = sum(1 + len(node.elif_) for node in tree.find_all(nodes.If))
    names = len({node.name for node in tree.find_all(nodes.Name)})
    if branches * names > _BRANCHES_BY_NAMES:
        what = Bilingual(
            f"{branches:,} branches with {names:,} names are too many for one template; split it",
            f"{branches:,} 個分支、{names:,} 個名稱，對一個範本來說太多；請拆開",
        )
        raise TooMuchError(what)
