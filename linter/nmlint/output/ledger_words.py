"""The words of the ledger: what was decided, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from nmlint.bilingual import Bilingual

# People here read the time of Taiwan.
_ZONE = timezone(timedelta(hours=8))

VERDICTS = {
    "allowed": Bilingual("allowed", "准許發送"),
    "refused": Bilingual("refused", "拒絕發送"),
    "observed": Bilingual("only observed: nothing was held back", "僅觀察，未攔阻"),
}
OUTCOMES = {
    "refused": Bilingual("the rules refused it", "規則不准發送"),
    "observed": Bilingual("it was only looked at", "只作觀察"),
    "repeated": Bilingual("its key had been sent before; nothing was sent", "相同的鍵先前已發送過，這次沒有發送"),
    "pending": Bilingual("it is being sent, or its fallback is about to be", "發送中，或備援即將發送"),
    "accepted": Bilingual("the channel took it", "通路已受理"),
    "delivered": Bilingual("LINE told that it arrived", "LINE 已通知送達"),
    "followed": Bilingual("its fallback was sent", "已改由備援發送"),
    "duplicate": Bilingual("it arrived, and its fallback was sent too", "已送達，備援也已發送（重複）"),
    "not-delivered": Bilingual(
        "LINE told nothing for as long as it may: it did not arrive", "LINE 在期限內沒有通知，視為未送達"
    ),
    "failed": Bilingual("it was not sent: no channel took it", "沒有送出：通路都未受理"),
    "unknown": Bilingual("it may have been sent, and nobody knows", "可能已送出，但無從得知"),
}


def moment(written: str) -> str:
    """A moment as people in Taiwan read it."""
    return datetime.fromisoformat(written).astimezone(_ZONE).isoformat(" ", "seconds")
