"""The kinds of fault: a file each, found by the folder. Nothing else names a kind."""

import importlib
import pkgutil
from collections.abc import Mapping

from .kind import NO_KIND, Argument, CallbackPlan, Draws, FaultKind

__all__ = ["KINDS", "NO_KIND", "Argument", "CallbackPlan", "Draws", "FaultKind", "kind_of"]


def _found() -> Mapping[str, FaultKind]:
    modules = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
    ]
    kinds = [module.KIND for module in modules if hasattr(module, "KIND")]
    in_order = sorted(kinds, key=lambda kind: (kind.strikes_callbacks, kind.order))
    return {kind.name: kind for kind in in_order}


KINDS = _found()


def kind_of(name: str | None) -> FaultKind:
    """Return the kind of this name; NO_KIND, by which nothing goes wrong, where none is named."""
    return KINDS[name] if name else NO_KIND
