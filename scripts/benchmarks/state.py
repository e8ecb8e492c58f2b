"""What worlds cost in a process: fork, restore, snapshot and reset by size, and a test's world.

Measured in CPU time: nothing here waits, and other load on the machine does not count.
"""

import random
import time
from collections.abc import Callable
from typing import Any

from stocktake import SIMULATORS
from stocktake.core.catalogue import load
from stocktake.core.images import Image
from stocktake.core.world import World
from stocktake.web.sandbox import Sandbox

from .figures import least, median
from .options import Run

Step = Callable[[], Any]
MIB = 1024 * 1024


def measure(run: Run) -> dict[str, Any]:
    """Measure worlds of each size, and the world of a test."""
    sizes = []
    for skus in run.skus:
        run.tell(f"a world of {skus:,} SKUs")
        repeats = max(5, min(15, 200_000 // skus))
        sizes.append(of_size(skus, repeats=repeats, order=run.order()))
    return {"sizes": sizes, "a_test": of_a_test(100 if run.quick else 300)}


def of_size(skus: int, *, repeats: int, order: random.Random) -> dict[str, Any]:
    """Measure a world of at least so many SKUs; the least of the repeats, milliseconds."""
    scale = -(-skus // len(load()["items"]))
    begun = time.process_time()
    with Sandbox(SIMULATORS, scale=scale) as sandbox:
        seeded = time.process_time() - begun
        world = sandbox.world()
        change(world)
        image = world.image()
        steps = _steps(sandbox, image)
        samples: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(repeats):
            for name in order.sample(sorted(steps), len(steps)):
                samples[name].append(_timed(*steps[name]))
    return {
        "skus": scale * len(load()["items"]),
        "image_mib": len(image.content) / MIB,
        "seed_s": seeded,
        **{f"{name}_ms": 1000 * least(values) for name, values in samples.items()},
    }


def _steps(sandbox: Sandbox, image: Image) -> dict[str, tuple[Step, Step]]:
    """Return the timed steps, each with its untimed preparation."""
    world = sandbox.world()

    def fork() -> World:
        return world.fork("fork")

    def changed() -> None:
        world.restore(image)  # also drops images that the step before has kept
        change(world)

    return {
        # The cost of an image's first use: from the second on, its pages are shared.
        "copy": (lambda: None, lambda: bytearray(image.content)),
        "fork": (lambda: fork().close(), fork),
        "fork_changed": (changed, fork),
        "restore": (changed, lambda: world.restore(image)),
        "reset": (changed, sandbox.reset),
        "snapshot": (changed, world.image),
    }


def change(world: World) -> None:
    """Change one number, as a client's write does."""
    with world.turn():
        world.run(
            "INSERT INTO retailcrm_inventory (offer_id, store, quantity)"
            " VALUES (1001, 'wherefour', ?1)"
            " ON CONFLICT (offer_id, store) DO UPDATE SET quantity = ?1",
            (world.number * 1_000_000,),
        )


def _timed(before: Step, step: Step) -> float:
    before()
    begun = time.process_time()
    made = step()
    spent = time.process_time() - begun
    if isinstance(made, World):
        made.close()
    return spent


def of_a_test(repeats: int) -> dict[str, float]:
    """Measure the world of one test after the first: set-up, tear-down; milliseconds, medians."""
    Sandbox(SIMULATORS).close()
    up, down = [], []
    for _ in range(repeats):
        begun = time.process_time()
        sandbox = Sandbox(SIMULATORS)
        between = time.process_time()
        sandbox.close()
        down.append(time.process_time() - between)
        up.append(between - begun)
    both = [one + other for one, other in zip(up, down, strict=True)]
    return {
        "setup_ms": 1000 * median(up),
        "teardown_ms": 1000 * median(down),
        "total_ms": 1000 * median(both),
    }
