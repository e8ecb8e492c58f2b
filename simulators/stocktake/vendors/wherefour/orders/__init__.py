"""Orders and the demand that they are. Source: docs/reference/wherefour.md 3.7 and 5.2."""
