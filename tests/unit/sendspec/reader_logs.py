"""Small logs for the readers that are not Postfix's, and what comes of them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from sendspec.sources import readers
from sendspec.sources.records import EventRecord, Reading, Request


class Logs(NamedTuple):
    """Reads logs by one reader; every record that it finds is an event of its own name."""

    name: str
    folder: Path

    def read(
        self, *texts: str | bytes, zone: tzinfo | None = None, keep_aside: bool = False, ends: bool = True
    ) -> Reading:
        """What stands in these files, which are named `1`, `2` and so on; each ends with a line feed."""
        paths = []
        for number, text in enumerate(texts, 1):
            content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
            path = self.folder / str(number)
            path.write_bytes(content + b"\n" if ends and not content.endswith(b"\n") else content)
            paths.append(path)
        return self.read_paths(*paths, zone=zone, keep_aside=keep_aside)

    def read_paths(self, *paths: Path, zone: tzinfo | None = None, keep_aside: bool = False) -> Reading:
        """What stands in files and folders."""
        reader = readers.READERS[self.name]
        assert reader.records is not None
        meanings = {record: record for record in reader.records}
        return reader.read(Request(paths, meanings, zone, keep_aside=keep_aside))


def shown(reading: Reading) -> list[str]:
    """The events as `TIME MESSAGE RECIPIENT EVENT`, times of the day alone where nothing else is asked."""
    return [f"{clock(event)} {event.message} {event.recipient} {event.event}" for event in reading.events]


def fates(reading: Reading) -> list[str]:
    """The events as `RECIPIENT EVENT`."""
    return [f"{event.recipient} {event.event}" for event in reading.events]


def clock(event: EventRecord) -> str:
    return datetime.fromtimestamp(event.time / 1_000_000, UTC).strftime("%H:%M:%S")


def reason_of(reading: Reading, record: str) -> str | None:
    """The reason of the only event of that name."""
    (event,) = (event for event in reading.events if event.event == record)
    return event.reason
