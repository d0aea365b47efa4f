"""What differs in meaning between two specs."""

from __future__ import annotations

from collections.abc import Mapping

from sendspec_gen.changes.bounces import bounces
from sendspec_gen.changes.change import Revision
from sendspec_gen.changes.doubts import doubts
from sendspec_gen.changes.laws import laws
from sendspec_gen.changes.machines import machines
from sendspec_gen.changes.names import new_names
from sendspec_gen.changes.project import project
from sendspec_gen.changes.recordings import recordings
from sendspec_gen.changes.renamed import renamed
from sendspec_gen.changes.renames import find_renames
from sendspec_gen.changes.rows import rows
from sendspec_gen.changes.sources import sources
from sendspec_gen.changes.stories import scenarios
from sendspec_gen.changes.things import Scope
from sendspec_gen.changes.vocabulary import vocabulary
from sendspec_gen.model import Model

__all__ = ["compare"]


def compare(old: Model, new: Model, old_tables: Mapping[str, str], new_tables: Mapping[str, str]) -> Revision:
    """All that differs; the tables are the emitted CSV texts by the names of the machines.

    Moved or reordered text is no change of meaning; an order that other code can see is told as what it is. What was
    renamed is compared under its new name. What comes or goes takes its parts with it and is one change.
    """
    found = find_renames(old, new)
    locales = tuple(locale for locale in new.project.locales if locale in old.project.locales)
    scope = Scope(locales)
    changes = (
        *(renamed(rename, new) for rename in found.renames),
        *project(found.old, new, scope),
        *vocabulary(found.old, new, scope),
        *machines(found.old, new, scope),
        *scenarios(found.old, new, scope),
        *sources(found.old, new, scope),
        *recordings(found.old, new, scope),
        *bounces(found.old, new, scope),
    )
    law_changes = tuple(laws(found.old, new, locales))
    return Revision(
        renames=found.renames,
        changes=changes,
        laws=law_changes,
        rows=tuple(rows(old_tables, new_tables, old, new, new_names(found.renames))),
        cannot_tell=(*found.doubts, *dict.fromkeys(doubts(changes, law_changes))),
    )
