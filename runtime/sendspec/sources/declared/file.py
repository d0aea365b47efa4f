"""One file of a source: its records to events, and what else stands in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sendspec.sources.blocks import LONGEST
from sendspec.sources.declared.content import BrokenOffError, chunks
from sendspec.sources.declared.matcher import Take, matcher
from sendspec.sources.declared.meaning import Declared
from sendspec.sources.declared.records_in import NOWHERE, finder, flattened
from sendspec.sources.declared.rows import Found, Row, rows_of
from sendspec.sources.declared.syslog import records_of_lines, records_of_syslog, stamps_of
from sendspec.sources.declared.taking import Taken
from sendspec.sources.declared.times import Clock
from sendspec.sources.declared.values import Block, Values
from sendspec.sources.records import SAMPLES, KeepAside, NotUnderstood
from sendspec.sources.stamps import Stamps


class Job(NamedTuple):
    """What is asked of whoever reads files."""

    declared: Declared
    zone: tzinfo | None
    year: int | None
    now: datetime | None
    keep_aside: KeepAside
    """Only within one process can anybody be told of records."""


@dataclass(slots=True)
class FileRead:
    """What stands in one file."""

    taken: Taken = field(default_factory=Taken)
    understood: int = 0
    not_understood: list[NotUnderstood] = field(default_factory=list)
    """The first few of them; all of them where they are to be set aside."""
    records_aside: int = 0
    """How many there are."""
    broken_off: str | None = None
    """Why it could not be read to its end."""
    line: int = 0
    """The last line in which something was found."""
    assumed_zone: bool = False
    assumed_year: bool = False
    years_taken: list[int] = field(default_factory=list)


def read_file(path: Path, job: Job) -> FileRead:
    """Read a file; raises `BadLogError` where it cannot be opened, or no year fits its times."""
    return FileReader(path, job).read()


class FileReader:
    """Reads one file."""

    def __init__(self, path: Path, job: Job) -> None:
        self._path = path
        self._job = job
        self._clock = Clock(job.zone, job.year, job.now)
        self._found = FileRead()
        self._take: Take = matcher(job.declared, self._found.taken, self._clock)
        self._records = finder(job.declared.records)
        self._number = 0
        """Of the last record in its line."""

    def read(self) -> FileRead:
        found = self._found
        try:
            if self._job.declared.format == "json":
                self._read_json()
            else:
                self._read_rows()
        except BrokenOffError as error:
            found.broken_off = str(error)
        found.understood = sum(found.taken.records.values())
        found.assumed_zone = found.assumed_zone or self._clock.assumed_zone
        found.assumed_year = self._clock.assumed_year
        return found

    def anew(self) -> FileRead:
        """Read the file, in which something else stands now; all that was found before is forgotten, also by others."""
        self._found.taken.forget()
        self._found = FileRead(self._found.taken)
        self._number = 0
        return self.read()

    def _read_rows(self) -> None:
        take, name = self._take, self._path.name
        for line, text, value, why in self._rows():
            if self._records is not None and why is None:
                self._take_value(line, value, partial(str, text))
                continue
            # A line is one record.
            self._found.line = line
            why = why or take(value, f"{name}:{line}")
            if why is not None:
                self._put_aside(f"{name}:{line}", text, why, value)

    def _rows(self) -> Iterator[Row]:
        declared = self._job.declared
        if declared.format == "csv":
            return rows_of(chunks(self._path), declared)
        if declared.format == "lines":
            return records_of_lines(chunks(self._path), declared)
        return self._syslog()

    def _syslog(self) -> Iterator[Row]:
        job, found = self._job, self._found
        stamps = Stamps(job.zone, job.year, job.now)
        try:
            stamps_of(chunks(self._path), stamps, self._path.name)
        except BrokenOffError:
            # What could be read is read again, and that tells where it ends.
            stamps.close(self._path.name)
        found.years_taken = stamps.years_taken
        found.assumed_zone = bool(stamps.years_taken) and job.zone is None
        return records_of_syslog(chunks(self._path), job.declared, stamps)

    def _read_json(self) -> None:
        take, find, name = self._take, self._records, self._path.name
        for part in Values(chunks(self._path)).read():
            if not isinstance(part, Block):
                self._take_found(part)
                continue
            for line, value in zip(part.numbers, part.values, strict=True):
                record = find(value) if find is not None and type(value) is dict else value
                if type(record) is not dict:
                    self._take_value(line, value, partial(part.text, line))
                    continue
                # Most lines hold one record.
                why = take(record, f"{name}:{line}")
                if why is not None:
                    self._put_aside(f"{name}:{line}", part.text(line), why, record)
            self._found.line = part.numbers[-1]
            self._number = 1

    def _take_found(self, found: Found) -> None:
        if found.why is None:
            self._take_value(found.line, found.value, lambda: found.text)
        else:
            self._put_aside(self._place(found.line), found.text, found.why)

    def _take_value(self, line: int, value: Any, text: Callable[[], str]) -> None:
        """Take the records of one value that begins in a line; its text is asked for where it is put aside."""
        values, find, take = flattened(value) if type(value) is list else [value], self._records, self._take
        if not values:
            return
        begin = f"{self._path.name}:{line}"
        number = self._number if line == self._found.line else 0
        self._found.line = line
        for one in values:
            found = one if find is None else find(one)
            if found is None and find is not None:
                number += 1
                text_of_it = text() if type(value) is not list else _encoded(one)
                self._put_aside(_nth(begin, number), text_of_it, NOWHERE)
                continue
            records = found if type(found) is list else [found]
            for record in records:
                number += 1
                place = begin if number == 1 else f"{begin}#{number}"
                why = take(record, place)
                if why is not None:
                    is_whole = len(records) == 1 and type(value) is not list
                    self._put_aside(place, text() if is_whole else _encoded(record), why, record)
        self._number = number

    def _place(self, line: int) -> str:
        """File and line, and which record of the line it is."""
        if line != self._found.line:
            self._number = 0
            self._found.line = line
        self._number += 1
        return _nth(f"{self._path.name}:{line}", self._number)

    def _put_aside(self, place: str, text: str, why: str, value: Any = None) -> None:
        found, keep = self._found, self._job.keep_aside
        found.records_aside += 1
        if callable(keep):
            keep(NotUnderstood(place, text, why), value)
        if keep is True:
            found.not_understood.append(NotUnderstood(place, text, why))
        elif len(found.not_understood) < SAMPLES:
            # A sample is short.
            found.not_understood.append(NotUnderstood(place, text[:LONGEST], why))


def _nth(place: str, number: int) -> str:
    """Which record of a line it is."""
    return place if number == 1 else f"{place}#{number}"


def _encoded(record: Any) -> str:
    """A record that shares its line with others."""
    try:
        return json.dumps(record, ensure_ascii=False)
    except RecursionError:
        return ""
