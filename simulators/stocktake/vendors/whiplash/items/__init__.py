"""Items: a merchant's goods, single ones and bundles. Source: docs/reference/whiplash.md 2."""
