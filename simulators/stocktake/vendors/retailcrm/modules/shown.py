"""A module as the API shows it. Source: docs/reference/warehouse-module.md 2.2."""

import json
from typing import Any

from stocktake.vendors.retailcrm.wire import spell_map, spell_object


def show_module(row: dict[str, Any]) -> dict[str, Any]:
    """Return a module without its `clientId`."""
    return spell_object(
        {
            "code": row["code"],
            "integrationCode": row["integration_code"],
            "active": bool(row["active"]),
            "freeze": bool(row["freeze"]),
            "name": row["name"],
            "logo": row["logo"],
            "native": False,
            "baseUrl": row["base_url"],
            "accountUrl": row["account_url"],
            "actions": spell_map(json.loads(row["actions"])),
            "availableCountries": json.loads(row["countries"]),
            "integrations": spell_map(json.loads(row["integrations"])),
        }
    )
