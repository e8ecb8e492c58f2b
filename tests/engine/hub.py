"""A hub on a socket: WholeCell feeds eBay, Back Market and Swappa, ShipStation buys its labels."""

import io
import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stocktake.engine.rounds import run_round
from stocktake.engine.settings import read_settings

from tests.engine.support import ASK

SKU = "HUB-PHONE-64"
CHANNELS = ("swappa", "ebay", "backmarket")
TITLES = {"swappa": "Swappa", "ebay": "eBay", "backmarket": "Back Market"}
WRITES = {
    "update_listing",
    "bulk_update_price_quantity",
    "create_sales_order",
    "update_sales_order",
    "create_order",
    "create_shipment",
    "create_shipping_fulfillment",
    "update_order",
}
"""Operations by which the engine changes something; asking for a token is none."""


@dataclass
class Hub:
    """A world, its people, and the engine in this process. `listings` by channel and SKU."""

    url: str
    state: Path
    listings: dict[tuple[str, str], str] = field(default_factory=dict)
    channels: Sequence[str] = CHANNELS
    refresh: str = ""
    stores: Sequence[str] = ()

    def environment(self) -> dict[str, str]:
        """Return the variables of the engine, at the world's time."""
        routes = [
            {
                "outlet": each, "place": each, "warehouse": "wholecell", "reference": "{id}",
                "labels": "shipstation",
            }
            for each in self.channels
        ]  # fmt: skip
        routes += [
            {"outlet": "retailcrm", "place": each, "warehouse": "wholecell", "reference": "R{id}"}
            for each in self.stores
        ]
        return {
            **ASK.get(f"{self.url}/_sim/env").json(),
            "STOCKTAKE_STATE_DIR": str(self.state),
            "STOCKTAKE_NOW": ASK.get(f"{self.url}/_sim/clock").json()["now"],
            "STOCKTAKE_ROUTES": json.dumps(routes),
            **({"EBAY_REFRESH_TOKEN": self.refresh} if self.refresh else {}),
        }

    def round(self, *, expect: int = 0) -> list[str]:
        """Run one round; return what it wrote, as `<simulator> <operation>`."""
        return self.said(expect=expect)[1]

    def said(self, *, expect: int = 0) -> tuple[str, list[str]]:
        """Run one round; return what it said, and what it wrote."""
        after = self.journal()[-1]["seq"] if self.journal() else 0
        told = io.StringIO()
        with redirect_stderr(told):
            report = run_round(read_settings(self.environment()))
        assert bool(report.failures) == bool(expect), report.failures
        wrote = [
            f"{each['simulator']} {each['operation']}"
            for each in self.journal(after)
            if each["method"] != "GET" and each["operation"] in WRITES and carried_out(each)
        ]
        return told.getvalue(), wrote

    def journal(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the requests after an entry."""
        path = f"{self.url}/_sim/journal?limit=10000&kind=exchange&after={after}"
        entries: list[dict[str, Any]] = ASK.get(path).json()["entries"]
        return entries

    def sim(self, path: str, **body: Any) -> Any:
        """Ask the control plane for something."""
        answer = ASK.post(f"{self.url}/_sim/{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def event(self, simulator: str, event: str, /, **arguments: Any) -> Any:
        """Let something happen."""
        return self.sim("events", simulator=simulator, event=event, **arguments)["result"]

    def is_refused(self, simulator: str, event: str, /, **arguments: Any) -> bool:
        """Let something happen that is refused."""
        body = {"simulator": simulator, "event": event, **arguments}
        return ASK.post(f"{self.url}/_sim/events", json=body).status_code == 409

    def fault(self, simulator: str, operation: str, kind: str, **arguments: Any) -> None:
        """Plant a fault."""
        self.sim("faults", simulator=simulator, operation=operation, kind=kind, **arguments)

    def quirk(self, name: str, value: Any) -> None:
        """Switch something."""
        answer = ASK.put(f"{self.url}/_sim/quirks/{name}", json={"value": value})
        assert answer.status_code < 300, answer.text

    def sql(self, text: str) -> list[Any]:
        """Return the rows of a SELECT."""
        rows: list[Any] = self.sim("sql", sql=text)["rows"]
        return rows

    def stock(self, sku: str, count: int) -> None:
        """Let a SKU come into the catalogue, with some pieces."""
        self.event("wholecell", "add_variation", sku=sku)
        if count:
            self.event("wholecell", "receive_units", sku=sku, count=count, status="Available")

    def put_up(self, sku: str, *channels: str, quantity: int = 0) -> None:
        """Let a SKU be listed."""
        for each in channels or self.channels:
            made = self.event(each, "add_listing", sku=sku, quantity=quantity)
            self.listings[each, sku] = str(made["id"])

    def place(self, channel: str, *lines: tuple[str, int], **more: Any) -> str:
        """Let a shopper order; one piece of the SKU unless said."""
        wanted = [{"sku": sku, "quantity": count} for sku, count in lines or [(SKU, 1)]]
        return str(self.event(channel, "place_order", lines=wanted, **more)["id"])

    def levels(self, sku: str = SKU) -> tuple[int, int, int]:
        """Return on hand, outstanding and available of a SKU."""
        env = self.environment()
        answer = ASK.get(
            f"{env['WHOLECELL_BASE_URL']}/stock_levels",
            params={"inventory_statuses[]": "Available"},
            auth=(env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"]),
        ).json()
        (row,) = [each for each in answer["data"] if each["sku"] == sku]
        return row["on_hand"], row["outstanding"], row["available"]

    def shows(self, sku: str = SKU) -> list[int]:
        """Return what each channel shows of a SKU."""
        rows = self.sql(f"SELECT simulator, shown / 1000000 FROM v_stock WHERE sku = '{sku}'")
        found: Mapping[str, int] = {channel: shown for channel, shown in rows if shown is not None}
        return [found[each] for each in self.channels if each in found]

    def orders(self, number: str) -> list[dict[str, Any]]:
        """Return the sales orders with a number."""
        env = self.environment()
        answer = ASK.get(
            f"{env['WHOLECELL_BASE_URL']}/sales_orders",
            params={"transaction_number": number},
            auth=(env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"]),
        ).json()
        found: list[dict[str, Any]] = answer["data"]
        return found

    def shipped(self, channel: str, number: str) -> bool:
        """Whether a channel has an order as shipped, by its ledger."""
        rows = self.sql(
            "SELECT min(shipped >= ordered - cancelled) FROM v_orders"
            f" WHERE simulator = '{channel}' AND reference = '{number}'"
        )
        return bool(rows[0][0])

    def ready(self, number: str) -> None:
        """Let staff scan what an order wants, and press Ready to Ship."""
        self.event("wholecell", "commit_units", transaction_number=number)
        self.event(
            "wholecell", "set_order_status", transaction_number=number, status="Ready to Ship"
        )

    def label(self, number: str, carrier: str = "stamps_com", **more: Any) -> Any:
        """Let staff buy a label."""
        return self.event("shipstation", "buy_label", order_number=number, carrier=carrier, **more)


def carried_out(exchange: Mapping[str, Any]) -> bool:
    """Whether a system did what it was asked to, answered or not."""
    return exchange["status"] is None or exchange["status"] < 400


def sold(hub: Hub, channel: str, *lines: tuple[str, int]) -> str:
    """Bring the world to where an order of a channel is imported and its units are committed."""
    hub.round()
    number = hub.place(channel, *lines)
    hub.round()
    hub.ready(number)
    return number
