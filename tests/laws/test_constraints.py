"""constraints.txt pins every package that running and developing need, and no other."""

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
ASKED = [
    Requirement(text)
    for text in (
        *PROJECT["project"]["dependencies"],
        *(text for name, extra in EXTRAS.items() if name != "all" for text in extra),
        *PROJECT["dependency-groups"]["dev"],
    )
]
LINES = [
    line
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
PINS = {canonicalize_name(name): version for name, _, version in (x.partition("==") for x in LINES)}
# Where constraints.txt was made: it holds what is needed there.
MADE_ON = {
    "sys_platform": "linux", "platform_system": "Linux", "os_name": "posix",
    "platform_machine": "x86_64",
    "python_version": "3.11", "python_full_version": "3.11.7",
}  # fmt: skip


def needed(requirement: Requirement, extra: str = "") -> bool:
    """Say whether a requirement counts where constraints.txt was made."""
    return requirement.marker is None or requirement.marker.evaluate({**MADE_ON, "extra": extra})


def requirements_of(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """Return what an installed package needs, with some of its extras; nothing if it is absent."""
    try:
        texts = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for requirement in map(Requirement, texts):
        if any(needed(requirement, extra) for extra in ("", *extras)):
            yield requirement


def resolved() -> list[Requirement]:
    """Return every requirement, the project's own and those of the packages that it needs."""
    found: list[Requirement] = []
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [requirement for requirement in ASKED if needed(requirement)]
    while waiting:
        requirement = waiting.pop()
        found.append(requirement)
        key = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if key not in seen:
            seen.add(key)
            waiting += requirements_of(*key)
    return found


def test_every_package_that_is_needed_is_pinned_and_no_other() -> None:
    assert {canonicalize_name(requirement.name) for requirement in resolved()} - {"pip"} == set(
        PINS
    )


def test_the_extra_all_has_every_other_one() -> None:
    (every,) = map(Requirement, EXTRAS["all"])
    assert every.name == PROJECT["project"]["name"]
    assert every.extras == EXTRAS.keys() - {"all"}


def test_a_pin_is_an_exact_version_of_a_registrys_package() -> None:
    for line in LINES:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.+!]*", line), line


def test_every_range_admits_its_pin() -> None:
    for requirement in resolved():
        if requirement.name != "pip":
            pin = PINS[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(pin, prereleases=True), requirement


def test_this_environment_has_the_pinned_versions() -> None:
    for distribution in metadata.distributions():
        pin = PINS.get(canonicalize_name(distribution.name))
        assert pin in (None, distribution.version), distribution.name
