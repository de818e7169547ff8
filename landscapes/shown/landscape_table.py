"""Many landscapes as a table of HTML, as a notebook shows it."""

from __future__ import annotations

import html
from collections.abc import Iterable

from landscapes.function import Function
from landscapes.shown.faces import formula_of
from landscapes.shown.thumbnails import thumbnail


def table_of(landscapes: Iterable[Function]) -> str:
    """A row for each landscape: small picture, name, formula, what it teaches."""
    rows = []
    for f in landscapes:
        latex = formula_of(f)
        cells = (
            thumbnail(f),
            f"<code>{html.escape(f.name)}</code><br>{html.escape(f.title)}",
            f"${html.escape(latex)}$" if latex else "",
            html.escape(f.story),
        )
        rows.append("<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells) + "</tr>")
    head = "".join(
        f'<th style="text-align:left">{name}</th>' for name in ("", "name", "formula", "what it teaches")
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
