"""Plays made by hand, over several rounds: what people and an engine do, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from stocktake.core.steps import Fault
from stocktake.harness.history import (
    CustomerRow,
    Entry,
    EventResult,
    History,
    LedgerLine,
    OrderRow,
    Outcome,
    PartRow,
    Round,
    ShipmentRow,
    Snapshot,
    StepHistory,
    StockRow,
)
from stocktake.harness.scenario import Scenario, Step

from tests.harness.classic import TOPOLOGY
from tests.harness.histories import MICRO, SHOP, exchange, order
from tests.harness.made_engine import MadeEngine
from tests.harness.made_orders import MadeDocument, MadeOrder

MORNING = 1_772_467_200_000  # 2026-03-02T16:00Z, a morning in Los Angeles


class Made:
    """A play made by hand: what people and an engine do, in order; journal and ledger keep up.

        made = Made(A=10)
        made.order(1, A=2)
        with made.round(output="all done"):
            made.engine.create(1)

    Quantities are whole units. The goods are at each of the warehouses, `wherefour` unless said,
    and its store shows these numbers of them. An order is known by its id, a document by its
    reference; without a reference it is that of the last order. What people do is a turn of its
    own; what `engine` does is one or several. In a completed round in which it shows nothing it
    shows the right numbers, unless `keeps_numbers` is false.
    """

    def __init__(self, *warehouses: str, **goods: int) -> None:
        self.names = warehouses or ("wherefour",)
        self.held = {(name, good): number for name in self.names for good, number in goods.items()}
        self.shown = dict(self.held)
        self.skus: dict[tuple[str, str], str | None] = {key: key[1] for key in self.held}
        self.orders: dict[int, MadeOrder] = {}
        self.documents: list[MadeDocument] = []
        self.customers: dict[str, str] = {}
        self.parts: dict[str, Mapping[str, int]] = {}
        self.faults: tuple[Fault, ...] = ()
        self.writes: dict[tuple[str, str], str] = {}
        self.journal: list[Entry] = []
        self.ledger: list[LedgerLine] = []
        self.steps: list[StepHistory] = []
        self.sales: list[EventResult] = []
        self.quiet: StepHistory | None = None
        self.engine = MadeEngine(self)
        self.keeps_numbers = True
        self.more_places: tuple[str, ...] = ()  # that the first warehouse feeds too
        self.skus.update({(SHOP, good): good for good in goods})

    @property
    def at(self) -> str:
        """The first warehouse, and its store."""
        return self.names[0]

    # People

    def order(self, id: int = 1, *, at: str = "", customer: str | None = None, **lines: int) -> int:
        """A shopper orders."""
        turn = self.turn("place_order")
        self.orders[id] = MadeOrder(id, at or self.at, {}, customer)
        self._want(self.orders[id], lines)
        route = next(r for r in self.topology.routes if r.place == (at or self.at))
        sale = route.order(lines)
        self.sales.append(EventResult(event=sale, result={}, refused="", seq=turn, first=turn - 1))
        return turn

    def edit(self, id: int = 1, **lines: int) -> int:
        """Somebody at the shop changes an order: these are all its lines now."""
        turn = self.turn("edit_order")
        self._want(self.orders[id], lines)
        return turn

    def cancel(self, id: int = 1) -> int:
        """Somebody at the shop cancels an order."""
        turn = self.turn("cancel_order")
        self._note_demand(self.orders[id], -1)
        self.orders[id].lives = False
        return turn

    def reopen(self, id: int = 1) -> int:
        """Somebody at the shop takes a cancelled order up again."""
        turn = self.turn("reopen_order")
        self.orders[id].lives = True
        self._note_demand(self.orders[id], 1)
        return turn

    def move(self, id: int, place: str) -> int:
        """Somebody at the shop lets an order leave from another store."""
        turn = self.turn("edit_order")
        self._note_demand(self.orders[id], -1)
        self.orders[id].place = place
        self._note_demand(self.orders[id], 1)
        return turn

    def receive(self, good: str, number: int, *, at: str = "") -> int:
        """Goods come in, or fewer are found."""
        turn = self.turn("receive_stock", simulator=at or self.at)
        self.stock(at or self.at, good, number)
        return turn

    def ship(self, reference: str = "R1", *, at: str = "", **lines: int) -> int:
        """People of a warehouse ship a document, or these lines of it."""
        turn = self.turn("ship_order", simulator=at or self.at)
        self.send(self.document(reference, at), lines)
        return turn

    def take_back(self, reference: str = "R1", *, at: str = "") -> int:
        """People of a warehouse take back shipments that were entered by mistake."""
        turn, document = (
            self.turn("reverse_shipment", simulator=at or self.at),
            self.document(reference, at),
        )
        for good, number in document.out.items():
            self.line(document.warehouse, "shipment", -number, good=good, document=document)
            self.stock(document.warehouse, good, number)
        document.out, document.shipped_at = {}, []
        return turn

    def call_off(self, reference: str = "R1", *, at: str = "", **lines: int) -> int:
        """People of a warehouse cancel a document, or so many of its lines."""
        turn = self.turn("cancel_order", simulator=at or self.at)
        document = self.document(reference, at)
        self.ask(
            document, {g: document.asked.get(g, 0) - n for g, n in lines.items()} if lines else {}
        )
        return turn

    def rename(self, good: str, sku: str | None, *, at: str = "") -> int:
        """An item gets another SKU, or none any more; `at` the shop, an offer."""
        turn = self.turn("rename_item", simulator=at or self.at)
        self.skus[at or self.at, good] = sku
        self.line(at or self.at, "renamed", None, good=good)
        return turn

    def own_document(self, reference: str, *, at: str = "", **lines: int) -> MadeDocument:
        """People of a warehouse enter an order of their own."""
        self.turn("create_order", simulator=at or self.at)
        return self.make(at or self.at, reference, lines)

    # Rounds

    @contextmanager
    def round(
        self, output: str = "", *, outcome: Outcome = Outcome.COMPLETED, quiet: bool = False
    ) -> Iterator[None]:
        """Take a look, let the engine do something, and look again."""
        before, sales = self.look(), tuple(self.sales)
        self.sales.clear()
        yield
        if self.keeps_numbers and outcome is Outcome.COMPLETED:
            self.engine.show_right(since=before.after)
        self.turn("", kind="note")
        inside = [each for each in self.journal if each.seq > before.after]
        ran = Round(
            first=before.after, last=len(self.journal), outcome=outcome, exit=0, seconds=0.1,
            output=output, faults=sum(each.fault is not None for each in inside),
            writes=sum(each.wrote for each in inside),
        )  # fmt: skip
        step = StepHistory(
            step=Step("One."), events=sales, before=before, round=ran, after=self.look()
        )
        if quiet:
            self.quiet = step
        else:
            self.steps.append(step)

    def rounds(self, number: int = 1, output: str = "") -> None:
        """Play completed rounds in which the engine does nothing."""
        for _ in range(number):
            with self.round(output):
                pass

    @property
    def topology(self) -> Any:
        """The classic topology with the warehouses of the play, and routes of its own."""
        found = TOPOLOGY.connecting(self.names)
        more = [replace(found.routes[0], place=place) for place in self.more_places]
        return replace(found, routes=(*found.routes, *more), writes=self.writes)

    def history(self) -> History:
        """Return the play so far as what was recorded."""
        scenario = Scenario(
            name="small", sentence="Small.", topology=self.topology,
            steps=(Step("One.", faults=self.faults),),
        )  # fmt: skip
        return History(
            scenario=scenario, steps=tuple(self.steps), settling=(), quiet=self.quiet,
            journal=tuple(self.journal), ledger=tuple(self.ledger),
        )  # fmt: skip

    # What there is

    def turn(self, operation: str, *, kind: str = "event", **changes: Any) -> int:
        """Add a row of the journal."""
        seq = len(self.journal) + 1
        changes = {"simulator": SHOP, "path": f"/{operation}", **changes}
        self.journal.append(exchange(seq, operation, kind=kind, at=MORNING + seq * 1000, **changes))
        return seq

    def line(
        self, simulator: str, what: str, delta: int | None, *, good: str, order: Any = None,
        document: MadeDocument | None = None, place: str | None = None, after: int | None = None,
    ) -> None:  # fmt: skip
        """Add a line of the ledger in the last turn."""
        about, sku = order or document, self.skus.get((simulator, good), good)
        self.ledger.append(
            LedgerLine(
                seq=len(self.ledger) + 1, turn=len(self.journal), at=self.journal[-1].at,
                simulator=simulator, what=what, place=place, sku=sku,
                reference=about.reference if about else None,
                delta=None if delta is None else delta * MICRO,
                after=None if after is None else after * MICRO, good=good,
                document=str(about.id) if about else None,
            )
        )  # fmt: skip

    def document(self, reference: str, at: str = "") -> MadeDocument:
        """Return the last document of a reference."""
        mine = [
            d for d in self.documents if (d.warehouse, d.reference) == (at or self.at, reference)
        ]
        return mine[-1]

    def make(self, warehouse: str, reference: str, lines: Mapping[str, int]) -> MadeDocument:
        """A document comes into being."""
        made = MadeDocument(warehouse, str(len(self.documents) + 1), reference, {})
        self.documents.append(made)
        self.ask(made, lines)
        return made

    def ask(self, document: MadeDocument, lines: Mapping[str, int]) -> None:
        """A document asks for these goods from now on."""
        before = document.asked
        for good in dict.fromkeys([*before, *lines]):
            change = lines.get(good, 0) - before.get(good, 0)
            if change:
                kind = document.ordered if change > 0 else document.cancelled
                kind[good] = kind.get(good, 0) + abs(change)
                self.line(document.warehouse, "demand", change, good=good, document=document)

    def send(self, document: MadeDocument, lines: Mapping[str, int]) -> None:
        """Goods leave; without lines all that is asked for and not out."""
        for good, asked in document.asked.items():
            number = lines.get(good, 0) if lines else asked - document.out.get(good, 0)
            if number:
                document.out[good] = document.out.get(good, 0) + number
                document.shipped_at.append((good, number, self.journal[-1].at))
                self.line(document.warehouse, "shipment", number, good=good, document=document)
                self.stock(document.warehouse, good, -number)

    def stock(self, warehouse: str, good: str, delta: int) -> None:
        """What a warehouse holds changes."""
        self.held[warehouse, good] = self.held.get((warehouse, good), 0) + delta
        self.line(warehouse, "stock", delta, good=good, after=self.held[warehouse, good])

    def tell(self, order: MadeOrder, *, shipped: bool, date: str, place: str) -> None:
        """The shop has an order as shipped or not."""
        if place != order.place:
            self._note_demand(order, -1)
            order.place = place
            self._note_demand(order, 1)
        for offer, number in order.lines.items():
            told = number if shipped else 0
            change = told - order.told.get(offer, 0)
            if change:
                self.line(SHOP, "shipment", change, good=offer, order=order, place=place)
            order.told[offer] = told
        order.date = date if shipped else None

    def show(self, place: str, offer: str, number: int) -> None:
        """The shop shows another number."""
        before = self.shown.get((place, offer), 0)
        self.shown[place, offer] = number
        if number != before:
            self.line(SHOP, "shown", number - before, good=offer, place=place, after=number)

    def _want(self, order: MadeOrder, lines: Mapping[str, int]) -> None:
        for offer in dict.fromkeys([*order.lines, *lines]):
            change = lines.get(offer, 0) - order.lines.get(offer, 0)
            if change:
                self.line(SHOP, "demand", change, good=offer, order=order, place=order.place)
        order.lines = dict(lines)

    def _note_demand(self, order: MadeOrder, sign: int) -> None:
        for offer, number in order.lines.items():
            self.line(SHOP, "demand", sign * number, good=offer, order=order, place=order.place)

    # What is seen

    def look(self) -> Snapshot:
        """Return what every system holds now."""
        return Snapshot(
            after=len(self.journal),
            stock=tuple(self._stock_rows()),
            orders=tuple(self._order_rows()),
            shipments=tuple(self._shipment_rows()),
            customers=tuple(
                CustomerRow(simulator=self.at, id=key, name=name)
                for key, name in self.customers.items()
            ),
            parts=tuple(
                PartRow(simulator=self.at, bundle=bundle, part=part, count=number)
                for bundle, parts in self.parts.items()
                for part, number in parts.items()
            ),
        )

    def _stock_rows(self) -> Iterator[StockRow]:
        for (name, good), number in self.held.items():
            sku, held = self.skus[name, good], number * MICRO
            carried = [k for k, other in self.skus.items() if k[0] == name and other == sku]
            can_ship = held if sku and len(carried) == 1 else 0
            yield StockRow(
                simulator=name, place="MAIN", sku=sku, physical=held, sellable=can_ship, shown=None,
                good=good,
            )  # fmt: skip
        for (place, offer), number in self.shown.items():
            yield StockRow(
                simulator=SHOP, place=place, sku=self.skus[SHOP, offer], physical=None,
                sellable=None, shown=number * MICRO, good=offer,
            )  # fmt: skip

    def _order_rows(self) -> Iterator[OrderRow]:
        for each in self.orders.values():
            for offer, number in each.lines.items():
                yield order(
                    SHOP, number, each.told.get(offer, 0), 0 if each.lives else number,
                    id=str(each.id), reference=each.reference, good=offer,
                    sku=self.skus.get((SHOP, offer), offer),
                    place=each.place, customer=each.customer, told=each.date,
                )  # fmt: skip
        for made in self.documents:
            for good, number in made.ordered.items():
                yield order(
                    made.warehouse, number, made.out.get(good, 0), made.cancelled.get(good, 0),
                    id=made.id, reference=made.reference, good=good, customer=made.customer,
                    sku=self.skus.get((made.warehouse, good), good),
                )  # fmt: skip

    def _shipment_rows(self) -> Iterator[ShipmentRow]:
        for made in self.documents:
            for number, (good, quantity, at) in enumerate(made.shipped_at):
                yield ShipmentRow(
                    simulator=made.warehouse, id=f"{made.id}-{number}", order_id=made.id,
                    reference=made.reference, sku=self.skus.get((made.warehouse, good)),
                    quantity=quantity * MICRO, at=at, good=good,
                )  # fmt: skip
