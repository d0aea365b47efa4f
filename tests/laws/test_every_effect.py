"""One more or one less in any effect of the shipped spec breaks a law or a scenario, and the message names the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sendspec_gen.check import check
from sendspec_gen.laws import prove, refute
from sendspec_gen.model import Machine, Model, Move, Moves, State
from sendspec_gen.problems import Problem

from tests.project import shipped_model


def counters(machine: Machine, model: Model) -> list[str]:
    return [counter.name for counter in model.counters.values() if counter.of == machine.kind]


COUNTING = [name for name, machine in shipped_model().machines.items() if counters(machine, shipped_model())]


@pytest.mark.parametrize("name", COUNTING)
def test_a_changed_effect_is_caught_at_its_line(name: str) -> None:
    model = shipped_model()
    machine = model.machines[name]
    unnoticed = [
        f"{way.place}: {counter} {change:+d}"
        for state, answer, way in machine.moves()
        for counter in counters(machine, model)
        for change in (+1, -1)
        if way.place.line not in lines_told(with_effect(model, machine, state, answer, way, counter, change), machine)
    ]

    assert unnoticed == []


def with_effect(
    model: Model, machine: Machine, state: State, answer: Moves, way: Move, counter: str, change: int
) -> Model:
    effects = {**way.effects, counter: way.effects.get(counter, 0) + change}
    ways = tuple(replace(each, effects=effects) if each is way else each for each in answer.ways)
    answers = {**state.answers, answer.event: replace(answer, ways=ways)}
    states = {**machine.states, state.name: replace(state, answers=answers)}
    return replace(model, machines={**model.machines, machine.name: replace(machine, states=states)})


def lines_told(model: Model, machine: Machine) -> set[int]:
    """The lines of a machine's file that the problems of a model name."""
    problems = check(model, prove(model), refute(model))
    places = [place for problem in problems for place in places_of(problem)]
    return {line for file, line in places if file == machine.path}


def places_of(problem: Problem) -> Iterator[tuple[str, int]]:
    yield problem.place.file, problem.place.line
    for note in problem.notes:
        yield note.place.file, note.place.line
