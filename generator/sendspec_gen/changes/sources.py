"""What differs in the meaning of records of logs."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.changes.change import Change
from sendspec_gen.changes.things import WORDS_ONLY, Aspect, Scope, Sort, Verdict, changed, compared
from sendspec_gen.model import Model, Source

READ = Verdict(("DATA", "KPI"), "the same log gives other events, so other rows and numbers")
SOURCES: Sort[Source] = Sort(
    "source",
    (
        Aspect("reader", lambda one: one.reader, READ),
        Aspect("label", lambda one: one.label, WORDS_ONLY),
        Aspect("doc", lambda one: one.doc, WORDS_ONLY),
    ),
    added=Verdict(("DOCS",), "a log can be read that could not be read"),
    removed=Verdict(("CODE",), "whoever reads a log with it is refused"),
    shown=lambda one: f"read by {one.reader}",
)


def sources(old: Model, new: Model, scope: Scope) -> Iterator[Change]:
    """What differs in sources, record by record."""
    yield from compared(SOURCES, old.sources, new.sources, scope)
    for name, after in new.sources.items():
        before = old.sources.get(name)
        for record in dict.fromkeys((*after.events, *(before.events if before else ()))):
            was, is_now = (before.events.get(record, "") if before else "", after.events.get(record, ""))
            if before is not None and was != is_now:
                places = (before.place, after.place)
                yield changed("source", f"record {record}", name, (was, is_now), places, READ, scope)
