"""Other numbers: lengths of time, where counters start, what sums are made of, what KPIs show.

The numbers that have names (`numbers:` in the project) are not changed: in a model, rows of states are written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sendspec_gen.model import Counter, Kpi, Model
from sendspec_gen.mutation.mutant import Mutant


def mutants(model: Model) -> Iterator[Mutant]:
    """Change each duration, counter and KPI."""
    yield from _durations(model)
    for counter in model.counters.values():
        yield from _sum(counter, model) if counter.kind == "sum" else _start(counter, model)
    for kpi in model.kpis.values():
        yield from _kpi(kpi, model)


def _durations(model: Model) -> Iterator[Mutant]:
    for duration in model.project.durations.values():
        for operator, value in (("halved", duration.value // 2), ("doubled", duration.value * 2)):
            if duration.at_most is not None and value > duration.at_most:
                continue
            durations = {**model.project.durations, duration.name: replace(duration, value=value)}
            yield Mutant(
                id=f"project/durations/{duration.name}/duration_{operator}",
                operator=f"duration_{operator}",
                machine=None,
                what=f"`{duration.name}` is {operator}",
                place=duration.place,
                model=replace(model, project=replace(model.project, durations=durations)),
            )


def _start(counter: Counter, model: Model) -> Iterator[Mutant]:
    for operator, step in (("start_plus", +1), ("start_minus", -1)):
        start = counter.at_start + step
        what = f"`{counter.name}` starts at {start} instead of {counter.at_start}"
        yield _of_counter(operator, "", what, replace(counter, at_start=start), model)


def _sum(counter: Counter, model: Model) -> Iterator[Mutant]:
    for part in counter.parts if len(counter.parts) > 1 else ():
        left = tuple(name for name in counter.parts if name != part)
        yield _of_counter(
            "sum_part_dropped", part, f"`{counter.name}` leaves out `{part}`", replace(counter, parts=left), model
        )


def _kpi(kpi: Kpi, model: Model) -> Iterator[Mutant]:
    if kpi.counter is not None:
        for name in model.counters:
            if name != kpi.counter:
                what = f"`{kpi.name}` shows `{name}` instead of `{kpi.counter}`"
                yield _of_kpi("kpi_counter", name, what, replace(kpi, counter=name), model)
    if kpi.over is not None:
        for name in model.counters:
            if name != kpi.over:
                what = f"`{kpi.name}` is a share of `{name}` instead of `{kpi.over}`"
                yield _of_kpi("kpi_over", name, what, replace(kpi, over=name), model)
    if kpi.status is not None:
        for name in model.statuses["log"]:
            if name != kpi.status:
                what = f"`{kpi.name}` counts rows that show `{name}` instead of `{kpi.status}`"
                yield _of_kpi("kpi_status", name, what, replace(kpi, status=name), model)


def _of_counter(operator: str, detail: str, what: str, counter: Counter, model: Model) -> Mutant:
    return Mutant(
        id=f"vocabulary/counters/{counter.name}/{operator}{f'={detail}' if detail else ''}",
        operator=operator,
        machine=None,
        what=what,
        place=counter.place,
        model=replace(model, counters={**model.counters, counter.name: counter}),
    )


def _of_kpi(operator: str, detail: str, what: str, kpi: Kpi, model: Model) -> Mutant:
    return Mutant(
        id=f"vocabulary/kpis/{kpi.name}/{operator}={detail}",
        operator=operator,
        machine=None,
        what=what,
        place=kpi.place,
        model=replace(model, kpis={**model.kpis, kpi.name: kpi}),
    )
