"""What is refused: bombs, templates that do not parse, templates that are not there."""

from __future__ import annotations

import pytest

from nmlint.config import JinjaOptions
from nmlint.rendering import TemplateProblem, explore
from nmlint.source import Source, Span

FILES = {
    "mutual": "{% include 'main' %}",
    "importer": "{% import 'main' as m %}",
    "child": "{% extends 'main' %}",
    "macros": "{% macro here() %}{% endmacro %}",
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
        ("{{ 10|round(-10**9) }}", "too-much"),
        ("{{ 'a'.encode() }}", "too-much"),
        ("{{ ('\\t' * 100000).encode().expandtabs(99999) }}", "too-much"),
        ("{{ ('好' * 9999).encode('punycode') }}", "too-much"),
        ("{{ ('a'|attr('encode'))() }}", "too-much"),
        ("{{ (1).to_bytes(9, 'big') }}", "too-much"),
        ("{{ ('{0}' * 20000).format('x' * 100000) }}", "too-much"),
        ("{{ ('{0[0]}' * 20000).format(['x' * 100000]) }}", "too-much"),
        ("{{ ('{0!r}' * 20000).format('x' * 100000) }}", "too-much"),
        ("{{ ('{a}' * 20000).format_map({'a': 'x' * 100000}) }}", "too-much"),
        ("{{ ('{0:9999}' * 10000).format(1) }}", "too-much"),
        ("{{ ('{0:' ~ '{1}' * 9999 ~ '}').format(1, 'x' * 100000) }}", "too-much"),
        ("{{ ('{0:' ~ '{}' * 60000 ~ '}').format(1) }}", "too-much"),
        ("{{ ('%(a)s' * 20000)|format(a='x' * 100000) }}", "too-much"),
        ("{{ ('%(a)s' * 20000) % {'a': 'x' * 100000} }}", "too-much"),
        ("{{ ('%9999d' * 10000) % ((1,) * 10000) }}", "too-much"),
        ("{{ ('%(' * 99999) % 1 }}", "failed"),
        ("{{ 1e999 }}", "too-much"),
        ("{{ (h ~ '%(a)s' * 20000) % {'a': 'x' * 100000} }}", "too-much"),
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
        ("好{% if a %}{% fro %}", "syntax", Span(14, 17), "'fro' is no Jinja tag"),
        ("好{% endif %}", "syntax", Span(4, 9), "take it out"),
        ("{% if a %}{% else %}{% else %}{% endif %}", "syntax", Span(23, 27), "second {% else %}"),
        ("{% for a in b %}{% else %}{% else %}{% endfor %}", "syntax", Span(29, 33), "second {% else %}"),
        ("{% if a %}{% else %}{% elif b %}{% endif %}", "syntax", Span(23, 27), "move it before"),
        ("{% macro m(a, a) %}{% endmacro %}", "syntax", Span(14, 15), "'a' is given twice"),
        ("{{ a|upper(b=1, b=2) }}", "syntax", Span(18, 19), "'b' is given twice"),
        ("{{ a(b=1, b=2) }}", "syntax", Span(12, 13), "'b' is given twice"),
        ("{{ (1).gone.deep }}", "failed", Span(0, 19), "'int' has no attribute 'gone'"),
        ("{{ 'a'.gone.deep }}", "failed", Span(0, 19), "'str' has no attribute 'gone'"),
        ("{% import 'macros' as m %}{{ m.gone() }}", "failed", Span(26, 40), "'imported template' has no"),
        ("{{ 10|round(-10**9) }}", "too-much", Span(0, 22), "less than -100,000"),
        ("{% if a %}{% for b in c %}{% endif %}", "syntax", Span(29, 34), "add {% endfor %} before it"),
    ],
)
def test_a_problem_has_its_place_and_its_words(template: str, kind: str, span: Span, words: str) -> None:
    """Kind, exact span in the raw source, and a message that helps."""
    with pytest.raises(TemplateProblem) as caught:
        judged(template, JinjaOptions(extensions=("jinja2.ext.loopcontrols",)))

    assert (kind, span) == (caught.value.kind, caught.value.origin.span)
    assert words in caught.value.message
    assert "原文" not in caught.value.message.chinese


@pytest.mark.parametrize(
    ("template", "chinese"),
    [
        ("{{ 'x' * 10**9 }}", "「*」運算會產生超過 200,000 字；請縮短"),
        ("{{ ''|center(10**9) }}", "「center」得到的數字是 1,000,000,000，超過 100,000；請改小"),
        ("{{ a b }}", "這裡應該是輸出標籤的結尾，卻是「b」；請檢查標籤的寫法"),
        ("{{ a", "範本到這裡就結束了"),
        ("{{ a) }}", "這裡不該出現「)」；請刪去，或補上缺少的部分"),
        ("{{ (a] }}", "這裡應該是「)」，卻是「]」；請檢查括號是否成對"),
        ("{{ '\\x1' }}", "字串裡的反斜線寫得不完整；請改正或刪去"),
        ("{% if a %}", "{% if %} 沒有結束；請補上 {% endif %}"),
        ("{{ 1 / 0 }}", "這裡算不出內容：除數是零；請先確認不是零"),
        ("{{ '一' + 1 }}", "型別「str」與「int」不能相加；要連接文字請用 ~"),
        ("{{ 1 + '一' }}", "型別「int」與「str」不能相加；要連接文字請用 ~"),
        ("{{ none.a.b }}", "「None」沒有「a」；請更正名稱，或先確認它存在"),
        ("{{ 1 - '一' }}", "型別「int」與「str」不能做「-」運算；請先轉換"),
        ("{{ [1] + 1 }}", "型別「list」與「int」不能相加；請先轉換"),
        ("{{ 1 < '一' }}", "型別「int」與「str」不能比較；請先轉換"),
        ("{{ 1() }}", "型別「int」不能呼叫；請去掉括號"),
        ("{{ ''.__class__.mro() }}", "不能使用屬性「__class__」，因為它屬於程式內部或會改動資料"),
        ("{{ a._b }}", "屬性「_b」以底線開頭，屬於程式內部；請改用其他屬性"),
        ("{{ (1, 2).index(3) }}", "這裡算不出內容：原文為「tuple.index(x): x not in tuple」"),
    ],
)
def test_a_problem_is_told_in_chinese(template: str, chinese: str) -> None:
    """Jinja's and Python's words too; those that nobody foresaw are quoted."""
    with pytest.raises(TemplateProblem) as caught:
        judged(template)

    assert chinese in caught.value.message.chinese


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ '{:,}'.format(150000) }}", "150,000"),
        ("{{ '{:>{}}'.format(1, 4) }}", "   1"),
        ("{{ '%d / %s%%' % (150000, '好') }}", "150000 / 好%"),
        ("{{ '%(a)s%(a)s'|format(a='好') }}", "好好"),
        ("{{ 1234|round(-2) }}", "1200"),
        ("{{ ('%s,' * 300) % (('ab',) * 300) }}", "ab," * 300),
    ],
)
def test_what_is_small_is_not_refused(template: str, text: str) -> None:
    """Amounts may be large numbers; a format may have many fields."""
    rendering = explore(Source("main", template), hints={}, choices={}, resolve=lambda *_: None, options=JinjaOptions())

    assert [text] == [variant.text for variant in rendering.variants]


def test_other_delimiters_work() -> None:
    """The user's own settings are followed."""
    options = JinjaOptions(
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="${",
        variable_end_string="}",
        comment_start_string="<#",
        comment_end_string="#>",
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
