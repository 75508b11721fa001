"""Discovery: which files are meant, and how templates find each other."""

from __future__ import annotations

import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from nmlint.catalogue import load_builtin
from nmlint.documents.discovery import Finder, Found, discover, is_template, only_included, referenced
from nmlint.errors import UnreadableError
from nmlint.messages.kinds import kind_of_file
from nmlint.messages.shapes import Shapes
from nmlint.source import Source


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with templates, and with what is to be passed over."""
    for name in (
        "b.j2",
        "a.jinja",
        "sub/c.jinja2",
        "sub/D.J2",
        "readme.md",
        ".hidden/x.j2",
        ".x.j2",
        "node_modules/y.j2",
        ".venv/z.j2",
        "sub/.git/w.j2",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@cache
def shapes() -> Shapes:
    """What LINE's objects are made of."""
    return Shapes.of(load_builtin().tables["line-messages"])


def found(*arguments: str) -> Found:
    """What the arguments lead to: templates by their names, JSON and YAML by what they hold."""
    return discover(arguments, lambda path: kind_of_file(path, shapes()), is_template)


def names(*arguments: str) -> list[str]:
    """The names of what the arguments lead to."""
    return [item.name for item in found(*arguments).inputs]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["."], ["a.jinja", "b.j2", "sub/D.J2", "sub/c.jinja2"]),
        (["sub"], ["sub/D.J2", "sub/c.jinja2"]),
        (["b.j2", "a.jinja"], ["b.j2", "a.jinja"]),
        (["b.j2", ".", "./b.j2"], ["b.j2", "a.jinja", "sub/D.J2", "sub/c.jinja2"]),
        (["readme.md"], ["readme.md"]),
        (["*"], ["a.jinja", "b.j2", "sub/D.J2", "sub/c.jinja2"]),
        (["**/*.j*2"], ["b.j2", "sub/c.jinja2"]),
        ([".hidden"], [".hidden/x.j2"]),
    ],
)
def test_what_is_meant(tree: Path, arguments: list[str], expected: list[str]) -> None:
    """Files stay in the order given, folders go by name, each file is taken once."""
    assert tree.is_dir()
    assert expected == names(*arguments)


def test_a_file_named_like_a_pattern(tree: Path) -> None:
    """A name with brackets that exists is that file."""
    (tree / "[a].j2").write_text("x")

    assert ["[a].j2"] == names("[a].j2")


@pytest.mark.parametrize("argument", ["nothing/*.j2", "empty"])
def test_nothing_there_is_told(tree: Path, argument: str) -> None:
    """A folder or a pattern that leads to no template is named."""
    (tree / "empty").mkdir()

    assert (argument,) == found(argument).empty


def test_loops_of_links_end(tree: Path) -> None:
    """A link back to a folder above is entered once."""
    (tree / "sub" / "up").symlink_to(tree)

    assert ["a.jinja", "b.j2", "sub/D.J2", "sub/c.jinja2"] == names(".")


def test_troubles_are_kept(tree: Path) -> None:
    """Broken links to templates and missing files are troubles, not silence."""
    (tree / "sub" / "broken.j2").symlink_to("gone")
    (tree / "sub" / "broken.txt").symlink_to("gone")
    troubles = found(".", "missing.j2").troubles

    assert ["sub/broken.j2", "missing.j2"] == [trouble.name for trouble in troubles]
    assert "broken symbolic link" in troubles[0].reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_closed_folder_is_a_trouble(tree: Path) -> None:
    """A folder that may not be looked into is told."""
    closed = tree / "closed"
    closed.mkdir()
    closed.chmod(0)
    troubles = found(".").troubles
    closed.chmod(0o700)

    assert ["closed"] == [trouble.name for trouble in troubles]


def test_deep_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders may be nested deeper than Python calls may."""
    # Not in pytest's own folder, whose cleaning recurses: what an interrupted run leaves behind would end later ones.
    top = tempfile.mkdtemp()
    monkeypatch.chdir(top)
    try:
        for _ in range(1200):
            Path("d").mkdir()
            os.chdir("d")
        Path("a.j2").write_text("x")
        monkeypatch.chdir(top)
        reached = found(".")
    finally:
        subprocess.run(["rm", "-rf", top], check=True)

    assert 1 == len(reached.inputs) + len(reached.troubles)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{% include "a.j2" %}', [("a.j2",)]),
        ("{%- include 'a.j2' ignore missing -%}", [("a.j2",)]),
        ("{% include ['a.j2', 'b.j2'] %}", [("a.j2", "b.j2")]),
        ('{% import "m.j2" as m %}{% from "n.j2" import x %}', [("m.j2",), ("n.j2",)]),
        ('{% extends "a" if x else "b" %}', [("a", "b")]),
        ('{# {% include "a.j2" %} #}', []),
        ('{% raw %}{% include "a.j2" %}{% endraw %}', []),
        ("{% include name %}", []),
        ('{% set included = "a.j2" %}', []),
    ],
)
def test_references(text: str, expected: list[tuple[str, ...]]) -> None:
    """Templates named in so many words are found; comments and raw blocks name nothing."""
    assert expected == list(referenced(text))


@pytest.mark.parametrize(
    ("texts", "own", "expected"),
    [
        ({"a.j2": '{% include "p.j2" %}', "p.j2": "x"}, {"a.j2"}, {"p.j2"}),
        ({"a.j2": '{% include "p.j2" %}', "p.j2": "x"}, {"a.j2", "p.j2"}, set()),
        ({"a.j2": "x", "p.j2": "x"}, set(), set()),
        ({"p.j2": '{% include "q.j2" %}', "q.j2": '{% include "p.j2" %}'}, set(), {"q.j2"}),
        ({"a.j2": '{% include "p.j2" %}', "p.j2": '{% include "q.j2" %}', "q.j2": "x"}, {"a.j2"}, {"p.j2", "q.j2"}),
        ({"a.j2": '{% include "a.j2" %}'}, set(), set()),
        ({"a.j2": '{% include "../../outside.j2" %}'}, set(), set()),
    ],
)
def test_only_included(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: dict[str, str], own: set[str], expected: set[str]
) -> None:
    """What others include and what declares nothing is judged through them; a circle keeps a way in."""
    monkeypatch.chdir(tmp_path)
    for name, text in texts.items():
        Path(name).write_text(text)
    sources = {name: Source(name, text) for name, text in texts.items()}

    assert expected == only_included(sources, own, Finder((tmp_path,)))


def test_finder_looks_beside_then_in_the_roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is looked for beside the template that says it, then in the roots in their order."""
    monkeypatch.chdir(tmp_path)
    for name in ("templates/mail/a.j2", "templates/mail/part.j2", "templates/part.j2", "shared/other.j2"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(name)
    find = Finder((Path("templates"), Path("shared")))

    assert ["templates/mail/part.j2", "shared/other.j2", None] == [
        found and found.text
        for found in (find(name, "templates/mail/a.j2") for name in ("part.j2", "other.j2", "none.j2"))
    ]
    shown = find("../part.j2", "templates/mail/a.j2")
    assert shown is not None
    assert "templates/part.j2" == shown.name


@pytest.mark.parametrize("name", ["../secret.j2", "link.j2", "sub/../../secret.j2"])
def test_finder_never_leaves_the_roots(tmp_path: Path, name: str) -> None:
    """Neither dots nor links lead out."""
    root = tmp_path / "templates"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "secret.j2").write_text("secret")
    (root / "link.j2").symlink_to(tmp_path / "secret.j2")

    with pytest.raises(UnreadableError, match="no file within the folders"):
        Finder((root,))(name, str(root / "a.j2"))


@pytest.mark.parametrize("name", ["/etc/passwd", "a\0b", "", ".", "sub"])
def test_finder_refuses_odd_names(tmp_path: Path, name: str) -> None:
    """Absolute names, names no file can have and folders are not found."""
    (tmp_path / "sub").mkdir()
    try:
        found = Finder((tmp_path,))(name, str(tmp_path / "a.j2"))
    except UnreadableError:
        found = None

    assert found is None


KINDS = ["send-plan", "service-plan", "message"]


@pytest.mark.parametrize("name", ["plan.yaml", "plan.yml", "plan.JSON"])
@pytest.mark.parametrize("kind", KINDS)
def test_files_that_say_what_they_are(tree: Path, name: str, kind: str) -> None:
    """A known kind at the top of a YAML or JSON file brings it in, from a folder, by a glob and by name."""
    (tree / "sub" / name).write_text(f'{{"id": "x", "kind": "{kind}"}}')

    for argument in (".", "sub", "sub/pl*", f"sub/{name}"):
        assert [(f"sub/{name}", kind)] == [(item.name, item.kind) for item in found(argument).inputs if item.kind]


TEXT = '{"type": "text", "text": "您的訂單已出貨"}'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("push.json", f'{{"to": "U1", "messages": [{TEXT}]}}'),
        ("text.json", TEXT),
        ("list.yml", f"[{TEXT}]"),
        ("flex.YAML", "type: flex\naltText: 出貨通知\ncontents: {type: bubble, body: {type: box}}\n"),
        ("broken.json", TEXT[:-1]),
        ("wide.json", "\ufeff" + TEXT),
    ],
)
def test_files_that_show_what_they_are(tree: Path, name: str, text: str) -> None:
    """So does a message by its shape, also one with a fault."""
    (tree / "sub" / name).write_text(text)

    for argument in (".", "sub", "sub/*.[jyY]*", f"sub/{name}"):
        assert [(f"sub/{name}", "message")] == [(item.name, item.kind) for item in found(argument).inputs if item.kind]


def test_messages_and_templates_go_by_name(tree: Path) -> None:
    """A folder's messages stand among its templates, and a file that was named is one of no kind."""
    (tree / "a.json").write_text(TEXT)
    (tree / "c.yaml").write_text("kind: send-plan\n")
    (tree / "d.json").write_text('{"type": "module"}')

    assert ["a.jinja", "a.json", "b.j2", "c.yaml", "sub/D.J2", "sub/c.jinja2"] == names(".")
    assert [("d.json", True, None)] == [(item.name, item.named, item.kind) for item in found("d.json").inputs]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.yaml", b"kind: Deployment\nmetadata: {name: message}\n"),
        ("a.yaml", b"spec:\n  kind: message\n"),
        ("a.yaml", b"kind: message-flow\n"),
        ("a.json", b'[{"kind": "message"}]'),
        ("package.json", b'{"type": "module", "dependencies": {"@cucumber/messages": "1"}}'),
        ("chat.json", b'{"model": "m", "messages": [{"role": "user", "content": "hi"}]}'),
        ("map.json", b'{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}'),
        ("k8s.yaml", b"kind: Service\nspec: {type: ClusterIP}\n---\nkind: ConfigMap\n"),
        ("a.yaml", b""),
        ("a.yaml", b"\xff\xfe\x00"),
        ("a.yaml", b"# " + b"x" * 100_000 + b"\nkind: message\n"),
        ("a.txt", b"kind: message\n"),
        ("nmlint.yaml", b"kind: message\n"),
        (".hidden.yaml", b"kind: message\n"),
    ],
)
def test_other_data_is_not_ours(tree: Path, name: str, data: bytes) -> None:
    """Data of other kinds, a kind that does not stand at the top of the head, and the configuration are passed over."""
    (tree / name).write_bytes(data)

    assert name not in names(".")
    assert name not in names("*")


def test_a_pipe_is_not_waited_for(tree: Path) -> None:
    """Only a regular file is looked into."""
    os.mkfifo(tree / "plan.yaml")

    assert "plan.yaml" not in names(".")
