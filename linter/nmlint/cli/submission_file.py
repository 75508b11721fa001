"""Writes a service plan in the form that the name of its file asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmlint.bilingual import LANGUAGES, Bilingual
from nmlint.documents.message import form_of, read_nodes
from nmlint.documents.model import YAML
from nmlint.errors import UsageError
from nmlint.nodes import plain
from nmlint.output.submission_table import submission_markdown
from nmlint.output.submission_words import say
from nmlint.output.submission_yaml import submission_yaml
from nmlint.source import Source
from nmlint.writing import write_whole

if TYPE_CHECKING:
    from nmlint.documents.workbook_keeping import Kept

WORKBOOK = ".xlsx"
_YAML, _MARKDOWN = (".yaml", ".yml"), ".md"


def plan_data(source: Source) -> dict[str, Any]:
    """The plan in a source as plain data. Raises UnreadableError."""
    data: dict[str, Any] = plain(read_nodes(source, form_of(source.name, source.text) or YAML))
    if source.cells:
        from nmlint.documents.workbook_data import without_blanks  # noqa: PLC0415  late: few plans are spreadsheets

        return without_blanks(data)
    return data


def refuse_existing(output: Path, *, new: bool = False) -> None:
    """Raises UsageError for a plan in the place of any other file; only what was written as Markdown is renewed.

    A `new` plan is built on none.
    """
    if not output.exists() or (output.suffix.lower() == _MARKDOWN and _is_markdown_of_plan(output) and not new):
        return
    mend = Bilingual("choose another name", "請換一個檔名")
    if not new and output.suffix.lower() != _MARKDOWN:
        mend = Bilingual(
            f"{mend}, or build on it with --plan {output}", f"{mend.chinese}，或加上 --plan {output} 以它為底"
        )
    raise UsageError(
        Bilingual(
            f"--output {output}: there is such a file already, which a new plan would replace; {mend}",
            f"--output {output}：檔案已經存在，新的計畫會蓋掉它；{mend.chinese}",
        )
    )


def _is_markdown_of_plan(path: Path) -> bool:
    """Whether a file begins as our own plans in Markdown do."""
    heads = tuple(f"# {say('plan', lang)}".encode() for lang in LANGUAGES)
    try:
        with path.open("rb") as file:
            return file.read(max(map(len, heads))).startswith(heads)
    except OSError:
        return False


def write_plan(plan: str | Mapping[str, Any], output: Path, lang: str, kept: Kept | None = None) -> None:
    """The plan, its text in YAML or its data, as the suffix of the file asks. Raises UsageError.

    What people wrote into its spreadsheet for themselves is kept in a new one.
    """
    suffix = output.suffix.lower()
    data = plan_data(Source("plan.yaml", plan)) if isinstance(plan, str) else plan
    try:
        if suffix == WORKBOOK:
            from nmlint.documents.workbook import workbook_of  # noqa: PLC0415  as above

            write_whole(output, workbook_of(data, kept=kept, lang=lang))
        elif suffix == _MARKDOWN:
            write_whole(output, submission_markdown(data, lang).encode("utf-8"))
        elif suffix in _YAML:
            text = plan if isinstance(plan, str) else submission_yaml(data)
            write_whole(output, text.encode("utf-8"))
        else:
            raise UsageError(
                Bilingual(
                    f"--output {output}: a plan is written as .yaml, .md or .xlsx; name the file so",
                    f"--output {output}：計畫可寫成 .yaml、.md 或 .xlsx；請改用這些副檔名",
                )
            )
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise UsageError(
            Bilingual(f"--output {output}: cannot be written: {said}", f"--output {output}：無法寫入：{said}")
        ) from error
