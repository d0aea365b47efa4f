"""What is taken out of the records of a source, before messages are joined and failures are classified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sendspec.sources.records import EventRecord


class Open(NamedTuple):
    """An event of which something is found out when all records were read."""

    number: int
    """Of the event."""
    known_as: str | None
    """Its message is that other name of the message; None: it is the message's own id."""
    rule: int | None
    """The rule that gives the event by the kind of the failure; None: the event is known."""


@dataclass(slots=True)
class Taken:
    """What the records of some files gave."""

    events: list[EventRecord] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """By the kind of name: each name with the first message that bears it."""
    more_names: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """Likewise each name with one more message that bears it."""
    ways: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By an id under which a message went on: the ids that it had before."""
    records: dict[str, int] = field(default_factory=dict)
    """How many there are of each name; a plain dictionary counts twice as fast as a Counter."""
    incomplete: Counter[str] = field(default_factory=Counter)

    def bearers(self, kind: str) -> Iterator[tuple[str, str]]:
        """Each name of a kind with each message that bears it."""
        yield from self.names.get(kind, {}).items()
        yield from self.more_names.get(kind, ())

    def go_on(self, message: str, later: str) -> None:
        """A message goes on under another id."""
        if later != message:
            _add(self.ways, later, message)

    def forget(self) -> None:
        """All of it, but the names of records and kinds: who counts and adds relies on their being there."""
        for part in (self.events, self.open, self.ways, self.incomplete):
            part.clear()
        for kind in self.names:
            self.names[kind].clear()
            self.more_names[kind].clear()
        self.records.update(dict.fromkeys(self.records, 0))

    def follow(self, other: Taken) -> None:
        """What other files gave, after this; that other gives away what it has."""
        above = len(self.events)
        self.events += other.events
        self.open += [one._replace(number=one.number + above) for one in other.open]
        for kind, names in other.names.items():
            first, more = self.names.setdefault(kind, names), self.more_names.setdefault(kind, set())
            if first is names:
                more.update(other.more_names.get(kind, ()))
            else:
                more.update(one for one in other.bearers(kind) if first.setdefault(*one) != one[1])
        for later, messages in other.ways.items():
            for message in messages:
                self.go_on(message, later)
        for name, count in other.records.items():
            self.records[name] = self.records.get(name, 0) + count
        self.incomplete += other.incomplete


def _add(to: dict[str, tuple[str, ...]], name: str, message: str) -> None:
    before = to.get(name)
    if before is None:
        to[name] = (message,)
    elif len(before) == 1 and message not in before:
        # Of two it is not certain any more, and more of them do not tell more.
        to[name] = (*before, message)
