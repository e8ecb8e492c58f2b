"""`stocktake stock` and `stocktake orders`, as their user sees them."""

import json

import httpx
import pytest
from click.testing import CliRunner, Result
from stocktake.cli import cli
from stocktake.vendors.retailcrm.access import FULL_KEY

from tests.support import Listening

COFFEE = "COF-GUJI-340"


def run(*arguments: str, url: str) -> Result:
    """Run a command whose server is named by the environment."""
    return CliRunner().invoke(cli, arguments, env={"STOCKTAKE_URL": url, "NO_COLOR": "1"})


def test_stock_and_orders_are_tables_or_arrays_and_a_mistake_is_exit_2(
    listening: Listening,
) -> None:
    url = listening.url
    shown = {"externalId": COFFEE, "stores": [{"code": "wherefour", "available": 84}]}
    httpx.post(
        f"{url}/retailcrm/api/v5/store/inventories/upload",
        data={"offers": json.dumps([shown]), "site": "shop-us"},
        headers={"X-API-KEY": FULL_KEY},
    ).raise_for_status()
    lines = [{"sku": COFFEE, "quantity": 3}]
    listening.event("retailcrm", "place_order", store="wherefour", lines=lines)
    listening.event("wherefour", "receive_stock", sku=COFFEE, count=24, location="Main Floor")
    (row,) = json.loads(run("stock", COFFEE, "--json", url=url).stdout)
    assert (row["sku"], row["on_hand"], row["can_promise"]) == (COFFEE, 108, 105)
    table = run("stock", "--limit", "3", url=url)
    assert table.exit_code == 0
    assert "can promise" in table.stdout
    assert "3 are shown: --limit" in table.stderr
    assert "\x1b" not in table.stdout
    told, *_ = listening.disagreements()
    assert told["cause"] in run("stock", told["sku"], url=url).stdout, "a pipe has whole sentences"
    began = [line for line in table.stdout.splitlines() if "The world began so." in line]
    assert all("the beginning" in line for line in began)
    wrong = run("stock", "NOPE", url=url)
    assert wrong.exit_code == 2
    assert "no warehouse and no shop has an SKU 'NOPE'" in wrong.stderr
    found = json.loads(run("orders", "--json", url=url).stdout)
    assert len(found) == len(listening.orders())
    told = run("orders", found[0]["order"], url=url)
    assert found[0]["order"] in told.stdout
    assert run("orders", "R0", url=url).exit_code == 2
    disagreeing = json.loads(run("stock", "--disagree", "--json", url=url).stdout)
    assert disagreeing == listening.disagreements()
    found = json.loads(run("stock", "--text", "guji", "--json", url=url).stdout)
    assert [row["sku"] for row in found] == [COFFEE]
    assert json.loads(run("orders", "--text", "nobody's", "--json", url=url).stdout) == []
    causes = run("stock", "--causes", url=url)
    findings = listening.get_findings()
    assert all(finding["title"] in causes.stdout for finding in findings["findings"])
    assert f"{findings['disagreements']} of {findings['shown']} numbers disagree" in causes.stderr
    assert json.loads(run("stock", "--causes", "--json", url=url).stdout) == findings["findings"]
    assert run("stock", COFFEE, "--causes", url=url).exit_code == 2


def test_without_a_server_the_line_says_what_to_do() -> None:
    done = run("stock", url="http://127.0.0.1:9")
    assert done.exit_code == 2
    assert "is `stocktake serve` running there?" in done.stderr


@pytest.mark.parametrize("command", ["stock", "orders"])
def test_without_a_url_the_option_and_the_variable_are_named(command: str) -> None:
    done = CliRunner().invoke(cli, [command], env={"STOCKTAKE_URL": ""})
    assert done.exit_code == 2
    assert "--url" in done.stderr
