"""`nmlint ledger explain`: one decision in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from nmlint.bilingual import Bilingual
from nmlint.cli.ledgers import ledger_options, opened
from nmlint.cli.options import format_option, write, write_lines
from nmlint.errors import UsageError


@click.command("explain")
@click.argument("decision", metavar="ID")
@click.option(
    "--values",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A JSON file of values; say whether these were the values that were judged.",
)
@format_option("text", "json")
@ledger_options
def explain_command(
    decision: str, values: Path | None, form: str, place: str | None, config: Path | None, lang: str | None
) -> None:
    """Tell of one decision what was decided, why, by which versions, how it was sent, and what came of it.

    Exit codes: 0 told; 1 with --values, these were not the values; 2 there is no such decision, or it
    cannot be read.
    """
    given = None if values is None else _values(values)
    with opened(place, config, lang) as found:
        recorded = found.ledger.read(decision)
        if recorded is None:
            raise UsageError(
                Bilingual(
                    f"no decision {decision!r} in {found.ledger.place}; nmlint ledger list shows the ids",
                    f"{found.ledger.place} 裡沒有決定「{decision}」；nmlint ledger list 可列出代號",
                )
            )
        data = recorded.to_json()
        data["findings"] = [each.to_json() for each in found.outcomes().of(recorded)]
        if given is not None:
            data["values_match"] = _match(given, str(recorded.record["digest"]))
        if form == "json":
            from nmlint.report import as_json  # noqa: PLC0415  late, so that `--help` loads none of it

            write(as_json(data))
        else:
            from nmlint.output.ledger import explained  # noqa: PLC0415  late, as above

            write_lines(explained(data, found.lang))
    click.get_current_context().exit(1 if data.get("values_match") is False else 0)


def _values(path: Path) -> Mapping[str, Any]:
    try:
        given = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "no JSON"
        raise UsageError(
            Bilingual(f"--values {path}: cannot be read: {said}", f"--values {path}：無法讀取：{said}")
        ) from error
    if not isinstance(given, dict):
        raise UsageError(
            Bilingual(
                f'--values {path}: values stand by their names, such as {{"order_no": "TW1"}}',
                f'--values {path}：請寫成名稱與值，例如 {{"order_no": "TW1"}}',
            )
        )
    return given


def _match(given: Mapping[str, Any], digest: str) -> bool:
    """Whether these are the values of the digest; of a decision that had none, nothing can be said."""
    from nmlint.dispatch.masking import canonical, digest_of  # noqa: PLC0415  late, as above

    salt, colon, _ = digest.partition(":")
    if not colon:
        raise UsageError(
            Bilingual(
                "this decision was recorded without a digest of its values, so that they cannot be compared",
                "這筆決定沒有記錄數值的雜湊，無法比對",
            )
        )
    return digest_of(canonical(given), salt) == digest
