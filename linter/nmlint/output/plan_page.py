"""The plan report as one HTML page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from markupsafe import Markup

from nmlint.output.plan_chart import NARROW, WIDE, chart
from nmlint.output.plan_figures import MARKS, OVER, Data, Row, input_figure, rows_of
from nmlint.output.plan_marks import shape
from nmlint.output.plan_said import (
    advised,
    delays,
    grounds,
    headings,
    judged_by,
    mark_said,
    missing,
    notes,
    options_title,
    place_of,
    plan_facts,
    simulated,
    simulation_headings,
    simulation_rows,
    warned_of,
)
from nmlint.output.plan_tables import figure, table
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
            element("code", one_line(finding["rule"]) + place_of(finding, report)),
            element("p", _sentence(finding["message"])),
        )
        for finding in report["findings"]
    ]
    if found:
        return _section("verdict", lang, element("ul", *found, class_="findings"))
    return EMPTY if report["verdict"] is None else _section("verdict", lang, element("p", say("no-findings", lang)))


def _options(report: Data, rows: Sequence[Row], lang: str) -> Markup:
    key = options_title(report)
    below = [element("p", _sentence(said)) for said in report.get("notes", ())]
    lacking = [element("p", _sentence(said), class_="missing") for said in missing(report, lang)]
    if not rows:
        return _section(key, lang, *lacking, *below) if lacking or below else EMPTY
    figure_ = EMPTY
    if drawn := [drawing for size in (WIDE, NARROW) if (drawing := chart(report, rows, lang, size))]:
        figure_ = element("figure", *drawn, element("figcaption", say("chart-note", lang), _legend(report, rows, lang)))
    about = (element("p", _sentence(note), class_="about") for note in notes(report, rows, lang))
    body = (
        (
            "marked" if row.marks else None,
            _row_head(report, row, lang),
            [figure(each.text, each.interval) for each in row.figures],
        )
        for row in rows
    )
    warned = [element("li", said) for said in warned_of(rows, lang)]
    legend = element("ul", *warned, class_="legend warned") if warned else EMPTY
    shown = table(say(key, lang), headings(report, lang), body)
    return _section(key, lang, figure_, *lacking, *about, shown, legend, *below)


def _legend(report: Data, rows: Sequence[Row], lang: str) -> Markup:
    """The shapes of the marks, each with what it stands for and which timer has it."""
    items = []
    for mark in MARKS:
        named = [row.name for row in rows if mark in row.marks and row.timer is not None]
        if named:
            drawn = element("svg", shape(mark, 11, 11), viewBox="0 0 22 22", class_="sample", aria_hidden="true")
            said = f"{mark_said(mark, report, lang)}{word('colon', lang)}{word('between', lang).join(named)}"
            items.append(element("li", drawn, " ", said))
    return element("ul", *items, class_="legend") if items else EMPTY


def _row_head(report: Data, row: Row, lang: str) -> Markup:
    badges = [element("span", mark_said(mark, report, lang), class_="badge") for mark in row.marks]
    badges += [element("span", f"{OVER[key]} {say(key, lang)}", class_="badge over") for key in row.over]
    return join((row.name, *(join((" ", badge)) for badge in badges)))


def _inputs(report: Data, lang: str) -> Markup:
    if not report["inputs"]:
        return EMPTY
    heads = [say(key, lang) for key in ("means", "figure", "from", "name")]
    body = []
    for given in report["inputs"]:
        told, assumed = input_figure(given, lang), given["from"] == "assumption"
        source = say(f"from-{given['from']}", lang)
        cells = (
            figure(told.text, told.interval),
            element("strong", source, class_="assumed") if assumed else source,
            element("code", one_line(given["name"])),
        )
        body.append((None, one_line(given["says"]), cells))
    assumed = any(given["from"] == "assumption" for given in report["inputs"])
    parts = [element("p", say("assumed", lang), class_="about")] if assumed else []
    parts.append(table(say("inputs", lang), heads, body))
    if report["delays"]:
        told_ = word("between", lang).join(delays(report, lang))
        parts.append(element("p", _sentence(f"{say('delays', lang)}{word('colon', lang)}{told_}")))
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
    body = (
        (None if measure["agrees"] else "disagrees", one_line(name), figures)
        for measure, (name, *figures) in zip(simulation["measures"], simulation_rows(simulation, lang), strict=True)
    )
    about = element("p", simulated(simulation, lang), class_="about")
    return _section("simulation", lang, about, table(say("simulation", lang), simulation_headings(lang), body))


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
