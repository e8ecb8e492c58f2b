"""export_sales_order_pdf, export_sales_order_xlsx. Source: docs/reference/wholecell.md §7.2."""

import io
import struct
import sys
from itertools import pairwise

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


@pytest.mark.parametrize(("suffix", "package"), [("pdf", "reportlab"), ("xlsx", "xlsxwriter")])
def test_without_the_extra_an_export_is_503_and_says_how_to_get_it(
    cell: Cell, monkeypatch: pytest.MonkeyPatch, suffix: str, package: str
) -> None:
    """§7.2: a package that is not installed is no bug, and nothing else needs it."""
    made = order(cell, customer="Ann")
    monkeypatch.setitem(sys.modules, package, None)
    answer = cell.get(f"/sales_orders/{made['id']}.{suffix}")
    assert answer.status == 503
    assert answer.json()["error"].endswith("installed: pip install 'stocktake[exports]'")
    assert cell.get(f"/sales_orders/{made['id']}").status == 200
    assert cell.get(f"/sales_orders/1.{suffix}").status == 404


NAMES = (
    "Łukasz Żółć, Đorđe Škrbić, Ağaç", "Γεώργιος Παπαδόπουλος", "Щербакова Юлия, Ґалаґан",
    "王小明 歐陽修 龍", "高橋 さくら カタカナ ｶﾅ", "김철수 한국어",
)  # fmt: skip


def glyphs(font: bytes) -> list[bytes]:
    """Return the outlines of a TrueType font, glyph by glyph; the first is the empty box."""
    count = struct.unpack_from(">H", font, 4)[0]
    entries = [struct.unpack_from(">4s4xII", font, 12 + 16 * place) for place in range(count)]
    table = {tag: font[offset : offset + length] for tag, offset, length in entries}
    is_long = struct.unpack_from(">H", table[b"head"], 50)[0]
    size, code, unit = (4, "I", 1) if is_long else (2, "H", 2)
    marks = struct.unpack(f">{len(table[b'loca']) // size}{code}", table[b"loca"])
    offsets = [mark * unit for mark in marks]
    return [table[b"glyf"][start:end] for start, end in pairwise(offsets)]


def embedded(answer: Response) -> dict[str, list[bytes]]:
    """Return the outlines of each font that a PDF's first page brings along."""
    (page, *_) = pypdf.PdfReader(io.BytesIO(answer.body)).pages
    found = {}
    for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
        told = font.get_object()
        if "/FontDescriptor" in told:
            assert "/ToUnicode" in told
            file = told["/FontDescriptor"]["/FontFile2"].get_object().get_data()
            found[str(told["/BaseFont"]).partition("+")[2]] = glyphs(file)
    return found


def test_the_pdf_prints_every_script(cell: Cell) -> None:
    """§7.2: Latin, Greek, Cyrillic, Chinese, Japanese, Korean; each letter has its own outline."""
    made = order(
        cell, customer=NAMES[0], shipping_address=dict(zip("abcde", NAMES[1:], strict=True)),
        notes=" ".join(NAMES), channel=NAMES[3], transaction_number=NAMES[4],
        items=[{"sku": name, "description": name} for name in NAMES],
    )  # fmt: skip
    answer = cell.get(f"/sales_orders/{made['id']}.pdf")
    text = pdf_text(answer)
    for name in NAMES:
        assert text.count(name) >= 2, name
    assert not set("?\ufffd\0") & set(text)
    fonts = embedded(answer)
    assert sorted(fonts) == ["DejaVuSans", "DroidSansFallback"]
    letters = {letter for name in NAMES for letter in name if letter > "\u2e7f"}
    box, *drawn = fonts["DroidSansFallback"]
    assert len(set(drawn) - {b"", box}) >= len(letters)
    box, *drawn = fonts["DejaVuSans"]
    letters = {letter for name in NAMES for letter in name if "\xff" < letter < "\u2e7f"}
    assert len(set(drawn) - {b"", box}) >= len(letters)


def test_a_pdf_of_western_text_brings_no_font_along(cell: Cell) -> None:
    """§7.2: Helvetica, which every reader has, is enough."""
    made = order(cell, customer="Zoë Ångström", notes="50 € “off”")
    answer = cell.get(f"/sales_orders/{made['id']}.pdf")
    assert embedded(answer) == {}
    assert len(answer.body) < 5_000


def test_what_no_font_of_the_pdf_has_is_a_question_mark(cell: Cell) -> None:
    """§7.2: letters that must be joined or turned round, pictures, control characters."""
    made = order(cell, notes="a\x01 नम 😀 שלום z", channel="De\u0301ja\u0300 Ελ")
    text = pdf_text(cell.get(f"/sales_orders/{made['id']}.pdf"))
    assert "a? ?? ? ???? z" in text
    assert "Déjà Ελ" in text


def test_a_long_text_is_wrapped_and_a_long_cell_is_cut_by_its_width(cell: Cell) -> None:
    """§7.2: Chinese has no spaces to break at, and its letters are wide."""
    notes, sku = "一二三四五六七八九十" * 30, "東" * 60
    made = order(cell, notes=notes, items=[{"sku": sku}, {"sku": "W" * 60}])
    text = pdf_text(cell.get(f"/sales_orders/{made['id']}.pdf"))
    lines = [line for line in text.splitlines() if "一" in line]
    assert len(lines) == 8
    assert "".join(lines).count("一二三四五六七八九十") + 7 >= 30
    assert 14 <= text.count("東") <= 16
    assert 14 <= text.count("W") <= 18


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
