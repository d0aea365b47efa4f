"""The site over HTTP, with files that are made up."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse

import pytest
from sendspec.cli.docs.serving import Server
from sendspec.cli.docs.site import Site

PAGE = "generated/docs/en/kpis.html"
FILES = {
    "generated/docs/index.html": "<!doctype html><html><body>Languages</body></html>",
    PAGE: "<!doctype html><html><body><p>Envoyés à 71 %</p></body></html>",
    "generated/docs/en/laws.html": "<!doctype html><html><body>Laws</body></html>",
    "generated/docs/assets/site.css": "body {}",
    "generated/docs/assets/site.js": '"use strict";',
    "diagrams/en/gate.svg": "<svg>é</svg>",
    "diagrams/en/gate.dot": "digraph {}",
}
BROKEN = "spec/laws.yaml:1:2: error[unknown-state]: no state is called `<b>`\n   1 | <b>"
PATIENCE = 10.0


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        server.site.show(FILES, "")
        yield server


@contextmanager
def running(host: str = "127.0.0.1") -> Iterator[Server]:
    with Server(Site(), host, 0) as server:
        server.start()
        yield server


def ask(server: Server, path: str, method: str = "GET", host: str | None = None) -> HTTPResponse:
    name, port = server.server_address[:2]
    connection = HTTPConnection(str(name), int(port), timeout=PATIENCE)
    connection.putrequest(method, path, skip_host=host is not None)
    if host:
        connection.putheader("Host", host)
    connection.endheaders()
    return connection.getresponse()


def text_of(server: Server, path: str) -> str:
    return ask(server, path).read().decode()


def news_of(response: HTTPResponse) -> dict[str, str]:
    """The next event of a stream."""
    while line := response.readline():
        if line.startswith(b"data: "):
            news: dict[str, str] = json.loads(line.removeprefix(b"data: "))
            return news
    raise EOFError


# ── files ──


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (PAGE, "text/html"),
        ("generated/docs/assets/site.css", "text/css"),
        ("generated/docs/assets/site.js", "text/javascript"),
        ("diagrams/en/gate.svg", "image/svg+xml"),
        ("diagrams/en/gate.dot", "text/plain"),
    ],
)
def test_type_of_a_file(server: Server, path: str, kind: str) -> None:
    response = ask(server, f"/{path}")

    assert (response.status, response.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert response.headers["Cache-Control"] == "no-store"


def test_what_is_no_page_comes_as_it_is(server: Server) -> None:
    assert text_of(server, "/diagrams/en/gate.svg") == "<svg>é</svg>"


def test_a_page_comes_whole_and_live(server: Server) -> None:
    page = text_of(server, f"/{PAGE}?mode=v8")
    before, live, after = page.partition('<link rel="stylesheet" href="/-/live.css">')

    assert before == "<!doctype html><html><body><p>Envoyés à 71 %</p>"
    assert '<script src="/-/live.js"' in live + after
    assert after.endswith("</body></html>")


@pytest.mark.parametrize(("own", "kind"), [("live.js", "text/javascript"), ("live.css", "text/css")])
def test_what_makes_pages_live_is_there(server: Server, own: str, kind: str) -> None:
    response = ask(server, f"/-/{own}")

    assert (response.status, response.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert b"sendspec-problems" in response.read()


@pytest.mark.parametrize("path", ["/", "/generated/docs", "/generated/docs/"])
def test_the_way_to_the_first_page(server: Server, path: str) -> None:
    response = ask(server, path)

    assert (response.status, response.headers["Location"]) == (302, "/generated/docs/index.html")


def test_that_there_is_no_icon_is_no_error(server: Server) -> None:
    assert ask(server, "/favicon.ico").status == 204


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere.html",
        "/generated/docs/../../spec/project.yaml",
        "/generated/docs/%2e%2e/%2e%2e/spec/project.yaml",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/%00",
        "/%ff%fe",
        "/generated/docs/en/",
        "/-/serving.py",
        "/-/../__init__.py",
    ],
)
def test_elsewhere_there_is_nothing(server: Server, path: str) -> None:
    response = ask(server, path)
    page = response.read().decode()

    assert (response.status, response.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert '<a href="/">' in page


def test_a_request_that_is_no_path_is_answered(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(("127.0.0.1", int(server.server_address[1])), timeout=PATIENCE) as reader:
        reader.sendall(b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = reader.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.0 404 ")
    assert capsys.readouterr().err == ""


def test_a_path_cannot_write_on_the_page(server: Server) -> None:
    page = text_of(server, "/%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_head_is_the_same_without_a_body(server: Server) -> None:
    whole, head = ask(server, f"/{PAGE}"), ask(server, f"/{PAGE}", "HEAD")

    assert head.read() == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"] == str(len(whole.read()))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent(server: Server, method: str) -> None:
    response = ask(server, f"/{PAGE}", method)

    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


# ── who may ask ──


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"])
def test_names_of_this_machine_are_admitted(server: Server, host: str) -> None:
    assert ask(server, f"/{PAGE}", host=host).status == 200


@pytest.mark.parametrize("host", ["", "evil.test", "evil.test:8000", "localhost.evil.test", "127.0.0.1.evil.test"])
@pytest.mark.parametrize("path", ["/", f"/{PAGE}", "/-/events", "/-/live.js"])
def test_a_foreign_name_is_refused(server: Server, host: str, path: str) -> None:
    response = ask(server, path, host=host)

    assert response.status == 403
    assert b"Envoy" not in response.read()


def test_who_listens_to_all_is_called_by_any_name() -> None:
    with running("0.0.0.0") as server:
        server.site.show(FILES, "")

        assert not server.is_loopback
        assert server.address == f"http://127.0.0.1:{server.server_address[1]}/"
        assert ask(server, f"/{PAGE}", host="build.test:8000").status == 200


def test_an_address_of_the_newer_kind() -> None:
    if not socket.has_ipv6:
        pytest.skip("this system has no IPv6")
    try:
        with running("::1") as server:
            server.site.show(FILES, "")

            assert server.address == f"http://[::1]:{server.server_address[1]}/"
            assert ask(server, f"/{PAGE}").status == 200
    except OSError:
        pytest.skip("this system has no IPv6")


# ── live ──


def stamp_on(page: str) -> str:
    return page.partition('data-stamp="')[2].partition('"')[0]


def test_a_stream_begins_with_what_the_page_shows(server: Server) -> None:
    response = ask(server, f"/-/events?page={PAGE}")

    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert news_of(response) == {"stamp": stamp_on(text_of(server, f"/{PAGE}")), "problems": ""}


@pytest.mark.parametrize(
    ("path", "is_told"),
    [
        (PAGE, True),
        ("generated/docs/assets/site.css", True),
        ("diagrams/en/gate.svg", True),
        ("generated/docs/en/laws.html", False),
    ],
)
def test_a_page_is_told_of_what_it_is_made_of(server: Server, path: str, is_told: bool) -> None:
    response = ask(server, f"/-/events?page={PAGE}")
    before = news_of(response)
    server.site.show({**FILES, path: "<body>new</body>"}, "")

    assert (news_of(response) != before) == is_told


def test_a_page_that_appears_is_told_of(server: Server) -> None:
    response = ask(server, "/-/events?page=generated/docs/en/new.html")
    before = news_of(response)
    server.site.show({**FILES, "generated/docs/en/new.html": "new"}, "")

    assert news_of(response)["stamp"] != before["stamp"]


def test_problems_are_told_over_the_last_good_version(server: Server) -> None:
    response = ask(server, f"/-/events?page={PAGE}")
    before = news_of(response)
    server.site.show(None, BROKEN)
    broken = news_of(response)
    page = text_of(server, f"/{PAGE}")
    server.site.show(FILES, "")
    mended = news_of(response)

    assert broken == {"stamp": before["stamp"], "problems": BROKEN}
    assert "<p>Envoyés à 71 %</p>" in page
    assert '<div id="sendspec-problems" role="alert" lang="en">' in page
    assert "no state is called `&lt;b&gt;`\n   1 | &lt;b&gt;</pre>" in page
    assert mended == before
    assert '<div id="sendspec-problems" role="alert" lang="en" hidden>' in text_of(server, f"/{PAGE}")


def test_without_a_good_version_there_are_only_the_problems() -> None:
    with running() as server:
        server.site.show(None, BROKEN)
        response = ask(server, f"/{PAGE}")
        page = response.read().decode()
        stream = ask(server, f"/-/events?page={PAGE}")
        before = news_of(stream)
        server.site.show(FILES, "")

        assert response.status == 503
        assert "no state is called `&lt;b&gt;`" in page
        assert before == {"stamp": stamp_on(page), "problems": BROKEN}
        assert news_of(stream) == {"stamp": stamp_on(text_of(server, f"/{PAGE}")), "problems": ""}
        assert stamp_on(page) != stamp_on(text_of(server, f"/{PAGE}"))


def test_who_closes_ends_all_streams() -> None:
    with running() as server:
        server.site.show(FILES, "")
        streams = [ask(server, f"/-/events?page={PAGE}") for _ in range(3)]
        for stream in streams:
            news_of(stream)

    for stream in streams:
        assert b"data: " not in stream.read()


def test_readers_who_leave_disturb_nobody(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        ask(server, f"/-/events?page={PAGE}").close()
    stays = ask(server, f"/-/events?page={PAGE}")
    before = news_of(stays)
    for text in ("one", "two", "three"):
        server.site.show({**FILES, PAGE: text}, "")

    assert news_of(stays)["stamp"] != before["stamp"]
    assert capsys.readouterr().err == ""
