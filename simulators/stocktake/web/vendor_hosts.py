"""Vendors' own host names: which Api answers under `api.example.com`."""

from collections import defaultdict
from collections.abc import Iterator

from .bound_apis import BoundApis


class VendorHosts:
    """Which Api answers under a host: exact names, or `*.` for one label.

    Apis may share a host; the one with the longest server path that fits answers then. ValueError
    where two of them have the same path.
    """

    def __init__(self, apis: BoundApis) -> None:
        self._apis = apis
        self._owners: dict[str, list[str]] = defaultdict(list)
        for name in apis:
            for host in apis.declared(name).hosts:
                self.add(host, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._owners)

    def add(self, host: str, api: str) -> None:
        """Let an Api answer under one host more; KeyError for an Api that there is not."""
        self._apis.declared(api)
        owners = self._owners[host.lower()]
        for other in owners:  # paths are looked at only where Apis share a host
            if other != api and self._path(other) == self._path(api):
                path = self._path(other) or "/"
                raise ValueError(f"{other} and {api} would both answer at {host}{path}")
        if api not in owners:
            owners.append(api)
            if len(owners) > 1:
                owners.sort(key=lambda owner: -len(self._path(owner)))

    def of(self, api: str) -> list[str]:
        """Return the hosts of an Api."""
        return [host for host, owners in self._owners.items() if api in owners]

    def find(self, name: str, path: str) -> str:
        """Return the Api for a path of a host; empty where the host is no vendor's.

        `name` is lower case, without a port.
        """
        owners = self._owners.get(name) or self._owners.get(_wildcard(name)) or ()
        for owner in owners:
            if f"{path}/".startswith(f"{self._path(owner)}/"):
                return owner
        return owners[-1] if owners else ""

    def knows(self, name: str) -> bool:
        """Say whether a host is a vendor's."""
        return bool(self.find(name, "/"))

    def _path(self, api: str) -> str:
        return self._apis[api].table.base_path


def _wildcard(name: str) -> str:
    return f"*.{name.partition('.')[2]}"
