"""Joint steps of two modes counted on columns: what `sendspec.comparison` needs of a log of any size."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from threading import Lock, local
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sendspec.batch import kernel
from sendspec.batch.fold import TASKS_A_THREAD, Folded, Progress, Work, end_of, span_for, step_for
from sendspec.batch.logs import Log
from sendspec.batch.packing import Packed
from sendspec.batch.pair_kernel import AT, FIRST, RECORD, SAMPLES, PairTallies, fold_pairs, pair_tallies_for
from sendspec.batch.pair_plan import PairPlan, pair_plan_of
from sendspec.batch.plan import Plan
from sendspec.batch.threads import in_threads
from sendspec.comparison import JointCounts, Sample

MOMENTS = 2_000
"""In so many steps of time, or fewer, the greatest difference is looked for."""


class Compared(NamedTuple):
    """A fold, and the joint steps of two of its modes by its buckets of time."""

    folded: Folded
    counts: JointCounts


def compare_log(
    log: Log,
    plan: Plan,
    a: str,
    b: str,
    *,
    as_of: int | None = None,
    every: int = 0,
    meanings: Mapping[str, str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Compared:
    """Fold a log, and count the joint steps of two of its modes; the arguments are those of `fold`.

    Raises what `fold` raises, and `ValueError` for a log without an event.
    """
    work = Work(log, plan, as_of, meanings, threads or os.cpu_count() or 1, progress or (lambda *_: None))
    packed = work.pack()
    end = end_of(packed, as_of)
    span = span_for(packed, end, every or _step_for(packed, end), plan)
    if not span.number:
        raise ValueError("the log tells of no message by that time, so there is nothing to compare")
    counts, _ = work.fold(packed, end, span, with_rows=False)
    folded = Folded(plan, end, span, counts, work.account, (), dict(work.seconds))
    pair = pair_plan_of(plan, a, b)
    tallies = _Work(folded, pair, threads or os.cpu_count() or 1).run(packed)
    times = [span.origin + span.every * (number + 1) - 1 for number in range(span.number - 1)]
    joint = JointCounts(
        times=[*times, folded.as_of],
        taken=[_named(row, pair) for row in tallies.timed],
        flows=_flows(folded),
        messages={step: int(number) for step, number in zip(pair.steps, tallies.messages, strict=True) if number},
        samples=_samples(log, tallies, pair),
    )
    return Compared(folded, joint)


def _step_for(packed: Sequence[Packed], end: int) -> int:
    first = min((part.first for part in packed if part.first is not None), default=end)
    return step_for(first, end, MOMENTS)


class _Work:
    """The threads, and what they counted."""

    def __init__(self, folded: Folded, pair: PairPlan, threads: int) -> None:
        self._folded, self._pair, self._threads = folded, pair, threads

    def run(self, packed: Sequence[Packed]) -> PairTallies:
        """All of them, added up."""
        total = self._tallies()
        found: list[PairTallies] = []
        lock, mine = Lock(), local()
        machines = kernel.machines_of(self._folded.plan)
        starts = np.stack([part.starts for part in packed])
        addresses = np.array([part.events.ctypes.data for part in packed], np.uint64)
        lanes = np.array(self._pair.lanes, np.int64)
        span = self._folded.span

        def work(task: tuple[int, int]) -> None:
            if not hasattr(mine, "tallies"):
                mine.tallies = self._tallies()
                with lock:
                    found.append(mine.tallies)
            words = packed[0].events.shape[1]
            where = (addresses, starts, *task, words)
            fold_pairs(
                machines, lanes, self._pair.column, *where, self._folded.as_of, span.origin, span.every, mine.tallies
            )

        for _ in in_threads(work, iter(self._tasks(starts)), self._threads):
            pass
        for each in found:
            total.timed[:] += each.timed
            total.messages[:] += each.messages
        samples = np.concatenate([each.samples for each in found], axis=1)
        order = np.argsort(samples[:, :, FIRST], axis=1, kind="stable")[:, :SAMPLES]
        total.samples[:] = np.take_along_axis(samples, order[:, :, None], axis=1)
        return total

    def _tallies(self) -> PairTallies:
        return pair_tallies_for(len(self._pair.steps), self._folded.span.number)

    def _tasks(self, starts: NDArray[np.int64]) -> list[tuple[int, int]]:
        """Runs of buckets."""
        buckets = starts.shape[1] - 1
        edges = np.unique(np.linspace(0, buckets, self._threads * TASKS_A_THREAD + 1).astype(np.int64))
        return [(int(begin), int(end)) for begin, end in pairwise(edges)]


def _named(row: NDArray[np.int64], pair: PairPlan) -> dict[Any, int]:
    return {pair.steps[column]: int(row[column]) for column in np.flatnonzero(row)}


def _flows(folded: Folded) -> list[dict[str, int]]:
    """What tracking adds to the counters in each bucket of time."""
    effects = dict(_effects(folded.plan))
    flows: list[dict[str, int]] = []
    for row in folded.counts.timed[:, list(effects)]:
        found: dict[str, int] = {}
        for changes, times in zip(effects.values(), row.tolist(), strict=True):
            for counter, amount in changes.items() if times else ():
                found[counter] = found.get(counter, 0) + amount * times
        flows.append(found)
    return flows


def _effects(plan: Plan) -> list[tuple[int, Mapping[str, int]]]:
    """By the columns of the lanes that are no mode: what each does to the counters."""
    found: list[tuple[int, Mapping[str, int]]] = []
    for lane, is_log in zip(plan.lanes, plan.is_log, strict=True):
        if not is_log:
            found.append((lane.begin, lane.table.at_start))
            found += [
                (move.column, {} if move.answer.move is None else move.answer.move.effects) for move in lane.moves
            ]
    return found


def _samples(log: Log, tallies: PairTallies, pair: PairPlan) -> dict[Any, list[Sample]]:
    """The messages that stand for each step, named and with their places."""
    known = tallies.samples[tallies.samples[:, :, FIRST] < kernel.NO_ROW]
    rows = np.unique(known[:, RECORD])
    messages = log.take(rows, ["message"])["message"].to_pylist() if len(rows) else []
    name_of = dict(zip(rows.tolist(), messages, strict=True))
    place_of = dict(zip(rows.tolist(), log.places(rows), strict=True))
    found: dict[Any, list[Sample]] = {}
    for step, samples in zip(pair.steps, tallies.samples.tolist(), strict=True):
        told = [sample for sample in samples if sample[FIRST] < kernel.NO_ROW]
        if told:
            found[step] = [Sample(str(name_of[one[RECORD]]), one[AT], place_of[one[RECORD]]) for one in told]
    return found
