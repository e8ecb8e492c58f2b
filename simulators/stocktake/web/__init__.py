"""HTTP: from a socket, or from a test in the same process, to a handler's turn in its world and
back.
"""
