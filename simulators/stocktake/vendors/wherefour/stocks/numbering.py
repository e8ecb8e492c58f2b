"""Codes that the organization generates: of lots, barcodes, serial numbers.

Their form is a decision: docs/reference/wherefour.md 5.3.
"""

from typing import Literal

from stocktake.core.world import World

CodeKind = Literal["lot", "barcode", "serial"]

_COUNTERS = {
    "lot": (
        "UPDATE wherefour_organization SET lots_numbered = lots_numbered + 1 WHERE id = ?",
        "SELECT printf('L%06d', lots_numbered) FROM wherefour_organization WHERE id = ?",
    ),
    "barcode": (
        "UPDATE wherefour_organization SET barcodes_numbered = barcodes_numbered + 1 WHERE id = ?",
        "SELECT printf('B-%06d', barcodes_numbered) FROM wherefour_organization WHERE id = ?",
    ),
    "serial": (
        "UPDATE wherefour_organization SET serials_numbered = serials_numbered + 1 WHERE id = ?",
        "SELECT printf('S-%06d', serials_numbered) FROM wherefour_organization WHERE id = ?",
    ),
}
_IN_USE = {
    "barcode": "SELECT id FROM wherefour_stock WHERE organization_id = ? AND barcode = ?",
    "serial": "SELECT id FROM wherefour_stock WHERE organization_id = ? AND serial_number = ?",
}


def next_code(world: World, kind: CodeKind, *, organization_id: int) -> str:
    """Return the organization's next code of a kind: one that is not in use."""
    count, spell = _COUNTERS[kind]
    while True:
        world.run(count, (organization_id,))
        code = str(world.value(spell, (organization_id,)))
        if not is_in_use(world, kind, code, organization_id=organization_id):
            return code


def is_in_use(world: World, kind: CodeKind, code: str, *, organization_id: int) -> bool:
    """Return whether a lot has this barcode or serial number; lot codes may repeat (5.3)."""
    return kind in _IN_USE and world.find(_IN_USE[kind], (organization_id, code)) is not None
