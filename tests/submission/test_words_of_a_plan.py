"""Names that people write into a service plan, in their own ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nmlint
from nmlint.bilingual import Bilingual
from nmlint.catalogue import load_builtin
from nmlint.checks.submission_words import folded, id_of, listed
from nmlint.config import Settings

APPLICANTS = load_builtin().tables["submission"]["applicants"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("medical-institution", "medical-institution"),
        ("Medical Institution", "medical-institution"),
        ("medical_institution", "medical-institution"),
        (" 醫療機構 ", "medical-institution"),
        ("行政法人", "administrative-corporation"),
        ("medical", None),
        ("公司", None),
        ("", None),
        ("-", None),
    ],
)
def test_what_is_meant(written: str, meant: str | None) -> None:
    """The id or a name in any language, whatever the case, blanks and hyphens, and nothing less than the whole."""
    assert id_of(written, APPLICANTS) == meant


@given(st.sampled_from(sorted(APPLICANTS)), st.sampled_from([" ", "_", "-", ""]), st.booleans())
def test_every_id_is_known_however_it_is_joined(id_: str, joint: str, capitals: bool) -> None:
    """The words of an id may be joined by anything."""
    written = id_.replace("-", joint)

    assert id_of(written.upper() if capitals else written, APPLICANTS) == id_


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded name stays as it is."""
    assert folded(folded(text)) == folded(text)


def test_names_in_a_row() -> None:
    """Each language has its own comma, and its own names."""
    row = listed(["nda", Bilingual("contract", "合約")])

    assert (row, row.chinese) == ("nda, contract", "nda、合約")


def test_what_is_blank_is_not_there() -> None:
    """Empty quotes say as little as a key that is left out."""
    plan = {
        "kind": "service-plan",
        "route": "partner",
        "partner": " ",
        "company": {"name": " ", "kind": ""},
        "account": {"shield": "", "version": ""},
        "statements": {"ux-guideline": {"role": " "}},
        "contact": {"phone": ""},
        "privacy": {"policy": "", "consent_text": " "},
        "scenarios": [{"scenario": "delivery", "text": "您的訂單已出貨"}],
    }
    (artefact,) = nmlint.check(plan, config=Settings(as_of="2026-11-26")).artefacts

    assert {
        "submission/account-missing",
        "submission/applicant-missing",
        "submission/contact-missing",
        "submission/nothing-confirmed",
        "submission/partner-documents-missing",
        "submission/partner-missing",
        "submission/privacy-missing",
    } <= {finding.rule for finding in artefact.findings}
    assert not [
        finding for finding in artefact.findings if finding.rule.endswith(("not-eligible", "unknown", "too-old"))
    ]


@pytest.mark.parametrize(("lang", "expected"), [("en", "notice 2 (Delivery notice)"), ("zh-TW", "第 2 則（配送通知）")])
def test_a_notice_without_a_name_has_a_number(lang: str, expected: str) -> None:
    """People count from one, and know a notice by its scenario."""
    plan = {"kind": "service-plan", "scenarios": [{"scenario": "bill", "text": "a"}, {"scenario": "delivery"}]}
    (artefact,) = nmlint.check(plan, config=Settings(as_of="2026-11-26", lang=lang)).artefacts

    said = [finding.message for finding in artefact.findings]
    assert any(expected in text for text in said)
    assert not [text for text in said if "scenarios." in text]


def test_a_fault_in_a_notice_names_it_too() -> None:
    """What cannot be read is told of the notice that people know."""
    plan = {"kind": "service-plan", "scenarios": [{"scenario": "bill", "text": "a", "deliver_within": 30}]}
    (artefact,) = nmlint.check(plan, config=Settings(as_of="2026-11-26")).artefacts

    assert artefact.problem is not None
    said = artefact.problem.message
    assert isinstance(said, Bilingual)
    assert "notice 1 (bill): deliver_within needs a unit" in said
    assert "第 1 則（bill）：deliver_within 需要時間單位" in said.chinese
