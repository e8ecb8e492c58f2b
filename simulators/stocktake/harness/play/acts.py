"""Events of people and requests of staff in a play; what is refused is never passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stocktake.core.steps import Act, Event, From, Request
from stocktake.harness.history import EventResult
from stocktake.harness.play.errors import NotJudged
from stocktake.harness.play.staff import send
from stocktake.harness.play.state import Play

BEFORE = "{} was refused before"


def run_act(play: Play, act: Act, *, step: int) -> Iterator[EventResult]:
    """Run an event or request; before an outlet asks the engine, register it there.

    NotJudged where it is refused and the scenario does not say that it may be.
    """
    asks = isinstance(act, Event) and act.asks_engine
    if asks:
        yield from _register(play, act.simulator, step=step)
    first = play.seq
    missing = [label for label in _labels(act) if play.results.get(label) is None]
    if missing:
        # It is not done: it has no row of its own.
        result, refused = None, BEFORE.format(missing[0])
    elif isinstance(act, Request):
        result, refused = _send(play, act)
    else:
        arguments = _with_results(act.arguments, play.results)
        result, refused = play.control.trigger_event(act, arguments, after=play.seq)
    if missing and missing[0] not in play.results:
        line = f"{play.scenario.name}, step {step + 1}: {named(act)} needs {missing[0]!r}"
        raise NotJudged(f"{line}, and no act before it has that label")
    if refused and not missing:
        check_refusal(play, act, refused, step=step)
    if act.label:
        play.results[act.label] = None if refused else result
    if not refused:
        _grant(play, act, result)
    play.read_on()
    seen = play.control.snapshot(play.seq) if asks else None
    yield EventResult(
        event=act, result=result, refused=refused, seq=play.seq, first=first, seen=seen
    )


def _grant(play: Play, act: Act, result: Any) -> None:
    """Note what the engine is told of a consent: a person copies it into its settings."""
    role = play.scenario.topology.outlets.get(act.simulator)
    given = role.give_consent if role else None
    if role and given and isinstance(act, Event) and act.name == given.name:
        play.granted.update({name: str(result[key]) for name, key in role.consent.items()})


def check_refusal(play: Play, act: Act, why: str, *, step: int) -> None:
    """Raise NotJudged for a refused act, unless it may be refused or the engine is to blame.

    Whether the engine is, its verdict says: the act is noted in `play.waited_for`.
    """
    if act.may_be_refused or isinstance(act, Event) and act.asks_engine:
        return
    line = f"{play.scenario.name}, step {step + 1}: {named(act)} was refused: {why}"
    topology = play.scenario.topology
    if isinstance(act, Event) and any(each.waits_for_engine(act) for each in topology.routes):
        play.waited_for.append(line)
        return
    raise NotJudged(line)


def named(act: Act) -> str:
    """Return what an act is, as an error names it."""
    if isinstance(act, Request):
        return f"{act.method} {act.path} of {act.simulator}'s staff"
    values = ", ".join(f"{name} {_value(value)}" for name, value in act.arguments.items())
    return f"{act.simulator} {act.name} ({values})" if values else f"{act.simulator} {act.name}"


def _value(value: Any) -> str:
    return value.label if isinstance(value, From) else str(value)


def _labels(act: Act) -> list[str]:
    """Return the labels of the acts whose results an act needs."""
    found = [
        each.label
        for value in act.arguments.values()
        for each in (value if isinstance(value, list) else [value])
        if isinstance(each, From)
    ]
    if isinstance(act, Request):
        found += [part.partition("[")[0] for part in act.path.split("{")[1:]]
    return found


def _with_results(arguments: Mapping[str, Any], results: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments with the values that earlier acts gave."""

    def known(value: Any) -> Any:
        if isinstance(value, list):
            return [known(each) for each in value]
        return results[value.label][value.key] if isinstance(value, From) else value

    return {name: known(value) for name, value in arguments.items()}


def _register(play: Play, outlet: str, *, step: int) -> Iterator[EventResult]:
    """Register at an outlet where the engine takes callbacks, unless that is known there.

    Not before it asks: until then an engine that registers no module of its own ships nothing.
    """
    address = play.driver.listens_at(play.given())
    if not address or play.registered.get(outlet) == address:
        return
    for route in play.scenario.topology.routes:
        questions = route.outlet_role.questions
        if route.outlet == outlet and questions:
            request = route.bound(
                questions.register, own=outlet, address=address, client_id=play.scenario.slug
            )
            yield from run_act(play, request, step=step)
            break
    play.registered[outlet] = address


def _send(play: Play, request: Request) -> tuple[Any, str]:
    """Send a request with the credentials of staff, which are issued before the first one."""
    role = play.scenario.topology.role(request.simulator)
    if role is None:
        raise NotJudged(f"{play.scenario.name}: {request.simulator} is on no route")
    by = role.credentials
    if request.simulator not in play.staff:
        variables = play.control.environment()
        if by.issue is not None:
            issued = _issue(play, by.issue, simulator=request.simulator)
            names = (by.user, by.password) if by.user else (by.key,)
            values = [str(issued[name]) for name in by.issued]
            variables |= dict(zip(names, values, strict=True))
        play.staff[request.simulator] = variables
    return send(play.staff[request.simulator], request, credentials=by, results=play.results)


def _issue(play: Play, event: Event, *, simulator: str) -> Mapping[str, Any]:
    """Let the owner of an account issue credentials for its staff."""
    own = Event(simulator, event.name, event.arguments)
    issued, refused = play.control.trigger_event(own, event.arguments, after=play.seq)
    play.read_on()
    if refused:
        raise NotJudged(f"{play.scenario.name}: {named(own)} was refused: {refused}")
    found: Mapping[str, Any] = issued
    return found
