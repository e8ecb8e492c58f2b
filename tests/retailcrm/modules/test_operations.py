"""Registering a warehouse system: docs/reference/warehouse-module.md §2."""

from typing import Any

import pytest

from tests.retailcrm.support import WAREHOUSE, Crm, expect_refusal

EDIT = "/v5/integration-modules/wh-1/edit"
FORMAT = "Errors in the entity format"
BLANK = "This value should not be blank."
NOT_VALID = "This value is not valid."


def shown(crm: Crm, code: str = "wh-1") -> dict[str, Any]:
    return dict(crm.get(f"/v5/integration-modules/{code}").json()["integrationModule"])


def test_edit_integration_module_registers_with_201_and_changes_with_200(crm: Crm) -> None:
    """§2.1, §9 scenario 3; an empty `info` is a list."""
    first, second = crm.register(), crm.register()
    assert (first.status, second.status) == (201, 200)
    assert first.json() == second.json() == {"success": True, "info": []}


def test_get_integration_module_shows_it_without_the_client_id(crm: Crm) -> None:
    """§2.2."""
    crm.register(actions={"activity": "/activity"}, availableCountries=["US"])
    assert shown(crm) == {
        "code": "wh-1",
        "integrationCode": "wh-1",
        "active": True,
        "freeze": False,
        "name": "Warehouse",
        "native": False,
        "baseUrl": "http://127.0.0.1:9/warehouse",
        "actions": {"activity": "/activity"},
        "availableCountries": ["US"],
        "integrations": {"store": {"actions": []}},
    }


def test_an_unknown_module_is_not_found(crm: Crm) -> None:
    """§2.2."""
    expect_refusal(crm.get("/v5/integration-modules/none"), 404, "Not found")


def test_the_registration_of_1c_is_accepted(crm: Crm) -> None:
    """§2.1: strings for booleans, an http address, `"store": []` as PHP writes an empty map."""
    sent = {
        "name": "1C", "code": "1c", "integrationCode": "1c", "active": "true", "clientId": "x",
        "baseUrl": "http://1c.example", "logo": "http://1c.example/l.svg",
        "integrations": {"store": []},
    }  # fmt: skip
    assert crm.post("/v5/integration-modules/1c/edit", integrationModule=sent).status == 201
    assert shown(crm, "1c")["active"] is True
    assert shown(crm, "1c")["integrations"] == {"store": {"actions": []}}


@pytest.mark.parametrize("field", ["name", "baseUrl", "clientId"])
def test_a_new_warehouse_needs_the_fields_of_the_integrators_page(crm: Crm, field: str) -> None:
    """§2.1."""
    lacking = {name: value for name, value in WAREHOUSE.items() if name != field}
    answer = crm.post(EDIT, integrationModule=lacking)
    expect_refusal(answer, 400, FORMAT, {field: BLANK})
    expect_refusal(crm.register(**{field: ""}), 400, FORMAT, {field: BLANK})
    assert crm.get("/v5/integration-modules/wh-1").status == 404


def test_a_module_without_a_warehouse_needs_no_address(crm: Crm) -> None:
    """§2.1: live tests registered theirs so."""
    sent = {"name": "Other", "integrationCode": "wh", "active": "true"}
    assert crm.post(EDIT, integrationModule=sent).status == 201
    expect_refusal(
        crm.post("/v5/integration-modules/x/edit", integrationModule={"name": "Other"}),
        400, FORMAT, {"integrationCode": BLANK},
    )  # fmt: skip


def test_an_edit_changes_only_the_fields_sent(crm: Crm) -> None:
    """§2.1."""
    crm.register()
    assert crm.post(EDIT, integrationModule={"active": False}).status == 200
    after = shown(crm)
    assert after["active"] is False
    assert (after["name"], after["baseUrl"]) == (WAREHOUSE["name"], WAREHOUSE["baseUrl"])
    expect_refusal(crm.post(EDIT, integrationModule={"name": ""}), 400, FORMAT, {"name": BLANK})
    assert crm.post(EDIT, integrationModule={}).status == 200


def test_fields_of_a_module_that_are_not_sent_stay(crm: Crm) -> None:
    """§2.1: `active` is unchanged when absent; `freeze` and `native` are read-only."""
    crm.register(active=False, logo="http://x/l.svg", accountUrl="http://x/account")
    assert crm.register(freeze=True, native=True).status == 200
    after = shown(crm)
    assert (after["active"], after["freeze"], after["native"]) == (False, False, False)
    assert (after["logo"], after["accountUrl"]) == ("http://x/l.svg", "http://x/account")


def test_empty_maps_are_shown_as_lists(crm: Crm) -> None:
    """§2.2: `actions` without entries."""
    crm.post(EDIT, integrationModule={"name": "Other", "integrationCode": "wh"})
    assert (shown(crm)["actions"], shown(crm)["integrations"]) == ([], [])


def test_actions_are_replaced_as_a_whole(crm: Crm) -> None:
    """§2.1: the fields sent replace the old ones, lists and maps as a whole."""
    first, second = ({"code": code, "url": "/x", "callPoints": ["any"]} for code in ("a", "b"))
    crm.register(integrations=store([first, second]), actions={"activity": "/a", "other": "/o"})
    assert crm.register(integrations=store([second]), actions={"activity": "/b"}).status == 200
    assert shown(crm)["integrations"] == store([second])
    assert shown(crm)["actions"] == {"activity": "/b"}


def test_billing_may_refuse_to_switch_a_module_on(crm: Crm) -> None:
    """§1.9: quirk retailcrm.billing_refuses; a module that is on stays on, and can be changed."""
    crm.register()
    crm.sandbox.set_quirk("retailcrm.billing_refuses", True)
    text, why = "Failed to activate module", "account has insufficient funds"
    refused = crm.register("wh-2")
    expect_refusal(refused, 400, text, refused.json()["errors"])
    assert isinstance(refused.json()["errors"], list)
    assert why in refused.json()["errors"][0]
    assert crm.get("/v5/integration-modules/wh-2").status == 404
    assert crm.register("wh-2", active=False).status == 201
    assert crm.register(name="Other").status == 200
    assert crm.register(active="false").status == 200
    assert crm.register(active=True).json()["errorMsg"] == text
    assert shown(crm)["active"] is False


def test_codes_must_agree(crm: Crm) -> None:
    """§2.1: body and path; the module's code begins with the integration's."""
    expect_refusal(crm.register(code_="x", code="wh-1", integrationCode="other"), 400, FORMAT,
            {"code": "Code prefix must match integrationCode"})  # fmt: skip
    sent = {**WAREHOUSE, "code": "other"}
    expect_refusal(crm.post(EDIT, integrationModule=sent), 400, FORMAT, {"code": NOT_VALID})


def test_a_base_url_must_be_http(crm: Crm) -> None:
    """§2.1."""
    for address in ("ftp://x", "warehouse", "http://"):
        errors = {"baseUrl": "This value is not a valid URL."}
        expect_refusal(crm.register(baseUrl=address), 400, FORMAT, errors)


def store(actions: Any) -> dict[str, Any]:
    return {"store": {"actions": actions}}


def test_actions_are_sent_as_a_list_or_a_map_and_kept_as_a_list(crm: Crm) -> None:
    """§2.1."""
    action = {"code": "inventoriesUpload", "url": "/stock", "callPoints": ["order"]}
    crm.register(integrations=store([action]))
    assert shown(crm)["integrations"] == store([action])
    keyed = {"inventoriesUpload": {"url": "/stock", "callPoints": ["order"]}}
    crm.register(integrations=store(keyed))
    assert shown(crm)["integrations"] == store([action])


@pytest.mark.parametrize(
    ("action", "errors"),
    [
        ({"url": "/x"}, {".code": BLANK}),
        ({"code": "reserve"}, {".url": BLANK}),
        ({"code": "reserve", "url": 5}, {".url": NOT_VALID}),
        ({"code": "reserve", "url": "/x", "callPoints": "order"}, {".callPoints": NOT_VALID}),
        ({"code": "reserve", "url": "/x", "callPoints": [1]}, {".callPoints": NOT_VALID}),
        ({"code": "inventoriesUpload", "url": "/x"}, {".callPoints": BLANK}),
        ("reserve", {"": NOT_VALID}),
    ],
)
def test_an_action_needs_its_code_and_url(crm: Crm, action: Any, errors: dict[str, str]) -> None:
    """§2.1; nested fields are named by their path."""
    named = {f"integrations.store.actions[0]{name}": text for name, text in errors.items()}
    expect_refusal(crm.register(integrations=store([action])), 400, FORMAT, named)


def test_structures_of_the_wrong_kind_are_refused(crm: Crm) -> None:
    """§1.9, §2.1."""
    wrong: dict[str, Any] = {"integrations": "x", "actions": [1], "availableCountries": "US"}
    for field, value in wrong.items():
        expect_refusal(crm.register(**{field: value}), 400, FORMAT, {field: NOT_VALID})
    errors = {"integrations.store": NOT_VALID}
    expect_refusal(crm.register(integrations={"store": 1}), 400, FORMAT, errors)
    errors = {"integrations.store.actions": NOT_VALID}
    expect_refusal(crm.register(integrations=store("x")), 400, FORMAT, errors)


def test_a_missing_module_is_named_in_the_refusal(crm: Crm) -> None:
    """§1.5."""
    expect_refusal(crm.post(EDIT), 400, "Parameter 'integrationModule' is missing")


def test_info_may_be_an_object(crm: Crm) -> None:
    """§2.1: quirk retailcrm.info_as_object, for clients that decode a structure."""
    crm.sandbox.set_quirk("retailcrm.info_as_object", True)
    assert crm.register().json() == {"success": True, "info": {}}


def test_call_points_may_be_left_out(crm: Crm) -> None:
    """§2.1: quirk retailcrm.call_points_required, because no source has their values."""
    crm.sandbox.set_quirk("retailcrm.call_points_required", False)
    action = {"code": "inventoriesUpload", "url": "/stock"}
    assert crm.register(integrations=store([action])).status == 201
