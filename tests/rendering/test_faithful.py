"""Concrete rendering: the same text as plain Jinja, each literal where it was written."""

from __future__ import annotations

import jinja2
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment

from nmlint.config import JinjaOptions
from nmlint.rendering import PLACEHOLDER, TemplateProblem, explore, render_concrete
from nmlint.source import Source, Span

WORDS = st.sampled_from(
    [
        "訂單",
        "您好，",
        "限時 優惠",
        "🎉👨‍👩‍👧",
        "a < b & c",
        " ",
        "  \n",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "8折",
        "% ",
        "{",
        "}",
        "é",
        "\u3000",
    ]
)
TEXT = st.lists(WORDS, max_size=4).map("".join)
QUOTED = st.sampled_from(["'限時'", '"8折"', "'a<b'", "'\\u9650x'", "'一' '二'", '"it\'s"', "''", "'50%'"])
NAMES = st.sampled_from(["name", "count", "order.no", "items[0]", "missing", "html"])
VALUES = {
    "name": "王<小>明",
    "count": 3,
    "order": {"no": "TW1", "late": True},
    "items": ["x", "y&"],
    "html": "<b>",
    "flag": False,
}
OPTIONS = st.builds(
    JinjaOptions,
    trim_blocks=st.booleans(),
    lstrip_blocks=st.booleans(),
    keep_trailing_newline=st.booleans(),
    autoescape=st.booleans(),
    extensions=st.just(("jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n")),
)
_ATOMS = st.one_of(QUOTED, NAMES, st.sampled_from(["8", "1.5", "[1, 'a']", "true", "none", "count + 1", "loop.index"]))
_WRAPPED = [
    "({a} ~ {b})",
    "({a})|upper",
    "({a})|default({b})",
    "({a})|string|replace('限', 'x')",
    "[{a}, {b}]|join('、')",
    "({a} if count > 2 else {b})",
    "({a})|e",
    "({a})|string|trim",
    "({a})|string|center(9)",
    "'%s-%s'|format({a}, {b})",
    "'{{0}} {{1}}'.format({a}, {b})",
    "({a})|safe",
    "({a})|tojson",
    "({a} or {b})",
    "({a}|string)[1:]",
    "({a}|string) + '尾'",
    "({a})|string|title",
    "({a})|string|wordwrap(3)",
    "({a})|forceescape",
    "[{a}, {b}]|length",
    "({a}|string).split()|join('/')",
    "({a}|string).strip().ljust(4, '*')",
    "({a}|string) * 2",
]
EXPRESSIONS = st.recursive(
    _ATOMS,
    lambda inner: st.builds(lambda form, a, b: form.format(a=a, b=b), st.sampled_from(_WRAPPED), inner, inner),
    max_leaves=4,
)
_LEFT = st.sampled_from(["{%", "{%", "{%-", "{%+"])
_RIGHT = st.sampled_from(["%}", "%}", "-%}", "+%}"])


@st.composite
def _tag(draw: st.DrawFn, words: str) -> str:
    space = draw(st.sampled_from([" ", "\n", " \r\n "]))
    return f"{draw(_LEFT)} {words}{space}{draw(_RIGHT)}"


@st.composite
def _printed(draw: st.DrawFn) -> str:
    left, right = draw(st.sampled_from(["{{", "{{-"])), draw(st.sampled_from(["}}", "-}}"]))
    return f"{left} {draw(EXPRESSIONS)} {right}"


_BLOCKS = [
    ("if count > 2", "endif"),
    ("if flag", "endif"),
    ("if order.late and not flag", "endif"),
    ("for i in items", "endfor"),
    ("for i in items if i != 'x'", "endfor"),
    ("for k, v in order|dictsort", "endfor"),
    ("set text", "endset"),
    ("filter upper", "endfilter"),
    ("filter replace('a', 'b')", "endfilter"),
    ("filter trim|lower", "endfilter"),
    ("with name = '限'", "endwith"),
    ("autoescape true", "endautoescape"),
    ("autoescape false", "endautoescape"),
    ("call lib.box('8折')", "endcall"),
    ("call(x) lib.each(items)", "endcall"),
    ("set text | upper", "endset"),
    ("call lib.twice()", "endcall"),
]
_SINGLE = [
    "set text = '集' ~ name",
    "set text = 8",
    "include 'part'",
    "include ['none', 'part'] ignore missing",
    "include 'gone' ignore missing",
    "do items|length",
    "import 'lib' as other",
    "from 'lib' import hi as hello with context",
    "print text",
]


@st.composite
def _enclosed(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    opening, closing = draw(st.sampled_from(_BLOCKS))
    body = draw(inner)
    if opening.startswith(("if", "for")) and draw(st.booleans()):
        body += draw(_tag("else")) + draw(inner)
    if opening.startswith("for") and draw(st.booleans()):
        body += "{{ loop.index }}"
        body += draw(
            st.sampled_from(
                ["", "{% if loop.last %}{% break %}{% endif %}", "{% if loop.first %}{% continue %}{% endif %}"]
            )
        )
    return draw(_tag(opening)) + body + draw(_tag(closing))


_PLAIN = st.one_of(
    TEXT,
    _printed(),
    _printed(),
    st.sampled_from(_SINGLE).flatmap(_tag),
    st.sampled_from(
        [
            "{# 註 #}",
            "{#- 註 -#}",
            "{% raw %}{{ 原 }}\r\n{% endraw %}",
            "{%- raw -%} {% x %} {%- endraw -%}",
            "{{ text }}",
            "{{ lib.hi('8折') }}",
            "{{ lib.hi(name) ~ '尾' }}",
            "{{ lib.hi(lib.hi('內')) }}",
            "{% trans %}打 50% {{ name }}\n{% endtrans %}",
            "{% trans trimmed n=count %}  一 100%\n 件 {% pluralize %} 多\n\n{{ n }} 件\n{% endtrans %}",
            "{% for n in tree recursive %}{{ n.name }}({{ loop(n.children) }}){% endfor %}",
            "{% macro own(a, b='預') %}[{{ a }}{{ b }}]{% endmacro %}{{ own('引') }}{{ own(name, 2) }}",
            "{% set ns = namespace(n=0) %}{% for i in items %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
        ]
    ),
)
BODY = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(st.lists(inner, min_size=1, max_size=4).map("".join), _enclosed(inner)),
    max_leaves=12,
)
LIBRARY = (
    "{% macro hi(x) %}嗨\r\n{{ x }}！{% endmacro %}"
    "{% macro box(t) %}[{{ t }}|{{ caller() }}]{% endmacro %}"
    "{% macro each(xs) %}{% for x in xs %}{{ caller(x) }},{% endfor %}{% endmacro %}"
    "{% macro twice() -%} {{ caller() }}{{ caller()|upper }} {%- endmacro %}"
)


@st.composite
def templates(draw: st.DrawFn) -> dict[str, str]:
    """A template `main` and the files it loads."""
    body = "{% import 'lib' as lib %}" + draw(BODY)
    part = draw(TEXT) + draw(_printed()) + draw(TEXT)
    files = {"lib": LIBRARY, "part": part}
    if draw(st.integers(0, 3)) == 0:
        first, second = draw(BODY), draw(BODY)
        lead = "{% import 'lib' as lib %}"
        parent = f"頭{{% block a %}}{lead}{first}{{% endblock %}}中\r\n"
        parent += "{% block b scoped %}父{% endblock %}{{ self.b() }}尾\n"
        files["base"] = parent
        body = f"{{% extends 'base' %}}外{{% block a %}}{lead}{second}{{{{ super() }}}}{{% endblock %}}"
        if draw(st.booleans()):
            body += "{% block b %}{{ '子' }}{{ super() }}{% endblock %}"
    return {**files, "main": body}


TREE = [{"name": "甲", "children": [{"name": "乙", "children": []}]}]


def plain_jinja(files: dict[str, str], options: JinjaOptions) -> str:
    """What Jinja itself renders."""
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.DictLoader(files),
        trim_blocks=options.trim_blocks,
        lstrip_blocks=options.lstrip_blocks,
        keep_trailing_newline=options.keep_trailing_newline,
        autoescape=options.autoescape,
        extensions=options.extensions,
    )
    environment.install_null_translations()  # type: ignore[attr-defined]
    return environment.get_template("main").render({**VALUES, "tree": TREE})


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=templates(), options=OPTIONS)
def test_text_is_jinja_s_and_every_exact_piece_stands_in_its_source(
    files: dict[str, str], options: JinjaOptions
) -> None:
    """Whatever the template, the output is Jinja's own, and each exact piece is found at its origin."""
    try:
        expected = plain_jinja(files, options)
    except Exception:  # noqa: BLE001 a template that Jinja refuses proves nothing
        assume(False)
        return

    variant = render_concrete(
        Source("main", files["main"]),
        {**VALUES, "tree": TREE},
        resolve=lambda name, _: Source(name, files[name]) if name in files else None,
        options=options,
    )

    assert expected == variant.text
    recased = any(word in text for text in files.values() for word in ("upper", "lower", "title"))
    for piece in variant.pieces:
        span = piece.origin.span
        written = files[piece.origin.source][span.start : span.end]
        if piece.carried and piece.value is None:
            assert written == piece.text or (recased and written.casefold() == piece.text.casefold())


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=templates(), options=OPTIONS)
def test_judging_keeps_values_and_text_apart(files: dict[str, str], options: JinjaOptions) -> None:
    """Every unknown value is one placeholder, no text holds one, and every hit has a place in its source."""
    try:
        rendering = explore(
            Source("main", files["main"]),
            hints={},
            choices={},
            resolve=lambda name, _: Source(name, files[name]) if name in files else None,
            options=options,
        )
    except TemplateProblem:
        assume(False)
        return

    for variant in rendering.variants:
        for piece in variant.pieces:
            assert (piece.text == PLACEHOLDER) if piece.value else (PLACEHOLDER not in piece.text)
        for start in range(0, len(variant.text), 5):
            region = variant.locate(Span(start, min(start + 4, len(variant.text))))
            assert region.origin.span.end <= len(files[region.origin.source])
