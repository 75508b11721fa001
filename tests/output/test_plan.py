"""The plan report for people: the text, the page with its chart, and the contract that both read."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from importlib.resources import files
from itertools import combinations, pairwise
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from nmlint.output.plan import PlanText
from nmlint.output.plan_chart import NARROW, WIDE, Scale, chart
from nmlint.output.plan_figures import amount, between, exact, interval, percent, rows_of
from nmlint.output.plan_marks import marked
from nmlint.output.plan_page import plan_page
from nmlint.output.plan_sketch import MOST_LINES, sketch
from nmlint.output.plan_times import ROUND, brief, told_delays
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


def say_of(key: str, lang: str) -> str:
    """The words of a key in a language."""
    return _WORDS[key][0 if lang == "zh-TW" else 1]


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
    ("limit", "said"),
    [(0, "0 %"), (0.0001, "0.01 %"), (0.02, "2 %"), (0.07, "7 %"), (0.125, "12.5 %"), (1, "100 %")],
)
def test_limits_are_told_as_they_were_set(limit: float, said: str) -> None:
    """A limit is not rounded, since it is no estimate."""
    assert said == exact(limit)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "at once", "立即"),
        (45, "45 s", "45 秒"),
        (300, "5 min", "5 分"),
        (3600, "1 h", "1 小時"),
        (78000, "21 h 40 min", "21 小時 40 分"),
        (86400, "24 h", "24 小時"),
        (777600, "9 d", "9 天"),
    ],
)
def test_short_durations(seconds: int, english: str, chinese: str) -> None:
    """Where there is little room, a duration is still one that people read."""
    assert (english, chinese) == (brief(seconds, "en"), brief(seconds, "zh-TW"))


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("name", NAMES)
def test_no_duration_is_told_in_code(name: str, width: int) -> None:
    """Only the plan to paste has durations such as 1300m; the chart has none."""
    report, lang = stored(name), language(name)
    report["recommended"]["yaml"] = ""
    if report["options"]:
        report["options"][-1]["timer"] = 78000
    told = [*shown(report, lang, width), *Reader(plan_page(report, lang)).texts]

    assert [] == [line for line in told if re.search(r"(?<![\w.])[0-9]+[smhd](?![\w-])", line)]


def test_the_channel_that_follows_stands_apart() -> None:
    """Between Chinese and Latin letters is a blank."""
    report = stored("report-delivery.zh-TW")
    report["plan"]["channels"] = ["notification-message", "app-push"]

    assert any("未送達改發 App 推播" in line for line in shown(report, "zh-TW"))


CURVES = st.lists(
    st.tuples(st.integers(1, 86400), st.floats(0, 1)), min_size=10, max_size=200, unique_by=lambda point: point[0]
)


@given(CURVES)
def test_a_long_curve_is_told_at_round_times(points: list[tuple[int, float]]) -> None:
    """A few round times ascend with their shares, on the way from each point to the next, and end with everybody."""
    times, shares = sorted(after for after, _ in points), sorted(share for _, share in points)
    curve = [(0, 0.0), *zip(times, [*shares[:-1], 1.0], strict=True)]
    told = told_delays([{"after": after, "share": share} for after, share in curve[1:]])

    assert [after for after, _ in told] == list(ROUND[: len(told)])
    assert told[-1][1] == 1
    for after, share in told:
        low = max(share for at, share in curve if at <= after)
        high = min((share for at, share in curve if at >= after), default=1.0)
        assert low - 1e-9 <= share <= high + 1e-9


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([(900, 0.2), (86400, 1.0)], [(900, 0.2), (86400, 1.0)]),
        ([(450, 0.5), (899, 1.0)], [(300, pytest.approx(1 / 3)), (900, 1.0)]),
        ([], []),
    ],
)
def test_delays_that_are_told(points: list[tuple[int, float]], told: list[tuple[int, Any]]) -> None:
    """A few points in whole minutes are told as they were given; others are not."""
    assert told == told_delays([{"after": after, "share": share} for after, share in points])


@pytest.mark.parametrize(
    ("limits", "budget", "over"),
    [
        ({}, None, ()),
        ({"duplicate": 0.18}, None, ("beyond-limits",)),
        ({"duplicate": 0.184474}, None, ()),
        ({"never": 0.001}, {"amount": 37000}, ("beyond-limits", "over-budget")),
        ({}, {"amount": 37868}, ()),
        ({}, {"amount": 113604, "sendings": 3}, ()),
        ({}, {"amount": 113603, "sendings": 3}, ("over-budget",)),
        ({}, {"amount": 37000, "currency": "USD"}, ()),
    ],
)
def test_what_goes_beyond_limits_and_budget(
    limits: dict[str, float], budget: dict[str, Any] | None, over: tuple[str, ...]
) -> None:
    """An option is warned of when a share is above its limit, or its lowest cost above the budget."""
    report = stored("report-bill.en")
    report["limits"] = {"late": None, "duplicate": None, "never": None, **limits}
    report["budget"] = budget and {"currency": "TWD", "written": "a sum", **budget}
    report["options"][0]["duplicate"]["value"] = 0.184474
    report["options"][0]["cost"]["low"] = 37868

    assert over == rows_of(report, "en")[0].over


@pytest.mark.parametrize(
    ("change", "lang", "said"),
    [
        ({"limits": {"late": 0.01}}, "zh-TW", "$ 上限內最省"),
        ({}, "zh-TW", "$ 趕得上期限之中最省"),
        ({}, "en", "$ cheapest that meets the deadline"),
        ({"plan": {"deadline": None}}, "zh-TW", "$ 最省"),
        ({"plan": {"deadline": None}}, "en", "$ cheapest"),
        ({"plan": {"held": 36000}}, "zh-TW", "$ 趕得上期限之中最省（已計入不打擾時段）"),
        ({"plan": {"held": 36000}}, "en", "$ cheapest that meets the deadline (quiet hours counted in)"),
        ({"plan": {"held": 36000}}, "zh-TW", "| 最晚仍趕得上期限（已計入不打擾時段）"),
        ({"plan": {"held": 0}}, "zh-TW", "| 最晚仍趕得上期限"),
    ],
)
def test_the_marks_say_of_what_they_are_the_best(change: dict[str, Any], lang: str, said: str) -> None:
    """The cheapest within limits is told only where there are some, and quiet hours where they were counted in."""
    report = stored("report-bill.en")
    report["plan"] |= change.get("plan", {})
    report["limits"] = {"late": None, "duplicate": None, "never": None, **change.get("limits", {})}
    legend = next(line for line in shown(report, lang, 200) if "> " in line and "* " in line)
    page = Reader(plan_page(report, lang))

    assert said in [mark.strip() for mark in legend.split("   ")]
    assert any(said[2:] in text for text in page.texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_budget_of_several_sendings_says_so(lang: str) -> None:
    """The costs of the table are those of one sending, and the budget is that of all."""
    report = stored("report-bill.en")
    report["budget"] = {"amount": 90000, "currency": "TWD", "written": "90000 TWD", "sendings": 3}

    told = "".join(shown(report, lang, 200))
    assert ("預算 NT$ 90,000（3 次發送合計）" if lang == "zh-TW" else "budget NT$ 90,000 (for all 3 sendings)") in told


@pytest.mark.parametrize("name", NAMES)
def test_warnings_have_a_legend(name: str) -> None:
    """Each sign of a warning in the table is told below it, in the text and on the page."""
    report, lang = stored(name), language(name)
    over = {warning for row in rows_of(report, lang) for warning in row.over}
    page = Reader(plan_page(report, lang))

    for text in ("\n".join(shown(report, lang)), "\n".join(page.texts)):
        assert over == {key for key in ("beyond-limits", "over-budget") if say_of(f"{key}-means", lang) in text}
    assert bool(over) == any(attributes.get("class") == "badge over" for attributes in page.all("span"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_budget_without_a_size_is_not_compared(lang: str) -> None:
    """It is told beside the limits that it could not be compared; in another currency, what it comes to."""
    report = stored("report-card-use.zh-TW")
    report["budget"] = {"amount": 28800, "currency": "TWD", "written": "900 USD"}
    told = "".join(shown(report, lang, 200))

    assert ("900 USD（NT$ 28,800）（收件人數未知，無法比較）" if lang == "zh-TW" else "is not compared") in told
    assert [] == [row for row in rows_of(report, lang) if "over-budget" in row.over]


def test_a_plan_that_is_not_to_go_by_line_has_no_empty_table() -> None:
    """Only the channels alone are left, under a heading that speaks of no wait; without any, the notes are."""
    report = stored("report-sms-only.zh-TW")
    for told in ("\n".join(shown(report, "zh-TW")), "\n".join(Reader(plan_page(report, "zh-TW")).texts)):
        assert "各通路單獨發送" in told
        assert "只發簡訊" in told
        assert "等待時間" not in told
        assert report["notes"][0] in told

    report["sms_only"] = None
    lines = shown(report, "zh-TW")
    assert ["各通路單獨發送", f"  {report['notes'][0]}"] == lines[lines.index("各通路單獨發送") :][:2]
    assert [] == Reader(plan_page(report, "zh-TW")).all("figure")

    del report["notes"]
    assert "各通路單獨發送" not in shown(report, "zh-TW")


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


PLACES = st.lists(st.tuples(st.floats(56, 324), st.floats(48, 202)), min_size=1, max_size=4)


@given(PLACES)
def test_marks_stand_apart(points: list[tuple[float, float]]) -> None:
    """No mark covers another, and each that was moved has a line to its point."""
    svg = Reader(marked([(point, ("yours",)) for point in sorted(points)], (56, 48, 324, 202)))
    places = [(float(circle["cx"]), float(circle["cy"])) for circle in svg.all("circle")]
    lines = {(line["x2"], line["y2"]) for line in svg.all("line")}

    assert len(points) == len(places)
    for (x, y), (wanted_x, wanted_y) in zip(places, sorted(points), strict=True):
        assert (f"{x:.1f}", f"{y:.1f}") in lines or max(abs(x - wanted_x), abs(y - wanted_y)) < 0.051
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert max(abs(x - other_x), abs(y - other_y)) >= 20


@settings(deadline=None)
@given(reports(), st.sampled_from(LANGUAGES), st.sampled_from([WIDE, NARROW]))
def test_the_times_below_a_chart_do_not_touch(report: dict[str, Any], lang: str, size: Any) -> None:
    """Labels leave room between them, and the last ends with the field."""
    svg = Reader(chart(report, rows_of(report, lang), lang, size))
    _title, _description, *texts = svg.texts
    spans = []
    for attributes, text in zip(svg.all("text"), texts, strict=True):
        if float(attributes["y"]) <= size.height - 20:
            continue
        width = sum(7 if letter.isascii() else 13 for letter in text)
        x = float(attributes["x"])
        start = x - (width if attributes["text-anchor"] == "end" else width / 2)
        spans.append((start, start + width))
    assert spans
    assert all(before[1] < after[0] for before, after in pairwise(sorted(spans)))
    assert max(end for _, end in spans) <= size.width


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

    alone = [report[key] for key in ("line_only", "sms_only") if report[key] is not None]
    assert len(report["options"]) + len(alone) == len(rows)
    for row in rows:
        assert row.name in texts
        for figure in row.figures:
            assert figure.text in texts
            assert not figure.interval or figure.interval in texts


@pytest.mark.parametrize("name", NAMES)
def test_cards_name_their_figures(name: str) -> None:
    """On a narrow screen a row is a card, on which each figure bears the heading of its column."""
    reader = Reader(plan_page(stored(name), language(name)))

    assert all(attributes.get("data-label") and attributes["role"] == "cell" for attributes in reader.all("td"))
    assert {attributes["data-label"] for attributes in reader.all("td")} <= {text.strip() for text in reader.texts}


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
    report["why_none"], report["cheapest"], report["notes"] = HOSTILE, None, [HOSTILE]
    report["budget"] = {"amount": 1, "currency": "TWD", "written": HOSTILE}
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
