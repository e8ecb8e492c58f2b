"""How a world begins: one type for `serve`, worlds of the control plane, scenarios and capsules."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from os import PathLike
from typing import Any, TypedDict

from . import journal
from .clock import MODES, ONLY_MANUAL, parse_instant

SEED_SETS: Mapping[str, frozenset[str]] = {
    "documented": frozenset({"documented"}),
    "catalogue": frozenset({"catalogue"}),
    "both": frozenset({"documented", "catalogue"}),
    "shelf": frozenset({"catalogue"}),
    "busy": frozenset({"documented", "catalogue", "busy"}),
    "own": frozenset(),
}
_OWN = "own"  # of a seed file alone
# A manual clock that nobody set starts here, so that two runs of a test see the same time.
MANUAL_START = "2026-01-05T09:00:00Z"

SeedFile = Mapping[str, Any] | str | PathLike[str] | None
"""What a seed file says, or the path of one, which a Host reads before a world begins."""


class WorldSettings(TypedDict, total=False):
    """The fields of a WorldConfig, as keyword arguments: what is absent keeps its default."""

    seed: int
    scale: int
    seed_set: str
    now: str | None
    clock: str
    tick: int
    idle_advance: bool
    journal: int
    quirks: Mapping[str, Any]
    seed_file: SeedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldConfig:
    """How a world begins; ValueError, in one line, for one that cannot be.

    `seed` starts its random numbers; `scale` is how many times the catalogue; `seed_set` one of
    SEED_SETS (a shelf is a few goods of the catalogue, busy is both with weeks of business); `now`
    an ISO 8601 instant, for a flowing clock the present when it is None, seeded as the hour began;
    `clock` manual or flowing; `tick` world milliseconds per turn; `idle_advance` lets a manual
    clock move on for clients that were told to wait and come back; `journal` how many of its rows
    are kept, 0 for all; `quirks` values by `<simulator>.<name>`; `seed_file` what a seed file says
    (core/seed_file.py): goods of a user's own, instead of any others unless a seed set is named as
    well.
    """

    seed: int = 1
    scale: int = 1
    seed_set: str = ""
    now: str | None = None
    clock: str = "manual"
    tick: int = 1
    idle_advance: bool = False
    journal: int = journal.MOST_ROWS
    quirks: Mapping[str, Any] = field(default_factory=dict)
    seed_file: SeedFile = None

    def __post_init__(self) -> None:
        if not self.seed_set:
            named = "both" if self.seed_file is None else _OWN
            object.__setattr__(self, "seed_set", named)
        if self.seed_set == _OWN and self.seed_file is None:
            raise ValueError("seed set 'own' goes with a seed file: give one")
        if self.seed_set not in SEED_SETS:
            raise ValueError(f"seed set {self.seed_set!r}; there are {', '.join(SEED_SETS)}")
        if self.clock not in MODES:
            raise ValueError(f"clock {self.clock!r}; there are {', '.join(MODES)}")
        if self.idle_advance and self.clock != "manual":
            raise ValueError(ONLY_MANUAL)
        if self.scale < 1:
            raise ValueError(f"scale must be 1 or more, not {self.scale}")
        if self.now is not None:
            parse_instant(self.now)

    @property
    def start(self) -> int | None:
        """When its time begins (ms); None for a clock that flows from the present."""
        now = self.now or (MANUAL_START if self.clock == "manual" else None)
        return None if now is None else parse_instant(now)

    @property
    def seeds(self) -> frozenset[str]:
        """What its seed set asks of vendors: `documented` records, `catalogue`, `busy` weeks."""
        own = frozenset() if self.seed_file is None else frozenset({"catalogue"})
        return SEED_SETS[self.seed_set] | own

    @property
    def has_catalogue(self) -> bool:
        """Whether the built-in catalogue's goods are in it, beside those of a seed file or not."""
        return "catalogue" in SEED_SETS[self.seed_set]

    def changed(self, settings: WorldSettings) -> "WorldConfig":
        """Return it with these fields changed; TypeError for a field that it does not have.

        A seed file that comes alone replaces every other good here too.
        """
        if "seed_file" in settings and "seed_set" not in settings:
            keeps = settings["seed_file"] is None and self.seed_set != _OWN
            settings = {**settings, "seed_set": self.seed_set if keeps else ""}
        return replace(self, **settings)

    def describe(self) -> dict[str, Any]:
        """Return it as JSON, for a capsule and the control plane."""
        described = asdict(self)
        if self.seed_file is None:
            del described["seed_file"]
        return described
