"""The seven paths of a new user: from the wheel, in an empty folder, to the letter of the docs."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from junitparser import JUnitXml

from tests.support import has

from .pages import blocks, commands, file
from .reader import Reader
from .wheel import ROOT, Installed, borrow

OWN_DATA, OWN_VENDOR, LOOK = "docs/own-data.md", "docs/own-vendor.md", "docs/look.md"
STRICT = "export PYTEST_ADDOPTS='-W error'\n"  # so a warning of ours is a failure


def test_what_is_played_is_the_wheel_and_nothing_of_the_checkout(reader: Reader) -> None:
    where = "import stocktake, sys; print(stocktake.__file__, *sys.path, sep='\\n')"
    module, *path = reader.runs(f'python -c "{where}"').splitlines()
    assert Path(module).is_relative_to(reader.installed.home)
    assert not [each for each in path if Path(each) in (ROOT, ROOT / "simulators")]
    assert list(reader.folder.iterdir()) == []


def test_the_wheel_has_every_document_as_json_by_the_hash_of_its_yaml(installed: Installed) -> None:
    data = Path(installed.packages[0], "stocktake/_data")
    documents = sorted(ROOT.glob("openapi/**/*.yaml"))
    for document in documents:
        text = document.read_bytes()
        assert (data / document.relative_to(ROOT)).read_bytes() == text
        shipped = data / "parsed" / f"{hashlib.sha256(text).hexdigest()[:32]}.json"
        assert json.loads(shipped.read_text()) == yaml.load(text, Loader=yaml.CSafeLoader)
    assert len(list((data / "parsed").iterdir())) == len(documents)


def test_1_a_puller_of_40_lines_is_tested_in_ten_without_a_conftest(reader: Reader) -> None:
    reader.copies("puller.py", "test_puller.py")
    assert len(file("puller.py").splitlines()) <= 40
    assert len(file("test_puller.py").splitlines()) - 1 <= 10  # the first is the name of the file
    told = commands("pytest test_puller.py\n")
    assert "1 passed" in reader.runs(STRICT + told)


@pytest.mark.needs("node")
def test_2_nodes_test_runner(reader: Reader) -> None:
    reader.copies("stock.test.mjs")
    said = reader.runs(commands("node --test stock.test.mjs"))
    assert "pass 1" in said
    assert "fail 0" in said


def test_3_a_job_of_ci_from_nothing(reader: Reader) -> None:
    reader.copies("my_engine.py")
    job = yaml.safe_load((ROOT / "docs" / "examples" / "ci" / ".gitlab-ci.yml").read_text())
    lines = [*job["stocktake"]["before_script"], *job["stocktake"]["script"]]
    reader.runs("\n".join(["export GITHUB_STEP_SUMMARY=$PWD/step.md", *lines]))
    suites = JUnitXml.fromfile(str(reader.folder / "report" / "junit.xml"))
    assert (suites.tests > 10, suites.failures, suites.errors) == (True, 0, 0)
    summary = (reader.folder / "report" / "summary.md").read_text()
    assert "one shelf" in summary
    assert (reader.folder / "step.md").read_text() == summary


@pytest.mark.full
def test_3_a_job_of_any_ci_makes_its_own_environment(reader: Reader) -> None:
    """It installs this wheel, not the newest release."""
    if reader.installed.settings:
        return  # there is no registry
    reader.copies("my_engine.py")
    pin = reader.folder.parent / "pin.txt"
    (wheel,) = reader.installed.home.parent.glob("*.whl")
    pin.write_text(f"stocktake @ {wheel.as_uri()}\n")
    script = (ROOT / "docs" / "examples" / "ci" / "any.sh").read_text()
    reader.runs(f"export PIP_CONSTRAINT={pin}\n{script}")
    assert (reader.folder / "report" / "summary.md").exists()


def test_4_a_look_at_stock_and_journal_from_the_shell(reader: Reader) -> None:
    where = commands("export STOCKTAKE_URL", page=LOOK)
    with reader.serving(commands("stocktake serve", page=LOOK)):
        assert "GALA13-32-BLU-B" in reader.runs(where + commands("stocktake stock\n", page=LOOK))
        assert reader.runs(where + commands("stocktake event", page=LOOK))
        assert "place_order" in reader.runs(where + commands("stocktake journal\n", page=LOOK))
        last = reader.runs(where + commands("stocktake journal --json", page=LOOK))
        assert last.endswith("list_inventories 401\n")
        assert "retailcrm" in reader.runs(where + commands("stocktake sql", page=LOOK))
        rows = json.loads(reader.runs(f"{where}stocktake stock --json"))
        assert "GALA13-32-BLU-B" in {row["sku"] for row in rows}


def test_5_goods_of_ones_own(reader: Reader) -> None:
    reader.runs(commands("seed template >", page=OWN_DATA))
    with reader.serving(commands("stocktake serve", page=OWN_DATA)):
        assert '"name":"mine"' in reader.runs(commands("curl", "/_sim/worlds", page=OWN_DATA))
        asked = "SELECT DISTINCT sku FROM v_stock WHERE simulator = 'wholecell'"
        question = json.dumps({"sql": asked}).replace("'", "'\\''")
        found = reader.runs(f"curl -sf http://127.0.0.1:8700/_sim/sql -d '{question}'")
        assert json.loads(found)["rows"] == [["PHONE-X-128"]]
    assert "goods.csv: right: 4 items" in reader.runs(
        commands("seed template --csv", page=OWN_DATA)
    )
    items = json.loads(reader.runs(commands("stocktake exec", "goods.csv", page=OWN_DATA)))
    assert {item["sku"] for item in items} == {"TEE-FOX-M", "000417"}


def test_6_a_fifth_vendor(reader: Reader, tmp_path: Path) -> None:
    """A vendor of another name than that of the page, so that all of its names are others."""

    def told(*parts: str) -> str:
        return renamed(commands(*parts, page=OWN_VENDOR))

    # What is installed here is in nobody else's environment.
    own = Installed(tmp_path / "venv", reader.installed.settings)
    borrow(own, reader.installed.packages)
    reader = Reader(reader.folder, own)
    with reader.serving(told("pip install")):
        assert '"status":"shipped"' in reader.runs(told("curl"))
    (example,) = (block.text for block in blocks(OWN_VENDOR) if block.language == "python")
    (reader.folder / "example.py").write_text(renamed(example))
    reader.runs("python -W error example.py")
    assert "1 passed" in reader.runs(STRICT + told("pytest"))
    assert "The engine was right." in reader.runs(told("stocktake check"))


def renamed(text: str) -> str:
    """Return what the page says with another vendor's name."""
    return text.replace("acme", "zeta").replace("Acme", "Zeta").replace("ACME", "ZETA")


# Programs of the page that have a vendor's host in their code: what each prints, and who was asked.
UNMODIFIED = {
    "curl -sS https://api.": ('{"error":"Unauthorized"}', "wholecell"),
    "python pull.py": ("100 units", "wholecell"),
    "node pull.mjs": ("50 items", "whiplash"),
    "php pull.php": ("20 orders", "retailcrm"),
}
INTERCEPT = "stocktake exec --intercept -- "


def command_of(program: str) -> str:
    """Return the page's command for a program, without what comes before the program."""
    told = commands(f"{INTERCEPT}{program}").splitlines()
    (line,) = (line for line in told if line.startswith(f"{INTERCEPT}{program}"))
    return line.removeprefix(INTERCEPT)


def test_7_unmodified_programs_with_an_https_host_in_their_code(reader: Reader) -> None:
    """Those that this machine has, all in one run."""
    reader.copies("pull.py", "pull.mjs", "pull.php")
    there = [program for program in UNMODIFIED if has(program.split()[0])]
    (reader.folder / "all.sh").write_text(" && echo && ".join(map(command_of, there)))
    said = [line for line in reader.runs(f"{INTERCEPT}sh all.sh").splitlines() if line]
    assert said[:-1] == [UNMODIFIED[program][0] for program in there]
    for name, count in Counter(UNMODIFIED[program][1] for program in there).items():
        assert f"{name} {count}" in said[-1]


@pytest.mark.full
@pytest.mark.parametrize(
    "program",
    [pytest.param(start, marks=pytest.mark.needs(start.split()[0])) for start in UNMODIFIED],
)
def test_7_an_unmodified_program_to_the_letter(program: str, reader: Reader) -> None:
    reader.copies("pull.py", "pull.mjs", "pull.php")
    printed, name = UNMODIFIED[program]
    said = reader.runs(f"{INTERCEPT}{command_of(program)}").strip()
    assert said.startswith(printed)
    assert said.endswith(f" {name} 1")
