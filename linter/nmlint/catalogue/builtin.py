"""The catalogue that judges: the built-in one, and the packs that a configuration extends it with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache as once
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from nmlint import __version__
from nmlint.catalogue import cache
from nmlint.catalogue.compiled import FORMAT, NotCompiledError, compile_plain, dump, merge, parse
from nmlint.catalogue.gathering import File, Part, Root, digest, gather
from nmlint.catalogue.model import Catalogue
from nmlint.errors import CatalogueError, Fault, UsageError

COMPILED = "builtin.json"


@once
def load_builtin() -> Catalogue:
    """The catalogue of this installation: as it was compiled into the wheel, else from the checkout's own files."""
    return shipped(files("nmlint.catalogue")) or _compiled(builtin_roots(), None)


def shipped(folder: Traversable) -> Catalogue | None:
    """The compiled catalogue in a folder, None where there is none. Raises CatalogueError when it is damaged."""
    entry = folder / COMPILED
    if not entry.is_file():
        return None
    try:
        return parse(entry.read_bytes())
    except NotCompiledError as error:
        fault = Fault(f"nmlint/catalogue/{COMPILED}", 1, "nmlint's own catalogue is damaged", "reinstall nmlint")
        raise CatalogueError((fault,)) from error


def load_pack(folder: Path, base: Catalogue | None = None) -> Catalogue:
    """The base (the built-in catalogue if none is given) with a user's own rules and policies.

    The folder holds `rules/` and `policies/`, or is itself a folder of rules. Raises UsageError when it is none.
    """
    base = load_builtin() if base is None else base
    return merge(base, _compiled(pack_roots(folder), base))


def builtin_roots() -> tuple[Root, ...]:
    """Where the built-in catalogue's own files are."""
    return Root("rules", "rules", files("nmlint.rules")), Root("policies", "policies", files("nmlint.policies"))


def pack_roots(folder: Path) -> tuple[Root, ...]:
    """Where the files of a pack are."""
    if not folder.is_dir():
        raise UsageError(f"{folder.as_posix()}: there is no such folder of rules (see `extends`)")
    parts: tuple[Part, ...] = ("rules", "policies")
    roots = [Root(part, (folder / part).as_posix(), folder / part) for part in parts if (folder / part).is_dir()]
    return tuple(roots) or (Root("rules", folder.as_posix(), folder),)


def build(rules: Path, policies: Path) -> bytes:
    """The compiled form of a catalogue that must be without faults. Raises CatalogueError."""
    from nmlint.catalogue.loader import load  # noqa: PLC0415  see _compiled

    loaded = load([Root("rules", "rules", rules), Root("policies", "policies", policies)])
    if loaded.faults:
        raise CatalogueError(loaded.faults)
    return dump(compile_plain(loaded, __version__))


def _compiled(roots: Sequence[Root], base: Catalogue | None) -> Catalogue:
    found, faults = gather(roots)
    key = _key(found, faults, base)
    kept = cache.read(key)
    if kept is not None:
        try:
            return parse(kept)
        except NotCompiledError:
            pass
    # Late: what is compiled needs neither YAML nor the checks.
    from nmlint.catalogue.loader import load_files  # noqa: PLC0415

    content = dump(compile_plain(load_files(found, faults, base), __version__))
    cache.write(key, content)
    return parse(content)


def _key(found: Sequence[File], faults: Sequence[Fault], base: Catalogue | None) -> str:
    """Changes with everything that the outcome depends on, the program that compiles included."""
    parts = [str(FORMAT), __version__, _program(), digest(found, "rules"), digest(found, "policies")]
    parts += [file.path for file in found]
    parts += map(str, faults)
    if base is not None:
        parts += [base.identity.sha256, base.policy_identity.sha256]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _program() -> str:
    """A hash over the modules and schemas of this package."""
    total = hashlib.sha256()
    package = files("nmlint.catalogue")
    for folder in (package, package / "schemas"):
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith((".py", ".schema.json")):
                total.update(entry.name.encode() + b"\0" + hashlib.sha256(entry.read_bytes()).digest())
    return total.hexdigest()
