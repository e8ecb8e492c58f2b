"""The committed catalogue: its hard cases, its generator, and how it scales."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from stocktake.core import catalogue
from stocktake.core.serials import check_digit, imei, renumbered

ROOT = Path(__file__).resolve().parents[2]
DATA = catalogue.load()
ITEMS: list[dict[str, Any]] = DATA["items"]
GOODS = [item for item in ITEMS if "wherefour" in item["stock"]]
MERCHANDISE = [item for item in ITEMS if "merchandise" in item]
DEVICES = [item for item in ITEMS if "wholecell" in item["stock"]]
STOCKED = [(item, lot) for item in GOODS for lot in item["stock"]["wherefour"]]
UNITS = [(item, unit) for item in DEVICES for unit in item["stock"]["wholecell"]]


def skus() -> Counter[str]:
    return Counter(item["sku"] for item in ITEMS if item["sku"])


def items_with(sku: str) -> list[dict[str, Any]]:
    return [item for item in ITEMS if item["sku"] == sku]


def test_the_committed_file_is_what_the_script_writes() -> None:
    script = ROOT / "scripts" / "make_fixtures.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_at_least_sixty_skus_know_the_wherefour_warehouse() -> None:
    assert len({item["sku"] for item in ITEMS if "wherefour" in item["stock"]}) >= 60


def test_two_skus_are_sold_by_the_case_and_stocked_by_the_each() -> None:
    cases = [item for item in ITEMS if item["sold_by"] == "case"]
    assert len(cases) == 2
    assert all(item["unit"] == "each" and item["units_per_sold"] > 1 for item in cases)


def test_the_stock_of_a_case_item_is_not_a_whole_number_of_cases() -> None:
    for item in (item for item in ITEMS if item["sold_by"] == "case"):
        stocked = sum(lot["count"] for lot in item["stock"]["wherefour"])
        assert stocked % item["units_per_sold"] != 0


def test_exactly_one_item_is_picked_by_hand_and_it_has_stock() -> None:
    (by_hand,) = [item for item in ITEMS if item["pull_strategy"] == "Hand Pick"]
    assert by_hand["sites"]
    assert by_hand["stock"]["wherefour"]


@pytest.mark.parametrize("items", [GOODS, MERCHANDISE])
def test_one_sku_is_carried_by_two_items_and_one_of_them_is_offered(
    items: list[dict[str, Any]],
) -> None:
    counts = Counter(item["sku"] for item in items)
    (sku,) = [sku for sku, count in counts.items() if count > 1]
    offered, spare = sorted(items_with(sku), key=lambda item: not item["sites"])
    assert offered["sites"]
    assert not spare["sites"]
    assert offered["name"] != spare["name"]


def test_every_other_item_is_offered() -> None:
    assert len([item for item in GOODS if not item["sites"]]) == 1
    assert [item["sku"] for item in DEVICES if not item["sites"]] == [None]
    assert [item["sku"] for item in MERCHANDISE if not item["sites"]] == [
        "STKR-LOGO-3", None, "PKG-MAILER-10", "BDL-CAMP-KIT",
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["quarantined", "on_hold"])
def test_one_lot_is_held_back(status: str) -> None:
    assert len([lot for _, lot in STOCKED if lot["status"] == status]) == 1


def test_one_lot_has_expired_and_is_active_all_the_same() -> None:
    (lot,) = [lot for _, lot in STOCKED if (lot["expires_in_days"] or 0) < 0]
    assert lot["status"] == "active"


def test_one_lot_lies_where_picking_is_not_allowed() -> None:
    (warehouse,) = [place for place in DATA["warehouses"] if place["code"] == "wherefour"]
    allowed = {place["code"]: place["pick_and_ship"] for place in warehouse["locations"]}
    assert len([lot for _, lot in STOCKED if not allowed[lot["location"]]]) == 1


def test_one_lot_of_a_fefo_item_has_no_expiration_date() -> None:
    undated = [
        lot
        for item, lot in STOCKED
        if item["pull_strategy"] == "FEFO" and lot["expires_in_days"] is None
    ]
    assert len(undated) == 1


def test_a_sku_contains_a_slash() -> None:
    assert any("/" in sku for sku in skus())


def test_a_sku_contains_a_space() -> None:
    assert any(" " in sku for sku in skus())


def test_a_sku_of_digits_starts_with_zeros() -> None:
    assert any(sku.isdigit() and sku.startswith("0") for sku in skus())


def test_two_skus_differ_only_in_lower_and_upper_case() -> None:
    folded = Counter(sku.casefold() for sku in skus())
    pairs = [sku for sku, count in folded.items() if count > 1]
    assert pairs == ["hny-500g", "pix6-128-blk-b", "tee-alder-m"]  # lots, devices, merchandise
    assert set(folded.values()) == {1, 2}
    assert {"HNY-500G", "HNY-500g", "TEE-ALDER-M", "tee-alder-m"} <= skus().keys()


def test_two_skus_differ_only_in_zeros() -> None:
    stripped = Counter(sku.lstrip("0") for sku in skus())
    assert [sku for sku, count in stripped.items() if count > 1] == ["417"]


@pytest.mark.parametrize(
    "twins",
    [("000417", "417"), ("PIX6-128-BLK-B", "pix6-128-blk-b"), ("TEE-ALDER-M", "tee-alder-m")],
)
def test_twins_are_both_on_sale_with_different_stock(twins: tuple[str, str]) -> None:
    (one,), (other,) = (items_with(sku) for sku in twins)
    assert one["sites"] == other["sites"] == ["shop-us"]
    (there,) = one["stock"]
    counts = [
        sum(row.get("count", row.get("status") == "Available") for row in item["stock"][there])
        for item in (one, other)
    ]
    assert counts[0] != counts[1]
    assert min(counts) > 4
    assert set(twins) <= catalogue.SHELF


@pytest.mark.parametrize("strategy", ["FIFO", "FEFO", "LIFO"])
def test_each_pull_strategy_occurs_many_times(strategy: str) -> None:
    assert len([item for item in ITEMS if item["pull_strategy"] == strategy]) >= 10


@pytest.mark.parametrize("strategy", ["FIFO", "FEFO", "LIFO"])
def test_some_lots_of_each_strategy_lie_apart_and_were_entered_in_another_order(
    strategy: str,
) -> None:
    keys = {"FIFO": "received_days_ago", "LIFO": "received_days_ago", "FEFO": "expires_in_days"}
    several = [
        item["stock"]["wherefour"]
        for item in GOODS
        if item["pull_strategy"] == strategy and 2 <= len(item["stock"]["wherefour"]) <= 4
    ]
    assert any(len({lot["location"] for lot in lots}) > 1 for lots in several)
    dated = [[lot[keys[strategy]] or 0 for lot in lots] for lots in several]
    assert any(days != sorted(days) for days in dated)
    assert any(days != sorted(days, reverse=True) for days in dated)


def test_a_couple_of_offered_items_have_no_stock() -> None:
    empty = [item for item in GOODS if item["sites"] and not item["stock"]["wherefour"]]
    assert len(empty) == 2


def test_exactly_three_skus_are_on_both_sites_and_the_others_on_one() -> None:
    assert Counter(len(item["sites"]) for item in ITEMS if item["sites"])[2] == 3
    assert {site for item in ITEMS for site in item["sites"]} == {"shop-us", "shop-eu"}


def test_every_hard_case_says_why_in_one_sentence() -> None:
    told = [item["hard_case"] for item in ITEMS if item["hard_case"]]
    assert len(told) >= 15
    assert all(sentence.endswith(".") for sentence in told)


def test_every_lot_names_a_known_location_and_has_a_code_of_its_own() -> None:
    (warehouse,) = [place for place in DATA["warehouses"] if place["code"] == "wherefour"]
    known = {place["code"] for place in warehouse["locations"]}
    assert {lot["location"] for _, lot in STOCKED} <= known
    assert max(Counter(lot["lot"] for _, lot in STOCKED).values()) == 1


def test_serialized_units_fill_three_pages_of_a_hundred() -> None:
    assert 30 <= len(DEVICES) <= 35
    assert 201 <= len(UNITS) < 300
    (*lots, later), (*devices, last) = GOODS, DEVICES
    assert [*lots, *devices, *MERCHANDISE, later, last] == ITEMS


def test_one_item_of_devices_has_no_sku_and_one_is_two_variations() -> None:
    assert [item["sku"] for item in DEVICES].count(None) == 1
    (shared,) = [item for item in DEVICES if len(item["variations"]) > 1]
    grades = [each["grade"] for each in shared["variations"]]
    assert grades == ["A", "B"]
    assert {unit["variation"] for unit in shared["stock"]["wholecell"]} == {0, 1}


def test_capacities_come_with_and_without_their_unit() -> None:
    capacities = {item["device"]["capacity"] for item in DEVICES}
    assert {"128GB", "128", "N/A"} <= capacities
    assert len({item["device"]["manufacturer"] for item in DEVICES}) >= 6


def test_units_have_every_kind_of_serial_and_every_imei_is_valid() -> None:
    serials = [unit["esn"] for _, unit in UNITS]
    assert Counter(map(type, serials))[type(None)] == 6
    kinds = Counter(len(serial) for serial in serials if serial)
    assert set(kinds) == {12, 14, 15}
    for serial in filter(None, serials):
        if len(serial) == 15:
            assert check_digit(serial[:-1]) == int(serial[-1])
            assert serial.startswith("00")  # of no network
    assert check_digit("49015420323751") == 8  # the example of the standard


def test_units_lie_in_known_places_in_several_statuses() -> None:
    (warehouse,) = [place for place in DATA["warehouses"] if place["code"] == "wholecell"]
    assert {unit["location"] for _, unit in UNITS} == {p["code"] for p in warehouse["locations"]}
    statuses = Counter(unit["status"] for _, unit in UNITS)
    assert set(statuses) == {"Available", "Sold", "Inbound", "Moving", "Needs eBay Draft"}
    assert statuses["Available"] > 150
    damaged = [u for _, u in UNITS if (u["status"], u["location"]) == ("Available", "DMG")]
    assert damaged  # status and place are independent


@pytest.mark.parametrize("scale", [2, 40])
def test_copies_of_units_have_serials_of_their_own(scale: int) -> None:
    grown = catalogue.load(scale)["items"]
    serials = [u["esn"] for item in grown for u in item["stock"].get("wholecell", ()) if u["esn"]]
    assert len(set(serials)) == len(serials) > scale * 240
    assert all(check_digit(s[:-1]) == int(s[-1]) for s in serials if len(s) == 15)


def test_the_largest_scale_still_finds_a_serial_for_every_unit() -> None:
    assert renumbered(imei(260), 500 * 1999) == imei(260 + 500 * 1999)
    assert 260 + 500 * 1999 < 1_000_000
    with pytest.raises(ValueError, match="no serial"):
        renumbered("350000000000017", 1)


def test_merchandise_lies_in_two_warehouses_and_some_of_it_in_lots_elsewhere() -> None:
    (warehouse,) = [place for place in DATA["warehouses"] if place["code"] == "whiplash"]
    shelved = [item for item in ITEMS if "whiplash" in item["stock"]]
    rows = [row for item in shelved for row in item["stock"]["whiplash"]]
    assert {row["location"] for row in rows} == {p["code"] for p in warehouse["locations"]}
    assert len(MERCHANDISE) == 33
    assert len([item for item in shelved if "wherefour" in item["stock"]]) == 3
    both = [i for i in shelved if all(row["count"] for row in i["stock"]["whiplash"])]
    assert len(both) >= 20
    assert len([row for row in rows if row["expected"]]) == 2


def test_merchandise_has_its_hard_cases() -> None:
    for part in (":", "/", ".", ".json"):
        assert [item for item in MERCHANDISE if part in (item["sku"] or "")]
    assert [item["sku"] for item in MERCHANDISE].count(None) == 1
    (switched_off,) = [item for item in MERCHANDISE if not item["merchandise"]["available"]]
    assert not sum(row["count"] for row in switched_off["stock"]["whiplash"])
    groups = Counter(item["merchandise"]["group"] for item in MERCHANDISE)
    assert groups["tee-alder"] == 4


def test_a_bundle_is_made_of_merchandise_and_its_copy_of_copies() -> None:
    grown = catalogue.load(2)["items"]
    known = {item["sku"] for item in grown}
    bundles = [item for item in grown if item.get("merchandise", {}).get("components")]
    assert len(bundles) == 4
    for bundle in bundles:
        parts = set(bundle["merchandise"]["components"])
        assert parts < known
        assert {part.endswith("-2") for part in parts} == {bundle["sku"].endswith("-2")}


def test_two_customers_share_a_name_and_every_address_is_reserved() -> None:
    assert max(Counter(person["name"] for person in DATA["customers"]).values()) == 2
    assert len({person["email"] for person in DATA["customers"]}) == len(DATA["customers"])
    assert all(person["email"].endswith("@example.com") for person in DATA["customers"])


def test_a_scaled_catalogue_holds_every_item_that_many_times() -> None:
    grown = catalogue.load(3)["items"]
    assert grown[: len(ITEMS)] == ITEMS
    assert len(grown) == 3 * len(ITEMS)
    assert len({(item["sku"], item["name"]) for item in grown}) == len(grown)
    assert Counter(Counter(item["sku"] for item in grown if item["sku"]).values())[2] == 6
    lots = [lot["lot"] for item in grown for lot in item["stock"].get("wherefour", ())]
    assert len(set(lots)) == 3 * len(STOCKED)


def test_a_copy_differs_from_its_original_in_sku_name_and_lot_codes_only() -> None:
    twin = catalogue.load(2)["items"][len(ITEMS)]
    assert twin["sku"] == ITEMS[0]["sku"] + "-2"
    assert twin["name"] == ITEMS[0]["name"] + " #2"
    for lot in twin["stock"]["wherefour"]:
        assert lot["lot"].endswith("-2")
        lot["lot"] = lot["lot"].removesuffix("-2")
    assert twin | {"sku": ITEMS[0]["sku"], "name": ITEMS[0]["name"]} == ITEMS[0]


def test_one_catalogue_is_not_changed_by_changing_another() -> None:
    catalogue.load()["items"].clear()
    assert catalogue.load() == DATA


@pytest.mark.parametrize("scale", [0, -1])
def test_a_scale_below_one_is_refused(scale: int) -> None:
    with pytest.raises(ValueError, match="scale must be 1 or more"):
        catalogue.load(scale)
