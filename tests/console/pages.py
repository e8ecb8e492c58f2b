"""What the tests of the console share: sandboxes with it, pages as a reader sees them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from stocktake import Sandbox
from stocktake.client.answers import Answer
from stocktake.client.control import Control
from stocktake.console.mount import Console
from stocktake.web.in_process import Response

UI = "/_sim/ui"
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "circle", "line"}
PAGES = (
    "/", "/traffic", "/stock", "/orders", "/world", "/apis", "/reports", "/faults/new",
    "/apis/wherefour/create_order",
)  # fmt: skip


def with_console(sandbox: Sandbox, *, reports: Path | None = None) -> Sandbox:
    """Give a sandbox in the process its console; its calls go through the sandbox itself."""

    def asks(token: str | None, named: str, world: str) -> Control:
        def send(method: str, target: str, content: bytes, media: str) -> Answer:
            headers = {"authorization": f"Bearer {token}"} if token else {}
            headers |= {"content-type": media} if media else {}
            answer = sandbox.request(method, target, data=content, headers=headers)
            return Answer(answer.status, answer.headers.get("content-type", ""), answer.body)

        return Control("", world, send)

    sandbox.host.pages = Console(asks, reports=reports)
    return sandbox


@dataclass
class Element:
    """An element of a page, with what is in it as a tree and as text."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str = "") -> Iterator["Element"]:
        for child in self.children:
            if tag in ("", child.tag):
                yield child
            yield from child.all(tag)

    def by_id(self, name: str) -> "Element":
        return next(each for each in self.all() if each.attributes.get("id") == name)

    def within(self, tag: str) -> bool:
        return self.parent is not None and (self.parent.tag == tag or self.parent.within(tag))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Element("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(made)
        if tag not in VOID:
            self.at = made

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.at.tag == tag, f"</{tag}> ends <{self.at.tag} {self.at.attributes}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        at: Element | None = self.at
        while at is not None:
            at.texts.append(data)
            at = at.parent


def read(answer: Response) -> Element:
    """Return a page as a tree; its elements must be closed in order."""
    reader = _Reader()
    reader.feed(answer.text)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.tag}> is never closed"
    return reader.root


@dataclass(frozen=True)
class Browser:
    """Somebody who looks at the console of a sandbox, without a script."""

    sandbox: Sandbox
    root: str = UI

    def get(self, path: str, status: int = 200, **headers: str) -> Element:
        answer = self.sandbox.request("GET", self.root + path, headers=headers)
        assert answer.status == status, (path, answer.status, answer.text[:2000])
        return read(answer)

    def post(self, path: str, status: int = 303, **form: Any) -> Response:
        fields = {name.replace("__", "."): value for name, value in form.items()}
        answer = self.sandbox.request("POST", self.root + path, form=fields)
        assert answer.status == status, (path, answer.status, answer.text[:2000])
        return answer

    def follow(self, answer: Response) -> Element:
        """Go where a form leads to, with the cookie that it gave."""
        where = answer.headers["location"].partition("#")[0]
        cookie = answer.headers.get("set-cookie", "").partition(";")[0]
        return self.get(where.removeprefix(self.root), cookie=cookie)


def ask_as_engine(sandbox: Sandbox, path: str, **more: Any) -> Response:
    """Send a request to Wherefour as a client does."""
    env = sandbox.env
    return sandbox.request(
        more.pop("method", "GET"), f"/wherefour/api/v1{path}",
        auth=(env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"]), **more,
    )  # fmt: skip


def stylesheet() -> str:
    """Return the console's stylesheet."""
    from stocktake import console

    return (Path(console.__file__).parent / "static" / "style.css").read_text()


def colours(scheme: str) -> dict[str, str]:
    """Return the design's tokens of a scheme, light or dark, by name."""
    css = stylesheet()
    light = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", css.partition("@media")[0]))
    if scheme == "light":
        return light
    dark = css.partition("prefers-color-scheme: dark")[2].partition("/* Base */")[0]
    return light | dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", dark))
