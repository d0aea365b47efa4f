"""Yesterday's result and today's events to what both days at once come to: open messages are kept, closed ones counted.

A message is *closed* when all its events are older than a time to keep, so long that every deadline has struck by then:
what it came to is final, and is added up. Of open ones all events are kept, and every run folds them anew with what
came since: late events, in whatever order, are as if they had come in time. An event of a closed message is *too late*:
it is left out and counted. See docs/adr/0027-what-is-carried-to-the-next-day.md.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sendspec.batch.carry_kernel import CLOSING, OPEN
from sendspec.batch.carry_log import CarriedLog
from sendspec.batch.carry_run import Asked, Run
from sendspec.batch.carry_state import BadStateError, Folder, Generation, State, span_of
from sendspec.batch.counts import NO_SPAN, Counts, Span
from sendspec.batch.fold import Folded, Progress
from sendspec.batch.fold import span_of as span_between
from sendspec.batch.kernel import NO_ROW
from sendspec.batch.logs import Log
from sendspec.batch.packing import Packed
from sendspec.batch.partitions import locked
from sendspec.batch.plan import NONE, Plan

DAY = 86_400_000_000
USUAL_KEEP = 30 * DAY
"""Thirty days: bounces come within a week, most clicks within a month."""


@dataclass(frozen=True, slots=True)
class CarryAccount:
    """What a run took from the state, and what it left there; `objects` are recipients of messages."""

    run: int
    """Its number, from 1."""
    repeated: bool
    """Whether it repeats the last run, since its log tells the same."""
    keep: int
    """How long an object stays open after its last event, in microseconds."""
    carried: int
    """Events that lay in the state; some of them may be of objects that were closed since."""
    rows: int
    """Rows of the log."""
    too_late: int
    """Rows of the log that are events of objects which an earlier run closed."""
    closed: int
    """Objects that this run closed."""
    kept: int
    """Events that the next run needs."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What all logs so far came to; until the next run its log can be read."""

    folded: Folded
    """For `result_of` and, with the rows of objects that were open before or are new, for `status_tables`."""
    log: CarriedLog
    """The events that the rows of `folded` speak of: those that were kept, then those of the log."""
    meanings: Mapping[str, str]
    """What the names of its events mean."""
    account: CarryAccount


def replay_on(
    folder: Path,
    log: Log,
    plan: Plan,
    *,
    as_of: int | None = None,
    every: int | None = None,
    keep: int | None = None,
    meanings: Mapping[str, str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    with_rows: bool = False,
) -> Carried:
    """Add a log to all logs before it, of which a folder holds the state; one that is not there yet begins empty.

    The arguments are those of `fold`. `as_of` never goes back; give it where a time in the log may be wrong, since one
    in a far future closes all messages. `every` is that of the first run. `keep` (microseconds) says how long an object
    stays open after its last event: by default as the last time, at first thirty days, never shorter than `settling`. A
    log that tells what the log of the last run told repeats that run. Samples are of objects that are open, or were
    until this run. Raises `BadStateError`, `BadLogError`, and `OSError` for a folder that cannot be written; the state
    is then as it was.
    """
    with locked(folder):
        files = Folder(folder, plan)
        state = files.state()
        run = Run(files, plan, log, meanings, threads or os.cpu_count() or 1, progress)
        base, packed = state.now, run.pack(state.now)
        repeated = run.new_rows > 0 and run.told == state.now.told
        if repeated:
            base, packed = state.before, run.pack(state.before)
        asked = _asked(base, packed, plan, as_of, every, keep)
        judged = run.judge(packed, base, asked)
        opened, closing = (run.chosen(packed, judged, verdict) for verdict in (OPEN, CLOSING))
        packed.clear()
        span = _span(base, judged.least, asked, plan)
        still, still_rows = run.work.fold(opened, asked.as_of, span, with_rows=with_rows)
        final, final_rows = run.work.fold(closing, asked.as_of, span, with_rows=with_rows)
        before = files.counts(base).on(span, span_of(base))
        number = state.now.number + 1
        now = run.keep(number, base, asked, judged, _without_samples(before.plus(final)), span)
        files.commit(State(now=now, before=base))
    account = CarryAccount(
        run=number,
        repeated=repeated,
        keep=asked.keep,
        carried=run.log.carried_rows,
        rows=run.new_rows,
        too_late=now.too_late - base.too_late,
        closed=len(judged.closing),
        kept=int(np.count_nonzero(judged.carried)),
    )
    total = replace(now.account, later=judged.later, incomplete_rows=run.work.account.incomplete_rows)
    folded = Folded(
        plan,
        asked.as_of,
        span,
        before.plus(final).plus(still),
        total,
        (*still_rows, *final_rows),
        dict(run.work.seconds),
    )
    return Carried(folded, run.log, run.meanings, account)


def settling(plan: Plan) -> int:
    """How long after the last event of an object a deadline may still strike, in microseconds."""
    longest = 0
    for lane, machine in enumerate(plan.lanes):
        for start in range(len(machine.states)):
            state, after = start, 0
            for _ in machine.states:
                if plan.due_after[lane, state] == NONE:
                    break
                after += int(plan.due_after[lane, state])
                state = int(plan.target[lane, state, plan.due_event[lane, state]])
            longest = max(longest, after)
    return longest


def _asked(
    base: Generation, packed: Sequence[Packed], plan: Plan, as_of: int | None, every: int | None, keep: int | None
) -> Asked:
    """What a run is to do; raises `BadStateError` for what does not fit the runs before."""
    times = [*(part.latest for part in packed), base.latest]
    latest = max((time for time in times if time is not None), default=None)
    if as_of is not None and base.as_of is not None and as_of < base.as_of:
        raise BadStateError(
            f"the state is as of {_said(base.as_of)}, and {_said(as_of)} is before that: ask for a later time, or "
            "replay the logs without a state"
        )
    known = [time for time in (latest, base.as_of) if time is not None]
    least = settling(plan)
    if keep is not None and keep < least:
        raise BadStateError(
            f"{keep / DAY:g} days are too short to keep messages: a deadline may strike {least / DAY:g} days after the "
            f"last event; keep them for {least / DAY:g} days or longer"
        )
    usual = max(least, USUAL_KEEP) if base.keep is None else base.keep
    return Asked(
        end=as_of if as_of is not None else max(known, default=None),
        latest=latest,
        every=_steps(base, every),
        keep=usual if keep is None else keep,
    )


def _steps(base: Generation, every: int | None) -> int | None:
    """The width of buckets: that of the first run, if it decided on one."""
    if not base.number or base.every == 0:
        return every
    if every is not None and (base.every is None or every not in (0, base.every)):
        had = "without a series" if base.every is None else f"in steps of {base.every / 1e6:g} seconds"
        raise BadStateError(
            f"the state was begun {had}, and closed messages cannot be counted anew: ask for the same, or begin a new "
            "state in another folder with the logs from the first on"
        )
    return base.every


def _span(base: Generation, least: int | None, asked: Asked, plan: Plan) -> Span:
    """The buckets of all runs so far."""
    own = span_of(base)
    times = [*([] if least is None else [least]), *([own.origin] if own.number else [])]
    if asked.every is None or not times:
        return NO_SPAN
    return span_between(min(times), asked.as_of, asked.every, plan)


def _without_samples(counts: Counts) -> Counts:
    """Without rows: they are of logs that the next run does not have."""
    return replace(counts, samples=np.full_like(counts.samples, NO_ROW))


def _said(time: int) -> str:
    """A time for people, whatever its year."""
    return f"{str(np.datetime64(time, 'us')).removesuffix('.000000')}Z"
