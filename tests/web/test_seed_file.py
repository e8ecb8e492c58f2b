"""Seed files: a user's own goods in every vendor, and what is wrong with one, by its lines."""

import json
from pathlib import Path
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.core.config import SEED_SETS, WorldConfig
from stocktake.core.files import data_file
from stocktake.core.seed_schema import seed_schema
from stocktake.web.own_files import OwnFileError, problems
from stocktake.web.sandbox import Sandbox
from stocktake.web.seed_file import read_seed_file

MUG = {"sku": "MUG-OAK", "name": "Oak mug", "price": 18.5}
TEMPLATE = data_file("fixtures", "seed_template.yaml")
MICRO = 1_000_000


def goods(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"items": list(items) or [MUG], **more}


def stock(sandbox: Sandbox, simulator: str, world: str = "default") -> dict[str, int]:
    """Return what a system can ship or shows, by SKU, in whole units."""
    rows = sandbox.world(world).all(
        "SELECT sku, sum(coalesce(shown, sellable)) / 1000000 AS count FROM v_stock"
        " WHERE simulator = ? GROUP BY sku",
        (simulator,),
    )
    return {row["sku"]: row["count"] for row in rows}


def test_a_seed_file_alone_replaces_every_other_good() -> None:
    item = {**MUG, "stock": {"wherefour": 40, "whiplash": 12, "wholecell": 3}}
    with Sandbox(seed_file=goods(item)) as sandbox:
        assert stock(sandbox, "wherefour") == {"MUG-OAK": 40}
        assert stock(sandbox, "whiplash") == {"MUG-OAK": 12}
        assert stock(sandbox, "wholecell") == {"MUG-OAK": 3}
        assert stock(sandbox, "retailcrm") == {"MUG-OAK": 55}


def test_a_warehouse_that_is_left_out_does_not_know_the_good_and_0_is_none() -> None:
    with Sandbox(seed_file=goods({**MUG, "stock": {"whiplash": 0}})) as sandbox:
        assert stock(sandbox, "whiplash") == {"MUG-OAK": 0}
        assert stock(sandbox, "wherefour") == stock(sandbox, "wholecell") == {}


@pytest.mark.parametrize("seed_set", ["documented", "catalogue", "both", "shelf", "busy"])
def test_with_a_seed_set_the_own_goods_come_beside_the_others(seed_set: str) -> None:
    item = {**MUG, "stock": {"wherefour": 4, "whiplash": 2, "wholecell": 1}}
    with (
        Sandbox(seed_set=seed_set) as without,
        Sandbox(seed_set=seed_set, seed_file=goods(item)) as sandbox,
    ):
        for name in ("wherefour", "whiplash", "wholecell"):
            assert stock(sandbox, name).keys() >= {"MUG-OAK", *stock(without, name)}


def test_own_goods_beside_the_catalogue_may_not_have_its_skus() -> None:
    with pytest.raises(ValueError, match=r"items\[0\].sku: the built-in catalogue has this SKU"):
        Sandbox(seed_set="both", seed_file=goods({**MUG, "sku": "000417"}))


def test_rows_say_lots_places_states_and_what_is_expected() -> None:
    rows = {
        "wherefour": [{"lot": "L-1", "count": 5, "location": "COLD"},
                      {"count": 2, "status": "on_hold"}],
        "wholecell": [{"esn": "356938035643809", "location": "READY"},
                      {"status": "Inbound", "count": 2}],
        "whiplash": [{"location": "SFO", "count": 4, "expected": 9, "expected_in_days": 2}],
    }  # fmt: skip
    with Sandbox(seed_file=goods({**MUG, "stock": rows})) as sandbox:
        world = sandbox.world()
        lots = world.all("SELECT lot_code, status FROM wherefour_stock ORDER BY id")
        assert [tuple(lot.values()) for lot in lots] == [
            ("L-1", "active"), ("MUG-OAK-B", "on_hold"),
        ]  # fmt: skip
        assert world.value("SELECT count(*) FROM wholecell_inventory") == 3
        assert world.value("SELECT 1 FROM wholecell_inventory WHERE esn = '356938035643809'")
        assert stock(sandbox, "whiplash") == {"MUG-OAK": 4}
        assert world.value("SELECT quantity FROM whiplash_shipnotice_item ORDER BY id DESC") == 9


def test_an_outlet_offers_a_good_as_the_seed_file_says() -> None:
    offers = {"retailcrm": {"price": "21.00", "sites": ["shop-eu"], "sku": "SHOP-MUG"}}
    items = (
        {**MUG, "offers": offers, "stock": {"whiplash": 2}},
        {**MUG, "sku": "TAPE", "offers": False, "stock": {"whiplash": 2}},
        {**MUG, "sku": "CARD", "offers": ["retailcrm"]},
    )
    with Sandbox(seed_file=goods(*items)) as sandbox:
        rows = sandbox.world().all(
            "SELECT external_id, site FROM retailcrm_offer ORDER BY external_id"
        )
        assert [tuple(row.values()) for row in rows] == [
            ("CARD", "shop-us"), ("SHOP-MUG", "shop-eu"),
        ]  # fmt: skip
        assert stock(sandbox, "whiplash") == {"MUG-OAK": 2, "TAPE": 2}


def test_open_orders_are_there_and_the_shop_shows_what_can_be_sold_or_nothing() -> None:
    item = {**MUG, "stock": {"wherefour": 1, "whiplash": 3}}
    orders = [{"lines": [{"sku": "MUG-OAK"}], "ago": "3h"},
              {"lines": [{"sku": "MUG-OAK", "quantity": 2}], "place": "whiplash",
               "customer": "Ada Quill"}]  # fmt: skip
    document = goods(item, orders=orders, customers=[{"name": "Ada Quill"}])
    with Sandbox(seed_file=document) as sandbox:
        rows = sandbox.world().all(
            "SELECT reference, ordered, place FROM v_orders WHERE simulator = 'retailcrm'"
        )
        assert [tuple(row.values()) for row in rows] == [
            ("R1001", MICRO, "wherefour"), ("R1002", 2 * MICRO, "whiplash"),
        ]  # fmt: skip
    with Sandbox(seed_file=goods(item, shown=False)) as sandbox:
        assert stock(sandbox, "retailcrm") == {"MUG-OAK": 0}


def test_an_order_that_the_shop_would_refuse_is_said_to_be_one() -> None:
    order = {"lines": [{"sku": "MUG-OAK", "quantity": 9}]}
    with pytest.raises(ValueError, match=r"orders\[0\]: the shop does not show enough"):
        Sandbox(seed_file=goods({**MUG, "stock": {"whiplash": 1}}, orders=[order]))


def test_a_bundle_is_made_of_other_goods() -> None:
    bundle = {**MUG, "sku": "SET", "components": {"MUG-OAK": 2}, "stock": {"whiplash": 0}}
    with Sandbox(seed_file=goods({**MUG, "stock": {"whiplash": 5}}, bundle)) as sandbox:
        assert stock(sandbox, "retailcrm") == {"MUG-OAK": 5, "SET": 2}


def test_the_template_can_be_served_as_it_is(tmp_path: Path) -> None:
    for file in (TEMPLATE, data_file("fixtures", "seed_template.csv")):
        with Sandbox(seed_file=file) as sandbox:
            assert stock(sandbox, "retailcrm")


def test_the_same_seed_file_makes_the_same_world() -> None:
    with Sandbox(seed_file=TEMPLATE) as one, Sandbox(seed_file=str(TEMPLATE)) as two:
        dump = [list(s.world().db.iterdump()) for s in (one, two)]
        assert [line for line in dump[0] if "wall" not in line and '"world"' not in line] == [
            line for line in dump[1] if "wall" not in line and '"world"' not in line
        ]


def test_the_published_schema_allows_what_is_read_and_refuses_what_is_not() -> None:
    schema = seed_schema(SIMULATORS)
    assert not problems(schema, goods({**MUG, "stock": {"wherefour": 4}}))
    wrong: Any
    for wrong in ({}, goods({**MUG, "stock": {"wherefour": -1}}), goods({"sku": "A"}), []):
        assert problems(schema, wrong)


def test_csv_knows_numbers_texts_and_empty_cells(tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_bytes('﻿sku;name;price;wherefour;whiplash\r\n000417;"Mug; oak";5;0;\r\n\r\n'.encode())
    assert read_seed_file(file, SIMULATORS) == {
        "items": [{"sku": "000417", "name": "Mug; oak", "price": "5", "stock": {"wherefour": 0}}]
    }


def test_csv_is_read_as_a_spreadsheet_writes_it_where_a_comma_begins_the_cents(
    tmp_path: Path,
) -> None:
    file = tmp_path / "goods.csv"
    file.write_text('SKU;Name;Price;Cost;WholeCell\nA;"Mug, oak";18,50;9,5;3\n')
    assert read_seed_file(file, SIMULATORS) == {
        "items": [
            {"sku": "A", "name": "Mug, oak", "price": "18.50", "cost": "9.5",
             "stock": {"wholecell": 3}}
        ]
    }  # fmt: skip


def test_the_columns_that_there_are_are_listed_once(tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("code,name,price,price\nA,B,1,1\n")
    with pytest.raises(OwnFileError) as error:
        read_seed_file(file, SIMULATORS)
    assert [line.count("here are sku, name, price") for line in error.value.lines] == [1, 1, 0]


def test_yaml_leaves_texts_alone_that_look_like_something_else(tmp_path: Path) -> None:
    file = tmp_path / "goods.yaml"
    file.write_text(
        "items:\n - {sku: 000417, name: NO, price: 5}\n - {sku: 1e3, name: y, price: 5}"
    )
    skus = [(item["sku"], item["name"]) for item in read_seed_file(file, SIMULATORS)["items"]]
    assert skus == [("000417", "NO"), ("1e3", "y")]


WRONG = [
    ("yaml", "items:\n- sku: A\n  name: B\n", ":2: items[0]: 'A': price is missing"),
    ("yaml", "items:\n- {sku: 417, name: B, price: 1}\n", ':2: items[0].sku: 417 is not text'),
    ("yaml", "items:\n- {sku: A, name: B, price: 1,\n   stock: {wholecel: 1}}\n",
     ":3: items[0].stock.wholecel: no warehouse 'wholecel'; did you mean 'wholecell'? There are"),
    ("yaml", "items:\n- {sku: A, name: B, price: 1, stock: {whiplash: [{locaton: ANN}]}}\n",
     "no key 'locaton'; did you mean 'location'? There are count, location"),
    ("yaml", "items:\n- {sku: A, name: B, price: 1, stock: {whiplash: [{location: NYC}]}}\n",
     "no 'NYC'; there are ANN, SFO"),
    ("yaml", "items:\n- {sku: A, name: B, price: 1}\n- {sku: A, name: C, price: 2}\n",
     ":3: items[1].sku: 'A' is the SKU of items[0] too"),
    ("yaml", "items:\n- {sku: A, name: B, price: 1.999}\n", "more than two places"),
    ("yaml", "items:\n- {sku: A, sku: B}\n", ":2: not YAML: the key 'sku' is there twice"),
    ("yaml", "items: [\n", "not YAML"),
    ("yaml", "items: &a [*a]\n", "it contains itself"),
    ("yaml", "", "nothing is not an object"),
    ("json", '{"items": [\n{"sku": "A"}]}', ":2: items[0]: 'A': name is missing"),
    ("yaml", "items:\n- {sku: A, name: B, price: 1, components: {C: 1}}\n", "no other item has"),
    ("yaml", "items: [{sku: A, name: B, price: 1}]\norders: [{lines: [{sku: C}]}]\n",
     ":2: orders[0].lines[0].sku: no outlet offers 'C'"),
    ("yaml", "items: [{sku: A, name: B, price: 1}]\norders: [{lines: [{sku: A}], ago: soon}]\n",
     ":2: orders[0].ago: 'soon' is no span of time"),
    ("yaml", "items:\n- {sku: A, name: B, price: 1, stock: {wholecell: 100001}}\n",
     "100,001 units with serial numbers; at most 100,000"),
    ("yaml", "items:\n- {sku: A, name: B, price: 1, offers: [retailcrn]}\n",
     "no 'retailcrn'; did you mean 'retailcrm'?"),
    ("csv", "sku,nam,price\nA,B,1\n", ":1: no column 'nam'; did you mean 'name'?"),
    ("csv", "sku,name,price,whiplash\nA,B,1,some\n", ":2: items[0].stock.whiplash: 'some' is not"),
    ("csv", 'sku,name,price\nA,"B,1\n', "not CSV"),
    ("csv", "sku,name,price\nA,B,1,2\n", ":2: 4 cells, but 3 columns"),
    ("csv", "", "the column sku is missing"),
    ("txt", "", "name it .yaml, .json or .csv"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "said"), WRONG)
def test_what_is_wrong_is_said_in_a_line_with_its_place(
    tmp_path: Path, kind: str, text: str, said: str
) -> None:
    file = tmp_path / f"goods.{kind}"
    file.write_text(text)
    with pytest.raises(OwnFileError) as error:
        read_seed_file(file, SIMULATORS)
    assert any(said in line for line in error.value.lines), error.value.lines
    assert all(line.startswith(str(file)) and "\n" not in line for line in error.value.lines)


def test_a_file_that_is_not_there_or_not_utf_8_is_a_line(tmp_path: Path) -> None:
    with pytest.raises(OwnFileError, match="No such file"):
        read_seed_file(tmp_path / "none.yaml", SIMULATORS)
    (tmp_path / "latin.csv").write_bytes(b"sku,name,price\nA,M\xfcg,1\n")
    with pytest.raises(OwnFileError, match=r"latin.csv:2: not UTF-8"):
        read_seed_file(tmp_path / "latin.csv", SIMULATORS)


def test_a_world_of_a_running_server_takes_what_a_seed_file_says() -> None:
    item = {**MUG, "stock": {"whiplash": 2}}
    with Sandbox() as sandbox:
        body = {"name": "mine", "seed_file": goods(item)}
        assert sandbox.request("POST", "/_sim/worlds", json=body).status == 201
        assert stock(sandbox, "whiplash", "mine") == {"MUG-OAK": 2}
        wrong = {"name": "not", "seed_file": goods({**MUG, "stock": {"whiplsh": 2}})}
        answer = sandbox.request("POST", "/_sim/worlds", json=wrong)
        assert answer.status == 422
        assert "seed_file: items[0].stock.whiplsh: no warehouse 'whiplsh'" in answer.text
        path = {"name": "not", "seed_file": "/etc/passwd"}
        assert sandbox.request("POST", "/_sim/worlds", json=path).status == 400
        body = {"name": "both", "seed_set": "shelf", "seed_file": goods(item)}
        assert sandbox.request("POST", "/_sim/worlds", json=body).status == 201
        assert len(stock(sandbox, "whiplash", "both")) > 2


def test_a_later_world_of_a_server_with_a_seed_file_has_its_goods_or_others() -> None:
    with Sandbox(seed_file=goods({**MUG, "stock": {"whiplash": 2}})) as sandbox:
        changes: dict[str, dict[str, Any]]
        changes = {"same": {"seed": 7}, "usual": {"seed_file": None}}
        for name, more in changes.items():
            made = sandbox.request("POST", "/_sim/worlds", json={"name": name, **more})
            assert made.status == 201
        assert stock(sandbox, "whiplash", "same") == {"MUG-OAK": 2}
        assert len(stock(sandbox, "whiplash", "usual")) > 20


def test_a_configuration_describes_itself_and_the_set_of_its_own_goods_wants_a_file() -> None:
    assert "seed_file" not in WorldConfig().describe()
    own = WorldConfig(seed_file=goods())
    assert (own.seed_set, own.seeds) == ("own", {"catalogue"})
    assert WorldConfig(**own.describe()) == own
    assert json.dumps(own.describe())
    assert "own" in SEED_SETS
    with pytest.raises(ValueError, match="goes with a seed file"):
        WorldConfig(seed_set="own")


def test_a_file_world_keeps_its_goods_and_takes_no_others(tmp_path: Path) -> None:
    with Sandbox(db=tmp_path / "w.db", seed_file=goods({**MUG, "stock": {"whiplash": 2}})):
        pass
    with Sandbox(db=tmp_path / "w.db") as sandbox:
        assert stock(sandbox, "whiplash") == {"MUG-OAK": 2}
    with pytest.raises(ValueError, match="seed-file is for a new world only"):
        Sandbox(db=tmp_path / "w.db", seed_file=goods())
