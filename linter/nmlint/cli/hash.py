"""`nmlint hash`: the `to` of a phone-number push, made from a number or explained beside it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from nmlint.bilingual import Bilingual, in_language
from nmlint.cli.faults import say
from nmlint.cli.options import format_option, lang_option, spoken, write, write_lines
from nmlint.errors import UsageError
from nmlint.messages.hashing import Explanation, explain
from nmlint.messages.recipients import REGIONS, Recipient, Refused, read

SCHEMA = "nmlint.hash/1"
STANDARD_INPUT = "-"
# A line stands for each number, also for one without a hash: the lines of two files stay beside each other.
NO_HASH = "-"

# Room for a million numbers.
_MAX_BYTES = 16 * 1024 * 1024
_LINE_END = re.compile(r"\r\n|\r|\n")

_NOTHING = Bilingual("nothing came on standard input", "標準輸入沒有任何內容")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is said of one number; `place` is its line, or its place among the arguments."""

    place: int
    result: Recipient | Refused
    explanation: Explanation | None = None

    @property
    def good(self) -> bool:
        return isinstance(self.result, Recipient) and (self.explanation is None or self.explanation.matches)


@click.command("hash")
@click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True)
@click.option(
    "--region",
    type=click.Choice(REGIONS, case_sensitive=False),
    default=REGIONS[0],
    metavar="|".join(REGIONS),
    show_default=True,
    help="Where a number without + and country code belongs.",
)
@click.option("--expect", metavar="HASH", help="Say whether this is the hash of the one NUMBER, and if not, why.")
@format_option("text", "json")
@lang_option
def hash_command(numbers: tuple[str, ...], region: str, expect: str | None, form: str, lang: str | None) -> None:
    """Print the SHA-256 hash that LINE takes for a mobile number of Taiwan, Japan or Thailand.

    With - the numbers are read from standard input, one a line, which keeps them out of the shell's
    history. Each number gets one line: its hash, or - where there is none. Only the last three digits
    of a number are ever shown. A hash hides little: whoever tries every number finds the one behind it.

    Exit codes: 0 every number has its hash, or the expected one; 1 one has not; 2 the call was wrong;
    3 nothing came on standard input.
    """
    lang = spoken(lang)
    piped = STANDARD_INPUT in numbers
    if piped and len(numbers) > 1:
        raise UsageError(
            Bilingual("- stands for standard input; give it alone", "- 代表標準輸入；請單獨使用"),
        )
    texts = _lines() if piped else numbers
    if piped and not any(text.strip() for text in texts):
        say(f"nmlint: {in_language(_NOTHING, lang)}")
        click.get_current_context().exit(3)
    if expect is not None and len(texts) > 1:
        raise UsageError(
            Bilingual("--expect is about one number; give only that", "--expect 只對應一個號碼；請只給那一個"),
        )
    answers = [_answer(place, text, region, expect) for place, text in enumerate(texts, 1)]
    if form == "json":
        write(_json(answers, lang))
    else:
        write_lines(line for answer in answers for line in _text(answer, lang))
        for answer in answers:
            for remark in _remarks(answer, lang):
                say(f"nmlint: {_placed(answer, lang, piped=piped, alone=len(texts) == 1)}{remark}")
    click.get_current_context().exit(0 if all(answer.good for answer in answers) else 1)


def _lines() -> Sequence[str]:
    """The lines of standard input; the end of the last one begins no further line."""
    from nmlint.documents.reading import decode  # noqa: PLC0415  late, so that `--help` loads none of it

    stream = sys.stdin.buffer if sys.stdin else io.BytesIO()
    lines = _LINE_END.split(decode(stream.read(_MAX_BYTES + 1), "<stdin>", limit=_MAX_BYTES).text)
    return lines if lines[-1] else lines[:-1]


def _answer(place: int, text: str, region: str, expected: str | None) -> _Answer:
    result = read(text, region)
    if expected is None or isinstance(result, Refused):
        return _Answer(place, result)
    return _Answer(place, result, explain(result, text, expected))


def _text(answer: _Answer, lang: str) -> Iterator[str]:
    """The hash, or why the expected one is another."""
    result, explanation = answer.result, answer.explanation
    if isinstance(result, Refused):
        yield NO_HASH
    elif explanation is None:
        yield result.hash
    elif explanation.matches:
        yield in_language(Bilingual(f"this is the hash of {result.masked}", f"這是 {result.masked} 的雜湊值"), lang)
    else:
        yield in_language(Bilingual(f"not the hash of {result.masked}", f"這不是 {result.masked} 的雜湊值"), lang)
        if explanation.remark is not None:
            yield f"  {in_language(explanation.remark, lang)}"
        if explanation.hashed:
            said = Bilingual(f"what was hashed: {explanation.hashed}", f"實際雜湊的是：{explanation.hashed}")
            yield f"  {in_language(said, lang)}"
        for mistake in explanation.mistakes:
            yield f"  {_with_mend(mistake.what, mistake.mend, lang)}"
        yield f"  {in_language(Bilingual('its hash is', '正確的雜湊值是'), lang)} {result.hash}"


def _remarks(answer: _Answer, lang: str) -> Iterator[str]:
    """Why a number cannot be used, or what about its writing had to be understood."""
    result = answer.result
    shown = in_language(Bilingual(f"{result.masked}: ", f"{result.masked}："), lang) if result.masked else ""
    if isinstance(result, Refused):
        yield f"{shown}{_with_mend(result.what, result.mend, lang)}"
    else:
        yield from (f"{shown}{in_language(note, lang)}" for note in result.notes)


def _with_mend(what: Bilingual, mend: Bilingual, lang: str) -> str:
    return in_language(Bilingual(f"{what}; {mend}", f"{what.chinese}；{mend.chinese}"), lang)


def _placed(answer: _Answer, lang: str, *, piped: bool, alone: bool) -> str:
    """Which number is meant, where there are several."""
    if piped:
        return in_language(Bilingual(f"line {answer.place}: ", f"第 {answer.place} 行："), lang)
    return "" if alone else in_language(Bilingual(f"number {answer.place}: ", f"第 {answer.place} 個號碼："), lang)


def _json(answers: Sequence[_Answer], lang: str) -> str:
    from nmlint.report import as_json  # noqa: PLC0415  late, as above

    return as_json({"schema": SCHEMA, "numbers": [_data(answer, lang) for answer in answers]})


def _data(answer: _Answer, lang: str) -> dict[str, Any]:
    result = answer.result
    data = {"place": answer.place, "masked": result.masked, "region": None, "hash": None, "notes": []}
    refused = expected = None
    if isinstance(result, Refused):
        refused = {"reason": result.reason, **_said(result.what, result.mend, lang)}
    else:
        notes = [in_language(note, lang) for note in result.notes]
        data |= {"region": result.region, "hash": result.hash, "notes": notes}
    if answer.explanation is not None:
        expected = _explained(answer.explanation, lang)
    return {**data, "refused": refused, "expected": expected}


def _explained(explanation: Explanation, lang: str) -> dict[str, Any]:
    return {
        "matches": explanation.matches,
        "hashed": explanation.hashed or None,
        "mistakes": [{"id": found.id, **_said(found.what, found.mend, lang)} for found in explanation.mistakes],
        "remark": None if explanation.remark is None else in_language(explanation.remark, lang),
    }


def _said(what: Bilingual, mend: Bilingual, lang: str) -> dict[str, str]:
    return {"message": in_language(what, lang), "fix": in_language(mend, lang)}
