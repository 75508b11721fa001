"""What a wheel carries, what imports what, and how little a plain import loads."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "linter" / "nmlint"
in_checkout = pytest.mark.skipif(not SOURCES.is_dir(), reason="the installed package is tested away from its sources")
MOUNTS = {"nmlint.rules": ROOT / "rules", "nmlint.policies": ROOT / "policies"}

# Imports go down this list, never up; what stands on one line may import one another.
LAYERS = (
    ("__main__",),
    ("cli", "lsp"),
    ("dispatch", "audit"),
    ("planning",),
    ("api", "evaluation"),
    ("verification",),
    ("output",),
    (
        "engine",
        "advising",
        "plancases",
        "staging",
        "submissioncases",
        "approving",
        "embedding",
        "yielding",
        "opening",
        "choices",
        "findings",
        "hunting",
        "valuing",
        "rulebook",
        "merging",
    ),
    ("checks",),
    ("channel", "intent", "approval"),
    ("messages",),
    ("rendering",),
    ("documents",),
    ("text", "catalogue", "config"),
    ("templatekeys",),
    ("fields",),
    ("yamltree", "jsontree", "yamlruns"),
    ("yamlwords", "jsonwords"),
    ("nodes",),
    ("report",),
    ("verdict",),
    ("finding",),
    ("errors",),
    ("source", "shares", "durations", "vocabulary", "writing"),
    ("bilingual",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def listed() -> set[str]:
    """The packages that pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return set(project["tool"]["setuptools"]["packages"])


def on_disk() -> set[str]:
    """The packages in the tree, by import name."""
    found = {".".join(path.parent.relative_to(ROOT / "linter").parts) for path in SOURCES.rglob("__init__.py")}
    for package, folder in MOUNTS.items():
        found |= {".".join((package, *path.parent.relative_to(folder).parts)) for path in folder.rglob("__init__.py")}
    return found


def below(folder: Traversable, above: str = "") -> Iterator[str]:
    """The files below a resource folder, by relative path."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from below(entry, f"{above}{entry.name}/")
        else:
            yield above + entry.name


@in_checkout
def test_every_package_is_listed() -> None:
    """A wheel has only the packages that pyproject.toml names, and each of them exists."""
    assert on_disk() == listed()


@pytest.mark.parametrize("package", MOUNTS)
def test_every_yaml_file_is_reachable(package: str) -> None:
    """importlib.resources sees each YAML file of the catalogue, in a checkout and in a wheel."""
    written = {path.relative_to(MOUNTS[package]).as_posix() for path in MOUNTS[package].rglob("*.y*ml")}

    assert written
    assert written == {name for name in below(files(package)) if name.endswith((".yaml", ".yml"))}


@in_checkout
def test_every_schema_is_reachable() -> None:
    """The schemas ship with the package that reads them."""
    written = {path.name for path in (SOURCES / "catalogue" / "schemas").glob("*.json")}

    assert written == {name for name in below(files("nmlint.catalogue") / "schemas") if name.endswith(".json")}


@pytest.mark.parametrize("package", MOUNTS)
def test_every_folder_of_data_is_a_package(package: str) -> None:
    """Without its `__init__.py` a folder is missing from an editable install."""
    folders = {path.parent for path in MOUNTS[package].rglob("*.y*ml")} | {MOUNTS[package]}

    assert [] == [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()]


@pytest.mark.parametrize("name", ["rules", "policies"])
def test_no_module_hides_the_catalogue(name: str) -> None:
    """A module of that name would stand before the mounted package in an editable install."""
    assert not (SOURCES / name).exists()
    assert not (SOURCES / f"{name}.py").exists()


def test_no_compiled_catalogue_in_the_tree() -> None:
    """A checkout reads its own files: a compiled catalogue would go stale there."""
    assert not (SOURCES / "catalogue" / "builtin.json").exists()


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """The parts of nmlint that a module imports, with their lines; `nmlint` alone has no part."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [
                f"{node.module}.{alias.name}" if node.module == "nmlint" else str(node.module) for alias in node.names
            ]
        elif isinstance(node, ast.ImportFrom):
            # `from . import x` stays inside the package it stands in; deeper dots are not used.
            assert node.level == 1, f"{path}:{node.lineno}: import from nmlint by its full name"
        for name in names:
            parts = name.split(".")
            if parts[0] == "nmlint" and len(parts) > 1 and parts[1] != "__version__":
                yield getattr(node, "lineno", 0), parts[1]


@in_checkout
def test_every_part_has_its_layer() -> None:
    """A new module or package is given its place in the order."""
    parts = {path.stem for path in SOURCES.iterdir() if path.suffix == ".py"} - {"__init__"}
    parts |= {path.parent.name for path in SOURCES.glob("*/__init__.py")}

    assert set() == parts - LEVEL.keys()


@in_checkout
def test_imports_go_one_way() -> None:
    """No module imports what stands above it."""
    upward = [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {own} imports {other}"
        for path in sorted(SOURCES.rglob("*.py"))
        if (own := path.relative_to(SOURCES).parts[0].removesuffix(".py")) != "__init__"
        for line, other in imports(path)
        if other != own and LEVEL.get(other, -1) < LEVEL.get(own, 0)
    ]

    assert [] == upward


@in_checkout
def test_one_part_alone_knows_spacy() -> None:
    """Language is learnt and facts are recognised in intent/, and nowhere else."""
    importing = {
        path.relative_to(SOURCES).parts[0]
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "spacy" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "spacy")
    }

    assert {"intent"} == importing


def test_a_check_waits_for_no_language_library() -> None:
    """The scenario and the tone of a message are read without spaCy and without NumPy."""
    code = (
        "import nmlint, sys; report = nmlint.check('院子裡的桂花開了，窗邊那張桌子替您留著', kind='message');"
        "print([rule for rule in {f.rule for f in report} if rule == 'promotion/reads-like-advert'],"
        " [name for name in ('spacy', 'numpy', 'thinc') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout

    assert said.strip() == "['promotion/reads-like-advert'] []"


@pytest.mark.parametrize("module", ["nmlint", "nmlint.cli", "nmlint.api"])
def test_a_plain_import_is_light(module: str) -> None:
    """Importing nmlint, its command line or its call loads neither spaCy, jsonschema nor phonenumbers."""
    heavy = ("spacy", "jsonschema", "phonenumbers")
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"

    assert b"[]" == subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip()
