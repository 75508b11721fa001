"""`nmlint approve`: what is recorded, what is refused, and that nothing is recorded by halves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nmlint.approval.lock import Lock, read_lock
from nmlint.cli import cli

FRONT = "{{#- nmlint\nid: {name}\nscenario: delivery\nsender: 好日子書店\nmessage: {message}\n-#}}\n"
TEXT = "【好日子書店】您的訂單已於 2026/11/23 10:00 出貨。若您已取貨，請忽略此訊息。客服 02-2345-6789"
OFFER = TEXT + "全館限時 5 折優惠，立即搶購！"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nmlint approve` in a repository of its own with two templates, in English."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    Path("templates").mkdir()
    write("templates/a.j2", FRONT.format(name="first", message="line-flexible") + TEXT)
    write("templates/b.j2", FRONT.format(name="second", message="line-flexible") + TEXT)
    return lambda *arguments: CliRunner().invoke(cli, ["approve", *arguments])


def write(path: str, text: str) -> None:
    """Writes a file."""
    Path(path).write_text(text, encoding="utf-8")


def lock() -> Lock:
    """The lock as it stands."""
    return read_lock(Path("nmlint.lock"), "nmlint.lock", "9999-12-31")


def edit(path: str, old: str, new: str) -> None:
    """Changes a text in a file."""
    write(path, Path(path).read_text(encoding="utf-8").replace(old, new))


def test_recorded(run: Run) -> None:
    """A folder's templates are recorded at the root, by id, with the date and the reference."""
    result = run("templates", "--reference", "LINE-42", "--date", "2026-01-20")

    assert (0, "first: added\nsecond: added\nwritten to nmlint.lock\n", "") == (
        result.exit_code,
        result.stdout,
        result.stderr,
    )
    assert {"first": "templates/a.j2", "second": "templates/b.j2"} == {
        name: entry.fingerprint.path for name, entry in lock().entries.items()
    }
    assert {("2026-01-20", "LINE-42")} == {(entry.date, entry.reference) for entry in lock().entries.values()}


def test_only_what_changed_is_recorded_anew(run: Run) -> None:
    """What has not changed keeps its date and reference; of what has, the class is told."""
    run("templates", "--reference", "LINE-42", "--date", "2026-01-20")
    edit("templates/b.j2", "出貨", "寄出")

    result = run("templates", "--reference", "LINE-43", "--date", "2026-02-20")

    assert result.stdout == (
        "first: unchanged\nsecond: changed (LINE must review the change)\nwritten to nmlint.lock\n"
    )
    assert ["LINE-42", "LINE-43"] == [entry.reference for entry in lock().entries.values()]


def test_the_same_twice_writes_nothing(run: Run) -> None:
    """Without a change the file is left alone."""
    run("templates", "--reference", "LINE-42")
    before = Path("nmlint.lock").stat().st_mtime_ns

    result = run("templates", "--reference", "LINE-43")

    assert (0, "first: unchanged\nsecond: unchanged\n") == (result.exit_code, result.stdout)
    assert before == Path("nmlint.lock").stat().st_mtime_ns


def test_a_template_that_moved_keeps_its_approval(run: Run) -> None:
    """The path is brought up to date, the approval stays."""
    run("templates", "--reference", "LINE-42")
    Path("templates/a.j2").rename("templates/moved.j2")

    result = run("templates", "--reference", "LINE-43")

    assert "first: unchanged" in result.stdout
    entry = lock().entries["first"]
    assert ("templates/moved.j2", "LINE-42") == (entry.fingerprint.path, entry.reference)


@pytest.mark.parametrize(
    ("new_id", "moved", "said"),
    [
        ("renamed", "templates/a.j2", "renamed: unchanged, its id was first"),
        ("renamed", "templates/moved.j2", "renamed: unchanged, its id was first"),
    ],
)
def test_a_template_with_another_id_keeps_its_approval(new_id: str, moved: str, said: str, run: Run) -> None:
    """What LINE approved is the same under another id, whether the file moved or not; the old id is dropped."""
    run("templates", "--reference", "LINE-42", "--date", "2026-01-20")
    edit("templates/a.j2", "id: first", f"id: {new_id}")
    Path("templates/a.j2").rename(moved)

    result = run("templates", "--reference", "LINE-43")

    assert said in result.stdout
    assert {new_id, "second"} == set(lock().entries)
    entry = lock().entries[new_id]
    assert (moved, "LINE-42", "2026-01-20") == (entry.fingerprint.path, entry.reference, entry.date)


def test_another_notice_in_an_approved_file(run: Run) -> None:
    """What says something else under another id is another notice; the entry of the old one stays, and is told."""
    run("templates", "--reference", "LINE-42")
    edit("templates/a.j2", "id: first", "id: other")
    edit("templates/a.j2", "出貨", "寄出")

    result = run("templates", "--reference", "LINE-43")

    assert "other: added; the lock still has first for this file, which --remove first drops" in result.stdout
    assert {"first", "other", "second"} == set(lock().entries)


def test_an_older_approval_takes_the_place_of_no_later_one(run: Run) -> None:
    """A later approval of another text is not overwritten by an earlier one, unless it is dropped by name."""
    run("templates", "--reference", "LINE-42", "--date", "2026-02-20")
    edit("templates/a.j2", "出貨", "寄出")
    arguments = ("templates/a.j2", "--reference", "LINE-41", "--date", "2026-01-20")

    refused = run(*arguments)

    assert (2, "") == (refused.exit_code, refused.stdout)
    assert "first was approved on 2026-02-20 (LINE-42), later than 2026-01-20" in refused.stderr
    assert "LINE-42" == lock().entries["first"].reference
    assert 0 == run(*arguments, "--remove", "first").exit_code
    assert "LINE-41" == lock().entries["first"].reference


def test_a_wrong_reference_is_mended(run: Run) -> None:
    """An entry that is dropped and recorded in one run has the new date and reference."""
    run("templates", "--reference", "LINE-24", "--date", "2026-02-20")

    result = run("templates/a.j2", "--remove", "first", "--reference", "LINE-42", "--date", "2026-02-02")

    assert "first: removed\nfirst: added\nwritten to nmlint.lock\n" == result.stdout
    assert ("2026-02-02", "LINE-42") == (lock().entries["first"].date, lock().entries["first"].reference)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "for no repository and no nmlint.yaml is around it"), ("zh-TW", "上層沒有儲存庫，也沒有 nmlint.yaml")],
)
def test_outside_of_a_repository_it_is_told_where_the_lock_stands(lang: str, said: str, run: Run) -> None:
    """Where nothing says what the root is, the lock stands beside what was approved, and its whole path is told."""
    Path(".git").rmdir()

    result = run("templates/a.j2", "--reference", "LINE-42", "--lang", lang)

    assert said in result.stdout
    assert str(Path.cwd() / "templates" / "nmlint.lock") in result.stdout


@pytest.mark.parametrize(("lock", "code"), [("own/nmlint.lock", 0), ("../other/nmlint.lock", 2)])
def test_a_lock_names_files_of_its_project_alone(lock: str, code: int, run: Run) -> None:
    """A lock in a folder of its own leads to every file of the project; one that is kept elsewhere, to none."""
    Path(lock).parent.mkdir()

    result = run("templates/a.j2", "--reference", "LINE-42", "--lock", lock)

    assert code == result.exit_code, result.output
    if code:
        assert "out of the project" in result.stderr
        assert not Path(lock).exists()
    else:
        assert 0 == CliRunner().invoke(cli, ["diff", "templates/a.j2", "--lock", lock]).exit_code


def test_from_a_folder_below(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the run starts, the lock is the project's, and paths count from it."""
    monkeypatch.chdir("templates")

    assert 0 == run("a.j2", "--reference", "LINE-42").exit_code
    monkeypatch.chdir("..")
    assert "templates/a.j2" == lock().entries["first"].fingerprint.path


def test_another_lock(run: Run) -> None:
    """The lock may be named; paths count from its folder."""
    assert 0 == run("templates/a.j2", "--reference", "LINE-42", "--lock", "templates/own.lock").exit_code

    own = read_lock(Path("templates/own.lock"), "own.lock", "9999-12-31")
    assert "a.j2" == own.entries["first"].fingerprint.path


def test_remove(run: Run) -> None:
    """Entries of templates that are gone are dropped; an unknown id is refused, with the nearest."""
    run("templates", "--reference", "LINE-42")

    result = run("--remove", "first")

    assert (0, "first: removed\nwritten to nmlint.lock\n") == (result.exit_code, result.stdout)
    assert ["second"] == list(lock().entries)
    unknown = run("--remove", "secand")
    assert 2 == unknown.exit_code
    assert "did you mean 'second'?" in unknown.stderr


def test_folders_pass_over_what_is_no_notice(run: Run) -> None:
    """What declares nothing, plans, and texts for other channels are not recorded."""
    write("templates/macros.j2", "{% macro m() %}若您已取貨{% endmacro %}")
    write("templates/c.j2", FRONT.format(name="third", message="sms") + TEXT)
    write("templates/plan.yaml", "kind: send-plan\nsteps: [{channel: sms, text: 您好}]\n")

    result = run("templates", "--reference", "LINE-42")

    assert ["first", "second"] == list(lock().entries)
    assert "templates/c.j2 is for the channel sms" in result.stderr


def test_a_message_file(run: Run) -> None:
    """A message that says what it is, is recorded like a template."""
    data = {"kind": "message", "id": "m", "scenario": "delivery", "messages": [{"type": "text", "text": TEXT}]}
    write("templates/m.json", json.dumps(data, ensure_ascii=False))

    run("templates", "--reference", "LINE-42")

    assert "message" == lock().entries["m"].fingerprint.kind


def test_blocked_is_recorded_with_a_warning(run: Run) -> None:
    """That LINE approved a text is a fact, even where nmlint would block it."""
    edit("templates/a.j2", TEXT, OFFER)

    result = run("templates/a.j2", "--reference", "LINE-42")

    assert (0, ["first"]) == (result.exit_code, list(lock().entries))
    assert "templates/a.j2: nmlint check blocks this text" in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FRONT.format(name="x", message="line-flexible") + "{% if %}", "not judged"),
        ("{#- nmlint\nscenaro: delivery\n-#}\nx", "scenaro"),
        (
            FRONT.format(name="x", message="line-flexible").replace(
                "-#}", "fallback: {channel: sms, template: n.j2}\n-#}"
            )
            + TEXT,
            "n.j2",
        ),
        (FRONT.format(name="first", message="line-flexible") + TEXT, "two files have the id 'first'"),
    ],
)
def test_nothing_is_recorded_by_halves(run: Run, text: str, said: str) -> None:
    """Where one template cannot be opened, none is recorded, and it is told why."""
    write("templates/c.j2", text)

    result = run("templates", "--reference", "LINE-42")

    assert (2, "") == (result.exit_code, result.stdout)
    assert said in result.stderr
    assert "fault of nmlint" not in result.stderr
    assert not Path("nmlint.lock").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["templates"], "--reference is missing"),
        (["templates", "--reference", " "], "--reference is missing"),
        ([], "give paths, or --remove"),
        (["templates", "--reference", "x", "--date", "2999-01-01"], "still to come"),
        (["templates", "--reference", "x", "--date", "soon"], "--date soon: this is no day"),
        (["templates", "--reference", "x", "--date", "20260120"], "--date 20260120: this is no day"),
        (["templates", "--reference", "x", "--date", "2026-02-30"], "write it like 2026-11-23"),
        (["templates", "--reference", "x", "--date", "soon", "--lang", "zh-TW"], "--date soon：不是日期"),
        (["templates", "--reference", "x", "--date", "2999-01-01", "--lang", "zh-TW"], "還沒到"),
        (["-", "--reference", "x"], "give its path instead of -"),
        (["none.j2", "--reference", "x"], "none.j2"),
        (["templates", "--reference", "x", "--lock", "none/nmlint.lock"], "cannot be written"),
    ],
)
def test_wrong_calls(run: Run, arguments: list[str], said: str) -> None:
    """What is wrong with a call is told, with exit code 2, and nothing is recorded."""
    result = run(*arguments)

    assert 2 == result.exit_code
    assert said in result.stderr
    assert not Path("nmlint.lock").exists()


def test_a_broken_lock_is_not_overwritten(run: Run) -> None:
    """A lock that cannot be read is left as it is, and told with its place."""
    write("nmlint.lock", "lock: 2\napproved: {a: {}}\n")

    result = run("templates", "--reference", "LINE-42")

    assert 2 == result.exit_code
    assert "nmlint.lock:2:15" in result.stderr
    assert "lock: 2\napproved: {a: {}}\n" == Path("nmlint.lock").read_text(encoding="utf-8")


def test_nothing_to_record(run: Run) -> None:
    """A folder without notices is exit code 3."""
    Path("empty").mkdir()

    result = run("empty", "--reference", "LINE-42")

    assert 3 == result.exit_code
    assert "nothing to record" in result.stderr


def test_chinese(run: Run) -> None:
    """The same in Traditional Chinese."""
    result = run("templates", "--reference", "LINE-42", "--lang", "zh-TW")

    assert "first：新增\nsecond：新增\n已寫入 nmlint.lock\n" == result.stdout


def test_until(run: Run) -> None:
    """The last day of an approval is recorded, must not lie before it, and counts as part of the entry."""
    wrong = run("templates", "--reference", "LINE-42", "--date", "2026-01-20", "--until", "2026-01-19")
    right = run("templates", "--reference", "LINE-42", "--date", "2026-01-20", "--until", "2026-12-31")

    assert (2, 0) == (wrong.exit_code, right.exit_code)
    assert "--until 2026-01-19 is before the approval" in wrong.stderr
    assert {"2026-12-31"} == {entry.until for entry in lock().entries.values()}
    edit("nmlint.lock", "until: 2026-12-31", "until: 2027-12-31")
    assert "changed by hand" in run("templates", "--reference", "LINE-43").stderr


def test_an_approval_that_ended_is_none(run: Run) -> None:
    """From the day after on, nothing is honoured and the check refuses."""
    run("templates/a.j2", "--reference", "LINE-42", "--date", "2026-01-20", "--until", "2026-06-30")

    for day, code in (("2026-06-30", 0), ("2026-07-01", 1)):
        arguments = ["check", "--locked", "templates/a.j2", "--as-of", day, "--lang", "en"]
        done = CliRunner().invoke(cli, arguments)
        assert code == done.exit_code, done.output
    assert "the last one ended on 2026-06-30" in done.output
