"""The table of vendors: how each warehouse is opened."""

from collections.abc import Callable

from .house import House, Vendor, first
from .line import Line
from .settings import FLOWS, E
from .wherefour import w_change, w_load, w_look, w_make, w_off, w_sure
from .whiplash import l_change, l_load, l_look, l_make, l_off, l_sure
from .wholecell import c_change, c_good, c_load, c_look, c_make, c_off, c_sure


def table() -> dict[str, Callable[[], House]]:
    """How each warehouse is reached, and its functions."""
    cell = (E.get("WHOLECELL_APP_ID", ""), E.get("WHOLECELL_APP_SECRET", ""))
    four = (E.get("WHEREFOUR_USERNAME", ""), E.get("WHEREFOUR_PASSWORD", ""))
    lash = {"X-API-KEY": E.get("WHIPLASH_API_KEY", "")}
    w = Vendor(w_load, w_look, w_sure, first, w_make, w_change, w_off)
    c = Vendor(c_load, c_look, c_sure, c_good, c_make, c_change, c_off)
    x = Vendor(l_load, l_look, l_sure, first, l_make, l_change, l_off)
    gap = 0.55 * FLOWS
    return {
        "wherefour": lambda: House("wherefour", Line(E["WHEREFOUR_BASE_URL"], auth=four), w),
        "wholecell": lambda: House("wholecell", Line(E["WHOLECELL_BASE_URL"], gap, auth=cell), c),
        "whiplash": lambda: House("whiplash", Line(E["WHIPLASH_BASE_URL"], headers=lash), x),
    }
