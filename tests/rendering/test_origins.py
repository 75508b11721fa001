"""Judging: where each printed text was written, and the way it took."""

from __future__ import annotations

import pytest

from nmlint.config import JinjaOptions
from nmlint.rendering import Rendering, Variant, explore
from nmlint.source import Source, Span

LIBRARY = (
    "{% macro hi(x) %}嗨{{ x }}！{% endmacro %}\n"
    "{% macro box(t) %}[{{ t }}|{{ caller() }}]{% endmacro %}\n"
    "{% macro each(xs) %}{% for x in xs %}{{ caller(x) }}{% endfor %}{% endmacro %}"
)
FILES = {
    "lib": LIBRARY,
    "part": "附\r\n限時優惠",
    "base": "頭{% block body %}父折扣{% endblock %}{% block foot %}腳{% endblock %}",
}
I18N = JinjaOptions(extensions=("jinja2.ext.i18n",))
ESCAPING = JinjaOptions(autoescape=True)


def judged(text: str, options: JinjaOptions | None = None, **hints: object) -> Rendering:
    """The rendering of a template; keyword arguments are the examples of its variables."""
    return explore(
        Source("main", text),
        hints=hints,
        choices={},
        resolve=lambda name, _: Source(name, FILES[name]) if name in FILES else None,
        options=options or JinjaOptions(),
    )


def written(rendering: Rendering, variant: Variant, word: str) -> tuple[str, str, bool, list[str]]:
    """Source, text there, exactness and way of the first hit of a word."""
    start = variant.text.index(word)
    region = variant.locate(Span(start, start + len(word)))

    def text(source: str, span: Span) -> str:
        return rendering.sources[source].text[span.start : span.end]

    way = [text(origin.source, origin.span) for origin in region.through]
    return region.origin.source, text(region.origin.source, region.origin.span), region.exact, way


@pytest.mark.parametrize(
    ("template", "word", "expected"),
    [
        ("您好，8折優惠", "8折", ("main", "8折", True, [])),
        ("一\r\n二8折\r\n", "二8折\n"[:3], ("main", "二8折", True, [])),
        ("一\r\n二", "一\n二", ("main", "一\r\n二", True, [])),
        ("{% raw %}{{ 8折 }}{% endraw %}", "8折", ("main", "8折", True, [])),
        ("{{ '限時優惠' }}", "時優", ("main", "時優", True, [])),
        ("{{ '\\u9650時' }}", "限時", ("main", "\\u9650時", False, [])),
        ("{{ '限' '時' }}", "限時", ("main", "限' '時", False, [])),
        ("{{ 8 }}折", "8折", ("main", "8 }}折", True, [])),
        ("{% set n = 8 %}{{ n }}折", "8", ("main", "8", True, ["{{ n }}"])),
        ("{{ x if a else '8折' }}{{ '買' if not a }}", "買", None),
        ("{{ '限' ~ '時' ~ name }}", "限", ("main", "限", True, [])),
        ("{{ '親愛的' + name }}", "親愛", ("main", "親愛", True, [])),
        ("{{ name + '享8折' }}", "8折", ("main", "8折", True, [])),
        ("{{ '送 %s 點'|format(points) }}", "送", ("main", "送", True, [])),
        ("{{ '送 %s 點' % points }}", " 點", ("main", " 點", True, [])),
        ("{{ '送 {} 點'.format(points) }}", " 點", ("main", " 點", True, [])),
        ("{{ '{{}}{0:>4}限'.format(points) }}", "限", ("main", "限", True, [])),
        ("{{ 'sale'|upper }}", "SALE", ("main", "sale", True, [])),
        ("{{ ' 限時 '|trim }}", "限時", ("main", "限時", True, [])),
        ("{{ '先限時後'[1:3] }}", "限時", ("main", "限時", True, [])),
        ("{{ '限,時'|replace(',', '') }}", "時", ("main", "時", True, [])),
        ("{{ '限時'|reverse }}", "時限", ("main", "{{ '限時'|reverse }}", False, [])),
        ("{{ ['甲', '8折']|join('、') }}", "、8折", None),
        ("{{ tags|join('，限時') }}", "，限時", ("main", "，限時", True, [])),
        ("{{ {'a': '一般', 'b': '限時'}[kind] }}", "一般", ("main", "一般", True, [])),
        ("{% set t = '限時' %}{{ t }}", "限時", ("main", "限時", True, ["{{ t }}"])),
        ("{% set t %}限時{% endset %}{{ t }}", "限時", ("main", "限時", True, ["{{ t }}"])),
        ("{% filter upper %}sale{% endfilter %}", "SALE", ("main", "sale", True, [])),
        ("{% filter reverse %}時限{% endfilter %}", "限時", ("main", "{% filter reverse %}", False, [])),
        ("{% include 'part' %}", "限時", ("part", "限時", True, ["{% include 'part' %}"])),
        (
            "{% import 'lib' as l %}{{ l.hi('限時') }}",
            "嗨",
            ("lib", "嗨", True, ["{{ l.hi('限時') }}"]),
        ),
        (
            "{% import 'lib' as l %}{{ l.hi('限時') }}",
            "限時",
            ("main", "限時", True, ["{{ l.hi('限時') }}", "{{ x }}"]),
        ),
        (
            "{% from 'lib' import box %}{% call box('題') %}限時{% endcall %}",
            "限時",
            ("main", "限時", True, ["{% call box('題') %}", "{{ caller() }}"]),
        ),
        (
            "{% from 'lib' import each with context %}{% call(x) each([1]) %}買{{ x }}送{% endcall %}",
            "買",
            ("main", "買", True, ["{% call(x) each([1]) %}", "{{ caller(x) }}"]),
        ),
        ("{% call unknown() %}限時{% endcall %}", "限時", ("main", "限時", True, ["{% call unknown() %}"])),
        ("{% for i in items %}{% if i.gift %}贈品{% endif %}{% endfor %}", "贈品", ("main", "贈品", True, [])),
        (
            "{% extends 'base' %}{% block body %}子{{ super() }}{% endblock %}",
            "父折扣",
            ("base", "父折扣", True, ["{{ super() }}"]),
        ),
        ("{% extends 'base' %}{% block body %}子{{ super() }}{% endblock %}", "腳", ("base", "腳", True, [])),
        (
            "{% for n in tree recursive %}限{{ loop(n.children) }}{% endfor %}",
            "限",
            ("main", "限", True, []),
        ),
    ],
)
def test_printed_text_leads_back_to_where_it_was_written(
    template: str, word: str, expected: tuple[str, str, bool, list[str]] | None
) -> None:
    """A hit in the first variant is located in its source, whatever printed it."""
    rendering = judged(template)
    variant = next(variant for variant in rendering.variants if word in variant.text)

    if expected is not None:
        assert expected == written(rendering, variant, word)
    else:
        assert "main" == written(rendering, variant, word)[0]


def test_a_hit_inside_a_value_lands_on_its_tag() -> None:
    """The author can change the expression only."""
    rendering = judged("您好 {{ user.name }}！", user={"name": "王"})
    (variant,) = rendering.variants

    region = variant.locate(Span(3, 4))

    assert "您好 \ufffc！" == variant.text
    assert Span(3, 18) == region.origin.span
    assert ("user.name", ("user",), "王") == (
        region.values[0].expression,
        region.values[0].variables,
        region.values[0].example,
    )


def test_a_hit_across_a_value_spans_text_and_tag() -> None:
    """Text on both sides of a value is one region."""
    rendering = judged("打{{ n }}折")
    (variant,) = rendering.variants

    region = variant.locate(Span(0, 3))

    assert (Span(0, 9), True, 1) == (region.origin.span, region.exact, len(region.values))


def test_a_hit_over_two_sources_lands_on_the_longer_part() -> None:
    """A region never covers two files."""
    rendering = judged("限{% include 'part' %}")
    (variant,) = rendering.variants

    region = variant.locate(Span(0, 6))

    assert ("part", "時優惠"[:0] + "\n限時優") == (
        region.origin.source,
        rendering.sources["part"].text[region.origin.span.start : region.origin.span.end],
    )


def test_translated_text_stays_where_it_is_written() -> None:
    """Percent signs, names and plural forms included."""
    rendering = judged("{% trans n=count %}省 50% {{ n }}{% pluralize %}多 8折{% endtrans %}", I18N, count=1)
    variant, plural = rendering.variants

    assert ("main", "多 8折", True, []) == written(rendering, plural, "多 8折")
    assert ("main", "省 50% ", True, []) == written(rendering, variant, "省 50% ")


def test_escaped_text_keeps_its_places() -> None:
    """A character that grows is approximate, its neighbours are not."""
    rendering = judged("{{ '買<送' }}{{ '限'|e }}{{ '<b>時</b>'|safe }}", ESCAPING)
    (variant,) = rendering.variants

    assert "買&lt;送限<b>時</b>" == variant.text
    for word in ("買", "送", "限", "<b>時"):
        assert ("main", word, True, []) == written(rendering, variant, word)


def test_blanks_that_jinja_takes_away_shift_nothing() -> None:
    """Whitespace control and trimming leave every offset right."""
    options = JinjaOptions(trim_blocks=True, lstrip_blocks=True)
    rendering = judged("  {% if a %}\r\n  限時\r\n  {%- endif %} \r\n  {{- ' 8折' }}\n", options, a=True)
    variant = rendering.variants[0]

    assert ("main", "限時", True, []) == written(rendering, variant, "限時")
    assert ("main", " 8折", True, []) == written(rendering, variant, " 8折")


def test_names_from_outside_are_known_with_their_places() -> None:
    """Reads of outside variables, not of names the template sets."""
    rendering = judged("{% set a = b %}{{ a }}{{ b.c }}{% for i in xs %}{{ i }}{{ loop.index }}{% endfor %}")

    places = {name: [o.span.start for o in origins] for name, origins in rendering.references.items()}

    assert {"b": [11, 25], "xs": [43]} == places


def test_names_set_for_an_included_template_are_no_outside_names() -> None:
    """An include sees what the template around it sets."""
    FILES["reads"] = "{{ given }}{{ asked }}"
    rendering = judged("{% set given = '限' %}{% include 'reads' %}")

    assert ["asked"] == list(rendering.references)


@pytest.mark.parametrize(
    ("template", "kind", "word"),
    [
        ("{% if no %}{{ a._b }}{% endif %}{{ 1 }}", "private-attribute", "_b"),
        ("{% if no %}{{ a['__class__'] }}{% endif %}", "private-attribute", "{{ a['__class__'] }}"),
        ("{{ a|attr('b') }}", "attr-filter", "attr"),
        ("{% if no %}{% include name %}{% endif %}", "dynamic-include", "{% include name %}"),
        ("{% do a.b() %}", "do", "{% do a.b() %}"),
    ],
)
def test_unsafe_constructs_are_named(template: str, kind: str, word: str) -> None:
    """Also where no run executes them."""
    rendering = judged(template, JinjaOptions(extensions=("jinja2.ext.do",)), no=False)
    (construct,) = rendering.unsafe

    span = construct.origin.span

    assert (kind, word) == (construct.kind, template[span.start : span.end])


def test_a_filter_of_the_user_s_own_is_unknown_and_hides_no_text() -> None:
    """Known text is taken as it is; unknown values stay unknown."""
    rendering = judged("{{ '限時'|shout }}{{ n|money }}")
    (variant,) = rendering.variants

    assert "限時\ufffc" == variant.text
    assert ["shout", "money"] == [construct.name for construct in rendering.unknown]
