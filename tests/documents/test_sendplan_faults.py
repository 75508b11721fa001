"""Every fault of a send plan: its place, what is wrong, and the mend, in both languages."""

from __future__ import annotations

import re

import pytest

from nmlint.bilingual import CHINESE, ENGLISH, in_language
from nmlint.documents.sendplan import read_send_plan
from nmlint.errors import UnreadableError
from nmlint.source import Source

STEPS = "steps: [{channel: sms}]"
OTHERS_KNOWN = "app-push, email, notification-message, oa-push, sms"
# Each fault stands between « and »; a blank span is the place before it.
FAULTS = [
    ("«scenario: delivery»", "steps: say what is sent, such as - {channel: sms}", "steps 要列出發送步驟"),
    ("steps: «[]»", "steps: say what is sent", "steps 要列出發送步驟"),
    ("«steps»:", "steps: say what is sent", "steps 要列出發送步驟"),
    ("steps: «sms»", "steps needs a list, with a `-` before each entry", "steps 需要清單，每一項前面加 -"),
    ("steps: [«sms»]", "steps.0 needs keys with values, such as {channel: sms}", "steps.0 需要鍵值"),
    ("steps: [«{after: 30m}»]", "a step needs a channel, such as channel: sms", "每個步驟都要有 channel"),
    ("steps: [{«channel»: }]", "a step needs a channel, such as channel: sms", "每個步驟都要有 channel"),
    (
        "steps: [{channel: «fax»}]",
        f"steps.0.channel: 'fax' is not known; known: {OTHERS_KNOWN}",
        "不認得「fax」；可用：",
    ),
    ("steps: [{channel: «SMS»}]", "steps.0.channel: 'SMS' is not known", "不認得「SMS」"),
    ("steps: [{channel: «emial»}]", "did you mean 'email'?", "是不是「email」？"),
    ("steps: [{channel: «[sms]»}]", "steps.0.channel needs one text", "steps.0.channel 需要一段文字"),
    (
        "steps: [{channel: sms, after: «30»}]",
        "steps.0.after needs a unit; write 30s, 30m, 30h or 30d",
        "steps.0.after 需要時間單位；請寫 30s（秒）、30m（分）、30h（時）或 30d（天）",
    ),
    ("steps: [{channel: sms, after: «-30m»}]", "a duration such as 30s, 30m, 2h or 1d", "時間長度，例如 30s"),
    ("steps: [{channel: sms, after: «1h30m»}]", "a duration such as", "時間長度"),
    ("steps: [{channel: sms, after: «30 min»}]", "a duration such as", "時間長度"),
    ("steps: [{channel: sms, «aftr»: 30m}]", "unknown key 'steps.0.aftr'; did you mean 'after'?", "是不是「after」？"),
    (
        "steps: [{channel: sms, template: a.j2, text: «您好»}]",
        "a step has a template or a text, not both",
        "步驟只能寫 template 或 text 其中一個",
    ),
    ("steps: [{channel: sms, text: «''»}]", "text: nothing is written here", "text 是空的"),
    ("steps: [{channel: sms, template: «[a, b]»}]", "steps.0.template needs one text", "需要一段文字"),
    ("steps: [{channel: sms, fallbackAfter: «30m»}]", "a whole number, 0 or more", "需要 0 以上的整數"),
    ("steps: [{channel: sms, «fallbackafter»: 1}]", "did you mean 'fallbackAfter'?", "是不是「fallbackAfter」？"),
    ("«colour»: 1\n" + STEPS, "unknown key 'colour'; known here: audience,", "不認得「colour」；這裡可用：audience"),
    ("«deliverwithin»: 1h\n" + STEPS, "did you mean 'deliver_within'?", "是不是「deliver_within」？"),
    (
        "kind: «send-plna»\n" + STEPS,
        "'send-plna' is not known; did you mean 'send-plan'?",
        "是不是「send-plan」？",
    ),
    ("audience: «all»\n" + STEPS, "audience needs keys with values", "audience 需要鍵值"),
    ("audience: {size: «-1»}\n" + STEPS, "audience.size needs a whole number, 1 or more", "需要 1 以上的整數"),
    ("audience: {size: «0»}\n" + STEPS, "audience.size needs a whole number", "需要 1 以上的整數"),
    ("audience: {size: «'1000'»}\n" + STEPS, "audience.size needs a whole number", "需要 1 以上的整數"),
    ("audience: {size: «true»}\n" + STEPS, "audience.size needs a whole number", "需要 1 以上的整數"),
    ("audience: {countries: «[TW, Japan]»}\n" + STEPS, "'Japan' is no country code", "「Japan」不是國家代碼"),
    ("audience: {friends: «yes»}\n" + STEPS, "'yes' is not known; known: all, none, some", "不認得「yes」"),
    (
        "audience: {rates: «{rejected: 8%, at_once: 90%}»}\n" + STEPS,
        "rates add up to 98 %, not to 100 %; none may be left out or counted twice",
        "rates 合計為 98 %，不是 100 %；請檢查是否有遺漏或重複",
    ),
    ("audience: {rates: «{later: 60%, never: 60%}»}\n" + STEPS, "rates add up to 120 %", "rates 合計為 120 %"),
    ("audience: {rates: «{}»}\n" + STEPS, "rates add up to 0 %", "rates 合計為 0 %"),
    (
        "audience: {rates: «{later: 99.99999%, never: 0}»}\n" + STEPS,
        "rates add up to 99.99999 %, not to 100 %",
        "rates 合計為 99.99999 %",
    ),
    ("audience: {rates: {never: «100»}}\n" + STEPS, "rates.never needs a share, such as 8% or 0.08", "需要比例"),
    ("audience: {rates: {«atonce»: 100%}}\n" + STEPS, "did you mean 'at_once'?", "是不是「at_once」？"),
    ("audience: {states: «{verified-agreed: 90%}»}\n" + STEPS, "states add up to 90 %", "states 合計為 90 %"),
    ("audience: {states: {«verified-agree»: 100%}}\n" + STEPS, "did you mean 'verified-agreed'?", "是不是"),
    ("audience: {counts: «{rejected: 0, never: 0}»}\n" + STEPS, "counts: nothing was sent", "counts：沒有任何一筆"),
    ("audience: {counts: «{}»}\n" + STEPS, "counts: nothing was sent", "counts：沒有任何一筆"),
    ("audience: {counts: {never: «-1»}}\n" + STEPS, "a whole number, 0 or more", "需要 0 以上的整數"),
    (
        "audience: {rates: {never: 1}, counts: «{never: 1}»}\n" + STEPS,
        "audience has rates, counts; the outcomes come from one of them",
        "audience 同時有 rates、counts；只能擇一",
    ),
    (
        "audience: {states: «{verified-first: 1}», deliveries: past.csv}\n" + STEPS,
        "audience has deliveries, states",
        "audience 同時有 deliveries、states",
    ),
    (
        "audience: {delays: «{1h: 60%, 6h: 50%, 24h: 100%}»}\n" + STEPS,
        "delays: shares grow and end at 100%",
        "delays：比例要遞增，最後到 100%",
    ),
    ("audience: {delays: «{1h: 60%}»}\n" + STEPS, "delays: shares grow and end at 100%", "最後到 100%"),
    ("audience: {delays: {soon: «100%»}}\n" + STEPS, "'soon' is no duration such as 30m or 6h", "「soon」不是時間長度"),
    ("audience: {delays: {60m: 50%, 1h: «100%»}}\n" + STEPS, "'1h' stands here twice", "「1h」重複了"),
    ("audience: {delivered: {sms: «97»}}\n" + STEPS, "audience.delivered.sms needs a share", "需要比例"),
    ("deliver_within: «24»\n" + STEPS, "deliver_within needs a unit; write 24s, 24m, 24h or 24d", "需要時間單位"),
    ("deliver_by: «2026-12-01»\n" + STEPS, "a day and time such as 2026-12-01 18:00", "日期時間"),
    ("send_at: «8 pm»\n" + STEPS, "send_at needs a time of day such as 20:30", "send_at 需要時刻"),
    ("timezone: «Asia/Taipeh»\n" + STEPS, "timezone: 'Asia/Taipeh' is not known", "timezone：不認得「Asia/Taipeh」"),
    ("timezone: «Asia»\n" + STEPS, "timezone: 'Asia' is not known", "timezone：不認得「Asia」"),
    ("quiet_hours: «22-8»\n" + STEPS, "quiet_hours needs hours such as 22:00-08:00", "quiet_hours 需要時段"),
    ("quiet_hours: «[22:00, 08:00]»\n" + STEPS, "quiet_hours needs one text", "quiet_hours 需要一段文字"),
    ("reminders: [«{}»]\n" + STEPS, "a reminder says how long before, such as before: 1d", "提醒要寫提前多久"),
    ("reminders: [{before: «1»}]\n" + STEPS, "reminders.0.before needs a unit", "reminders.0.before 需要時間單位"),
    ("limits: {late: «5»}\n" + STEPS, "limits.late needs a share", "limits.late 需要比例"),
    ("limits: {«latte»: 5%}\n" + STEPS, "did you mean 'late'?", "是不是「late」？"),
    (
        "budget: «900 USD»\n" + STEPS,
        "an exchange rate for USD; add exchange: {USD: …}, New Taiwan dollars per unit",
        "budget 需要 USD 的匯率；請加上 exchange: {USD: …}（一單位等於多少新臺幣）",
    ),
    ("budget: «1-2»\n" + STEPS, "budget needs an amount such as 30000 TWD", "budget 需要金額，例如 30000 TWD"),
    ("prices: {sms: «1-2 EUR»}\n" + STEPS, "prices.sms needs an exchange rate for EUR", "prices.sms 需要 EUR 的匯率"),
    (
        "prices: {sms: «1.2-0.8»}\n" + STEPS,
        "prices.sms needs a price such as 0.9, or a range from low to high such as 0.8-1.2",
        "prices.sms 需要單價，例如 0.9，或由低到高的範圍，例如 0.8-1.2",
    ),
    ("prices: {«mms»: 3}\n" + STEPS, "did you mean 'sms'?", "是不是「sms」？"),
    ("exchange: {USD: «free»}\n" + STEPS, "how many New Taiwan dollars one unit is", "一單位等於多少新臺幣"),
    ("exchange: {USD: «0»}\n" + STEPS, "how many New Taiwan dollars one unit is", "一單位等於多少新臺幣"),
    ("exchange: {TWD: «1»}\n" + STEPS, "'TWD' is no other currency", "「TWD」不是外幣"),
    ("exchange: {usd: «30»}\n" + STEPS, "write its three letters, such as USD", "請寫三個大寫字母，例如 USD"),
    ("friends: «{a: b}»\n" + STEPS, "friends needs a list of texts", "friends 需要文字清單"),
    ("deduplicate_by: «['']»\n" + STEPS, "deduplicate_by needs a list of texts", "deduplicate_by 需要文字清單"),
    ("code_valid_for: «5»\n" + STEPS, "code_valid_for needs a unit", "code_valid_for 需要時間單位"),
    ("id: «' '»\n" + STEPS, "id: an id is never empty", "id 不能是空的"),
    ("variables: {a: {«typ»: date}}\n" + STEPS, "did you mean 'type'?", "是不是「type」？"),
    ("«- kind: send-plan»", "the send plan holds 'key: value' lines", "發送計畫必須是「key: value」的形式"),
    ("«send-plan»", "the send plan holds 'key: value' lines", "發送計畫必須是「key: value」的形式"),
    ("«»", "the send plan holds 'key: value' lines", "發送計畫必須是「key: value」的形式"),
    (f"sender: A\n{STEPS}\n«s»ender: B", "'sender' stands here twice, first in line 1", "「sender」重複"),
    (f"{STEPS}\n«-»--\n{STEPS}", "a second document", "有第二份文件"),
]


@pytest.mark.parametrize(("marked", "english", "chinese"), FAULTS)
def test_fault(marked: str, english: str, chinese: str) -> None:
    """A fault alone is told just where it is, with its mend, in both languages."""
    start, end = marked.index("«"), marked.index("»") - 1
    text = re.sub("[«»]", "", marked)

    with pytest.raises(UnreadableError) as caught:
        read_send_plan(Source("plan.yaml", text))

    error = caught.value
    assert english in in_language(error.reason, ENGLISH)
    assert chinese in in_language(error.reason, CHINESE)
    assert "\n" not in error.reason, error.reason
    assert error.location is not None
    assert text[start:end] == text[error.location.start.offset : error.location.end.offset]
    assert start == error.location.start.offset


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ('{"steps": [{"channel": "sms", "text": "a", "text": "b"}]}', '"text" stands twice in one object'),
        ('{"steps": [{"channel": "sms"},]}', "delete the comma"),
        ('{"steps": [{"channel": "sms"}]', "ends before this { is closed"),
        ('{"steps": [{"channel": "sms", "text": "\\ud83d"}]}', "half"),
        ('{"steps": [{"channel": "sms", "after": 1800}]}', "needs a unit; write 1800s"),
        ('{"steps": [{"channel": "sms", "after": null, "fallbackAfter": 1.5}]}', "a whole number, 0 or more"),
        ('{"audience": {"rates": {"never": 2}}, "steps": [{"channel": "sms"}]}', "needs a share"),
        ("[]", "the send plan holds 'key: value' lines"),
    ],
)
def test_fault_in_json(text: str, english: str) -> None:
    """A plan in JSON is held to JSON, and its values to the same."""
    with pytest.raises(UnreadableError) as caught:
        read_send_plan(Source("plan.json", text))

    assert english in str(caught.value)
    assert caught.value.location is not None
