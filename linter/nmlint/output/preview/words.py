"""The words of the preview, by language."""

from __future__ import annotations

from collections.abc import Mapping

from nmlint.bilingual import CHINESE

_WORDS: Mapping[str, tuple[str, str]] = {
    # the page
    "title": ("預覽：{id}", "Preview of {id}"),
    "verdict": ("結果", "Verdict"),
    "counts": ("發現", "Findings"),
    "none-found": ("沒有", "none"),
    "not-counted": ("不計入 {count}", "{count} not counted"),
    "file": ("檔案", "File"),
    "type": ("訊息類型", "Message type"),
    "legend": ("標示方式", "How to read it"),
    "legend-value": ("範例值", "example value"),
    "legend-values": ("：發送時才知道的值，以範例顯示", ": known only when the message is sent, shown by an example"),
    "faults": ("部分規則沒有載入，也就沒有檢查", "Some rules did not load, and so did not judge"),
    # variants
    "message": ("訊息", "The message"),
    "variant": ("變化 {number}／{total}", "Variant {number} of {total}"),
    "always": ("一律", "always"),
    "variant-when": ("出現條件：", "Appears when: "),
    "cut": (
        "共有 {total} 種變化，這裡只顯示 {shown} 種；其他的請加上 --variant N",
        "There are {total} variants, of which {shown} are shown here; ask for another with --variant N",
    ),
    "one-of": (
        "共有 {total} 種變化，這裡只顯示第 {number} 種",
        "There are {total} variants; only number {number} is shown here",
    ),
    "failed": ("無法產生的變化", "Variants that could not be rendered"),
    "unreached": ("沒有任何變化會顯示的文字", "Text that no variant shows"),
    # what is drawn
    "lock-screen": ("鎖定畫面", "Lock screen"),
    "now": ("現在", "now"),
    "lock-note": (
        "手機通常只顯示前幾行，其餘截去。",
        "A phone usually shows the first lines only and cuts the rest.",
    ),
    "chat": ("聊天室", "Chat"),
    "important": ("重要通知", "Important notification"),
    "sender": ("寄件者", "Sender"),
    "mail": ("電子郵件", "E-mail"),
    "mail-from": ("寄件者：", "From: "),
    "mail-subject": ("主旨：", "Subject: "),
    "push": ("App 推播", "App push"),
    "sms": ("簡訊", "SMS"),
    "no-text": ("（沒有文字）", "(no text)"),
    # pictures and other things that are not loaded
    "image": ("圖片", "Image"),
    "icon": ("圖示", "Icon"),
    "video": ("影片", "Video"),
    "audio": ("音訊", "Audio"),
    "sticker": ("貼圖", "Sticker"),
    "location": ("位置", "Location"),
    "coupon": ("優惠券", "Coupon"),
    "imagemap": ("圖文訊息（imagemap）", "Imagemap"),
    "unknown": ("無法顯示的內容：{name}", "Cannot be shown: {name}"),
    "carousel": ("輪播，可左右捲動", "Carousel, scrolls sideways"),
    "quick-replies": ("快速回覆", "Quick replies"),
    # template-type requests
    "templated": (
        "固定版型的文字由 LINE 決定、未公開，所以這裡只顯示各個 key 與內容。",
        "LINE fixes the texts of its templates and does not publish them, so the keys are shown with what they hold.",
    ),
    "template-key": ("版型", "Template"),
    # below the phone
    "taps": ("點擊後", "What taps do"),
    "whole-bubble": ("整個泡泡", "the whole bubble"),
    "tap-area": ("點擊區域", "an area"),
    "rest": ("訊息裡的其他文字", "Other texts of the message"),
    "action-postback": ("回傳", "sends back"),
    "action-message": ("送出訊息", "sends the message"),
    "action-uri": ("開啟", "opens"),
    "action-datetimepicker": ("選擇日期時間", "asks for a date or time"),
    "action-camera": ("開啟相機", "opens the camera"),
    "action-cameraRoll": ("開啟相簿", "opens the pictures"),
    "action-location": ("傳送位置", "sends the location"),
    "action-richmenuswitch": ("切換圖文選單", "changes the rich menu"),
    "action-clipboard": ("複製", "copies"),
    "on-desktop": ("電腦版開啟", "on a computer opens"),
    "shows-text": ("顯示為訊息", "shows as a message"),
    "fills-in": ("預填", "fills in"),
    # SMS
    "part": ("第 {number} 則", "Part {number}"),
    "parts": ("則數", "Parts"),
    "at-worst": ("（值最長時 {parts}）", " ({parts} with the longest values)"),
    "encoding": ("編碼", "Encoding"),
    "units": ("長度", "Length"),
    "gsm-7": ("GSM 7 位元", "GSM 7-bit"),
    "ucs-2": ("UCS-2", "UCS-2"),
    "units-gsm-7": ("{units} 個 7 位元字元", "{units} septets"),
    "units-ucs-2": ("{units} 個 UTF-16 單位", "{units} UTF-16 units"),
    "price": ("參考價格", "Price, for reference"),
    "front": ("發送平台加在前面", "put in front by the gateway"),
    # findings
    "findings": ("發現", "Findings"),
    "nothing-here": ("這裡沒有任何發現。", "Nothing was found here."),
    "finding-label": ("發現 {number}，{severity}", "Finding {number}, {severity}"),
    "as-before": ("說明見前面", "told above"),
    "clause": ("條款", "Clause"),
    "place": ("位置", "Place"),
    "marked": ("標示處", "Marked"),
    "marked-at": ("第 {number} 處", "place {number}"),
    "back": ("回到發現 {number} 的標示處 {place}", "Back to place {place} of finding {number}"),
    "elsewhere": ("不在任何文字上的發現", "Findings without a place in a text"),
    "elsewhere-note": (
        "缺少的內容、訊息的組成，以及宣告的事項。",
        "What is missing, how the message is built, and what is declared.",
    ),
    "other-variants": ("其他變化裡的發現", "Findings in variants that are not shown here"),
    "in-variants": ("變化 {numbers}", "variant {numbers}"),
    # the end of the page
    "about": ("關於這個預覽", "About this preview"),
    "not-faithful": (
        "這是 nmlint 的示意圖，不是 LINE 的畫面：字型、行距與換行處會不同；圖片、影片與圖示只有外框，完全不連線。",
        "This is drawn by nmlint, not by LINE: fonts and line breaks differ, and pictures are frames without content.",
    ),
    "not-cut": (
        "LINE 表情符號與提及保留原本的記號；有標示的文字一律完整顯示，手機上可能會被截斷。",
        "LINE emoji and mentions keep their marks. Texts with a mark are shown in full, where a phone may cut them.",
    ),
    "judged-by": ("檢查依據", "Judged by"),
}


def say(key: str, lang: str) -> str:
    """The words in a language."""
    chinese, english = _WORDS[key]
    return chinese if lang == CHINESE else english


def has(key: str) -> bool:
    """Whether there are words for a key."""
    return key in _WORDS
