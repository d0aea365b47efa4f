"""What a fold counted: plain arrays that add up, whichever machine or part of a log they came from."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sendspec.batch.kernel import SAMPLES, Tallies, tallies_for
from sendspec.batch.plan import Plan

SAMPLE_ROWS = 5
"""How many rows that were not understood are remembered."""
ADDED = ("heard", "early", "struck", "visits", "ends", "timed")


@dataclass(frozen=True, slots=True)
class Span:
    """The buckets of time of a series: `number` of them, each `every` microseconds wide, from `origin` on."""

    origin: int
    every: int
    number: int


NO_SPAN = Span(0, 0, 0)


@dataclass(slots=True)
class Account:
    """What became of the rows of a log; all but `unknown`, `later` and `incomplete` were events."""

    rows: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    """Rows by the name of an event that no machine hears."""
    later: int = 0
    incomplete: int = 0
    """Rows that lack a message, a recipient, a time or an event."""
    incomplete_rows: list[int] = field(default_factory=list)
    """The first of them."""
    too_late: int = 0
    """Events of messages that an earlier run closed; see `sendspec.batch.carry`."""

    def add(self, other: Account) -> None:
        """Count what another part of the log holds."""
        self.rows += other.rows
        self.unknown.update(other.unknown)
        self.later += other.later
        self.incomplete += other.incomplete
        self.incomplete_rows = sorted((*self.incomplete_rows, *other.incomplete_rows))[:SAMPLE_ROWS]
        self.too_late += other.too_late


@dataclass(frozen=True, slots=True)
class Counts:
    """The arrays of `kernel.Tallies`, added up; see there for their shapes."""

    heard: NDArray[np.int64]
    early: NDArray[np.int64]
    struck: NDArray[np.int64]
    visits: NDArray[np.int64]
    ends: NDArray[np.int64]
    timed: NDArray[np.int64]
    samples: NDArray[np.int64]
    duplicates: int
    unexpected: int

    def plus(self, other: Counts) -> Counts:
        """Both together; raises `ValueError` where they count different things."""
        sums = {name: getattr(self, name) + getattr(other, name) for name in ADDED}
        samples = np.sort(np.concatenate((self.samples, other.samples), axis=-1), axis=-1)[..., :SAMPLES]
        return Counts(
            **sums,
            samples=samples,
            duplicates=self.duplicates + other.duplicates,
            unexpected=self.unexpected + other.unexpected,
        )

    def on(self, wider: Span, own: Span) -> Counts:
        """The same with the buckets of a span that holds the own one and has buckets of the same width."""
        timed = np.zeros((wider.number, self.timed.shape[1]), np.int64)
        if own.number:
            first = (own.origin - wider.origin) // own.every
            timed[first : first + own.number] = self.timed
        return replace(self, timed=timed)

    def to_bytes(self) -> bytes:
        """The same as `of_bytes` reads them."""
        stream = io.BytesIO()
        arrays: dict[str, Any] = {each.name: np.asarray(getattr(self, each.name)) for each in fields(self)}
        np.savez(stream, **arrays)
        return stream.getvalue()


def counts_of(tallies: Tallies) -> Counts:
    """What one thread counted."""
    arrays = {name: getattr(tallies, name) for name in (*ADDED, "samples")}
    arrays["timed"] = tallies.timed.astype(np.int64)
    return Counts(**arrays, duplicates=int(tallies.singles[0]), unexpected=int(tallies.singles[1]))


def counts_from(data: bytes) -> Counts:
    """Counts that were written by `to_bytes`."""
    with np.load(io.BytesIO(data)) as arrays:
        found: dict[str, Any] = dict(arrays)
    found |= {name: int(found[name]) for name in ("duplicates", "unexpected")}
    return Counts(**found)


def nothing(plan: Plan, span: Span) -> Counts:
    """Nothing counted."""
    return counts_of(tallies_for(plan, span.number))
