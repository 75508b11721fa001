# ruff: noqa: D102, N802  the visitors are named and described by Jinja
"""Jinja's code generator, made to tell the environment where each text comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isinf
from typing import Any

from jinja2 import nodes
from jinja2.compiler import Frame, MacroRef
from jinja2.exceptions import TemplateSyntaxError
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.nodes import EvalContext

from nmlint.bilingual import Bilingual
from nmlint.rendering.lexing import At
from nmlint.rendering.model import Construct
from nmlint.rendering.places import NotingGenerator
from nmlint.rendering.safety import TooMuchError
from nmlint.rendering.sites import Site
from nmlint.rendering.tracing import Traced

_GENERATED = 1_500_000
_BITS = 1024
_TOO_LARGE = Bilingual("the template is too large to compile; split it", "範本太大，無法編譯；請拆開")
_HUGE = Bilingual("a number in the template is too large; write a smaller one", "範本裡有個數字太大；請改小")
_OUTSIDE_BLOCKS = Bilingual(
    "text outside the blocks of a template that extends another",
    "這個範本用 extends 延伸另一個範本，寫在 block 之外的文字不會出現",
)
_TEXT_FILTERS = frozenset({"default", "d"})


class TracedGenerator(NotingGenerator):
    """Every printed text goes through the environment together with the number of its site."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._around: dict[int, tuple[str, str]] = {}
        self._printable: set[int] = set()
        self._written = 0

    # -- writing

    def write(self, x: str) -> None:
        """Writes code, within bounds."""
        self._written += len(x)
        if self._written > _GENERATED:
            raise TooMuchError(_TOO_LARGE)
        super().write(x)

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """Visits a node, inside the code that was asked for around it."""
        before, after = self._around.pop(id(node), ("", ""))
        self.environment.meter.check_time()
        if before:
            self.write(before)
        result = super().visit(node, *args, **kwargs)
        if after:
            self.write(after)
        return result

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        if frame.require_output_check:
            if self.has_known_extends:
                for child in node.nodes:
                    if isinstance(child, nodes.TemplateData):
                        self._data(child, _OUTSIDE_BLOCKS)
                return
            self.writeline("if parent_template is None:")
            self.indent()
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                number = self._data(child)
                self.simple_write(f"environment.data({number})", frame, child)
                continue
            self._mark_printable(child)
            self.start_write(frame, child)
            self.write(f"environment.emit(environment.at({self._site(child, child)}), {_escaping(frame)}, ")
            self.visit(child, frame)
            self.write(")")
            self.end_write(frame)
        if frame.require_output_check:
            self.outdent()

    def _mark_printable(self, node: nodes.Expr | None) -> None:
        """Notes the constants that an expression prints in one of its cases."""
        match node:
            case nodes.Const():
                self._printable.add(id(node))
            case nodes.CondExpr():
                self._mark_printable(node.expr1)
                self._mark_printable(node.expr2)
            case nodes.Concat():
                for part in node.nodes:
                    self._mark_printable(part)
            case nodes.Or() | nodes.Add():
                self._mark_printable(node.left)
                self._mark_printable(node.right)
            case nodes.And():
                self._mark_printable(node.right)
            case nodes.Filter():
                self._mark_printable(node.node)
                if node.name in _TEXT_FILTERS and node.args:
                    self._mark_printable(node.args[0])

    def visit_TemplateData(self, node: nodes.TemplateData, frame: Frame) -> None:  # noqa: ARG002 Jinja calls it so
        self.write(f"environment.data({self._data(node)})")

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:
        value = node.value
        printable = id(node) in self._printable
        if isinstance(value, str):
            segments = value._segments if isinstance(value, Traced) else self._quoted(node, value)  # noqa: SLF001
            self.write(f"environment.text({self._literal(value, segments, printable=printable)})")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            if isinf(value) if isinstance(value, float) else value.bit_length() > _BITS:
                raise TooMuchError(_HUGE)
            self.write(f"environment.number({self._numeral(node, value, printable=printable)}, {value!r})")
        else:
            super().visit_Const(node, frame)

    # -- expressions

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:
        if node.ctx == "load":
            load = frame.symbols.find_load(frame.symbols.ref(node.name))
            if load is not None and load[0] == VAR_LOAD_RESOLVE and node.name not in self.environment.globals:
                self._notes.references.setdefault(node.name, {})[self._origin(node, node.name)] = None
        super().visit_Name(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self._private(node, node.attr)
        super().visit_Getattr(node, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            self._private(node, node.arg.value)
        super().visit_Getitem(node, frame)

    def signature(self, node: Any, frame: Frame, extra_kwargs: Any = None) -> None:
        self._once([(keyword.key, keyword) for keyword in node.kwargs])
        super().signature(node, frame, extra_kwargs)

    def macro_body(self, node: Any, frame: Frame) -> tuple[Frame, MacroRef]:
        self._once([(argument.name, argument) for argument in node.args])
        return super().macro_body(node, frame)

    def _once(self, named: Sequence[tuple[str, nodes.Node]]) -> None:
        """Refuses a name that stands twice among the arguments, which Python refuses without a place."""
        seen = set()
        for name, node in named:
            if name in seen:
                raise TemplateSyntaxError(f"the name {name!r} is given twice; take one out", node.lineno, self.name)
            seen.add(name)

    def _private(self, node: nodes.Node, name: str) -> None:
        if name.startswith("_"):
            self._notes.unsafe[Construct("private-attribute", name, self._origin(node, name))] = None

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        if node.name == "attr":
            self._notes.unsafe[Construct("attr-filter", node.name, self._origin(node, node.name))] = None
        if node.name not in self.environment.known_filters:
            self._notes.unknown[Construct("filter", node.name, self._origin(node, node.name))] = None
        super().visit_Filter(node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        if node.name not in self.environment.known_tests:
            self._notes.unknown[Construct("test", node.name, self._origin(node, node.name))] = None
        super().visit_Test(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write(f"environment.joined({_escaping(frame)}, (")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        if len(node.ops) != 1 or node.ops[0].op not in ("in", "notin"):
            super().visit_Compare(node, frame)
            return
        self.write("(not " if node.ops[0].op == "notin" else "(")
        self.write("environment.contains(")
        self.visit(node.expr, frame)
        self.write(", ")
        self.visit(node.ops[0].expr, frame)
        self.write("))")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        self.write("environment.grown(")
        super().visit_List(node, frame)
        self.write(")")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        self.write("environment.grown(")
        super().visit_Dict(node, frame)
        self.write(")")

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        if node.ctx == "store":
            super().visit_Tuple(node, frame)
            return
        self.write("environment.grown(")
        super().visit_Tuple(node, frame)
        self.write(")")

    # -- branches

    def _decision(self, node: nodes.Node, within: nodes.Node) -> Site:
        number = self._site(within if isinstance(getattr(within, "lineno", None), At) else node)
        self._around[id(node)] = (f"environment.at({number}) and (", ")")
        return self._notes.sites[number]

    def visit_If(self, node: nodes.If, frame: Frame) -> None:
        deciding = [self._decision(node.test, node)]
        deciding += [self._decision(branch.test, branch) for branch in node.elif_]
        first = len(self._notes.sites)
        super().visit_If(node, frame)
        for site in deciding:
            site.inside = range(first, len(self._notes.sites) + 1)

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        site = self._decision(node.test, node.test)
        first = len(self._notes.sites)
        super().visit_CondExpr(node, frame)
        site.inside = range(first, len(self._notes.sites) + 1)

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        number = self._site(node)
        several = node.recursive or any(name.name == "loop" for part in node.body for name in part.find_all(nodes.Name))
        shape = _shape(node.target)
        self._around[id(node.iter)] = (f"environment.loop({number}, {several}, {shape}, ", ")")
        first = len(self._notes.sites)
        super().visit_For(node, frame)
        self._notes.sites[number].inside = range(first, len(self._notes.sites) + 1)

    def visit_Assign(self, node: nodes.Assign, frame: Frame) -> None:
        if isinstance(node.target, nodes.Tuple):
            self._around[id(node.node)] = (f"environment.unpacked({_shape(node.target)}, ", ")")
        self._note_assigned(node, frame)
        super().visit_Assign(node, frame)

    def visit_AssignBlock(self, node: nodes.AssignBlock, frame: Frame) -> None:
        self._note_assigned(node, frame)
        super().visit_AssignBlock(node, frame)

    def _note_assigned(self, node: nodes.Node, frame: Frame) -> None:
        if frame.toplevel:
            self._notes.assigned.update(name.name for name in node.find_all(nodes.Name) if name.ctx == "store")

    # -- blocks of text

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:
        """Returns the joined buffer, as markup where text is escaped."""
        if force_unescaped:
            self.writeline(f"return concat({frame.buffer})")
        else:
            self.writeline(f"return environment.marked({_escaping(frame)}, concat({frame.buffer}))")

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> None:
        self._notes.macros[Construct("macro", node.name, self._origin(node))] = None
        if frame.toplevel:
            self._notes.assigned.add(node.name)
        with self._within(f"macro {node.name}"):
            super().visit_Macro(node, frame)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:
        with self._within(f"call {len(self._notes.sites)}"):
            call_frame, macro_ref = self.macro_body(node, frame)
        self.writeline("caller = ")
        self.macro_def(macro_ref, call_frame)
        self.start_write(frame, node)
        self.write(f"environment.emit(environment.at({self._site(node, node.call)}), False, ")
        self.visit_Call(node.call, frame, forward_caller=True)
        self.write(")")
        self.end_write(frame)

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:
        number = self._site(node)
        self._notes.sites[number].chained = False
        self._notes.sites[number].constant = True
        self._around[id(node.filter)] = (f"environment.emit({number}, False, ", ")")
        filter_frame = frame.inner()
        filter_frame.symbols.analyze_node(node)
        self.enter_frame(filter_frame)
        self.buffer(filter_frame)
        self.blockvisit(node.body, filter_frame)
        self.start_write(frame, node)
        self.visit(node.filter, filter_frame)
        self.end_write(frame)
        self.leave_frame(filter_frame)

    def blockvisit(self, body: Iterable[nodes.Node], frame: Frame) -> None:
        """Visits statements; those of a block under the block's name."""
        block = self.blocks.get(frame.block) if frame.block else None
        if block is not None and block.body is body:
            with self._within(f"block {block.name}"):
                super().blockvisit(body, frame)
        else:
            super().blockvisit(body, frame)

    def visit_ExprStmt(self, node: nodes.ExprStmt, frame: Frame) -> None:
        self._notes.unsafe[Construct("do", "do", self._origin(node))] = None
        super().visit_ExprStmt(node, frame)

    # -- other templates

    def _write_load(self, number: int, template: nodes.Expr, frame: Frame, owner: str) -> None:
        self.write(f"environment.loaded({number}, {owner!r}, ")
        self.visit(template, frame)
        self.write(")")

    def visit_Extends(self, node: nodes.Extends, frame: Frame) -> None:
        number = self._load(node, node.template, "extends")
        self._around[id(node.template)] = (f"environment.loaded({number}, 'extends', ", ")")
        super().visit_Extends(node, frame)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:
        number = self._load(node, node.template, "include")
        if node.ignore_missing:
            self.writeline("try:")
            self.indent()
        self.writeline("template = ", node)
        self._write_load(number, node.template, frame, "include")
        if node.ignore_missing:
            self.outdent()
            self.writeline("except TemplateNotFound:")
            self.indent()
            self.writeline("pass")
            self.outdent()
            self.writeline("else:")
            self.indent()
        if node.with_context:
            local = self.dump_local_context(frame)
            stream = f"template.root_render_func(template.new_context(context.get_all(), True, {local}))"
        else:
            stream = "template._get_default_module()._body_stream"
        self.writeline(f"for event in environment.included({number}, {stream}):")
        self.indent()
        self.simple_write("event", frame)
        self.outdent()
        if node.ignore_missing:
            self.outdent()

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        number = self._load(node, node.template, "import")
        if frame.toplevel:
            names = [node.target] if isinstance(node, nodes.Import) else node.names
            self._notes.assigned.update(n if isinstance(n, str) else n[1] for n in names)
        self._around[id(node.template)] = (f"environment.loaded({number}, 'import', ", ")")
        super()._import_common(node, frame)


def _escaping(frame: Frame) -> str:
    context: EvalContext = frame.eval_ctx
    return "context.eval_ctx.autoescape" if context.volatile else repr(bool(context.autoescape))


def _shape(target: nodes.Node) -> str:
    """How a loop takes its items apart: 0 for a name, else a tuple of shapes."""
    if not isinstance(target, nodes.Tuple):
        return "0"
    return f"({''.join(_shape(item) + ',' for item in target.items)})"
