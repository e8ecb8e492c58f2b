"""Filters of orders. Source: docs/reference/warehouse-module.md 7.2."""

from typing import Any

from stocktake.core.world import World
from stocktake.rules.quantity import parse
from stocktake.vendors.retailcrm.access import Account, check_sites
from stocktake.vendors.retailcrm.errors import bad_filter
from stocktake.vendors.retailcrm.lists import Values, read_day, read_filters, read_from, read_to
from stocktake.vendors.retailcrm.references.dictionaries import ORDER_TYPES

_NAME = """(COALESCE(last_name || ' ', '') || COALESCE(first_name || ' ', '')
            || COALESCE(patronymic || ' ', '') || COALESCE(first_name || ' ', '')
            || COALESCE(last_name, ''))"""
_PRODUCT = """id IN (SELECT item.order_id FROM retailcrm_order_item item
              LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id
              WHERE instr(lower(item.name), lower(:product))
              OR instr(lower(offer.article), lower(:product)))"""
_PAYMENTS = """id IN (SELECT order_id FROM retailcrm_payment
               WHERE status IN (SELECT value FROM json_each(:payment_statuses)))"""
_CUSTOMERS = "customer_id IN (SELECT id FROM retailcrm_customer WHERE external_id ="
CONDITIONS = {
    "visible": "site IN (SELECT value FROM json_each(:visible))",
    "ids": "id IN (SELECT value FROM json_each(:ids))",
    "external_ids": "external_id IN (SELECT value FROM json_each(:external_ids))",
    "numbers": "number IN (SELECT value FROM json_each(:numbers))",
    "sites": "site IN (SELECT value FROM json_each(:sites))",
    "extended_status": "status IN (SELECT value FROM json_each(:extended_status))",
    "shipment_stores": "shipment_store IN (SELECT value FROM json_each(:shipment_stores))",
    "shipped": "shipped = :shipped",
    "shipment_date_from": "shipment_date >= :shipment_date_from",
    "shipment_date_to": "shipment_date <= :shipment_date_to",
    "created_at_from": "created_at >= :created_at_from",
    "created_at_to": "created_at < :created_at_to",
    "status_updated_at_from": "status_updated_at >= :status_updated_at_from",
    "status_updated_at_to": "status_updated_at < :status_updated_at_to",
    "customer": f"(instr(lower({_NAME}), lower(:customer)) OR instr(phone, :customer))",
    "customer_id": "customer_id = :customer_id",
    "customer_external_id": f"{_CUSTOMERS} :customer_external_id)",
    "email": "lower(email) = lower(:email)",
    "product": _PRODUCT,
    "min_price": "total >= :min_price",
    "max_price": "total <= :max_price",
    "manager_comment": "instr(lower(manager_comment), lower(:manager_comment))",
    "customer_comment": "instr(lower(customer_comment), lower(:customer_comment))",
    "order_types": "order_type IN (SELECT value FROM json_each(:order_types))",
    # No order of this account has an attachment.
    "attachments": ":attachments <> 1",
    "managers": "manager_id IN (SELECT value FROM json_each(:managers))",
    "payment_statuses": _PAYMENTS,
    "delivery_types": "delivery_code IN (SELECT value FROM json_each(:delivery_types))",
}
_DICTIONARIES = {
    "extendedStatus": ("extended_status", "SELECT code FROM retailcrm_status"),
    "shipmentStores": ("shipment_stores", "SELECT code FROM retailcrm_store"),
}


def read_order_filters(world: World, account: Account, filters: dict[str, Any]) -> Values:
    """Return the filters as the values of a query; a bad one is refused."""
    check_sites(account, filters.get("filter_sites"))
    if not set(ORDER_TYPES).issuperset(filters.get("filter_order_types") or ()):
        raise bad_filter("orderTypes")
    for name, (argument, known) in _DICTIONARIES.items():
        codes = {row["code"] for row in world.all(known)}
        if not codes.issuperset(filters.get(f"filter_{argument}") or ()):
            raise bad_filter(name)
    values = read_filters(filters, CONDITIONS) | {"visible": account.visible}
    for name in ("min_price", "max_price"):
        values[name] = None if values[name] is None else parse(values[name])
    return values | {
        "shipment_date_from": read_day(values["shipment_date_from"], "shipmentDateFrom"),
        "shipment_date_to": read_day(values["shipment_date_to"], "shipmentDateTo"),
        "created_at_from": read_from(world, values["created_at_from"], "createdAtFrom"),
        "created_at_to": read_to(world, values["created_at_to"], "createdAtTo"),
        "status_updated_at_from": read_from(
            world, values["status_updated_at_from"], "statusUpdatedAtFrom"
        ),
        "status_updated_at_to": read_to(world, values["status_updated_at_to"], "statusUpdatedAtTo"),
    }
