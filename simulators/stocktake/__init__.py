"""Stocktake: stateful fakes of warehouse and commerce APIs, and a referee for sync engines.

The front door is lazy: `import stocktake` loads neither Connexion nor Starlette, they come with the
first use of a name below.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client.http import connect
    from .core.errors import Refusal
    from .core.simulator import Simulator
    from .web.sandbox import Sandbox

    SIMULATORS: tuple[Simulator, ...]

__all__ = ["SIMULATORS", "Refusal", "Sandbox", "connect"]

_HOMES = {"Sandbox": ".web.sandbox", "Refusal": ".core.errors", "connect": ".client.http"}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name == "SIMULATORS":
        from .core.registry import registered

        value: Any = registered()
    elif name in _HOMES:
        from importlib import import_module

        value = getattr(import_module(_HOMES[name], __name__), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value
