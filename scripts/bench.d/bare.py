"""A bare ASGI app that sends recorded answers: the least that any Python server costs.

`python bare.py ANSWERS PORT_FILE` serves until it is killed. Same uvicorn, same loop, same parser
as `stocktake serve`; no routing, no checks, no state.
"""

import json
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn


def app_of(answers: dict[str, Any]) -> Any:
    """Return an ASGI app that answers each path with its recorded messages."""
    ready = {path: _messages(answer) for path, answer in answers.items()}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while scope["method"] == "POST" and (await receive())["more_body"]:
            pass
        start, body = ready[scope["path"]]
        await send(start)
        await send(body)

    return app


def _messages(answer: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    headers = [(name.encode(), value.encode()) for name, value in answer["headers"]]
    start = {"type": "http.response.start", "status": answer["status"], "headers": headers}
    return start, {"type": "http.response.body", "body": answer["body"].encode()}


def main(answers: Path, port_file: Path) -> None:
    """Serve the recorded answers on a free port, written into the port file."""
    bound = socket.create_server(("127.0.0.1", 0), backlog=2048)
    config = uvicorn.Config(
        app_of(json.loads(answers.read_text())),
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
    )
    port_file.write_text(f"{bound.getsockname()[1]}\n")
    uvicorn.Server(config).run(sockets=[bound])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
