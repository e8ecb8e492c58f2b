"""Stock lots and their adjustments. Source: docs/reference/wherefour.md 3.11, 3.12, 5.3, 5.5."""
