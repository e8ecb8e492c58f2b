"""The console: pages in a browser that show a running sandbox, and let one break it on purpose.

It is a client of the control plane like any other. Nothing of it is loaded before the first page.
"""
