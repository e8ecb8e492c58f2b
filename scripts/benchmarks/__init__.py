"""The benchmark: Stocktake beside others in one run; docs/speed.md explains it."""
