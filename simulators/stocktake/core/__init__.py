"""A world and what happens in it: state, time, chance, history. Knows no vendor and no HTTP
server.
"""
