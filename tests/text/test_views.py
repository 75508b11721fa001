"""What folding does to texts, and that every position leads back."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nmlint.source import Span
from nmlint.text.characters import is_attached, is_invisible
from nmlint.text.views import Trick, fold, fold_pattern, fold_term, raw_view

# Characters that folding treats in every way it knows, beside ordinary ones.
AWKWARD = (
    "優惠优惠折扣8８⑧⑴⒏一ㄧㄨㄡㄏㄟˋ˙ニハーカaàAаΑe\u0301\u0345\u200b\u200d\ufe0f\u20e3"
    "👨👩👧🎉️0️⃣㈱㎏℃…，。 \u3000\n\ufffcﾊﾞﬁß\u0332🆓≠ΐ"
)
texts = st.text(st.sampled_from(AWKWARD), max_size=24) | st.text(max_size=24)

# Ordinary Traditional Chinese as notices write it.
TRADITIONAL = """
訂單 商品 出貨 送達 取貨 門市 超商 物流 包裹 配送 簽收 退貨 換貨 退款 發票 統編 付款 繳費 帳單 帳款 金額 餘額 期限
逾期 扣款 轉帳 匯款 信用卡 核卡 開卡 額度 利率 分期 循環 利息 手續費 違約金 保險 保單 理賠 續保 受益人 貸款 還款
撥款 開戶 證券 股票 基金 投資 交割 預約 掛號 看診 門診 醫師 醫院 診所 疫苗 健檢 報告 領藥 餐廳 訂位 座位 人數 時間
日期 地點 地址 電話 客服 專線 信箱 網站 連結 登入 密碼 驗證碼 帳號 會員 註冊 資料 更新 變更 設定 系統 維護 停機
升級 通知 訊息 提醒 公告 活動 報名 課程 講座 考試 成績 錄取 入學 學費 學生 家長 老師 班級 行程 航班 登機 行李 起飛
抵達 延誤 取消 車票 座號 月台 列車 高鐵 租車 還車 停車 車牌 維修 保養 完成 處理 進度 檢測 零件 費用 保固 序號 型號
規格 數量 單價 總計 小計 稅額 折扣 優惠 免費 贈品 抽獎 特價 限時 滿額 回饋 點數 紅利 兌換 到期 生效 失效 申請 審核
通過 補件 文件 證件 身分證 健保卡 駕照 護照 簽名 同意 條款 隱私 權益 保障 服務 品質 滿意 調查 意見 感謝 支持 愛護
祝福 平安 健康 快樂 順利 您好 親愛 顧客 用戶 先生 小姐 公司 銀行 政府 機關 中心 分行 總行 分店 本店 櫃檯 窗口 號碼
順序 等候 叫號 臨時 緊急 停電 停水 施工 颱風 地震 豪雨 警報 安全 注意 小心 避免 請勿 詐騙 檢舉 報案 警察 消防 救護
收據 明細 紀錄 查詢 下載 列印 上傳 附件 照片 影片 語音 簡訊 郵件 推播 使用 開始 結束 繼續 暫停 恢復 重新 啟動 關閉
確認 選擇 填寫 輸入 送出 返回
"""
MERGED = "註零檯颱"


@given(texts)
@example("優ㄏㄨㄟˋ")
@example("e\u200b\u0301\u0301")
@example("👨‍👩‍👧優\ufe0f惠")
def test_maps_are_monotone_and_round_trip(raw: str) -> None:
    """Each folded character comes from a non-empty raw span; spans run forward; both translations agree."""
    view = fold(raw)
    spans = [view.to_raw(at, at + 1) for at in range(len(view.text))]
    assert all(0 <= span.start < span.end <= len(raw) for span in spans)
    assert all(a.start <= b.start and a.end <= b.end and (a == b or a.end <= b.start) for a, b in pairwise(spans))
    for at, span in enumerate(spans):
        back = view.from_raw(span.start, span.end)
        assert back.covers(Span(at, at + 1))
        assert view.to_raw(back.start, back.end) == span


@given(texts, st.data())
def test_a_raw_span_translates_to_the_characters_that_overlap_it(raw: str, data: st.DataObject) -> None:
    """`from_raw` names exactly the folded characters whose raw spans share a code point with the one asked."""
    start, end = sorted((data.draw(st.integers(0, len(raw))), data.draw(st.integers(0, len(raw)))))
    view = fold(raw)
    expected = [at for at in range(len(view.text)) if view.to_raw(at, at + 1).overlaps(Span(start, end))]
    found = view.from_raw(start, end)
    assert (expected if start < end else []) == list(range(found.start, found.end))


@given(texts)
@example("カㄏㄨㄟˋ折")
@example("ニㄧ買")
def test_folding_twice_changes_nothing(raw: str) -> None:
    """A folded text folds to itself."""
    once = fold(raw).text
    assert once == fold(once).text


@given(texts)
def test_what_a_person_reads_is_as_long_as_what_is_compared(raw: str) -> None:
    """Every span of the folded view can be shown with its numerals and Traditional forms."""
    view = fold(raw)
    assert len(view.text) == len(view.readable())


@given(texts)
def test_what_is_removed_is_invisible_or_a_mark(raw: str) -> None:
    """No raw character is lost but those without a glyph of their own and marks."""
    view = fold(raw)
    lost = [
        char for at, char in enumerate(raw) if view.from_raw(at, at + 1) == Span(*[view.from_raw(at, at + 1).start] * 2)
    ]
    assert all(is_invisible(char) or is_attached(char) for char in lost)


def test_the_raw_view_is_the_text() -> None:
    """The raw view changes nothing and knows no tricks."""
    view = raw_view("優\u200b惠")
    assert ("優\u200b惠", Span(1, 3), Span(1, 3), frozenset()) == (
        view.text,
        view.to_raw(1, 3),
        view.from_raw(1, 3),
        view.tricks_in(0, 3),
    )


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("限时优惠", "限時優惠"),
        ("ＳＡＬＥ", "sale"),
        ("８ 折，⑧折！⁸折", "8 折,8折!8折"),
        ("❽折 ⒏折 ⑻折 8️⃣折", "8折 8折 8折 8折"),
        ("買壹送壹", "買1送1"),
        ("買ⅰ送ⅰ", "買i送i"),
        ("二十萬", "2十萬"),
        ("半價", "半價"),
        ("參加 陸續", "參加 陸續"),
        ("禮劵", "禮券"),
        ("⾦額", "金額"),
        ("🅵🆁🅴🅴 🆓 🈹", "free free 割"),
        ("cafe\u0301", "café"),
        ("ｶﾞ", "ガ"),
        ("㈠", "1"),
        ("…", "…"),
        ("第\u3000一", "第 1"),
        ("讀\ufffc者", "讀\ufffc者"),
        ("線上\r\n線下", "線上\r\n線下"),
    ],
)
def test_ordinary_ways_of_typing_fold_without_a_trick(raw: str, folded: str) -> None:
    """Width, case, digit style, numerals, Simplified and variant forms meet, and none of them is a trick."""
    view = fold(raw)
    assert (folded, frozenset()) == (view.text, view.tricks_in(0, len(view.text)))


@pytest.mark.parametrize(
    ("raw", "folded", "trick"),
    [
        ("優\u200b惠", "優惠", Trick.INVISIBLE),
        ("優\u2060惠", "優惠", Trick.INVISIBLE),
        ("優\u00ad惠", "優惠", Trick.INVISIBLE),
        ("優\u202e惠", "優惠", Trick.INVISIBLE),
        ("優\ufe0f惠", "優惠", Trick.INVISIBLE),
        ("優\U000e0041惠", "優惠", Trick.INVISIBLE),
        ("優\x08惠", "優惠", Trick.INVISIBLE),
        ("優\u0336惠", "優惠", Trick.INSERTED),
        ("s\u0336ale", "sale", Trick.INSERTED),
        ("sаle", "sale", Trick.LOOKALIKE),
        ("ꜱᴀʟᴇ", "sale", Trick.LOOKALIKE),
        ("買ㄧ送ㄧ！", "買1送1!", Trick.LOOKALIKE),
        ("買ニ送ー", "買2送1", Trick.LOOKALIKE),
        ("ハ折", "8折", Trick.LOOKALIKE),
        ("⻑", "長", Trick.LOOKALIKE),
        ("優ㄏㄨㄟˋ", "優惠", Trick.PHONETIC),
        ("ㄧㄡ惠", "優惠", Trick.PHONETIC),
        ("ㄧㄡㄏㄨㄟ", "優惠", Trick.PHONETIC),
        ("ㄇㄧㄢˇ費", "免費", Trick.PHONETIC),
        ("抽ㄐㄧㄤˇ", "抽獎", Trick.PHONETIC),
    ],
)
def test_a_disguise_folds_away_and_is_remembered(raw: str, folded: str, trick: Trick) -> None:
    """The text reads as meant, and the trick is known for its span and for no other."""
    view = fold(f"本店{raw}。")
    start, end = 2, 2 + len(folded)
    assert (folded, Span(2, 2 + len(raw)), frozenset({trick}), frozenset()) == (
        view.text[start:end],
        view.to_raw(start, end),
        view.tricks_in(start, end),
        view.tricks_in(0, start),
    )


@pytest.mark.parametrize(
    "raw",
    ["👨‍👩‍👧 家庭日", "❤️ 感謝您", "1️⃣ 取件 2️⃣ 付款", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽", "☎️ 02-2345-6789", "ℹ️", "#️⃣"],
)
def test_emoji_hide_nothing(raw: str) -> None:
    """Joiners, variation selectors, skin tones and tags inside emoji are no trick."""
    view = fold(raw)
    assert frozenset() == view.tricks_in(0, len(view.text))


@pytest.mark.parametrize("raw", ["ㄧㄡ", "ㄅㄆㄇ", "注音ㄅ", "カード", "ハハハ", "ニ", "スーパー", "您好ㄟ"])
def test_kana_and_bopomofo_by_themselves_stay(raw: str) -> None:
    """A script that is used as itself is not read as Chinese."""
    assert raw == fold(raw).text


@pytest.mark.parametrize("word", TRADITIONAL.split())
def test_traditional_words_read_unchanged(word: str) -> None:
    """Ordinary words are shown as they are, and all but a few are compared as they are."""
    view = fold(word)
    assert word == view.readable()[: len(word)]
    assert word == view.text or any(char in MERGED for char in word)


def test_forms_that_share_a_simplified_form_meet() -> None:
    """A Simplified spelling reaches each of its Traditional spellings."""
    for forms in (
        "台臺",
        "后後",
        "里裡裏",
        "发發髮",
        "复復複",
        "面麵",
        "只隻",
        "干乾幹",
        "点點",
        "费費",
        "劵券",
        "准準",
        "系係繫",
    ):
        assert {fold(forms[0]).text} == {fold(form).text for form in forms}


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        (r"[一二三]折", "[123]折"),
        (r"\d+\s*折", r"\d+\s*折"),
        (r"買[一1]送[一1]", "買[11]送[11]"),
        (r"(?P<Name>Ａ+)(?P=Name)？", r"(?P<Name>a+)(?P=Name)\?"),
        (r"（％）", r"\(%\)"),
        (r"[Ａ-Ｚ０-９]", "[a-z0-9]"),
        (r"[A-Z]", "[a-z]"),
        (r"[①-③]", "[1-3]"),
        (r"[\u4e00-\u9fff]", r"[\u4e00-\u9fff]"),
        (r"[一-龥]", "[一-龥]"),
        (r"[^，。！？\n]{0,8}", r"[^,。!?\n]{0,8}"),
        (r"[［］]", r"[\[\]]"),
        (r"\u4e00次", "1次"),
        (r"\p{Han}{2}", r"\p{Han}{2}"),
        (r"(?i:SALE)(?#一)", r"(?i:sale)(?#一)"),
        (r"㎏+", "(?:kg)+"),
        (r"[[:alpha:]Ａ]", "[[:alpha:]a]"),
        (r"优惠|免费", "優惠|免費"),
        (r"[]一]", "[]1]"),
        (r"\Ｓ", "s"),
        (r"(?<=滿)(?!額)\S\D\W", r"(?<=滿)(?!額)\S\D\W"),
    ],
)
def test_patterns_fold_like_texts_and_keep_their_syntax(source: str, folded: str) -> None:
    """Literals and classes fold; escapes, names, flags, counts and block ranges stay."""
    assert (folded, folded) == (fold_pattern(source), fold_pattern(fold_pattern(source)))


# One literal at a time: characters that join with their neighbours are folded as texts, not as patterns.
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Mn", "Mc", "Me", "Cf"]), min_size=1, max_size=6))
@example("？（＋）")
@example("㎏㈱①")
def test_a_literal_pattern_matches_the_folded_text(literal: str) -> None:
    """What an escaped literal matched before folding, it matches after."""
    source = re.escape(unicodedata.normalize("NFC", literal))
    pattern = re.compile(fold_pattern(source))
    text = "".join(fold_term(char) for char in unicodedata.normalize("NFC", literal))
    if not any("\u1100" <= char <= "\u31b7" or is_invisible(char) or is_attached(char) for char in literal):
        assert pattern.fullmatch(text)
    assert fold_pattern(source) == fold_pattern(fold_pattern(source))
