"""Numbers and ids of a service plan that cannot be right, whoever they are of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from nmlint.bilingual import Bilingual
from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submission_words import blank, id_of
from nmlint.checks.submitted import Submitted, Test

# Ministry of Finance: each digit times its weight, the digits of the products added up; since April 2023 the sum can be
# divided by 5. Seven times four is 28, 2 and 8 are 10, and of that either digit counts.
_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
_DIVISOR = 5
_EITHER, _EITHER_AT = "7", 6
# Only companies are sure to have such a number; institutions have others besides.
_COMPANY = "registered-legal-person"
_ACCOUNT = re.compile(r"@?[a-z0-9._-]{1,20}", re.IGNORECASE)
_REGION = "TW"
# Numbers as people write them one after the other, without what is dialled behind them; a clock has a colon.
_EXTENSION = re.compile(r"(?:#|分機|轉|內線|ext\.?|extension)\s*[0-9]+(?:\s*[-~、]\s*[0-9]+)*", re.IGNORECASE)
_RUN = re.compile(r"(?<![0-9:])\+?[0-9(][0-9() .-]*[0-9](?![0-9:])")
_FEWEST, _MOST = 3, 15

_EIGHT = Bilingual("it has eight digits", "應為八位數字")
_CHECK = Bilingual("its check digit does not fit", "檢查碼不符")
_NO_NUMBER = Bilingual("there is no telephone number in it", "裡面沒有電話號碼")


def registration_impossible(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The company's number in the register fits no company."""
    company = submitted.plan.company
    written = company.registration or ""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", written))
    if blank(written):
        return
    if len(digits) == len(_WEIGHTS) and digits.isascii() and digits.isdecimal():
        if not _fits(digits):
            yield PlanHit("company.registration", {"value": written, "reason": _CHECK})
    elif company.kind is None or id_of(company.kind, submitted.needs["applicants"]) == _COMPANY:
        yield PlanHit("company.registration", {"value": written, "reason": _EIGHT})


def account_id_impossible(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """What stands as the account's id is none."""
    written = submitted.plan.account.id or ""
    if not blank(written) and not _ACCOUNT.fullmatch(unicodedata.normalize("NFKC", written).strip()):
        yield PlanHit("account.id", {"value": written})


def contact_phone_impossible(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """Nobody can be reached by what stands as the telephone number."""
    written = submitted.plan.contact.get("phone") or ""
    if blank(written):
        return
    plain = _EXTENSION.sub(" ", unicodedata.normalize("NFKC", written))
    numbers = [run for run in _RUN.findall(plain) if sum(map(str.isdecimal, run)) >= _FEWEST]
    if not numbers:
        yield PlanHit("contact.phone", {"value": written, "reason": _NO_NUMBER})
    for run in numbers:
        shown = run.strip()
        # One without an area or country code may be a number of the place, or a short one.
        complete = shown.lstrip("(").startswith(("0", "+"))
        if sum(map(str.isdecimal, shown)) > _MOST or (complete and not _planned(shown)):
            reason = Bilingual(f"no numbering plan has {shown}", f"沒有 {shown} 這樣的號碼")
            yield PlanHit("contact.phone", {"value": written, "reason": reason})
            return


def _fits(digits: str) -> bool:
    products = (int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    total = sum(product // 10 + product % 10 for product in products)
    return total % _DIVISOR == 0 or (digits[_EITHER_AT] == _EITHER and (total + 1) % _DIVISOR == 0)


def _planned(number: str) -> bool:
    """Whether Taiwan's numbering plan has a number; of another country, whether it is as long as numbers are there."""
    # Late: its numbering plans take a while, and few documents are service plans.
    import phonenumbers  # noqa: PLC0415

    try:
        read = phonenumbers.parse(number, _REGION)
        domestic = read.country_code == phonenumbers.country_code_for_region(_REGION)
        return phonenumbers.is_valid_number(read) if domestic else phonenumbers.is_possible_number(read)
    except phonenumbers.NumberParseException:
        return False


TESTS: Mapping[str, Test] = {
    "registration-impossible": registration_impossible,
    "account-id-impossible": account_id_impossible,
    "contact-phone-impossible": contact_phone_impossible,
}
