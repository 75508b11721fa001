"""The words of the outputs for people, by language: one table, so that a missing translation shows."""

from __future__ import annotations

from collections.abc import Mapping

from nmlint.bilingual import CHINESE, ENGLISH

_WORDS: Mapping[str, tuple[str, str]] = {
    # severities, verdicts, kinds, confidences
    "error": ("錯誤", "error"),
    "warning": ("警告", "warning"),
    "info": ("提示", "info"),
    "block": ("擋下", "block"),
    "review": ("需人工確認", "review"),
    "pass": ("通過", "pass"),
    "not-judged": ("未判斷", "not judged"),
    "not-fully-asked": ("未完整檢查（使用了 --select）", "not fully asked (--select)"),
    "violation": ("違反", "violation"),
    "evidence": ("需要聲明", "evidence missing"),
    "depends-on-data": ("取決於資料", "depends on data"),
    "high": ("高", "high"),
    "medium": ("中", "medium"),
    "low": ("低", "low"),
    # a finding
    "read-as": ("讀作", "read as"),
    "only-when": ("僅當", "only when"),
    "through": ("經由", "through"),
    "pointer": ("位於", "at"),
    "fix": ("建議", "fix"),
    "suppressed": ("不計入", "not counted"),
    "inexact": (
        "（文字來自多處或經過改寫，這裡標出最接近的位置）",
        "(the text comes from several places or was rewritten; the nearest place in the source is marked)",
    ),
    # an artefact
    "score": ("分數", "score"),
    "scenario": ("情境", "scenario"),
    "suggested": ("看起來是", "looks like"),
    "undeclared": ("未宣告", "undeclared"),
    "channel": ("建議通路", "channel"),
    "because": ("原因", "because"),
    "unreached": ("沒有任何一種情況會顯示這段文字", "no variant shows this text"),
    "variants": ("種變化", "variants"),
    # channels
    "notification-message": ("LINE 通知型訊息", "LINE notification message"),
    "sms": ("簡訊", "SMS"),
    "email": ("電子郵件", "e-mail"),
    "app-push": ("App 推播", "app push"),
    "oa-push": ("官方帳號推播", "official-account push"),
    "do-not-send": ("先不要發送", "do not send"),
    # the summary
    "summary": (
        "共 {artefacts} 份{verdicts}；發現 {findings} 項{suppressed}{faults}",
        "{artefacts} checked{verdicts}; {findings} findings{suppressed}{faults}",
    ),
    "faults-counted": ("；規則檔錯誤 {faults} 處", "; faults in the rules: {faults}"),
    "fault": ("規則檔錯誤", "fault in the rules"),
    "colon": ("：", ": "),
    "comma": ("，", ", "),
    "not-fully-asked-count": ("未完整檢查", "not fully asked"),
    "of-them-suppressed": ("（其中 {suppressed} 項不計入）", " ({suppressed} not counted)"),
    "between": ("、", ", "),
    "catalogue": ("規則", "catalogue"),
    "policy": ("政策", "policy"),
    "as-of": ("基準日", "as of"),
    "intent": ("語意", "intent"),
    # rules, scenarios, clauses
    "mandatory": ("不可略過", "cannot be ignored"),
    "severity": ("嚴重度", "severity"),
    "confidence": ("信心", "confidence"),
    "basis": ("依據", "basis"),
    "clauses": ("條款", "clauses"),
    "rules": ("規則", "rules"),
    "rule": ("規則", "rule"),
    "sources": ("來源", "sources"),
    "checked": ("查證日", "checked"),
    "applies": ("適用範圍", "applies to"),
    "kinds": ("對象", "kinds"),
    "types": ("訊息類型", "types"),
    "slots": ("位置", "slots"),
    "scenarios": ("情境", "scenarios"),
    "not_scenarios": ("不適用的情境", "not scenarios"),
    "when": ("條件", "when"),
    "fallback-true": ("有備援通路", "there is a fallback"),
    "fallback-false": ("沒有備援通路", "there is no fallback"),
    "declared-true": ("已宣告情境", "the scenario is declared"),
    "declared-false": ("未宣告情境", "no scenario is declared"),
    "asks": ("情境要求", "the scenario asks for"),
    # kinds of artefact, message types, slots
    "template": ("範本", "template"),
    "send-plan": ("發送計畫", "send plan"),
    "service-plan": ("服務計畫", "service plan"),
    "dispatch": ("發送的當下", "the moment of sending"),
    "line-flexible": ("LINE 通知型訊息（彈性版型）", "LINE notification message, flexible"),
    "line-template": ("LINE 通知型訊息（固定版型）", "LINE notification message, template"),
    "slot-title": ("標題", "title"),
    "slot-body": ("內文", "body"),
    "slot-label": ("按鈕文字", "label"),
    "slot-alt-text": ("替代文字", "alt text"),
    "slot-uri": ("連結", "link"),
    "slot-value": ("項目的值", "value of an item"),
    "slot-preview": ("鎖定畫面的預覽", "preview on a locked screen"),
    "slot-header": ("頁首", "header"),
    "slot-footer": ("頁尾", "footer"),
    "slot-quick-reply": ("快速回覆", "quick reply"),
    "slot-display-text": ("按下按鈕後送出的文字", "text that a button sends"),
    "slot-any-text": ("所有文字", "every text"),
    # deadlines
    "more-than-a-day": ("一天以上", "more than a day"),
    "within-a-day": ("一天內", "within a day"),
    "within-an-hour": ("一小時內", "within an hour"),
    "within-five-minutes": ("五分鐘內", "within five minutes"),
    "effective": ("生效", "in force"),
    "notes": ("說明", "notes"),
    "message": ("訊息", "message"),
    "law": ("法律", "law"),
    "platform": ("LINE 平台規定", "platform"),
    "partner": ("合作夥伴規定", "partner"),
    "peer-practice": ("同業慣例", "peer practice"),
    "heuristic": ("經驗法則", "heuristic"),
    "enforced": ("由規則檢查", "enforced"),
    "human": ("須由人判斷", "human"),
    "pending": ("尚未實作", "pending"),
    "reason": ("理由", "reason"),
    "waits-for": ("等待", "waits for"),
    "says": ("內容", "says"),
    "meaning": ("意義", "meaning"),
    "category": ("類別", "category"),
    "remark": ("備註", "remark"),
    "extension": (
        "延伸情境（不在 18 種之內，由 LINE 個案審核）",
        "extension (not among the 18; LINE reviews each case)",
    ),
    "deadline": ("時效", "deadline"),
    "event_time": ("事件時間", "event time"),
    "ignore_line": ("「請忽略」文字", "ignore line"),
    "required": ("必要", "required"),
    "advised": ("建議", "advised"),
    "none": ("不需要", "none"),
    "facts": ("必要資訊", "facts"),
    "optional": ("可省略", "optional"),
    "links": ("連結用途", "link purposes"),
    "anchors": ("特徵詞", "telling words"),
    "title": ("名稱", "title"),
    # render
    "variant": ("變化", "variant"),
    "always": ("一律", "always"),
    "failed": ("無法產生", "failed"),
    # eval
    "rows": ("列", "rows"),
    "left-out": (
        "列不計（標籤不是 transactional、promo、mixed）",
        "rows left out (the label is none of transactional, promo and mixed)",
    ),
    "malformed": ("列有誤", "malformed rows"),
    "facts-only": ("列只計事實", "rows for their facts only"),
    "overall": ("全部", "overall"),
    "by-scenario": ("各情境", "by scenario"),
    "confusions": ("最常混淆的情境", "largest confusions of scenarios"),
    "taken-for": ("誤為", "taken for"),
    "no-scenario": ("（無）", "(none)"),
    "worst": ("最嚴重的誤判", "worst mistakes"),
    "false-block": ("誤擋", "blocked wrongly"),
    "missed": ("漏判", "missed"),
    "false-flag": ("誤報", "flagged wrongly"),
    "wrong-scenario": ("情境判錯", "wrong scenario"),
    "facts-recognised": ("辨識的事實", "facts recognised"),
    "recall": ("召回率", "recall"),
    "measured": ("實測精確率", "measured precision"),
    # Rules are mended on these very messages: the figure is no estimate for others, and must not read like one.
    "measured-on": (
        "{date} 以開發 nmlint 時所用的標註訊息測得",
        "measured on {date}, on the labelled messages that nmlint is developed with",
    ),
    "not-measured": ("未測量", "not measured"),
    "on-positive": ("命中宣傳", "on promotional"),
    "on-transactional": ("命中交易", "on transactional"),
    "precision": ("精確率", "precision"),
}

_COLUMN = {CHINESE: 0, ENGLISH: 1}


def word(key: str, lang: str) -> str:
    """The word in a language."""
    return _WORDS[key][_COLUMN[lang]]


def known(key: str, lang: str) -> str:
    """The word in a language, or the key itself where it is an id that has no translation."""
    return word(key, lang) if key in _WORDS else key
