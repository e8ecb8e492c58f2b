"""What to do about an order, decided without side effects."""

from fractions import Fraction as Amount
from typing import Any, NamedTuple

from .paper import Goods, Json, Paper


class Plan(NamedTuple):
    """What is to be done about an order, and why it is left."""

    act: str = ""  # make, off, change, revive
    goals: Goods = {}  # noqa: RUF012 - never changed
    why: str = ""


def plan(order: Json, deal: Json | None, paper: Paper | None, want: Goods, agreed: Goods) -> Plan:
    """Decide what the order's document at its own warehouse needs; looks at nothing else."""
    if not order["living"]:
        return Plan("off") if paper and not paper.dead and not paper.left else Plan()
    if paper is None:
        return Plan() if order["shipped"] else Plan("make", want)
    again = bool(deal and deal["off"]) or not deal
    if paper.dead and (paper.left or not again):
        return Plan(why="was called off by the warehouse")
    goals, why = dict[Any, Amount](), ""
    for good in {*want, *agreed, *paper.asked}:
        has, goal = paper.asked[good], max(want[good], paper.out.get(good, Amount(0)))
        if has != goal and (paper.dead or not deal or want[good] != agreed[good]):
            goals[good] = goal
        elif has < goal:
            why = "was called off in part by the warehouse"
    if goals and paper.done:
        return Plan(why="was changed after all of it had left")
    if not any(want.values()):
        return Plan("" if paper.dead or paper.left else "off", why="wants nothing any more")
    return Plan("revive" if paper.dead else "change" if goals else "", goals, why)
