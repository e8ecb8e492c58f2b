"""The state on disk: how far the history is read, orders, agreements."""

import json
import os

from .paper import Json
from .settings import HERE


class Store:
    """The state, written whole to another file that then takes the place of the old one."""

    def __init__(self) -> None:
        self.path = HERE / "state.json"
        blank = {"since": 0, "orders": {}, "deals": {}, "dirty": [], "surplus": []}
        self.data: Json = json.loads(self.path.read_text()) if self.path.exists() else blank

    def save(self) -> None:
        """Write the state; whoever kills us in here leaves the old one."""
        spare = self.path.with_suffix(".new")
        with spare.open("w") as file:
            json.dump(self.data, file)
            file.flush()
            os.fsync(file.fileno())
        spare.replace(self.path)
