"""Stocktake as its users have it: from the wheel, and an empty folder for each path."""

import os
from pathlib import Path

import pytest

from .reader import Reader
from .wheel import OFFLINE, PACKAGES, Installed, alone, borrow, build, install

WAYS = ["borrowed", pytest.param("registry", marks=pytest.mark.full)]


@pytest.fixture(scope="session", params=WAYS)
def installed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    """An environment with the wheel of this checkout; one for all workers of pytest-xdist.

    What the wheel needs are the packages that the tests run with; in the full share it is what
    `pip install` makes of the wheel.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / f"installed-{request.param}"
    if request.param == "registry":
        made = Installed(folder / "venv", {})
        with alone(folder) as is_first:
            if is_first:
                install(made, build(folder))
    else:
        made = Installed(folder / "venv", OFFLINE)
        with alone(folder) as is_first:
            if is_first:
                borrow(made, PACKAGES, build(folder))
    return made


@pytest.fixture
def reader(tmp_path: Path, installed: Installed) -> Reader:
    """Somebody in an empty folder."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return Reader(folder, installed)
