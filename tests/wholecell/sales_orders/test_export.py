"""export_sales_order_pdf, export_sales_order_xlsx. Source: docs/reference/wholecell.md §7.2."""

import io

import openpyxl
import pypdf
import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Response, Sandbox

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import SKU, change, esns, order, stocked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf_text(answer: Response) -> str:
    """Read every page."""
    pages = pypdf.PdfReader(io.BytesIO(answer.body)).pages
    return "\n".join(page.extract_text() for page in pages)


def sheets(answer: Response) -> dict[str, list[tuple[object, ...]]]:
    """Read every sheet's rows."""
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_pdf_shows_the_order(cell: Cell) -> None:
    """§7.2: as an attachment; §8.5: "Unknown SKU" in place of the product's name."""
    units = stocked(cell, 1)
    made = order(
        cell, transaction_number="R17", customer="Zoë Ångström", notes="日本 \x01",
        shipping_address={"street": "1 Main St", "city": "Oakland", "x": None},
        items=[{"sku": SKU, "quantity": 2, "sale_price": 19905}, {"sku": "TYPO", "quantity": 7}],
        inventories=esns(units),
    )  # fmt: skip
    cell.event("ship_order", id=made["id"], tracking_number="1Z999")
    answer = cell.get(f"/sales_orders/{made['id']}.pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="sales_order_{made["id"]}.pdf"'
    )
    text = pdf_text(answer)
    for said in (
        "R17", "Zoë Ångström", "1 Main St, Oakland", SKU, "Fairphone 4 128GB Grey B", "199.05",
        "398.10", "TYPO", "Unknown SKU", "7", units[0]["esn"], units[0]["hex_id"], "1Z999",
    ):  # fmt: skip
        assert said in text
    created = pypdf.PdfReader(io.BytesIO(answer.body)).metadata
    assert created is not None
    assert str(created["/CreationDate"]) == "D:20260105010000-08'00'"


def test_a_long_order_has_several_pages(cell: Cell) -> None:
    """§7.2."""
    items = [{"sku": f"SKU-{place:03}"} for place in range(200)]
    made = order(cell, items=items, notes="word " * 100 + "last")
    answer = cell.get(f"/sales_orders/{made['id']}.pdf")
    assert len(pypdf.PdfReader(io.BytesIO(answer.body)).pages) == 5
    text = pdf_text(answer)
    assert all(f"SKU-{place:03}" in text for place in range(200))
    assert text.count("word") == 100
    assert "last" in text


def test_the_workbook_shows_the_order(cell: Cell) -> None:
    """§7.2: text stays text, money is a number."""
    units = stocked(cell, 1)
    made = order(
        cell, transaction_number="R17", notes="=1+1 \x01 \uffff http://a.example",
        items=[{"sku": SKU, "quantity": 2, "sale_price": 19905}, {"sku": "TYPO"}],
        inventories=esns(units),
    )  # fmt: skip
    answer = cell.get(f"/sales_orders/{made['id']}.xlsx")
    assert (answer.status, answer.headers["content-type"]) == (200, XLSX)
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="sales_order_{made["id"]}.xlsx"'
    )
    book = sheets(answer)
    head = {row[0]: row[1] for row in book["Order"]}
    assert (head["Transaction number"], head["Total"], head["Sales order"]) == (
        "R17", 398.1, made["id"],
    )  # fmt: skip
    assert str(head["Notes"]).startswith("=1+1")
    assert book["Items"] == [
        ("SKU", "Product", "Quantity", "Committed", "Sale price"),
        (SKU, "Fairphone 4 128GB Grey B", 2, 1, 199.05),
        ("TYPO", "Unknown SKU", 1, 0, None),
    ]
    assert book["Inventory"] == [
        ("ESN", "ID", "Sale price"), (units[0]["esn"], units[0]["hex_id"], 199.05),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/pdf", "application/pdf"),
        (XLSX, XLSX),
        ("application/json;q=0.5, application/PDF", "application/pdf"),
        ("application/pdf, */*", "application/pdf"),
        ("text/html, application/pdf;q=0.2, application/json;q=0.3", "application/json"),
        ("*/*, application/pdf", "application/json"),
        ("application/pdf;q=0", "application/json"),
        ("application/pdf;q=lots", "application/pdf"),
        ("text/html", "application/json"),
        (",;", "application/json"),
    ],
)
def test_accept_may_ask_for_an_order_as_a_file(cell: Cell, accept: str, media: str) -> None:
    """§7.2: `Accept` negotiation; unknown types get JSON."""
    made = order(cell, transaction_number="R17")
    for path in (f"/sales_orders/{made['id']}", f"/orders/{made['id']}/"):
        answer = cell.send("GET", path, headers={"Accept": accept})
        assert (answer.status, answer.headers["content-type"]) == (200, media)
    listed = cell.send("GET", "/sales_orders", headers={"Accept": accept})
    assert listed.headers["content-type"] == "application/json"


def test_a_suffix_wins_over_accept_and_unknown_suffixes_are_404(cell: Cell) -> None:
    """§7.2, §1.2."""
    made = order(cell)
    path = f"/sales_orders/{made['id']}"
    given = cell.send("GET", f"{path}.pdf", headers={"Accept": XLSX})
    assert given.headers["content-type"] == "application/pdf"
    for wrong in (
        f"{path}.csv",
        "/sales_orders/7.pdf",
        "/sales_orders/7.xlsx",
        "/sales_orders/x.pdf",
    ):
        answer = cell.get(wrong)
        assert (answer.status, answer.json()) == (404, {"error": "Not found"})
    refused = cell.send("GET", "/sales_orders/7", headers={"Accept": "application/pdf"})
    assert refused.json() == {"error": "Not found"}
    assert cell.send("DELETE", f"{path}.pdf").status == 405


def test_the_same_world_gives_the_same_bytes() -> None:
    """§7.2: a file shows nothing of the machine that made it."""
    files: list[list[bytes]] = []
    for _ in range(2):
        with Sandbox(SIMULATORS, seed=3) as sandbox:
            cell = Cell(sandbox)
            made = order(cell, transaction_number="R1", items=[{"sku": "X"}])
            kinds = (".pdf", ".xlsx")
            files.append([cell.get(f"/sales_orders/{made['id']}{k}").body for k in kinds])
            sandbox.advance("1h")
            later = [cell.get(f"/sales_orders/{made['id']}{k}").body for k in kinds]
            assert later != files[-1]
            change(cell, made, notes="seen")
    assert files[0] == files[1]
