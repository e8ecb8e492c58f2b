"""A client of the RetailCRM fake for tests: it sends the key, encodes bodies and reads answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from stocktake.vendors.retailcrm.access import FULL_KEY, SECOND_KEY
from stocktake.web.sandbox import Response, Sandbox

SKU = "COF-HUILA-340"  # offered on shop-us only
BOTH = "COF-GUJI-340"  # offered on both shops
EUROPEAN = "COF-DECAF-340"  # offered on shop-eu only
# What the catalogue has: offers of both shops, of shop-eu, and the id of the newest.
OFFERS, EUROPEAN_OFFERS, NEWEST = 133, 40, 1133

WAREHOUSE = {
    "name": "Warehouse",
    "baseUrl": "http://127.0.0.1:9/warehouse",
    "clientId": "client-1",
    "integrations": {"store": {}},
}


@dataclass(frozen=True)
class Crm:
    """Requests with one key; bodies go as forms with JSON inside, as most clients send them."""

    sandbox: Sandbox
    key: str = FULL_KEY

    @property
    def second(self) -> "Crm":
        """Return a client with the key that sees one shop."""
        return Crm(self.sandbox, SECOND_KEY)

    def get(self, path: str, query: str = "", **parameters: Any) -> Response:
        """Send a GET; `query` as it stands, or the parameters encoded."""
        query = query or urlencode(parameters, doseq=True)
        target = f"/retailcrm/api{quote(path)}" + (f"?{query}" if query else "")
        return self.sandbox.request("GET", target, headers={"X-API-KEY": self.key})

    def post(self, path: str, **fields: Any) -> Response:
        """Send a POST of a form; a value that is not text goes as JSON, None is not sent."""
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in fields.items()
            if value is not None
        }
        target = f"/retailcrm/api{quote(path)}"
        return self.sandbox.request("POST", target, form=form, headers={"X-API-KEY": self.key})

    def upload(self, offers: Sequence[Any], site: str | None = "shop-us") -> Response:
        """Upload leftovers."""
        return self.post("/v5/store/inventories/upload", offers=list(offers), site=site)

    def put(
        self, sku: str, available: Any, *, store: str = "wherefour", site: str = "shop-us"
    ) -> None:
        """Upload one number."""
        row = {"externalId": sku, "stores": [{"code": store, "available": available}]}
        assert self.upload([row], site).status == 200

    def leftover(self, sku: str, *, site: str = "shop-us") -> dict[str, Any]:
        """Return an offer's row of the inventories, with its stores."""
        query: dict[str, Any] = {
            "filter[offerExternalId][]": sku,
            "filter[sites][]": site,
            "filter[details]": 1,
        }
        (offer,) = self.get("/v5/store/inventories", **query).json()["offers"]
        return dict(offer)

    def register(self, code: str = "wh-1", **changes: Any) -> Response:
        """Register a warehouse, or change its settings."""
        sent = {**WAREHOUSE, **changes}
        return self.post(f"/v5/integration-modules/{code}/edit", integrationModule=sent)

    def create(self, order: dict[str, Any] | None = None, site: str | None = "shop-us") -> Response:
        """Create an order of two of one SKU, or with these fields."""
        whole = {"items": [{"offer": {"externalId": SKU}, "quantity": 2}], **(order or {})}
        return self.post("/v5/orders/create", order=whole, site=site)

    def edit(
        self, order_id: Any, *, by: str = "id", site: str | None = "shop-us", **order: Any
    ) -> Response:
        """Edit an order."""
        return self.post(f"/v5/orders/{order_id}/edit", order=order, by=by, site=site)

    def order(self, order_id: int) -> dict[str, Any]:
        """Return an order by its id."""
        return dict(self.get(f"/v5/orders/{order_id}", by="id").json()["order"])

    def history(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the records after an id."""
        query: dict[str, Any] = {"filter[sinceId]": since, "limit": 250}
        return list(self.get("/v5/orders/history", **query).json()["history"])


def expect_refusal(answer: Response, status: int, message: str, errors: Any = None) -> None:
    """Check that an answer is the error object with exactly this content."""
    expected: dict[str, Any] = {"success": False, "errorMsg": message} | (
        {} if errors is None else {"errors": errors}
    )
    assert (answer.status, answer.json()) == (status, expected)
