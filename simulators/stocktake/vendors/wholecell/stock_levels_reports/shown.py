"""Reports as the wire shows them: JSON, CSV, signed URL. Source: docs/reference/wholecell.md 5."""

import csv
import hashlib
import hmac
import io
import json
from urllib.parse import urlencode

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.wire import Row

_COLUMNS = ("sku", "on_hand", "outstanding", "available")
_DOWNLOADS = "/api/v1/downloads/stock_levels_reports"


def show_report(world: World, call: Call, report: Row) -> Row:
    """Return a report as the wire shows it; its URL lies below the address that the client used.

    The URL is signed anew each time, and valid from then on.
    """
    url = None
    if report["status"] == "complete":
        url = f"{call.base_url}{_DOWNLOADS}/{report['id']}?{urlencode(_sign_url(world, report))}"
    return {
        "id": report["id"],
        "status": report["status"],
        "url": url,
        "created_at": wire.spell_time(report["created_at"], wire.read_zone(world)),
    }


def is_signed(world: World, report: Row, *, expires: str, nonce: str, signature: str) -> bool:
    """Return whether this is the query of a URL that a complete report has shown, not expired."""
    right = _signature(report, expires=expires, nonce=nonce)
    if not hmac.compare_digest(right.encode(), signature.encode()):
        return False
    return world.now < int(expires)


def _sign_url(world: World, report: Row) -> dict[str, str]:
    """Return the query of a complete report's URL, which stands in for credentials.

    The nonce makes it a new one even where two reads share a millisecond.
    """
    expires = str(world.now + world.quirk("wholecell.stock_levels_report_url_ms"))
    nonce = world.token("wholecell url")
    signature = _signature(report, expires=expires, nonce=nonce)
    return {"expires": expires, "nonce": nonce, "signature": signature}


def _signature(report: Row, *, expires: str, nonce: str) -> str:
    message = json.dumps([report["id"], expires, nonce]).encode()
    return hmac.new(report["token"].encode(), message, hashlib.sha256).hexdigest()


def spell_csv(levels: list[Row]) -> str:
    """Spell stock levels as CSV with a header line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(levels)
    return text.getvalue()
