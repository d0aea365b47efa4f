"""Where a stock drifts, the move that is named is the one to mend: all others are tried, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from sendspec_gen.laws import Verdict, prove
from sendspec_gen.model import Model, Move, Moves, Potential
from sendspec_gen.source import Place

from tests.laws import random_machines
from tests.laws.random_machines import Told
from tests.laws.told import model_of

CHANGES = [change for change in range(-4, 5) if change]


def test_first_move_of_many_is_named() -> None:
    (verdict,) = drifting(
        model_of("""
stock x of log
log chain
  one: on -> two x+2
  two: on -> three, back -> one x-1
  three: back -> one x-1
""")
    )

    assert verdict.finding.startswith("`x` changes by +2 from `one` to `two`, ")
    assert verdict.hint == "write `x: +1` under `kpi`"


def test_last_move_is_named_where_either_could_be_wrong() -> None:
    (verdict,) = drifting(
        model_of("""
stock x of log
log ring
  one: on -> two x+2
  two: on -> three
  three: on -> one x-1
""")
    )

    assert verdict.finding.startswith("`x` changes by -1 from `three` to `one`, ")


@given(random_machines.potentials())
@settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_named_move_is_the_only_one_that_mends(told: Told) -> None:
    model = model_of(told.text)
    for verdict in drifting(model):
        assert isinstance(verdict.law.statement, Potential)
        stock = verdict.law.statement.stock
        mending = {
            place
            for machine in verdict.machines
            for place in places(model, machine)
            for change in CHANGES
            if not drifts(changed(model, machine, place, stock, change), stock)
        }

        assert len(mending) != 1 or verdict.place in mending


def drifting(model: Model) -> list[Verdict]:
    return [verdict for verdict in prove(model) if not verdict.proved]


def drifts(model: Model, stock: str) -> bool:
    return any(verdict.law.statement == Potential(stock) for verdict in drifting(model))


def places(model: Model, machine: str) -> Iterator[Place]:
    for _, _, way in model.machines[machine].moves():
        yield way.place


def changed(model: Model, machine: str, place: Place, stock: str, change: int) -> Model:
    """The model with one effect changed."""
    meant = model.machines[machine]
    states = {}
    for state in meant.states.values():
        answers = {}
        for event, answer in state.answers.items():
            ways = (
                tuple(_changed(way, place, stock, change) for way in answer.ways) if isinstance(answer, Moves) else ()
            )
            answers[event] = replace(answer, ways=ways) if isinstance(answer, Moves) else answer
        states[state.name] = replace(state, answers=answers)
    return replace(model, machines={**model.machines, machine: replace(meant, states=states)})


def _changed(way: Move, place: Place, stock: str, change: int) -> Move:
    if way.place != place:
        return way
    return replace(way, effects={**way.effects, stock: way.effects.get(stock, 0) + change})
