"""How a hash that is not the number's came about: what was hashed in its place, and the mend."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations, product

from nmlint.bilingual import Bilingual
from nmlint.messages.recipients import Recipient, country_codes, mask


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that went wrong on the way from a number to a hash."""

    id: str
    what: Bilingual
    mend: Bilingual


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a hash is the number's, and if not, what was hashed and by which mistakes, as far as that is known."""

    matches: bool
    mistakes: tuple[Mistake, ...] = ()
    hashed: str = ""
    remark: Bilingual | None = None


NO_PLUS = Mistake(
    "no-plus",
    Bilingual("the + was left out", "少了開頭的 +"),
    Bilingual("begin with + and the country code", "請以 + 加國碼開頭"),
)
TRUNK_ZERO = Mistake(
    "trunk-zero",
    Bilingual("the leading 0 of the national form was kept after the country code", "國碼後面還留著國內撥號的 0"),
    Bilingual("leave the 0 out", "請刪去這個 0"),
)
NATIONAL = Mistake(
    "national",
    Bilingual("the number was hashed without its country code", "雜湊的是沒有國碼的號碼"),
    Bilingual("put + and the country code in place of the leading 0", "請以 + 加國碼取代開頭的 0"),
)
DOUBLE_ZERO = Mistake(
    "double-zero",
    Bilingual("00 stands where the + belongs", "應為 + 的地方寫成 00"),
    Bilingual("write + instead of 00", "請以 + 取代 00"),
)
OTHER_COUNTRY = Mistake(
    "other-country",
    Bilingual("it was read as a number of another country", "被當成其他國家的號碼"),
    Bilingual("take the country code of the country that issued it", "請使用發給這個門號的國家的國碼"),
)
SEPARATORS = Mistake(
    "separators",
    Bilingual("hyphens, blanks, dots or brackets were kept", "保留了連字號、空白、句點或括號"),
    Bilingual("hash + and digits only", "只雜湊 + 與數字"),
)
FULL_WIDTH = Mistake(
    "full-width",
    Bilingual("full-width characters were hashed", "雜湊的是全形字元"),
    Bilingual("turn them into 0 to 9 first", "請先轉成半形數字"),
)
LINE_END = Mistake(
    "line-end",
    Bilingual("a line end was hashed with it", "連換行一起雜湊"),
    Bilingual("strip it (echo -n, rstrip, trim)", "請先去除換行（echo -n、rstrip、trim）"),
)
BLANK = Mistake(
    "blank",
    Bilingual("a blank before or after it was hashed with it", "連前後的空白一起雜湊"),
    Bilingual("strip it (trim)", "請先去除空白（trim）"),
)
QUOTES = Mistake(
    "quotes",
    Bilingual("quotation marks were hashed with it", "連引號一起雜湊"),
    Bilingual("hash the value, not its JSON or CSV form", "請雜湊值本身，而不是 JSON 或 CSV 的寫法"),
)
DECIMAL = Mistake(
    "decimal",
    Bilingual("it had become a decimal number with .0", "號碼變成了帶 .0 的小數"),
    Bilingual("read the column as text", "請將該欄當文字讀取"),
)
NULL = Mistake(
    "null",
    Bilingual("a zero byte was hashed with it", "連結尾的零位元組一起雜湊"),
    Bilingual("hash the characters only", "只雜湊字元"),
)
BYTE_ORDER_MARK = Mistake(
    "byte-order-mark",
    Bilingual("a byte order mark was hashed with it", "連位元組順序記號（BOM）一起雜湊"),
    Bilingual("read the file as utf-8-sig, or save it without the mark", "請以 utf-8-sig 讀檔，或存檔時不加 BOM"),
)
WIDE = Mistake(
    "utf-16",
    Bilingual("the number was encoded as UTF-16 or UTF-32", "號碼以 UTF-16 或 UTF-32 編碼"),
    Bilingual("encode it as UTF-8 or ASCII (Encoding.UTF8)", "請以 UTF-8 或 ASCII 編碼（Encoding.UTF8）"),
)
TWICE = Mistake(
    "hashed-twice",
    Bilingual("it is the hash of a hash", "這是雜湊值的雜湊"),
    Bilingual("hash once; the value may have been hashed before", "只雜湊一次；來源可能已經雜湊過"),
)
UPPER_CASE = Mistake(
    "upper-case",
    Bilingual("the hash is written in upper case", "雜湊值用了大寫"),
    Bilingual("write it in lower case", "請寫成小寫"),
)
BASE64 = Mistake(
    "base64",
    Bilingual("the hash is written in Base64", "雜湊值以 Base64 表示"),
    Bilingual("write it in hexadecimal", "請以十六進位表示"),
)
SURROUNDED = Mistake(
    "surrounded",
    Bilingual("blanks, a line end or quotation marks stand around the hash", "雜湊值前後有空白、換行或引號"),
    Bilingual("strip them", "請去除"),
)
CUT_OFF = Mistake(
    "cut-off",
    Bilingual("the hash is cut off", "雜湊值被截斷"),
    Bilingual("give all 64 digits", "請給完整的 64 個字元"),
)
AS_WRITTEN = Mistake(
    "as-written",
    Bilingual("the number was hashed just as it is written here", "雜湊的是這裡所寫的原樣"),
    Bilingual("write it as + and digits first", "請先寫成 + 與數字"),
)

NOTHING = Mistake(
    "nothing",
    Bilingual("nothing was hashed: it is the hash of an empty text", "雜湊的是空字串"),
    Bilingual("look why the number was empty", "請查明號碼為何是空的"),
)

_ANOTHERS = Bilingual(
    "no usual mistake leads to this hash: it is another number's, or has a salt or key in it, which LINE knows not",
    "常見的錯誤都得不出這個雜湊值：可能是別的號碼，或加了鹽（salt）或金鑰而 LINE 無從得知",
)

Mistakes = tuple[Mistake, ...]

# Of each length, the algorithm that people use instead.
_ALGORITHMS = {16: "md5", 20: "sha1", 28: "sha224", 32: "sha256", 48: "sha384", 64: "sha512"}
_NAMES = {"md5": "MD5", "sha1": "SHA-1", "sha224": "SHA-224", "sha384": "SHA-384", "sha512": "SHA-512"}
_RIGHT = "sha256"

# More mistakes at once are not looked for: three take a second already.
_MOST = 3
_CUTS = 3
# Fewer characters could be the beginning of the right hash by chance.
_CONVINCING = 8

_SEPARATORS = ("-", " ", ".")
_AROUND: Sequence[tuple[str, str, Mistakes]] = (
    ("", "", ()),
    *(("", end, (LINE_END,)) for end in ("\n", "\r\n", "\r")),
    *((before, after, (BLANK,)) for before, after in (("", " "), (" ", ""), (" ", " "), ("", "\t"), ("\t", ""))),
    *((before, after, (QUOTES,)) for before, after in (('"', '"'), ("'", "'"), ("'", ""))),
    ("", ".0", (DECIMAL,)),
    ("", "\0", (NULL,)),
    *(("", f" {end}", (BLANK, LINE_END)) for end in ("\n", "\r\n")),
    *(('"', f'"{end}', (QUOTES, LINE_END)) for end in ("\n", "\r\n")),
)
# The codec, the mark in front, and what is wrong with them.
_CODECS: Sequence[tuple[str, str, Mistakes]] = (
    ("utf-8", "", ()),
    ("utf-8", "\ufeff", (BYTE_ORDER_MARK,)),
    *(
        (codec, mark, (WIDE,))
        for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
        for mark in ("", "\ufeff")
    ),
)
_FULL_DIGITS = {ord("0") + digit: ord("０") + digit for digit in range(10)}
_FULL_ALL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_WIDTHS: Sequence[tuple[Mapping[int, int], Mistakes]] = (
    ({}, ()),
    (_FULL_DIGITS, (FULL_WIDTH,)),
    (_FULL_ALL, (FULL_WIDTH,)),
)


def _hex(digest: bytes) -> bytes:
    return digest.hex().encode()


def _upper_hex(digest: bytes) -> bytes:
    return digest.hex().upper().encode()


_REPEATS: Sequence[tuple[Callable[[bytes], bytes] | None, Mistakes]] = (
    (None, ()),
    *((form, (TWICE,)) for form in (_hex, _upper_hex, bytes)),
)


def explain(recipient: Recipient, text: str, expected: str) -> Explanation:
    """Whether a hash is that of the recipient written as `text`; if not, the fewest mistakes that lead to it."""
    right = recipient.hash
    if expected == right:
        return Explanation(matches=True)
    bare = expected.strip(" \t\r\n\"'")
    surrounded = (SURROUNDED,) if bare != expected else ()
    read = _digest(bare)
    if read is not None:
        digest, written = read
        algorithm = _ALGORITHMS[len(digest)]
        wrong = () if algorithm == _RIGHT else (_other_algorithm(_NAMES[algorithm]),)
        if digest == hashlib.new(algorithm, b"", usedforsecurity=False).digest():
            return Explanation(matches=False, mistakes=(NOTHING, *wrong, *written, *surrounded), hashed="")
        found = _search(recipient, text, digest, algorithm)
        if found is not None:
            hashed, mistakes = found
            return Explanation(matches=False, mistakes=(*mistakes, *wrong, *written, *surrounded), hashed=hashed)
    if len(bare) >= _CONVINCING and right.startswith(bare.lower()):
        return Explanation(matches=False, mistakes=(CUT_OFF, *surrounded), hashed=recipient.masked)
    return Explanation(matches=False, remark=_ANOTHERS if read is not None else _no_hash(bare))


def _other_algorithm(name: str) -> Mistake:
    return Mistake(
        "algorithm",
        Bilingual(f"it was hashed with {name}", f"用的是 {name}"),
        Bilingual("hash with SHA-256", "請用 SHA-256"),
    )


def _no_hash(written: str) -> Bilingual:
    return Bilingual(
        f"this is no hash: it has {len(written)} characters; a SHA-256 hash is 64 hexadecimal digits",
        f"這不是雜湊值：共 {len(written)} 個字元；SHA-256 雜湊值是 64 個十六進位字元",
    )


def _digest(written: str) -> tuple[bytes, Mistakes] | None:
    """The bytes that a hash stands for, if they have a known length, and what is wrong with how it is written."""
    mistakes: Mistakes = ()
    if (digest := _from_hex(written)) is not None:
        mistakes = () if written == written.lower() else (UPPER_CASE,)
    elif (digest := _from_base64(written)) is not None:
        mistakes = (BASE64,)
        # The hexadecimal digits themselves may have been put into Base64.
        digest = _from_hex(digest.decode("latin-1")) or digest
    return None if digest is None or len(digest) not in _ALGORITHMS else (digest, mistakes)


def _from_hex(written: str) -> bytes | None:
    try:
        return bytes.fromhex(written) if written.isalnum() else None
    except ValueError:
        return None


def _from_base64(written: str) -> bytes | None:
    plain = written.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Writing:
    """A way to write the number down, how much of its beginning is no secret, and what is wrong with it."""

    text: str
    shown: int
    mistakes: Mistakes


@dataclass(frozen=True, slots=True)
class _Finish:
    """What happens to a written number until it is a hash, and what is wrong with that."""

    width: Mapping[int, int]
    before: str
    after: str
    codec: str
    repeat: Callable[[bytes], bytes] | None
    mistakes: Mistakes

    def text(self, written: str) -> str:
        return f"{self.before}{written.translate(self.width) if self.width else written}{self.after}"

    def digest(self, written: str, algorithm: str) -> bytes:
        digest = hashlib.new(algorithm, self.text(written).encode(self.codec), usedforsecurity=False).digest()
        if self.repeat is None:
            return digest
        return hashlib.new(algorithm, self.repeat(digest), usedforsecurity=False).digest()


@cache
def _finishes() -> list[list[_Finish]]:
    """The finishes by how many mistakes are in them."""
    by_count: list[list[_Finish]] = [[] for _ in range(_MOST + 1)]
    for (width, wide), (before, after, around), (codec, mark, coded), (repeat, twice) in product(
        _WIDTHS, _AROUND, _CODECS, _REPEATS
    ):
        mistakes = (*wide, *around, *coded, *twice)
        if len(mistakes) <= _MOST:
            by_count[len(mistakes)].append(_Finish(width, mark + before, after, codec, repeat, mistakes))
    return by_count


def _search(recipient: Recipient, text: str, digest: bytes, algorithm: str) -> tuple[str, Mistakes] | None:
    """What was hashed, masked, and the mistakes in it; the fewest that do."""
    finishes = _finishes()
    writings = list(_writings(recipient))
    # The text as it stands names no mistake of its own, so that it is asked last.
    tries = [(writings, most) for most in range(_MOST + 1)]
    tries += [([_Writing(text, 0, (AS_WRITTEN,))], most) for most in range(1, _MOST + 1)]
    for candidates, most in tries:
        for writing in candidates:
            if len(writing.mistakes) > most:
                continue
            for finish in finishes[most - len(writing.mistakes)]:
                if finish.digest(writing.text, algorithm) == digest:
                    shown = writing.shown + len(finish.before)
                    hashed = _printable(mask(finish.text(writing.text), shown))
                    return hashed, (*writing.mistakes, *finish.mistakes)
    return None


def _writings(recipient: Recipient) -> Iterator[_Writing]:
    """The ways in which the number may have been written."""
    code, trunk, subscriber = recipient.country_code, recipient.trunk, recipient.subscriber
    bodies = list(_separated(subscriber))
    for head, mistakes in _heads(code, trunk):
        yield _Writing(head + subscriber, len(head), mistakes)
        kept = mistakes if SEPARATORS in mistakes else (*mistakes, SEPARATORS)
        for separator in _SEPARATORS:
            yield _Writing(f"{head}{separator}{subscriber}", len(head), kept)
        for separator, body in bodies:
            yield _Writing(head + body, len(head), kept)
            yield _Writing(f"{head}{separator}{body}", len(head), kept)
    for head, size in product((trunk, ""), range(1, len(subscriber))):
        rest = subscriber[size:]
        bodies = [("", rest), *_separated(rest)]
        for gap, (_, body) in product(("", *_SEPARATORS), bodies):
            yield _Writing(f"({head}{subscriber[:size]}){gap}{body}", len(head) + 1, (NATIONAL, SEPARATORS))


def _heads(code: str, trunk: str) -> Iterator[tuple[str, Mistakes]]:
    """What may stand before the subscriber's digits, and what is wrong with it."""
    plus: tuple[str, Mistakes] = ("+", ())
    bare: tuple[str, Mistakes] = ("", ())
    prefixes = (plus, ("", (NO_PLUS,)), ("00", (DOUBLE_ZERO,)), ("+00", (DOUBLE_ZERO,)))
    countries = ((code, ()), *((other, (OTHER_COUNTRY,)) for other in country_codes() if other != code))
    zeros = (bare, (trunk, (TRUNK_ZERO,)))
    bracketed = tuple((f"{gap}({trunk})", (TRUNK_ZERO, SEPARATORS)) for gap in ("", " "))
    for (prefix, a), (country, b), (zero, c) in product(prefixes, countries, (*zeros, *bracketed)):
        yield prefix + country + zero, (*a, *b, *c)
    for zero, c in zeros:
        yield f"(+{code}){zero}", (*c, SEPARATORS)
        yield f"+({code}){zero}", (*c, SEPARATORS)
        yield f"({code}){zero}", (NO_PLUS, *c, SEPARATORS)
    for prefix in ("", "+"):
        yield prefix + trunk, (NATIONAL,)
        yield prefix, (NATIONAL,)
        yield f"{prefix}({trunk})", (NATIONAL, SEPARATORS)


def _separated(digits: str) -> Iterator[tuple[str, str]]:
    """The digits in two to four groups, with what stands between these."""
    places = range(1, len(digits))
    for cuts in chain.from_iterable(combinations(places, count) for count in range(1, _CUTS + 1)):
        groups = [digits[start:end] for start, end in zip((0, *cuts), (*cuts, len(digits)), strict=True)]
        for separator in _SEPARATORS:
            yield separator, separator.join(groups)


def _printable(text: str) -> str:
    """The text with its line ends, marks and odd blanks shown by their names."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
