"""What the rules about SMS say together: size, price, sender and registry; and that they bind nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nmlint.catalogue import load_builtin
from nmlint.checks.model import VALUE, PlacedValue
from nmlint.checks.sms_size import Price, Size, price_of, size_of
from nmlint.config import Settings
from nmlint.documents.message import declared
from nmlint.documents.model import Document, Variable
from nmlint.documents.template import read_document
from nmlint.engine import Engine
from nmlint.finding import Finding, Severity
from nmlint.rendering import Origin, Piece
from nmlint.rendering.model import Value
from nmlint.rulebook import Rulebook, rules_in_force
from nmlint.source import Source, Span
from nmlint.text.segments import Encoding

CATALOGUE = load_builtin()
DAY = "2026-11-23"


def judged(text: str, settings: Settings | None = None, **facts: Any) -> dict[str, list[Finding]]:
    """The findings on an SMS by rule; a text with a front comment is a template."""
    source = Source("t.j2", text)
    document = (
        read_document(source)
        if text.startswith("{#")
        else Document("message", "t", source, declared({"message": "sms", **facts}, source))
    )
    artefact = Engine(CATALOGUE, settings or Settings(as_of=DAY)).judge(document, lambda _name, _parent: None)
    assert artefact.problem is None
    found: dict[str, list[Finding]] = {}
    for finding in artefact.findings:
        found.setdefault(finding.rule, []).append(finding)
    return found


def placed(text: str, *variables: Variable) -> list[PlacedValue]:
    """The values of a text, one variable after the other."""
    places = [at for at, char in enumerate(text) if char == VALUE]
    return [
        PlacedValue(
            Span(at, at + 1),
            variable.name,
            variable.name,
            variable,
            Piece(
                VALUE,
                Origin("t", Span(at, at + 1)),
                exact=True,
                through=(),
                value=Value(variable.name, (variable.name,), None),
            ),
        )
        for at, variable in zip(places, variables, strict=True)
    ]


def sized(text: str, *variables: Variable, front: str = "", day: str = DAY) -> Size:
    """The size of an SMS."""
    size = size_of(text, placed(text, *variables), CATALOGUE, day, front)
    assert size is not None
    return size


def test_size_now_and_at_worst() -> None:
    """The fixed text alone, the usual message and the longest one, with the price of each."""
    text = f"【好日子】{VALUE}已於 {VALUE} 出貨"
    size = sized(text, Variable("goods", "text", "秋天的信", max_length=120), Variable("day", "date", "2026-11-25"))

    assert (11, 25, 155) == (size.fixed.units, size.usual.units, size.longest.units)
    assert (1, 1, 3) == (size.fixed.parts, size.usual.parts, size.longest.parts)
    assert (5, None) == (size.most, size.excess)
    assert size.price is not None
    assert ("2.4 to 6 TWD", "2.4 至 6 元") == (size.price.of(3), size.price.of(3).chinese)
    assert (0.8, 6) == size.price.between(size.usual.parts, size.longest.parts)


@pytest.mark.parametrize(
    ("variable", "encoding"),
    [
        (Variable("a", "url"), Encoding.GSM),
        (Variable("a", "date"), Encoding.UCS2),
        (Variable("a", "date", "25 Nov 2026"), Encoding.GSM),
        (Variable("a", "name", "王小明"), Encoding.UCS2),
        (Variable("a", "name", "Mary Lin"), Encoding.GSM),
        (Variable("a", "choice", values=("S", "M")), Encoding.GSM),
        (Variable("a", "choice", values=("S", "大")), Encoding.UCS2),
        (Variable("a"), Encoding.UCS2),
    ],
)
def test_a_value_may_need_unicode(variable: Variable, encoding: Encoding) -> None:
    """A value counts as Latin where its example or its choices are, else where its type always is."""
    assert encoding is sized(f"GoodDay: {VALUE}", variable).longest.encoding


def test_the_front_is_counted() -> None:
    """What a gateway puts in front takes room, also before the part that is too many."""
    assert 2 == sized("字" * 66, front="【好日子】").fixed.parts
    assert Span(335 - 5, 336) == sized("字" * 336, front="【好日子】").excess
    assert Span(335, 336) == sized("字" * 336).excess
    assert Span(336, 337) == sized(f"字{VALUE}" + "字" * 335, Variable("a", "text")).excess


def test_the_end_of_the_file_is_not_sent() -> None:
    """A line end at the end of the text takes no room."""
    assert 1 == sized("字" * 70 + "\r\n").fixed.parts


def test_no_limits_no_size() -> None:
    """A catalogue without the limits of SMS gives no size."""
    assert size_of("a", [], replace(CATALOGUE, limits=()), DAY) is None


def test_prices_of_a_day() -> None:
    """A price holds between its days; a price for each message does not grow with its parts."""
    table = [
        {"channel": "sms", "low": 1, "high": 1, "currency": "TWD", "per": "message", "until": "2026-01-31"},
        {"channel": "sms", "low": 0.7, "high": 0.9, "currency": "USD", "per": "part", "from": "2026-02-01"},
    ]
    catalogue = replace(CATALOGUE, tables={**CATALOGUE.tables, "prices": table})
    before, after = (price_of(catalogue, "sms", day) for day in ("2026-01-31", "2026-02-01"))

    assert before is not None
    assert "1 TWD" == before.of(3)
    assert (1, 1) == before.between(1, 3)
    assert Price(0.7, 0.9, "USD") == after
    assert price_of(catalogue, "email", DAY) is None


def test_shipped_prices_are_ranges() -> None:
    """No price is lower at its highest, and the sources' two channels are there."""
    prices = CATALOGUE.tables["prices"]

    assert {"sms", "notification-message"} == {entry["channel"] for entry in prices}
    assert all(entry["low"] <= entry["high"] for entry in prices)


def test_the_name_in_front_is_said() -> None:
    """A finding that counts what the text does not show tells it."""
    text = (
        "您預約的洗牙時間為 2026/11/25（三）14:30，請提早十分鐘攜帶健保卡報到；如需改期，請於前一日 17:00 前來電告知。"
    )
    found = judged(text, sender="好日子牙醫診所", evidence={"sender_prefix": "gateway"})

    (finding,) = found["sms/second-part"]
    assert "2 則" in finding.message
    assert "（已計入加在前面的【好日子牙醫診所】）" in finding.message
    assert "sms/second-part" not in judged(text)


def test_one_finding_however_many_branches() -> None:
    """Branches of different lengths that take as many parts are one finding."""
    text = (
        "{#- nmlint\nmessage: sms\nsender: 好日子\n-#}\n【好日子】"
        + "字" * 66
        + "{% if a %}甲{% elif b %}乙乙{% endif %}"
    )

    assert 1 == len(judged(text)["sms/second-part"])


@pytest.mark.parametrize(
    ("text", "senders", "sender", "rules"),
    [
        ("您的訂單已出貨。", (), None, {"sms/sender-unnamed"}),
        ("您的訂單已出貨。", (), "好日子書店", {"sms/sender-missing"}),
        ("您的訂單已出貨。", ("好日子書店",), None, {"sms/sender-missing"}),
        ("【好日子咖啡】您的訂單已出貨。", ("好日子書店",), "好日子咖啡", {"sms/sender-missing"}),
        ("【GOODDAY】您的訂單已出貨。", ("GoodDay",), None, {"sms/sender-misspelt"}),
        ("【ＧｏｏｄＤａｙ】您的訂單已出貨。", ("GoodDay",), None, {"sms/sender-full-width"}),
        ("您的訂單已出貨。GoodDay 敬上", ("GoodDay",), None, {"sms/sender-late"}),
        ("您的訂單已出貨。GOODDAY 敬上", ("GoodDay",), None, {"sms/sender-late", "sms/sender-misspelt"}),
        ("【GoodDay】您的訂單已出貨。", ("GoodDay", "好日子書店"), "好日子書店", set()),
        ("【注音ㄅㄆ屋】您的訂單已出貨。", ("注音ㄅㄆ屋",), None, set()),
        ("MyGoodDays 的訂單已出貨。", ("GoodDay",), None, {"sms/sender-missing"}),
    ],
)
def test_a_fault_of_the_sender_is_said_once(
    text: str, senders: tuple[str, ...], sender: str | None, rules: set[str]
) -> None:
    """Each fault has its rule, and no two rules speak of the same one."""
    found = judged(text, Settings(as_of=DAY, senders=senders), **({"sender": sender} if sender else {}))

    assert rules == {rule for rule in found if "sender" in rule}


def test_the_law_has_its_first_day() -> None:
    """Before the day on which carriers began, nobody asked for the name or the registry."""
    text = "您的訂單明細 https://shop.example.com/o/1 客服 02-2345-6789"
    registered = Settings(as_of="2024-11-17", hosts=("other.example.com",), phones=("02-8765-4321",))

    assert not {rule for rule in judged(text, registered, sender="好日子") if rule.startswith("sms/un")}
    after = judged(text, replace(registered, as_of="2024-11-18"), sender="好日子")
    assert {"sms/unregistered-host", "sms/unregistered-phone"} <= after.keys()
    assert "sms/sender-missing" not in judged(text, Settings(as_of="2025-10-31"), sender="好日子")
    assert "sms/sender-missing" in judged(text, Settings(as_of="2025-11-01"), sender="好日子")


def test_the_registry_is_asked_for_once() -> None:
    """However many links and numbers an SMS carries, one finding asks for the registry; each kind has its own."""
    text = (
        "【好日子】明細 https://shop.example.com/o/1 、https://shop.example.com/o/2 ，客服 02-2345-6789、02-8765-4321"
    )

    assert 1 == len(judged(text)["sms/registry-undeclared"])
    hosts, phones = ("shop.example.com",), ("02-2345-6789",)
    for settings, missing in (
        (Settings(as_of=DAY), "hosts and phones"),
        (Settings(as_of=DAY, hosts=hosts), "phones"),
        (Settings(as_of=DAY, phones=phones), "hosts"),
    ):
        (finding,) = judged(text, replace(settings, lang="en"))["sms/registry-undeclared"]
        assert f"lists no {missing}," in finding.message
    assert "sms/registry-undeclared" not in judged(text, Settings(as_of=DAY, hosts=hosts, phones=phones))


def test_a_shortener_blocks_an_sms() -> None:
    """Shortened links are found in SMS as anywhere."""
    (finding,) = judged("【好日子】明細 https://reurl.cc/abc")["links/shortener"]

    assert Severity.ERROR == finding.severity


def test_banks_weigh_more_under_the_finance_profile() -> None:
    """What is a hint for others blocks where the finance profile is chosen."""
    text = "【安心銀行】您的帳戶狀態有更新 https://www.anxin.example.com/login"
    usual = judged(text)
    finance = judged(text, Settings(as_of=DAY, profile="finance"))
    rules = ("sms/bank-link", "sms/bank-login-page")

    assert [Severity.INFO, Severity.WARNING] == [usual[rule][0].severity for rule in rules]
    assert [Severity.ERROR, Severity.ERROR] == [finance[rule][0].severity for rule in rules]


def test_other_types_are_spared() -> None:
    """No rule about SMS runs for any other message type."""
    rulebook = Rulebook(CATALOGUE, Settings(as_of=DAY))
    of_sms = {rule.id for rule, _ in rules_in_force(CATALOGUE, Settings(as_of=DAY)) if rule.id.startswith("sms/")}
    asked: dict[str, set[str]] = {}
    for kind in ("sms", "line-flexible", "line-template", "email", "app-push", "oa-push"):
        declaration = declared({"message": kind}, Source("t", ""))
        asked[kind] = {
            prepared.rule.id for prepared in rulebook.rules if prepared.applies("template", declaration, None)
        }

    assert of_sms < asked.pop("sms")
    assert of_sms.isdisjoint(set().union(*asked.values()))


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_messages_leave_no_placeholder_open(lang: str) -> None:
    """Every message about size is whole in both languages."""
    text = "GoodDay: your parcel waits at Zhongshan store until 2026-11-30. Bring the code 4821 and don’t be late"
    found = judged(text, Settings(as_of=DAY, lang=lang))

    assert {"sms/second-part", "sms/outside-gsm"} <= found.keys()
    for finding in (each for listed in found.values() for each in listed):
        assert "{" not in finding.message.replace("{{", "")
        assert "  " not in finding.message
