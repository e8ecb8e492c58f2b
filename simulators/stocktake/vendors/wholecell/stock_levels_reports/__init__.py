"""Stock levels reports: requested, polled, and fetched as CSV from a URL of their own.

Source: docs/reference/wholecell.md 5. A report is complete when its time has come or when it was
polled often enough, whichever is first; its values are those of that moment.
"""
