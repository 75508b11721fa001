"""Judging: which variants there are, and what was not reached."""

from __future__ import annotations

import pytest

from nmlint.rendering import Bounds, Rendering, TemplateProblem, explore
from nmlint.source import Source, Span


def judged(
    text: str,
    choices: dict[str, tuple[object, ...]] | None = None,
    bounds: Bounds | None = None,
    files: dict[str, str] | None = None,
    **hints: object,
) -> Rendering:
    """The rendering of a template; keyword arguments are the examples of its variables."""
    known = files or {}
    return explore(
        Source("main", text),
        hints=hints,
        choices=choices or {},
        resolve=lambda name, _: Source(name, known[name]) if name in known else None,
        bounds=bounds or Bounds(),
    )


def texts(rendering: Rendering) -> list[str]:
    """The texts of all variants, sorted."""
    return sorted(variant.text for variant in rendering.variants)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% if vip %}V{% endif %}{% if not vip %}N{% endif %}", ["N", "V"]),
        ("{% if vip %}V{% endif %}{% if vip %}W{% else %}N{% endif %}", ["N", "VW"]),
        ("{% if a %}A{% elif b %}B{% else %}C{% endif %}", ["A", "B", "C"]),
        ("{% if s == 'a' %}A{% endif %}{% if s == 'b' %}B{% endif %}", ["", "A", "B"]),
        ("{% if s != 'a' %}N{% endif %}{% if s == 'a' %}A{% endif %}", ["A", "N"]),
        ("{% if s in ('a', 'b') %}I{% endif %}{% if s == 'a' %}A{% endif %}", ["", "I", "IA"]),
        ("{% if n > 1000 %}L{% endif %}{% if n < 100 %}S{% endif %}", ["", "L", "S"]),
        ("{% if n >= 5 %}A{% endif %}{% if n > 5 %}B{% endif %}{% if n <= 5 %}C{% endif %}", ["AB", "AC", "C"]),
        ("{% if x is defined %}D{% endif %}{% if x %}T{% endif %}", ["", "D", "DT"]),
        ("{% if x is none %}N{% endif %}{% if x %}T{% endif %}", ["", "N", "T"]),
        ("{% if n is odd %}O{% endif %}{% if n is even %}E{% endif %}", ["E", "O"]),
        ("{% if a == b %}S{% endif %}{% if b != a %}D{% endif %}", ["D", "S"]),
        ("{% if xs %}T{% endif %}{% for x in xs %}I{% else %}E{% endfor %}", ["E", "TI"]),
        ("{% for x in xs %}I{% else %}E{% endfor %}", ["E", "I"]),
        ("{% for x in xs %}I{% if not loop.last %}，{% endif %}{% endfor %}", ["", "I，I"]),
        ("{% for k, v in m.items() %}{{ k }}I{% endfor %}", ["", "\ufffcI"]),
        ("{{ 'A' if a else 'B' }}", ["A", "B"]),
        ("{{ a and 'A' or 'B' }}", ["A", "B"]),
        ("{{ x|default('D') }}", ["D", "\ufffc"]),
        ("{{ 'A' if x|length > 3 else 'B' }}", ["A", "B"]),
        ("{{ {'a': 'A', 'b': 'B'}[s] }}", ["", "A", "B"]),
        ("{% macro m(v) %}{% if v %}A{% else %}B{% endif %}{% endmacro %}{{ m(x) }}{{ m(x) }}", ["AA", "BB"]),
        ("{% if f(x).y[0] %}A{% endif %}", ["", "A"]),
        ("{% set ns = namespace(n=0) %}{% if a %}{% set ns.n = 1 %}{% endif %}{% if ns.n %}A{% endif %}", ["", "A"]),
        ("{{ missing }}！", ["\ufffc！"]),
    ],
)
def test_every_arm_is_reached_and_no_variant_contradicts_itself(template: str, expected: list[str]) -> None:
    """The variants are those that data could bring about."""
    assert expected == texts(judged(template))


def test_a_choice_takes_its_declared_values_only() -> None:
    """A comparison with any other constant is false, and the last value needs no question."""
    rendering = judged(
        "{% if s == 'a' %}A{% elif s == 'z' %}限時{% elif s == 'b' %}B{% else %}C{% endif %}", choices={"s": ("a", "b")}
    )

    assert ["A", "B"] == texts(rendering)
    assert [("condition is always false", Span(37, 39)), ("condition is always false", Span(69, 70))] == [
        (u.reason, u.origin.span) for u in rendering.unreached
    ]


def test_examples_guide_the_first_run() -> None:
    """The first variant is the one the declared examples lead to."""
    rendering = judged(
        "{% if n > 3 %}L{% else %}S{% endif %}{% for x in xs %}{{ x.k }}{% endfor %}", n=2, xs=[{"k": 1}, {"k": 2}]
    )
    first = rendering.variants[0]

    assert "S\ufffc\ufffc" == first.text
    assert ["1", "2"] == [piece.value.example for piece in first.pieces if piece.value]


def test_a_variant_names_all_its_decisions() -> None:
    """In the order they were taken, with the tag that asked."""
    rendering = judged("{% if a %}A{% elif b == 'x' %}B{% else %}C{% endif %}")

    assert ["a", "not a and b == 'x'", "not a and b != 'x'"] == [variant.condition for variant in rendering.variants]
    origin = rendering.variants[1].decisions[1].origin
    assert origin is not None
    assert Span(11, 30) == origin.span


@pytest.mark.parametrize(
    ("template", "reasons"),
    [
        ("{% if false %}限{% endif %}", ["condition is always false"]),
        (
            "{% macro m() %}限{% endmacro %}",
            ["this template does not call its macro; a template that imports and calls it is judged with this text"],
        ),
        ("{{ '限' if false }}", ["condition is always false"]),
        ("{% extends 'base' %}限", ["text outside the blocks of a template that extends another"]),
        ("{% extends 'base' %}{% block a %}子{% endblock %}", ["block is replaced"]),
        ("{% if a %}{{ 1 / 0 }}限{% endif %}", ["run failed: this cannot be rendered: division by zero"]),
        ("{% if a %} {% endif %}{% set t = '限' %}", []),
    ],
)
def test_text_that_no_variant_shows_is_reported(template: str, reasons: list[str]) -> None:
    """With the reason, and never silently."""
    rendering = judged(template, files={"base": "{% block a %}父{% endblock %}"})

    assert reasons == [u.reason for u in rendering.unreached]
    assert all(gap.reason.chinese != gap.reason for gap in rendering.unreached)


def test_the_limit_of_runs_is_reported() -> None:
    """Arms that were not tried say so."""
    template = "".join(f"{{% if a{n} %}}{n}{{% else %}}否{{% endif %}}" for n in range(9))
    rendering = judged(template, bounds=Bounds(runs=4))

    assert 4 == rendering.runs
    assert ["limit of runs reached"] * 6 == [u.reason for u in rendering.unreached]


def test_the_limit_of_runs_is_reported_where_all_text_was_seen() -> None:
    """Then the first condition that was not tried both ways says so."""
    template = "".join(f"{{% if a{n} %}}{n}{{% endif %}}" for n in range(9))
    (gap,) = judged(template, bounds=Bounds(runs=4)).unreached

    assert template.index("{% if a3 %}") == gap.origin.span.start
    assert "limit of runs reached; this condition was not tried both ways" == gap.reason


def test_time_that_runs_out_leaves_nothing_judged() -> None:
    """Whether it is over within a run or between two, no part is taken for the whole."""
    slow = "{% for i in range(9000) %}{{ i }}{% endfor %}"
    template = "".join(f"{{% if a{n} %}}{n}{{% endif %}}" for n in range(60)) + slow

    for seconds in (0, 0.1):
        with pytest.raises(TemplateProblem) as caught:
            judged(template, bounds=Bounds(seconds=seconds, runs=10_000))
        assert ("too-much", f"than {seconds:g} seconds") == (
            caught.value.kind,
            caught.value.message[caught.value.message.index("than") :].partition(";")[0],
        )


def test_a_run_that_fails_is_reported_beside_the_variants() -> None:
    """The others stand."""
    rendering = judged("{% if a %}{{ 1 / 0 }}{% endif %}好")
    (failure,) = rendering.failed

    assert ["好"] == texts(rendering)
    assert ("failed", Span(10, 21), ["a"]) == (
        failure.problem.kind,
        failure.problem.origin.span,
        [decision.phrase for decision in failure.decisions],
    )


def test_recursion_over_unknown_data_ends() -> None:
    """Trees nobody knows are taken to be of some depth."""
    walk = "{% for n in tree recursive %}{{ n.name }}{{ loop(n.children) }}{% endfor %}"
    rendering = judged(f"{walk}{walk}完")

    assert not rendering.failed
    assert all(variant.text.endswith("完") for variant in rendering.variants)


def test_all_runs_failing_is_a_problem() -> None:
    """There is nothing to judge then."""
    with pytest.raises(TemplateProblem) as caught:
        judged("{{ 1 / 0 }}")

    assert ("failed", Span(0, 11)) == (caught.value.kind, caught.value.origin.span)
