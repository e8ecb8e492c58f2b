"""Rough day: every write of a round fails once, in one way or another, and reads fail too."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step, place_order

ROUGH_DAY = Scenario(
    name="rough day",
    sentence="Answers and requests are lost on every kind of write; the next round mends it.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "Three orders come in, and each kind of write fails once.",
            events=(
                place_order("wherefour", {"COF-DECAF-340": 3}, customer=0),
                place_order("wherefour", {"RICE-BAS-2K": 2}, customer=1),
                place_order("wherefour", {"CHK-CAN-CS12": 1}, customer=2),
            ),
            faults=(
                Fault("wherefour", "create_customer", "lost_reply"),
                Fault("wherefour", "create_order", "lost_request", nth=2),
                Fault("wherefour", "auto_pick_and_ship", "lost_reply"),
                Fault("retailcrm", "edit_order", "lost_reply"),
                Fault("retailcrm", "upload_inventories", "status", arguments={"status": 503}),
            ),
        ),
        Step(
            "One more order, while both systems have trouble answering what they are asked.",
            advance="1h",
            events=(place_order("wherefour", {"SALT-FLK-250": 5}, customer=0),),
            faults=(
                Fault("wherefour", "get_inventory_items", "status", times=2),
                Fault("retailcrm", "get_orders_history", "lost_reply"),
            ),
        ),
    ),
    catches=(
        Broken("saves_key_first", fails=("each_order_once",)),
        Broken("tells_twice", fails=("each_shipment_once",)),
        Broken("claims_nothing_was_written", fails=("definite_claims_hold",), lines=True),
    ),
)
