"""Numbers and ids of a service plan that cannot be right."""

from __future__ import annotations

from typing import Any

import pytest

import nmlint
from nmlint.config import Settings


def found(rule: str, **plan: Any) -> bool:
    """Whether a rule finds something in a plan."""
    data = {"kind": "service-plan", "scenarios": [{"scenario": "delivery", "text": "您的訂單已出貨"}], **plan}
    (artefact,) = nmlint.check(data, config=Settings(as_of="2026-11-26")).artefacts
    assert artefact.problem is None, artefact.problem
    return f"submission/{rule}" in {finding.rule for finding in artefact.findings}


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("04595257", False),
        ("0459-5257", False),
        ("０４５９５２５７", False),
        # The check digits that fitted before 2023 fit still.
        ("04595252", False),
        # The seventh digit is 7: of 28 either the 1 or the 0 of its 10 counts.
        ("12345675", False),
        ("12345670", False),
        ("12345671", False),
        ("12345672", True),
        ("04595253", True),
        ("4595257", True),
        ("A1234567", True),
        (" ", False),
    ],
)
def test_registration_numbers(number: str, wrong: bool) -> None:
    """A number is held to its check digit, as the Ministry of Finance reckons it since April 2023."""
    assert found("registration-impossible", company={"registration": number}) is wrong


def test_institutions_have_other_codes() -> None:
    """What is no company may be registered under a code of another length, and not under a wrong number."""
    hospital = {"kind": "醫療機構"}

    assert not found("registration-impossible", company={**hospital, "registration": "0401180014"})
    assert found("registration-impossible", company={**hospital, "registration": "04595253"})


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("@goodday", False),
        ("＠goodday", False),
        ("@good-day_1.tw", False),
        ("goodday", False),
        ("", False),
        ("@好日子", True),
        ("@good day", True),
        ("@", True),
        ("https://lin.ee/abc", True),
        ("U4af4980629a34b5ab2c1d4e9f0a1b2c3", True),
    ],
)
def test_account_ids(written: str, wrong: bool) -> None:
    """An id has Latin letters, digits and three signs, and is no link and no user's."""
    assert found("account-id-impossible", account={"id": written}) is wrong


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("02-2345-6789", False),
        ("(02)2345-6789#123", False),
        ("０２－２３４５－６７８９", False),
        ("02-2345-6789 分機 12-15", False),
        ("+886 2 2345 6789", False),
        ("+81 3-1234-5678", False),
        ("0800-012-345、0809-080-080", False),
        ("02-2345-6789（09:00-18:00）", False),
        ("2345-6789", False),
        ("1999", False),
        ("412-8888（手機加 02）", False),
        ("", False),
        ("02-2345-678", True),
        ("02-2345-67890", True),
        ("0800-123-4567", True),
        ("+886 2 2345 678", True),
        ("客服中心", True),
    ],
)
def test_telephone_numbers(written: str, wrong: bool) -> None:
    """A number with its area code is held to the numbering plan; extensions, hours and short codes are let be."""
    assert found("contact-phone-impossible", contact={"phone": written}) is wrong
