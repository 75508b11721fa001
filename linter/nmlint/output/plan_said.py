"""The sentences of a plan report that the text and the page have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nmlint.bilingual import CHINESE
from nmlint.documents.plan_values import currency_of
from nmlint.output.plan_figures import (
    COLUMNS,
    OVER,
    Data,
    Row,
    amount,
    exact,
    percent,
    sign,
    sign_of,
    simulated_figure,
    simulated_interval,
)
from nmlint.output.plan_times import time, told_delays
from nmlint.output.plan_words import has, say
from nmlint.output.terminal import one_line
from nmlint.output.words import known, word

_HASH = 12


def plan_facts(plan: Data, lang: str) -> Iterator[tuple[str, str]]:
    """What the plan says of itself, by name."""
    if plan["scenario"] is not None:
        yield word("scenario", lang), plan["scenario"]
    if plan["event"] is not None:
        yield say("event", lang), plan["event"]
    size = plan["size"]
    yield say("size", lang), say("unknown", lang) if size is None else say("people", lang, count=f"{size:,}")
    until = plan["deadline"]
    named = say("no-deadline", lang) if until is None else say("after-event", lang, time=time(until, lang))
    yield say("deadline", lang), named
    if plan["channels"]:
        yield say("steps", lang), say("then", lang).join(known(channel, lang) for channel in plan["channels"])
    yield say("file", lang), plan["path"]


def place_of(finding: Data, report: Data) -> str:
    """Where a finding is, with its file unless that is the plan's; empty where it is nowhere in particular."""
    path = finding["path"]
    place = [] if path == report["plan"]["path"] else [one_line(path)]
    place += [str(finding[key]) for key in ("line", "column") if finding[key] is not None]
    return f" ({':'.join(place)})" if place else ""


def advised(report: Data, lang: str) -> str:
    """The channel that is recommended, and which one follows when."""
    recommended, steps = report["recommended"], report["plan"]["channels"]
    channel, timer = known(recommended["channel"], lang), recommended["timer"]
    if timer is None:
        return channel
    following = known(next((step for step in steps if step != recommended["channel"]), "sms"), lang)
    if lang == CHINESE and following[0].isascii():
        following = f" {following}"
    key = "advice-timer" if timer else "advice-at-once"
    return say(key, lang, channel=channel, time=time(timer, lang), next=following)


def grounds(by_rules: Data, lang: str) -> Iterator[tuple[str, Sequence[str]]]:
    """What the rules say of the channel: each list with the word that is its title; empty ones are left out."""
    colon = word("colon", lang)
    listed = {
        "reasons": list(_reasons(by_rules["reasons"], lang)),
        "would-change": [
            _cited(f"{change['when']}{colon}{known(change['channel'], lang)}", lang, change["clause"])
            for change in by_rules["would_change"]
        ],
        "alternatives": [_alternative(other, lang) for other in by_rules["alternatives"]],
    }
    yield from ((title, said) for title, said in listed.items() if said)


def _reasons(reasons: Sequence[Data], lang: str) -> Iterator[str]:
    """Each reason with what it rests on: what several rules say of a clause is said once."""
    cited: dict[str, list[str | None]] = {}
    for reason in reasons:
        cited.setdefault(reason["says"], []).extend((reason["clause"], reason["rule"]))
    for says, rests in cited.items():
        yield _cited(says, lang, *dict.fromkeys(rests))


def _alternative(other: Data, lang: str) -> str:
    said = known(other["channel"], lang)
    if other["needs"]:
        needs = word("between", lang).join(other["needs"])
        said = f"{said}{word('comma', lang)}{say('needs', lang, needs=needs)}"
    basis = None if other["basis"] is None else known(other["basis"], lang)
    return _cited(said, lang, other["clause"], basis)


def _cited(said: str, lang: str, *cited: str | None) -> str:
    """A sentence with what it rests on behind it."""
    return said + in_brackets(say("cited-with", lang).join(filter(None, cited)), lang)


def in_brackets(said: str, lang: str) -> str:
    """A remark in the brackets of the language; nothing where there is none."""
    return said and say("in-brackets", lang, said=said)


def delays(report: Data, lang: str) -> list[str]:
    """By when which share of the later messages has arrived."""
    told = told_delays(report["delays"])
    return [say("delay", lang, time=time(after, lang), share=percent(share)) for after, share in told]


def headings(report: Data, lang: str) -> list[str]:
    """The headings of the table of options; money names its currency."""
    money = sign(report)
    first, *others = COLUMNS
    figures = [f"{say(key, lang)} {money}" if key in ("cost", "saving") else say(key, lang) for key in others]
    return [say(first if report["options"] else "channel", lang), *figures]


def mark_said(mark: str, report: Data, lang: str) -> str:
    """What an option is marked as: the cheapest of which ones, and whether quiet hours were counted in."""
    key, plan = mark, report["plan"]
    if mark == "cheapest" and all(limit is None for limit in report["limits"].values()):
        key = "cheapest-of-all" if plan["deadline"] is None else "cheapest-in-time"
    counted = mark in ("cheapest", "latest") and plan.get("held")
    return say(key, lang) + (in_brackets(say("quiet-counted", lang), lang) if counted else "")


def options_title(report: Data) -> str:
    """The word that heads the table of options."""
    return "options" if report["options"] else "channels-alone"


def notes(report: Data, rows: Sequence[Row], lang: str) -> Iterator[str]:
    """How to read the table of options, and the limits of the plan."""
    yield say("options-note", lang)
    if any(figure.interval for row in rows for figure in row.figures):
        yield say("interval-note", lang)
    if report["plan"]["size"] is None:
        yield say("per-thousand", lang)
    limits = [
        say("at-most", lang, name=say(key, lang), share=exact(limit))
        for key, limit in report["limits"].items()
        if limit is not None and has(key)
    ]
    limits += _budget(report, lang)
    if limits:
        yield f"{say('limits', lang)}{word('colon', lang)}{word('between', lang).join(limits)}"


def _budget(report: Data, lang: str) -> Iterator[str]:
    """The budget in the currency of the costs, and as it was written where that is in another one."""
    budget = report.get("budget")
    if budget is None:
        return
    written, said = budget["written"], f"{sign_of(budget['currency'])} {amount(budget['amount'])}"
    if currency_of(written) not in (None, budget["currency"]):
        said = f"{written}{in_brackets(said, lang)}"
    if budget.get("sendings", 1) > 1:
        said += in_brackets(say("sendings", lang, count=budget["sendings"]), lang)
    compared = "budget" if report["plan"]["size"] is not None else "budget-of-unknown"
    yield say(compared, lang, budget=said)


def warned_of(rows: Sequence[Row], lang: str) -> list[str]:
    """What the signs of warnings stand for, of those that a row has."""
    return [f"{OVER[key]} {say(f'{key}-means', lang)}" for key in OVER if any(key in row.over for row in rows)]


def missing(report: Data, lang: str) -> Iterator[str]:
    """That no timer is within the limits or meets the deadline, where that is so."""
    if report["why_none"] and report["cheapest"] is None:
        yield report["why_none"]
    by_line = report["recommended"]["channel"] == "notification-message"
    if by_line and report["latest"] is None and report["plan"]["deadline"] is not None:
        yield say("no-latest", lang)


def simulated(simulation: Data, lang: str) -> str:
    """How much was simulated."""
    return say("simulated-sends", lang, sends=f"{simulation['sends']:,}", seed=simulation["seed"])


def simulation_headings(lang: str) -> tuple[str, ...]:
    """The headings of the table of the simulation."""
    return tuple(say(key, lang) for key in ("measure", "expected", "simulated", "interval", "result"))


def simulation_rows(simulation: Data, lang: str) -> Iterator[tuple[str, ...]]:
    """What was reckoned and what came out, and whether the one is in the interval of the other."""
    for measure in simulation["measures"]:
        name = measure["name"]
        yield (
            say(name, lang) if has(name) else known(name, lang),
            simulated_figure(measure["expected"]),
            simulated_figure(measure["simulated"]),
            simulated_interval(measure),
            say("agrees" if measure["agrees"] else "disagrees", lang),
        )


def judged_by(report: Data, lang: str) -> str:
    """The version, the rules and the policies that the report rests on."""
    catalogue, policy = report["catalogue"], report["policy"]
    return (
        f"nmlint {report['nmlint']} · {word('catalogue', lang)} {catalogue['version']} "
        f"({catalogue['sha256'][:_HASH]}) · {word('policy', lang)} {policy['name']} ({policy['sha256'][:_HASH]}) · "
        f"{word('as-of', lang)} {policy['as_of']}"
    )
