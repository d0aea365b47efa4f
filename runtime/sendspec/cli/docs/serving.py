"""The site over HTTP: read only, from memory, never from the disk."""

from __future__ import annotations

import errno
import ipaddress
import json
import re
import socket
import socketserver
import sys
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote

from sendspec.cli.docs import FIRST_PAGE, pages
from sendspec.cli.docs.site import PAGE, Site

TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
}
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HEARTBEAT = 10.0
"""After how many seconds without news a listener hears that the server is still there."""


class Server(ThreadingHTTPServer):
    """Listens from the beginning, and answers from its start on; as a context it closes itself and ends all streams."""

    daemon_threads = True

    def __init__(self, site: Site, host: str, port: int) -> None:
        family, _, _, _, place = _addresses(host, port)[0]
        number = str(place[0])
        self.address_family = family
        self.site = site
        self.host = host
        self.started = False
        self.is_loopback = ipaddress.ip_address(number).is_loopback
        super().__init__((number, port), Handler)

    def server_bind(self) -> None:
        # The parent would ask the network for the name of this machine, which may take seconds.
        socketserver.TCPServer.server_bind(self)

    @property
    def address(self) -> str:
        host, port = self.server_address[:2]
        name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(str(host), str(host))
        return f"http://{f'[{name}]' if ':' in name else name}:{port}/"

    def start(self) -> None:
        """Answer in a thread."""
        self.started = True
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def server_close(self) -> None:
        """End all streams, and answer no more."""
        self.site.close()
        if self.started:
            self.shutdown()
        super().server_close()

    def admits(self, host: str) -> bool:
        """Whether a request that was sent to this host may be answered.

        A foreign page can give its own name our address and then read us as if we were its own; a browser still sends
        that name.
        """
        name = re.sub(r":\d+$", "", host.lower())
        return not self.is_loopback or name in ("localhost", "127.0.0.1", "[::1]", self.host)

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader who went away is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]
    timeout = 30

    def do_GET(self) -> None:
        if not self.server.admits(self.headers.get("Host", "")):
            words = "This server answers on localhost only: open the address that it printed.\n"
            self._answer(HTTPStatus.FORBIDDEN, "txt", words)
            return
        address, _, query = self.path.partition("?")
        path = unquote(address).removeprefix("/")
        if path == "-/events":
            self._stream(parse_qs(query).get("page", [""])[0])
        elif path in ("-/live.js", "-/live.css"):
            self._answer(HTTPStatus.OK, _suffix(path), _own(path.removeprefix("-/")))
        elif path in ("", "generated/docs", "generated/docs/"):
            self._lead_to(f"/{FIRST_PAGE}")
        elif path == "favicon.ico":  # every browser asks for it
            self._answer(HTTPStatus.NO_CONTENT, "txt", "")
        else:
            self._show(path)

    do_HEAD = do_GET  # noqa: N815

    def _refuse(self) -> None:
        self._answer(HTTPStatus.METHOD_NOT_ALLOWED, "txt", "This server is for reading only.\n", {"Allow": "GET, HEAD"})

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _refuse  # noqa: N815

    def _show(self, path: str) -> None:
        """A file of the site, a page made live."""
        shown = self.server.site.shown
        if not shown.files:
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, "html", pages.not_yet(path, shown))
        elif path not in shown.files:
            self._answer(HTTPStatus.NOT_FOUND, "html", pages.missing(path, shown))
        elif path.endswith(PAGE):
            self._answer(HTTPStatus.OK, "html", pages.live(shown.files[path], path, shown))
        else:
            self._answer(HTTPStatus.OK, _suffix(path), shown.files[path])

    def _lead_to(self, path: str) -> None:
        self._answer(HTTPStatus.FOUND, "txt", f"{path}\n", {"Location": path})

    def _stream(self, page: str) -> None:
        """Tell of each moment of the site, from the present one on, until one side ends it."""
        self._head(HTTPStatus.OK, "text/event-stream", {"Connection": "close"})
        if self.command == "HEAD":
            return
        site, number = self.server.site, -1
        self.wfile.write(b"retry: 500\n\n")
        while not site.closed:
            shown = site.after(number, HEARTBEAT)
            news = json.dumps({"stamp": shown.stamp(page), "problems": shown.problems})
            self.wfile.write(b": still here\n\n" if shown.number == number else f"data: {news}\n\n".encode())
            number = shown.number

    def _answer(self, status: HTTPStatus, suffix: str, text: str, more: dict[str, str] | None = None) -> None:
        content = text.encode()
        self._head(status, TYPES.get(suffix, "text/plain"), {"Content-Length": str(len(content)), **(more or {})})
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, status: HTTPStatus, kind: str, more: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": f"{kind}; charset=utf-8", **HEADERS, **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what was built is what people look for in the terminal."""


def _addresses(host: str, port: int) -> list[Any]:
    """Where a host can be listened at; `OSError` for whatever is none."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise OSError(errno.EINVAL, "it is no name of a host") from None


def _suffix(path: str) -> str:
    return path.rpartition(".")[2]


@cache
def _own(name: str) -> str:
    return (resources.files("sendspec.cli.docs") / name).read_text("utf-8")
