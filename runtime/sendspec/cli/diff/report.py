"""What `sendspec diff` found, and words that all its forms share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sendspec_gen.changes.change import Change, LawChange, Rename, Revision, RowChange

    from sendspec.cli.diff.flow_data import RevisionFlow

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Report:
    """A revision, and against what."""

    against: str
    prefix: str
    """What people read before the path of a file of the old spec."""
    revision: Revision
    flow: RevisionFlow | None
    """What becomes of a log, if one was given."""
    locale: str
    """The language of labels."""


def guess_of(change: Change, renames: Iterable[Rename]) -> str:
    """How sure a rename is, in words; empty for what is no guess."""
    from sendspec_gen.changes.summary import likeness_of

    if not change.guess:
        return ""
    likeness = likeness_of(change, renames)
    return "a guess" if likeness is None else f"a guess: {likeness} % alike"


def place_of(change: Change | LawChange, prefix: str) -> str:
    """Where it stands now, or stood."""
    if change.after_place is not None:
        return str(change.after_place)
    return f"{prefix}{change.before_place}" if change.before_place is not None else ""


def cells_of(row: RowChange) -> str:
    """The cells of a row that differ: `delivered 0 → +1`; of one that came or went, what they hold."""
    if row.what == "changed":
        return ", ".join(f"{cell.column} {cell.before or '–'} → {cell.after or '–'}" for cell in row.cells)
    return ", ".join(f"{cell.column} {cell.after or cell.before}" for cell in row.cells)


def shift_of(before: str, after: str) -> str:
    """What was and what is; of what came or went, what it is."""
    return f"{shortened(before)} → {shortened(after)}" if before and after else shortened(before or after)


def shortened(text: str) -> str:
    """A text that is not too long for a line."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
