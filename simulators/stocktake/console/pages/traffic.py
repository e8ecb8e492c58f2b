"""Traffic: what came in, newest first, and what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stocktake.client.answers import Refusal
from stocktake.console.asking import control, known_systems
from stocktake.console.detail import detail_of
from stocktake.console.notices import see
from stocktake.console.rows import Told, lines_of
from stocktake.console.twice import made_twice

page = Blueprint("traffic", __name__)

MOST_LINES = 200
_MOST_READ = 1000  # rows that are folded into so many lines
_KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "": ("Everything", {}),
    "writes": ("Writes", {"write": True}),
    "refused": ("Refused", {"refused": True}),
    "struck": ("Struck by a fault", {"fault": "any"}),
    "odd": ("Not understood", {"noted": "any", "kind": "exchange"}),
    "events": ("Events", {"kind": "event"}),
    "callbacks": ("Callbacks", {"kind": "callback"}),
    "faults": ("Faults planted", {"kind": "fault"}),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows the address of the page asks for."""

    text: str
    system: str
    kind: str
    folds: bool
    before: int | None
    after: int

    @classmethod
    def of_request(cls) -> Wanted:
        """Read them off the query."""
        given = request.args
        kind = given.get("kind", "")
        return cls(
            text=given.get("q", "").strip()[:200],
            system=given.get("system", ""),
            kind=kind if kind in _KINDS else "",
            folds=given.get("fold", "1") != "0",
            before=given.get("before", type=int),
            after=given.get("after", 0, type=int),
        )

    @property
    def filters(self) -> dict[str, Any]:
        """The filters of the journal that this means."""
        return {
            "text": self.text or None, "simulator": self.system or None, **_KINDS[self.kind][1],
        }  # fmt: skip

    @property
    def is_plain(self) -> bool:
        """Whether all rows are wanted."""
        return not (self.text or self.system or self.kind)

    def but(self, **changes: Any) -> str:
        """Return the address of this page with other values; None leaves one out."""
        now: dict[str, Any] = {
            "q": self.text or None, "system": self.system or None, "kind": self.kind or None,
            "fold": None if self.folds else "0", **changes,
        }  # fmt: skip
        return url_for("traffic.show", **{k: v for k, v in now.items() if v is not None})


@page.get("/traffic")
def show() -> str | AnyResponse:
    """Show rows of the journal, newest first."""
    systems, wanted = known_systems(), Wanted.of_request()
    if (row := request.args.get("row", type=int)) is not None:
        return redirect(url_for("traffic.row", seq=row), 303)
    found = control().get_journal(
        order="desc", limit=_MOST_READ if wanted.folds else MOST_LINES, bodies=False,
        before=wanted.before, after=max(wanted.after, 0), **wanted.filters,
    )  # fmt: skip
    told = Told(systems, made_twice(control()))
    lines, oldest = lines_of(found["entries"], told, most=MOST_LINES, folds=wanted.folds)
    stats = control().get_stats()
    return render_template(
        "traffic.html", lines=lines, oldest=oldest, wanted=wanted, kinds=_KINDS, stats=stats,
        counted=_counted(stats), older=_is_older(wanted, found, oldest),
        last=found["last"], dropped=found["dropped"], shown=_beside(), wanted_row=_row_beside(),
    )  # fmt: skip


def _row_beside() -> int | None:
    return request.args.get("show", type=int)


def _beside() -> dict[str, Any] | None:
    """Return the row that is shown beside the list, if one is asked for and there."""
    seq = _row_beside()
    try:
        return detail_of(control(), known_systems(), seq) if seq else None
    except Refusal:
        return None


def _counted(stats: dict[str, Any]) -> dict[str, int]:
    """Count the requests of each system."""
    counted: dict[str, int] = {}
    for row in stats["operations"]:
        if row["simulator"]:
            counted[row["simulator"]] = counted.get(row["simulator"], 0) + row["requests"]
    return counted


def _is_older(wanted: Wanted, found: dict[str, Any], oldest: int) -> bool:
    """Say whether there are rows before the oldest that is shown."""
    if not oldest:
        return False
    more = control().get_journal(
        order="desc", limit=1, bodies=False, before=oldest, after=max(wanted.after, 0),
        **wanted.filters,
    )  # fmt: skip
    return bool(more["entries"])


@page.get("/traffic/oldest")
def oldest() -> AnyResponse:
    """Lead to the oldest rows that there are."""
    wanted = Wanted.of_request()
    first = control().get_journal(limit=MOST_LINES, bodies=False, **wanted.filters)["entries"]
    return redirect(wanted.but(before=first[-1]["seq"] + 1 if first else None), 303)


@page.get("/traffic/<int:seq>")
def row(seq: int) -> str:
    """Show one row of the journal in full."""
    return render_template("row.html", **detail_of(control(), known_systems(), seq))


@page.get("/traffic/<int:seq>/<any(request, reply):side>")
def body(seq: int, side: str) -> Response:
    """Show all of a body, as text and nothing else."""
    content = control().get_journal_entry(seq)[f"{side}_body"] or ""
    return Response(content, mimetype="text/plain")


@page.post("/traffic/<int:seq>/again")
def again(seq: int) -> AnyResponse:
    """Send a request once more, and go to its new row."""
    try:
        repeated = control().repeat_exchange(seq)
    except Refusal as refusal:
        return see(url_for("traffic.row", seq=seq), refusal.message)
    return see(
        url_for("traffic.row", seq=repeated["row"]),
        f"Sent again as it was at #{seq}; this is the new request.",
    )


@page.get("/traffic.har")
def har() -> Response:
    """Save the rows that the filters leave as an HTTP Archive."""
    archive = control().get_journal(limit=10_000, format="har", **Wanted.of_request().filters)
    answer = Response(json.dumps(archive), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="stocktake.har"'
    return answer
