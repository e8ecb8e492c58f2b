"""RetailCRM (Simla.com) API v5 as a warehouse system meets it.

Source: docs/reference/warehouse-module.md.
"""

from stocktake.core.files import read_schema
from stocktake.core.simulator import Api, Simulator

from . import access, errors, events, requests, system, wire
from .inventories import callbacks as leftovers
from .inventories import operations as inventories
from .inventories import rows as inventory_rows
from .modules import callbacks, operations
from .orders import history, upload
from .orders import lists as order_lists
from .orders import operations as orders
from .packs import operations as packs
from .packs import rows as pack_rows
from .products import groups, prices, properties, shown
from .quirks import QUIRKS
from .references import dictionaries, sites, stores
from .seed import FULL_KEY, SECOND_KEY, seed
from .views import VIEWS

API = Api(
    name="retailcrm",
    document="retailcrm.yaml",
    handlers=(
        system.api_versions,
        system.credentials,
        system.system_info,
        operations.edit_integration_module,
        operations.get_integration_module,
        shown.get_products,
        inventories.get_inventories,
        inventory_rows.upload_inventories,
        prices.upload_prices,
        groups.get_product_groups,
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
        order_lists.get_orders,
        order_lists.get_orders_statuses,
        orders.create_order,
        history.get_orders_history,
        orders.get_order,
        upload.upload_orders,
        packs.get_packs,
        packs.get_pack,
        packs.create_pack,
        packs.edit_pack,
        packs.remove_pack,
        pack_rows.get_packs_history,
        orders.edit_order,
    ),
    authenticate=access.authenticate,
    refuse=errors.refuse,
    render=wire.render,
    normalize=requests.normalize,
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
    schema=read_schema(__package__),
    seed=seed,
    views=VIEWS,
    events={
        "place_order": events.place_order,
        "cancel_order": events.cancel_order,
        "issue_api_key": events.issue_api_key,
        "request_inventories": leftovers.request_inventories,
        "freeze_module": callbacks.freeze_module,
        "activate_module": callbacks.activate_module,
    },
    environment=environment,
    quirks=QUIRKS,
    callbacks={
        leftovers.INVENTORIES: leftovers.inventories_answered,
        callbacks.ACTIVITY: callbacks.activity_answered,
    },
    callbacks_document="retailcrm-callbacks.yaml",
)
