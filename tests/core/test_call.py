"""Calls are values: `but` returns another one, and nobody can change the first."""

from dataclasses import FrozenInstanceError, fields, replace

import pytest
from stocktake.core.call import Call, CallFields

CALL = Call(method="POST", path="/orders", query=(("page", "2"),), raw=b"{}", account="staff")


def test_a_call_with_other_fields_is_the_same_as_dataclasses_replace_would_make() -> None:
    changed = CALL.but(path="/items", fields={"sku": "A"})
    assert changed == replace(CALL, path="/items", fields={"sku": "A"})
    assert changed.is_gone is CALL.is_gone


def test_the_call_that_another_is_made_from_stays_as_it_is() -> None:
    before = replace(CALL)
    CALL.but(path="/items")
    assert before == CALL


def test_no_call_can_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        CALL.but(path="/items").path = "/orders"  # type: ignore[misc]  # what it refuses


def test_every_field_of_a_call_can_be_changed_and_no_other() -> None:
    assert list(CallFields.__annotations__) == [field.name for field in fields(Call)]
