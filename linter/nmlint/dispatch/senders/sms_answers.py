"""What a gateway's answer to an SMS means, by the description of the gateway."""

from __future__ import annotations

from nmlint.bilingual import Bilingual
from nmlint.dispatch.outgoing import Answer, Fate
from nmlint.dispatch.senders.heard import Heard
from nmlint.dispatch.senders.retrying import Attempt
from nmlint.dispatch.senders.sms_request import SmsRequest

# RFC 6585, section 4: such an answer is given instead of doing what was asked.
_TOO_MANY = 429
_BUSY = Bilingual("the gateway takes no more requests for now", "簡訊服務暫時不再接受請求")
_REFUSED = Bilingual("the gateway refused it", "簡訊服務已拒絕")
_UNCLEAR = Bilingual(
    "the gateway's answer is not among those described; it may have been sent",
    "簡訊服務的回應不在設定的範圍內，可能已送出",
)


def of_sms(heard: Heard, request: SmsRequest, digits: str) -> Attempt:
    """What an SMS came to. `digits` are those of its number, which no name of a request may repeat."""
    if heard.status is None or heard.trouble is not None:
        return heard.without_answer()
    found = request.request_id.ident(heard)
    ident = None if found is None or digits in found else found
    mark = next((each for each in request.not_sent if each.fits(heard)), None)
    if mark is not None:
        answer = Answer(Fate.REFUSED, heard.status, mark.reason or _REFUSED, final=mark.final, request_id=ident)
        return Attempt(answer, again=mark.again, after=heard.after)
    if request.accepted.fits(heard):
        return Attempt(Answer(Fate.ACCEPTED, heard.status, request_id=ident))
    if heard.status == _TOO_MANY:
        return Attempt(Answer(Fate.REFUSED, heard.status, _BUSY, request_id=ident), again=True, after=heard.after)
    return Attempt(Answer(Fate.UNKNOWN, heard.status, _UNCLEAR, request_id=ident))
