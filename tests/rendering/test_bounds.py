"""What is refused: bombs, templates that do not parse, templates that are not there."""

from __future__ import annotations

import pytest

from nmlint.rendering import JinjaOptions, TemplateProblem, explore
from nmlint.source import Source, Span

FILES = {
    "mutual": "{% include 'main' %}",
    "importer": "{% import 'main' as m %}",
    "child": "{% extends 'main' %}",
    "broken": "好{% if %}",
}


def judged(text: str, options: JinjaOptions | None = None) -> None:
    """Renders a template that may load the files, and itself as `main`."""

    def resolve(name: str, _: str) -> Source | None:
        if name == "main":
            return Source("main", text)
        return Source(name, FILES[name]) if name in FILES else None

    explore(Source("main", text), hints={"h": "四字"}, choices={}, resolve=resolve, options=options or JinjaOptions())


def doubling(start: str, step: str) -> str:
    """A template that lets a value grow in a loop."""
    growing = f"{{% for i in range(99) %}}{{% set ns.s = {step} %}}{{% endfor %}}"
    return f"{{% set ns = namespace(s={start}) %}}{growing}{{{{ ns.s }}}}"


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ('{{ "x" * 10**9 }}', "too-much"),
        ('{{ 10**9 * "x" }}', "too-much"),
        ("{{ [0] * 10**9 }}", "too-much"),
        ("{{ (1,) * 10**9 }}", "too-much"),
        ("{{ 'a'.encode() * 10**9 }}", "too-much"),
        ('{{ ""|center(10**9) }}', "too-much"),
        ('{{ "".center(10**9) }}', "too-much"),
        ('{{ "1".zfill(10**9) }}', "too-much"),
        ('{{ "%0999999999d"|format(1) }}', "too-much"),
        ('{{ "%0999999999d" % 1 }}', "too-much"),
        ('{{ "%*d" % (999999999, 1) }}', "too-much"),
        ('{{ "{:>999999999}".format(1) }}', "too-much"),
        ('{{ "{:>{}}".format(1, 999999999) }}', "too-much"),
        ('{{ "{:>{w}}".format(1, w=999999999) }}', "too-much"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "too-much"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}好{% endfor %}{% endfor %}", "too-much"),
        ("{{ range(10**9)|list }}", "too-much"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "too-much"),
        ("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "too-much"),
        ("{% include 'main' %}", "circular-include"),
        ("{% include 'mutual' %}", "circular-include"),
        ("{% import 'main' as m %}", "circular-include"),
        ("{% import 'importer' as m %}", "circular-include"),
        ("{% extends 'main' %}", "circular-include"),
        ("{% extends 'child' %}", "circular-include"),
        ("{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}", "too-much"),
        ("{{ " + "[" * 5_000 + "]" * 5_000 + " }}", "too-much"),
        ("{% if a %}" * 2_000 + "好" + "{% endif %}" * 2_000, "too-much"),
        ("{% for a in b %}" * 40 + "好" + "{% endfor %}" * 40, "too-much"),
        ("{{ a" + "|e" * 30_000 + " }}", "too-much"),
        ("{{ " + "- " * 5_000 + "1 }}", "too-much"),
        (doubling("'xx'", "ns.s + ns.s"), "too-much"),
        (doubling("'xx'", "ns.s ~ ns.s"), "too-much"),
        (doubling("[1]", "ns.s + ns.s"), "too-much"),
        (doubling("[1]", "[ns.s, ns.s]"), "too-much"),
        (doubling("[1]", "{'a': ns.s, 'b': ns.s}"), "too-much"),
        (doubling("9", "ns.s * ns.s"), "too-much"),
        ("{{ 10**10**9**9 }}", "too-much"),
        ("{{ 2**(10**9) }}", "too-much"),
        ("{{ 0x" + "f" * 290 + " }}", "too-much"),
        ("{{ " + "9" * 5_000 + " }}", "syntax"),
        ("{{ ('f' * 9999)|int(0, 16) }}", "too-much"),
        ("{{ ('a' * 1000)|replace('a', 'b' * 1000) }}", "too-much"),
        ("{{ ('a' * 1000).replace('a', 'b' * 1000) }}", "too-much"),
        ("{{ range(99999)|join('x' * 1000) }}", "too-much"),
        ("{{ ('x' * 3000).join(range(9999)|map('string')) }}", "too-much"),
        ("{{ range(99999)|map('center', 99999)|list|length }}", "too-much"),
        ("{{ ('a' * 99999).translate({97: 'b' * 99999}) }}", "too-much"),
        ("{{ ('\\t' * 99999).expandtabs(99999) }}", "too-much"),
        ("{{ ('\\n' * 9999)|indent(99999) }}", "too-much"),
        ("{{ ('<a>' * 9999)|striptags }}", "too-much"),
        ("{{ ('x' * 9999, 'y') * 9999 }}", "too-much"),
        ("{{ " + " " * 300_000 + " }}", "too-much"),
        ("{{ lipsum() * 9 }}", ""),
        ("{{ h * 10**9 }}{{ h.center(10**9) }}", ""),
        ("{{ 'x" + "\\a" * 100_000, "syntax"),
        ("{{ " + " " * 200_000 + "}", "syntax"),
        (" " * 200_000 + "{%-", "syntax"),
        ("{% raw %}" + ("{%" + " " * 200) * 1_000, "syntax"),
        ("{#" * 100_000, "syntax"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_a_bomb_is_refused_with_a_problem(template: str, kind: str) -> None:
    """Or, where only the unknown grows, rendered as unknown; never a traceback of Python."""
    if not kind:
        judged(template)
        return
    with pytest.raises(TemplateProblem) as caught:
        judged(template)

    assert kind == caught.value.kind


@pytest.mark.parametrize(
    ("template", "kind", "span", "words"),
    [
        ("好{% if a %}壞", "syntax", Span(1, 11), "never closed; add {% endif %}"),
        ("好\r\n{% fro a in b %}", "syntax", Span(6, 9), "'fro' is no Jinja tag"),
        ("好{{ a", "syntax", Span(4, 5), "unexpected end"),
        ("好{{ a b }}", "syntax", Span(6, 7), "expected token"),
        ("好{{ a ? b }}", "syntax", Span(6, 7), "unexpected '?'"),
        ("好{# 壞", "syntax", Span(1, 2), "add #}"),
        ("好{{ 'a }}", "syntax", Span(4, 5), 'unexpected "\'"'),
        ("{% include 'broken' %}", "syntax", Span(7, 9), "xpected"),
        ("好{% include 'gone' %}", "missing-include", Span(1, 21), "no template 'gone'"),
        ("好{% include name %}", "unsafe", Span(1, 19), "depends on data"),
        ("{{ a.__class__ }}", "unsafe", Span(0, 17), "private"),
        ("{{ ''.__class__.mro() }}", "unsafe", Span(0, 24), "unsafe"),
        ("好{{ 1 / 0 }}", "failed", Span(1, 12), "division"),
        ("好{{ 'a' * 'b' }}", "failed", Span(1, 16), "'str' and 'str'"),
        ("好{% break %}", "syntax", Span(1, 12), "outside of a loop"),
    ],
)
def test_a_problem_has_its_place_and_its_words(template: str, kind: str, span: Span, words: str) -> None:
    """Kind, exact span in the raw source, and a message that helps."""
    with pytest.raises(TemplateProblem) as caught:
        judged(template, JinjaOptions(extensions=("jinja2.ext.loopcontrols",)))

    assert (kind, span) == (caught.value.kind, caught.value.origin.span)
    assert words in caught.value.message


def test_options_that_cannot_be_are_refused() -> None:
    """Unknown extensions and delimiters that look alike."""
    for wrong in ({"extensions": ("jinja2.ext.debug",)}, {"block_start": "{{"}, {"comment_end": " "}):
        with pytest.raises(ValueError, match=r"extension|differently|delimiter"):
            JinjaOptions(**wrong)


def test_other_delimiters_work() -> None:
    """The user's own settings are followed."""
    options = JinjaOptions(
        block_start="<%", block_end="%>", variable_start="${", variable_end="}", comment_start="<#", comment_end="#>"
    )
    rendering = explore(
        Source("main", "<# 註 #>好${ name }<% if a %>壞<% endif %>"),
        hints={},
        choices={},
        resolve=lambda *_: None,
        options=options,
    )

    assert ["好\ufffc壞", "好\ufffc"] == [variant.text for variant in rendering.variants]
    assert "name" == next(piece.value.expression for piece in rendering.variants[0].pieces if piece.value)
