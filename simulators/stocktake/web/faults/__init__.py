"""The kinds of fault: a file each, found by the folder. Nothing else names a kind."""

import functools
import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from .kind import NO_KIND, Argument, CallbackPlan, Draws, FaultKind

__all__ = ["KINDS", "NO_KIND", "Argument", "CallbackPlan", "Draws", "FaultKind", "kind_of"]


class _Kinds(Mapping[str, FaultKind]):
    """The kinds by name, in their order. Their files are imported when one is first asked for."""

    @functools.cached_property
    def _found(self) -> Mapping[str, FaultKind]:
        modules = [
            importlib.import_module(f"{__name__}.{module.name}")
            for module in pkgutil.iter_modules(__path__)
        ]
        kinds = [module.KIND for module in modules if hasattr(module, "KIND")]
        in_order = sorted(kinds, key=lambda kind: (kind.strikes_callbacks, kind.order))
        return {kind.name: kind for kind in in_order}

    def __getitem__(self, name: str) -> FaultKind:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


KINDS: Mapping[str, FaultKind] = _Kinds()


def kind_of(name: str | None) -> FaultKind:
    """Return the kind of this name; NO_KIND, by which nothing goes wrong, where none is named."""
    return KINDS[name] if name else NO_KIND
