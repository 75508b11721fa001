"""What text and page say alike of a timeline, read from the contract `nmlint.timeline/1`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nmlint.output.terminal import one_line
from nmlint.output.timeline_report import Data
from nmlint.output.timeline_words import on, say
from nmlint.output.words import word


class StepRow(NamedTuple):
    """A step as its table shows it; `number` is its place in the chain, empty for one that runs beside it."""

    number: str
    name: str
    by: str
    waits_for: str
    days: str
    begins: str
    earliest: str
    latest: str
    clauses: tuple[str, ...]


def title(report: Data, lang: str) -> str:
    """What the report is about."""
    return say("title", lang, day=on(report["from"], lang))


def facts(report: Data, lang: str) -> Iterator[tuple[str, str]]:
    """What was asked for, each with its name."""
    if report["day_zero"] != report["from"]:
        moved = say("moved", lang, day=on(report["from"], lang), first=on(report["day_zero"], lang))
        yield say("day-zero", lang), moved
    if report["launch"] is not None:
        yield say("launch-wanted", lang), on(report["launch"], lang)
    if any(step["own"] for route in report["routes"] for step in route["steps"]):
        days = say("so-many", lang, days=report["development"]["working_days"])
        assumed = report["development"]["assumed"]
        yield say("development", lang), say("assumed", lang, days=days) if assumed else days
    if report["scenarios"]:
        yield say("scenarios", lang), word("between", lang).join(report["scenarios"])
    if report["partner"] is not None:
        yield say("partners", lang), one_line(report["partner"])


def step_rows(route: Data, lang: str) -> Iterator[StepRow]:
    """The steps of a route, the reviews within them, and the launch."""
    names = {step["id"]: step["name"] for step in route["steps"]}
    chain = [step["id"] for step in route["steps"] if step["due_before"] is None]
    number = 0
    for step in route["steps"]:
        beside = step["due_before"] is not None
        number += not beside
        waits = names[step["waits_for"]] if step["waits_for"] else ""
        due = chain.index(step["due_before"]) + 1 if beside else 0
        days = say("any-time", lang, step=due) if beside else length(step["working_days"], lang)
        yield StepRow(
            number="" if beside else str(number),
            name=step["name"],
            by=say(step["by"], lang),
            waits_for=waits,
            days="" if number == 1 else days,
            begins=day(step["begins"]["earliest"], "open", lang),
            earliest=day(step["ends"]["earliest"], "open", lang),
            latest=day(step["ends"]["latest"], "open" if step["ends"]["earliest"] is None else "unknown", lang),
            clauses=tuple(step["clauses"]),
        )
        for part in step["includes"]:
            days = length(part["working_days"], lang)
            yield StepRow("", part["name"], "", "", days, "", "", "", (part["clause"],))
    launch = route["launch"]
    is_open = launch["earliest"] is None
    yield StepRow(
        number="",
        name=launch_name(route, lang),
        by="",
        waits_for=route["steps"][-1]["name"],
        days="",
        begins="",
        earliest=day(launch["earliest"], "open", lang),
        latest=day(launch["latest"], "open" if is_open else "unknown", lang),
        clauses=(),
    )


def remarks(route: Data, lang: str) -> Iterator[tuple[str, str]]:
    """What must hold before steps and what may go on beside them, each with its clause."""
    colon = word("colon", lang)
    for step in route["steps"]:
        if step["by"] == "headquarters" and step["begins"]["earliest"] is not None:
            yield say("sent-on", lang, day=on(step["begins"]["earliest"], lang)), step["clauses"][0]
        for key in ("needs", "meanwhile"):
            for remark in step[key]:
                yield f"{say(key, lang, step=step['name'])}{colon}{remark['says']}", remark["clause"]
    if route["after_answer"] is not None:
        yield say("after-answer", lang, days=length(route["after_answer"], lang)), "review-new-scenario"


def backward(report: Data, route: Data, lang: str) -> tuple[str, list[str]] | None:
    """What a wanted launch demands of a route: a heading and its sentences; None where none is wanted."""
    found = route["backward"]
    if found is None:
        return None
    key = "backward" if route["scenario"] is not None else "backward-change"
    start, answer = found["start_by"], found["answer_by"]
    latest = on(start["latest"], lang)
    if answer is not None:
        said = [say("start-by-headquarters", lang, day=latest)]
    elif start["earliest"] == start["latest"]:
        said = [say("start-by", lang, day=latest)]
    elif start["earliest"] is None:
        said = [say("start-by-most-unknown", lang), say("start-by-least", lang, day=latest)]
    else:
        said = [
            say("start-by-most", lang, day=on(start["earliest"], lang)),
            say("start-by-least", lang, day=latest),
        ]
    if answer is not None:
        least = on(answer["latest"], lang)
        if answer["earliest"] is None:
            said.append(say("answer-by-least", lang, least=least))
        else:
            said.append(say("answer-by", lang, most=on(answer["earliest"], lang), least=least))
    said.append(say(f"outlook-{found['outlook']}", lang))
    return say(key, lang, day=on(report["launch"], lang)), said


def comparison(report: Data, lang: str) -> Iterator[tuple[str, str, str, bool]]:
    """The launch of each route: its name, the earliest and the latest date, and whether it is the soonest."""
    for route in report["routes"]:
        launch = route["launch"]
        is_open = launch["earliest"] is None
        earliest = day(launch["earliest"], "open", lang)
        latest = day(launch["latest"], "open" if is_open else "unknown", lang)
        yield route["name"], earliest, latest, route["id"] in report["soonest"]


def route_facts(route: Data, lang: str) -> Iterator[tuple[str, str]]:
    """The scenarios and partners that a route is for, where they were asked for."""
    for key in ("scenarios", "partners"):
        if route[key]:
            yield say(key, lang), word("between", lang).join(map(one_line, route[key]))


def launch_name(route: Data, lang: str) -> str:
    """What a route ends with."""
    return say("launch" if route["scenario"] is not None else "approved", lang)


def length(days: Data, lang: str) -> str:
    """How many working days, such as `5–7`."""
    least, most = days["least"], days["most"]
    if least is None:
        return say("unpromised", lang)
    if most is None:
        return say("at-least", lang, days=least)
    return str(least) if least == most else f"{least}–{most}"


def day(found: str | None, otherwise: str, lang: str) -> str:
    """A date with its weekday, or the word for one that cannot be said."""
    return say(otherwise, lang) if found is None else on(found, lang)


def judged_by(report: Data, lang: str) -> str:
    """By what version, rules, policy and day it was reckoned."""
    rules, policy = report["catalogue"], report["policy"]
    return (
        f"nmlint {report['nmlint']} · {word('catalogue', lang)} {rules['version']} ({rules['sha256'][:12]}) · "
        f"{word('policy', lang)} {policy['name']} ({policy['sha256'][:12]}) · {word('as-of', lang)} {policy['as_of']}"
    )
