"""The pages, each a module with a blueprint of its own; the layout's tabs name their endpoints."""

from . import apis, events, faults, orders, overview, reports, stock, token, traffic, world

BLUEPRINTS = (
    overview.page, traffic.page, stock.page, orders.page, world.page, apis.page, reports.page,
    events.page, faults.page, token.page,
)  # fmt: skip
