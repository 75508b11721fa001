"""`nmlint reach`: what a user sees, whether and when a message arrives, and when the sender knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from nmlint.catalogue import load_builtin
from nmlint.cli import cli

CHANNELS = Path(__file__).parents[2] / "fixtures" / "channels"
CLAUSES = load_builtin().clauses
WIDTH = 100

Run = Callable[..., Result]
Users = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `nmlint reach` in an empty folder, in English unless told."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, ["reach", *arguments])


@pytest.fixture
def users(run: Run) -> Users:
    """The users of the JSON answer, in Chinese."""

    def answered(*arguments: str) -> list[dict[str, Any]]:
        result = run(*arguments, "--format", "json", "--lang", "zh-TW")
        assert 0 == result.exit_code, result.stderr
        data = json.loads(result.stdout)
        assert "nmlint.reach/1" == data["schema"]
        found: list[dict[str, Any]] = data["users"]
        return found

    return answered


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a table of the kit with the expected answers."""
    found: list[dict[str, Any]] = yaml.safe_load((CHANNELS / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def yes(fact: bool) -> str:
    """A fact as an option takes it."""
    return "yes" if fact else "no"


@pytest.mark.parametrize("row", rows("states"), ids=lambda row: row["clause"])
def test_each_state(users: Users, row: dict[str, Any]) -> None:
    """Each cell of the kit's matrix is told as it is there, with the failures that it can become."""
    (user,) = users("--consent", row["consent"], "--verified", yes(row["verified"]), "--blocked", "no")

    assert (row["verified"], row["consent"], False, True) == tuple(
        user[key] for key in ("verified", "consent", "blocked", "matched")
    )
    assert (row["outcome"], row["latest"]) == (user["outcome"], user["arrives"]["latest"])
    assert (row["learned_after"], row["clause"]) == (user["learns"]["after"], user["sees"]["clause"])
    assert row["failures"] == [failure["number"] for failure in user["failures"]]
    assert row["today"] == (user["today"] and user["today"]["outcome"])
    assert row["sees"] in user["sees"]["says"]


@pytest.mark.parametrize(("consent", "verified"), list(product(("first", "agreed", "refused"), ("yes", "no"))))
@pytest.mark.parametrize(
    ("facts", "outcome", "after", "clause"),
    [
        (("--blocked", "yes"), "never", 86400, "failure-2-blocked"),
        (("--matched", "no"), "rejected", 0, "failure-1-phone-mismatch"),
        (("--matched", "no", "--blocked", "yes"), "rejected", 0, "failure-1-phone-mismatch"),
    ],
)
def test_a_block_and_a_wrong_number_decide(  # noqa: PLR0913  a state, a fact, and three things expected
    *, users: Users, consent: str, verified: str, facts: tuple[str, ...], outcome: str, after: int, clause: str
) -> None:
    """Whatever the state: one who blocks gets nothing, and that a number is unknown is told at once."""
    (user,) = users("--consent", consent, "--verified", verified, *facts)

    assert (outcome, after, clause) == (user["outcome"], user["learns"]["after"], user["learns"]["clause"])
    assert (None, None) == (user["arrives"]["earliest"], user["arrives"]["latest"])
    assert [clause] == [failure["clause"] for failure in user["failures"]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), 8),
        (("--consent", "first"), 2),
        (("--verified", "no"), 3),
        (("--blocked", "no"), 6),
        (("--matched", "yes"), 6),
        (("--blocked", "yes"), 1),
        (("--matched", "yes", "--blocked", "yes"), 1),
    ],
)
def test_what_is_left_open(users: Users, arguments: tuple[str, ...], expected: int) -> None:
    """Every case that fits is answered; without any option, those that override the states as well."""
    assert expected == len(users(*arguments))


def test_every_statement_has_its_clause(run: Run) -> None:
    """Each clause that is cited exists, and each statement cites one."""
    data = json.loads(run("--format", "json").stdout)
    said = list(_said([data["users"], data["conditions"]]))

    assert said
    assert {statement.get("clause") for statement in said} <= CLAUSES.keys()
    assert {clause for tension in data["tensions"] for clause in tension["clauses"]} <= CLAUSES.keys()


def _said(node: Any) -> Any:
    if isinstance(node, dict):
        if "says" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _said(value)


def test_a_timer_where_silence_is_possible(users: Users) -> None:
    """Wherever the sender cannot know at once, a timer is advised; where he can, the fallback goes out at once."""
    for user in users():
        advised = [advice["clause"] for advice in user["advice"]]
        assert ("fallback-timer" in advised) == (user["outcome"] != "rejected")
        assert user["outcome"] == "at_once" or {"fallback-required", "event-time"} & set(advised)


@pytest.mark.parametrize(
    ("lang", "arguments", "expected"),
    [
        ("en", (), ["consent refused", "[state-verified-first]", "never arrives; known after", "(LINE today:"]),
        ("zh-TW", (), ["不同意", "[state-unverified-refused]", "現行文件：立即", "四大條件", "號碼不符"]),
        (
            "en",
            ("--consent", "agreed", "--verified", "no"),
            [
                "not verified within six months, consent agreed: arrives later, or never\n",
                "may become failure 4, known after 24 hours [failure-4-not-verified]\n",
                "less than 1 minute",
                "[ignore-if-done]\n",
            ],
        ),
        (
            "zh-TW",
            ("--consent", "refused", "--verified", "yes", "--blocked", "no"),
            ["六個月內已驗證，不同意：不會送達\n", "即失敗情境 3，24 小時後得知", "LINE 回應 422 時"],
        ),
        ("en", ("--matched", "no"), ["the number does not match: fails at once\n", "failure 1, known at once"]),
    ],
)
def test_text(run: Run, lang: str, arguments: tuple[str, ...], expected: list[str]) -> None:
    """People read the same in their language, in lines that fit, with the catalogue that it comes from."""
    from nmlint.output.wrapping import cells_of  # noqa: PLC0415  only here are cells counted

    result = run(*arguments, "--lang", lang)

    assert (0, "") == (result.exit_code, result.stderr)
    assert [] == [words for words in expected if words not in result.stdout]
    assert max(map(cells_of, result.stdout.splitlines())) <= WIDTH
    assert result.stdout.splitlines()[-1].startswith("nmlint 0.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--consent", "maybe"), "'maybe' is not one of 'first', 'agreed', 'refused'"),
        (("--verified", "true"), "'true' is not one of 'yes', 'no'"),
        (("--lang", "ja"), "'ja' is not one of"),
    ],
)
def test_bad_values(run: Run, arguments: tuple[str, ...], said: str) -> None:
    """A value that no option has is refused, with those that it has."""
    result = run(*arguments)

    assert 2 == result.exit_code
    assert said in result.stderr


def test_a_pack_may_bring_its_own_matrix(run: Run, tmp_path: Path) -> None:
    """What a user's pack has in policies/channels.yaml takes the place of ours."""
    from nmlint.catalogue.builtin import builtin_roots  # noqa: PLC0415  only here is the file itself read

    (tmp_path / "pack" / "policies").mkdir(parents=True)
    text = (builtin_roots()[1].folder / "channels.yaml").read_text(encoding="utf-8")
    own = text.replace("en: Sees nothing", "en: Sees nothing at all")
    (tmp_path / "pack" / "policies" / "channels.yaml").write_text(own, encoding="utf-8")
    (tmp_path / "nmlint.yaml").write_text("extends: [pack]\n", encoding="utf-8")

    assert "Sees nothing at all [state-verified-refused]" in run("--consent", "refused", "--verified", "yes").stdout
