"""`stocktake seed` and `serve --seed-file`, as their user runs them."""

import json
from pathlib import Path

import httpx

from tests.support import run, serving


def test_the_template_is_checked_and_served_and_a_shopper_can_order(tmp_path: Path) -> None:
    file = tmp_path / "goods.yaml"
    file.write_text(run("seed", "template").stdout)
    checked = run("seed", "check", str(file))
    assert (checked.returncode, checked.stdout) == (
        0, f"{file}: right: 10 items, 2 customers, 2 orders\n",
    )  # fmt: skip
    with serving(tmp_path, "--seed-file", str(file)) as (_, url):
        asked = {"sql": "SELECT DISTINCT sku FROM v_stock WHERE simulator = 'wholecell'"}
        assert httpx.post(f"{url}/_sim/sql", json=asked).json()["rows"] == [["PHONE-X-128"]]
        event = {
            "simulator": "retailcrm", "event": "place_order", "store": "wholecell",
            "lines": [{"sku": "PHONE-X-128", "quantity": 1}],
        }  # fmt: skip
        placed = httpx.post(f"{url}/_sim/events", json=event).json()
        assert placed["result"]["reference"] == "R1003"


def test_the_template_in_csv_is_one_too(tmp_path: Path) -> None:
    (tmp_path / "goods.csv").write_text(run("seed", "template", "--csv").stdout)
    assert run("seed", "check", str(tmp_path / "goods.csv")).returncode == 0


def test_a_wrong_file_is_a_line_for_each_mistake_and_exit_2(tmp_path: Path) -> None:
    file = tmp_path / "goods.yaml"
    file.write_text("items:\n- {sku: A, name: B}\n- {sku: B, name: B, price: x}\n")
    checked = run("seed", "check", str(file))
    assert (checked.returncode, checked.stdout) == (2, "")
    assert checked.stderr == (
        f"stocktake: {file}:2: items[0]: 'A': price is missing\n"
        f"stocktake: {file}:3: items[1].price: 'x' is not written as it must be, such as 16.95\n"
    )
    served = run("serve", "--port", "0", "--seed-file", str(file))
    assert (served.returncode, served.stderr.count("\n")) == (2, 1)
    assert "(and 1 more: `stocktake seed check` lists them)" in served.stderr


def test_an_order_that_cannot_be_placed_is_found_by_the_check(tmp_path: Path) -> None:
    file = tmp_path / "goods.yaml"
    file.write_text("items: [{sku: A, name: B, price: 1}]\norders: [{lines: [{sku: A}]}]\n")
    checked = run("seed", "check", str(file))
    assert checked.returncode == 2
    assert "orders[0]: no store ''" in checked.stderr


def test_the_schema_is_printed() -> None:
    assert json.loads(run("seed", "schema").stdout)["required"] == ["items"]
