"""Whether a message may go at all: its approval, its channel, what values made of it, and the guard itself."""

from __future__ import annotations

from collections.abc import Mapping

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue
from nmlint.checks.model import Spec
from nmlint.checks.moments import Ask, Flaw, Maker, Moment, reason_of
from nmlint.vocabulary import NOTIFICATION


def _is(state: str) -> Maker:
    """A test of what the approval has come to."""

    def make(_spec: Spec, _catalogue: Catalogue) -> Ask:
        return lambda moment: Flaw(details={"reason": reason_of(moment)}) if moment.approval == state else None

    return make


def barred(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A notification message of something that the law or its urgency keeps off LINE."""

    def ask(moment: Moment) -> Flaw | None:
        if moment.channel != NOTIFICATION or not moment.barred_by:
            return None
        return Flaw(details={"reason": moment.barred_by})

    return ask


def no_channel(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """No channel will do, or none sends by the one that would."""

    def ask(moment: Moment) -> Flaw | None:
        if moment.channel is None:
            return Flaw(details={"channel": "", "reason": _NONE})
        if moment.senders is None or moment.channel in moment.senders:
            return None
        return Flaw(details={"channel": moment.channel, "reason": _without_sender(moment.channel)})

    return ask


_NONE = Bilingual("no channel will do", "沒有可用的通路")


def _without_sender(channel: str) -> Bilingual:
    return Bilingual(f"there is no sender for {channel}", f"沒有設定 {channel} 的發送程式")


def changed(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """Values built another message than the one that was approved: they closed a text, or added a part."""

    def ask(moment: Moment) -> Flaw | None:
        return None if moment.changed is None else Flaw(details={"place": moment.changed or "/"})

    return ask


def failed(spec: Spec, _catalogue: Catalogue) -> Ask:
    """A part of the guard that could not do its work."""
    part = spec["part"]
    return lambda moment: Flaw(details={"reason": reason_of(moment)}) if moment.failed == part else None


OF_APPROVAL: Mapping[str, Maker] = {state: _is(state) for state in ("unknown", "drifted", "expired", "unfit")}
OF_CHANNEL: Mapping[str, Maker] = {"barred": barred, "none": no_channel}
OF_MESSAGE: Mapping[str, Maker] = {"changed": changed}
OF_GUARD: Mapping[str, Maker] = {"failed": failed}
