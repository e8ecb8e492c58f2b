"""Reports of checks below a folder: found, read in brief, and served as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_DEEPEST = 4  # folders below the one that was named
_MOST = 200  # reports
_MOST_BYTES = 8_000_000  # of a junit.xml
_PAGE, _VERDICTS = "index.html", "junit.xml"
KINDS = {
    ".html": "text/html", ".xml": "application/xml", ".har": "application/json",
    ".json": "application/json", ".ndjson": "application/x-ndjson", ".md": "text/plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report in a line of the list. `folder` is its path below the one that was named."""

    folder: str
    at: float
    engine: str = ""
    verdict: str = "unread"
    found: tuple[str, ...] = ()
    scenarios: int = 0
    wrong: int = 0
    skipped: int = 0
    seconds: float = 0.0


def reports_below(root: Path) -> list[Report]:
    """Return the reports below a folder, the newest first."""
    found = [_read(root, folder) for folder in _folders(root)]
    return sorted(found, key=lambda report: -report.at)


def _folders(root: Path) -> Iterator[Path]:
    count = 0
    for at, folders, files in os.walk(root):
        depth = len(Path(at).relative_to(root).parts)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and depth < _DEEPEST)
        if _PAGE in files and _VERDICTS in files:
            yield Path(at)
            count += 1
        if count == _MOST:
            return


def _read(root: Path, folder: Path) -> Report:
    file = folder / _VERDICTS
    report = Report(folder=folder.relative_to(root).as_posix(), at=file.stat().st_mtime)
    try:
        text = file.read_bytes()
        # A file that somebody else wrote: one with entities of its own is left unread.
        if len(text) > _MOST_BYTES or b"<!" in text[:1000].replace(b"<!--", b""):
            return report
        suites = ElementTree.fromstring(text)
    except (OSError, ElementTree.ParseError):
        return report
    return _summed(report, suites)


def _summed(report: Report, suites: ElementTree.Element) -> Report:
    bad, found, skipped = 0, [], 0
    all_suites = suites.findall("testsuite")
    for suite in all_suites:
        failures = suite.findall("testcase/failure")
        errors = suite.findall("testcase/error")
        skipped += bool(suite.findall("testcase/skipped"))
        bad += bool(failures or errors)
        if failures:
            first = (failures[0].get("message") or "").split(". ")[0]
            found.append(f"{suite.get('name')}: {first}")
        elif errors:
            found.append(f"{suite.get('name')}: could not be judged")
    return Report(
        folder=report.folder,
        at=report.at,
        engine=(suites.get("name") or "").partition("--engine ")[2],
        verdict="wrong" if bad else "right",
        found=tuple(found),
        scenarios=len(all_suites),
        wrong=bad,
        skipped=skipped,
        seconds=float(suites.get("time") or 0),
    )


def file_below(root: Path, name: str) -> Path | None:
    """Return a file of a report; None for what is not there, no file of one, or outside."""
    base = root.resolve()
    try:
        file = (base / name).resolve()
    except (OSError, ValueError):
        return None
    hidden = any(part.startswith(".") for part in Path(name).parts)
    if hidden or not file.is_relative_to(base) or file.suffix not in KINDS or not file.is_file():
        return None
    return file
