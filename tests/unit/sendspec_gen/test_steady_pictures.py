"""A state that is added leaves the picture of the whole machine as people know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest
from sendspec_gen.emit.graphviz_library import layout_of
from sendspec_gen.emit.views import whole_scene
from sendspec_gen.emit.views.dot import dot_of
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Event, Ignored, Machine, Model, Move, Moves, State

from tests.project import shipped_model
from tests.unit.sendspec_gen.small_spec import NOWHERE

NEWS = "news"
"""An event that so far every state ignores."""
NEWCOMER = "newcomer"
MACHINES = tuple(shipped_model().machines)
Places = Mapping[str, tuple[float, float]]


@pytest.mark.parametrize("name", MACHINES)
def test_a_state_put_at_the_end_moves_no_other_state_and_no_caption(name: str) -> None:
    states = tuple(_model().machines[name].states)
    before = _places(_model().machines[name])
    moved = [
        (sources, target, node)
        for sources in (*((state,) for state in states), (states[0], states[-1]), states)
        for target in (None, states[0], states[len(states) // 2])
        for node, place in before.items()
        if _far_from(_places(_with_newcomer(name, len(states), sources, target))[node], place)
    ]

    assert moved == []


@pytest.mark.parametrize("name", MACHINES)
def test_a_state_put_in_the_middle_changes_neither_rank_nor_order_of_the_others(name: str) -> None:
    states = tuple(_model().machines[name].states)
    before = _ranks(_places(_model().machines[name]))
    for position in range(1, len(states)):
        for target in (None, states[-1], states[0]):
            changed = _places(_with_newcomer(name, position, (states[0], states[position - 1]), target))
            others = {node: place for node, place in changed.items() if NEWCOMER not in node}

            assert before == _ranks(others)


def test_the_states_stand_in_one_column() -> None:
    for machine in _model().machines.values():
        places = _places(machine)

        assert {places[state][0] for state in machine.states} == {0}


def test_what_leads_on_stands_to_the_right_and_what_leads_back_to_the_left() -> None:
    places = _places(_model().machines["delivery"])

    assert places["moves-in_progress-finished"][0] > 0
    assert places["moves-paused-in_progress"][0] < 0


@cache
def _model() -> Model:
    """The shipped spec in which every machine may hear news."""
    model = shipped_model()
    events = {kind: {**known, NEWS: Event(NEWS, kind, {}, {}, NOWHERE)} for kind, known in model.events.items()}
    machines = {
        machine.name: replace(machine, states={name: _hears(state) for name, state in machine.states.items()})
        for machine in model.machines.values()
    }
    return replace(model, events=events, machines=machines)


def _with_newcomer(name: str, position: int, sources: Sequence[str], target: str | None) -> Machine:
    """A machine with one more state, to which news lead from the sources, and perhaps from there to the target."""
    machine = _model().machines[name]
    first = machine.states[machine.initial]
    ignored = {event: Ignored(event, NOWHERE) for event in first.answers}
    bare = State(NEWCOMER, {"en": "A newcomer"}, {}, first.status, None, False, False, None, ignored, None, NOWHERE)
    newcomer = _hears(bare, target)
    states = [_hears(state, NEWCOMER if state.name in sources else None) for state in machine.states.values()]
    states.insert(position, newcomer)
    return replace(machine, states={state.name: state for state in states})


def _hears(state: State, target: str | None = None) -> State:
    answer = Moves(NEWS, (Move(target, {}, None, (), None, {}, {}, (), NOWHERE),), NOWHERE) if target else None
    return replace(state, answers={**state.answers, NEWS: answer or Ignored(NEWS, NOWHERE)})


def _places(machine: Machine) -> Places:
    """Where the middle of each state and caption is, in points from the first state."""
    nodes = layout_of(dot_of(whole_scene(machine, Wording(_model(), "en")))).nodes
    left, up = nodes[machine.initial][:2]
    return {node: (x - left, up - y) for node, (x, y, _width, _height) in nodes.items() if "over-" not in node}


def _far_from(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two places differ by more than Graphviz rounds."""
    return any(abs(here - there) > 0.2 for here, there in zip(one, other, strict=True))


def _ranks(places: Places) -> list[list[str]]:
    """The nodes from top to bottom, those of one height from left to right."""
    return list(_grouped(sorted(places, key=lambda node: (round(places[node][1]), places[node][0])), places))


def _grouped(nodes: Sequence[str], places: Places) -> Iterator[list[str]]:
    group: list[str] = []
    for node in nodes:
        if group and abs(places[node][1] - places[group[0]][1]) > 1:
            yield group
            group = []
        group.append(node)
    yield group
