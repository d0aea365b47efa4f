"""Counterexamples of the checker, run again: each step must be what the machine answers."""

from __future__ import annotations

from collections.abc import Sequence

from sendspec_gen.laws import Step, Trace, Verdict
from sendspec_gen.model import AnyOrder, ClockIsLate, Law, Model, Potential

from tests.laws.oracle import is_break
from tests.laws.words import Run, Runs, start

ROUNDS = 200


class NotRealError(AssertionError):
    """A step of a counterexample that no machine makes."""


def runs_of(model: Model, verdict: Verdict) -> Runs:
    """The runs that a counterexample shows: one a machine, or two that ought to end alike."""
    law, traces = verdict.law, verdict.traces
    if not isinstance(law.statement, Potential | AnyOrder | ClockIsLate):
        return _side_by_side(model, law, verdict.machines, traces)
    run = start(model, *verdict.machines)
    ends = [_replayed(run, trace.steps) for trace in traces]
    if len(traces) == 1:
        (trace,) = traces
        if trace.loop_from is None:
            raise NotRealError("one run alone, and no loop")
        ends.insert(0, _replayed(run, trace.steps[: trace.loop_from]))
    return tuple(ends)


def _side_by_side(model: Model, law: Law, machines: Sequence[str], traces: Sequence[Trace]) -> Runs:
    """Each machine's own steps; a loop goes round until it shows what is wrong."""
    runs = {machine: start(model, machine) for machine in machines}
    steps = [step for trace in traces for step in trace.steps]
    loop = [step for trace in traces if trace.loop_from is not None for step in trace.steps[trace.loop_from :]]
    for step in steps:
        runs[step.machine] = _heard(runs[step.machine], step)
    for _ in range(ROUNDS if loop else 0):
        if is_break(model, law, tuple(runs.values())):
            break
        for step in loop:
            runs[step.machine] = _heard(runs[step.machine], step)
    return tuple(runs.values())


def _replayed(run: Run, steps: Sequence[Step]) -> Run:
    for step in steps:
        run = _heard(run, step)
    return run


def _heard(run: Run, step: Step) -> Run:
    clock = step.answer == "clock"
    answer = "moves" if clock else step.answer
    after = run.strike() if clock else run.hear(step.event)
    if step.machine != run.player.machine.name or step.source != run.state:
        raise NotRealError(f"{step} does not follow")
    for reached in after:
        hearing = reached.hearings[-1]
        outcome = hearing.outcome
        said = (step.event, answer, step.target, _moved(step.effects), step.place)
        if said == (hearing.event, outcome.answer, outcome.target, _moved(outcome.effects), outcome.place):
            return reached
    raise NotRealError(f"{step} is no answer")


def _moved(effects: object) -> dict[str, int]:
    return {name: effect for name, effect in dict(effects).items() if effect}  # type: ignore[call-overload]
