"""The events of each object, in the one order that all engines share, each event once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import TypeAlias

from sendspec.names import folded
from sendspec.walks import History, Names, Record

Key: TypeAlias = tuple[str, str]
"""A message, and one recipient of it without regard to case."""
Place: TypeAlias = tuple[int, int, bool, str, str, str]
"""Where a record stands in its history."""
BY_TIME = attrgetter("time")


def key_of(record: Record) -> Key:
    """Whose record it is."""
    return record.message, folded(record.recipient)


def order_of(events: Iterable[str]) -> Callable[[Record], Place]:
    """What records are sorted by, given all events in the order of the spec; unknown events come last at a time.

    Records that share a place tell the same, so the order in which they came decides nothing.
    """
    ranks = _ranks(events)
    last = len(ranks)

    def place(record: Record) -> Place:
        reason = record.reason
        rank = ranks.get(record.event, last)
        return record.time, rank, reason is not None, reason or "", record.recipient, record.id or ""

    return place


def _ranks(events: Iterable[str]) -> dict[str, int]:
    return {event: rank for rank, event in enumerate(dict.fromkeys(events))}


class Grouped:
    """The events of each recipient of each message."""

    def __init__(self, log_events: Iterable[str], tracking_events: Iterable[str], as_of: int) -> None:
        """Begin with nothing; the events are in the order of the spec, `as_of` is in microseconds."""
        self.messages: dict[Key, list[Record]] = {}
        self.tracked: dict[Key, list[Record]] = {}
        self.duplicates = self.later = self.unknown = 0
        self._events = (tuple(log_events), tuple(tracking_events))
        self._ranks = _ranks((*self._events[0], *self._events[1]))
        self._place = order_of(self._ranks)
        self._as_of = as_of

    def add(self, records: Iterable[Record]) -> None:
        """Take note of records, in whatever order they come."""
        log_events, tracking_events = self._events
        groups_of = {**dict.fromkeys(tracking_events, self.tracked), **dict.fromkeys(log_events, self.messages)}
        group: list[Record] = []
        message = name = of = None
        for record in records:
            groups = groups_of.get(record.event)
            if groups is None:
                self.unknown += 1
            elif record.time > self._as_of:
                self.later += 1
            else:
                # Most readers tell the events of a recipient one after the other, and call it by the same object.
                if record.message is not message or record.recipient is not name or groups is not of:
                    message, name, of = record.message, record.recipient, groups
                    key = (message, name.lower() if name.isascii() else folded(name))
                    group = groups.setdefault(key, [])
                group.append(record)

    def histories(self, groups: Mapping[Key, list[Record]]) -> tuple[list[History], list[Names]]:
        """Each group in its order, without repeats; and the names of its events."""
        histories: list[History] = []
        events: list[Names] = []
        for group in groups.values():
            if len(group) > 1:
                self._sort(group)
            names = tuple([record.event for record in group])
            # What repeats another has its name.
            if len(names) > 1 and len(set(names)) < len(names):
                history = self._distinct(group)
                names = tuple([record.event for record in history])
                histories.append(history)
            else:
                histories.append(group)
            events.append(names)
        return histories, events

    def _sort(self, group: list[Record]) -> None:
        # To make places takes longer than to see that none is needed, as for most pairs.
        if len(group) == 2:
            first, second = group
            if first.time > second.time:
                group.reverse()
            if first.time != second.time or self._ranks[first.event] < self._ranks[second.event]:
                return
        group.sort(key=BY_TIME)
        if len({record.time for record in group}) < len(group):
            group.sort(key=self._place)

    def _distinct(self, group: list[Record]) -> History:
        # Two attempts in one second that were refused in the same words are one record to whoever reads their stamps: a
        # log that is given twice is far more likely. No stock depends on it.
        distinct: dict[object, Record] = {}
        for record in group:
            distinct.setdefault((record.event, record.id or (record.time, record.reason)), record)
        self.duplicates += len(group) - len(distinct)
        return list(distinct.values())
