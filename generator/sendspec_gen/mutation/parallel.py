"""All mutants of a model examined, in as many processes as there are processors."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context

from sendspec_gen.model import Model
from sendspec_gen.mutation.operators import mutants
from sendspec_gen.mutation.score import Examiner, Noticed

IN_ONE_GO = 50
"""So many mutants are handed out together: enough to pay, few enough that nobody waits long at the end."""


def examine_all(model: Model, processes: int | None = None) -> Iterator[Noticed]:
    """What notices each mutant, in the order of the mutants."""
    processes = processes or os.cpu_count() or 1
    if processes == 1:
        worker = _Worker(model)
        for start in range(0, worker.number, IN_ONE_GO):
            yield from worker.examine(start)
        return
    number = sum(1 for _ in mutants(model))
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (model,)) as pool:
        for noticed in pool.map(_examine, range(0, number, IN_ONE_GO)):
            yield from noticed


@dataclass(slots=True)
class _Worker:
    """One process: it makes the mutants itself, since they share nearly everything and would be long to send."""

    model: Model
    number: int = field(init=False)
    _examiner: Examiner = field(init=False)

    def __post_init__(self) -> None:
        self.number = sum(1 for _ in mutants(self.model))
        self._examiner = Examiner(self.model)

    def examine(self, start: int) -> list[Noticed]:
        """What notices the mutants from a number on."""
        chosen = islice(mutants(self.model), start, start + IN_ONE_GO)
        return [self._examiner.examine(mutant) for mutant in chosen]


_workers: list[_Worker] = []
"""The one worker of a process that was started."""


def _begin(model: Model) -> None:
    _workers[:] = [_Worker(model)]


def _examine(start: int) -> list[Noticed]:
    return _workers[0].examine(start)
