"""Events of a log to the statuses and KPIs of each mode, as at one time.

Messages do not touch each other, so each (message, recipient) is replayed alone. Neither the order in which records
come nor their repeats matter: see `histories`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sendspec.histories import Grouped
from sendspec.kpi import Measures
from sendspec.numbers import ModeNumbers, Numbers
from sendspec.table import Table
from sendspec.totals import Totals, totals_of
from sendspec.walks import Machine, Record, Walked


class Row(NamedTuple):
    """What the sending logs show of one recipient of one message."""

    message: str
    recipient: str
    """As it is written first."""
    state: str
    status: str | None
    since: int
    """When it came into the state, in microseconds since 1970 in UTC."""
    reason: str | None
    """The cause given by the last event that moved it."""


@dataclass(frozen=True, slots=True)
class ModeResult(Walked, ModeNumbers):
    """What a mode makes of the log."""

    def rows(self) -> Iterator[Row]:
        """The sending logs."""
        for history, walk in zip(self.histories, self.walks, strict=True):
            first = history[0]
            yield Row(
                message=first.message,
                recipient=first.recipient,
                state=walk.state,
                status=self.table.states[walk.state].status,
                since=walk.since(history),
                reason=walk.reason(history),
            )


@dataclass(frozen=True, slots=True)
class Result(Numbers):
    """What the modes make of one log."""

    modes: Mapping[str, ModeResult]
    tracking: Walked | None = None
    """The machine that runs beside every mode."""

    @property
    def walked(self) -> tuple[Walked, ...]:
        """What became of the modes, and of the tracking if there is one."""
        return (*self.modes.values(), *(() if self.tracking is None else (self.tracking,)))


def replay(
    events: Iterable[Record],
    tables: Mapping[str, Table[str, str]],
    measures: Measures,
    *,
    tracking: Table[str, str] | None = None,
    as_of: int | None = None,
) -> Result:
    """Replay a log in each mode; without `as_of` (microseconds since 1970 in UTC), as at its last event."""
    records = events if isinstance(events, list) else list(events)
    until = max((record.time for record in records), default=0) if as_of is None else as_of
    walked = walk(records, tables, tracking, until)
    numbers = walked.totals().numbers(tables, measures, until)
    modes = {
        name: ModeResult(**vars(numbers.modes[name]), table=mode.table, histories=mode.histories, walks=mode.walks)
        for name, mode in walked.modes.items()
    }
    return Result(**{**vars(numbers), "modes": modes}, tracking=walked.tracking)


@dataclass(frozen=True, slots=True)
class LogWalked:
    """Where a log leads in each mode."""

    grouped: Grouped
    modes: Mapping[str, Walked]
    tracking: Walked | None

    def totals(self) -> Totals:
        """What the messages come to."""
        return totals_of(self.grouped, self.modes, self.tracking)


def walk(
    records: Iterable[Record], tables: Mapping[str, Table[str, str]], tracking: Table[str, str] | None, until: int
) -> LogWalked:
    """Lead the events of each message through each mode, and through the machine that runs beside them."""
    log_events = dict.fromkeys(event for table in tables.values() for event in table.events)
    grouped = Grouped(log_events, tracking.events if tracking is not None else (), until)
    grouped.add(records)
    messages, events_of = grouped.histories(grouped.messages)
    tracked, tracking_of = grouped.histories(grouped.tracked)
    return LogWalked(
        grouped,
        {
            name: Walked(table, messages, Machine(table).walk_all(messages, events_of, until))
            for name, table in tables.items()
        },
        None
        if tracking is None
        else Walked(tracking, tracked, Machine(tracking).walk_all(tracked, tracking_of, until)),
    )


class Fold(NamedTuple):
    """Turns events into totals; it can be sent to another process."""

    tables: Mapping[str, Table[str, str]]
    tracking: Table[str, str] | None
    as_of: int | None
    """None: as at the end of the log."""

    def __call__(self, records: Iterable[Record], end: int) -> Totals:
        """What all events of some messages come to; `end` is that of the whole log."""
        return walk(records, self.tables, self.tracking, end if self.as_of is None else self.as_of).totals()
