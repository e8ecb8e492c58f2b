"""What happens later by itself: catalogues are worked through, orders that nobody accepts end."""

from collections.abc import Callable, Mapping

from .orders.events import cancel_unaccepted
from .tasks import run_task

JOBS: Mapping[str, Callable[..., None]] = {
    "run_task": run_task,
    "cancel_unaccepted": cancel_unaccepted,
}
