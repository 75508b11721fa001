"""What LINE's answers to a push mean for the message.

LINE Developers, https://developers.line.biz/en/reference/messaging-api/#status-codes and
https://developers.line.biz/en/reference/line-notification-messages/, checked 2026-11-23. A status that LINE documents
as a refusal means that nothing was sent. Any other that is not an acceptance proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nmlint.bilingual import Bilingual
from nmlint.dispatch.outgoing import Answer, Fate
from nmlint.dispatch.senders.heard import Heard
from nmlint.dispatch.senders.retrying import Attempt

_ACCEPTED = frozenset({200, 202})
_CONFLICT = 409
_NO_RECEIVER = 422
_TOO_MANY = 429
_SERVER_ERRORS = range(500, 600)
_REFUSED: Mapping[int, Bilingual] = {
    400: Bilingual("LINE refused the request as malformed", "LINE 認為請求內容有誤，已拒絕"),
    401: Bilingual("LINE refused the channel access token", "LINE 不接受這個 channel access token"),
    403: Bilingual("the account may not use this function of LINE", "此帳號無權使用這項 LINE 功能"),
    404: Bilingual("LINE knows no such function or receiver", "LINE 查無此功能或對象"),
    410: Bilingual("LINE no longer has this function", "LINE 已不提供這項功能"),
    413: Bilingual("the request is larger than LINE takes", "請求大小超過 LINE 的上限"),
    415: Bilingual("LINE refused the media type", "LINE 不接受這個媒體類型"),
    _NO_RECEIVER: Bilingual(
        "LINE cannot reach this number: no user, not of a served country, or the user declined",
        "LINE 無法送達這個號碼：查無用戶、非服務國家，或用戶已拒收",
    ),
    _TOO_MANY: Bilingual("LINE takes no more requests for now", "LINE 暫時不再接受請求"),
}
_QUOTA_SPENT = Bilingual("the account's messages for this month are used up", "帳號本月的訊息則數已用完")
_BEFORE = Bilingual("LINE had taken this message before", "LINE 先前已收下這則訊息")
_NOT_JSON = Bilingual(
    "LINE took it, though what stands in its answer cannot be read", "LINE 已收下，但回應內容無法判讀"
)
_FAILED = Bilingual("LINE failed inside; it may have been sent", "LINE 內部發生錯誤，可能已送出")
_NOT_LINE = Bilingual(
    "the answer is not one that LINE gives; it may have been sent", "回應不像是 LINE 的回應，可能已送出"
)

_REQUEST_ID, _ACCEPTED_ID = "x-line-request-id", "x-line-accepted-request-id"
# Where LINE says a fault is: messages[0].contents.body. What fits this can hold no text and no number.
_PROPERTY = re.compile(r"[A-Za-z]{1,30}(\[\d{1,2}\])?(\.[A-Za-z]{1,30}(\[\d{1,2}\])?){0,9}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_NAMED = 3


def of_push(heard: Heard, *, keyed: bool) -> Attempt:
    """What a push came to. `keyed` is one under a retry key, which LINE carries out once however often it is made."""
    status, ident = heard.status, _ident(heard, _REQUEST_ID)
    if status is None or heard.trouble is not None:
        return heard.without_answer(safe=keyed)
    if status in _ACCEPTED:
        # A captive portal or a proxy answers 200 too. LINE answers with a JSON object, and names each request.
        if isinstance(heard.json, dict):
            return Attempt(Answer(Fate.ACCEPTED, status, request_id=ident))
        if ident is not None:
            return Attempt(Answer(Fate.ACCEPTED, status, _NOT_JSON, request_id=ident))
    if status == _CONFLICT and keyed:
        return Attempt(Answer(Fate.ACCEPTED, status, _BEFORE, request_id=_ident(heard, _ACCEPTED_ID) or ident))
    said = _REFUSED.get(status)
    if said is None:
        said = _FAILED if status in _SERVER_ERRORS else _NOT_LINE
        return Attempt(Answer(Fate.UNKNOWN, status, said, request_id=ident), again=keyed)
    if status == _TOO_MANY and _quota_is_spent(heard.json):
        return Attempt(Answer(Fate.REFUSED, status, _QUOTA_SPENT, request_id=ident))
    # Whatever stands between us and LINE may answer 422 as well; only LINE knows whether a receiver can be reached.
    final = status == _NO_RECEIVER and (ident is not None or isinstance(heard.json, dict))
    answer = Answer(Fate.REFUSED, status, _with_places(said, heard.json), final=final, request_id=ident)
    return Attempt(answer, again=status == _TOO_MANY, after=heard.after)


def _ident(heard: Heard, name: str) -> str | None:
    found = heard.headers.get(name, "")
    return found if _ID.fullmatch(found) else None


def _quota_is_spent(body: Any) -> bool:
    message = body.get("message") if isinstance(body, dict) else None
    return isinstance(message, str) and "monthly limit" in message


def _with_places(said: Bilingual, body: Any) -> Bilingual:
    """The words with the properties that LINE finds fault with; its own sentences could repeat what we sent."""
    details = body.get("details") if isinstance(body, dict) else None
    listed = details if isinstance(details, list) else []
    names = [each.get("property") for each in listed if isinstance(each, dict)]
    shown = [name for name in names if isinstance(name, str) and _PROPERTY.fullmatch(name)][:_NAMED]
    if not shown:
        return said
    return Bilingual(f"{said}: {', '.join(shown)}", f"{said.chinese}：{'、'.join(shown)}")
