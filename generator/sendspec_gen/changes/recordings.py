"""What differs in recorded runs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from sendspec_gen.changes.change import Change
from sendspec_gen.changes.things import WORDS_ONLY, Aspect, Scope, Sort, Verdict, changed, compared
from sendspec_gen.kinds import duration_text
from sendspec_gen.model import Model, RecordedEvent, Recording

PLAYED = Verdict(("DOCS",), "only what the pages play is another")
RECORDINGS: Sort[Recording] = Sort(
    "recording",
    (
        Aspect("label", lambda one: one.label, WORDS_ONLY),
        Aspect("doc", lambda one: one.doc, WORDS_ONLY),
        Aspect("start", lambda one: f"{one.start:,} µs since 1970", PLAYED),
        Aspect("messages", lambda one: str(one.messages), PLAYED),
    ),
    added=Verdict(("DOCS",), "the pages can play it"),
    removed=Verdict(("DOCS",), "the pages cannot play it any more"),
    shown=lambda one: f"{len(one.events)} events of {one.messages} messages",
)


def recordings(old: Model, new: Model, scope: Scope) -> Iterator[Change]:
    """What differs in recordings; of the events, the first that is another."""
    yield from compared(RECORDINGS, old.recordings, new.recordings, scope)
    for name, after in new.recordings.items():
        before = old.recordings.get(name)
        if before is None or before.events == after.events:
            continue
        number, pair = _first_other(before, after)
        said = (_said(len(before.events), number, pair[0]), _said(len(after.events), number, pair[1]))
        yield changed("recording", "events", name, said, (before.place, after.place), PLAYED, scope)


def _first_other(before: Recording, after: Recording) -> tuple[int, tuple[RecordedEvent | None, RecordedEvent | None]]:
    pairs = enumerate(zip_longest(before.events, after.events), start=1)
    return next((number, pair) for number, pair in pairs if pair[0] != pair[1])


def _said(count: int, number: int, heard: RecordedEvent | None) -> str:
    if heard is None:
        return f"{count} events"
    reason = f" {heard.reason}" if heard.reason else ""
    return f"{count} events; event {number}: {duration_text(heard.at)} {heard.message} {heard.event}{reason}"
