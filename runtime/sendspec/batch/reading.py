"""The reader `events`: logs of events as columns, each row an event or counted as what else it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from sendspec.batch import arrays
from sendspec.batch.column_times import numbers
from sendspec.batch.logs import JoinedLog, Rows, open_log
from sendspec.batch.schema import REQUIRED
from sendspec.names import did_you_mean
from sendspec.sources.privacy import masked
from sendspec.sources.records import SAMPLES, EventRecord, NotUnderstood, Reading, Request

EVENT = "event"
"""A row whose event the source names."""
NOT_NAMED = "event_not_named"
"""A row whose event the source does not name."""


def read(request: Request) -> Reading:
    """All events of the log, and an account of all rows; raises `BadLogError` for a log that cannot be used."""
    rows = EventRows(request)
    for table, places in rows.tables():
        columns = {name: table.column(name).to_pylist() for name in table.schema.names}
        nothing = [None] * table.num_rows
        rows.reading.events += map(
            EventRecord,
            columns["time"],
            columns["message"],
            columns.get("recipient", [""] * table.num_rows),
            columns["event"],
            # An empty id says no more than none.
            [id or None for id in columns.get("event_id", nothing)],
            columns.get("reason", nothing),
            rows.log.places(places),
        )
    return rows.reading


@dataclass(slots=True)
class EventRows:
    """The rows of a log that are events of a source, chunk by chunk; the others are counted."""

    request: Request
    reading: Reading = field(default_factory=Reading)
    """The account; without the events."""
    log: JoinedLog = field(init=False)
    _lost: list[tuple[int, str]] = field(default_factory=list)
    """Rows that were not understood, and why: those that are told."""
    _names: Counter[str] = field(default_factory=Counter)
    """How often names come that the source does not know."""

    def __post_init__(self) -> None:
        self.log = open_log(self.request.paths, zone=self.request.zone)
        self.reading.remarks += self.log.remarks

    def tables(self) -> Iterator[tuple[pa.Table, Rows]]:
        """Rows with the names that the source gives their events, and their numbers in the log; then the account."""
        for chunk in self.log.chunks(self.log.columns):
            table = chunk.read(self.log.columns)
            understood = self._understood(table, chunk.first_row)
            table, meant = self._with_meanings(table, understood)
            chosen = np.flatnonzero(meant)
            if len(chosen) < table.num_rows:
                table = table.take(arrays.rows(chosen))
            if len(chosen):
                self.reading.records[EVENT] += len(chosen)
            yield table, chosen + chunk.first_row
        self._tell()

    def _understood(self, table: pa.Table, first: int) -> np.ndarray:
        """Which rows tell all that an event must tell; and the latest of their times."""
        needed = [name for name in (*REQUIRED, "recipient") if name in table.schema.names]
        lacking = {name: _bits(table.column(name).is_null()) for name in needed if table.column(name).null_count}
        understood = np.ones(table.num_rows, np.bool_)
        for lacks in lacking.values():
            understood &= ~lacks
        if lacking:
            self._put_aside(np.flatnonzero(~understood), lacking, first)
        times = numbers(table.column("time").combine_chunks())[understood]
        if len(times):
            latest = int(times.max())
            self.reading.end = latest if self.reading.end is None else max(self.reading.end, latest)
        return understood

    def _put_aside(self, rows: np.ndarray, lacking: dict[str, np.ndarray], first: int) -> None:
        self.reading.records["not_understood"] += len(rows)
        told = rows if self.request.keep_aside else rows[: SAMPLES - len(self._lost)]
        for row in told:
            names = " and ".join(f"no `{name}`" for name, lacks in lacking.items() if lacks[row])
            self._lost.append((first + int(row), f"{names} can be read in it"))

    def _with_meanings(self, table: pa.Table, understood: np.ndarray) -> tuple[pa.Table, np.ndarray]:
        """The events as the source calls them, and which rows have one."""
        column = table.column("event").combine_chunks()
        known = column.dictionary.to_pylist()
        if not known:
            return table, np.zeros(table.num_rows, np.bool_)
        meanings = [self.request.events.get(name) for name in known]
        indices = column.indices.fill_null(0).to_numpy()
        named = np.array([meaning is not None for meaning in meanings])[indices] & understood
        counted = np.bincount(indices[understood & ~named], minlength=len(known))
        for name, number in zip(known, counted, strict=True):
            if number:
                self._names[name] += int(number)
                self.reading.records[NOT_NAMED] += int(number)
        event = pa.DictionaryArray.from_arrays(column.indices, pa.array(meanings, pa.string()))
        return table.set_column(table.schema.get_field_index("event"), "event", event), named

    def _tell(self) -> None:
        """Places and remarks, when all was read."""
        reasons = [why for _, why in self._lost]
        rows = np.array([row for row, _ in self._lost], np.int64)
        for told, why in zip(self.log.tell(rows), reasons, strict=True):
            self.reading.not_understood.append(NotUnderstood(told.place, told.text, why))
        self.reading.remarks += remarks_on_names(self._names, self.request.events)


def remarks_on_names(names: Counter[str], meanings: Mapping[str, str]) -> Iterator[str]:
    """Of the names that a source does not know, the most frequent, each with how often it comes."""
    for name, number in sorted(names.items(), key=lambda counted: (-counted[1], counted[0]))[:SAMPLES]:
        question = did_you_mean(name, meanings)
        told = masked(name)
        shown = told if len(told) <= 60 else f"{told[:60]}…"
        cure = f"; {question}" if question else ""
        yield f"the source names no event `{shown}` (× {number:,}){cure}"


def _bits(mask: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(mask.to_numpy(), np.bool_)
