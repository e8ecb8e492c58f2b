"""Scopes of API keys: what each one allows. Source: docs/reference/warehouse-module.md 1.1."""

from collections.abc import Mapping

# Scope -> the path patterns that `credentials` lists for it (1.1).
SCOPES: Mapping[str, tuple[str, ...]] = {
    "order_read": (
        "/api/orders",
        "/api/orders/statuses",
        "/api/orders/history",
        "/api/orders/{externalId}",
        "/api/orders/packs",
        "/api/orders/packs/history",
        "/api/orders/packs/{id}",
    ),
    "order_write": (
        "/api/orders/create",
        "/api/orders/upload",
        "/api/orders/fix-external-ids",
        "/api/orders/{externalId}/edit",
        "/api/orders/packs/create",
        "/api/orders/packs/{id}/edit",
        "/api/orders/packs/{id}/delete",
    ),
    "store_read": (
        "/api/store/products",
        "/api/store/products/properties",
        "/api/store/product-groups",
        "/api/store/inventories",
    ),
    "store_write": ("/api/store/inventories/upload", "/api/store/prices/upload"),
    "reference_read": (
        "/api/reference/stores",
        "/api/reference/sites",
        "/api/reference/statuses",
        "/api/reference/status-groups",
        "/api/reference/product-statuses",
        "/api/reference/units",
        "/api/reference/price-types",
    ),
    "reference_write": (
        "/api/reference/stores/{code}/edit",
        "/api/reference/sites/{code}/edit",
    ),
    "integration_read": ("/api/integration-modules/{code}",),
    "integration_write": ("/api/integration-modules/{code}/edit",),
}
_RESOURCES = {
    "orders": "order",
    "store": "store",
    "reference": "reference",
    "integration-modules": "integration",
}


def required_scope(method: str, path: str) -> str | None:
    """Return the scope that an operation requires; None for the service methods (1.1)."""
    parts = path.split("/")
    resource = _RESOURCES.get(parts[3]) if len(parts) > 3 else None
    return resource and f"{resource}_{'read' if method == 'GET' else 'write'}"
