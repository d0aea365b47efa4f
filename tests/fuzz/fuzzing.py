"""Rounds of random cases for one family of readers: until the time is up, within bounds that are stated here."""

from __future__ import annotations

import gc
import resource
import signal
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

CASES = 100
"""In each round."""
SECONDS_A_CASE = 5.0
"""Of processor, for the slowest case."""
SECONDS_WAITING = 120.0
"""Of any clock: as long as that only who waits for what never comes takes."""
MOST_AT_ONCE = 512 << 20
"""Bytes by which the process may have grown while it looked at any case."""
GROWTH = 64 << 20
"""Bytes by which the process may grow between the end of its first rounds and the end."""
KEPT = 40
"""How many cases of the first round are read again and again in the end."""
LEFT_BEHIND = 256 << 10
"""Bytes that Python may hold more after these cases were read twice more than after they were read before."""
WARM = 0.4
"""The share of the time after which all that is kept on purpose is there: compiled patterns, imported modules."""


class TooSlowError(BaseException):
    """A case takes too long. It is no `Exception`, so that nobody on the way takes it for one of theirs."""


class GrowthError(AssertionError):
    """Memory grows."""


@dataclass(slots=True)
class Run:
    """What was done, and what it took."""

    family: str
    seed: int
    rounds: int = 0
    cases: int = 0
    slowest: float = 0.0
    growth: int = 0
    left: int = 0
    case: Any = None
    """The one that is looked at."""
    kept: list[Any] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.family}: seeds {self.seed} to {self.seed + self.rounds - 1}, {self.cases:,} cases, the slowest "
            f"{self.slowest:.2f} s, grown by {self.growth / (1 << 20):.1f} MiB, {self.left / 1024:.0f} KiB left behind"
        )


def fuzz(run: Run, cases: SearchStrategy[Any], look_at: Callable[[Any], None], seconds: float) -> None:
    """Look at random cases for so long; the round of each seed is always the same.

    Raises what a case raises, shrunk, or `GrowthError`, or `AssertionError` for a case that takes too long.
    """
    end = time.monotonic() + seconds
    warm, at_first = time.monotonic() + WARM * seconds, None
    highest = _peak() + MOST_AT_ONCE

    def one(case: Any) -> None:
        run.case = case
        run.cases += 1
        if len(run.kept) < KEPT:
            run.kept.append(case)
        begun = time.process_time()
        with limited(SECONDS_A_CASE):
            look_at(case)
        run.slowest = max(run.slowest, time.process_time() - begun)

    for seed in count(run.seed):
        run.rounds += 1
        try:
            _round(cases, one, seed)
        except TooSlowError:
            limits = f"{SECONDS_A_CASE} s of processor, or {SECONDS_WAITING} s"
            raise AssertionError(f"a case takes more than {limits}: {run.case!r}; SEED={seed}") from None
        except Exception as error:
            error.add_note(f"family {run.family}: SEED={seed}")
            raise
        if _peak() > highest:
            raise GrowthError(f"a case takes more than {MOST_AT_ONCE >> 20} MiB; SEED={seed}")
        if at_first is None and time.monotonic() > warm:
            at_first = _resident()
        if time.monotonic() > end:
            break
    run.growth = _resident() - (at_first or _resident())
    if run.growth > GROWTH:
        raise GrowthError(f"the process grew by {run.growth >> 20} MiB; SEED={run.seed}")
    run.left = left_behind(run.kept, look_at)
    if run.left > LEFT_BEHIND:
        raise GrowthError(f"{run.left >> 10} KiB are left behind when the same cases are read again; SEED={run.seed}")


def left_behind(cases: list[Any], look_at: Callable[[Any], None]) -> int:
    """How many bytes more Python holds after the same cases were looked at twice again."""
    tracemalloc.start()
    try:
        held = []
        for times in (1, 2):
            for case in cases * times:
                look_at(case)
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    return held[1] - held[0]


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` where more time of the processor is taken than that, or far more of any."""

    def stop(*_: Any) -> None:
        raise TooSlowError

    clocks = {signal.ITIMER_PROF: (signal.SIGPROF, seconds), signal.ITIMER_REAL: (signal.SIGALRM, SECONDS_WAITING)}
    before = {kind: signal.signal(kind, stop) for kind, _ in clocks.values()}
    try:
        for clock, (_, length) in clocks.items():
            signal.setitimer(clock, length)
        yield
    finally:
        for clock in clocks:
            signal.setitimer(clock, 0)
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _round(cases: SearchStrategy[Any], look_at: Callable[[Any], None], seed: int) -> None:
    @hypothesis.seed(seed)
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(cases)
    def look(case: Any) -> None:
        look_at(case)

    look()


def _resident() -> int:
    """Bytes of memory that the process holds now."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _peak() -> int:
    """The most bytes of memory that the process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
