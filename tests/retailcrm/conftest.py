"""A client for every test of the RetailCRM fake."""

import pytest
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import Crm


@pytest.fixture
def crm(sandbox: Sandbox) -> Crm:
    """A client with the key that sees everything."""
    return Crm(sandbox)
