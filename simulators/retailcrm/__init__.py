"""RetailCRM (Simla.com) API v5 as a warehouse system meets it.

Source: docs/reference/warehouse-module.md.
"""

from importlib import resources

from simulators.core.simulator import Api, Quirk, Simulator, Views

from . import (
    access,
    errors,
    events,
    history,
    inventories,
    inventory_upload,
    modules,
    normalize,
    orders,
    products,
    reference,
    service,
    wire,
)
from .seed import FULL_KEY, SECOND_KEY, seed

API = Api(
    name="retailcrm",
    document="retailcrm.yaml",
    handlers=(
        service.api_versions,
        service.credentials,
        modules.edit_integration_module,
        modules.get_integration_module,
        products.get_products,
        inventories.get_inventories,
        inventory_upload.upload_inventories,
        reference.get_stores,
        reference.get_sites,
        orders.create_order,
        history.get_orders_history,
        orders.get_order,
        orders.edit_order,
    ),
    authenticate=access.authenticate,
    refuse=errors.refuse,
    render=wire.render,
    normalize=normalize.normalize,
    limit=access.limit,
)

# One row per offer and store: an SKU on two shops has two numbers, each of which must be right.
_STOCK = """
  SELECT store.code, offer.external_id, NULL, NULL, COALESCE(inventory.quantity, 0)
  FROM retailcrm_offer offer CROSS JOIN retailcrm_store store
  LEFT JOIN retailcrm_inventory inventory
    ON inventory.offer_id = offer.id AND inventory.store = store.code
"""
_ORDERS = """
  SELECT CAST(crm_order.id AS TEXT), 'R' || crm_order.id,
         COALESCE(offer.external_id, item.name) AS sku, SUM(item.quantity),
         SUM(item.quantity) * crm_order.shipped, SUM(item.quantity) * (status.category = 'cancel')
  FROM retailcrm_order crm_order
  JOIN retailcrm_status status ON status.code = crm_order.status
  JOIN retailcrm_order_item item ON item.order_id = crm_order.id
  LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id
  GROUP BY crm_order.id, sku
"""
_SHIPMENTS = """
  SELECT item.id, CAST(crm_order.id AS TEXT), 'R' || crm_order.id,
         COALESCE(offer.external_id, item.name), item.quantity, crm_order.shipped_at
  FROM retailcrm_order crm_order
  JOIN retailcrm_order_item item ON item.order_id = crm_order.id
  LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id
  WHERE crm_order.shipped
"""

QUIRKS = (
    Quirk(
        name="info_as_object",
        default=False,
        sentence="Registering a module answers `info: {}` instead of `info: []`.",
        evidence="2.1: recorded as [], but the Go client decodes an object",
    ),
    Quirk(
        name="call_points_required",
        default=True,
        sentence="The action inventoriesUpload must name its callPoints.",
        evidence="2.1: the vendor's page says so, but no source knows their values",
    ),
    Quirk(
        name="requests_per_second",
        default=0,
        sentence="A key may make so many calls a second, then gets 503; 0 is no limit.",
        evidence="1.8: ten in a client; the real body and its headers are unproven",
    ),
    Quirk(
        name="limit_stores_per_offer",
        default=False,
        sentence="An upload may name at most 50 stores per offer.",
        evidence="4.2: one client splits stores by 50; no source shows a refusal",
    ),
    Quirk(
        name="default_shipment_store",
        default="",
        sentence="An order created without a shipmentStore gets this store, if it exists.",
        evidence="7.1: seen in a Go fixture; by default no store is filled in",
    ),
    Quirk(
        name="stock_falls_on_shipment",
        default=False,
        sentence="Shipping an order takes its items out of the shipment store's leftovers.",
        evidence="7.6: with an external warehouse the CRM keeps no stock",
    ),
)


def environment(base_url: str) -> dict[str, str]:
    """Return the variables that a client wants; it appends `/api/v5/…` to the URL itself."""
    return {
        "RETAILCRM_BASE_URL": base_url,
        "RETAILCRM_API_KEY": FULL_KEY,
        "RETAILCRM_API_KEY_SECOND": SECOND_KEY,
    }


SIMULATOR = Simulator(
    name="retailcrm",
    apis=(API,),
    schema=resources.files(__package__).joinpath("schema.sql").read_text(),
    seed=seed,
    views=Views(stock=_STOCK, orders=_ORDERS, shipments=_SHIPMENTS),
    events={"place_order": events.place_order, "cancel_order": events.cancel_order},
    environment=environment,
    quirks=QUIRKS,
)
