"""Initial images are kept for later processes, found only where nothing of them has changed."""

import dataclasses
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.core import initial, kept_images
from stocktake.core.clock import wall_now
from stocktake.core.config import WorldConfig
from stocktake.core.images import Image

SHELF = WorldConfig(seed_set="shelf")
START = SHELF.start or 0


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory of kept images, and a process that has kept none itself."""
    monkeypatch.setenv(kept_images.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(initial, "_kept", {})
    return tmp_path / "cache"


def made_anew(config: WorldConfig = SHELF) -> Image:
    """Return the initial image as a process that has just begun gets it."""
    initial._kept.clear()
    return initial.initial_image(SIMULATORS, config)


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def test_a_later_process_finds_the_world_byte_for_byte_as_it_would_have_been_seeded(
    folder: Path,
) -> None:
    seeded = made_anew()
    (file,) = kept(folder)
    image = kept_images.find(file.stem)
    assert image == seeded == initial._seeded(SIMULATORS, SHELF, START)


def test_it_is_found_and_nothing_is_seeded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeded = made_anew()
    monkeypatch.setattr(initial, "_seeded", None)
    assert made_anew() == seeded


@pytest.mark.parametrize(
    "changes",
    [{"seed": 2}, {"now": "2026-02-01T00:00:00Z"}, {"tick": 5}, {"clock": "flowing"}],
    ids=str,
)
def test_another_configuration_is_another_image(changes: dict[str, object]) -> None:
    other = dataclasses.replace(SHELF, **changes)  # type: ignore[arg-type]  # fields by name
    assert kept_images.key_of(SIMULATORS, SHELF, START) != kept_images.key_of(
        SIMULATORS, other, START
    )


@pytest.mark.parametrize(
    "place", ["vendors/wherefour/seed.py", "vendors/swappa/schema/accounts.sql", "core/chance.py"]
)
def test_changed_code_or_schema_makes_every_kept_image_useless(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in kept_images._CODE:
        (tmp_path / name).mkdir()
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(kept_images, "_PACKAGE", tmp_path)
    path.write_text("one")
    first = kept_images._fingerprint.__wrapped__()
    assert first == kept_images._fingerprint.__wrapped__()
    stamp = path.stat()
    path.write_text("two")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert first != kept_images._fingerprint.__wrapped__()


def test_the_world_of_a_simulator_that_is_not_ours_is_never_kept(folder: Path) -> None:
    other = dataclasses.replace(SIMULATORS[0])
    assert kept_images.key_of([other, *SIMULATORS[1:]], SHELF, START) is None
    initial.initial_image([other], SHELF)
    assert kept(folder) == []


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 100_000], ids=len)
def test_a_damaged_file_is_not_believed_and_is_written_anew(folder: Path, damage: bytes) -> None:
    seeded = made_anew()
    (file,) = kept(folder)
    content = file.read_bytes()
    file.write_bytes(damage)
    assert made_anew() == seeded
    file.write_bytes(content[:50_000] + b"x" + content[50_001:])
    assert made_anew() == seeded
    assert file.read_bytes() == content


@pytest.mark.parametrize("name", ["a file", "below/a file", ""])
def test_without_a_directory_to_write_to_worlds_are_seeded_as_ever(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("not a directory")
    (tmp_path / "below").symlink_to(tmp_path)
    monkeypatch.setenv(kept_images.VARIABLE, name and str(tmp_path / name / "cache"))
    assert made_anew() == initial._seeded(SIMULATORS, SHELF, START)


def test_the_longest_unused_go_and_none_is_too_large(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_images, "_MOST_FILES", 2)
    for number, key in enumerate("abc"):
        kept_images.keep(key, Image(key.encode() * 100))
        if key != "c":
            os.utime(folder / f"{key}.image", ns=(0, number))
        if key == "b":
            assert kept_images.find("a") is not None  # used again
    assert [path.stem for path in kept(folder)] == ["a", "c"]
    monkeypatch.setattr(kept_images, "_LARGEST", 99)
    kept_images.keep("d", Image(bytes(100)))
    assert kept_images.find("d") is None


def test_many_at_once_find_a_whole_image_or_none(folder: Path) -> None:
    image = Image(os.urandom(2_000_000))

    def work(_: int) -> bool:
        kept_images.keep("k", image)
        return kept_images.find("k") == image

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(64)))
    assert [path.name for path in kept(folder)] == ["k.image"]


def test_a_clock_that_flows_from_a_fixed_time_begins_there_in_each_process() -> None:
    config = WorldConfig(seed_set="shelf", clock="flowing", now="2026-01-05T09:00:00Z")
    for _ in range(2):
        initial._kept.clear()
        world = initial.initial_world(SIMULATORS, config, name="w")
        assert 0 <= world.clock.read() - (config.start or 0) < 60_000
        world.reset()
        assert 0 <= world.clock.read() - (config.start or 0) < 60_000
        world.close()


def test_a_world_that_begins_at_the_present_was_seeded_as_the_hour_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    present = 1_790_000_000_000
    monkeypatch.setattr(initial, "wall_now", lambda: present)
    config = WorldConfig(seed_set="shelf", clock="flowing")
    world = initial.initial_world(SIMULATORS, config, name="w")
    assert world.value("SELECT now FROM world") == present // 3_600_000 * 3_600_000
    assert abs(world.clock.read() - wall_now()) < 60_000
    kept_then = initial.initial_image(SIMULATORS, config)
    present += 60_000
    assert initial.initial_image(SIMULATORS, config) is kept_then
    present += 3_600_000
    assert initial.initial_image(SIMULATORS, config) is not kept_then
    world.close()


def test_a_process_with_another_hash_seed_seeds_the_same_bytes() -> None:
    """So it does not matter which process a kept image comes from."""
    script = (
        "import sys; from stocktake import SIMULATORS; from stocktake.core import initial;"
        " from stocktake.core.config import WorldConfig; config = WorldConfig();"
        " sys.stdout.buffer.write(initial.initial_image(SIMULATORS, config).content)"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "4711", kept_images.VARIABLE: ""},
        capture_output=True, check=True,
    )  # fmt: skip
    assert Image(other.stdout) == made_anew(WorldConfig())
