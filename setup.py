"""Compiles the catalogue into the wheel; everything else about the build stands in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent


class BuildWithCatalogue(build_py):
    """Writes `nmlint/catalogue/builtin.json`; a catalogue with faults fails the build.

    An editable install gets none: there the catalogue is read from the checkout's own files.
    """

    def run(self) -> None:
        """Builds the package, then compiles its catalogue beside it."""
        super().run()
        if not self.editable_mode:
            target = Path(self.compiled)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(compiled_catalogue())

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """The files of the build, the compiled catalogue among them."""
        outputs = super().get_outputs(include_bytecode)
        return outputs if self.editable_mode else [*outputs, self.compiled]

    @property
    def compiled(self) -> str:
        """Where the compiled catalogue is written."""
        return str(Path(self.build_lib, "nmlint", "catalogue", "builtin.json"))


def compiled_catalogue() -> bytes:
    """The compiled catalogue of this source tree, which need not be installed."""
    sys.path.insert(0, str(ROOT / "linter"))
    from nmlint.catalogue.builtin import build  # noqa: PLC0415  importable from here on
    from nmlint.errors import CatalogueError  # noqa: PLC0415

    try:
        return build(ROOT / "rules", ROOT / "policies")
    except CatalogueError as error:
        raise SystemExit(f"The catalogue does not compile:\n{error}") from error


setup(cmdclass={"build_py": BuildWithCatalogue})
