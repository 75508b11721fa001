"""To whom a LINE message goes: the mobile numbers that can be reached, and the hash LINE takes for one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nmlint.bilingual import Bilingual

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# The countries whose mobile numbers a notification message can reach.
# LINE Developers, LINE notification messages, technical specifications, checked 2026-11-23:
# https://developers.line.biz/en/docs/partner-docs/line-notification-messages/technical-specs/
REGIONS = ("TW", "JP", "TH")

# The number that LINE hashes as its example on that page. It is shaped like a toll-free number, so that it is nobody's
# mobile, but whoever tries the command will try it first.
_EXAMPLE = "+818000001234"

_COUNTRIES = {
    "TW": Bilingual("Taiwan", "台灣"),
    "JP": Bilingual("Japan", "日本"),
    "TH": Bilingual("Thailand", "泰國"),
}
_SHOWN_DIGITS = 3
# With fewer digits than this, three of them would be too much of the whole.
_ENOUGH_DIGITS = 7
_STARS = "*****"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A mobile number that can be reached, and what about its writing had to be understood."""

    e164: str = field(repr=False)
    region: str
    country_code: str
    trunk: str
    notes: tuple[Bilingual, ...] = ()

    @property
    def hash(self) -> str:
        """What LINE takes as `to`."""
        return hashlib.sha256(self.e164.encode()).hexdigest()

    @property
    def masked(self) -> str:
        """The number as it may stand in a log."""
        return mask(self.e164, len(self.country_code) + 1)

    @property
    def subscriber(self) -> str:
        """The number after the country code."""
        return self.e164.removeprefix(f"+{self.country_code}")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a text is no number that can be reached, and the mend."""

    reason: str
    masked: str
    what: Bilingual
    mend: Bilingual


def mask(text: str, shown: int = 0) -> str:
    """The text with its digits hidden, but for those among its first characters and the last three.

    However many digits stand together, five stars stand for them.
    """
    digits = [at for at, character in enumerate(text) if character.isdecimal()]
    tail = digits[-_SHOWN_DIGITS] if len(digits) >= _ENOUGH_DIGITS else len(text)
    return text[:shown] + re.sub(r"\d+", _STARS, text[shown:tail]) + text[tail:]


def read(text: str, region: str) -> Recipient | Refused:
    """The mobile number that a text means; one without + and country code is a number of the region."""
    if not text.strip():
        return Refused("empty", "", Bilingual("nothing stands here", "這裡是空的"), _WRITE_ONE)
    reading = _Reading(text, region)
    return reading.refused_as_written() or reading.recipient() or reading.refused()


def country_codes() -> tuple[str, ...]:
    """The country codes of the regions."""
    from phonenumbers import country_code_for_region  # noqa: PLC0415  late, as in `_Reading`

    return tuple(str(country_code_for_region(region)) for region in REGIONS)


# What belongs to a number as people write it; phonenumbers would also read letters as the keys they stand on.
_CATEGORIES = frozenset({"Nd", "Zs", "Pd", "Ps", "Pe", "Cf"})
_SIGNS = frozenset("+＋./．ー")
# Words for an extension that phonenumbers does not know.
_EXTENSION = re.compile("分機|分机|內線|内線|轉")

_WRITE_ONE = Bilingual(
    "give one number, such as +886 and its digits without the leading 0",
    "請填一個號碼，例如 +886 加上去掉開頭 0 的號碼",
)


class _Reading:
    """One text on its way to a number."""

    def __init__(self, text: str, region: str) -> None:
        # Late: the library and its numbering plans are only for those who ask about numbers.
        import phonenumbers  # noqa: PLC0415

        self._library = phonenumbers
        self._text = text
        self._region = region
        self._digits = phonenumbers.normalize_digits_only(text)
        self._signed = "+" in text or "＋" in text
        self._error: int | None = None
        self._number: PhoneNumber | None = None
        try:
            self._number = phonenumbers.parse(_EXTENSION.sub(" ext ", text), region)
        except phonenumbers.NumberParseException as error:
            self._error = error.error_type

    def refused_as_written(self) -> Refused | None:
        """Why the text holds more than a number, if it does."""
        if self._number is not None and self._number.extension:
            return self._refusal(
                "extension",
                Bilingual("an extension stands after the number", "號碼後面帶有分機"),
                Bilingual(
                    "a message reaches a mobile number only; leave the extension out if it is one",
                    "訊息只能送到手機門號；若確為手機，請刪去分機",
                ),
            )
        for at, character in enumerate(self._text, 1):
            if not (unicodedata.category(character) in _CATEGORIES or character in _SIGNS or character.isspace()):
                return self._refusal(
                    "letters" if character.isalpha() else "signs",
                    Bilingual(f"character {at} belongs to no phone number", f"第 {at} 個字元不屬於電話號碼"),
                    Bilingual("write digits only, one number at a time", "請只寫數字，一次一個號碼"),
                )
        return None

    def recipient(self) -> Recipient | Refused | None:
        """The mobile number that the text means in the first way of reading it that leads to one."""
        number = next((number for number in self._numbers() if self._is_mobile(number)), None)
        if number is None:
            return None
        code, subscriber = str(number.country_code), self._library.national_significant_number(number)
        region = self._region_of(number)
        trunk = self._library.ndd_prefix_for_region(region, strip_non_digits=True) or ""
        before = self._digits.removesuffix(subscriber)
        if trunk and before.endswith(code + trunk):
            return self._refusal(
                "trunk-zero",
                Bilingual(
                    f"the leading {trunk} of the national form was kept after +{code}",
                    f"+{code} 後面還留著國內撥號的 {trunk}",
                ),
                Bilingual(f"leave that {trunk} out", f"請刪去這個 {trunk}"),
            )
        notes = []
        if not before:
            notes.append(Bilingual(f"read with the leading {trunk} that was left out", f"已補上省略的開頭 {trunk}"))
        elif before == code and not self._signed:
            notes.append(Bilingual(f"read with the + that was left out before {code}", f"已補上 {code} 前省略的 +"))
        elif before not in {trunk, code}:
            notes.append(
                Bilingual(
                    f"the prefix for calls abroad was read as the + of +{code}",
                    f"國際冠碼已視為 +{code} 的 +",
                ),
            )
        if any(character.isdecimal() and not character.isascii() for character in self._text):
            notes.append(
                Bilingual("full-width or foreign digits were read as 0 to 9", "全形或其他文字的數字已視為 0 到 9")
            )
        e164 = f"+{code}{subscriber}"
        if e164 == _EXAMPLE:
            notes.append(
                Bilingual("the example of LINE's documentation, nobody's number", "LINE 文件的範例，並非真實門號")
            )
        return Recipient(e164, region, code, trunk, tuple(notes))

    def refused(self) -> Refused:
        """Why the text leads to no mobile number of the three countries."""
        number, library = self._number, self._library
        if number is None:
            return self._unreadable()
        region = self._region_of(number)
        if region not in REGIONS:
            named = library.region_code_for_number(number) or region
            # Numbers of no country, such as +800, have digits for a region.
            where = f"+{number.country_code} ({named})" if named.isalpha() else f"+{number.country_code}"
            return self._refusal(
                "other-country",
                Bilingual(
                    f"a number of {where}; only Taiwan, Japan and Thailand are reached",
                    f"這是 {where} 的號碼；只能送到台灣、日本、泰國的門號",
                ),
                Bilingual("send by another channel", "請改用其他管道"),
            )
        types, country = library.PhoneNumberType, _COUNTRIES[region]
        kind = library.number_type(number)
        if kind == types.FIXED_LINE:
            return self._refusal(
                "landline",
                Bilingual(f"a landline of {country}", f"這是{country.chinese}的市內電話"),
                self._mend(Bilingual("give the customer's mobile number", "請改填顧客的手機門號")),
            )
        if kind != types.UNKNOWN:
            return self._refusal(
                "not-mobile",
                Bilingual(
                    f"no mobile number of {country} but a service, toll-free or internet number",
                    f"不是{country.chinese}的手機門號，而是服務、免付費或網路電話號碼",
                ),
                self._mend(Bilingual("give the customer's mobile number", "請改填顧客的手機門號")),
            )
        length = library.is_possible_number_for_type_with_reason(number, types.MOBILE)
        if length == library.ValidationResult.TOO_SHORT:
            return self._of_wrong_length("too-short", region)
        if length == library.ValidationResult.TOO_LONG:
            return self._of_wrong_length("too-long", region)
        return self._refusal(
            "unassigned",
            Bilingual(f"no mobile number of {country} begins like this", f"{country.chinese}沒有這種開頭的手機門號"),
            self._mend(Bilingual("compare it with where it comes from", "請與原始資料核對")),
        )

    def _numbers(self) -> Iterator[PhoneNumber]:
        """The ways to read the text, the likeliest first."""
        # In Taiwan 006 is a way to dial abroad: 0066… would be read as such, if 00 were not tried before.
        if not self._signed and self._digits.startswith("00"):
            yield from self._parsed(f"+{self._digits.removeprefix('00')}")
        if self._number is not None:
            yield self._number
        if not self._signed:
            yield from self._parsed(f"+{self._digits}")

    def _parsed(self, text: str, region: str | None = None) -> Iterator[PhoneNumber]:
        try:
            yield self._library.parse(text, region)
        except self._library.NumberParseException:
            return

    def _region_of(self, number: PhoneNumber) -> str:
        return self._library.region_code_for_country_code(number.country_code or 0)

    def _is_mobile(self, number: PhoneNumber) -> bool:
        library = self._library
        if library.format_number(number, library.PhoneNumberFormat.E164) == _EXAMPLE:
            return True
        return self._region_of(number) in REGIONS and library.number_type(number) == library.PhoneNumberType.MOBILE

    def _unreadable(self) -> Refused:
        """Why the library makes no number of the text at all."""
        errors, region = self._library.NumberParseException, self._region
        if self._signed:
            codes = zip(REGIONS, country_codes(), strict=True)
            region = next((region for region, code in codes if self._digits.startswith(code)), "")
        if region and self._error == errors.TOO_LONG:
            return self._of_wrong_length("too-long", region)
        if region and self._error in {errors.TOO_SHORT_NSN, errors.TOO_SHORT_AFTER_IDD}:
            return self._of_wrong_length("too-short", region)
        if self._error == errors.INVALID_COUNTRY_CODE:
            return self._refusal(
                "country-code",
                Bilingual("no country code stands after the +", "+ 後面不是國碼"),
                Bilingual(
                    "write +886, +81 or +66 and the number without its leading 0",
                    "請寫 +886、+81 或 +66，再接去掉開頭 0 的號碼",
                ),
            )
        return self._refusal("unreadable", Bilingual("not written as a phone number", "不是電話號碼的寫法"), _WRITE_ONE)

    def _of_wrong_length(self, reason: str, region: str) -> Refused:
        library, country = self._library, _COUNTRIES[region]
        example = library.example_number_for_type(region, library.PhoneNumberType.MOBILE)
        length = len(library.national_significant_number(example)) if example is not None else 0
        code, short = library.country_code_for_region(region), reason == "too-short"
        return self._refusal(
            reason,
            Bilingual(
                f"too {'short' if short else 'long'} for a mobile number of {country}",
                f"以{country.chinese}的手機門號來說太{'短' if short else '長'}",
            ),
            self._mend(
                Bilingual(
                    f"such a number has {length} digits after +{code}, or {length + 1} with the leading 0; "
                    f"{'is it cut off?' if short else 'is it one number only?'}",
                    f"+{code} 之後應有 {length} 碼，含開頭的 0 為 {length + 1} 碼；"
                    f"{'是否被截斷？' if short else '是否不只一個號碼？'}",
                ),
            ),
        )

    def _mend(self, mend: Bilingual) -> Bilingual:
        """The mend, unless the number is a mobile of another of the three countries."""
        for region in REGIONS:
            if not self._signed and any(map(self._is_mobile, self._parsed(self._text, region))):
                country = _COUNTRIES[region]
                return Bilingual(
                    f"as a number of {country} it can be reached: give the region {region}, or write it with +",
                    f"若是{country.chinese}的號碼就能送達：請指定地區 {region}，或寫成 + 開頭",
                )
        return mend

    def _refusal(self, reason: str, what: Bilingual, mend: Bilingual) -> Refused:
        code, digits = "", self._digits
        if self._number is not None:
            code = f"+{self._number.country_code}" if self._signed else ""
            digits = digits.removesuffix(self._number.extension or "")
        shown = digits[-_SHOWN_DIGITS:] if len(digits) >= _ENOUGH_DIGITS else ""
        return Refused(reason, f"{code}{_STARS}{shown}", what, mend)
