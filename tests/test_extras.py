"""What an extra brings: what needs it says so in one line, and nothing else loads it."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import run

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "simulators" / "stocktake"
BROUGHT_BY = {
    "exports": {"reportlab", "PIL", "xlsxwriter"},
    "console": {"flask"},
    "fuzz": {"hypothesis"},
    "tls": {"cryptography"},
}
# Files that are loaded only by what was asked whether the extra is there.
ON_REQUEST = {"client/trust_store.py", "web/certificates.py"}


@pytest.fixture
def without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has none of these packages, for processes that are started."""
    for package in set().union(*BROUGHT_BY.values()):
        (tmp_path / f"{package}.py").write_text("raise ImportError('not here')\n")
    found = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{found}")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("check", "--engine", "true", "--examples", "2"), "fuzz"),
        (("serve", "--port", "0", "--seed-set", "shelf", "--tls", "--tls-port", "0"), "tls"),
        (("exec", "--seed-set", "shelf", "--intercept", "--", "true"), "tls"),
    ],
)
@pytest.mark.usefixtures("without")
def test_a_command_that_needs_an_extra_says_so_in_one_line(
    arguments: tuple[str, ...], extra: str
) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert done.stderr.startswith("stocktake: ")
    assert done.stderr.endswith(f"pip install 'stocktake[{extra}]'\n")


@pytest.mark.usefixtures("without")
def test_everything_else_needs_none_of_them(tmp_path: Path) -> None:
    """An engine of one's own is judged, with a report and a summary."""
    made = ("--report", str(tmp_path / "report"), "--summary", str(tmp_path / "summary.md"))
    done = run("check", "--engine", "true", "--scenario", "one-shelf", *made)
    assert (done.returncode, done.stderr) == (1, ""), done.stderr
    assert (tmp_path / "report" / "index.html").exists()
    assert (tmp_path / "summary.md").exists()


def imports(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield the packages that a module loads when it is loaded, not those of its functions."""
    for node in statements:
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]
        if isinstance(node, ast.Try):
            yield from imports(node.body)


def test_no_other_module_loads_a_package_of_an_extra_by_itself() -> None:
    brought = set().union(*BROUGHT_BY.values())
    texts = {path: path.read_text() for path in PACKAGE.rglob("*.py")}
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path, text in texts.items()
        if any(package in text for package in brought)
        and brought & set(imports(ast.parse(text).body))
    }
    # The console is loaded with its first page (console/mount.py), by the web, which asks first.
    found = {name for name in found if not name.startswith("console/")}
    assert found == ON_REQUEST
    for name in ("__init__", "asks", "mount"):
        text = (PACKAGE / "console" / f"{name}.py").read_text()
        assert not brought & set(imports(ast.parse(text).body))
