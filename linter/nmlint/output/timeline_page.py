"""Timelines as one HTML page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files

from markupsafe import Markup

from nmlint.output.plan_tables import table
from nmlint.output.preview.markup import EMPTY, element, join
from nmlint.output.terminal import one_line
from nmlint.output.timeline_axis import NARROW, WIDE
from nmlint.output.timeline_chart import chart
from nmlint.output.timeline_report import Data
from nmlint.output.timeline_said import (
    StepRow,
    backward,
    comparison,
    facts,
    judged_by,
    remarks,
    route_facts,
    step_rows,
    title,
)
from nmlint.output.timeline_words import say
from nmlint.output.words import word

GENERATOR = "nmlint submission timeline"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLES = ("plan.css", "timeline.css")


def timeline_page(report: Data, lang: str) -> str:
    """The whole page about a report in the contract `nmlint.timeline/1`; the same for the same report."""
    name = title(report, lang)
    styles = "".join(files(__package__).joinpath(style).read_text("utf-8") for style in _STYLES)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="generator", content=f"{GENERATOR} {one_line(report['nmlint'])}"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", name),
        element("style", Markup(styles)),  # noqa: S704  our own files
    )
    main = element(
        "main",
        _comparison(report, lang) if len(report["routes"]) > 1 else EMPTY,
        *(_route(report, route, lang) for route in report["routes"]),
        element(
            "section", element("h2", say("notes", lang)), _listed(note["says"] for note in report["notes"]), id="notes"
        ),
    )
    header = element("header", element("h1", name), _facts(facts(report, lang)))
    footer = element("footer", element("h2", say("about", lang)), element("p", one_line(judged_by(report, lang))))
    page = element("html", head, element("body", header, main, footer), lang=lang)
    return f"<!doctype html>\n{page}\n"


def _comparison(report: Data, lang: str) -> Markup:
    heads = [say(key, lang) for key in ("route", "launch-earliest", "launch-latest")]
    rows = [
        ("marked" if first else None, name, (_day(earliest), _day(latest)))
        for name, earliest, latest, first in comparison(report, lang)
    ]
    soonest = [name for name, _, _, first in comparison(report, lang) if first]
    said = say("soonest", lang, routes=word("between", lang).join(soonest))
    return element(
        "section",
        element("h2", say("comparison", lang)),
        element("p", element("strong", said), class_="advice") if soonest else EMPTY,
        table(say("comparison", lang), heads, rows),
        id="comparison",
    )


def _route(report: Data, route: Data, lang: str) -> Markup:
    heads = [say(key, lang) for key in ("step", "by", "waits-for", "days", "begins", "earliest", "latest")]
    rows = list(step_rows(route, lang))
    body = [(_kind(row, last=row is rows[-1]), _name(row), _cells(row)) for row in rows]
    charts = (chart(report, route, lang, size) for size in (WIDE, NARROW))
    demanded = backward(report, route, lang)
    return element(
        "section",
        element("h2", route["name"]),
        _facts(route_facts(route, lang)),
        element("figure", *charts, element("figcaption", say("chart-note", lang))),
        table(route["name"], heads, body),
        _listed(join((one_line(said), " ", element("code", clause))) for said, clause in remarks(route, lang)),
        EMPTY if demanded is None else join((element("h3", demanded[0]), _listed(demanded[1]))),
        id=f"route-{route['id']}",
    )


def _name(row: StepRow) -> str:
    """The step, with its clauses below."""
    name = f"{row.number}. {row.name}" if row.number else row.name
    clauses = join(join((element("code", clause), " ")) for clause in row.clauses)
    return join((name, " ", element("span", clauses, class_="interval"))) if row.clauses else name


def _cells(row: StepRow) -> tuple[str, ...]:
    return (row.by, row.waits_for, row.days, _day(row.begins), _day(row.earliest), _day(row.latest))


def _kind(row: StepRow, *, last: bool) -> str | None:
    if last:
        return "launch"
    return None if row.by else "part"


def _day(said: str) -> str:
    return element("span", said, class_="day") if said else EMPTY


def _facts(told: Iterator[tuple[str, str]]) -> Markup:
    listed = [element("div", element("dt", name), element("dd", one_line(said))) for name, said in told]
    return element("dl", *listed, class_="facts") if listed else EMPTY


def _listed(texts: Iterable[str]) -> Markup:
    items = [element("li", text) for text in texts]
    return element("ul", *items) if items else EMPTY
