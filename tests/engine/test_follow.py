"""An order's later life: what the engine does with its document, at each warehouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.support import Houses, new_world, shelf

HOUSES = ("wherefour", "wholecell", "whiplash")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """A world in which the engine has shown all goods once."""
    with shelf() as address:
        world = Houses(new_world(address), tmp_path_factory.mktemp("state"), *HOUSES)
        world.round()
        yield world


@pytest.fixture
def world(shown: Houses, tmp_path: Path) -> Houses:
    """A new world for each test, with goods shown."""
    return shown.copy(tmp_path)


def ordered(world: Houses, house: str, **lines: int) -> int:
    """Place an order and let the engine make its document, of which nothing leaves yet."""
    order = world.order(house, **lines)
    if house == "wherefour":
        world.empty()
    world.round()
    assert world.asked(house, order) == lines
    return order


def lose_state(world: Houses) -> None:
    (world.state / "engine.sqlite").unlink()


@pytest.mark.parametrize("forgetful", [False, True])
@pytest.mark.parametrize("house", HOUSES)
def test_lines_that_were_changed_added_and_taken_off_follow(
    world: Houses, house: str, forgetful: bool
) -> None:
    order = ordered(world, house, a=3, b=1)
    world.edit(order, house, a=1, c=2)
    if forgetful:
        lose_state(world)
    world.round()
    assert (world.asked(house, order), world.documents(house, order)) == ({"a": 1, "c": 2}, 1)
    assert world.round() == ("", [])
    world.edit(order, house, a=4, c=2)
    world.round()
    assert world.asked(house, order) == {"a": 4, "c": 2}
    world.ship(house, order)
    world.round()
    world.round()
    assert world.shipped(order)
    assert world.round() == ("", [])


@pytest.mark.parametrize("house", HOUSES)
def test_a_line_whose_units_are_committed_goes_too(world: Houses, house: str) -> None:
    order = ordered(world, house, a=2, b=1)
    if house == "wholecell":
        world.event(house, "commit_units", transaction_number=f"R{order}")
    world.edit(order, house, b=1)
    world.round()
    assert world.asked(house, order) == {"b": 1}
    assert world.round() == ("", [])


def test_what_is_out_is_not_taken_off_and_the_rest_follows(world: Houses) -> None:
    order = world.order("wherefour", a=3, b=2)
    world.empty(1)
    world.round()
    world.edit(order, "wherefour", b=3)
    world.round()
    assert world.asked("wherefour", order) == {"a": 1, "b": 3}
    world.ship("wherefour", order)
    world.round()
    assert world.shipped(order)
    assert world.round() == ("", [])


@pytest.mark.parametrize("house", HOUSES)
def test_what_is_changed_after_everything_left_is_named_and_stays(
    world: Houses, house: str
) -> None:
    order = ordered(world, house, a=2)
    world.ship(house, order)
    world.round()
    world.round()
    assert world.shipped(order)
    world.edit(order, house, a=3)
    said, writes = world.round()
    assert (f"order R{order} is left" in said, writes) == (True, [])
    assert world.asked(house, order) == {"a": 2}


@pytest.mark.parametrize("forgetful", [False, True])
@pytest.mark.parametrize("house", HOUSES)
def test_an_order_that_is_taken_up_again_has_its_one_document_again(
    world: Houses, house: str, forgetful: bool
) -> None:
    order = ordered(world, house, a=3, b=1)
    before = world.shown(house, "a")
    world.event("retailcrm", "cancel_order", id=order)
    world.round()
    assert world.asked(house, order) == {}
    world.event("retailcrm", "reopen_order", id=order)
    world.edit(order, house, a=2, b=1)
    if forgetful:
        lose_state(world)
    world.round()
    assert (world.asked(house, order), world.documents(house, order)) == ({"a": 2, "b": 1}, 1)
    world.edit(order, house, a=3, b=1)
    world.round()
    assert world.shown(house, "a") == before
    world.event("retailcrm", "cancel_order", id=order)
    world.round()
    assert world.asked(house, order) == {}
    assert world.round() == ("", [])


def call_off(world: Houses, house: str, order: int, **lines: int) -> None:
    """Let people of the warehouse cancel a document, or a part of it."""
    field = {"whiplash": "originator_id", "wholecell": "transaction_number"}
    arguments = {field.get(house, "order_number"): f"R{order}"}
    if lines:
        world.event(house, "cancel_order", **arguments, lines=world.lines(house, lines))
    else:
        world.event(house, "cancel_order", **arguments)


@pytest.mark.parametrize("forgetful", [False, True])
@pytest.mark.parametrize("house", HOUSES)
def test_what_the_warehouse_calls_off_is_named_until_the_shop_wants_it_again(
    world: Houses, house: str, forgetful: bool
) -> None:
    order = ordered(world, house, a=3)
    call_off(world, house, order)
    for _ in range(2):
        if forgetful:
            lose_state(world)
        said, writes = world.round()
        assert f"order R{order} is left: the warehouse has called it off" in said
        assert set(writes) <= {"upload_inventories"}
    assert world.asked(house, order) == {}
    if house != "wherefour":
        free = f"SELECT sellable FROM v_stock WHERE simulator = '{house}'"
        assert world.sql(free)
    world.event("retailcrm", "cancel_order", id=order)
    world.round()
    world.event("retailcrm", "reopen_order", id=order)
    if forgetful:
        lose_state(world)
    said, _ = world.round()
    assert (said, world.asked(house, order)) == ("", {"a": 3})
    assert world.documents(house, order) == 1


@pytest.mark.parametrize("forgetful", [False, True])
@pytest.mark.parametrize("house", HOUSES)
def test_a_part_that_the_warehouse_calls_off_is_named_and_stays_off(
    world: Houses, house: str, forgetful: bool
) -> None:
    order = ordered(world, house, a=3, b=1)
    call_off(world, house, order, a=1)
    for _ in range(2):
        if forgetful:
            lose_state(world)
        said, writes = world.round()
        assert f"order R{order} is left: the warehouse has called off a part" in said
        assert set(writes) <= {"upload_inventories"}
    assert world.asked(house, order) == {"a": 2, "b": 1}
    world.ship(house, order)
    world.round()
    world.round()
    assert not world.shipped(order), "one of three is still wanted"
    world.edit(order, house, a=2, b=1)
    said, _ = world.round()
    assert (said, world.shipped(order)) == ("", True)


def test_an_order_that_is_moved_leaves_its_old_warehouse(world: Houses) -> None:
    sku = "MUG-STONE-BLU"
    placed = world.event(
        "retailcrm", "place_order", store="whiplash", lines=[{"sku": sku, "quantity": 2}]
    )
    order = placed["id"]
    before = world.shown("whiplash", sku)
    world.round()
    assert world.asked("whiplash", order) == {sku: 2}
    world.event("retailcrm", "edit_order", id=order, store="wherefour")
    lose_state(world)
    world.round()
    assert (world.asked("whiplash", order), world.documents("wherefour", order)) == ({}, 1)
    assert world.shown("whiplash", sku) == before
    world.round()
    assert world.shipped(order)
    assert world.round() == ("", [])


def test_an_order_that_is_moved_after_it_left_stays_where_it_was_and_is_named(
    world: Houses,
) -> None:
    sku = "MUG-STONE-BLU"
    placed = world.event(
        "retailcrm", "place_order", store="whiplash", lines=[{"sku": sku, "quantity": 2}]
    )
    order = placed["id"]
    world.round()
    world.event("whiplash", "process_order", originator_id=f"R{order}", status="shipped")
    world.event("retailcrm", "edit_order", id=order, store="wherefour")
    said, _ = world.round()
    assert f"order R{order} is left: it was moved, and whiplash keeps its document" in said
    assert (world.documents("wherefour", order), world.shipped(order)) == (0, True)


@pytest.mark.parametrize("forgetful", [False, True])
@pytest.mark.parametrize("house", HOUSES)
def test_a_document_keeps_its_goods_when_they_are_renamed(
    world: Houses, house: str, forgetful: bool
) -> None:
    order = ordered(world, house, a=2)
    event = "rename_variation" if house == "wholecell" else "rename_item"
    sku = world.GOODS[house][0]
    world.event(house, event, sku=sku, to="NEW-NAME")
    if forgetful:
        lose_state(world)
    said, writes = world.round()
    assert said == ""
    assert set(writes) <= {"upload_inventories"}
    assert world.documents(house, order) == 1
    assert world.shown(house, "a") == [0]
    world.event("retailcrm", "rename_offer", sku=sku, to="NEW-NAME")
    said, writes = world.round()
    assert said == ""
    assert world.documents(house, order) == 1
    if house != "wherefour":
        assert world.shown(house, "NEW-NAME")[0] > 0
    world.ship(house, order)
    world.round()
    world.round()
    assert world.shipped(order)
    assert world.round() == ("", [])


@pytest.mark.parametrize("house", HOUSES)
def test_two_lines_of_one_sku_are_their_sum(world: Houses, house: str) -> None:
    sku = world.GOODS[house][0]
    lines = [{"sku": sku, "quantity": 1}, {"sku": sku, "quantity": 2}]
    order = world.event("retailcrm", "place_order", store=house, lines=lines)["id"]
    if house == "wherefour":
        world.empty()
    world.round()
    assert world.asked(house, order) == {"a": 3}
    world.edit(order, house, a=1)
    world.round()
    assert world.asked(house, order) == {"a": 1}
    assert world.round() == ("", [])


@pytest.mark.parametrize("forgetful", [False, True])
@pytest.mark.parametrize("house", ["wherefour", "wholecell"])
def test_a_shipment_that_is_taken_back_is_told_once(
    world: Houses, house: str, forgetful: bool
) -> None:
    order = ordered(world, house, a=2)
    world.ship(house, order)
    world.round()
    world.round()
    assert world.shipped(order)
    assert world.round() == ("", [])
    name = "order_number" if house == "wherefour" else "transaction_number"
    world.event(house, "reverse_shipment", **{name: f"R{order}"})
    if house == "wherefour":
        world.empty()
    if forgetful:
        lose_state(world)
    assert world.round()[1][0] == "edit_order"
    assert not world.shipped(order)
    assert world.round() == ("", [])
    world.ship(house, order)
    world.round()
    assert world.shipped(order)
    assert world.round() == ("", [])
