"""`nmlint hash`: hashes for numbers, reasons for those without, and why a hash is another."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nmlint.cli import cli

TAIWAN, JAPAN = "+886912345678", "+818000001234"
TAIWAN_HASH = "1315ec4a63ba3d2b8f5db63688770e89a402ee623ef33e4c8c2f36e48f271be0"
JAPAN_HASH = "d41e0ad70dddfeb68f149ad6fc61574b9c5780ab7bcb2fba5517771ffbb2409c"
TRUNK_ZERO_HASH = hashlib.sha256(b"+8860912345678").hexdigest()

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint hash`, in English unless told."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return lambda *arguments, stdin=b"": CliRunner().invoke(cli, ["hash", *arguments], input=stdin)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([TAIWAN], [TAIWAN_HASH]),
        (["0912-345-678"], [TAIWAN_HASH]),
        ([JAPAN, TAIWAN], [JAPAN_HASH, TAIWAN_HASH]),
        (["--region", "JP", "08000001234"], [JAPAN_HASH]),
        (["--region", "jp", TAIWAN], [TAIWAN_HASH]),
    ],
)
def test_hashes(run: Run, arguments: list[str], expected: list[str]) -> None:
    """Each number becomes a line with its hash and nothing else."""
    result = run(*arguments)

    assert (0, expected) == (result.exit_code, result.stdout.splitlines())


def test_a_line_for_each_number(run: Run) -> None:
    """A number without a hash keeps its line, so that no hash slides onto another number; the reason has its place."""
    result = run("-", stdin="\ufeff0912345678\r\n\r\n02-2345-6789\r\n+886912345678\r\n".encode())

    assert (1, [TAIWAN_HASH, "-", "-", TAIWAN_HASH]) == (result.exit_code, result.stdout.splitlines())
    assert [
        "nmlint: line 2: nothing stands here; give one number, such as +886 and its digits without the leading 0",
        "nmlint: line 3: *****789: a landline of Taiwan; give the customer's mobile number",
    ] == result.stderr.splitlines()


def test_several_arguments(run: Run) -> None:
    """Which argument has no hash is told by its number."""
    result = run(TAIWAN, "+8860912345678")

    assert (1, [TAIWAN_HASH, "-"]) == (result.exit_code, result.stdout.splitlines())
    assert result.stderr.startswith("nmlint: number 2: +886*****678: the leading 0")


def test_what_was_understood_is_said(run: Run) -> None:
    """Full-width digits are taken, and it is said; one number alone needs no place."""
    result = run("０９１２３４５６７８")

    assert (0, f"{TAIWAN_HASH}\n") == (result.exit_code, result.stdout)
    assert "nmlint: +886*****678: full-width or foreign digits were read as 0 to 9\n" == result.stderr


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "said"),
    [
        ([], b"", 2, "Missing argument"),
        (["--region", "US", TAIWAN], b"", 2, "'US' is not one of"),
        ([TAIWAN, "-"], b"0912345678\n", 2, "give it alone"),
        ([TAIWAN, JAPAN, "--expect", TAIWAN_HASH], b"", 2, "--expect is about one number"),
        (["-", "--expect", TAIWAN_HASH], b"0912345678\n0912345678\n", 2, "--expect is about one number"),
        (["-"], "0912345678\n".encode("utf-16"), 2, "UTF-16"),
        (["-"], b"", 3, "nothing came on standard input"),
        (["-"], b"\n \n", 3, "nothing came on standard input"),
        ([""], b"", 1, "nothing stands here"),
    ],
)
def test_calls_that_lead_to_no_hash(run: Run, arguments: list[str], stdin: bytes, code: int, said: str) -> None:
    """A wrong call is 2, nothing given is 3."""
    result = run(*arguments, stdin=stdin)

    assert code == result.exit_code
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_the_expected_hash(run: Run) -> None:
    """The number's own hash is said to be it, also for a line of standard input."""
    result = run("0912345678", "--expect", TAIWAN_HASH)

    assert (0, "this is the hash of +886*****678\n") == (result.exit_code, result.stdout)
    assert result.stdout == run("-", "--expect", TAIWAN_HASH, stdin=b"0912345678\n").stdout


def test_why_a_hash_is_another(run: Run) -> None:
    """What was hashed, each mistake with its mend, and the right hash."""
    result = run(TAIWAN, "--expect", TRUNK_ZERO_HASH.upper())

    assert 1 == result.exit_code
    assert [
        "not the hash of +886*****678",
        "  what was hashed: +8860*****678",
        "  the leading 0 of the national form was kept after the country code; leave the 0 out",
        "  the hash is written in upper case; write it in lower case",
        f"  its hash is {TAIWAN_HASH}",
    ] == result.stdout.splitlines()


def test_the_hash_of_nothing(run: Run) -> None:
    """An empty variable is a usual mistake too, whatever the algorithm."""
    for algorithm in ("sha256", "md5"):
        result = run("0912345678", "--expect", hashlib.new(algorithm, b"", usedforsecurity=False).hexdigest())

        assert 1 == result.exit_code
        assert "nothing was hashed" in result.stdout


def test_the_right_hash_in_upper_case(run: Run) -> None:
    """It is the same hash, to be written in lower case."""
    result = run(TAIWAN, "--expect", TAIWAN_HASH.upper())

    assert 1 == result.exit_code
    assert "what was hashed: +886*****678" in result.stdout
    assert "write it in lower case" in result.stdout


def test_a_hash_that_nothing_explains(run: Run) -> None:
    """It is said that no usual mistake leads to it."""
    result = run(TAIWAN, "--expect", JAPAN_HASH)

    assert 1 == result.exit_code
    assert "no usual mistake leads to this hash" in result.stdout


def test_an_unusable_number_comes_first(run: Run) -> None:
    """Of a number that cannot be used no hash is compared."""
    result = run("02-2345-6789", "--expect", TAIWAN_HASH)

    assert (1, "-\n") == (result.exit_code, result.stdout)
    assert "a landline" in result.stderr


def test_json(run: Run) -> None:
    """The same as data: the place, the mask, the hash or the reason."""
    data = json.loads(run("886912345678", "02-2345-6789", "--format", "json").stdout)

    assert {
        "schema": "nmlint.hash/1",
        "numbers": [
            {
                "place": 1,
                "masked": "+886*****678",
                "region": "TW",
                "hash": TAIWAN_HASH,
                "notes": ["read with the + that was left out before 886"],
                "refused": None,
                "expected": None,
            },
            {
                "place": 2,
                "masked": "*****789",
                "region": None,
                "hash": None,
                "notes": [],
                "refused": {
                    "reason": "landline",
                    "message": "a landline of Taiwan",
                    "fix": "give the customer's mobile number",
                },
                "expected": None,
            },
        ],
    } == data


def test_json_of_an_explanation(run: Run) -> None:
    """Mistakes have ids."""
    result = run(TAIWAN, "--expect", TRUNK_ZERO_HASH, "--format", "json")
    expected = json.loads(result.stdout)["numbers"][0]["expected"]

    assert 1 == result.exit_code
    assert (False, "+8860*****678", ["trunk-zero"], None) == (
        expected["matches"],
        expected["hashed"],
        [mistake["id"] for mistake in expected["mistakes"]],
        expected["remark"],
    )


def test_chinese(run: Run) -> None:
    """Everything is said in Chinese when asked."""
    explained = run(TAIWAN, "--expect", TRUNK_ZERO_HASH, "--lang", "zh-TW").stdout
    refused = run("-", "--lang", "zh-TW", stdin=b"0912345678\n0900123\n").stderr

    assert "  國碼後面還留著國內撥號的 0；請刪去這個 0" in explained.splitlines()
    assert refused.startswith("nmlint: 第 2 行：*****123：以台灣的手機門號來說太短；")


@pytest.mark.parametrize(
    "arguments",
    [
        ["0912345678"],
        ["+8860912345678"],
        ["0912345678 ext 1"],
        ["0912345678x"],
        ["0912345678", "--region", "JP"],
        ["0912345678", "-"],
        ["0912345678", "--expect", TRUNK_ZERO_HASH],
        ["0912345678", "--expect", JAPAN_HASH],
        ["09-12-34-56-78", "--expect", hashlib.sha256(b"09-12-34-56-78").hexdigest()],
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_number_is_shown(run: Run, arguments: list[str], form: str) -> None:
    """What ends in a log holds three digits of the number at most."""
    shown = run(*arguments, "--format", form).output.replace("-", "")

    assert "12345" not in shown
    assert "4567" not in shown


def test_only_a_number_loads_the_numbering_plans(tmp_path: Path) -> None:
    """A check and the help of this command do without them."""
    (tmp_path / "a.j2").write_text("您的訂單已出貨")
    for call in (["check", "a.j2"], ["hash", "--help"]):
        code = (
            "import sys\nfrom nmlint.cli import cli\n"
            f"try: cli({call})\nexcept SystemExit: pass\n"
            "print('phonenumbers' in sys.modules, file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)

        assert b"False" == done.stderr.splitlines()[-1]
