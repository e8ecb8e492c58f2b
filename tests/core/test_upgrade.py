"""A world that an earlier version saved goes on with every row."""

from contextlib import closing
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.core import store
from stocktake.core.errors import Unprocessable
from stocktake.core.images import Image
from stocktake.web.sandbox import Sandbox

from tests.wherefour.conftest import Warehouse

LISTS = (  # version 4 added three indexes, changed three, and changed views
    "DROP INDEX whiplash_item_bundle", "DROP INDEX whiplash_bundle_item_updated",
    "DROP INDEX swappa_listing_by_end", "DROP INDEX wholecell_inventory_purchase_order",
    "CREATE INDEX wholecell_inventory_purchase_order ON wholecell_inventory (purchase_order_id)",
    "DROP INDEX wholecell_inventory_variation",
    "CREATE INDEX wholecell_inventory_variation ON wholecell_inventory (product_variation_id)",
    "DROP INDEX ebay_order_by_creation",
    "CREATE INDEX ebay_order_by_creation ON ebay_order (created_at)",
    "DROP VIEW backmarket_stated_order", "DROP VIEW v_stock",
)  # fmt: skip


def of_version_3(content: bytes) -> bytes:
    """Return a saved world as version 3 had it."""
    with closing(Image(content).connect()) as db:
        for statement in LISTS:
            db.execute(statement)
        db.execute("PRAGMA user_version = 3")
        return Image.of(db).content


def older(content: bytes) -> bytes:
    """Return a saved world as version 2 had it."""
    with closing(Image(of_version_3(content)).connect()) as db:
        for name in ("v_goods", "v_held"):
            db.execute(f"DROP VIEW {name}")
        db.execute("DROP TABLE route")
        db.execute("DROP INDEX journal_fault")
        db.execute("ALTER TABLE journal DROP COLUMN fault_id")
        db.execute("ALTER TABLE outbox DROP COLUMN fault_id")
        db.execute("PRAGMA user_version = 2")
        return Image.of(db).content


def schema_of(content: bytes) -> list[tuple[str, str]]:
    """Return everything that a saved world has, by its name, and how it was made."""
    with closing(Image(content).connect()) as db:
        return db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


@pytest.fixture
def saved(sandbox: Sandbox) -> bytes:
    """A world of version 2 with a journal, a ledger and a fault."""
    sandbox.fault("wherefour", "create_order", "status", nth=9, status=503)
    Warehouse(sandbox).order({"sku": "COF-GUJI-340", "count": 2}, order_number="P1")
    return older(sandbox.get_database())


def test_a_saved_world_of_the_version_before_is_loaded_with_every_row(
    saved: bytes, sandbox: Sandbox
) -> None:
    journal, ledger, faults = sandbox.journal(kind=None), sandbox.ledger(), sandbox.faults()
    rows = sandbox.stock()
    sandbox.reset()
    sandbox.put_database(saved)
    assert sandbox.ledger() == ledger
    assert [row | {"fault_id": None} for row in journal] == sandbox.journal(kind=None)
    assert sandbox.faults() == faults
    assert sandbox.stock() == rows
    Warehouse(sandbox).order({"sku": "COF-GUJI-340", "count": 1}, order_number="P2")
    assert sandbox.sql("SELECT kept_rows FROM journal_state") == [{"kept_rows": len(journal) + 1}]


def test_a_file_of_the_version_before_is_continued(saved: bytes, tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    file.write_bytes(saved)
    with Sandbox(SIMULATORS, db=file) as world:
        assert [row["operation"] for row in world.journal()] == ["create_order"]
        world.advance("1h")
    with Sandbox(SIMULATORS, db=file) as world:
        assert len(world.journal(kind=None)) == 3


def test_an_older_world_with_a_table_that_is_gone_is_refused_by_its_name(
    saved: bytes, sandbox: Sandbox
) -> None:
    with closing(Image(saved).connect()) as db:
        db.execute("CREATE TABLE wherefour_gone (id INTEGER)")
        spoiled = Image.of(db).content
    with pytest.raises(Unprocessable, match="wherefour_gone is not known here"):
        sandbox.put_database(spoiled)
    assert store.SCHEMA_VERSION == 4


def test_a_world_of_version_3_is_read_with_the_indexes_and_views_of_today(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    Warehouse(sandbox).order({"sku": "COF-GUJI-340", "count": 2}, order_number="P1")
    content, journal, rows = sandbox.get_database(), sandbox.journal(kind=None), sandbox.stock()
    file = tmp_path / "world.db"
    file.write_bytes(of_version_3(content))
    with Sandbox(SIMULATORS, db=file) as world:
        assert world.journal(kind=None) == journal
        assert world.stock() == rows
        assert schema_of(world.get_database()) == schema_of(content)
