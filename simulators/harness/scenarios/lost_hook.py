"""Lost hook: the warehouse says once that an order has left, and nobody hears it."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step

from .houses import WHIPLASH

LOST_HOOK = Scenario(
    name="lost hook",
    sentence="Of two orders that leave one is told by web hook, the other hook is never sent.",
    steps=(
        Step("The shop opens and shows nothing yet; the engine may register a web hook."),
        Step(
            "Two orders come in.",
            events=(
                WHIPLASH.order({"TEE-ALDER-M": 2}, label="first"),
                WHIPLASH.order({"TOTE-MARKET": 1}, label="second", customer=1),
            ),
        ),
        Step(
            "Both leave; of the first the hook is lost.",
            advance="1h",
            events=WHIPLASH.ships("first", "second"),
            faults=(Fault("whiplash", WHIPLASH.tells, "drop"),),
        ),
    ),
    catches=(Broken("waits_for_the_hook", fails=("converged",)),),
    world=WHIPLASH.place,
    hooked=True,
)
