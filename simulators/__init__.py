"""Stocktake: stateful fakes of warehouse and commerce APIs, and a referee for the engines that use them."""
