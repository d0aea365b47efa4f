"""What must hold of whatever a reader made of whatever it was given."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sendspec.cli.logs import EVENTS, reader_of
from sendspec.cli.project import Compiled, SourceConfig, compiled_of
from sendspec.cli.statuses import clean
from sendspec.histories import key_of
from sendspec.replay import replay
from sendspec.sources.content import is_compressed
from sendspec.sources.records import BadLogError, Reading, Request
from sendspec.sources.stamps import FIRST, LAST

from tests.project import shipped_model

MASK = "…@…"
OF_LINES = ("postfix", "exim", "momentum")
"""Readers to which each line is a record."""
NOW = datetime(2030, 1, 1, tzinfo=UTC)


@cache
def shipped() -> Compiled:
    return compiled_of(shipped_model())


def examples_of(name: str) -> list[bytes]:
    """The records of a source's examples, each with a line feed."""
    examples = shipped_model().sources[name].examples
    return [example.record.encode("utf-8", "surrogateescape") + b"\n" for example in examples]


def reads(config: SourceConfig, log: Path) -> Callable[[bytes], None]:
    """What looks at one content of a log of a source."""
    read = reader_of(config).read

    def look_at(content: bytes) -> None:
        log.write_bytes(content)
        kept = check(read, config, (log,))
        if kept is not None and config.reader in OF_LINES and not is_compressed(content):
            assert kept.read == content.count(b"\n") + (not content.endswith(b"\n"))

    return look_at


def check(read: Callable[[Request], Reading], config: SourceConfig, paths: tuple[Path, ...]) -> Reading | None:
    """Read twice; None where the log is refused, in words."""
    try:
        kept = read(Request(paths, config.events, None, None, NOW, keep_aside=True))
    except BadLogError as error:
        message = str(error)
        assert message.startswith(str(paths[0].parent)) or paths[0].name in message
        assert message.isprintable(), message
        assert not may_hold_address(message), message
        return None
    check_account(kept, needs_recipient=config.reader != EVENTS)
    assert len(kept.not_understood) == kept.records["not_understood"]
    counted = read(Request(paths, config.events, None, None, NOW))
    assert counted.records == kept.records
    assert counted.incomplete == kept.incomplete
    assert counted.events == kept.events
    spec = shipped()
    result = replay(kept.events, spec.tables, spec.measures, tracking=spec.tracking, as_of=kept.end)
    keys = {key_of(event) for event in kept.events if event.time <= (kept.end or 0)}
    heard = {key for key in keys if key}
    for mode in result.modes.values():
        assert sum(mode.statuses.values()) <= len(heard)
    return kept


def check_account(reading: Reading, *, needs_recipient: bool = True) -> None:
    """Every record is one of those that are counted, and what is shown of them is fit to be shown.

    Columns may tell of a message as a whole, which needs no recipient.
    """
    assert reading.read == sum(reading.records.values())
    assert all(number >= 0 for number in reading.records.values())
    for event in reading.events:
        assert event.message
        assert event.recipient or not needs_recipient
        assert event.event
        assert event.place
        assert FIRST <= event.time <= LAST
        for text in (event.message, event.recipient, event.id, event.reason):
            clean(text)
    for record in reading.not_understood:
        shown = f"{record.why} {record.sample}"
        assert shown.isprintable(), shown
        assert not may_hold_address(shown), shown
    for remark in reading.remarks:
        assert remark.isprintable(), remark
        assert not may_hold_address(remark), remark


def may_hold_address(text: str) -> bool:
    """Whether an `@` with anything beside it is left that masks nothing."""
    return re.search(r"\S@|@\S", text.replace(MASK, "")) is not None
