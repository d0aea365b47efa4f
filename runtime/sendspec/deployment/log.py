"""The rows of the logs, and who writes them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sendspec.machine import LiveMachine, Outcome, Refused, Tally, as_datetime
from sendspec.table import Standing


@dataclass(frozen=True, slots=True)
class LogRow:
    """What one event did to one message; the first row of a message has no event."""

    at: int | None
    """Microseconds since 1970 in UTC; None where no time was given."""
    recipient: Hashable
    kind: str
    """The kind of machine that heard it: `log` or `tracking`."""
    event: str | None
    state: str
    status: str | None
    """What the sending logs show from now on; None for tracking."""
    reason: str | None
    moved: bool
    """False: the event changed nothing."""

    @property
    def time(self) -> datetime | None:
        """The time as people read it, in UTC."""
        return as_datetime(self.at)


@dataclass(frozen=True, slots=True)
class Unexpected:
    """An event of a log that contradicts the message's state: kept aside, and counted in no KPI."""

    at: int | None
    recipient: Hashable
    event: str
    reason: str | None
    refused: Refused


class Log:
    """The rows of all messages in the order in which they were written."""

    def __init__(self) -> None:
        self.rows: list[LogRow] = []
        self.reason: str | None = None
        """What is said beside the event that is being recorded."""
        self._of: dict[Hashable, list[LogRow]] = {}

    def write(self, row: LogRow) -> None:
        self.rows.append(row)
        self._of.setdefault(row.recipient, []).append(row)

    def of(self, recipient: Hashable) -> tuple[LogRow, ...]:
        """The rows of one recipient."""
        return tuple(self._of.get(recipient, ()))


class RowWriter:
    """Counts what one machine of a recipient does and writes its row in one go, so neither is without the other."""

    __slots__ = ("_kind", "_log", "_recipient", "_tally")

    def __init__(self, recipient: Hashable, kind: str, tally: Tally, log: Log) -> None:
        self._recipient = recipient
        self._kind = kind
        self._tally = tally
        self._log = log

    def begin(self, kind: type[LiveMachine[Any, Any]]) -> None:
        self._tally.begin(kind)
        initial = kind.table.initial
        self._write(None, None, initial, kind.table.states[initial], moved=True)

    def count(self, outcome: Outcome[Any, Any], at: int | None) -> None:
        self._tally.count(outcome, at)
        self._write(at, outcome.event, outcome.target, outcome.after, moved=outcome.moved)

    def _write(self, at: int | None, event: str | None, state: str, standing: Standing[Any], *, moved: bool) -> None:
        row = LogRow(at, self._recipient, self._kind, event, state, standing.status, self._log.reason, moved)
        self._log.write(row)
