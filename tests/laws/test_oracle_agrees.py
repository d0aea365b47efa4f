"""The checker and the oracle say the same of random machines, and every counterexample is real and shortest."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sendspec_gen.laws import Verdict, prove
from sendspec_gen.model import (
    AtMostOneOf,
    Between,
    CounterIsStatus,
    Model,
    Potential,
    SameWhenSettled,
    SettledTogether,
)
from sendspec_gen.source import Place

from tests.laws import random_machines
from tests.laws.concerned import groups
from tests.laws.oracle import is_break, length, same_word, shortest_break
from tests.laws.random_machines import Told
from tests.laws.replayed import runs_of
from tests.laws.told import model_of
from tests.laws.words import Runs, spelled

EXAMPLES = int(os.environ.get("LAWS_EXAMPLES", "200"))
"""More of them for a night: `LAWS_EXAMPLES=4000 pytest tests/laws`."""

NUMBERS = AtMostOneOf | CounterIsStatus | SameWhenSettled
"""Laws about what each state contributes: nothing can be said of them while a stock drifts."""

# Longest word, examples: what fits in a few seconds each.
LAWS = {
    "potentials": (random_machines.potentials(), 6),
    "at_most_one_of": (random_machines.at_most_one_of(), 6),
    "between": (random_machines.between(), 6),
    "between_beside_the_tracking": (random_machines.between_beside_the_tracking(), 5),
    "counter_is_status": (random_machines.counter_is_status(), 6),
    "same_when_settled": (random_machines.same_when_settled(), 5),
    "settled_together": (random_machines.settled_together(), 6),
    "any_order": (random_machines.any_order(), 5),
    "clock_is_late": (random_machines.clock_is_late(), 5),
    "only_after": (random_machines.only_after(), 6),
}


@pytest.mark.parametrize("name", LAWS)
@given(data=st.data())
@settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_checker_agrees_with_the_oracle(name: str, data: st.DataObject) -> None:
    strategy, longest = LAWS[name]
    told: Told = data.draw(strategy)
    law = told.law
    potential = isinstance(law.statement, Potential)
    model = model_of(told.text, *([] if potential else [law]))
    verdicts = [verdict for verdict in prove(model) if verdict.law.statement == law.statement]

    for verdict in verdicts:
        if isinstance(law.statement, NUMBERS) and drifts(model, verdict.machines):
            assert (verdict.proved, verdict.traces) == (False, ())
        else:
            agree(model, verdict, longest)
    if all(verdict.proved for verdict in verdicts):
        assert {machine for verdict in verdicts for machine in verdict.machines} >= set(law.machines)
        for group in groups(model, law):
            assert shortest_break(model, law, group, longest) is None


def agree(model: Model, verdict: Verdict, longest: int) -> None:
    """What is proved has no short break; what is not has a real one, and none is shorter."""
    found = shortest_break(model, verdict.law, verdict.machines, longest)
    if verdict.proved:
        assert found is None
        assert verdict.traces == ()
        assert verdict.place == verdict.law.place
        return
    assert verdict.place in places(model, verdict)
    runs = runs_of(model, verdict)
    words = [spelled(run) for run in runs]
    assert is_break(model, verdict.law, runs), words
    if isinstance(verdict.law.statement, SameWhenSettled | SettledTogether):
        assert same_word(*runs), words
    if found is None:
        assert length(verdict.law, runs) > longest, words
    else:
        assert shown(verdict, runs) <= length(verdict.law, found), words


def places(model: Model, verdict: Verdict) -> list[Place]:
    """Where a law may be said to break: a step that is shown, a state, or the law if modes differ from the start."""
    shown = [step.place for trace in verdict.traces for step in trace.steps]
    states = [state.place for name in verdict.machines for state in model.machines[name].states.values()]
    return [*shown, *states] if shown or len(verdict.machines) == 1 else [verdict.law.place, *states]


def shown(verdict: Verdict, runs: Runs) -> int:
    """How long a counterexample is as it is shown; a loop is shown once, however often it must go round."""
    if isinstance(verdict.law.statement, Between) and any(trace.loop_from is not None for trace in verdict.traces):
        return sum(len(trace.steps) for trace in verdict.traces)
    return length(verdict.law, runs)


def drifts(model: Model, machines: tuple[str, ...]) -> bool:
    """Whether the checker says that a stock of these machines drifts; that it truly does is looked at elsewhere."""
    return any(
        isinstance(verdict.law.statement, Potential) and not verdict.proved and verdict.machines[0] in machines
        for verdict in prove(model)
    )
