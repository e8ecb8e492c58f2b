"""The Apis of a host, each bound to its document when it is first needed."""

from collections.abc import Iterator, Mapping, Sequence

from stocktake.core.registry import ours
from stocktake.core.simulator import Api, Simulator

from . import LANES
from .border import BoundApi, bind


class BoundApis(Mapping[str, BoundApi]):
    """Apis by name. A process that serves eight vendors is often asked for one.

    ValueError for a lane that there is not, and where document and handlers of another package's
    Api do not fit: those of ours do, by the laws, so that nothing is bound to find it out.
    """

    def __init__(self, simulators: Sequence[Simulator], lane: str) -> None:
        if lane not in LANES:
            raise ValueError(f"there is no lane {lane!r}; there are {', '.join(LANES)}")
        self._lane = lane
        self._found = {
            api.name: (api, simulator.name) for simulator in simulators for api in simulator.apis
        }
        self._bound: dict[str, BoundApi] = {}
        known = {id(simulator) for simulator in ours()}
        for simulator in simulators:
            if id(simulator) not in known:
                self._bound |= {api.name: self[api.name] for api in simulator.apis}

    def __getitem__(self, name: str) -> BoundApi:
        """Return an Api, bound; KeyError for a name that there is not."""
        bound = self._bound.get(name)
        if bound is None:
            bound = self._bound[name] = bind(*self._found[name], self._lane)
        return bound

    def __contains__(self, name: object) -> bool:
        """Say whether there is an Api of this name; none is bound for it."""
        return name in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def declared(self, name: str) -> Api:
        """Return an Api as its simulator declares it; KeyError for a name that there is not."""
        return self._found[name][0]
