#!/bin/sh
# Any CI that runs a shell on a machine with Python 3.11 or newer, in the folder of your engine.
# What to keep when it ends, whatever its exit code: the folder `report`.
set -eu
python3 -m venv .stocktake
.stocktake/bin/python -m pip install --quiet httpx stocktake # and what else your engine needs
PATH="$PWD/.stocktake/bin:$PATH"
stocktake check --engine "python my_engine.py" --scenario one-shelf \
  --report report --summary report/summary.md
