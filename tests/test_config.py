"""Settings: found at the root, held to their keys, and overridden by nothing silent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from nmlint.bilingual import CHINESE, ENGLISH, in_language, language
from nmlint.config import JinjaOptions, Settings, check_patterns, load_settings, repository_root, threshold
from nmlint.errors import UsageError
from nmlint.finding import Severity

FULL = """\
extends: [packs/own]
profile: strict
hosts: [Shop.Example.com, "*.example.org"]
senders: [好日子書店]
phones: ["02-2345-6789"]
lang: en
fail_on: warning
jinja:
  trim_blocks: true
  variable_start_string: "<<"
  variable_end_string: ">>"
  extensions: [jinja2.ext.do]
  search_path: [templates]
paths:
  "templates/otp/**": {scenario: otp-membership, profile: strict}
  "templates/*.txt": {sender: 好日子書店}
"""

TOML = """\
[tool.other]
x = 1

[tool.nmlint]
profile = "strict"
hosts = ["shop.example.com"]
fail_on = "never"

[tool.nmlint.paths."*.txt"]
scenario = "bill"
"""


def test_everything_is_read(tmp_path: Path) -> None:
    """Every key of a configuration arrives in the settings."""
    (tmp_path / "nmlint.yaml").write_text(FULL)
    settings = load_settings(tmp_path)

    assert ("strict", "en", Severity.WARNING) == (settings.profile, settings.lang, settings.fail_on)
    assert ("shop.example.com", "*.example.org") == settings.hosts
    assert (("好日子書店",), ("02-2345-6789",)) == (settings.senders, settings.phones)
    assert ("packs/own",) == settings.extends
    assert ("templates",) == settings.search_path
    assert JinjaOptions(
        trim_blocks=True, variable_start_string="<<", variable_end_string=">>", extensions=("jinja2.ext.do",)
    ) == (settings.jinja)
    assert ["templates/otp/**", "templates/*.txt"] == [entry.glob for entry in settings.paths]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"extensions": ("jinja2.ext.debug",)}, "no extension is called 'jinja2.ext.debug'"),
        ({"block_start_string": "{{"}, "must begin differently"),
        ({"comment_end_string": " "}, "a delimiter is empty"),
    ],
)
def test_jinja_options_that_cannot_be(wrong: dict[str, Any], said: str) -> None:
    """Unknown extensions and delimiters that look alike are refused, in both languages."""
    with pytest.raises(UsageError, match=said) as raised:
        JinjaOptions(**wrong)

    assert raised.value.args[0] != in_language(raised.value.args[0], CHINESE)


def test_pyproject(tmp_path: Path) -> None:
    """`[tool.nmlint]` holds the same keys."""
    (tmp_path / "pyproject.toml").write_text(TOML)
    settings = load_settings(tmp_path)

    assert ("strict", None, ("shop.example.com",)) == (settings.profile, settings.fail_on, settings.hosts)
    assert ["*.txt"] == [entry.glob for entry in settings.paths]


def test_defaults(tmp_path: Path) -> None:
    """Without a configuration the defaults hold, in the language given."""
    (tmp_path / ".git").mkdir()
    settings = load_settings(tmp_path, lang=ENGLISH)

    assert ("default", ENGLISH, Severity.ERROR, tmp_path) == (
        settings.profile,
        settings.lang,
        settings.fail_on,
        settings.root,
    )


def test_an_empty_configuration_is_one(tmp_path: Path) -> None:
    """A file with nothing but a comment marks the root."""
    (tmp_path / "nmlint.yaml").write_text("# nothing yet\n")

    assert tmp_path == load_settings(tmp_path).root


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["a/nmlint.yaml"], "a"),
        ([".git/HEAD"], "."),
        ([".git/HEAD", "nmlint.yaml"], "."),
        ([".git/HEAD", "a/b/nmlint.yaml"], "a/b"),
    ],
)
def test_the_root_is_the_first_found_upward(tmp_path: Path, files: list[str], expected: str) -> None:
    """The walk upward stops at the first repository or configuration; nothing above it is merged."""
    start = tmp_path / "a" / "b"
    start.mkdir(parents=True)
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")

    assert (tmp_path / expected).resolve() == repository_root(start)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("profil: x", r"nmlint\.yaml:1:1: unknown key 'profil'; did you mean 'profile'\?"),
        ("waivers: []", "unknown key 'waivers'"),
        ("hosts: https://a.example/x", "no host name; write it like shop.example.com"),
        ("hosts: {a: b}", "hosts needs a list of texts"),
        ("lang: zh", "lang: 'zh' is not known"),
        ("fail_on: errors", "did you mean 'error'"),
        ("jinja: {trim_block: true}", "jinja.trim_block'; did you mean 'trim_blocks'"),
        ("jinja: {trim_blocks: yes}", "jinja.trim_blocks needs true or false"),
        ("jinja: {comment_start_string: x}", "unknown key"),
        ("jinja: {extensions: [jinja2.ext.dos]}", r"nmlint\.yaml:1:8: .*did you mean 'jinja2\.ext\.do'"),
        ("jinja: {block_start_string: '{{'}", r"nmlint\.yaml:1:8: .*must begin differently"),
        ("paths: [a]", "paths needs keys with values"),
        ("profile: x\nprofile: y", "stands here twice"),
        ("profile: 'x", r"nmlint\.yaml:1:10: a quote that is never closed"),
        ("[a]", "'key: value' lines"),
    ],
)
def test_faults_have_place_and_mend(tmp_path: Path, text: str, said: str) -> None:
    """What is wrong in a configuration is told with its line and what to write instead."""
    (tmp_path / "nmlint.yaml").write_text(text)

    with pytest.raises(UsageError, match=said):
        load_settings(tmp_path)


def test_faults_are_gathered(tmp_path: Path) -> None:
    """All faults come at once."""
    (tmp_path / "nmlint.yaml").write_text("a: 1\nlang: xx\nb: 2\n")

    with pytest.raises(UsageError) as raised:
        load_settings(tmp_path)
    assert 3 == len(str(raised.value).split("\n"))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"nmlint.yaml": "", "pyproject.toml": TOML}, r"two configurations: .*nmlint\.yaml and .*pyproject\.toml"),
        ({"nmlint.yml": ""}, r"rename it to nmlint\.yaml"),
        ({"pyproject.toml": "[tool.nmlint\n"}, "no valid TOML"),
        ({"pyproject.toml": "[tool.nmlint]\nhosts = " + "[" * 5000}, "no valid TOML: nested too deep"),
        ({"pyproject.toml": "[tool.nmlint]\nprofile = " + "1" * 10_000}, "no valid TOML: .* a number too long"),
        ({"pyproject.toml": "[tool.nmlint]\nprofile = 0x" + "1" * 10_000}, "no valid TOML: .* a number too long"),
        ({"pyproject.toml": '[tool]\nnmlint = "strict"\n'}, r"tool\.nmlint must be a table"),
        ({"pyproject.toml": '[[tool.nmlint]]\nprofile = "strict"\n'}, r"tool\.nmlint must be a table"),
        ({"pyproject.toml": 'tool = "nmlint"\n'}, "tool must be a table"),
        ({"pyproject.toml": "[tool.nmlint]\nprofil = 1\n"}, r"pyproject\.toml:1:1: unknown key 'profil'"),
    ],
)
def test_wrong_files(tmp_path: Path, files: dict[str, str], said: str) -> None:
    """Two configurations, a misnamed one, and a broken one are faults, never a guess."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    with pytest.raises(UsageError, match=said):
        load_settings(tmp_path)


def test_a_configuration_that_is_no_file(tmp_path: Path) -> None:
    """A named pipe is not waited for, and a link that leads nowhere is not passed over."""
    file = tmp_path / "nmlint.yaml"
    os.mkfifo(file)
    with pytest.raises(UsageError, match="is no regular file"):
        load_settings(tmp_path)

    file.unlink()
    file.symlink_to("nowhere")
    with pytest.raises(UsageError, match="cannot be read"):
        load_settings(tmp_path)


def test_a_broken_pyproject_that_does_not_name_us_is_not_ours(tmp_path: Path) -> None:
    """Somebody else's fault in pyproject.toml is not reported by us."""
    (tmp_path / "pyproject.toml").write_text("[tool.x\n")
    (tmp_path / ".git").mkdir()

    assert "default" == load_settings(tmp_path).profile


@pytest.mark.parametrize(
    ("data", "said"),
    [(None, "cannot be read"), (b"\xff\xfe", "not UTF-8"), (b"x" * 2_000_000, "larger than a megabyte")],
)
def test_unreadable_configuration(tmp_path: Path, data: bytes | None, said: str) -> None:
    """A configuration that cannot be read stops the run."""
    named = tmp_path / "nmlint.yaml"
    if data is not None:
        named.write_bytes(data)

    with pytest.raises(UsageError, match=said):
        load_settings(tmp_path, named)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("templates/otp/a.j2", "templates/otp/**"),
        ("templates/otp/deep/a.j2", "templates/otp/**"),
        ("templates/a.txt", "templates/*.txt"),
        ("templates/deep/a.txt", None),
        ("other/templates/a.txt", None),
        ("../a.txt", None),
    ],
)
def test_settings_by_path(tmp_path: Path, path: str, expected: str | None) -> None:
    """`*` stays within a folder, `**` crosses folders, and nothing outside the root is meant."""
    (tmp_path / "nmlint.yaml").write_text(FULL)
    entry = load_settings(tmp_path).for_path(tmp_path / path)

    assert expected == (entry and entry.glob)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("repo/sub/a.j2", "sub/a.j2"),
        ("repo/sub/../a.j2", "a.j2"),
        ("repo/link.j2", "link.j2"),
        ("linked/sub/a.j2", "sub/a.j2"),
        ("outside/a.j2", None),
        ("repository/a.j2", None),
    ],
)
def test_within_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, expected: str | None) -> None:
    """A path is told from the root, by the name it has there, wherever the run started."""
    for folder in ("repo/sub", "outside"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "repo" / "link.j2").symlink_to("../outside/a.j2")
    (tmp_path / "linked").symlink_to("repo")
    settings = Settings(root=tmp_path / "repo")

    assert expected == settings.within_root(tmp_path / path)
    for start in ("repo", "repo/sub", "outside"):
        monkeypatch.chdir(tmp_path / start)
        assert expected == settings.within_root(Path(os.path.relpath(tmp_path / path)))


@pytest.mark.parametrize(
    ("wanted", "environment", "expected"),
    [
        (CHINESE, {"LANG": "en_US.UTF-8"}, CHINESE),
        (None, {"LANG": "zh_TW.UTF-8"}, CHINESE),
        (None, {"LANG": "zh_CN.UTF-8"}, CHINESE),
        (None, {"LANG": "en_US.UTF-8"}, ENGLISH),
        (None, {"LANG": "zh_TW.UTF-8", "LC_ALL": "en_US.UTF-8"}, ENGLISH),
        (None, {"LC_ALL": "", "LC_MESSAGES": "zh_TW.UTF-8", "LANG": "C"}, CHINESE),
        (None, {"LANG": "C.UTF-8"}, ENGLISH),
        (None, {}, ENGLISH),
    ],
)
def test_language(wanted: str | None, environment: dict[str, str], expected: str) -> None:
    """The option decides, else the locale; what says nothing is English."""
    assert expected == language(wanted, environment)


RULES = ["promotion/discount", "promotion/cart", "links/shortener"]


@pytest.mark.parametrize("pattern", ["promotion/cart", "promotion", "links/*", "*cart", "promotion/[cd]*"])
def test_known_patterns(pattern: str) -> None:
    """Rules, families and globs that hit something are accepted."""
    check_patterns([pattern], RULES)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("promotion/crat", "did you mean 'promotion/cart'"),
        ("promotoin", "did you mean 'promotion'"),
        ("xyz", "no rule or family is called 'xyz'$"),
        ("pro/*", "no rule or family"),
        ("", "no rule or family"),
    ],
)
def test_unknown_patterns(pattern: str, said: str) -> None:
    """A name that means nothing is never ignored in silence."""
    with pytest.raises(UsageError, match=said):
        check_patterns([pattern], RULES)


@pytest.mark.parametrize(("word", "expected"), [("never", None), ("error", Severity.ERROR), ("info", Severity.INFO)])
def test_threshold(word: str, expected: Severity | None) -> None:
    """`never` is no threshold at all."""
    assert expected == threshold(word)


def test_settings_can_be_kept_by_value() -> None:
    """Equal settings are one key, so that engines can be kept for them."""
    assert 1 == len({Settings(as_of="2026-11-23"), Settings(as_of="2026-11-23")})
