"""A program that turns warnings into errors can use every part of the package."""

import subprocess
import sys

import pytest

REQUEST = """
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox
with Sandbox(SIMULATORS) as sandbox:
    assert sandbox.request("GET", "/_sim/manifest").status == 200
"""
# httpx2 may be installed for another program; without it Starlette's test client warns.
WITHOUT_HTTPX2 = "import sys; sys.modules['httpx2'] = None; "


@pytest.mark.parametrize(
    "program",
    [
        "import stocktake.web.connexion_lane",
        "import stocktake.web.operations",
        "import stocktake.cli, stocktake.commands.serve",
        REQUEST,
    ],
)
def test_nothing_warns(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_HTTPX2 + program],
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
