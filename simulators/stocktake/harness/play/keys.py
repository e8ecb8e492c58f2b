"""The key of the referee's control planes: random, one for this process, told to no engine."""

import secrets

TOKEN = secrets.token_urlsafe(32)
