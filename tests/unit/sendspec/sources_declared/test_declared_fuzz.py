"""Whatever a file holds, the reader ends in its words: an account that adds up, or a `BadLogError`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.sources.declared.meaning import Declared, Records, Time
from sendspec.sources.declared.reader import read
from sendspec.sources.records import BadLogError, Request

from tests.unit.sendspec.sources_declared.declaring import declared, equal, rule, value

RULES = (
    rule("delivery", equal("type", "d"), event="delivered", also_known_as={"name": value("mid")}),
    rule("late", equal("type", "n"), event="hard_bounced", message=value("mid"), known_as="name"),
    rule("transfer", equal("type", "x"), continues_as=value("mid")),
    rule("many", equal("type", "m"), event="opened", each="to[]", recipient=value("each", "to"), reason=value("each")),
    rule("seconds", equal("type", "s"), by_kind={"hard": "expired"}, time=Time(value("at"), "seconds")),
)
PATTERNS = (r"(?P<type>\w) (?P<id>\w*) (?P<to>\S*) (?P<at>\S+)",)
FORMATS: dict[str, dict[str, Any]] = {
    "json": {"records": (Records("text", is_text=True), Records("items"), Records("@"))},
    "csv": {},
    "lines": {"patterns": PATTERNS},
    "syslog": {"patterns": PATTERNS},
}
TIMES = st.sampled_from(["2026-03-02T08:00:00Z", "2026-03-02T08:00:00.1234567 +0000", "nonsense", "1e999", ""])
FRAGMENTS = (
    *('{"type":"d","id":"m","to":"a","at":', '{"type":"m","to":["a",["b"],{}],"id":1,"at":', '"}', "]}", "[", ",", "}"),
    *('{"text":"{}"}', '{"items":[1,{"type":"d"}]}', '"2026-03-02T08:00:00Z"', "\n", "\r", '"', "\\", "\0", "é", ";"),
    *("type,id,to,at\n", "d,m,a,2026-03-02T08:00:00Z\n", "Mar  2 08:00:00 h p[1]: ", "d m a 2026-03-02T08:00:00Z\n"),
)
PARTS = st.sampled_from(FRAGMENTS)
CONTENT = st.lists(PARTS.map(str.encode) | st.binary(max_size=4) | TIMES.map(str.encode), max_size=20).map(b"".join)
HEADS = st.sampled_from(
    [b"", b"\xef\xbb\xbf", b"\x1f\x8b", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfd\0"]
)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "log"


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=150, deadline=None)
@given(HEADS, CONTENT)
def test_any_bytes(log: Path, name: Any, head: bytes, content: bytes) -> None:
    log.write_bytes(head + content)
    source: Declared = declared(*RULES, format=name, **FORMATS[name])
    try:
        reading = read(Request((log,), {}), source, lambda *_: "hard")
    except BadLogError:
        return

    assert reading.read == sum(reading.records.values())
    assert min(reading.records.values()) > 0
    assert all(event.message and event.event and event.recipient for event in reading.events)
