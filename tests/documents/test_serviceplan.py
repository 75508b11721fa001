"""Service plans as files: what is read, and every fault with its place and its mend."""

from __future__ import annotations

import json
from datetime import date

import pytest
import yaml

from nmlint.bilingual import CHINESE, in_language
from nmlint.documents.model import JSON, YAML
from nmlint.documents.serviceplan import read_service_plan, service_plan_document
from nmlint.documents.submitted import Account, Company, Paper, Standing, Statement
from nmlint.errors import UnreadableError
from nmlint.source import Source

PLAN = """\
kind: service-plan
id: bookshop
step: test-permission
route: partner
partner: 漸強實驗室
sender: 好日子書店
company: {name: 好日子書店股份有限公司, kind: registered-legal-person, registration: 12345678}
account: {id: '@haorizi', shield: blue-shield, version: OA 2.0, special_application: 2026-10-01}
certified_provider: {since: 民國115年5月1日, until: 2028/5/1}
documents:
  nda: {signed: 2026-10-30, submitted: 2026-11-02, valid_until: 2028-10-30}
  io-contract: {}
received: [ux-guideline]
dates: {test_account: 2026-12-20, launch: 2027-03-01}
contact: {department: 客服部, phone: 02-2345-6789}
privacy: {policy: 'https://example.com/privacy', consent_text: 本公司將以您的手機號碼寄送訂單通知。}
statements:
  ux-guideline: {role: 品牌經理, date: 115/11/20}
templates: [templates/]
scenarios:
  - id: shipped
    scenario: delivery
    event: order.shipped
    basis: the customer's own order
    template: templates/shipped.j2
    text:
      - 您的訂單 {{ order_no }} 已出貨
      - 您的訂單 {{ order_no }} 已送達
    variables: {order_no: {type: order-number, example: TW1}}
    links: {shop.example.com/orders: order-detail}
    opt_out: 於 LINE 設定關閉
    volume: 每月 30,000 則
    deliver_within: 24h
    fallback: {channel: sms, after: 30m, unless: delivered}
    screenshots: [shots/shipped.png]
    examples: 您的訂單 TW1 已出貨
"""


def plan_of(text: str, name: str = "plan.yaml") -> Source:
    """The text as a file."""
    return Source(name, text)


def test_everything_is_read() -> None:
    """Each key ends up in its place, with the place of its value in the file."""
    document = read_service_plan(plan_of(PLAN))
    plan, spans = document.plan, document.declaration.spans

    assert (document.kind, document.id, document.form) == ("service-plan", "bookshop", YAML)
    assert (plan.step, plan.route, plan.partner) == ("test-permission", "partner", "漸強實驗室")
    assert plan.company == Company("好日子書店股份有限公司", "registered-legal-person", "12345678")
    assert plan.account == Account("@haorizi", "blue-shield", "OA 2.0", date(2026, 10, 1))
    assert plan.certified == Standing(date(2026, 5, 1), date(2028, 5, 1))
    assert plan.papers["nda"] == Paper(
        "nda", "documents.nda", date(2026, 10, 30), date(2026, 11, 2), date(2028, 10, 30)
    )
    assert not plan.papers["io-contract"].there
    assert plan.dates == {"test_account": date(2026, 12, 20), "launch": date(2027, 3, 1)}
    assert plan.statements == (Statement("ux-guideline", "statements.ux-guideline", "品牌經理", date(2026, 11, 20)),)
    assert (plan.received, plan.templates) == (("ux-guideline",), ("templates/",))
    (entry,) = plan.entries
    assert (entry.id, entry.declaration.scenario, entry.deliver_within) == ("shipped", "delivery", 86_400)
    assert entry.texts == ("您的訂單 {{ order_no }} 已出貨", "您的訂單 {{ order_no }} 已送達")
    assert entry.declaration.variables["order_no"].type == "order-number"
    assert (entry.screenshots, entry.examples) == (("shots/shipped.png",), ("您的訂單 TW1 已出貨",))
    for key, value in {
        "documents.nda.signed": "2026-10-30",
        "scenarios.0.text.1": "您的訂單 {{ order_no }} 已送達",
    }.items():
        assert PLAN[spans[key].start : spans[key].end] == value


def test_json_and_plain_data_are_the_same_plan() -> None:
    """A plan may be written as JSON, or handed over as data."""
    data = yaml.safe_load(PLAN)
    text = json.dumps(data, ensure_ascii=False, default=str)

    from_json = read_service_plan(plan_of(text, "plan.json"))
    from_data = service_plan_document(json.loads(text), "<data>")

    assert (from_json.form, from_data.form) == (JSON, JSON)
    assert from_json.plan.papers == from_data.plan.papers == read_service_plan(plan_of(PLAN)).plan.papers
    assert [entry.texts for entry in from_data.plan.entries] == [entry.texts for entry in from_json.plan.entries]


@pytest.mark.parametrize(
    ("step", "wanted", "asks"),
    [
        ("service-plan", "service-plan", True),
        ("service-plan", "test-permission", False),
        ("production-permission", "test-permission", True),
    ],
)
def test_steps_come_in_order(step: str, wanted: str, *, asks: bool) -> None:
    """A plan that has come to a step has come through those before it."""
    document = read_service_plan(plan_of(f"kind: service-plan\nstep: {step}\nscenarios: [{{scenario: bill}}]"))

    assert document.plan.asks_for(wanted) is asks


NOTICES = "scenarios: [{scenario: bill}]"


@pytest.mark.parametrize(
    ("marked", "english", "chinese"),
    [
        ("«kind: service-plan»", "scenarios: list the notices that LINE is to review", "scenarios 要列出送審的通知"),
        ("kind: service-plan\nscenarios: «[]»", "scenarios: list the notices", "scenarios 要列出送審的通知"),
        (f"{NOTICES}\n«compny»: x", "unknown key 'compny'; did you mean 'company'?", "是不是「company」？"),
        (
            f"{NOTICES}\nstep: «review»",
            "step: 'review' is not known; known: production-permission,",
            "不認得「review」",
        ),
        (
            f"{NOTICES}\nroute: «self»",
            "route: 'self' is not known; known: customer, partner",
            "可用：customer, partner",
        ),
        (
            f"{NOTICES}\ndocuments: {{nda: {{signed: «next week»}}}}",
            "documents.nda.signed needs a day such as 2026-12-01",
            "documents.nda.signed 需要日期，例如 2026-12-01",
        ),
        (f"{NOTICES}\ndocuments: {{nda: {{«sealed»: 1}}}}", "unknown key 'documents.nda.sealed'", "不認得"),
        (
            f"{NOTICES}\nstatements: {{ux-guideline: {{«name»: x}}}}",
            "unknown key 'statements.ux-guideline.name'",
            "不認得",
        ),
        (f"{NOTICES}\naccount: «green»", "account needs keys with values", "account 需要鍵值"),
        ("scenarios: [{scenario: bill, deliver_within: «24»}]", "needs a unit; write 24s", "需要時間單位"),
        ("scenarios: [{scenario: bill, «senario»: bill}]", "did you mean 'scenario'?", "是不是「scenario」？"),
        ("scenarios: «bill»", "scenarios needs a list", "scenarios 需要清單"),
        ("«[]»", "the service plan holds 'key: value' lines", "服務計畫必須是「key: value」的形式"),
    ],
)
def test_faults(marked: str, english: str, chinese: str) -> None:
    """A fault names its place and its mend, in both languages."""
    text = marked.replace("«", "").replace("»", "")
    start = marked.index("«")

    with pytest.raises(UnreadableError) as caught:
        read_service_plan(plan_of(text))

    location = caught.value.location
    assert location is not None
    assert (location.start.offset, location.end.offset) == (start, marked.index("»") - 1)
    assert english in str(caught.value.reason)
    assert chinese in in_language(caught.value.reason, CHINESE)


def test_all_faults_at_once() -> None:
    """Nobody mends a plan fault by fault."""
    with pytest.raises(UnreadableError) as caught:
        read_service_plan(plan_of("stp: 1\nroute: self\nscenarios: [{deliver_within: 5}]"))

    assert str(caught.value.reason).startswith("3 faults in the service plan")
