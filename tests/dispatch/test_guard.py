"""The guard: what it lets leave, on which channel, what it refuses, and that it fails closed."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from projects import CARD, CONFIG, NUMBER, SHIPPED, SHIPPED_SMS, VALUES, approve, project

import nmlint
from nmlint.dispatch.ledger.model import Attempt, Begun
from nmlint.dispatch.outgoing import Answer, Fate, Outgoing
from nmlint.dispatch.recent import Recent
from nmlint.errors import UsageError

HASH = "1315ec4a63ba3d2b8f5db63688770e89a402ee623ef33e4c8c2f36e48f271be0"
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
LINE, SMS = "notification-message", "sms"
PLAN = """\
kind: send-plan
id: shipping
scenario: delivery
event: 倉庫交寄包裹
deliver_within: 24h
quiet_hours: 22:00-08:00
deduplicate_by: order_no
evidence: {phone_source: 2025-01 會員條款}
audience: {size: 100, countries: [TW]}
steps:
  - {channel: notification-message, template: templates/shipped.j2}
  - {channel: sms, template: templates/shipped.sms.j2, after: 30m, unless: delivered, via: 簡訊業者}
"""


class Sends:
    """Senders that remember what they were handed, and answer as they are told."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.handed: list[Outgoing] = []
        self._answers = list(answers)

    def __call__(self, outgoing: Outgoing) -> Answer | None:
        """What came of it, as told."""
        self.handed.append(outgoing)
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def channels(self) -> list[str]:
        """The channels of what was handed over."""
        return [outgoing.channel for outgoing in self.handed]


def guard_of(root: Path, sends: Sends, *channels: str, now: datetime = NOON, **more: Any) -> nmlint.Guard:
    """A guard over these channels, at noon in Taipei unless told otherwise."""
    return nmlint.Guard(root, senders=dict.fromkeys(channels or (LINE, SMS), sends), clock=lambda: now, **more)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose templates are approved."""
    return project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def guard(root: Path) -> nmlint.Guard:
    """A guard over it."""
    return guard_of(root, Sends())


def rules(decision: nmlint.Decision) -> list[str]:
    """The rules that refuse a message."""
    return [objection.rule for objection in decision.refused_by]


def test_an_approved_message_leaves_once(root: Path) -> None:
    """It is handed over as LINE takes it, under the hash of the number, and the same message is not sent again."""
    sends = Sends()
    guard = guard_of(root, sends)

    first, second = guard.send("shipped", NUMBER, VALUES), guard.send("shipped", "+886912345678", VALUES)

    (outgoing,) = sends.handed
    assert (LINE, "line-flexible", HASH) == (outgoing.channel, outgoing.message, outgoing.to)
    assert {
        "messages": [
            {
                "type": "text",
                "text": "【好日子書店】王○明 您好，您訂購的「手沖咖啡壺」（訂單 TW20261126001）已於 2026-11-26 10:00 "
                "出貨，預計 2026-11-28 送達。若您已取貨，請忽略此訊息。客服 02-2345-6789",
            }
        ]
    } == outgoing.body
    assert 16 <= len(outgoing.tag) <= 100
    assert (False, True) == (first.repeated, second.repeated)
    assert first.answer == second.answer == Answer(Fate.ACCEPTED)
    assert ("SP-031", None) == (first.decision.basis.reference, first.decision.not_before)


def test_a_message_in_json_leaves_as_it_was_approved(root: Path) -> None:
    """A template that renders to a request is sent as one, with its values in place."""
    sends = Sends()

    guard_of(root, sends).send("card", NUMBER, {"order_no": "TW1", "at": "2026-11-26 10:00", "place": "信義門市"})

    text = sends.handed[0].body["messages"][0]["contents"]["body"]["contents"][0]["text"]
    assert text == "【好日子書店】您的訂單 TW1 已於 2026-11-26 10:00 送達 信義門市，若您已取貨，請忽略此訊息。"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"item": None}, "dispatch/value-missing"),
        ({"item": "  "}, "dispatch/value-missing"),
        ({"item": "{{ item }}"}, "dispatch/value-unfilled"),
        ({"item": "壺{% if x %}"}, "dispatch/value-markup"),
        ({"item": "None"}, "dispatch/value-unfilled"),
        ({"item": "長" * 41}, "dispatch/value-too-long"),
        ({"item": "咖啡\u202e壺"}, "dispatch/value-characters"),
        ({"item": "詳見 https://shop.example.com"}, "dispatch/value-link"),
        ({"item": {"a": 1}}, "dispatch/value-type"),
        ({"item": ["壺", "杯"]}, "dispatch/value-type"),
        ({"item": object()}, "dispatch/value-not-plain"),
        ({"buyer": "王小明"}, "dispatch/value-unmasked"),
        ({"eta": "明年某日"}, "dispatch/value-type"),
        ({"order_no": "TW-1; rm"}, "dispatch/value-type"),
        ({"item": "全館八五折"}, "promotion/price-cut"),
        ({"item": "全館８.５折"}, "promotion/price-cut"),
        ({"item": "大家都在搶的這一款，再不下手就沒有了。"}, "promotion/reads-like-advert"),
        ({"item": "卡號 4111 1111 1111 1111"}, "privacy/full-card"),
    ],
)
def test_a_value_is_refused(guard: nmlint.Guard, changes: Mapping[str, Any], rule: str) -> None:
    """The objection names the rule and the variable; neither it nor the decision shows the value."""
    decision = guard.decide("shipped", NUMBER, {**VALUES, **changes})

    (name, value) = next(iter(changes.items()))
    assert not decision.allowed
    assert rule in rules(decision)
    assert any(name == objection.value for objection in decision.refused_by)
    written = json.dumps(decision.to_json(), ensure_ascii=False)
    assert not (isinstance(value, str) and len(value.strip()) > 4 and value in written)


@pytest.mark.parametrize(
    "changes",
    [
        {"item": "特大號折疊椅（優格白）"},
        {"item": "Ｎode.js 入門"},
        {"item": "5 折疊梯"},
        {"buyer": "A○○n"},
        {"eta": datetime(2026, 11, 28, tzinfo=UTC).date()},
        {"order_no": 20261126001},
        {"unasked": "全館八五折"},
    ],
)
def test_an_ordinary_value_passes(guard: nmlint.Guard, changes: Mapping[str, Any]) -> None:
    """What looks guilty, data that are no texts, and what the text does not ask for."""
    decision = guard.decide("shipped", NUMBER, {**VALUES, **changes})

    assert [] == rules(decision)


@pytest.mark.parametrize(
    ("to", "rule"),
    [
        ("0212345678", "dispatch/receiver-invalid"),
        ("+8860912345678", "dispatch/receiver-invalid"),
        ("", "dispatch/receiver-invalid"),
        (912345678, "dispatch/receiver-invalid"),
        (None, "dispatch/receiver-invalid"),
        (["0912345678", "0923456789"], "dispatch/receiver-many"),
        ("0912345678,0923456789", "dispatch/receiver-many"),
    ],
)
def test_a_receiver_is_refused(guard: nmlint.Guard, to: object, rule: str) -> None:
    """One mobile number of a country that LINE reaches, and nothing else."""
    decision = guard.decide("shipped", to, VALUES)

    assert [rule] == rules(decision)
    assert "0912345678" not in str(decision.to_json())


def test_a_hash_will_do_for_line(root: Path) -> None:
    """Who keeps hashes only can send, but no SMS can follow."""
    sends = Sends(Answer(Fate.REFUSED, 422, final=True))
    sent = guard_of(root, sends).send("shipped", HASH, VALUES)

    assert ([LINE], None) == (sends.channels, sent.followed)


@pytest.mark.parametrize(
    ("left", "channel", "refused"),
    [
        (timedelta(hours=20), LINE, []),
        (timedelta(minutes=50), SMS, []),
        (timedelta(minutes=3), SMS, []),
        (timedelta(0), LINE, ["dispatch/too-late"]),
        (timedelta(hours=-1), LINE, ["dispatch/too-late"]),
    ],
)
def test_the_time_that_is_left_decides(guard: nmlint.Guard, left: timedelta, channel: str, refused: list[str]) -> None:
    """What must arrive within the hour goes by SMS, what is too late goes nowhere."""
    decision = guard.decide("shipped", NUMBER, VALUES, event=NOON - timedelta(hours=1), deadline=NOON + left)

    assert (channel, refused) == (decision.channel, rules(decision))


def test_no_sms_no_time(root: Path) -> None:
    """Without a sender for SMS, what is too urgent for LINE is refused."""
    guard = guard_of(root, Sends(), LINE)

    decision = guard.decide("shipped", NUMBER, VALUES, deadline=NOON + timedelta(minutes=20))

    assert ["dispatch/no-time-for-line"] == rules(decision)


def test_quiet_hours(tmp_path: Path) -> None:
    """What can wait waits for the morning, and the refusal tells until when; what cannot, does not."""
    root = project(tmp_path)
    (root / "plan.yaml").write_text(PLAN, "utf-8")
    night = datetime(2026, 11, 26, 15, tzinfo=UTC)  # 23:00 in Taipei
    guard = guard_of(root, Sends(), now=night, plans=["plan.yaml"])

    waits = guard.decide("shipped", NUMBER, VALUES)
    presses = guard.decide("shipped", NUMBER, VALUES, event=night - timedelta(hours=20))

    assert ["dispatch/quiet-hours"] == rules(waits)
    assert datetime(2026, 11, 27, 0, tzinfo=UTC) == waits.not_before
    assert [] == rules(presses)
    assert night + timedelta(hours=4) == presses.deadline


@pytest.mark.parametrize(
    ("at", "event", "after"),
    [
        (datetime(2026, 11, 26, 4, tzinfo=UTC), timedelta(0), timedelta(minutes=30)),
        (datetime(2026, 11, 26, 13, 45, tzinfo=UTC), timedelta(0), timedelta(hours=10, minutes=15)),
        (datetime(2026, 11, 26, 13, 45, tzinfo=UTC), timedelta(hours=20), timedelta(minutes=30)),
        (datetime(2026, 11, 26, 4, tzinfo=UTC), timedelta(hours=22, minutes=45), timedelta(minutes=30)),
    ],
    ids=["by day", "before the night", "before the night, and pressing", "with little time"],
)
def test_when_the_fallback_is_due(tmp_path: Path, at: datetime, event: timedelta, after: timedelta) -> None:
    """By its timer, in the morning where that falls into quiet hours and can wait."""
    root = project(tmp_path)
    (root / "plan.yaml").write_text(PLAN, "utf-8")
    kept: list[Attempt | None] = []

    class Kept(Recent):
        def begin(self, decision: nmlint.Decision, attempt: Attempt | None) -> Begun:
            kept.append(attempt)
            return super().begin(decision, attempt)

    guard_of(root, Sends(), now=at, plans=["plan.yaml"], ledger=Kept()).send(
        "shipped", NUMBER, VALUES, event=at - event
    )

    (attempt,) = kept
    assert attempt is not None
    assert attempt.following is not None
    assert after == attempt.following.after


@pytest.mark.parametrize(
    ("spoil", "rule", "said"),
    [
        (lambda root: (root / "templates" / "shipped.j2").unlink(), "dispatch/unfit", "no such file"),
        (lambda root: _edit(root, "shipped.j2", "已於", "剛剛已於"), "dispatch/drifted", ""),
        (lambda root: _edit(root, "shipped.j2", "id: shipped", "id: sent"), "dispatch/drifted", "sent"),
        (lambda root: _edit(root, "shipped.sms.j2", "若已取貨", "如已取貨"), "dispatch/drifted", ""),
        (lambda root: _edit(root, "shipped.j2", "shipped.sms.j2", "gone.sms.j2"), "dispatch/unfit", ""),
    ],
)
def test_a_template_that_is_not_the_approved_one(
    tmp_path: Path, spoil: Callable[[Path], None], rule: str, said: str
) -> None:
    """Whatever happened to it since, nothing is sent, and the others are."""
    root = project(tmp_path)
    spoil(root)
    guard = guard_of(root, Sends())

    decision = guard.decide("shipped", NUMBER, VALUES)

    assert [rule] == rules(decision)
    assert said in decision.refused_by[0].message
    assert guard.decide("card", NUMBER, {"order_no": "TW1", "at": "2026-11-26 10:00", "place": "信義門市"}).allowed


def _edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / "templates" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_an_unknown_template(guard: nmlint.Guard) -> None:
    """What the lock does not know is not sent."""
    with pytest.raises(nmlint.Rejected) as raised:
        guard.send("welcome", NUMBER, {})

    assert ["dispatch/not-approved"] == rules(raised.value.decision)
    assert "dispatch/not-approved" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "not-approved" in json.loads(raised.value.to_json())["objections"][0]["rule"]


def test_what_is_on_the_disk_later_does_not_matter(tmp_path: Path) -> None:
    """The guard sends what was approved when it was made, whatever somebody writes into the folder meanwhile."""
    root = project(tmp_path)
    sends = Sends()
    guard = guard_of(root, sends)
    _edit(root, "shipped.j2", "您訂購的", "全館五折，您訂購的")

    guard.send("shipped", NUMBER, VALUES)

    assert "五折" not in str(sends.handed[0].body)


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (Answer(Fate.ACCEPTED, 200), 1),
        (Answer(Fate.UNKNOWN, None), 1),
        (OSError("0912345678"), 1),
        (Answer(Fate.REFUSED, 429), 2),
    ],
)
def test_a_second_try(root: Path, answer: Answer | Exception, sent: int) -> None:
    """What may have been sent is never sent again; what was certainly not sent may be."""
    sends = Sends(answer)
    guard = guard_of(root, sends)

    for _ in range(2):
        guard.send("shipped", NUMBER, VALUES, key="TW1")

    assert sent == len(sends.handed)


def test_many_threads_send_once(root: Path) -> None:
    """However many ask at once, one hands it over."""
    sends = Sends()
    guard = guard_of(root, sends)

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: guard.send("shipped", NUMBER, VALUES), range(40)))

    assert 1 == len(sends.handed)
    assert 39 == sum(sent.repeated for sent in results)


def test_what_line_refuses_at_once_follows_at_once(root: Path) -> None:
    """A number that LINE does not know gets the approved SMS."""
    sends = Sends(Answer(Fate.REFUSED, 422, final=True))

    sent = guard_of(root, sends).send("shipped", NUMBER, VALUES)

    assert [LINE, SMS] == sends.channels
    assert Answer(Fate.ACCEPTED) == sent.followed
    assert (
        "+886912345678",
        "【好日子書店】訂單 TW20261126001 已於 2026-11-26 10:00 出貨，預計 2026-11-28 送達。若已取貨請忽略。",
    ) == (
        sends.handed[1].to,
        sends.handed[1].body["text"],
    )


def test_it_fails_closed(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever breaks inside the guard refuses the message and says so; no value stands in the log."""

    class Broken(dict[str, Any]):
        def __iter__(self) -> Any:
            raise ZeroDivisionError

        keys = __iter__

    sends = Sends()
    with caplog.at_level(logging.DEBUG), pytest.raises(nmlint.Rejected) as raised:
        guard_of(root, sends).send("shipped", NUMBER, Broken(VALUES))

    assert ["dispatch/guard-failed"] == rules(raised.value.decision)
    assert [] == sends.handed
    assert "手沖咖啡壺" not in caplog.text
    assert NUMBER not in caplog.text


@pytest.mark.parametrize("moment", ["event", "deadline"])
def test_a_moment_without_a_zone_is_no_moment(guard: nmlint.Guard, moment: str) -> None:
    """A time of which nobody knows the zone may be hours off."""
    decision = guard.decide("shipped", NUMBER, VALUES, **{moment: NOON.replace(tzinfo=None)})  # type: ignore[arg-type]

    assert ["dispatch/guard-failed"] == rules(decision)
    assert moment in decision.refused_by[0].message


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"template": 5}, "template must be"),
        ({"template": "t" * 300}, "template must be"),
        ({"values": None}, "values must be a mapping"),
        ({"values": "order_no"}, "values must be a mapping"),
        ({"key": ""}, "key must be"),
        ({"key": 7}, "key must be"),
        ({"key": "a\nb"}, "key must be"),
        ({"deadline": "30m"}, "deadline must be a datetime"),
        ({"event": timedelta(hours=1)}, "event must be a datetime"),
    ],
)
def test_a_call_that_means_nothing(root: Path, call: dict[str, Any], said: str) -> None:
    """It is refused in words, and nothing is handed over."""
    sends = Sends()
    arguments = {"template": "shipped", "to": NUMBER, "values": VALUES} | call

    with pytest.raises(nmlint.Rejected, match=said):
        guard_of(root, sends).send(**arguments)

    assert [] == sends.handed


def test_a_guard_that_would_not_do_what_is_meant(root: Path, tmp_path: Path) -> None:
    """A mode that does not exist, a ledger that is none, and a ledger that the guard would pass by."""
    described = project(tmp_path, config=CONFIG + "dispatch: {ledger: ledger.db}\n")

    cases: list[tuple[Path, dict[str, Any], str]] = [
        (root, {"mode": "observ"}, "mode is one of"),
        (root, {"ledger": "ledger.db"}, "must be a Ledger"),
        (described, {}, "guard_from"),
    ]
    for where, more, said in cases:
        with pytest.raises(UsageError, match=said):
            guard_of(where, Sends(), **more)


@pytest.mark.parametrize(
    ("answer", "taken"), [(None, True), (Answer(Fate.UNKNOWN), False), (Answer(Fate.REFUSED, 400), False)]
)
def test_what_was_taken_is_true(root: Path, answer: Answer | None, taken: bool) -> None:
    """Whoever only asks whether it went out gets an honest answer."""
    assert taken is bool(guard_of(root, Sends(*([answer] if answer else []))).send("shipped", NUMBER, VALUES))


def test_observing_refuses_nothing(root: Path) -> None:
    """What would be refused is told and sent; what cannot be made is told."""
    sends = Sends()
    guard = guard_of(root, sends, mode="observe")

    sent = guard.send("shipped", NUMBER, {**VALUES, "item": "全館八五折"})
    unmade = guard.send("welcome", NUMBER, {})

    assert (True, ["promotion/price-cut"]) == (sent.decision.observed, rules(sent.decision))
    assert [LINE] == sends.channels
    assert unmade.answer is None


def test_an_awaited_guard_decides_the_same(root: Path) -> None:
    """It sends once, refuses the same, and takes functions that are awaited."""
    handed: list[Outgoing] = []

    async def take(outgoing: Outgoing) -> None:
        handed.append(outgoing)

    async def run() -> list[Any]:
        guard = nmlint.AsyncGuard(root, senders={LINE: take, SMS: take}, clock=lambda: NOON)
        same = await asyncio.gather(*(guard.send("shipped", NUMBER, VALUES) for _ in range(5)))
        with pytest.raises(nmlint.Rejected):
            await guard.send("shipped", NUMBER, {**VALUES, "item": "全館八五折"})
        return same

    same = asyncio.run(run())

    assert [LINE] == [outgoing.channel for outgoing in handed]
    assert 4 == sum(sent.repeated for sent in same)


def test_a_finished_message_is_checked(guard: nmlint.Guard) -> None:
    """What another program built is judged as `nmlint check` judges it."""
    good = guard.check(
        {"scenario": "delivery", "sender": "好日子書店", "text": SHIPPED.split("-#}")[1].replace("{{ item }}", "壺")}
    )
    bad = guard.check({"messages": [{"type": "text", "text": "全館八五折"}]})

    assert (True, LINE) == (good.allowed, good.channel)
    assert not bad.allowed
    assert "promotion/price-cut" in rules(bad)
    assert not guard.check("").allowed


@pytest.mark.parametrize(("place", "refused"), [("https://api.line.me", False), ("http://api.line.me", True)])
def test_one_encrypted_endpoint(root: Path, place: str, refused: bool) -> None:
    """A sender that says where it hands messages to is held to it."""

    class Line(Sends):
        endpoint = place
        send = Sends.__call__

    with pytest.raises(UsageError, match="not encrypted") if refused else nullcontext():
        guard_of(root, Line())


@pytest.mark.parametrize(
    ("senders", "said"),
    [
        ({"line": print}, "no channel is called 'line'"),
        ({LINE: 1}, "has no send()"),
    ],
)
def test_a_wrong_call(root: Path, senders: dict[str, Any], said: str) -> None:
    """It is told when the guard is made, not when the first message waits."""
    with pytest.raises(UsageError, match=said.replace("(", r"\(").replace(")", r"\)")):
        nmlint.Guard(root, senders=senders)


def test_a_project_without_a_lock(tmp_path: Path) -> None:
    """Nothing was approved, so nothing can be sent, and that is said at once."""
    root = project(tmp_path)
    (root / "nmlint.lock").unlink()

    with pytest.raises(UsageError, match=r"nmlint\.lock"):
        guard_of(root, Sends())


def test_values_side_by_side(tmp_path: Path) -> None:
    """An offer that two values only make together is found."""
    text = SHIPPED.replace("「{{ item }}」", "{{ item }}{{ note }}").replace(
        "  eta:", "  note: {type: text, example: 黑色}\n  eta:"
    )
    root = project(tmp_path, {"shipped.j2": text, "shipped.sms.j2": SHIPPED_SMS, "card.json.j2": CARD})
    approve(root)

    decision = guard_of(root, Sends()).decide("shipped", NUMBER, {**VALUES, "item": "全館八五", "note": "折"})

    assert ["promotion/price-cut"] == rules(decision)
    assert "item+note" == decision.refused_by[0].value


def test_an_approval_that_ended(tmp_path: Path) -> None:
    """What was approved until last year is not approved."""
    root = project(tmp_path)
    approve(root, "--remove", "card", "--remove", "shipped", "--until", "2026-06-30")

    decision = guard_of(root, Sends()).decide("shipped", NUMBER, VALUES)

    assert ["dispatch/approval-expired"] == rules(decision)
    assert "2026-06-30" in decision.refused_by[0].message
