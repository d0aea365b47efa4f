"""What becomes of addresses: the events of all messages to each, as the machine of addresses hears them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sendspec.bounces import Classifier, Failure
from sendspec.histories import Grouped, order_of
from sendspec.sources.records import EventRecord
from sendspec.table import Move, Table
from sendspec.walks import History, Machine, Walk


class Listening(NamedTuple):
    """What the machine of addresses hears."""

    table: Table[str, str]
    failures: tuple[str, ...]
    """The events of messages that are classified."""
    kinds: Mapping[str, str]
    """What it hears of a failure, by its kind."""
    events: Mapping[str, str]
    """What it hears of other events of messages."""


class Told(NamedTuple):
    """What an address hears of an event of a message that was sent to it."""

    time: int
    message: str
    recipient: str
    """As it is written in the log."""
    event: str
    """Of the machine of addresses."""
    id: str | None
    reason: str | None
    """The words of the reply."""
    place: str
    of: str
    """The event of the message."""
    failure: Failure | None
    """None: it was none."""


class AddressRow(NamedTuple):
    """Where one address stands."""

    address: str
    """In small letters."""
    state: str
    status: str | None
    since: int
    """When it came into the state, in microseconds since 1970 in UTC."""
    errors: int
    """How many errors counted since it was last as at the beginning."""
    kind: str | None
    """Of the last failure, whether it counted or not."""
    reason: str | None


@dataclass(frozen=True, slots=True)
class Addressed:
    """All addresses of a log that heard something, by their names."""

    table: Table[str, str]
    errors: frozenset[str]
    """The events that are errors."""
    told: Mapping[str, tuple[Told, ...]]
    walks: Mapping[str, Walk]

    def rows(self) -> Iterator[AddressRow]:
        """Where each address stands, in the order of their names."""
        for address, walk in self.walks.items():
            history = self.told[address]
            last = next((one.failure for one in reversed(history) if one.failure is not None), None)
            yield AddressRow(
                address=address,
                state=walk.state,
                status=self.table.states[walk.state].status,
                since=walk.since(history),
                errors=errors_counted(walk, self.table.initial, self.errors),
                kind=last.kind if last else None,
                reason=last.reason if last else None,
            )

    def statuses(self) -> dict[str, int]:
        """How many addresses show each status, in the order of the states."""
        counted = Counter(self.table.states[walk.state].status for walk in self.walks.values())
        shown = (standing.status for standing in self.table.states.values())
        return {status: counted[status] for status in dict.fromkeys(shown) if status is not None}


def follow(
    records: Iterable[EventRecord],
    source: str,
    classifier: Classifier,
    listening: Listening,
    heard: tuple[Iterable[str], Iterable[str]],
    as_of: int,
) -> Addressed:
    """Lead each address through its machine up to a time in microseconds; `heard` are the events of logs and tracking.

    Each event is heard once, as its message hears it; those of one address in the order in which any log is heard.
    """
    log, tracking = tuple(heard[0]), tuple(heard[1])
    order = order_of((*log, *tracking))
    histories: dict[str, tuple[Told, ...]] = {}
    for address, group in sorted(_grouped(records, log, tracking, as_of).items()):
        in_order = sorted(group, key=lambda record: (order(record), record.message))
        told = tuple(
            one for record in in_order if (one := _heard_of(record, source, classifier, listening)) is not None
        )
        if told:
            histories[address] = told
    as_heard: list[History] = list(histories.values())
    names = [tuple(one.event for one in history) for history in as_heard]
    walks = Machine(listening.table).walk_all(as_heard, names, as_of)
    return Addressed(
        table=listening.table,
        errors=frozenset(listening.kinds.values()),
        told=histories,
        walks=dict(zip(histories, walks, strict=True)),
    )


def _grouped(
    records: Iterable[EventRecord], log: tuple[str, ...], tracking: tuple[str, ...], as_of: int
) -> dict[str, list[EventRecord]]:
    """The events of each address, those of each message without repeats."""
    grouped = Grouped(log, tracking, as_of)
    grouped.add(records)
    found: dict[str, list[EventRecord]] = {}
    for groups in (grouped.messages, grouped.tracked):
        histories, _ = grouped.histories(groups)
        for (_, address), history in zip(groups, histories, strict=True):
            found.setdefault(address, []).extend(record for record in history if isinstance(record, EventRecord))
    return found


def _heard_of(record: EventRecord, source: str, classifier: Classifier, listening: Listening) -> Told | None:
    failure = None
    if record.event in listening.failures:
        failure = classifier.classify(source, record.bounce, record.reason)
        event = listening.kinds[failure.kind]
    elif record.event in listening.events:
        event = listening.events[record.event]
    else:
        return None
    return Told(
        record.time,
        record.message,
        record.recipient,
        event,
        record.id,
        record.reason,
        record.place,
        record.event,
        failure,
    )


def errors_counted(walk: Walk, initial: str, errors: frozenset[str]) -> int:
    """How many errors moved an address since it was last in its initial state."""
    counted = 0
    struck = Counter(strike.after for strike in walk.strikes if _leads_to(strike.answer.move, initial))
    for index, answer in enumerate(walk.answers):
        if struck[index] or _leads_to(answer.move, initial):
            counted = 0
        if answer.kind == "moved" and answer.event in errors and not _leads_to(answer.move, initial):
            counted += 1
    return 0 if struck[len(walk.answers)] else counted


def _leads_to(move: Move[str, str] | None, state: str) -> bool:
    return move is not None and move.target == state
