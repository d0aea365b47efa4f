"""One log after what an earlier run left: packed, judged, folded, and kept for the next run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sendspec.batch import carry_kernel
from sendspec.batch.carry_kernel import CLOSING, LATER, OPEN, TOO_LATE
from sendspec.batch.carry_log import CarriedLog, meanings_of, rows_to_carry
from sendspec.batch.carry_state import File, Folder, Generation, Keys
from sendspec.batch.counts import Account, Counts, Span
from sendspec.batch.fold import TASKS_A_THREAD, Progress, Work, tasks_of
from sendspec.batch.logs import CHUNK_ROWS, Log
from sendspec.batch.packing import Packed
from sendspec.batch.plan import Plan
from sendspec.batch.threads import in_threads
from sendspec.batch.writing import write_events


class Asked(NamedTuple):
    """What a run is to do, after what the state says."""

    end: int | None
    """The time as at which all is counted; None if no time is known."""
    latest: int | None
    """The greatest time of all rows so far."""
    every: int | None
    keep: int

    @property
    def as_of(self) -> int:
        """The end, as a fold takes it."""
        return self.end or 0


class Judged(NamedTuple):
    """Which events are of which objects."""

    verdicts: NDArray[np.uint8]
    """Of the packed events: bucket after bucket, chunk after chunk."""
    places: NDArray[np.int64]
    """Where among the verdicts each bucket of each chunk begins: (chunks, buckets)."""
    carried: NDArray[np.bool_]
    """By row of the log: whether the next run needs it."""
    closing: Keys
    """The keys of objects that close."""
    least: int | None
    """The least time of an event that is counted."""
    later: int
    too_late: int


class Run:
    """One log after what an earlier run left."""

    def __init__(
        self,
        files: Folder,
        plan: Plan,
        log: Log,
        meanings: Mapping[str, str] | None,
        threads: int,
        progress: Progress | None,
    ) -> None:
        self.meanings = meanings_of(plan, meanings)
        self._files = files
        self._plan = plan
        self._new = log
        self._threads = threads
        self._progress = progress or (lambda *_: None)

    def pack(self, base: Generation) -> list[Packed]:
        """The events of a generation and of the log."""
        self._files.check(base.files)
        self.log = CarriedLog([self._files.path / file.name for file in base.open], self._new)
        self.work = Work(self.log, self._plan, None, self.meanings, self._threads, self._progress)
        packed = self.work.pack()
        self.new_rows = self.work.account.rows - self.log.carried_rows
        self.told = _told(packed, self.log.carried_rows, self.work.account)
        return packed

    def judge(self, packed: Sequence[Packed], base: Generation, asked: Asked) -> Judged:
        """Tell objects that stay open from those that close now or closed before."""
        carried = np.zeros(self.work.account.rows, np.bool_)
        if not packed:
            nothing = np.zeros(0, np.uint8)
            return Judged(nothing, np.zeros((0, 0), np.int64), carried, np.zeros((0, 2), np.uint64), None, 0, 0)
        closed = self._files.closed(base)
        places = np.array([keys.ctypes.data for keys in closed], np.uint64)
        sizes = np.array([len(keys) for keys in closed], np.int64)
        addresses = np.array([part.events.ctypes.data for part in packed], np.uint64)
        starts = np.stack([part.starts for part in packed])
        words = packed[0].events.shape[1]
        numbers = starts[:, 1:] - starts[:, :-1]
        totals = numbers.sum(axis=0)
        bases = np.cumsum(totals) - totals
        verdicts = np.empty(int(totals.sum()), np.uint8)

        def work(task: tuple[int, int, int]) -> tuple[Keys, int]:
            begin, end, events = task
            closing = np.empty((events, 2), np.uint64)
            objects, least = carry_kernel.judge_buckets(
                addresses,
                starts,
                begin,
                end,
                words,
                bases,
                places,
                sizes,
                asked.as_of,
                asked.as_of - asked.keep,
                self.log.carried_rows,
                verdicts,
                carried,
                closing,
            )
            return closing[:objects].copy(), least

        done = list(in_threads(work, iter(tasks_of(totals, self._threads * TASKS_A_THREAD)), self._threads))
        times = np.bincount(verdicts, minlength=5)
        return Judged(
            verdicts=verdicts,
            places=bases + np.cumsum(numbers, axis=0) - numbers,
            carried=carried,
            closing=np.concatenate([closing for closing, _ in done]),
            least=min(least for _, least in done) if times[OPEN] + times[CLOSING] else None,
            later=int(times[LATER]),
            too_late=int(times[TOO_LATE]),
        )

    def chosen(self, packed: Sequence[Packed], judged: Judged, verdict: int) -> list[Packed]:
        """The events with a verdict."""

        def work(number: int) -> Packed:
            part = packed[number]
            events, starts = carry_kernel.chosen_of(
                part.events, part.starts, judged.places[number], judged.verdicts, verdict
            )
            return Packed(events, starts, part.account, part.first, part.latest)

        return list(in_threads(work, range(len(packed)), self._threads))

    def keep(
        self, number: int, base: Generation, asked: Asked, judged: Judged, counts: Counts, span: Span
    ) -> Generation:
        """Write all that the next run needs."""
        account = self.work.account
        unknown = account.unknown.copy()
        unknown.update(base.unknown)
        return Generation(
            number=number,
            as_of=asked.end,
            latest=asked.latest,
            every=span.every or asked.every,
            span=(span.origin, span.every, span.number),
            keep=asked.keep,
            rows=base.rows + self.new_rows,
            incomplete=base.incomplete + account.incomplete,
            unknown=dict(sorted(unknown.items())),
            too_late=base.too_late + judged.too_late,
            told=self.told if self.new_rows else base.told,
            open=self._open(number, base, judged.carried),
            counts=self._files.write_counts(number, counts),
            closed=self._files.write_closed(number, base, judged.closing),
        )

    def _open(self, number: int, base: Generation, wanted: NDArray[np.bool_]) -> tuple[File, ...]:
        """The files of the rows that the next run needs: older ones as long as half of their rows are needed.

        What is needed of the others goes to a new file, and so do small ones, so that there are never many.
        """
        staying = [
            (file, begin, end)
            for file, (begin, end) in zip(base.open, pairwise(self.log.edges), strict=True)
            if 2 * np.count_nonzero(wanted[begin:end]) >= end - begin
        ]
        rest = wanted.copy()
        for _, begin, end in staying:
            rest[begin:end] = False
        while staying and _rows(staying[-1]) < min(CHUNK_ROWS, 2 * int(np.count_nonzero(rest))):
            _, begin, end = staying.pop()
            rest[begin:end] = wanted[begin:end]
        older = tuple(file for file, _, _ in staying)
        if not rest.any():
            return older
        name = f"open-{number}.parquet"
        write_events(self._files.path / name, rows_to_carry(self.log, rest, self.meanings, self._threads))
        return (*older, self._files.file(name))


def _rows(staying: tuple[File, int, int]) -> int:
    return staying[2] - staying[1]


def _told(packed: Sequence[Packed], first_row: int, account: Account) -> str:
    """A fingerprint of what the rows of a log from one on tell, in whatever order and files they stand."""
    events = sum(int(carry_kernel.told_by(part.events, first_row)) for part in packed) % 2**64
    others = (sorted(account.unknown.items()), account.incomplete, account.rows - first_row)
    return sha256(repr((events, others)).encode()).hexdigest()
