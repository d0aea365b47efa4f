"""Events whose message is told by another of its names, or under an id that it got later.

Nothing is decided before all records were read, so that their order never matters; and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import dropwhile
from operator import ne
from typing import TypeAlias

from sendspec.names import folded
from sendspec.sources.declared.meaning import Declared
from sendspec.sources.declared.taking import Taken
from sendspec.sources.records import Bounce, EventRecord

Classify: TypeAlias = Callable[[str, Bounce, str | None], str]
"""Takes the source, what its record tells and the words; gives the kind of the failure: hard, soft or ignored."""


def closed(taken: Taken, declared: Declared, classify: Classify | None) -> list[EventRecord]:
    """All events, in the order of their records; those that belong to no message, or are none, are left out."""
    events: list[EventRecord | None] = list(taken.events)
    if taken.ways:
        roots = Roots(taken.ways)
        taken.incomplete["not_joined"] += sum(len(before) > 1 for before in taken.ways.values())
        events = [_with_message(event, roots.of(event.message)) for event in taken.events]
    _join(taken, events)
    for index, _, rule in taken.open:
        event = events[index]
        if event is None or rule is None:
            continue
        by_kind, bounce = declared.rules[rule].by_kind, event.bounce
        assert by_kind is not None
        assert bounce is not None
        if classify is None:
            taken.incomplete["not_classified"] += 1
        meant = None if classify is None else by_kind.get(classify(declared.name, bounce, event.reason))
        events[index] = None if meant is None else event._replace(event=meant)
    taken.incomplete = +taken.incomplete
    return [event for event in events if event is not None]


class Roots:
    """The ids under which messages began."""

    def __init__(self, ways: dict[str, tuple[str, ...]]) -> None:
        self._ways = ways
        self._known: dict[str, str] = {}

    def of(self, message: str) -> str:
        """The first id of a message; where it is not certain which one that is, the last that is certain."""
        if message not in self._ways:
            return message
        known, passed = self._known, dict[str, None]()
        root = message
        # No step is taken twice: a message may go on many times.
        while root not in known and root not in passed:
            passed[root] = None
            before = self._ways.get(root, ())
            if len(before) != 1:
                break
            root = before[0]
        else:
            # Ids that lead round in a circle have no beginning: the least stands for all.
            root = known[root] if root in known else min(dropwhile(partial(ne, root), passed))
        known |= dict.fromkeys(passed, root)
        return root


def _join(taken: Taken, events: list[EventRecord | None]) -> None:
    """Put in the messages of events that tell another name of theirs."""
    waiting = [(one.number, one.known_as) for one in taken.open if one.known_as is not None]
    if not waiting:
        return
    roots = Roots(taken.ways)
    wanted = {(kind, taken.events[index].message) for index, kind in waiting}
    names = [
        (kind, name, roots.of(message))
        for kind in sorted({kind for kind, _ in wanted})
        for name, message in taken.bearers(kind)
        if (kind, name) in wanted
    ]
    messages = {message for *_, message in names}
    named = {index for index, _ in waiting}
    recipients = _recipients(
        event
        for index, event in enumerate(events)
        if event is not None and event.message in messages and index not in named
    )
    bearers = _bearers(names, recipients)
    for index, kind in waiting:
        event = events[index]
        assert event is not None
        found = bearers.get((kind, taken.events[index].message, folded(event.recipient)), set())
        if len(found) == 1:
            ((message, recipient),) = found
            written = event.recipient or recipients[message][recipient]
            events[index] = event._replace(message=message, recipient=written)
        else:
            taken.incomplete["not_joined"] += 1
            events[index] = None


def _bearers(
    names: list[tuple[str, str, str]], recipients: dict[str, dict[str, str]]
) -> dict[tuple[str, str, str], set[tuple[str, str]]]:
    """By kind, name and recipient, or nobody as recipient: the messages that bear it, each with a recipient."""
    found: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for kind, name, message in names:
        for recipient in recipients.get(message, ()):
            for who in (recipient, ""):
                found.setdefault((kind, name, who), set()).add((message, recipient))
    return found


def _recipients(events: Iterable[EventRecord]) -> dict[str, dict[str, str]]:
    """By message: its recipients folded, each as it is written in the first of its spellings."""
    found: dict[str, dict[str, str]] = {}
    for event in events:
        known = found.setdefault(event.message, {})
        name = folded(event.recipient)
        known[name] = min(known.get(name, event.recipient), event.recipient)
    return found


def _with_message(event: EventRecord, message: str) -> EventRecord:
    return event if message == event.message else event._replace(message=message)
