"""RetailCRM (Simla.com) API v5 as a warehouse system meets it.

Source: docs/reference/warehouse-module.md.
"""

from importlib import resources

from stocktake.core.simulator import Api, Simulator

from . import access, errors, events, normalize, service, wire
from .modules import callbacks, registration
from .orders import history, listing, pack_rows, packs, single, upload
from .quirks import QUIRKS
from .reference import dictionaries, sites, stores
from .role import ROLE
from .seed import FULL_KEY, SECOND_KEY, seed
from .store import (
    inventories,
    inventory_request,
    inventory_upload,
    price_upload,
    product_groups,
    products,
    properties,
)
from .views import VIEWS

API = Api(
    name="retailcrm",
    document="retailcrm.yaml",
    handlers=(
        service.api_versions,
        service.credentials,
        service.system_info,
        registration.edit_integration_module,
        registration.get_integration_module,
        products.get_products,
        inventories.get_inventories,
        inventory_upload.upload_inventories,
        price_upload.upload_prices,
        product_groups.get_product_groups,
        properties.get_products_properties,
        stores.get_stores,
        stores.edit_store,
        sites.get_sites,
        sites.edit_site,
        dictionaries.get_statuses,
        dictionaries.get_status_groups,
        dictionaries.get_product_statuses,
        dictionaries.get_units,
        dictionaries.get_price_types,
        listing.get_orders,
        listing.get_orders_statuses,
        single.create_order,
        history.get_orders_history,
        single.get_order,
        upload.upload_orders,
        packs.get_packs,
        packs.get_pack,
        packs.create_pack,
        packs.edit_pack,
        packs.remove_pack,
        pack_rows.get_packs_history,
        single.edit_order,
    ),
    authenticate=access.authenticate,
    refuse=errors.refuse,
    render=wire.render,
    normalize=normalize.normalize,
    limit=access.limit,
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
    views=VIEWS,
    role=ROLE,
    events={
        "place_order": events.place_order,
        "cancel_order": events.cancel_order,
        "issue_api_key": events.issue_api_key,
        "request_inventories": inventory_request.request_inventories,
        "freeze_module": callbacks.freeze_module,
        "activate_module": callbacks.activate_module,
    },
    environment=environment,
    quirks=QUIRKS,
    callbacks={
        inventory_request.INVENTORIES: inventory_request.inventories_answered,
        callbacks.ACTIVITY: callbacks.activity_answered,
    },
    callbacks_document="retailcrm-callbacks.yaml",
)
