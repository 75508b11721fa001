"""The tables of the plan page, which become cards on a narrow screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from nmlint.output.preview.markup import element, join


def table(name: str, heads: Sequence[str], rows: Iterable[tuple[str | None, str, Sequence[str]]]) -> Markup:
    """A table by its name: each row with its class, what heads it, and its cells.

    It scrolls within its frame, by the keyboard too. Each cell bears its heading, which a card shows; roles keep it
    a table for those who hear it, however it is set.
    """
    columns = (element("th", head, scope="col", role="columnheader") for head in heads)
    body = (
        element(
            "tr",
            element("th", first, scope="row", role="rowheader"),
            *(element("td", cell, role="cell", data_label=head) for head, cell in zip(heads[1:], cells, strict=True)),
            class_=kind,
            role="row",
        )
        for kind, first, cells in rows
    )
    drawn = element(
        "table",
        element("thead", element("tr", *columns, role="row"), role="rowgroup"),
        element("tbody", *body, role="rowgroup"),
        role="table",
        aria_label=name,
    )
    return element("div", drawn, class_="scrolled", tabindex="0", role="region", aria_label=name)


def figure(text: str, interval: str) -> Markup:
    """A figure with its interval below."""
    return join((text, " ", element("span", interval, class_="interval")) if interval else (text,))
