"""What Schemathesis reports although Back Market really does it; docs/backmarket.md shows it."""

EXCEPTIONS = ()
