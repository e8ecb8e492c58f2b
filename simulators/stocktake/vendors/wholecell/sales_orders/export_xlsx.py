"""Writing an order's Excel workbook. Source: docs/reference/wholecell.md 7.2."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from stocktake.core.extras import require

# No XML document may hold these; a sheet escapes the control characters by itself.
_NO_XML = re.compile("[\ufffe\uffff]")


def write_xlsx(title: str, tables: Mapping[str, Sequence[list[Any]]], made: datetime) -> bytes:
    """Return a workbook with one sheet for each part, dated `made`."""
    require("exports", "xlsxwriter", what="an order as an Excel workbook")
    # Imported at the first export, as ReportLab is.
    from xlsxwriter import Workbook

    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    book.set_properties({"title": title, "created": made})
    for name, rows in tables.items():
        _fill(book.add_worksheet(name), rows)
    book.close()
    return content.getvalue()


def _fill(sheet: Any, rows: Sequence[list[Any]]) -> None:
    """Write rows; text stays text even if it looks like a formula or a link."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, _NO_XML.sub("\ufffd", cell))
