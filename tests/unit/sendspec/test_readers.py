"""What a source of the spec may ask of a reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from sendspec.cli.logs import reader_of
from sendspec.cli.project import SourceConfig, compiled
from sendspec.sources import readers
from sendspec.sources.postfix_lines import BY_PROGRAM, STATUSES
from sendspec.sources.readers import READERS, BadSourceError
from sendspec.sources.records import Request

from tests.project import ROOT
from tests.unit.sendspec.postfix_log import line, queued, removed, told
from tests.unit.sendspec.test_notifications import SENT, notification


def all_that_postfix_tells() -> list[str]:
    """A log in which each program tells each status, and in which all else happens that has a name."""
    lines = list(SENT)
    pairs = ((program, status) for program in BY_PROGRAM for status in STATUSES)
    for number, (program, status) in enumerate(pairs, start=0xB0000):
        lines += [*queued(f"{number:X}"), told(f"{number:X}", status, program=program)]
    waits, filtered, back = "A0001", "A0002", "A0003"
    again = queued(back)
    again[1] = again[1].replace(f"<{back}@", f"<{filtered}@")
    return [
        *lines,
        *(*queued(waits), told(waits, "deferred"), line("Nov 20 10:05:00", "postsuper", f"{waits}: removed")),
        *(*queued(filtered), *again, told(filtered, "sent", reason=f"250 Ok: queued as {back}"), removed(filtered)),
        *(told(back, "sent"), removed(back)),
    ]


def test_the_records_that_are_declared_are_those_that_are_found(tmp_path: Path) -> None:
    (tmp_path / "maillog").write_text("".join(all_that_postfix_tells()))
    (tmp_path / "dsn").mkdir()
    (tmp_path / "dsn" / "1").write_text(notification())
    declared = READERS["postfix"].records
    assert declared is not None
    meanings = {record: record for record in declared}
    paths = (tmp_path / "maillog", tmp_path / "dsn")
    reading = readers.find("postfix", declared).read(Request(paths, meanings, year=2026))

    assert {event.event for event in reading.events} == set(declared)
    assert [name for name in reading.incomplete if name.startswith("no_event_for_")] == []


@pytest.mark.parametrize("source", compiled(ROOT).sources.values(), ids=lambda source: source.name)
def test_the_sources_of_the_spec_can_be_served(source: SourceConfig) -> None:
    declared = reader_of(source).records

    assert declared is None or set(source.events) == set(declared)


@pytest.mark.parametrize(
    ("reader", "record", "words"),
    [
        ("postfix", "deffered", "the reader `postfix` finds no record `deffered`; did you mean `deferred`?"),
        ("postfix", "zzz", "there are: queued, transferred, sent,"),
        ("postfx", "sent", "no reader is called `postfx`; did you mean `postfix`?"),
        ("sendmail", "sent", "no reader is called `sendmail`; there are: postfix"),
    ],
)
def test_what_no_reader_knows_is_refused(reader: str, record: str, words: str) -> None:
    with pytest.raises(BadSourceError) as refused:
        readers.find(reader, [record])

    assert words in str(refused.value)
