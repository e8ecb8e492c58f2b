"""Vendors' own host names: which Api answers under `api.example.com`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .border import BoundApi


class VendorHosts:
    """Which Api answers under a host: exact names, or `*.` for one label.

    Apis may share a host; the one with the longest server path that fits answers then. ValueError
    where two of them have the same path.
    """

    def __init__(self, apis: Iterable[BoundApi]) -> None:
        self._apis = {bound.api.name: bound for bound in apis}
        self._owners: dict[str, list[BoundApi]] = defaultdict(list)
        for bound in self._apis.values():
            for host in bound.api.hosts:
                self.add(host, bound.api.name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._owners)

    def add(self, host: str, api: str) -> None:
        """Let an Api answer under one host more; KeyError for an Api that there is not."""
        bound = self._apis[api]
        owners = self._owners[host.lower()]
        for other in owners:
            if other is not bound and other.table.base_path == bound.table.base_path:
                path = other.table.base_path or "/"
                raise ValueError(f"{other.api.name} and {api} would both answer at {host}{path}")
        if bound not in owners:
            owners.append(bound)
            owners.sort(key=lambda owner: -len(owner.table.base_path))

    def of(self, api: str) -> list[str]:
        """Return the hosts of an Api."""
        bound = self._apis[api]
        return [host for host, owners in self._owners.items() if bound in owners]

    def find(self, name: str, path: str) -> str:
        """Return the Api for a path of a host; empty where the host is no vendor's.

        `name` is lower case, without a port.
        """
        owners = self._owners.get(name) or self._owners.get(_wildcard(name)) or ()
        for owner in owners:
            if f"{path}/".startswith(f"{owner.table.base_path}/"):
                return owner.api.name
        return owners[-1].api.name if owners else ""

    def knows(self, name: str) -> bool:
        """Say whether a host is a vendor's."""
        return bool(self.find(name, "/"))


def _wildcard(name: str) -> str:
    return f"*.{name.partition('.')[2]}"
