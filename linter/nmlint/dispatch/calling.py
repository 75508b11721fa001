"""Whether a call makes sense: what it passes is looked at before anything is decided, and told in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from nmlint.bilingual import Bilingual
from nmlint.dispatch.deciding import Request
from nmlint.errors import UsageError

# As much of a name as a ledger keeps, and a list of it can show.
LONGEST = 255


def require_sound(request: Request, now: datetime) -> None:
    """Raises UsageError for arguments that mean nothing."""
    if not _is_name(request.template):
        raise UsageError(_no_name("template", "the id of an approved template", "核准範本的 id"))
    if request.key is not None and not _is_name(request.key):
        raise UsageError(_no_name("key", "the idempotency key", "冪等鍵"))
    if not isinstance(request.values, Mapping):
        raise UsageError(
            Bilingual(
                'values must be a mapping of names to values, such as {"order_no": "TW1"}',
                'values 要是名稱對值的對照，例如 {"order_no": "TW1"}',
            )
        )
    for name, moment in (("event", request.event), ("deadline", request.deadline), ("clock", now)):
        if moment is not None and not _is_moment(moment):
            raise UsageError(
                Bilingual(
                    f"{name} must be a datetime that knows its time zone, such as datetime.now(UTC)",
                    f"{name} 必須是帶有時區的 datetime，例如 datetime.now(UTC)",
                )
            )


def require_parts(mode: object, modes: Sequence[str], ledger: object, *, described: bool) -> None:
    """Raises UsageError for a guard that would not do what its maker thinks.

    `described` says that the configuration describes a ledger.
    """
    if mode not in modes:
        listed = ", ".join(modes)
        raise UsageError(Bilingual(f"mode is one of {listed}, not {mode!r}", f"mode 只能是 {listed}，不是 {mode!r}"))
    if ledger is not None and not hasattr(ledger, "begin"):
        raise UsageError(
            Bilingual(
                "ledger must be a Ledger: nmlint.dispatch.ledger.Ledger(FILE, key=…)",
                "ledger 必須是 Ledger：nmlint.dispatch.ledger.Ledger(檔案, key=…)",
            )
        )
    if described and ledger is None:
        raise UsageError(
            Bilingual(
                "the configuration has a ledger under dispatch:, and this guard would not use it; make it with "
                "nmlint.dispatch.setup.guard_from, or pass ledger=",
                "設定檔的 dispatch: 寫了帳本，但這個 guard 不會用到；"
                "請改用 nmlint.dispatch.setup.guard_from，或傳入 ledger=",
            )
        )


def tellable(request: Request) -> Request:
    """As much of a request as can be written down of one that makes no sense."""
    return replace(
        request,
        template=request.template if _is_name(request.template) else str(type(request.template).__name__),
        key=request.key if _is_name(request.key) else None,
        values={},
        event=request.event if _is_moment(request.event) else None,
        deadline=request.deadline if _is_moment(request.deadline) else None,
    )


def _is_name(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= LONGEST and text.isprintable()


def _is_moment(moment: object) -> bool:
    return isinstance(moment, datetime) and moment.utcoffset() is not None


def _no_name(name: str, what: str, chinese: str) -> Bilingual:
    return Bilingual(
        f"{name} must be {what}: a text of 1 to {LONGEST} printable characters",
        f"{name} 必須是{chinese}：1 到 {LONGEST} 個可顯示的字元",
    )
