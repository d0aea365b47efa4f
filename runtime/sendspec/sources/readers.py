"""The readers by the name that a source of the spec gives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from sendspec.names import did_you_mean
from sendspec.sources import dsn, exim, momentum, postfix
from sendspec.sources.records import Reading, Request


class Reader(NamedTuple):
    """What reads logs of one kind."""

    read: Callable[[Request], Reading]
    """Raises `BadLogError` for logs that it cannot use."""
    records: tuple[str, ...] | None
    """The records that it can find; a source gives each of them a meaning, or leaves it out. None: of any name."""


READERS = {
    "postfix": Reader(postfix.read, postfix.RECORDS),
    "exim": Reader(exim.read, exim.RECORDS),
    "momentum": Reader(momentum.read, momentum.RECORDS),
    "dsn": Reader(dsn.read, dsn.RECORDS),
}


class BadSourceError(Exception):
    """A source of the spec that no reader can serve; the message names the cure."""


def find(name: str, records: Iterable[str], known: Mapping[str, Reader] = READERS) -> Reader:
    """The reader of that name, for a source that gives meanings to records; raises `BadSourceError`."""
    if name not in known:
        raise BadSourceError(f"no reader is called `{name}`; {_cure(name, known)}")
    reader = known[name]
    for record in records:
        if reader.records is not None and record not in reader.records:
            raise BadSourceError(f"the reader `{name}` finds no record `{record}`; {_cure(record, reader.records)}")
    return reader


def _cure(name: str, known: Collection[str]) -> str:
    return did_you_mean(name, known) or f"there are: {', '.join(known)}"
