"""Stocktake: stateful fakes of warehouse and commerce APIs, and a referee for sync engines."""
