"""A bare ASGI app that sends recorded answers: the least that any Python server costs.

`python -m benchmarks.bare ANSWERS PORT_FILE` serves until it is killed. Same uvicorn, same loop,
same parser as `stocktake serve`; no routing, no checks, no state.
"""

import json
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn


def app_of(answers: dict[str, Any]) -> Any:
    """Return an ASGI app that answers each method and path with its recorded messages."""
    ready = {asked: _messages(answer) for asked, answer in answers.items()}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while scope["method"] == "POST" and (await receive())["more_body"]:
            pass
        start, body = ready[f"{scope['method']} {scope['path']}"]
        await send(start)
        await send(body)

    return app


def _messages(answer: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    headers = [(name.encode(), value.encode()) for name, value in answer["headers"]]
    start = {"type": "http.response.start", "status": answer["status"], "headers": headers}
    return start, {"type": "http.response.body", "body": answer["body"].encode()}


def serve(app: Any, port_file: Path) -> None:
    """Serve an app on a free port, written into the port file, until the process is killed."""
    bound = socket.create_server(("127.0.0.1", 0), backlog=2048)
    config = uvicorn.Config(
        app,
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
    serve(app_of(json.loads(Path(sys.argv[1]).read_text())), Path(sys.argv[2]))
