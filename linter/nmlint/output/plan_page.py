"""The plan report as one HTML page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files

from markupsafe import Markup

from nmlint.output.plan_chart import NARROW, WIDE, chart, shape
from nmlint.output.plan_figures import MARKS, Data, Row, input_figure, rows_of
from nmlint.output.plan_said import (
    advised,
    delays,
    grounds,
    headings,
    judged_by,
    missing,
    notes,
    place_of,
    plan_facts,
    simulated,
    simulation_headings,
    simulation_rows,
)
from nmlint.output.plan_words import say
from nmlint.output.preview.markup import EMPTY, element, join
from nmlint.output.terminal import one_line, visible
from nmlint.output.words import known, word

GENERATOR = "nmlint plan"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def plan_page(report: Data, lang: str) -> str:
    """The whole page about a report in the contract `nmlint.plan/1`; the same for the same report."""
    rows = rows_of(report, lang)
    title = say("title", lang, id=one_line(report["plan"]["id"]))
    style = Markup(files(__package__).joinpath("plan.css").read_text("utf-8"))  # noqa: S704  our own file
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="generator", content=f"{GENERATOR} {one_line(report['nmlint'])}"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", style),
    )
    main = element(
        "main",
        _advice(report, lang),
        _options(report, rows, lang),
        _check(report, lang),
        _inputs(report, lang),
        _yaml(report, lang),
        _simulation(report, lang),
    )
    body = element("body", _heading(report, title, lang), main, _footer(report, lang))
    return f"<!doctype html>\n{element('html', head, body, lang=lang)}\n"


def _heading(report: Data, title: str, lang: str) -> Markup:
    verdict = report["verdict"]
    said = say("no-verdict", lang) if verdict is None else word(verdict, lang)
    parts: list[str] = [
        say("verdict", lang),
        word("colon", lang),
        element("strong", said, class_=f"verdict {verdict or 'none'}"),
    ]
    if report["score"] is not None:
        parts.append(f" {word('score', lang)} {report['score']}/100")
    facts = (
        element("div", element("dt", name), element("dd", one_line(told)))
        for name, told in plan_facts(report["plan"], lang)
    )
    return element("header", element("h1", title), element("p", *parts), element("dl", *facts, class_="facts"))


def _advice(report: Data, lang: str) -> Markup:
    recommended, by_rules = report["recommended"], report["recommendation"]
    parts = [element("p", element("strong", advised(report, lang)), class_="advice")]
    if recommended["why"]:
        parts.append(_listed(recommended["why"]))
    if by_rules is not None:
        if by_rules["channel"] != recommended["channel"]:
            said = f"{say('by-rules', lang)}{word('colon', lang)}{known(by_rules['channel'], lang)}"
            parts.append(element("p", said))
        for title, listed in grounds(by_rules, lang):
            parts += [element("h3", say(title, lang)), _listed(listed)]
    return _section("advice", lang, *parts)


def _check(report: Data, lang: str) -> Markup:
    found = [
        element(
            "li",
            element("strong", word(finding["severity"], lang), class_=f"severity {finding['severity']}"),
            " ",
            element("code", one_line(finding["rule"]) + place_of(finding)),
            element("p", _sentence(finding["message"])),
        )
        for finding in report["findings"]
    ]
    if found:
        return _section("verdict", lang, element("ul", *found, class_="findings"))
    return EMPTY if report["verdict"] is None else _section("verdict", lang, element("p", say("no-findings", lang)))


def _options(report: Data, rows: Sequence[Row], lang: str) -> Markup:
    drawn = [drawing for size in (WIDE, NARROW) if (drawing := chart(report, rows, lang, size))]
    figure = EMPTY
    if drawn:
        caption = element("figcaption", say("chart-note", lang), _legend(rows, lang))
        figure = element("figure", *drawn, caption)
    heads = [element("th", name, scope="col") for name in headings(report, lang)]
    body = [element("tr", _row_head(row, lang), *_figures(row), class_="marked" if row.marks else None) for row in rows]
    caption = element("caption", *(element("span", _sentence(note), " ") for note in notes(report, rows, lang)))
    table = element("table", caption, element("thead", element("tr", *heads)), element("tbody", *body))
    lacking = [element("p", _sentence(said), class_="missing") for said in missing(report, lang)]
    return _section("options", lang, figure, *lacking, _scrolled(table, say("options", lang)))


def _legend(rows: Sequence[Row], lang: str) -> Markup:
    """The shapes of the marks, each with what it stands for and which timer has it."""
    items = []
    for mark in MARKS:
        named = [row.name for row in rows if mark in row.marks and row.timer is not None]
        if named:
            drawn = element("svg", shape(mark, 11, 11), viewBox="0 0 22 22", class_="sample", aria_hidden="true")
            said = f"{say(mark, lang)}{word('colon', lang)}{word('between', lang).join(named)}"
            items.append(element("li", drawn, " ", said))
    return element("ul", *items, class_="legend") if items else EMPTY


def _row_head(row: Row, lang: str) -> Markup:
    badges = (join((" ", element("span", say(mark, lang), class_="badge"))) for mark in row.marks)
    return element("th", row.name, *badges, scope="row")


def _figures(row: Row) -> Iterator[Markup]:
    for figure in row.figures:
        sure = join((" ", element("span", figure.interval, class_="interval"))) if figure.interval else EMPTY
        yield element("td", figure.text, sure)


def _inputs(report: Data, lang: str) -> Markup:
    if not report["inputs"]:
        return EMPTY
    heads = (element("th", say(key, lang), scope="col") for key in ("means", "figure", "from", "name"))
    body = []
    for given in report["inputs"]:
        figure, assumed = input_figure(given, lang), given["from"] == "assumption"
        sure = join((" ", element("span", figure.interval, class_="interval"))) if figure.interval else EMPTY
        source = say(f"from-{given['from']}", lang)
        body.append(
            element(
                "tr",
                element("th", one_line(given["says"]), scope="row"),
                element("td", figure.text, sure),
                element("td", element("strong", source, class_="assumed") if assumed else source),
                element("td", element("code", one_line(given["name"]))),
            )
        )
    assumed = any(given["from"] == "assumption" for given in report["inputs"])
    caption = element("caption", say("assumed", lang)) if assumed else EMPTY
    table = element("table", caption, element("thead", element("tr", *heads)), element("tbody", *body))
    parts = [_scrolled(table, say("inputs", lang))]
    if report["delays"]:
        told = word("between", lang).join(delays(report, lang))
        parts.append(element("p", _sentence(f"{say('delays', lang)}{word('colon', lang)}{told}")))
    return _section("inputs", lang, *parts)


def _yaml(report: Data, lang: str) -> Markup:
    written = report["recommended"]["yaml"]
    if not written.strip():
        return EMPTY
    pasted = element(
        "pre", element("code", visible(written)), tabindex="0", role="region", aria_label=say("yaml", lang)
    )
    return _section("yaml", lang, pasted)


def _simulation(report: Data, lang: str) -> Markup:
    simulation = report["simulation"]
    if simulation is None:
        return EMPTY
    heads = (element("th", name, scope="col") for name in simulation_headings(lang))
    body = []
    for measure, (name, *figures) in zip(simulation["measures"], simulation_rows(simulation, lang), strict=True):
        cells = (element("td", figure) for figure in figures)
        kind = None if measure["agrees"] else "disagrees"
        body.append(element("tr", element("th", one_line(name), scope="row"), *cells, class_=kind))
    caption = element("caption", simulated(simulation, lang))
    table = element("table", caption, element("thead", element("tr", *heads)), element("tbody", *body))
    return _section("simulation", lang, _scrolled(table, say("simulation", lang)))


def _footer(report: Data, lang: str) -> Markup:
    return element(
        "footer",
        element("h2", say("about", lang)),
        element("p", say("reckoned", lang)),
        element("p", one_line(judged_by(report, lang))),
    )


def _section(key: str, lang: str, *parts: str) -> Markup:
    return element("section", element("h2", say(key, lang)), *parts, id=key)


def _listed(texts: Sequence[str]) -> Markup:
    return element("ul", *(element("li", _sentence(text)) for text in texts))


def _sentence(said: str) -> str:
    """A sentence, in which no line ends between a number and its percent sign."""
    return one_line(said).replace(" %", "\u00a0%")


def _scrolled(table: Markup, name: str) -> Markup:
    """A table that scrolls by itself where the screen is narrow, by the keyboard too."""
    return element("div", table, class_="scrolled", tabindex="0", role="region", aria_label=name)
