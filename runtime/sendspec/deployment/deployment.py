"""The deployment of a delivery."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sendspec.deployment.alarms import Alarms
from sendspec.deployment.counts import Counts, counted
from sendspec.deployment.log import Log, LogRow, RowWriter, Unexpected
from sendspec.deployment.progress import Progress
from sendspec.deployment.recount import Recount, Refold
from sendspec.deployment.refreshing import Refreshing, Value
from sendspec.deployment.telling import HEARERS, Teller, check_told
from sendspec.deployment.tiles import Tile, tiles
from sendspec.kpi import Measures
from sendspec.machine import (
    GuardedMachine,
    LiveMachine,
    MessageLog,
    Outcome,
    Refused,
    Tally,
    UnknownNameError,
    microseconds,
    within_limits,
)


class Deployment:
    """A delivery, its messages and what is known of them.

    Times are datetimes with a time zone, or microseconds since 1970 in UTC. The latest time that was heard is the time
    of the delivery and of all messages: their deadlines are raised as it passes. Recipients are named by any hashable
    value: an address, or a pair of message and address. Not safe to share between threads.
    """

    def __init__(
        self,
        message: type[MessageLog[Any, Any]],
        delivery: GuardedMachine[Any, Any],
        measures: Measures,
        channel: str,
        tracking: type[LiveMachine[Any, Any]] | None = None,
        durations: Mapping[str, timedelta | int] | None = None,
    ) -> None:
        """Begin without messages; `durations` (timedeltas or microseconds) are cut to the limits of the spec."""
        _check_channel(channel, message)
        check_told(delivery, message)
        self.delivery = delivery
        self.channel = channel
        self.measures = measures
        self.unexpected: list[Unexpected] = []
        self._kinds: tuple[type[LiveMachine[Any, Any]], ...] = (message,) if tracking is None else (message, tracking)
        self._sent_kind = message.table.kind
        self._lengths = within_limits(durations, *(kind.table for kind in self._kinds)) if durations else None
        self._log = Log()
        self._tallies = tuple(Tally() for _ in self._kinds)
        self._machines: dict[Hashable, tuple[LiveMachine[Any, Any], ...]] = {}
        self._alarms = Alarms()
        self._refreshing = Refreshing(measures.kpis)
        self._now: int | None = None
        self._correction = Counts()
        delivery.tally = Teller(self._hear_delivery, delivery.tally)

    def add(self, *recipients: Hashable) -> None:
        """Add a message for each recipient; raises `ValueError`, and adds none, if one has a message already."""
        new: set[Hashable] = set()
        for recipient in recipients:
            if recipient in self._machines or recipient in new:
                raise ValueError(f"{recipient!r} has a message in this delivery; name a second one by a pair")
            new.add(recipient)
        for recipient in recipients:
            self._machines[recipient] = tuple(
                kind(RowWriter(recipient, kind.table.kind, tally, self._log), self._lengths)
                for kind, tally in zip(self._kinds, self._tallies, strict=True)
            )

    def record(
        self, recipient: Hashable, event: str, at: datetime | int | None = None, reason: str | None = None
    ) -> Outcome[Any, Any] | None:
        """Send what a log says to the message; None where it contradicts the message's state and is kept aside.

        Raises `ValueError` for a recipient that was not added and for an event that neither log knows.
        """
        machine = self._hearer(recipient, event)
        time = microseconds(at)
        self._advance(time)
        self._log.reason = reason
        try:
            return machine.fire(event, time)
        except Refused as refused:
            self.unexpected.append(Unexpected(time, recipient, event, reason, refused))
            return None
        finally:
            self._log.reason = None
            self._alarms.watch(machine)
            if self._now is not None:
                self._alarms.ring(self._now)

    def fire(self, event: str, at: datetime | int | None = None) -> Outcome[Any, Any]:
        """Send an event to the delivery, which may tell its messages; raises `Refused` or `UnknownNameError`."""
        outcome = self.delivery.fire(event, microseconds(at))
        if self._now is not None:
            self.delivery.hear_clock(self._now)
        return outcome

    def hear_clock(self, at: datetime | int) -> None:
        """Let time pass: deadlines are raised and KPIs refreshed as they come due."""
        self._advance(microseconds(at))

    @property
    def durations(self) -> Mapping[str, int]:
        """The durations that were asked for, in microseconds, within their limits."""
        return {} if self._lengths is None else self._lengths.microseconds

    @property
    def progress(self) -> Progress:
        """How many messages are in each status, and where the delivery stands."""
        counts = self._counts()
        rows = counts.rows
        return Progress(
            messages=self._tallies[0].objects,
            statuses={status: rows.get(status, 0) for status in (*self.measures.statuses, *sorted(rows))},
            unsettled=counts.unsettled,
            unexpected=len(self.unexpected),
            delivery_state=self.delivery.state,
            delivery_status=self.delivery.status,
        )

    @property
    def unsettled(self) -> int:
        """How many messages have a fate that is still open."""
        return self._counts().unsettled

    @property
    def counters(self) -> dict[str, int]:
        """Every counter of the spec as counted by now, sums filled in."""
        return self.measures.with_sums(self._counts().counters)

    @property
    def kpis(self) -> dict[str, Value]:
        """Each KPI of the channel: messages, or percent from 0 to 100; None for a share of nothing.

        One that is refreshed once a period shows the value of its last refresh, periods counting from the first time
        that was heard; at that time it is what it was before the first event. Without times it is always current.
        """
        values = self._refreshing.shown(self._values())
        return {kpi.name: values[kpi.name] for kpi in self.measures.kpis if self._is_shown(kpi.channels)}

    def block(self, locale: str = "en") -> tuple[Tile, ...]:
        """The KPIs of the channel as people read them."""
        shown = tuple(kpi for kpi in self.measures.kpis if self._is_shown(kpi.channels))
        return tiles(shown, self.kpis, locale)

    def compute_stats(self) -> Recount:
        """Recompute everything from the logs; from now on counters, KPIs and progress rest on it.

        KPIs that wait for their period are refreshed too. The logs and the states of the messages stay as they are.
        """
        refold = Refold(kind.table for kind in self._kinds)
        refold.read(self._log.rows)
        recounted = refold.counts(self._sent_kind)
        before = self.counters
        self._correction = self._correction.plus(recounted.minus(self._counts()))
        self._refreshing.take_all(self._values())
        after = self.counters
        return Recount(
            counters=after,
            rows=recounted.rows,
            unsettled=recounted.unsettled,
            differences={name: number - before[name] for name, number in after.items() if number != before[name]},
        )

    def history(self, recipient: Hashable) -> tuple[LogRow, ...]:
        """What happened to the recipient's message, in the order in which it was heard."""
        if recipient not in self._machines:
            raise _no_message(recipient)
        return tuple(row for row in self._log.of(recipient) if row.event is not None or row.kind == self._sent_kind)

    @property
    def sending_log(self) -> tuple[LogRow, ...]:
        """The rows of the message logs."""
        return tuple(row for row in self._log.rows if row.kind == self._sent_kind)

    @property
    def tracking_log(self) -> tuple[LogRow, ...]:
        """The rows of the tracking."""
        return tuple(row for row in self._log.rows if row.kind != self._sent_kind and row.event is not None)

    def _hearer(self, recipient: Hashable, event: str) -> LiveMachine[Any, Any]:
        """The machine of the recipient that knows the event."""
        if recipient not in self._machines:
            raise _no_message(recipient)
        for machine in self._machines[recipient]:
            if event in machine.table.events:
                return machine
        known = [name for kind in self._kinds for name in kind.table.events]
        raise UnknownNameError(" and ".join(kind.table.name for kind in self._kinds), "event", event, known)

    def _advance(self, at: int | None) -> None:
        """Let the delivery hear the clock, and all messages with it: what it tells comes between their deadlines."""
        if at is not None and self._is_ahead(at):
            self.delivery.hear_clock(at)
            self._let_pass(at)

    def _let_pass(self, at: int) -> None:
        """Let all messages hear the clock, and refresh what is due on the way there."""
        if not self._is_ahead(at):
            return
        for end, period in self._refreshing.due(at):
            self._alarms.ring(end)
            self._refreshing.take(end, period, self._values())
        self._alarms.ring(at)
        self._now = at

    def _is_ahead(self, at: int) -> bool:
        return self._now is None or at > self._now

    def _hear_delivery(self, outcome: Outcome[Any, Any], at: int | None) -> None:
        """Tell the messages what the delivery has them hear, once time has passed for them too."""
        if at is not None:
            self._let_pass(at)
        for hearers, event in outcome.tell.items():
            for recipient, machines in self._machines.items():
                if HEARERS[hearers](machines[0]):
                    self.record(recipient, event, at, reason=str(outcome.event))

    def _counts(self) -> Counts:
        """What was counted as it happened, put right by the last recount."""
        return counted(*self._tallies).plus(self._correction)

    def _values(self) -> dict[str, Value]:
        counts = self._counts()
        return self.measures.values(counts.counters, counts.rows)

    def _is_shown(self, channels: tuple[str, ...]) -> bool:
        return not channels or self.channel in channels


def _check_channel(channel: str, message: type[MessageLog[Any, Any]]) -> None:
    channels = message.table.channels
    if channels and channel not in channels:
        raise UnknownNameError(message.table.name, "channel", channel, channels)


def _no_message(recipient: Hashable) -> ValueError:
    return ValueError(f"{recipient!r} has no message in this delivery; add it first")
