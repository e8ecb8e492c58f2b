"""What frameworks and standards decide, not vendors: Rails, PHP, HTTP Basic, pages, ISO 8601.

Plain functions that two or more vendors use; `spell_*` goes out, `read_*` comes in.
"""
