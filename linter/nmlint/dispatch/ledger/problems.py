"""What goes wrong with a ledger, in words, whatever database it lies in."""

from __future__ import annotations

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DataError, DBAPIError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection

from nmlint.bilingual import Bilingual
from nmlint.errors import NmlintError


class Problem(StrEnum):
    """The kinds of what may go wrong."""

    UNREACHABLE = "unreachable"
    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read-only"
    CORRUPT = "corrupt"
    NEWER = "newer"
    KEY = "key"
    WRONG_USE = "wrong-use"
    FAILED = "failed"


class LedgerError(NmlintError):
    """The ledger could not do what was asked; nothing that it raised this for may count as recorded."""

    def __init__(self, text: str, problem: Problem = Problem.WRONG_USE) -> None:
        super().__init__(text)
        self.problem = problem


_WORDS = {
    Problem.UNREACHABLE: Bilingual(
        "it cannot be opened or reached; is the place right, and is the server running?",
        "無法開啟或連線；請確認位置是否正確、伺服器是否在執行",
    ),
    Problem.LOCKED: Bilingual(
        "somebody else held it for too long; look for a program that keeps a transaction open",
        "其他程式占用太久；請找出一直沒有結束交易的程式",
    ),
    Problem.FULL: Bilingual(
        "there is no room left to write; make room, or prune with nmlint ledger prune",
        "已沒有空間可寫入；請騰出空間，或以 nmlint ledger prune 清除舊紀錄",
    ),
    Problem.READ_ONLY: Bilingual(
        "it can be read but not written; give this program the right to write",
        "只能讀取、無法寫入；請給這個程式寫入的權限",
    ),
    Problem.CORRUPT: Bilingual(
        "it is damaged, or no ledger; restore it from a backup, and send nothing before",
        "已損毀，或不是帳本；請從備份還原，在此之前不要發送",
    ),
    Problem.WRONG_USE: Bilingual(
        "what was to be recorded does not fit: each decision and each attempt needs an id of its own",
        "要記錄的內容不合：每個決定與每次發送都必須有自己的代號",
    ),
    Problem.FAILED: Bilingual("the database answered with an error", "資料庫回應錯誤"),
}

# SQLite's primary result codes; what is not named here is a failure without a mend of its own.
_SQLITE = {
    sqlite3.SQLITE_BUSY: Problem.LOCKED,
    sqlite3.SQLITE_LOCKED: Problem.LOCKED,
    sqlite3.SQLITE_FULL: Problem.FULL,
    sqlite3.SQLITE_READONLY: Problem.READ_ONLY,
    sqlite3.SQLITE_PERM: Problem.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Problem.UNREACHABLE,
    sqlite3.SQLITE_IOERR: Problem.UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: Problem.CORRUPT,
    sqlite3.SQLITE_NOTADB: Problem.CORRUPT,
    sqlite3.SQLITE_CONSTRAINT: Problem.WRONG_USE,
    sqlite3.SQLITE_TOOBIG: Problem.WRONG_USE,
}
# PostgreSQL's SQLSTATEs, by their longest beginning.
_POSTGRES = {
    "08": Problem.UNREACHABLE,
    "57P": Problem.UNREACHABLE,
    "28": Problem.UNREACHABLE,
    "3D": Problem.UNREACHABLE,
    "25P03": Problem.UNREACHABLE,
    "55P03": Problem.LOCKED,
    "57014": Problem.LOCKED,
    "40": Problem.LOCKED,
    "53100": Problem.FULL,
    "53": Problem.UNREACHABLE,
    "25006": Problem.READ_ONLY,
    "42501": Problem.READ_ONLY,
    "XX001": Problem.CORRUPT,
    "XX002": Problem.CORRUPT,
    "22": Problem.WRONG_USE,
    "23": Problem.WRONG_USE,
}


def translated(error: Exception, place: str) -> Exception:
    """A failure of the database at that place as a LedgerError; what is none of its failures as it is."""
    if isinstance(error, NoConnection):
        return _told(error, Problem.LOCKED, place)
    # What fails while a connection is made comes as the driver has it.
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", None)
        problem = Problem.FAILED if code is None else _SQLITE.get(code & 0xFF, Problem.FAILED)
        return _told(error, problem, place, getattr(original, "sqlite_errorname", type(original).__name__))
    if not isinstance(error, DBAPIError):
        return error
    state = getattr(original, "sqlstate", None)
    if state is None and isinstance(error, DataError | ProgrammingError):
        # The driver could not even say it to the server, which is there all the same.
        problem = Problem.WRONG_USE
    else:
        problem = Problem.UNREACHABLE if state is None or error.connection_invalidated else _of_state(state)
    return _told(error, problem, place, f"SQLSTATE {state}" if state else type(original).__name__)


def _of_state(state: str) -> Problem:
    begun = max((known for known in _POSTGRES if state.startswith(known)), key=len, default=None)
    return Problem.FAILED if begun is None else _POSTGRES[begun]


def _told(error: Exception, problem: Problem, place: str, name: str = "") -> LedgerError:
    # The database's own sentence stays out: it may quote what was to be written.
    words, detail = _WORDS[problem], f" ({name})" if name else ""
    told = LedgerError(Bilingual(f"ledger {place}: {words}{detail}", f"帳本 {place}：{words.chinese}{detail}"), problem)
    told.__cause__ = error
    return told


def closed_already(place: str) -> LedgerError:
    """That nothing can be asked of a ledger that was closed."""
    return LedgerError(Bilingual(f"ledger {place}: it was closed already", f"帳本 {place}：已經關閉"))


def copied(error: Exception) -> Exception:
    """An error of one's own to raise: what is raised in one thread is changed by it."""
    if not isinstance(error, LedgerError):
        return error
    copy = LedgerError(error.args[0], error.problem)
    copy.__cause__ = error.__cause__
    return copy
