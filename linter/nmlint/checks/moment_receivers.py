"""Whom a message goes to: one receiver, of the kind that its channel reaches."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue
from nmlint.checks.model import Spec
from nmlint.checks.moments import Ask, Flaw, Maker, Moment
from nmlint.messages import recipients
from nmlint.vocabulary import NOTIFICATION, OA_PUSH, SMS

_HASH = re.compile("[0-9a-f]{64}")
_USER = re.compile("U[0-9a-f]{32}")
_BETWEEN = re.compile(r"[,;，；、|\n\t]|\s/\s")
_MANY = (list, tuple, set, frozenset, dict)
# Fewer digits than this are an extension, not another number.
_ENOUGH_DIGITS = 8
_NO_TEXT = Bilingual(
    "it is no text, and a number loses its plus and its leading zeros", "不是文字；數字會失去 + 與開頭的 0"
)
_OTHER_COUNTRY = "other-country"


def invalid(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """No mobile number that the channel reaches; for a notification message its hash will do as well."""

    def ask(moment: Moment) -> Flaw | None:
        if moment.channel not in (NOTIFICATION, SMS) or _count(moment.to) > 1:
            return None
        found = moment.recipient
        if found is None:
            if not isinstance(moment.to, str):
                return Flaw(details={"reason": _NO_TEXT})
            if moment.channel == NOTIFICATION and _HASH.fullmatch(moment.to):
                return None
            found = recipients.read(moment.to, moment.region)
        # An SMS reaches numbers of any land.
        if isinstance(found, recipients.Recipient) or (moment.channel == SMS and found.reason == _OTHER_COUNTRY):
            return None
        return Flaw(details={"reason": found.what, "hint": found.mend})

    return ask


def no_user_id(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A push by the account to something that is no user id."""

    def ask(moment: Moment) -> Flaw | None:
        if moment.channel != OA_PUSH or _count(moment.to) > 1:
            return None
        return None if isinstance(moment.to, str) and _USER.fullmatch(moment.to) else Flaw()

    return ask


def many(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """More receivers than one, as a list or in one text."""

    def ask(moment: Moment) -> Flaw | None:
        count = _count(moment.to)
        return Flaw(details={"count": str(count)}) if count > 1 else None

    return ask


def _count(to: object) -> int:
    """How many receivers something names, as far as it can be counted."""
    if isinstance(to, _MANY):
        return len(to)
    if not isinstance(to, str) or _BETWEEN.search(to) is None:
        return 1
    return sum(sum(char.isalnum() for char in part) >= _ENOUGH_DIGITS for part in _BETWEEN.split(to))


def no_friend(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A push by the account to a user who is no friend of it."""
    return lambda moment: Flaw() if moment.channel == OA_PUSH and moment.friend is False else None


def friend_unknown(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A push by the account to a user of whom no list says whether he is a friend."""
    return lambda moment: Flaw() if moment.channel == OA_PUSH and moment.friend is None else None


TESTS: Mapping[str, Maker] = {
    "invalid": invalid,
    "no-user-id": no_user_id,
    "many": many,
    "no-friend": no_friend,
    "friend-unknown": friend_unknown,
}
