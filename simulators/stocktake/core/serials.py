"""Serial numbers of devices that can belong to nobody: IMEIs of a test range, and others."""

import re

# Reporting body 00 is for tests: no network knows such a phone.
_TEST_TYPE = "00101700"
_OTHER_TYPE = "00101701"  # of phones that come in later
_NUMBER = re.compile(rf"({_TEST_TYPE}|DX3)(\d{{6}})(.*)")


def check_digit(digits: str) -> int:
    """Return the Luhn digit that makes a number of these digits valid."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def imei(number: int, *, later: bool = False) -> str:
    """Return a valid IMEI of 15 digits, of another type for phones that come in `later`."""
    digits = f"{_OTHER_TYPE if later else _TEST_TYPE}{number % 1_000_000:06d}"
    return f"{digits}{check_digit(digits)}"


def without_check_digit(number: int) -> str:
    """Return an IMEI as some testers report it: 14 digits."""
    return f"{_TEST_TYPE}{number % 1_000_000:06d}"


def maker_serial(number: int) -> str:
    """Return a serial of 12 letters and digits, as tablets without a modem carry one."""
    return f"DX3{number % 1_000_000:06d}PHK"


def renumbered(serial: str | None, by: int) -> str | None:
    """Return the serial of another device of the same kind, its number higher by `by`."""
    if serial is None:
        return None
    match = _NUMBER.fullmatch(serial)
    if match is None:
        raise ValueError(f"{serial!r} is no serial of this module")
    kind, number, rest = match.groups()
    if kind != _TEST_TYPE:
        return maker_serial(int(number) + by)
    return imei(int(number) + by) if rest else without_check_digit(int(number) + by)
