"""Values under the keys of a plan that are more than text, each fault at its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import TypeVar

from nmlint.bilingual import Bilingual
from nmlint.documents.plan_values import share
from nmlint.fields import Fields

Value = TypeVar("Value")

SHARE = Bilingual("a share, such as 8% or 0.08", "比例，例如 8% 或 0.08")
_WHOLE_OR_ONE = Bilingual("1 would be everybody: write 1% or 100%", "1 等於所有人；請寫 1% 或 100%")
# What rounding leaves of a whole, where a program wrote the shares.
_ROUNDING = Fraction(1, 10**9)


def said(
    found: Fields, key: str, parse: Callable[[str], Value | None], wanted: Bilingual | Callable[[str], Bilingual]
) -> Value | None:
    """The value under a key as something more than text; what cannot be read so is a fault."""
    text = found.text(key)
    if text is None:
        return None
    value = parse(text)
    if value is None:
        found.needs(key, wanted if isinstance(wanted, Bilingual) else wanted(text))
    return value


def limits(found: Fields, key: str, known: Collection[str]) -> Mapping[str, Fraction]:
    """The largest shares allowed, by name; a bare 1 is refused, for whoever writes it means 1 %."""
    given = shares(found, key, known)
    inner = found.fields(key)
    for name in given if inner is not None else ():
        if inner is not None and given[name] == 1 and "%" not in (inner.text(name) or "%"):
            inner.refuse(name, _WHOLE_OR_ONE)
    return given


def shares(found: Fields, key: str, known: Collection[str], *, whole: bool = False) -> Mapping[str, Fraction]:
    """Shares by name; those that make up a `whole` add up to 1."""
    inner = found.fields(key)
    if inner is None:
        return {}
    inner.only(known)
    parts = {name: part for name in inner.keys if (part := said(inner, name, share, SHARE)) is not None}
    total = sum(parts.values(), Fraction(0))
    if not whole or total == 1 or len(parts) < len(inner.keys):
        return parts
    if abs(total - 1) <= _ROUNDING:
        return {name: part / total for name, part in parts.items()}
    percent = f"{float(total * 100):.12g}"
    found.refuse(
        key,
        Bilingual(
            f"{key} add up to {percent} %, not to 100 %; none may be left out or counted twice",
            f"{key} 合計為 {percent} %，不是 100 %；請檢查是否有遺漏或重複",
        ),
    )
    return parts
