"""What records a sum instead of offering one."""

from __future__ import annotations

from nmlint.checks.model import Finder, Registry, Spec
from nmlint.checks.patterns import Pattern

_MINUS = ("-", "−", "–")
# A number in front makes a range of it, and a unit behind a rate, a time or a price to start from.
_CLOSED = (
    r"[^，。！？!?\n]{1,6}"
    r"(?:(?<![0-9a-z])(?<![0-9a-z] )[(]? ?[-−–] ?|(?<=[0-9a-z] )[-−–])"
    r"(?:nt|us|hk)?[$¥£€]? ?(?:[0-9][0-9,.]*|\uFFFC)(?<![,.])(?![0-9]|[,.][0-9])(?: ?(?:元整?|円))?"
    r"(?=[ ,，。;；、)\]】\n]|$)(?! ?[起%折天日月年點期次件張人個份/:~元円-])"
)


def bill_line(spec: Spec, registry: Registry) -> Finder:
    """`bill_line: {}`: a few characters and the negative amount that closes them."""
    del spec
    source, tame = registry.pattern(_CLOSED, raw=False)
    return Pattern(source, frozenset(map(registry.needle, _MINUS)), raw=False, tame=tame)
