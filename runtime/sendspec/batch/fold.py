"""A log to counts on one machine: chunks are read and packed by all threads, then buckets of keys are folded by all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock, local
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sendspec.batch import kernel
from sendspec.batch.counts import NO_SPAN, Account, Counts, Span, counts_of, nothing
from sendspec.batch.packing import Packed, Packer
from sendspec.batch.plan import Plan
from sendspec.batch.threads import in_threads

if TYPE_CHECKING:
    from sendspec.batch.logs import Log

EVENTS_A_BUCKET = 8_000
"""So few that they and their order stay in a core's own cache."""
MOST_BITS = 13
TASKS_A_THREAD = 16
FIXED = 600 << 20
"""What the program and the chunks at work need, whatever the log: bytes."""
STEPS = tuple(
    number * 1_000_000
    for number in (1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400)
)
"""Widths of buckets that suit a picture, in microseconds."""
POINTS = 240
MOST_TIMED = 1 << 26
"""Cells of a series: half a gigabyte."""
Progress = Callable[[str, int, int], None]
"""What is done, how much of how much: rows."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What a log came to."""

    plan: Plan
    as_of: int
    span: Span
    counts: Counts
    account: Account
    rows: tuple[kernel.Rows, ...]
    """What became of each message, in parts; none where it was not asked for."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """The time of all threads together by what it was spent on: reading, packing, folding."""


def fold(
    log: Log,
    plan: Plan,
    *,
    as_of: int | None = None,
    every: int | None = None,
    with_rows: bool = False,
    meanings: Mapping[str, str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    span: Span | None = None,
) -> Folded:
    """Fold a log, as at `as_of` (microseconds since 1970 in UTC; else its greatest time).

    `every` asks for counts by buckets of time so many microseconds wide (0: as suits a picture), `with_rows` for what
    became of each message. `meanings` gives the event that each name means; without it names are events. `span` gives
    the buckets, where they must be those of other parts of the log. Raises `BadLogError` as the log does, and
    `ValueError` for a series of too many buckets.
    """
    work = Work(log, plan, as_of, meanings, threads or os.cpu_count() or 1, progress or (lambda *_: None))
    packed = work.pack()
    end = end_of(packed, as_of)
    if span is None:
        span = span_for(packed, end, every, plan)
    counts, rows = work.fold(packed, end, span, with_rows=with_rows)
    return Folded(plan, end, span, counts, work.account, rows, dict(work.seconds))


def needs(log: Log, plan: Plan, *, with_rows: bool) -> int:
    """About how many bytes it takes to fold a log in memory."""
    words = 5 if {"event_id", "reason"} & {*log.columns} else 4
    row = 8 * words + (with_rows * (12 + 17 * len(plan.modes)) // 2)
    return FIXED + row * log.estimated_rows


def end_of(packed: Sequence[Packed], as_of: int | None) -> int:
    """The time as at which packed chunks are folded: what is asked for, else the greatest of them."""
    if as_of is not None:
        return as_of
    return max((part.latest for part in packed if part.latest is not None), default=0)


def span_for(packed: Sequence[Packed], end: int, every: int | None, plan: Plan) -> Span:
    """The buckets of time of packed chunks; none without `every`, or without an event."""
    first = min((part.first for part in packed if part.first is not None), default=None)
    return NO_SPAN if every is None or first is None else span_of(first, end, every, plan)


def span_of(first: int, end: int, every: int, plan: Plan) -> Span:
    """The buckets from one time to another, `every` microseconds wide, or 0: as suits a picture.

    Raises `ValueError` where they would be too many.
    """
    every = every or step_for(first, end)
    origin = first // every * every
    number = (end - origin) // every + 1
    if number * plan.columns > MOST_TIMED:
        most = MOST_TIMED // plan.columns
        raise ValueError(
            f"a series of {number:,} steps is too long; take steps so long that there are {most:,} or fewer"
        )
    return Span(origin, every, number)


def step_for(first: int, end: int, most: int = POINTS) -> int:
    """How wide buckets from one time to another are to be, if they are to be so many at most."""
    return next((step for step in STEPS if (end - first) // step < most), STEPS[-1])


class Work:
    """The threads, and what they found."""

    def __init__(
        self,
        log: Log,
        plan: Plan,
        as_of: int | None,
        meanings: Mapping[str, str] | None,
        threads: int,
        progress: Progress,
    ) -> None:
        self.account = Account()
        self.seconds = {"reading": 0.0, "packing": 0.0, "folding": 0.0}
        self._log = log
        self._plan = plan
        self._threads = threads
        self._progress = progress
        self._lock = Lock()
        bits = max(1, min(MOST_BITS, (log.estimated_rows // EVENTS_A_BUCKET).bit_length()))
        self._packer = Packer(plan, log.columns, bits, as_of, meanings)

    def pack(self) -> list[Packed]:
        """All chunks of the log, packed."""
        scratch = local()

        def work(chunk: Any) -> Packed:
            begun = perf_counter()
            table = chunk.read(self._packer.columns)
            read = perf_counter()
            packed = self._packer.pack(table, chunk.first_row, scratch)
            with self._lock:
                self.seconds["reading"] += read - begun
                self.seconds["packing"] += perf_counter() - read
                self.account.add(packed.account)
                self._progress("reading", self.account.rows, self._log.estimated_rows)
            return packed

        return list(in_threads(work, self._log.chunks(self._packer.columns), self._threads))

    def fold(
        self, packed: Sequence[Packed], as_of: int, span: Span, *, with_rows: bool
    ) -> tuple[Counts, tuple[kernel.Rows, ...]]:
        """Fold all buckets."""
        plan = self._plan
        if not packed:
            return nothing(plan, span), ()
        machines = kernel.machines_of(plan)
        starts = np.stack([part.starts for part in packed])
        addresses = np.array([part.events.ctypes.data for part in packed], np.uint64)
        words = packed[0].events.shape[1]
        totals = (starts[:, 1:] - starts[:, :-1]).sum(axis=0)
        mine = local()
        tallies: list[kernel.Tallies] = []
        modes = len(plan.modes)
        has_texts = not {"recipient", "reason"}.isdisjoint(self._log.columns)

        def work(task: tuple[int, int, int]) -> kernel.Rows:
            begun = perf_counter()
            begin, end, events = task
            if not hasattr(mine, "tallies"):
                mine.tallies = kernel.tallies_for(plan, span.number)
                tallies.append(mine.tallies)
            rows = kernel.rows_for(events, modes, wanted=with_rows)
            messages, unclear = kernel.fold_buckets(
                machines,
                addresses,
                starts,
                begin,
                end,
                words,
                as_of,
                span.origin,
                span.every,
                has_texts,
                mine.tallies,
                rows,
            )
            with self._lock:
                self.seconds["folding"] += perf_counter() - begun
            return _in_order(rows, messages, unclear)

        tasks = tasks_of(totals, self._threads * TASKS_A_THREAD)
        rows = tuple(in_threads(work, iter(tasks), self._threads))
        counts = nothing(plan, span)
        for each in tallies:
            counts = counts.plus(counts_of(each))
        return counts, rows if with_rows else ()


def _in_order(rows: kernel.Rows, messages: int, unclear: int) -> kernel.Rows:
    """In the order of the log, without the room that was not needed."""
    order = np.argsort(rows.first[:messages])
    return kernel.Rows(
        first=rows.first[order],
        state=rows.state[order],
        since=rows.since[order],
        cause=rows.cause[order],
        unclear=rows.unclear[:unclear].copy(),
    )


def tasks_of(totals: NDArray[np.int64], wanted: int) -> list[tuple[int, int, int]]:
    """Runs of buckets with about as many events each: first, end, events."""
    sums = np.concatenate(([0], np.cumsum(totals)))
    marks = np.searchsorted(sums, np.linspace(0, sums[-1], wanted + 1)[1:-1])
    edges = sorted({0, len(totals), *map(int, marks)})
    return [(begin, end, int(sums[end] - sums[begin])) for begin, end in pairwise(edges)]
