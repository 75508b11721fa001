"""What bytes that are not UTF-8 probably are."""

from __future__ import annotations

from nmlint.bilingual import Bilingual

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_MAGIC = (
    (b"PK\x03\x04", "a Word, Excel or ZIP file", "Word、Excel 或 ZIP 檔"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file", "舊版 Word 或 Excel 檔"),
    (b"%PDF", "a PDF", "PDF 檔"),
    (b"\x89PNG", "a picture", "圖片"),
    (b"\xff\xd8\xff", "a picture", "圖片"),
)
_WIDE = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))

# Characters that nearly every notice of its language holds; the share of them tells a right decoding from a wrong one.
_TRADITIONAL = frozenset(
    "的一是不了在有我你您他她這那為之來以個到說們和與及或於由被將已未會可請若如未無上下中大小年月日時分元號"
    "訂單商品取貨出貨通知預約預訂付款繳費帳單帳戶銀行會員點數門市客服電話查詢確認完成成功驗證碼提醒訊息包裹配送送達期限金額",
)
_SIMPLIFIED = frozenset(
    "的一是不了在有我你您他她这那为之来以个到说们和与及或于由被将已未会可请若如未无上下中大小年月日时分元号"
    "订单商品取货出货通知预约预订付款缴费账单账户银行会员点数门店客服电话查询确认完成成功验证码提醒消息包裹配送送达期限金额",
)
_KANA = frozenset(map(chr, range(0x3041, 0x30FF)))
_CANDIDATES = (
    ("cp950", "Big5", _TRADITIONAL),
    ("gb18030", "GBK", _SIMPLIFIED),
    ("cp932", "Shift-JIS", _KANA),
)
_SAMPLE = 64 * 1024
_CONVINCING = 0.1
_CUT = 4


def looks_binary(data: bytes) -> Bilingual | None:
    """Why these bytes are no text at all, or None."""
    for magic, english, chinese in _MAGIC:
        if data.startswith(magic):
            return Bilingual(
                f"this is {english}, not a text; save the text as UTF-8",
                f"這是{chinese}，不是文字檔；請將文字另存為 UTF-8",
            )
    wide = next((name for mark, name in _WIDE if data.startswith(mark)), None)
    sample = data[:_SAMPLE]
    if wide is None and b"\0" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        # Text of two bytes a character has its zeros on one side only.
        if min(even, odd) == 0 and max(even, odd) * 8 > len(sample):
            wide = "UTF-16"
    if wide is not None:
        return Bilingual(f"the file looks like {wide}; save it as UTF-8", f"檔案看起來是 {wide}；請以 UTF-8 存檔")
    if b"\0" in sample:
        at = sample.index(0)
        return Bilingual(f"a binary file: byte {at} is zero", f"這是二進位檔，不是文字檔（第 {at} 個位元組為零）")
    return None


def looks_like(data: bytes) -> str | None:
    """The encoding under which the bytes make the most ordinary text, or None when none convinces."""
    best, best_share = None, _CONVINCING
    for codec, name, ordinary in _CANDIDATES:
        text = _decoded(data[:_SAMPLE], codec)
        foreign = [character for character in text if not character.isascii()]
        share = sum(character in ordinary for character in foreign) / len(foreign) if foreign else 0.0
        if share > best_share:
            best, best_share = name, share
    return best


def _decoded(data: bytes, codec: str) -> str:
    """The text under a codec; empty when it does not decode, but a cut at the end is forgiven."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        return data[: error.start].decode(codec) if len(data) - error.start < _CUT else ""
