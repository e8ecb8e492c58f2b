"""Reports as the wire shows them: JSON, CSV, signed URL. Source: docs/reference/wholecell.md 5."""

import csv
import hashlib
import hmac
import io
from urllib.parse import urlencode

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.wire import Row

_COLUMNS = ("sku", "on_hand", "outstanding", "available")
_DOWNLOADS = "/api/v1/downloads/stock_levels_reports"


def show_report(world: World, call: Call, report: Row) -> Row:
    """Return a report as the wire shows it; its URL lies below the address that the client used."""
    url = None
    if report["status"] == "complete":
        url = f"{call.base_url}{_DOWNLOADS}/{report['id']}?{urlencode(sign_url(report))}"
    return {
        "id": report["id"],
        "status": report["status"],
        "url": url,
        "created_at": wire.spell_time(report["created_at"], wire.read_zone(world)),
    }


def sign_url(report: Row) -> dict[str, str]:
    """Return the query of a complete report's URL, which stands in for credentials."""
    expires = str(report["expires_at"] // 1000)
    message = f"{report['id']} {expires}".encode()
    signature = hmac.new(report["token"].encode(), message, hashlib.sha256).hexdigest()
    return {"expires": expires, "signature": signature}


def spell_csv(levels: list[Row]) -> str:
    """Spell stock levels as CSV with a header line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(levels)
    return text.getvalue()
