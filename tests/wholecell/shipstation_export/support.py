"""What tests of the export share: a client that calls as ShipStation does."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from stocktake.web.sandbox import Response

from tests.wholecell.conftest import Cell

URL = "/wholecell/integrations/shipstation/"
LOGIN = ("wc", "p:w")
WINDOW = {"start_date": "01/01/2020 00:00", "end_date": "12/31/2030 23:59"}


@dataclass(frozen=True)
class Poller:
    """ShipStation, as the export knows it."""

    cell: Cell
    login: tuple[str, str] | None = LOGIN

    def ask(self, expect: int = 200, **query: Any) -> Response:
        """Ask for a page of the feed."""
        target = f"{URL}?{urlencode({'action': 'export', **WINDOW, **query})}"
        answer = self.cell.sandbox.request("GET", target, auth=self.login)
        assert answer.status == expect, answer.text
        return answer

    def feed(self, **query: Any) -> ET.Element:
        """Return the XML of a page of the feed."""
        answer = self.ask(**query)
        assert answer.headers["content-type"] == "application/xml"
        return ET.fromstring(answer.text)

    def numbers(self, **query: Any) -> list[str | None]:
        """Return the numbers of the orders on a page of the feed."""
        return [order.findtext("OrderNumber") for order in self.feed(**query)]

    def tell(
        self, number: str, expect: int = 200, xml: str | None = None, **query: str
    ) -> Response:
        """Tell of a label."""
        said = {"action": "shipnotify", "order_number": number, **query}
        data = (xml or "").encode()
        answer = self.cell.sandbox.request(
            "POST", f"{URL}?{urlencode(said)}", auth=self.login, data=data,
            headers={"Content-Type": "application/xml"},
        )  # fmt: skip
        assert answer.status == expect, answer.text
        return answer


def opened(cell: Cell, **more: Any) -> Poller:
    """Turn the export on."""
    cell.sandbox.set_quirk("wholecell.shipstation_export", True)
    made = cell.event("set_up_shipstation", username=LOGIN[0], password=LOGIN[1], **more)
    assert made["path"] == URL
    return Poller(cell)
