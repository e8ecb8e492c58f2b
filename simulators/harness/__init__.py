"""The referee: drives any sync engine through scenarios, over HTTP, and judges it."""
