"""pytest-httpserver with Stocktake's answers: `python -m benchmarks.peer_httpserver ANSWERS PORT`.

Its log of requests has no limit and cannot be switched off.
"""

import importlib
import json
import signal
import sys
from pathlib import Path
from typing import Any


def serve(answers: dict[str, Any], port: int) -> None:
    """Serve the answers until the process is killed."""
    # It is installed into the cache alone, when peers are asked for.
    library = importlib.import_module("pytest_httpserver")
    server = library.HTTPServer("127.0.0.1", port, threaded=True)
    for asked, answer in answers.items():
        method, _, path = asked.partition(" ")
        server.expect_request(path, method=method).respond_with_data(
            answer["body"], status=answer["status"], content_type="application/json"
        )
    server.start()
    signal.pause()


if __name__ == "__main__":
    serve(json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2]))
