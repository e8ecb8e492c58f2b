"""list_formulas and search_formulas. Source: docs/reference/wherefour.md §3.16 and §4."""

from typing import Any

import pytest

from .conftest import Warehouse

TYPES = ("boms", "kits", "disassemblies")


def formulas(warehouse: Warehouse, **query: str) -> Any:
    """Ask for formulas; return the object of arrays."""
    asked = {"search_type": "formula"} | query
    answer = warehouse.get("/formulas?" + "&".join(f"{k}={v}" for k, v in asked.items()))
    assert answer.status == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("type_", TYPES)
def test_list_formulas_fills_the_array_that_was_asked_for(warehouse: Warehouse, type_: str) -> None:
    """§4, operation 53: the other arrays are empty; not paginated, no headers (§1.4)."""
    shown = formulas(warehouse, type=type_)
    assert set(shown) == {"boms", "assemblies", "disassemblies", "kits"}
    assert [name for name, rows in shown.items() if rows] == [type_]
    answer = warehouse.get(f"/formulas?type={type_}&search_type=formula&per_page=1&page=2")
    assert answer.json() == shown
    assert not {"total", "per-page", "link"} & set(answer.headers)


def test_list_formulas_shows_what_goes_into_what(warehouse: Warehouse) -> None:
    """§3.16: pulled and yielded items with the item at medium width."""
    [bom] = formulas(warehouse, type="boms")["boms"]
    assert (bom["bom_id"], bom["default_version"], bom["version_number"]) == (bom["id"], True, 1)
    [pulled] = bom["bom_pull_items"]
    assert (pulled["count"], pulled["inventory"]["sku"]) == ("0.25", "123456")
    assert bom["bom_result_item"]["yield_expected"] == "1.0"
    [kit] = formulas(warehouse, type="kits")["kits"]
    assert [line["inventory"]["id"] for line in kit["kit_items"]] == [4, 7]
    assert kit["product"]["display_formula_name"] == "KIT: Case of finished good B"
    assert (kit["product"]["sku"], kit["yield_expected"]) == ("SK0002", "1.0")
    [taken_apart] = formulas(warehouse, type="disassemblies")["disassemblies"]
    assert [line["inventory"]["id"] for line in taken_apart["disassembly_source_items"]] == [6]
    results = taken_apart["disassembly_result_items"]
    assert [line["percentage_cost"] for line in results] == ["100.0", "0.0"]


def test_list_formulas_looks_in_the_name_that_search_type_says(warehouse: Warehouse) -> None:
    """§4, operation 53: part of the name or the version's name, in any case."""

    def found(**query: str) -> int:
        return len(formulas(warehouse, type="boms", **query)["boms"])

    assert (found(name="GOOD"), found(name="version")) == (1, 0)
    version = {"search_type": "formula_version"}
    assert (found(name="good", **version), found(name="version", **version)) == (0, 1)
    kits = formulas(warehouse, type="kits", search_type="formula_version", name="case")["kits"]
    assert len(kits) == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("search_type=formula", "type"),
        ("type=assemblies&search_type=formula", "type"),
        ("type=&search_type=formula", "type"),
        ("type=boms", "search_type"),
        ("type=boms&search_type=name", "search_type"),
    ],
)
def test_list_formulas_refuses_a_missing_or_wrong_type(
    warehouse: Warehouse, query: str, field: str
) -> None:
    """§4, operation 53: 422."""
    answer = warehouse.get(f"/formulas?{query}")
    assert (answer.status, list(answer.json()["errors"])) == (422, [field])


def test_search_formulas_needs_a_name(warehouse: Warehouse) -> None:
    """§4, operation 54: as the list, with a name that is required."""
    asked = {"type": "kits", "search_type": "formula", "name": "finished"}
    answer = warehouse.get("/formulas/search", json=asked)
    assert [kit["name"] for kit in answer.json()["kits"]] == ["Case of finished good B"]
    assert warehouse.get("/formulas/search", json=asked | {"name": "zzz"}).json()["kits"] == []
    for name in ("", "&name="):
        refused = warehouse.get(f"/formulas/search?type=kits&search_type=formula{name}")
        assert (refused.status, list(refused.json()["errors"])) == (422, ["name"])
