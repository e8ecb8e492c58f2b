"""A wrong name is answered with every right one: by each control operation, by each command.

What an operation or a command takes is read from the document and from the command line itself.
"""

from collections.abc import Iterator
from typing import Any

import click
import pytest
from click.testing import CliRunner
from stocktake import SIMULATORS
from stocktake.cli import cli
from stocktake.core.config import SEED_SETS
from stocktake.web.control import CONTROL
from stocktake.web.documents import resolve
from stocktake.web.faults import KINDS
from stocktake.web.operations import Operation, build_table
from stocktake.web.sandbox import Sandbox

TABLE = build_table(CONTROL)
OPERATIONS = TABLE.operations
WRONG = "no-such-name"
VALUES = {"fault_id": "1", "name": "default", "seq": "1"}
WEBHOOK = {"simulator": "retailcrm", "operation": "activity"}
ORDER = {"simulator": "wherefour", "operation": "create_order"}
SIMULATOR_NAMES = [simulator.name for simulator in SIMULATORS]
QUIRKS = [f"{s.name}.{quirk.name}" for s in SIMULATORS for quirk in s.quirks]
EVENTS = {simulator.name: list(simulator.events) for simulator in SIMULATORS}
# Names that no document lists, as worlds and packages bring them: what is sent, what there is.
BROUGHT: dict[str, list[tuple[str, dict[str, Any] | None, list[str]]]] = {
    "plant_fault": [
        ("", {**ORDER, "kind": WRONG}, list(KINDS)),
        ("", {**ORDER, "kind": "lost_reply", "simulator": WRONG}, SIMULATOR_NAMES),
        ("", {**ORDER, "kind": "lost_reply", "operation": WRONG}, ["create_order", "get_order"]),
        ("", {**ORDER, "kind": "status", WRONG: 1}, ["status", "body", "media_type"]),
        ("", {**ORDER, "kind": "duplicate", "reply": WRONG}, ["first", "second"]),
        ("", {**WEBHOOK, "kind": "drop", "operation": WRONG}, ["activity", "inventoriesUpload"]),
        ("", {**WEBHOOK, "kind": "garbled"}, ["drop", "delay", "duplicate"]),
        ("", {**ORDER, "kind": "list_lag"}, ["get_inventory_items"]),
        ("", {**ORDER, "kind": "interleave", "event": {"simulator": WRONG}}, SIMULATOR_NAMES),
    ],
    "get_journal_entry": [("/_sim/journal/99", None, ["no row 99", "its last is"])],
    "repeat_exchange": [("/_sim/exchanges/99/again", None, ["no row 99", "its last is"])],
    "set_routes": [
        (
            "",
            {"routes": [{"warehouse": WRONG, "outlet": "retailcrm", "place": "x"}]},
            ["wherefour", "wholecell", "whiplash"],
        ),
    ],
    "clear_fault": [("/_sim/faults/99", None, ["there is 1"])],
    "close_interceptor": [("/_sim/interceptors/99", None, ["open: none"])],
    "create_world": [
        ("", {"name": "w1", "from": WRONG}, ["default", "one"]),
        ("", {"name": "w1", "quirks": {WRONG: 1}}, QUIRKS),
        ("", {"name": "w1", "quirks": {"wherefour.hand_pick": WRONG}}, ["skip", "fifo"]),
    ],
    "delete_world": [(f"/_sim/worlds/{WRONG}", None, ["default", "one"])],
    "trigger_event": [
        ("", {"simulator": WRONG, "event": "x"}, SIMULATOR_NAMES),
        ("", {"simulator": "wherefour", "event": WRONG}, EVENTS["wherefour"]),
        (
            "",
            {
                "simulator": "wherefour", "event": "receive_stock", "sku": "SK0001", "count": 1,
                "location": "NORW", WRONG: 1,
            },
            ["sku", "count", "location"],
        ),
    ],
    "delete_snapshot": [(f"/_sim/snapshots/{WRONG}", None, ["before", "later"])],
    "restore_snapshot": [(f"/_sim/snapshots/{WRONG}/restore", None, ["before", "later"])],
    "run_sql": [("", {"sql": f"SELECT * FROM '{WRONG}'"}, ["v_stock", "v_orders", "journal"])],
    "set_quirk": [
        (f"/_sim/quirks/{WRONG}", {"value": 1}, QUIRKS),
        ("/_sim/quirks/wherefour.hand_pick", {"value": WRONG}, ["skip", "fifo"]),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(SIMULATORS) as fresh:
        fresh.fork("one")
        fresh.snapshot("before")
        fresh.snapshot("later")
        fresh.fault("wherefour", "*", "lost_reply", nth=99)
        yield fresh


def path_of(operation: Operation) -> str:
    path = operation.template
    for name, value in VALUES.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def refusal(sandbox: Sandbox, method: str, path: str, body: Any = None) -> str:
    answer = sandbox.request(method, path, json=body)
    assert 400 <= answer.status < 500, answer.text
    message = str(answer.json()["error"]["message"])
    assert len(message.splitlines()) == 1
    return message


def body_schemas(operation: Operation) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield the object schemas in the body of an operation, each with the way there."""
    content = resolve(TABLE.document, operation.raw.get("requestBody")) or {}
    schema = content.get("content", {}).get("application/json", {}).get("schema")
    waiting: list[tuple[tuple[str, ...], Any]] = [((), schema)] if schema else []
    while waiting:
        way, found = waiting.pop()
        found = resolve(TABLE.document, found)
        if "properties" in found:
            yield way, found
            waiting += [((*way, name), each) for name, each in found["properties"].items()]


def nested(way: tuple[str, ...], inner: dict[str, Any]) -> dict[str, Any]:
    for name in reversed(way):
        inner = {name: inner}
    return inner


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_a_wrong_parameter_is_answered_with_those_of_the_operation(
    sandbox: Sandbox, operation: Operation
) -> None:
    message = refusal(sandbox, operation.method, f"{path_of(operation)}?{WRONG}=1")
    assert WRONG in message
    known = [parameter.name for parameter in operation.parameters if parameter.where == "query"]
    assert all(name in message for name in known)
    assert known or "there are none" in message


ENUMS = [
    pytest.param(operation, parameter, id=f"{operation.id}-{parameter['name']}")
    for operation in OPERATIONS
    for parameter in (resolve(TABLE.document, p) for p in operation.raw.get("parameters", ()))
    if "enum" in parameter["schema"]
]


@pytest.mark.parametrize(("operation", "parameter"), ENUMS)
def test_a_wrong_choice_in_a_parameter_is_answered_with_all_of_them(
    sandbox: Sandbox, operation: Operation, parameter: dict[str, Any]
) -> None:
    path = f"{path_of(operation)}?{parameter['name']}={WRONG}"
    message = refusal(sandbox, operation.method, path)
    assert all(choice in message for choice in parameter["schema"]["enum"])


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_a_wrong_field_or_choice_in_a_body_is_answered_with_all_of_them(
    sandbox: Sandbox, operation: Operation
) -> None:
    for way, schema in body_schemas(operation):
        kinds = {name: each.get("type") for name, each in schema["properties"].items()}
        needed: dict[str, Any] = {
            name: [] if kinds.get(name) == "array" else "x" for name in schema.get("required", ())
        }
        if schema.get("additionalProperties") is False:
            body = nested(way, {**needed, WRONG: 1})
            message = refusal(sandbox, operation.method, path_of(operation), body)
            assert all(name in message for name in schema["properties"]), message
        for name, each in schema["properties"].items():
            if "enum" in each:
                body = nested(way, {**needed, name: WRONG})
                message = refusal(sandbox, operation.method, path_of(operation), body)
                assert all(choice in message for choice in each["enum"]), message


CASES = [
    pytest.param(operation, *case, id=f"{operation}-{number}")
    for operation, cases in BROUGHT.items()
    for number, case in enumerate(cases)
]


@pytest.mark.parametrize(("operation_id", "path", "body", "known"), CASES)
def test_a_name_that_a_world_does_not_know_is_answered_with_those_that_it_knows(
    sandbox: Sandbox, operation_id: str, path: str, body: Any, known: list[str]
) -> None:
    operation = TABLE.by_id()[operation_id]
    message = refusal(sandbox, operation.method, path or path_of(operation), body)
    missing = [name for name in known if name not in message]
    assert not missing, message


def test_every_operation_with_a_name_in_its_path_or_its_open_body_has_its_case() -> None:
    for operation in OPERATIONS:
        named = "{" in operation.template
        opened = any(s.get("additionalProperties") is not False for _, s in body_schemas(operation))
        if named or opened:
            assert operation.id in BROUGHT, operation.id


def test_a_wrong_path_is_answered_with_all_paths_and_a_wrong_world_with_all_worlds(
    sandbox: Sandbox,
) -> None:
    message = refusal(sandbox, "GET", f"/_sim/{WRONG}")
    assert all(operation.template in message for operation in OPERATIONS)
    assert "default, one" in refusal(sandbox, "GET", f"/w/{WRONG}/_sim/clock")
    message = refusal(sandbox, "GET", f"/{WRONG}/x")
    assert all(api in message for api in sandbox.host.apis)


# The command line


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield before
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))


def leaves(
    group: click.Group, before: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*before, name))
        else:
            yield (*before, name), command


def complaint(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert isinstance(result.exception, click.UsageError), (result.output, result.exception)
    return result.exception.format_message()


@pytest.mark.parametrize(
    "words", list(commands(cli)), ids=lambda words: " ".join(words) or "stocktake"
)
def test_a_wrong_command_is_answered_with_all_commands(words: tuple[str, ...]) -> None:
    group: Any = cli
    for word in words:
        group = group.commands[word]
    message = complaint(*words, WRONG)
    assert all(name in message for name in group.commands)


CHOICES = [
    pytest.param(words, command, parameter, id=f"{' '.join(words)} {parameter.opts[0]}")
    for words, command in leaves(cli, ())
    for parameter in command.params
    if isinstance(parameter.type, click.Choice)
]


@pytest.mark.parametrize(("words", "command", "parameter"), CHOICES)
def test_a_wrong_choice_of_an_option_is_answered_with_all_of_them(
    words: tuple[str, ...], command: click.Command, parameter: Any
) -> None:
    message = complaint(*words, parameter.opts[0], WRONG)
    assert all(choice in message for choice in parameter.type.choices)


@pytest.mark.parametrize(
    ("arguments", "known"),
    [
        (("check", "--engine", "true", "--scenario", WRONG), ["one-shelf", "calm-day"]),
        (("check", "--engine", "true", "--connects", WRONG), ["wherefour", "whiplash"]),
        (("scenarios", "--connects", WRONG), ["wherefour", "whiplash"]),
    ],
)
def test_a_wrong_scenario_or_warehouse_is_answered_with_all_of_them(
    arguments: tuple[str, ...], known: list[str]
) -> None:
    message = complaint(*arguments)
    assert all(name in message for name in known), message


def test_the_command_fault_says_what_the_control_plane_says() -> None:
    with Sandbox(SIMULATORS) as sandbox, sandbox.listening() as url:
        message = complaint("fault", "wherefour", "create_order", WRONG, "--url", url)
    assert all(kind in message for kind in KINDS)


def test_a_wrong_seed_set_or_clock_is_answered_with_all_of_them() -> None:
    for field, known in (("seed_set", list(SEED_SETS)), ("clock", ["manual", "flowing"])):
        settings: Any = {field: WRONG}
        with pytest.raises(ValueError, match=WRONG) as told:
            Sandbox([], **settings)
        assert all(name in str(told.value) for name in known)
