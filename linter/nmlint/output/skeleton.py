"""A service plan to fill in: every key in its place, with a comment that says what belongs there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nmlint.bilingual import Bilingual, in_language
from nmlint.catalogue import Catalogue
from nmlint.catalogue.model import Scenario, localized
from nmlint.documents.submitted import PARTNER, STEPS

_HEAD = Bilingual(
    "A service plan to fill in. Leave empty what you do not have yet: `nmlint check` tells what is missing, and by "
    "which step it is due.",
    "服務計畫草稿。還沒有的先留空：nmlint check 會說缺什麼、哪一步之前要有。",
)
_STEP = Bilingual("what it is handed in for", "這份計畫要申請哪一步")
_ROUTE = Bilingual(
    "customer: the company applies itself; partner: through a partner", "customer 自行申請；partner 透過合作夥伴"
)
_PARTNER = Bilingual(
    "the partner by whom you apply; see `nmlint submission partners`", "合作夥伴的名稱，見 nmlint submission partners"
)
_SENDER = Bilingual("the name that receivers know", "收訊者認得的名稱")
_SINCE = Bilingual("the day on which LINE certified the provider", "取得 Certified Provider 資格的日期")
_DATES = Bilingual("days such as 2026-12-01 or 民國115年12月1日", "日期，例如 2026-12-01 或民國115年12月1日")
_RECEIVED = Bilingual("what LINE has handed over", "已向 LINE 取得的文件")
_CONTACT = Bilingual("how receivers reach the company; no names of persons", "收訊者怎麼聯絡公司；不要寫個人姓名")
_CONSENT = Bilingual("the words by which the phone number was asked for", "向用戶取得手機號碼時的告知文字")
_SIGNED = Bilingual(
    "role: the office of the person who confirms it, no name; date: when",
    "role 寫確認者的職務（不寫姓名），date 寫日期",
)
_EVENT = Bilingual("what triggers it", "什麼事發生時發送")
_BASIS = Bilingual(
    "why this receiver needs it, such as: the customer's own order", "收訊者為什麼需要，例如：用戶自己的訂單"
)
_TEMPLATE = Bilingual("the template that renders it", "產生內容的範本")
_TEXT = Bilingual("or its text, with values as {{ name }}", "或直接寫內容，變數寫成 {{ name }}")
_ALTERNATIVE = Bilingual("what is shown where the message cannot be (altText)", "訊息無法顯示時的文字（altText）")
_LINKS = Bilingual("each link with its purpose, of", "每個連結的用途，可用")
_FACTS = Bilingual("such a notice names", "這種通知要寫出")
_OPT_OUT = Bilingual("how receivers stop it", "收訊者怎麼停止接收")
_VOLUME = Bilingual("how many a month", "每月大約幾則")
_REFERENCE = Bilingual("what LINE approved for the partner already", "夥伴已獲 LINE 核准的案號")
_WITHIN = Bilingual("how soon it must arrive, such as 24h", "最晚多久要送達，例如 24h")
_SCREENSHOTS = Bilingual("pictures of the test result, once there are some", "測試結果截圖的檔名，測試後再填")
_DUE = Bilingual("due by", "期限")


def skeleton(catalogue: Catalogue, route: str, scenarios: Sequence[Scenario], lang: str) -> str:
    """The text of a service plan for a route and some scenarios, in YAML."""
    return "\n".join(_Skeleton(catalogue, lang).lines(route, scenarios)) + "\n"


class _Skeleton:
    def __init__(self, catalogue: Catalogue, lang: str) -> None:
        self._needs: Mapping[str, Any] = catalogue.tables["submission"]
        self._lang = lang

    def lines(self, route: str, scenarios: Sequence[Scenario]) -> Iterator[str]:
        yield f"# {self._say(_HEAD)}"
        yield "kind: service-plan"
        yield "id:"
        yield f"step: {STEPS[0]}{self._note(_STEP)}: {' | '.join(STEPS)}"
        yield f"route: {route}{self._note(_ROUTE)}"
        if route == PARTNER:
            yield f"partner:{self._note(_PARTNER)}"
        yield f"sender:{self._note(_SENDER)}"
        yield from self._applicant()
        yield from self._papers(route)
        yield f"dates:{self._note(_DATES)}"
        yield from (f"  {key}:" for key in ("technical_documents", "test_account", "production_permission", "launch"))
        yield f"contact:{self._note(_CONTACT)}"
        yield from (f"  {key}:" for key in ("department", "phone", "url", "hours"))
        yield "privacy:"
        yield "  policy:"
        yield f"  consent_text:{self._note(_CONSENT)}"
        yield from self._statements(route)
        yield "scenarios:"
        for scenario in scenarios:
            yield from self._notice(scenario, route)

    def _applicant(self) -> Iterator[str]:
        applicants = ", ".join(
            f"{name} {localized(said, self._lang)}" for name, said in self._needs["applicants"].items()
        )
        accounts = ", ".join(
            f"{name} {localized(known['names'], self._lang)}" for name, known in self._needs["accounts"].items()
        )
        yield from ("company:", "  name:", f"  kind:  # {applicants}", "  registration:")
        yield from ("account:", "  id:", f"  shield:  # {accounts}")
        yield f"  version: {self._needs['account_version']}"
        yield from ("certified_provider:", f"  since:{self._note(_SINCE)}")

    def _papers(self, route: str) -> Iterator[str]:
        yield f"documents:{self._note(_DATES)}"
        of_route = [paper for paper in self._needs["documents"] if paper["route"] == route]
        for paper in of_route:
            if paper["from"] != "line":
                due = f"{self._say(_DUE)} {paper['due']}"
                note = f"{localized(paper['names'], self._lang)}; {due}"
                yield f"  {paper['id']}: {{signed: , submitted: , valid_until: }}  # {note}"
        received = [paper["id"] for paper in of_route if paper["from"] == "line"]
        if received:
            yield f"received: []{self._note(_RECEIVED)}: {', '.join(received)}"

    def _statements(self, route: str) -> Iterator[str]:
        yield f"statements:{self._note(_SIGNED)}"
        for name, needed in self._needs["statements"].items():
            if needed.get("route", route) == route:
                yield f"  # {localized(needed['says'], self._lang)}; {self._say(_DUE)} {needed['due']}"
                yield f"  {name}: {{role: , date: }}"

    def _notice(self, scenario: Scenario, route: str) -> Iterator[str]:
        facts = ", ".join(localized(fact["name"], self._lang) for fact in scenario.facts if not fact.get("optional"))
        yield f"  # {localized(scenario.names, self._lang)}" + (f"; {self._say(_FACTS)}: {facts}" if facts else "")
        yield "  - id:"
        yield f"    scenario: {scenario.id}"
        yield f"    event:{self._note(_EVENT)}"
        yield f"    basis:{self._note(_BASIS)}"
        yield f"    template:{self._note(_TEMPLATE)}"
        yield f"    text:{self._note(_TEXT)}"
        yield f"    alt_text:{self._note(_ALTERNATIVE)}"
        yield f"    links: {{}}{self._note(_LINKS)}: {', '.join(scenario.link_purposes)}"
        yield f"    opt_out:{self._note(_OPT_OUT)}"
        yield f"    volume:{self._note(_VOLUME)}"
        if route == PARTNER:
            yield f"    approved_reference:{self._note(_REFERENCE)}"
        yield f"    deliver_within:{self._note(_WITHIN)}"
        yield "    fallback: {channel: sms, after: 30m, unless: delivered}"
        yield f"    screenshots: []{self._note(_SCREENSHOTS)}"

    def _say(self, text: Bilingual) -> str:
        return in_language(text, self._lang)

    def _note(self, text: Bilingual) -> str:
        return f"  # {self._say(text)}"
