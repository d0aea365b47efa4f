"""The events of an Exim log: what became of each recipient of each message that somebody sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, repeat
from typing import TypeAlias

from sendspec.names import folded
from sendspec.sources.exim_messages import Attempt, EximMessage
from sendspec.sources.records import Bounce, EventRecord

MAKE = tuple.__new__
ENDED = frozenset({"delivered", "delivered_locally", "discarded", "bounced", "expired", "cancelled"})
GIVEN_UP = frozenset({"discarded", "cancelled"})
"""Ends which a line of a failure may repeat."""
FAILED = frozenset({"bounced", "expired", "timed_out", "cancelled"})
BOUNCES = {record: Bounce(record, None, None) for record in ("deferred", "bounced", "expired")}
"""Exim writes no status: the words of the next server hold it."""


class Fate:
    """What was heard last of a recipient."""

    __slots__ = ("cause", "last", "recipient")

    def __init__(self, recipient: str) -> None:
        self.recipient = recipient
        """As it is written first."""
        self.last = "queued"
        """The record."""
        self.cause: str | None = None

    @property
    def is_open(self) -> bool:
        """It has no end yet."""
        return self.last not in ENDED


Fates: TypeAlias = dict[str, Fate]
"""By the folded name."""


class EximEvents:
    """Turns messages into events; what is none, and what is missing, is counted."""

    def __init__(
        self, meanings: Mapping[str, str], place: Callable[[int], str], fates: dict[EximMessage, Fates] | None = None
    ) -> None:
        """`fates` are to be filled with what became of each recipient, where anybody asks."""
        self.events: list[EventRecord] = []
        self.records: Counter[str] = Counter()
        self.incomplete: Counter[str] = Counter()
        self._meanings = meanings
        self._place = place
        self._deliveries = 0
        self._fates = fates

    def tell_all(self, messages: list[EximMessage]) -> None:
        """The events of all messages, in the order in which the log begins to speak of them."""
        later: defaultdict[int, list[EximMessage]] = defaultdict(list)
        nothing: list[EximMessage] = []
        for message in messages:
            if message.parent is not None:
                later[id(message.root)].append(message)
        for message in messages:
            if message.notification:
                self.records["notification"] += len(message.attempts)
            elif message.parent is None:
                self._tell(message, later.get(id(message), nothing) if later else nothing)
        self.records["delivery"] += self._deliveries

    def _tell(self, message: EximMessage, later: list[EximMessage]) -> None:
        """The events of one message, and of the ids under which it went on."""
        fates: Fates = {}
        if self._fates is not None:
            self._fates[message] = fates
        led_to: dict[str, str] = {}
        key = message.key
        meanings, place, add = self._meanings, self._place, self.events.append
        queued = meanings.get("queued")
        began, begun_at = message.stamp, place(message.line)
        hops: Iterable[tuple[Attempt, EximMessage]] = zip(message.attempts, repeat(message))
        if message.named:
            named = [(message.line, began, "named", written, None, None) for written in message.named.split()]
            hops = chain(zip(named, repeat(message)), hops)
        if later or message.is_told_of_all:
            hops = _in_order(hops, later)
        for (line, time, record, recipient, final, reason), hop in hops:
            if recipient is None:
                self._tell_all_who_wait(message, fates, (line, time, record, None, None, reason), hop)
                continue
            name = recipient.lower() if recipient.isascii() else folded(recipient)
            if final is not None or led_to:
                name = _behind_aliases(name, final, led_to, fates, timed_out=record == "timed_out")
            fate = fates.get(name)
            if fate is None:
                # It is named for the first time: it was relayed when its message was queued.
                fates[name] = fate = Fate(recipient)
                if queued is None:
                    self.incomplete["no_event_for_queued"] += 1
                else:
                    # A named tuple's own way to be made takes twice as long.
                    add(MAKE(EventRecord, (began, key, recipient, queued, None, None, begun_at, None)))
            if record == "named":
                continue
            if record == "suspended":
                self.records["suspended"] += 1
                continue
            self._deliveries += 1
            if line in hop.handed_on:
                record = "transferred"
            elif record in FAILED:
                if fate.last in GIVEN_UP:
                    continue
                if record == "timed_out":
                    record = "expired"
                if record == "expired":
                    # An expiry tells no cause of its own: the last refusal is it.
                    reason = fate.cause or reason
            elif record == "deferred":
                fate.cause = reason
            fate.last = record
            event = meanings.get(record)
            if event is None:
                self.incomplete[f"no_event_for_{record}"] += 1
            else:
                told = (time, key, fate.recipient, event, None, reason, place(line), BOUNCES.get(record))
                add(MAKE(EventRecord, told))
        self._look_for_gaps(message, later, fates)

    def _tell_all_who_wait(self, message: EximMessage, fates: Fates, attempt: Attempt, hop: EximMessage) -> None:
        """What a line without a recipient tells, of all who have no end yet."""
        line, time, record, _, _, reason = attempt
        waiting = [
            fate for fate in fates.values() if fate.is_open and (fate.last != "transferred" or hop is not message)
        ]
        if waiting:
            self._deliveries += 1
        else:
            # With nobody to whom it could apply, the recipients stand in no line, or all had their end.
            self.records["repeated" if fates else "recipients_unknown"] += 1
        for fate in waiting:
            became = record
            if record == "filtered":
                became = "discarded" if fate.last == "queued" else "cancelled"
            fate.last = became
            self._say(became, time, line, message.key, fate.recipient, reason)

    def _say(self, record: str, time: int, line: int, key: str, recipient: str, reason: str | None) -> None:
        event = self._meanings.get(record)
        if event is None:
            self.incomplete[f"no_event_for_{record}"] += 1
        else:
            told = (time, key, recipient, event, None, reason, self._place(line), BOUNCES.get(record))
            # A named tuple's own way to be made takes twice as long.
            self.events.append(MAKE(EventRecord, told))

    def _look_for_gaps(self, message: EximMessage, later: list[EximMessage], fates: Fates) -> None:
        if not message.received:
            self.incomplete["begun_before_the_log"] += 1
        if not message.removed or (later and not all(hop.removed for hop in later)):
            self.incomplete["not_removed"] += 1
        elif not fates:
            self.incomplete["recipients_not_named"] += 1
        else:
            for fate in fates.values():
                if fate.is_open and fate.last != "transferred":
                    self.incomplete["recipients_without_end"] += 1


def _behind_aliases(name: str, final: str | None, led_to: dict[str, str], fates: Fates, *, timed_out: bool) -> str:
    """The recipient that was sent to, folded, behind the aliases that were expanded on the way."""
    if final is not None:
        ended = folded(final)
        # A line of this kind shows the last alias, and not the first.
        if timed_out and ended in led_to:
            return led_to[ended]
        name = name if name in fates else led_to.get(name, name)
        led_to.setdefault(ended, name)
        return name
    return name if name in fates else led_to.get(name, name)


def _in_order(
    hops: Iterable[tuple[Attempt, EximMessage]], later: list[EximMessage]
) -> Iterable[tuple[Attempt, EximMessage]]:
    """The attempts under all ids of a message as time goes: some lines speak of all that came before."""
    told = [*hops, *((attempt, hop) for hop in later for attempt in hop.attempts)]
    return sorted(told, key=lambda pair: (pair[0][1], pair[0][0]))
