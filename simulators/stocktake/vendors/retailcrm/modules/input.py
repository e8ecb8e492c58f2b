"""What a client sends to register a module, read and checked.

Source: docs/reference/warehouse-module.md 2.1.
"""

import json
import re
from typing import Any

from stocktake.vendors.retailcrm.errors import BLANK, NOT_VALID, Errors
from stocktake.vendors.retailcrm.requests import is_too_deep
from stocktake.vendors.retailcrm.wire import read_flag, read_text

_URL = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_TEXTS = {
    "integrationCode": "integration_code",
    "name": "name",
    "baseUrl": "base_url",
    "clientId": "client_id",
    "logo": "logo",
    "accountUrl": "account_url",
}
# What a new module must have: for a warehouse the list in the integrators' page, otherwise what
# live tests sent.
_WAREHOUSE = ("name", "baseUrl", "clientId")
_OTHER = ("integrationCode", "name")

Columns = dict[str, Any]


def read_module(
    sent: dict[str, Any], *, code: str, creation: bool, call_points_required: bool
) -> tuple[Columns, Errors]:
    """Return the columns that a module's fields set, and the errors in them; null sets nothing."""
    given = {field: value for field, value in sent.items() if value is not None}
    errors = _code_errors(given, code)
    columns = _plain_columns(given, errors)
    integrations = _as_map(given.get("integrations"), "integrations", errors)
    if "store" in integrations:
        integrations["store"] = _store(integrations["store"], errors, strict=call_points_required)
    if "integrations" in given:
        columns["integrations"] = json.dumps(integrations)
    required = _WAREHOUSE if "store" in integrations or not creation else _OTHER
    for field in required:
        if given.get(field, "" if creation else None) == "":
            errors[field] = BLANK
    return columns, errors


def _plain_columns(given: dict[str, Any], errors: Errors) -> Columns:
    columns: Columns = {
        column: read_text(given[field]) for field, column in _TEXTS.items() if field in given
    }
    if columns.get("integration_code", "") is None:
        del columns["integration_code"]
    if columns.get("base_url") and not _URL.fullmatch(columns["base_url"]):
        errors["baseUrl"] = "This value is not a valid URL."
    if "active" in given:
        columns["active"] = int(read_flag(given["active"]))
    if "actions" in given:
        columns["actions"] = json.dumps(_as_map(given["actions"], "actions", errors))
    if "availableCountries" in given:
        columns["countries"] = json.dumps(given["availableCountries"])
    return columns


def _code_errors(sent: dict[str, Any], code: str) -> Errors:
    if read_text(sent.get("code")) not in (None, code):
        return {"code": NOT_VALID}
    prefix = read_text(sent.get("integrationCode"))
    if prefix is not None and not code.startswith(prefix):
        return {"code": "Code prefix must match integrationCode"}
    return {}


def _as_map(value: Any, where: str, errors: Errors) -> dict[str, Any]:
    """Return a map; PHP sends an empty one as `[]`."""
    if value is None or value == []:
        return {}
    if not isinstance(value, dict) or is_too_deep(value):
        errors[where] = NOT_VALID
        return {}
    return dict(value)


def _store(value: Any, errors: Errors, *, strict: bool) -> dict[str, Any]:
    store = _as_map(value, "integrations.store", errors)
    actions = store.get("actions") or []
    if isinstance(actions, dict):  # keyed by code, as the URL of the callback is registered (2.1)
        actions = [
            {"code": code, **action} if isinstance(action, dict) else action
            for code, action in actions.items()
        ]
    if not isinstance(actions, list):
        errors["integrations.store.actions"] = NOT_VALID
        return {"actions": []}
    for index, action in enumerate(actions):
        errors |= _action_errors(action, f"integrations.store.actions[{index}]", strict=strict)
    return {"actions": actions}


def _action_errors(action: Any, where: str, *, strict: bool) -> Errors:
    if not isinstance(action, dict):
        return {where: NOT_VALID}
    errors: Errors = {}
    for field in ("code", "url"):
        if not action.get(field):
            errors[f"{where}.{field}"] = BLANK
        elif not isinstance(action[field], str):
            errors[f"{where}.{field}"] = NOT_VALID
    points = action.get("callPoints") or []
    if not isinstance(points, list) or not all(isinstance(point, str) for point in points):
        errors[f"{where}.callPoints"] = NOT_VALID
    elif strict and not points and action.get("code") == "inventoriesUpload":
        errors[f"{where}.callPoints"] = BLANK
    return errors
