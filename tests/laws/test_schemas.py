"""What every schema keeps: names of its own, primary keys, and foreign keys that stay at home."""

from collections.abc import Iterator

import pytest
from sqlite_utils import Database
from sqlite_utils.db import Table
from stocktake import SIMULATORS
from stocktake.core import store
from stocktake.core.simulator import Simulator
from stocktake.web.sandbox import Sandbox

VENDORS = [pytest.param(simulator, id=simulator.name) for simulator in SIMULATORS]


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """Every table and view of a world with all simulators, without rows."""
    database = Database(store.blank(SIMULATORS))
    yield database
    database.close()


def tables_of(database: Database, simulator: Simulator) -> list[Table]:
    """Return the tables of a vendor."""
    return [table for table in database.tables if table.name.startswith(f"{simulator.name}_")]


def test_a_table_belongs_to_a_vendor_or_to_the_core(database: Database) -> None:
    names = {table.name for simulator in SIMULATORS for table in tables_of(database, simulator)}
    core = Database(store.blank([]))
    assert set(database.table_names()) == names | set(core.table_names())
    core.close()


@pytest.mark.parametrize("simulator", VENDORS)
def test_a_vendors_views_and_indexes_carry_its_name(simulator: Simulator) -> None:
    alone, core = Database(store.blank([simulator])), Database(store.blank([]))
    query = "SELECT name FROM sqlite_master WHERE sql IS NOT NULL"
    own = {row["name"] for row in alone.query(query)} - {row["name"] for row in core.query(query)}
    assert own
    assert all(name.startswith(f"{simulator.name}_") for name in own)
    alone.close()
    core.close()


@pytest.mark.parametrize("simulator", VENDORS)
def test_a_foreign_key_points_to_a_key_of_the_same_vendor(
    simulator: Simulator, database: Database
) -> None:
    own = {table.name: table for table in tables_of(database, simulator)}
    for table in own.values():
        for key in table.foreign_keys:
            assert key.other_table in own, key
            other = own[key.other_table]
            unique = [tuple(index.columns) for index in other.indexes if index.unique]
            columns = tuple(key.other_columns or (key.other_column,))
            assert columns in {tuple(other.pks), *unique}, key


@pytest.mark.parametrize("simulator", VENDORS)
def test_a_table_has_a_primary_key(simulator: Simulator, database: Database) -> None:
    for table in tables_of(database, simulator):
        assert table.pks != ["rowid"], table.name


def test_a_new_world_keeps_its_foreign_keys(sandbox: Sandbox) -> None:
    assert sandbox.world().all("PRAGMA foreign_key_check") == []
