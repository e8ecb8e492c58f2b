"""Line items of all kinds of documents. Source: docs/reference/wherefour.md 3.5, 3.6, 5.8."""
