"""The plan report for people: the text, the page with its chart, and the contract that both read."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from nmlint.output.plan import PlanText
from nmlint.output.plan_chart import NARROW, WIDE, Scale, chart
from nmlint.output.plan_figures import amount, between, interval, percent, rows_of
from nmlint.output.plan_page import plan_page
from nmlint.output.plan_sketch import MOST_LINES, sketch
from nmlint.output.plan_words import _WORDS
from nmlint.output.terminal import Style
from nmlint.output.wrapping import cells_of

FIXTURES = Path(__file__).parents[2] / "fixtures" / "planning"
NAMES = sorted(path.stem for path in FIXTURES.glob("report-*.json"))
LANGUAGES = ("zh-TW", "en")
VOID = frozenset({"meta", "br"})
HOSTILE = "</title><script>alert(1)</script>\x1b[31m\x00\u202e&amp;\"'"


def stored(name: str) -> dict[str, Any]:
    """A sample report."""
    report: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    return report


def language(name: str) -> str:
    """The language that a sample report is in."""
    return name.rpartition(".")[2]


def shown(report: Mapping[str, Any], lang: str, width: int = 100, *, coloured: bool = False) -> list[str]:
    """The report as text."""
    return list(PlanText(lang, width, Style(coloured)).lines(report))


class Reader(HTMLParser):
    """Reads a page; what is not closed as it was opened fails."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Goes one step down."""
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Goes one step up."""
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        """Keeps a text, except for the style."""
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def all(self, *names: str) -> list[dict[str, str]]:
        """The attributes of the elements of these names."""
        return [attributes for tag, attributes in self.tags if tag in names]


# The contract


def validator() -> Draft202012Validator:
    """The schema of the contract, which must be a schema itself."""
    schema = json.loads((files("nmlint.output") / "plan.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_keep_the_contract(name: str) -> None:
    """What the texts and pages here are made from is what the command writes."""
    assert [] == [error.message for error in validator().iter_errors(stored(name))]


def _without_limits(report: dict[str, Any]) -> None:
    del report["limits"]


def _more_than_all(report: dict[str, Any]) -> None:
    report["options"][0]["duplicate"]["value"] = 1.2


def _by_letter(report: dict[str, Any]) -> None:
    report["recommended"]["channel"] = "letter"


def _half_a_second(report: dict[str, Any]) -> None:
    report["options"][0]["timer"] = 0.5


def _from_nowhere(report: dict[str, Any]) -> None:
    report["inputs"][0]["from"] = "hearsay"


@pytest.mark.parametrize("spoil", [_without_limits, _more_than_all, _by_letter, _half_a_second, _from_nowhere])
def test_the_contract_tells_what_is_none(spoil: Callable[[dict[str, Any]], None]) -> None:
    """The schema is more than a list of names."""
    report = stored("report-delivery.zh-TW")
    spoil(report)

    assert not validator().is_valid(report)


# The text


@pytest.mark.parametrize("name", NAMES)
def test_the_text(name: str) -> None:
    """A report reads as is written down beside it."""
    expected = (FIXTURES / f"{name}.txt").read_text("utf-8")

    assert expected == "\n".join(shown(stored(name), language(name))) + "\n"


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("name", NAMES)
def test_lines_keep_to_the_width(name: str, width: int) -> None:
    """Everything is broken or set so that it fits; a narrow table has the same figures."""
    report, lang = stored(name), language(name)
    lines = shown(report, lang, width)

    assert [] == [line for line in lines if cells_of(line) > width or line != line.rstrip()]
    figures = {part for row in rows_of(report, lang) for figure in row.figures for part in figure.lines}
    assert [] == [figure for figure in figures if not any(figure.lstrip("–") in line for line in lines)]


@pytest.mark.parametrize("name", NAMES)
def test_colour_adds_nothing_but_colour(name: str) -> None:
    """Without its codes the coloured text is the plain one, so that a terminal without colour tells as much."""
    report, lang = stored(name), language(name)
    coloured = "\n".join(shown(report, lang, coloured=True))

    assert "\x1b[" in coloured
    assert "\n".join(shown(report, lang)) == re.sub(r"\x1b\[[0-9;]*m", "", coloured)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_report_can_be_told_in_every_language(name: str, lang: str) -> None:
    """No sample lacks a word."""
    report = stored(name)

    assert shown(report, lang)
    Reader(plan_page(report, lang))


def test_both_languages_say_the_same_things() -> None:
    """Each word exists in both, with the same names to put in."""

    def names(words: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(words) if name is not None}

    assert [] == [key for key, (chinese, english) in _WORDS.items() if not chinese or not english]
    assert [] == [key for key, (chinese, english) in _WORDS.items() if names(chinese) != names(english)]


def test_an_assumption_is_called_one() -> None:
    """Before each figure that nobody measured stands that it is assumed, in a terminal without colour too."""
    report = stored("report-bill.en")
    assumed = [given["says"] for given in report["inputs"] if given["from"] == "assumption"]
    lines = shown(report, "en")

    assert assumed
    assert [True] * len(assumed) == [
        any(line.startswith("  [assumption]") and said in line for line in lines) for said in assumed
    ]


def test_nothing_to_send_is_no_plan_to_paste() -> None:
    """Where no channel is left there is no plan, no sketch and no chart, and the text still says why."""
    report = stored("report-newsletter.en")
    lines, page = shown(report, "en"), Reader(plan_page(report, "en"))

    assert "Recommendation: do not send" in lines
    assert not any(line.startswith(("Sketch", "The recommended plan")) for line in lines)
    assert [] == page.all("svg", "pre", "figure")


def test_a_channel_that_sends_nothing_is_told_as_nothing() -> None:
    """Channels without a message may be missing from an option."""
    report = stored("report-bill.en")
    for option in (*report["options"], report["line_only"]):
        del option["messages"]["sms"]

    assert validator().is_valid(report)
    assert {row.figures[3].text.rpartition(" · ")[2] for row in rows_of(report, "en")[:-1]} == {"0"}


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0 %"),
        (0.00049, "<0.1 %"),
        (0.0005, "0.1 %"),
        (0.043, "4.3 %"),
        (0.9994, "99.9 %"),
        (0.9996, ">99.9 %"),
        (1, "100 %"),
        (1.25, "125.0 %"),
    ],
)
def test_shares_in_percent(share: float, said: str) -> None:
    """Nothing and all are said only where they are meant."""
    assert said == percent(share)


@pytest.mark.parametrize(
    ("money", "english", "chinese"),
    [
        ((0, 0), "0", "0"),
        ((0.302, 0.302), "0.30", "0.30"),
        ((36240, 58320.4), "36,240–58,320", "36,240–58,320"),
        ((1234567, 1234567.2), "1,234,567", "1,234,567"),
        ((-1200, 340), "−1,200 to 340", "−1,200 至 340"),
        ((-0.001, -0.001), "0.00", "0.00"),
    ],
)
def test_money_from_low_to_high(money: tuple[float, float], english: str, chinese: str) -> None:
    """A range is told once where both ends read alike, and a loss never looks like a range."""
    assert (english, chinese) == (between(money, "en"), between(money, "zh-TW"))


@settings(deadline=None)
@given(st.floats(-1e12, 1e12))
def test_money_reads_back(value: float) -> None:
    """What is told is the sum, rounded."""
    told = float(amount(value).replace(",", "").replace("−", "-"))

    assert abs(told - value) <= (0.5 if abs(value) >= 100 else 0.005) * 1.0001


def test_an_interval_is_told_where_there_is_one() -> None:
    """Brackets say how sure a share is; without an estimate there are none."""
    assert interval({"value": 0.043, "low": 0.041, "high": 0.0464}) == "[4.1–4.6]"
    assert interval({"value": 0.043, "low": None, "high": None}) == ""
    assert interval({"value": 0, "low": 0, "high": 0}) == ""


# Options at random

SHARES = st.floats(0, 1)
OPTIONS = st.lists(
    st.tuples(st.integers(0, 7 * 86400), SHARES, SHARES, st.floats(0, 1e9), st.floats(0, 1e9)),
    min_size=1,
    max_size=30,
    unique_by=lambda option: option[0],
)


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """A report with any options, marks and deadline."""
    report = stored("report-bill.en")
    template, options = report["options"][0], []
    for timer, duplicate, late, one, other in sorted(draw(OPTIONS)):
        option = copy.deepcopy(template)
        option["timer"], option["yours"] = timer, False
        bounds = draw(st.none() | st.tuples(st.floats(0, duplicate), st.floats(duplicate, 1)))
        low, high = (None, None) if bounds is None else bounds
        option["duplicate"] = {"value": duplicate, "low": low, "high": high}
        option["late"] = {"value": late, "low": None, "high": None}
        option["cost"] = {"low": min(one, other), "high": max(one, other), "currency": "TWD"}
        options.append(option)
    draw(st.sampled_from(options))["yours"] = True
    report["options"] = options
    report["latest"] = draw(st.none() | st.sampled_from(options))
    report["cheapest"] = draw(st.none() | st.sampled_from(options))
    report["recommended"]["timer"] = draw(st.sampled_from(options))["timer"]
    report["plan"]["deadline"] = draw(st.none() | st.integers(0, 7 * 86400))
    return report


@settings(deadline=None)
@given(reports(), st.sampled_from(LANGUAGES), st.integers(80, 160))
def test_the_sketch_is_small(report: dict[str, Any], lang: str, width: int) -> None:
    """However many options there are, the sketch is short, fits, and has every option with a mark."""
    rows = rows_of(report, lang)
    lines, _ = sketch(rows, "NT$", lang, width)

    assert len(lines) <= MOST_LINES
    assert all(cells_of(line) <= width for line in lines)
    marked = [row.name for row in rows if row.marks and row.timer is not None]
    assert [] == [name for name in marked if not any(line.strip().startswith(name) for line in lines)]


def coordinates(svg: Reader) -> Iterator[tuple[str, float, float, float]]:
    """The axis, the place, and how far a shape reaches from it, for everything that is drawn."""
    for tag, attributes in svg.tags:
        reach = float(attributes.get("r", 0))
        for key in ("x", "y", "cx", "cy", "x1", "x2", "y1", "y2"):
            if key in attributes:
                more = {"x": "width", "y": "height"}.get(key, "") if tag == "rect" else ""
                yield key.strip("c12"), float(attributes[key]), reach, float(attributes.get(more, 0))
        for pair in attributes.get("points", "").split():
            x, y = pair.split(",")
            yield "x", float(x), 0, 0
            yield "y", float(y), 0, 0


@settings(deadline=None)
@given(reports(), st.sampled_from(LANGUAGES), st.sampled_from([WIDE, NARROW]))
def test_the_chart_stays_in_its_frame(report: dict[str, Any], lang: str, size: Any) -> None:
    """Whatever the options are, every line, shape and mark is inside the view box."""
    svg = Reader(chart(report, rows_of(report, lang), lang, size))
    (frame,) = (attributes for tag, attributes in svg.tags if tag == "svg")
    left, top, width, height = map(float, frame["viewbox"].split())
    most = {"x": left + width, "y": top + height}

    places = list(coordinates(svg))
    assert places
    assert [] == [place for place in places if place[1] - place[2] < 0]
    assert [] == [place for place in places if place[1] + max(place[2:]) > most[place[0]]]


@settings(deadline=None)
@given(st.floats(1e-6, 1e12))
def test_a_scale_reaches_what_it_shows(most: float) -> None:
    """The top is at or above the most, and not far above; ticks are few and even."""
    scale = Scale.over(most)

    assert most * (1 - 1e-6) <= scale.top <= most * 2.6
    assert 2 <= len(scale.ticks) <= 5
    steps = [after - before for before, after in pairwise(scale.ticks)]
    assert all(step == pytest.approx(steps[0]) for step in steps)


# The page


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_whole_and_alone(name: str) -> None:
    """It is well-formed, the same every time, says its language, and neither loads nor runs anything."""
    report, lang = stored(name), language(name)
    page = plan_page(report, lang)
    reader = Reader(page)

    assert page == plan_page(copy.deepcopy(report), lang)
    assert [lang] == [attributes["lang"] for attributes in reader.all("html")]
    assert not re.search(r"https?:|@import|url\(|javascript:", page)
    assert [] == reader.all("script", "link", "img", "iframe", "object", "a", "form", "base")
    assert not any(key in ("src", "href", "style") or key.startswith("on") for _, a in reader.tags for key in a)
    (policy,) = (a["content"] for a in reader.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_reads_by_ear_and_keyboard(name: str) -> None:
    """One heading of the first rank, heads with their scope, charts with a name and words, frames to scroll by key."""
    reader = Reader(plan_page(stored(name), language(name)))
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]

    assert len(reader.all("h1")) == 1
    assert len(ids) == len(set(ids))
    assert all(attributes.get("scope") in ("row", "col") for attributes in reader.all("th"))
    assert all("aria-label" in attributes for attributes in reader.all("div", "pre") if "tabindex" in attributes)
    for drawing in reader.all("svg"):
        assert drawing.get("aria-hidden") == "true" or drawing["role"] == "img"
        assert set(drawing.get("aria-labelledby", "").split()) <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_every_figure_of_the_text(name: str) -> None:
    """The table is the same in both."""
    report, lang = stored(name), language(name)
    texts = {text.strip() for text in Reader(plan_page(report, lang)).texts}
    rows = rows_of(report, lang)

    assert len(report["options"]) + 2 == len(rows)
    for row in rows:
        assert row.name in texts
        for figure in row.figures:
            assert figure.text in texts
            assert not figure.interval or figure.interval in texts


def test_what_is_quoted_stays_text() -> None:
    """Nothing in a report becomes markup, moves the cursor or turns the text round."""
    report = stored("report-delivery.zh-TW")
    report["plan"] |= {"id": HOSTILE, "path": HOSTILE, "scenario": HOSTILE, "event": HOSTILE}
    report["findings"][0] |= {"rule": HOSTILE, "message": HOSTILE}
    report["inputs"][0] |= {"name": HOSTILE, "says": HOSTILE}
    report["recommended"] |= {"yaml": HOSTILE, "why": [HOSTILE]}
    report["recommendation"]["reasons"][0] |= {"rule": HOSTILE, "clause": HOSTILE, "says": HOSTILE}
    report["recommendation"]["alternatives"][0] |= {"needs": [HOSTILE], "basis": HOSTILE}
    report["simulation"]["measures"][0]["name"] = HOSTILE
    report["catalogue"]["version"] = report["policy"]["name"] = report["nmlint"] = HOSTILE
    report["why_none"], report["cheapest"] = HOSTILE, None
    page = plan_page(report, "zh-TW")
    raw = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202e]")

    assert [] == Reader(page).all("script")
    assert not raw.search(page)
    assert not raw.search("\n".join(shown(report, "zh-TW")).replace("\n", " "))


def colours() -> Iterator[Mapping[str, str]]:
    """The colours of the page by name: the light ones, the dark ones, and those of paper."""
    style = (files("nmlint.output") / "plan.css").read_text("utf-8")
    for block in re.findall(r":root \{([^}]*)\}", style):
        yield dict(re.findall(r"--([a-z]+): (#[0-9a-f]+)", block))


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels)
    return sum(share * channel for share, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_colour_can_be_read() -> None:
    """All that is written or drawn stands out from both grounds by 4.5 to 1, in the light, in the dark, on paper."""
    palettes = list(colours())
    grounds = {"paper", "raised"}
    decoration = {"rule", "grid"}

    assert len(palettes) == 3
    for palette in palettes:
        for name in palette.keys() - grounds - decoration:
            for ground in grounds:
                dark, light = sorted((luminance(palette[name]), luminance(palette[ground])))
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)
