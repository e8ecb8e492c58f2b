"""One of our engines as a program that has vendors' own hosts in its code; argv names the engine.

It reads credentials and everything else from what it is given, but no base URL.
"""

import runpy
import sys
from collections.abc import Mapping

from stocktake.engine import settings

HOSTS = {
    "WHOLECELL_BASE_URL": "https://api.wholecell.io/api/v1",
    "WHEREFOUR_BASE_URL": "https://my.wherefour.com/api/v1",
    "WHIPLASH_BASE_URL": "https://www.getwhiplash.com/api",
    "RETAILCRM_BASE_URL": "https://demo.retailcrm.ru",
}

read_settings = settings.read_settings


def with_hosts(environment: Mapping[str, str]) -> settings.Settings:
    return read_settings({**environment, **HOSTS})


settings.read_settings = with_hosts
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
