"""What two specs alone cannot tell, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec_gen.changes.change import Change, LawChange

ON_FACTS = ("guard", "requirements", "condition", "default")
FACTS = "that hangs on the facts that callers give"


def doubts(changes: Iterable[Change], laws: Iterable[LawChange]) -> Iterator[str]:
    """What a person must look at."""
    for change in changes:
        if change.aspect in ON_FACTS:
            yield f"whether `{change.name}` of `{change.machine}` goes another way in practice: {FACTS}"
        elif change.of == "move" and change.what != "changed":
            yield f"how often the way `{change.name}` of `{change.machine}` is or was taken: {FACTS}"
        elif change.aspect == "reader":
            yield f"how the events of the source `{change.name}` differ: its reader is Python and is not compared"
    for law in laws:
        if law.strength == "cannot tell":
            yield f"which is stronger, `{law.before}` or `{law.after}`"
