"""The catalogue in use: the same from files, cache and wheel; a bad cache costs time, never an answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import pytest

from nmlint.catalogue import builtin, cache, load_builtin, load_pack, localized
from nmlint.catalogue.compiled import FORMAT, NotCompiledError, catalogue_of, compile_plain, dump, parse
from nmlint.catalogue.gathering import Root, gather
from nmlint.catalogue.loader import load
from nmlint.catalogue.tree import read_tree
from nmlint.errors import CatalogueError, UsageError
from nmlint.finding import Severity
from nmlint.source import Source

# Two rules may share an exception, or a file of excuses has it alone (and is counted twice).
_MOST_PLACES = 2
RULE_OF_A_PACK = """
title: {zh-TW: 業務, en: Our own word}
severity: warning
confidence: medium
clauses: [no-advertising]
basis: heuristic
sources: [{title: House style, section: '1', checked: 2026-11-23}]
check: {phrases: {list: [本公司]}}
message: {zh-TW: "「{matched}」", en: "{matched}"}
fix: {zh-TW: 寫出名稱, en: Write the name}
examples: {finds: [{text: 【本公司】}, {text: 在【本公司】}], passes: [{text: 公司}, {text: 本店}]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder in use."""
    monkeypatch.setenv("NMLINT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A user's own folder of rules."""
    path = tmp_path / "pack" / "rules" / "own" / "word.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(RULE_OF_A_PACK, encoding="utf-8")
    return tmp_path / "pack"


def test_the_built_in_catalogue_has_no_fault() -> None:
    """Every rule, list, scenario, policy and profile of nmlint loads."""
    assert [] == list(map(str, load_builtin().faults))


def test_an_exception_stands_in_one_place() -> None:
    """No long exception is written in three rules, nor in a rule and among the excuses."""
    rules, _ = builtin.builtin_roots()
    written: dict[str, set[str]] = {}
    for file in gather([rules])[0]:
        data = read_tree(Source(file.path, file.content.decode())).data
        if isinstance(data, dict):
            check = data.get("check", {})
            excuses = data.get("excuses", ())
            for finder in (*(check.get("except", ()) if isinstance(check, dict) else ()), *excuses):
                expression = finder.get("pattern", {}).get("regex")
                places = [file.path, "excuses"] if excuses else [file.path]
                written.setdefault(expression, set()).update(places if expression else ())

    assert [] == [(regex, places) for regex, places in written.items() if len(places) > _MOST_PLACES]


def test_the_eighteen_scenarios_are_there() -> None:
    """The 18 allowed scenarios stand in the order of the sales kit, before the extensions."""
    scenarios = list(load_builtin().scenarios.values())

    assert list(range(1, 19)) == [scenario.number for scenario in scenarios[:18]]
    assert all(scenario.extension for scenario in scenarios[18:])


def test_compiled_and_read_back(small_tree: Sequence[Root]) -> None:
    """Compiling loses nothing that the program uses, and gives the same bytes every time."""
    plain = compile_plain(load(small_tree), "1")
    catalogue = parse(dump(plain))

    assert catalogue_of(plain) == catalogue
    assert dump(plain) == dump(compile_plain(load(small_tree), "1"))
    assert Severity.ERROR is catalogue.rules["offers/discount"].severity
    assert ("打折", "特價", "sale") == catalogue.lists["offers/words"].all_phrases
    assert ("handbook", "2026-11-23") == (catalogue.policy_identity.name, catalogue.policy_identity.as_of)
    assert {"no-offers": "enforced", "scenario-01": "human"} == {
        clause.id: clause.state for clause in catalogue.clauses.values()
    }


def test_examples_are_not_compiled(small_tree: Sequence[Root]) -> None:
    """Examples stay in the files."""
    assert b"examples" not in dump(compile_plain(load(small_tree), "1"))


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"format": 0}', b'{"format": 1, "entries": 3}'])
def test_what_is_not_compiled_is_refused(content: bytes) -> None:
    """A file of another kind or format is told from a compiled catalogue."""
    with pytest.raises(NotCompiledError):
        parse(content)


def test_faults_are_kept_too(folder: Path, pack: Path) -> None:
    """What was wrong with a pack is told again when it comes out of the cache."""
    (pack / "rules" / "own" / "bad.yaml").write_text("a: [\n", encoding="utf-8")
    first, again = load_pack(pack), load_pack(pack)

    assert list(folder.glob("catalogue-*.json"))
    assert [f"{pack.as_posix()}/rules/own/bad.yaml"] == [f.path for f in again.faults if "own/" in f.path]
    assert first == again


@pytest.mark.parametrize("with_rules_folder", [True, False])
@pytest.mark.usefixtures("folder")
def test_a_pack_is_merged_with_the_built_in(pack: Path, with_rules_folder: bool) -> None:
    """The pack is a folder with `rules/` or the folder of rules itself; the hash covers both."""
    merged = load_pack(pack if with_rules_folder else pack / "rules")

    assert "own/word" in merged.rules
    assert load_builtin().rules.keys() < merged.rules.keys()
    assert load_builtin().faults == merged.faults
    assert load_builtin().identity.sha256 != merged.identity.sha256


@pytest.mark.usefixtures("folder")
def test_a_changed_pack_is_read_anew(pack: Path) -> None:
    """The cache goes by content: an edit shows at once."""
    before = load_pack(pack).rules["own/word"].severity
    path = pack / "rules" / "own" / "word.yaml"
    path.write_text(RULE_OF_A_PACK.replace("severity: warning", "severity: info"), encoding="utf-8")

    assert (Severity.WARNING, Severity.INFO) == (before, load_pack(pack).rules["own/word"].severity)


def test_line_ends_change_no_hash(folder: Path, pack: Path) -> None:
    """A checkout with Windows line ends is the same catalogue."""
    before = load_pack(pack).identity
    path = pack / "rules" / "own" / "word.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert before == load_pack(pack).identity
    assert folder.is_dir()


def test_a_missing_pack_is_said() -> None:
    """A folder that is not there is the user's mistake, with its name."""
    with pytest.raises(UsageError, match="no-such-pack"):
        load_pack(Path("no-such-pack"))


@pytest.mark.parametrize("broken", [b"", b"x", b"{}", b"\xff\n{}"])
def test_a_broken_cache_is_rebuilt(folder: Path, pack: Path, broken: bytes) -> None:
    """Whatever stands in the cache, the answer is the same, and the next run finds it whole."""
    expected = load_pack(pack)
    (entry,) = [path for path in folder.iterdir() if b"own/word" in path.read_bytes()]
    whole = entry.read_bytes()
    entry.write_bytes(broken)

    assert expected == load_pack(pack)
    assert whole == entry.read_bytes()


def test_a_cut_or_foreign_cache_entry_is_not_read(folder: Path) -> None:
    """An entry counts only whole and under its own key."""
    cache.write("a" * 64, b"content")
    (entry,) = folder.iterdir()

    assert b"content" == cache.read("a" * 64)
    assert cache.read("a" * 32 + "b" * 32) is None
    entry.write_bytes(entry.read_bytes()[:-1])
    assert cache.read("a" * 64) is None


def test_a_whole_entry_of_another_format_is_rebuilt(folder: Path, pack: Path) -> None:
    """A cache entry that is whole, yet no catalogue of this format, is replaced."""
    expected = load_pack(pack)
    (entry,) = [path for path in folder.iterdir() if b"own/word" in path.read_bytes()]
    key = entry.read_text(encoding="utf-8").partition(" ")[0]
    cache.write(key, json.dumps({"format": FORMAT + 1}).encode())

    assert expected == load_pack(pack)
    assert b"own/word" in entry.read_bytes()


def test_an_unusable_cache_folder_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Path) -> None:
    """Where nothing can be written, everything still works."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("NMLINT_CACHE_DIR", str(tmp_path / "file" / "below"))

    assert "own/word" in load_pack(pack).rules


def test_the_cache_does_not_grow_for_ever(folder: Path) -> None:
    """Only the newest entries are kept."""
    for number in range(40):
        cache.write(f"{number:02}" * 32, b"content")

    assert 24 == len(list(folder.iterdir()))
    assert b"content" == cache.read("39" * 32)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"NMLINT_CACHE_DIR": "/own"}, "/own"),
        ({"XDG_CACHE_HOME": "/shared", "HOME": "/home/me"}, "/shared/nmlint"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/me"}, "/home/me/.cache/nmlint"),
        ({"HOME": "/home/me"}, "/home/me/.cache/nmlint"),
    ],
)
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these platforms have folders of their own")
def test_where_the_cache_is(environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The own variable, else the platform's cache folder; a relative one is ignored as the standard asks."""
    for name in ("NMLINT_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert Path(expected) == cache.cache_folder()


def test_several_processes_at_once(folder: Path, pack: Path) -> None:
    """Processes that compile the same pack together all get it, and leave one whole entry."""
    code = "import sys, pathlib, nmlint.catalogue as c; print(len(c.load_pack(pathlib.Path(sys.argv[1])).rules))"
    running = [subprocess.Popen([sys.executable, "-c", code, str(pack)], stdout=subprocess.PIPE) for _ in range(3)]
    answers = {process.communicate()[0].strip() for process in running}

    assert {str(len(load_pack(pack).rules)).encode()} == answers
    assert [] == list(folder.glob(".new-*"))


def test_building_refuses_faults(small_tree: Sequence[Root], tmp_path: Path) -> None:
    """A sound catalogue compiles for the wheel; one with a fault stops the build and tells every fault."""
    rules, policies = (Path(str(root.folder)) for root in small_tree)

    assert "offers/discount" in parse(builtin.build(rules, policies)).rules
    (rules / "offers" / "bad.yaml").write_text("a: [\n", encoding="utf-8")
    (rules / "offers" / "worse.yaml").write_text("b: 1\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        builtin.build(rules, policies)
    assert {"rules/offers/bad.yaml", "rules/offers/worse.yaml"} == {fault.path for fault in caught.value.faults}
    assert tmp_path.is_dir()


def test_the_wheel_and_the_checkout_say_the_same(tmp_path: Path) -> None:
    """What a build compiles is what the checkout's own files give."""
    if builtin.shipped(files("nmlint.catalogue")) or load_builtin().faults:
        pytest.skip("needs a checkout without faults")
    rules, policies = (Path(str(root.folder)) for root in builtin.builtin_roots())
    (tmp_path / builtin.COMPILED).write_bytes(builtin.build(rules, policies))

    assert load_builtin.__wrapped__() == builtin.shipped(tmp_path)


def test_a_damaged_installation_is_said(tmp_path: Path) -> None:
    """A wheel whose compiled catalogue is broken says so, with the mend; without one there is nothing to read."""
    assert builtin.shipped(tmp_path) is None
    (tmp_path / builtin.COMPILED).write_bytes(b"{")
    with pytest.raises(CatalogueError, match="reinstall nmlint"):
        builtin.shipped(tmp_path)


def test_what_is_compiled_needs_no_yaml_and_no_schema(folder: Path) -> None:
    """Once compiled, by the cache or in a wheel, the catalogue loads without YAML, schemas or regular expressions."""
    code = (
        "import sys; from nmlint.catalogue import load_builtin; load_builtin();"
        "print([name for name in ('yaml', 'jsonschema', 'regex') if name in sys.modules])"
    )
    first, again = (subprocess.run([sys.executable, "-c", code], capture_output=True, check=True) for _ in range(2))

    assert folder.is_dir() or builtin.shipped(files("nmlint.catalogue"))
    assert first.returncode == again.returncode
    assert b"[]" == again.stdout.strip()


def test_languages() -> None:
    """A text is given in the language asked for, else in Traditional Chinese."""
    assert ("折扣", "Discount", "折扣") == tuple(
        localized({"zh-TW": "折扣", "en": "Discount"}, lang) for lang in ("zh-TW", "en", "ja")
    )
