"""What became of messages, and what is billed of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue
from nmlint.channel.matrix import matrix_of
from nmlint.checks.model import Spec
from nmlint.checks.moments import Ask, Flaw, Maker, Moment, reason_of
from nmlint.durations import spoken
from nmlint.vocabulary import NOTIFICATION


def refused(spec: Spec, _catalogue: Catalogue) -> Ask:
    """LINE answered with one of certain statuses."""
    statuses = frozenset(spec.get("status", ()))

    def ask(moment: Moment) -> Flaw | None:
        if moment.channel != NOTIFICATION or moment.status not in statuses:
            return None
        return Flaw(details={"status": str(moment.status), "reason": reason_of(moment)})

    return ask


def silent(_spec: Spec, catalogue: Catalogue) -> Ask:
    """LINE took a message, told no delivery within its window, and nothing followed it."""
    window = matrix_of(catalogue).channels[NOTIFICATION].window or 0
    longest = timedelta(seconds=window)

    def ask(moment: Moment) -> Flaw | None:
        silence = moment.silent_for
        if moment.channel != NOTIFICATION or moment.fate != "accepted" or moment.followed or silence is None:
            return None
        return Flaw(details={"within": spoken(window)}) if silence >= longest else None

    return ask


def unknown(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """Nobody knows whether the other side took the message."""
    return lambda moment: Flaw(details={"reason": reason_of(moment)}) if moment.fate == "unknown" else None


def billing(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """LINE's statistics, by which it bills, count other messages than the deliveries that were told."""

    def ask(moment: Moment) -> Flaw | None:
        if moment.delivered is None or moment.billed is None or moment.delivered == moment.billed:
            return None
        return Flaw(details={"count": f"{moment.delivered:,}", "billed": f"{moment.billed:,}"})

    return ask


def endpoints(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """Notification messages are handed to more than one address, or to one without encryption."""

    def ask(moment: Moment) -> Flaw | None:
        places = [urlsplit(address) for address in moment.endpoints]
        hosts = sorted({f"{place.hostname or ''}:{place.port or 443}" for place in places})
        if len(hosts) > 1:
            listed = ", ".join(host.removesuffix(":443") for host in hosts)
            return Flaw(details={"count": str(len(hosts)), "reason": listed})
        if any(place.scheme != "https" for place in places):
            return Flaw(details={"count": str(len(hosts)), "reason": _PLAIN})
        return None

    return ask


_PLAIN = Bilingual("not encrypted", "沒有加密")

OF_OUTCOME: Mapping[str, Maker] = {"refused": refused, "silent": silent, "unknown": unknown}
OF_ACCOUNT: Mapping[str, Maker] = {"billing": billing, "endpoints": endpoints}
