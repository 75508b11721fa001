"""Recipients: which numbers can be reached, what LINE takes for them, and how another hash came about."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nmlint.messages.hashing import Explanation, explain
from nmlint.messages.recipients import Recipient, Refused, mask, read

TAIWAN, JAPAN, THAILAND = "+886912345678", "+819012345678", "+66812345678"
CODES = {"TW": "886", "JP": "81", "TH": "66"}


def recipient(text: str, region: str = "TW") -> Recipient:
    """The recipient that a text means."""
    result = read(text, region)
    assert isinstance(result, Recipient), result
    return result


def refused(text: str, region: str = "TW") -> Refused:
    """The refusal that a text meets with."""
    result = read(text, region)
    assert isinstance(result, Refused)
    return result


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+818000001234", "d41e0ad70dddfeb68f149ad6fc61574b9c5780ab7bcb2fba5517771ffbb2409c"),
        ("+886912345678", "1315ec4a63ba3d2b8f5db63688770e89a402ee623ef33e4c8c2f36e48f271be0"),
    ],
)
def test_check_vectors(number: str, expected: str) -> None:
    """The example of LINE's documentation and the Taiwanese check vector have the hashes known of them."""
    assert expected == recipient(number).hash


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+886912345678", "TW", TAIWAN),
        ("+886912345678", "JP", TAIWAN),
        ("0912345678", "TW", TAIWAN),
        ("0912-345-678", "TW", TAIWAN),
        ("(0912) 345 678", "TW", TAIWAN),
        ("  0912.345.678\t", "TW", TAIWAN),
        ("\u202a+886 912\u2011345\u2011678\u202c", "TW", TAIWAN),
        ("09012345678", "JP", JAPAN),
        ("090-1234-5678", "JP", JAPAN),
        ("0812345678", "TH", THAILAND),
        ("+66 81 234 5678", "TW", THAILAND),
    ],
)
def test_a_number_is_understood_without_a_word(text: str, region: str, number: str) -> None:
    """Separators are ordinary, and a number without + is one of the region."""
    assert (number, ()) == (recipient(text, region).e164, recipient(text, region).notes)


@pytest.mark.parametrize(
    ("text", "region", "number", "note"),
    [
        ("886912345678", "TW", TAIWAN, "the + that was left out"),
        ("886912345678", "TH", TAIWAN, "the + that was left out"),
        ("00886912345678", "TW", TAIWAN, "calls abroad"),
        ("0066812345678", "TW", THAILAND, "calls abroad"),
        ("002886912345678", "TW", TAIWAN, "calls abroad"),
        ("912345678", "TW", TAIWAN, "the leading 0 that was left out"),
        ("０９１２３４５６７８", "TW", TAIWAN, "full-width"),
        ("０９０ー１２３４ー５６７８", "JP", JAPAN, "full-width"),
        ("๐๘๑-๒๓๔-๕๖๗๘", "TH", THAILAND, "foreign digits"),
        ("080-0000-1234", "JP", "+818000001234", "example of LINE"),
    ],
)
def test_what_had_to_be_understood_is_said(text: str, region: str, number: str, note: str) -> None:
    """A number that can be meant in one way only is taken, with a note of how it was read."""
    assert number == recipient(text, region).e164
    assert note in recipient(text, region).notes[-1]


@pytest.mark.parametrize(
    ("text", "region", "reason", "mend"),
    [
        ("", "TW", "empty", "+886"),
        (" \t", "TW", "empty", "+886"),
        ("02-2345-6789", "TW", "landline", "mobile number"),
        ("+886 2 2345 6789", "JP", "landline", "mobile number"),
        ("03-1234-5678", "JP", "landline", "mobile number"),
        ("050-1234-5678", "JP", "not-mobile", "mobile number"),
        ("0900123", "TW", "too-short", "9 digits after +886, or 10 with the leading 0"),
        ("+8190123", "TW", "too-short", "10 digits after +81, or 11 with the leading 0"),
        ("+886", "TW", "too-short", "cut off"),
        ("+669", "TW", "too-short", "9 digits after +66"),
        ("+1" + "9" * 30, "TW", "unreadable", "one number"),
        ("09123456789", "TW", "too-long", "one number only"),
        ("0912345678 0912345679", "TW", "too-long", "one number only"),
        ("0" * 300, "TW", "too-long", "one number only"),
        ("+8860912345678", "TW", "trunk-zero", "leave that 0 out"),
        ("+886 (0)912-345-678", "TW", "trunk-zero", "leave that 0 out"),
        ("8860912345678", "TW", "trunk-zero", "leave that 0 out"),
        ("008860912345678", "TW", "trunk-zero", "leave that 0 out"),
        ("+8109012345678", "TW", "trunk-zero", "leave that 0 out"),
        ("+660812345678", "TW", "trunk-zero", "leave that 0 out"),
        ("+14155550123", "TW", "other-country", "another channel"),
        ("+85291234567", "TW", "other-country", "another channel"),
        ("+80012345678", "TW", "other-country", "another channel"),
        ("+0912345678", "TW", "country-code", "+886, +81 or +66"),
        ("+886812345678", "TW", "unassigned", "compare"),
        ("0912-ABC-678", "TW", "letters", "digits only"),
        ("0912345678 測試", "TW", "letters", "digits only"),
        ("0912*****78", "TW", "signs", "digits only"),
        ("0912345678 ext. 12", "TW", "extension", "leave the extension out"),
        ("0912345678#12", "TW", "extension", "leave the extension out"),
        ("0912345678分機12", "TW", "extension", "leave the extension out"),
        ("---", "TW", "unreadable", "one number"),
        ("09012345678", "TW", "too-long", "the region JP"),
        ("0912345678", "JP", "too-short", "the region TW"),
        ("0812345678", "TW", "unassigned", "the region TH"),
        ("0612345678", "TW", "landline", "the region TH"),
    ],
)
def test_a_number_that_cannot_be_used(text: str, region: str, reason: str, mend: str) -> None:
    """Each has its reason and its mend, in both languages."""
    result = refused(text, region)

    assert reason == result.reason
    assert mend in result.mend
    assert all(said and said.chinese for said in (result.what, result.mend))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("0912345678", "+886*****678"),
        ("+819012345678", "+81*****678"),
        ("02-2345-6789", "*****789"),
        ("+8860912345678", "+886*****678"),
        ("0912345678 ext. 12", "*****678"),
        ("0912345678 測試", "*****678"),
        ("110", "*****"),
        ("", ""),
    ],
)
def test_masks(text: str, masked: str) -> None:
    """Of a number its country and its last three digits are shown, of a short one nothing, and no name beside it."""
    assert masked == read(text, "TW").masked


@given(st.text(st.sampled_from("0123456789０９+- ()"), max_size=30))
def test_a_mask_hides_all_but_three_digits(text: str) -> None:
    """However the text is written."""
    assert 3 >= sum(character.isdecimal() for character in mask(text))


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(sorted(CODES)))
def test_any_text_is_answered(text: str, region: str) -> None:
    """Nothing that is given for a number raises, and nothing refused is shown."""
    result = read(text, region)

    assert isinstance(result, Recipient) or 3 >= sum(c.isdecimal() for c in result.masked.partition("*")[2])


def test_a_recipient_keeps_its_number_to_itself() -> None:
    """A recipient that lands in a log or a traceback does not show its number."""
    assert "912345" not in repr(recipient(TAIWAN))


def sha256(text: str, encoding: str = "utf-8") -> str:
    """The hash of a text, in the form LINE wants."""
    return hashlib.sha256(text.encode(encoding)).hexdigest()


def parts(number: str) -> tuple[str, str]:
    """The country code and the rest of a number in E.164."""
    code = next(code for code in CODES.values() if number.startswith(f"+{code}"))
    return code, number.removeprefix(f"+{code}")


def hyphenated(number: str) -> str:
    """The number in groups of three from behind."""
    return f"{number[:-6]}-{number[-6:-3]}-{number[-3:]}"


def full_width(text: str) -> str:
    """The text in full-width characters."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def wrong_country(number: str) -> str:
    """The number under the next country code."""
    code, rest = parts(number)
    codes = list(CODES.values())
    return f"+{codes[codes.index(code) - 1]}{rest}"


# What people hash in place of the number, by the mistake that is to be named.
TEXTS: list[tuple[str, Callable[[str], str]]] = [
    ("trunk-zero", lambda n: "+{}0{}".format(*parts(n))),
    ("no-plus", lambda n: n[1:]),
    ("national", lambda n: f"0{parts(n)[1]}"),
    ("national", lambda n: parts(n)[1]),
    ("national", lambda n: f"+0{parts(n)[1]}"),
    ("double-zero", lambda n: f"00{n[1:]}"),
    ("other-country", wrong_country),
    ("separators", hyphenated),
    ("separators", lambda n: hyphenated(n).replace("-", " ")),
    ("separators", lambda n: hyphenated(n).replace("-", ".")),
    ("separators", lambda n: "+{}-{}".format(*parts(n))),
    ("separators", lambda n: "(+{}) {}".format(*parts(n))),
    ("full-width", full_width),
    ("full-width", lambda n: "+" + full_width(n[1:])),
]
# What happens to a text until it is a hash, by the mistake that is to be named.
FINISHES: list[tuple[str, Callable[[str], str]]] = [
    ("line-end", lambda t: sha256(f"{t}\n")),
    ("line-end", lambda t: sha256(f"{t}\r\n")),
    ("blank", lambda t: sha256(f"{t} ")),
    ("blank", lambda t: sha256(f" {t}")),
    ("quotes", lambda t: sha256(f'"{t}"')),
    ("decimal", lambda t: sha256(f"{t}.0")),
    ("null", lambda t: sha256(f"{t}\0")),
    ("byte-order-mark", lambda t: sha256(t, "utf-8-sig")),
    ("utf-16", lambda t: sha256(t, "utf-16")),
    ("utf-16", lambda t: sha256(t, "utf-16-le")),
    ("utf-16", lambda t: sha256(t, "utf-16-be")),
    ("hashed-twice", lambda t: sha256(sha256(t))),
    ("hashed-twice", lambda t: hashlib.sha256(hashlib.sha256(t.encode()).digest()).hexdigest()),
    ("algorithm", lambda t: hashlib.md5(t.encode(), usedforsecurity=False).hexdigest()),
    ("algorithm", lambda t: hashlib.sha1(t.encode(), usedforsecurity=False).hexdigest()),
    ("algorithm", lambda t: hashlib.sha512(t.encode()).hexdigest()),
    ("upper-case", lambda t: sha256(t).upper()),
    ("base64", lambda t: base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()),
    ("base64", lambda t: base64.urlsafe_b64encode(hashlib.sha256(t.encode()).digest()).decode().rstrip("=")),
    ("base64", lambda t: base64.b64encode(sha256(t).encode()).decode()),
    ("surrounded", lambda t: f"{sha256(t)}\n"),
]
NUMBERS = st.one_of(
    st.builds("+8869{}".format, st.text("0123456789", min_size=8, max_size=8)),
    st.builds("+81{}{}".format, st.sampled_from(["70", "80", "90"]), st.text("0123456789", min_size=8, max_size=8)),
    st.builds("+66{}{}".format, st.sampled_from("89"), st.text("0123456789", min_size=8, max_size=8)),
)


def named(explanation: Explanation) -> list[str]:
    """The mistakes that an explanation names."""
    return [mistake.id for mistake in explanation.mistakes]


@settings(max_examples=60, deadline=None)
@given(NUMBERS, st.sampled_from(TEXTS))
def test_every_mistaken_text_is_named(number: str, mistake: tuple[str, Callable[[str], str]]) -> None:
    """Whatever mobile number it is, the one mistake in what was hashed is the one that is named."""
    result = read(number, "TW")
    assume(isinstance(result, Recipient))

    assert [mistake[0]] == named(explain(recipient(number), number, sha256(mistake[1](number))))


@settings(max_examples=60, deadline=None)
@given(NUMBERS, st.sampled_from(FINISHES))
def test_every_mistaken_hash_is_named(number: str, mistake: tuple[str, Callable[[str], str]]) -> None:
    """Whatever mobile number it is, the one mistake in how it was hashed or written is the one that is named."""
    result = read(number, "TW")
    assume(isinstance(result, Recipient))

    assert [mistake[0]] == named(explain(recipient(number), number, mistake[1](number)))


@settings(max_examples=30, deadline=None)
@given(NUMBERS, st.sampled_from(TEXTS), st.sampled_from(FINISHES))
def test_two_mistakes_are_both_named(
    number: str, text: tuple[str, Callable[[str], str]], finish: tuple[str, Callable[[str], str]]
) -> None:
    """A mistaken text that was then hashed wrongly has both mistakes named."""
    result = read(number, "TW")
    assume(isinstance(result, Recipient))

    assert [text[0], finish[0]] == named(explain(recipient(number), number, finish[1](text[1](number))))


@pytest.mark.parametrize(
    ("hashed", "mistakes", "shown"),
    [
        ("+8860912345678", ["trunk-zero"], "+8860*****678"),
        ("8860912345678", ["no-plus", "trunk-zero"], "8860*****678"),
        ("0912-345-678", ["national", "separators"], "0*****-*****-678"),
        ("(0912) 345-678", ["national", "separators"], "(0*****) *****-678"),
        ("+886 (0)912-345-678", ["trunk-zero", "separators"], "+886 (0)*****-*****-678"),
        ("0912345678\r\n", ["national", "line-end"], "0*****678\\r\\n"),
        ("\ufeff886912345678\n", ["no-plus", "line-end", "byte-order-mark"], "\\ufeff886*****678\\n"),
        ("+81912345678", ["other-country"], "+81*****678"),
        ("０９１２３４５６７８", ["national", "full-width"], "０*****６７８"),
    ],
)
def test_what_was_hashed_is_shown_masked(hashed: str, mistakes: list[str], shown: str) -> None:
    """The explanation shows the shape of what was hashed, and of the number no more than its last digits."""
    explanation = explain(recipient(TAIWAN), TAIWAN, sha256(hashed))

    assert (mistakes, shown) == (named(explanation), explanation.hashed)


def test_a_match() -> None:
    """The hash itself needs no explanation."""
    assert Explanation(matches=True) == explain(recipient(TAIWAN), TAIWAN, sha256(TAIWAN))


def test_the_text_as_it_stands() -> None:
    """A writing that is no usual mistake is found when the number is given in it."""
    text = "09-12-34-56-78"

    assert ["as-written"] == named(explain(recipient(text), text, sha256(text)))


@pytest.mark.parametrize(
    ("expected", "remark"),
    [
        (sha256("+886987654321"), "another number's"),
        (sha256(f"salt{TAIWAN}"), "a salt or key"),
        ("", "this is no hash"),
        ("０" * 64, "this is no hash"),
        ("1315", "it has 4 characters"),
    ],
)
def test_what_no_mistake_explains(expected: str, remark: str) -> None:
    """It is said, and no mistake is guessed at."""
    explanation = explain(recipient(TAIWAN), TAIWAN, expected)

    assert not explanation.matches
    assert [] == named(explanation)
    assert explanation.remark is not None
    assert remark in explanation.remark


def test_a_hash_that_is_cut_off() -> None:
    """The beginning of the right hash is known for it."""
    assert ["cut-off"] == named(explain(recipient(TAIWAN), TAIWAN, sha256(TAIWAN)[:63]))


def test_numbering_plans_are_loaded_late() -> None:
    """Only who judges a number loads the library."""
    code = "import sys, nmlint.messages.hashing; sys.exit('phonenumbers' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
