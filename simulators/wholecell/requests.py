"""What WholeCell makes of a request before anybody reads it: slashes, aliases, wrapped bodies.

Source: docs/reference/wholecell.md 1, 2.3, 5, 7.2.
"""

from dataclasses import replace

from simulators.core.simulator import Call

# Spellings of a resource that are served as well (5, 7.2).
_ALIASES = {"orders": "sales_orders", "stock_level_reports": "stock_levels_reports"}
# What a body may be wrapped in, by the resource's name.
_WRAPPERS = {
    "inventories": "inventory",
    "purchase_orders": "purchase_order",
    "sales_orders": "sales_order",
}


def normalize(call: Call) -> Call:
    """Drop a trailing slash, follow an alias, read PUT as PATCH, unwrap `{"inventory": {…}}`."""
    parts = call.path.rstrip("/").split("/")
    resource = ""
    if len(parts) > 3:
        resource = parts[3] = _ALIASES.get(parts[3], parts[3])
    method = "PATCH" if call.method == "PUT" and len(parts) == 5 else call.method
    wrapper, fields = _WRAPPERS.get(resource), call.fields
    if isinstance(fields, dict) and isinstance(fields.get(wrapper), dict):
        fields = fields[wrapper]
    return replace(call, method=method, path="/".join(parts), fields=fields)
