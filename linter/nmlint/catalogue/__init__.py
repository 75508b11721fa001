"""Reads rules and policies, holds them to their schemas, compiles them once."""

from nmlint.catalogue.builtin import load_builtin, load_pack
from nmlint.catalogue.model import (
    Catalogue,
    Clause,
    Limit,
    PhraseList,
    Policy,
    Profile,
    Reference,
    Retired,
    Rule,
    Scenario,
    localized,
)

__all__ = [
    "Catalogue",
    "Clause",
    "Limit",
    "PhraseList",
    "Policy",
    "Profile",
    "Reference",
    "Retired",
    "Rule",
    "Scenario",
    "load_builtin",
    "load_pack",
    "localized",
]
