"""What LINE is asked beside sending."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from senders.handing import MANNERS, QUICK
from servers import BROKEN, GARBAGE, RESET, TOKEN, FakeLine, Reply, limited, told

from nmlint.dispatch.senders.line import AsyncLineSender, LineSender
from nmlint.dispatch.senders.line_asking import Statistics, UnansweredError
from nmlint.errors import UsageError

DAY = date(2026, 11, 23)
Ask = Callable[..., Any]


@pytest.fixture(params=MANNERS)
def statistics(request: pytest.FixtureRequest, line: FakeLine) -> Ask:
    """Asks for statistics in one manner."""

    async def awaited(*question: Any) -> Statistics:
        async with AsyncLineSender(TOKEN, host=line.url, retries=QUICK) as sender:
            return await sender.statistics(*question)

    def asked(*question: Any) -> Statistics:
        with LineSender(TOKEN, host=line.url, retries=QUICK) as sender:
            return sender.statistics(*question)

    return asked if request.param == "sync" else lambda *question: asyncio.run(awaited(*question))


@pytest.fixture(params=MANNERS)
def followers(request: pytest.FixtureRequest, line: FakeLine) -> Ask:
    """Asks for the friends in one manner."""

    async def awaited() -> list[str]:
        async with AsyncLineSender(TOKEN, host=line.url, retries=QUICK) as sender:
            return [each async for each in sender.followers()]

    def asked() -> list[str]:
        with LineSender(TOKEN, host=line.url, retries=QUICK) as sender:
            return list(sender.followers())

    return asked if request.param == "sync" else lambda: asyncio.run(awaited())


def test_the_count_of_a_day(statistics: Ask, line: FakeLine) -> None:
    """Each type is asked for where it is counted, the day as LINE writes it."""
    line.counts = {("line-flexible", "20261123"): 7, ("line-template", "20261123"): 0}

    assert Statistics("ready", 7) == statistics(DAY, "line-flexible")
    assert Statistics("ready", 0) == statistics(DAY, "line-template")
    assert [
        "/v2/bot/message/delivery/pnp?date=20261123",
        "/v2/bot/message/delivery/pnp/templated?date=20261123",
    ] == [request.target for request in line.requests]
    assert [] == line.faults


@pytest.mark.parametrize("status", ["unready", "unavailable_for_privacy", "out_of_service"])
def test_a_count_that_is_not_there(status: str, statistics: Ask, line: FakeLine) -> None:
    """The status says why, and there is no number that could be taken for one."""
    line.play(Reply(body=f'{{"status": "{status}", "success": 0}}'.encode()))

    assert Statistics(status, None) == statistics(DAY, "line-flexible")


@pytest.mark.parametrize("reply", [RESET, BROKEN, GARBAGE, limited()])
def test_questions_are_repeated(reply: Reply, statistics: Ask, line: FakeLine) -> None:
    """Asking twice does no harm."""
    line.counts = {("line-flexible", "20261123"): 7}
    line.play(reply)

    assert 7 == statistics(DAY, "line-flexible").count
    assert 2 == len(line.requests)


@pytest.mark.parametrize(
    ("replies", "asked"), [((BROKEN,) * 3, 3), ((told(403),), 1), ((Reply(body=b'{"status": "?"}'),) * 3, 3)]
)
def test_an_answer_that_never_comes(replies: tuple[Reply, ...], asked: int, statistics: Ask, line: FakeLine) -> None:
    """It is told as one, with the number of times that LINE was asked."""
    line.play(*replies)

    with pytest.raises(UnansweredError, match=f"attempts: {asked}"):
        statistics(DAY, "line-flexible")
    assert asked == len(line.requests)


def test_a_type_that_is_not_counted(statistics: Ask, line: FakeLine) -> None:
    """LINE is not asked for it."""
    with pytest.raises(UsageError, match="line-flexible, line-template"):
        statistics(DAY, "oa-push")
    assert [] == line.requests


def test_all_friends_page_by_page(followers: Ask, line: FakeLine) -> None:
    """In the order of LINE, a thousand at a time."""
    line.followers = [f"U{number:032x}" for number in range(2300)]

    assert line.followers == followers()
    assert 3 == len(line.requests)
    assert {"1000"} == {dict(request.query)["limit"] for request in line.requests}


def test_an_account_without_friends(followers: Ask, line: FakeLine) -> None:
    """One page, and nobody on it."""
    assert [] == followers()
    assert 1 == len(line.requests)


def test_a_list_that_breaks_off_is_no_list(followers: Ask, line: FakeLine) -> None:
    """The caller is told, rather than left with half of the friends."""
    line.followers = [f"U{number:032x}" for number in range(1500)]
    line.play(Reply(body=b'{"userIds": ["U1"], "next": "1000"}'), *(BROKEN,) * 3)

    with pytest.raises(UnansweredError):
        followers()
