"""What a state could answer to an event that it refuses, the most likely first, tried on the model in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from sendspec_gen.check import check
from sendspec_gen.derive import numbers_of, stocks_of
from sendspec_gen.graph import graph_of
from sendspec_gen.laws import prove_and_refute
from sendspec_gen.model import Ignored, Machine, Model, Move, Moves, Rejected, State
from sendspec_gen.problems import Problem

from sendspec.cli.propose.draft import UNUSED_REFUSAL


class Cell(NamedTuple):
    """A state as it is written, perhaps for a row of numbered ones, and an event."""

    machine: str
    state: str
    event: str


class Candidate(NamedTuple):
    """An answer."""

    target: str | None
    """Where it moves; None: it ignores the event."""
    effects: tuple[tuple[str, int], ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, str], ...] | None:
        """A move as it is written."""
        if self.target is None:
            return None
        effects = ", ".join(f"{counter}: {effect:+}" for counter, effect in self.effects)
        return (("to", self.target), *((("kpi", f"{{{effects}}}"),) if effects else ()))


IGNORED = Candidate(None)


def written_name(state: State) -> str:
    """The name of a state in the spec."""
    return state.name if state.number is None else state.name.removesuffix(f"_{state.number}")


def states_of(machine: Machine, cell: Cell) -> Iterator[State]:
    """The states for which the one in the spec stands."""
    return (state for state in machine.states.values() if written_name(state) == cell.state)


def is_refused_plainly(model: Model, cell: Cell) -> bool:
    """Whether the state itself refuses the event, and no requirement of a move does."""
    states = list(states_of(model.machines[cell.machine], cell))
    return all(isinstance(state.answers[cell.event], Rejected) for state in states)


def candidates(model: Model, cell: Cell) -> Iterator[Candidate]:
    """To ignore it, then to move to each state that can be reached, first to where other states move on the event."""
    yield IGNORED
    machine = model.machines[cell.machine]
    stocks = stocks_of(machine, model)
    numbers = numbers_of(graph_of(machine), stocks)
    source = next(states_of(machine, cell))
    if source.name not in numbers:
        return
    names = {stock.name for stock in stocks}
    alike, flows = _moves_of_others(machine, cell, names)
    likely = [target for target, _ in alike.most_common()]
    for target in dict.fromkeys([source.name if one is None else one for one in likely] + list(machine.states)):
        if target not in numbers:
            continue
        told = flows.get(None if target == source.name else target) or flows.get("") or Counter()
        effects = dict(told.most_common(1)[0][0]) if told else {}
        effects |= {
            name: difference
            for name in names
            if (difference := numbers[target].get(name, 0) - numbers[source.name].get(name, 0))
        }
        if target != source.name or effects:
            yield Candidate(target, tuple((name, effects[name]) for name in model.counters if name in effects))


def likely(model: Model, cell: Cell) -> list[Candidate]:
    """The candidates that move to where other states move on the event."""
    machine = model.machines[cell.machine]
    targets, _ = _moves_of_others(machine, cell, set())
    own = next(states_of(machine, cell)).name
    return [one for one in candidates(model, cell) if (None if one.target == own else one.target or "") in targets]


Flows = Counter[tuple[tuple[str, int], ...]]


def _moves_of_others(
    machine: Machine, cell: Cell, stocks: set[str]
) -> tuple[Counter[str | None], dict[str | None, Flows]]:
    """Where other states move on the event, None for those that stay, how often; and what that counts besides stocks.

    The empty text stands for any target.
    """
    targets: Counter[str | None] = Counter()
    flows: dict[str | None, Flows] = {}
    for state, answer, move in machine.moves():
        if answer.event != cell.event:
            continue
        target = None if move.target == state.name else move.target
        counted = tuple((name, effect) for name, effect in move.effects.items() if name not in stocks)
        targets[target] += 1
        for key in (target, ""):
            flows.setdefault(key, Counter())[counted] += 1
    return targets, flows


def with_answers(model: Model, answers: Mapping[Cell, Candidate]) -> Model:
    """The model with other answers, each of which says that it stands where the one before does."""
    machines = dict(model.machines)
    for cell, candidate in answers.items():
        machine = machines[cell.machine]
        states = dict(machine.states)
        for state in states_of(machine, cell):
            place = state.answers[cell.event].place
            answer: Ignored | Moves = Ignored(cell.event, place)
            if candidate.target is not None:
                effects = dict(candidate.effects)
                move = Move(candidate.target, effects, None, (), None, {}, {}, (), place)
                answer = Moves(cell.event, (move,), place)
            states[state.name] = replace(state, answers={**state.answers, cell.event: answer})
        machines[cell.machine] = replace(machine, states=states)
    return replace(model, machines=machines)


def broken_with(
    model: Model, answers: Mapping[Cell, Candidate], passed: frozenset[tuple[str, int, str]]
) -> list[Problem]:
    """The problems of the model with other answers, but for those of which a comment says that they may pass."""
    changed = with_answers(model, answers)
    return [
        problem
        for problem in check(changed, *prove_and_refute(changed))
        if problem.severity == "error"
        and problem.code != UNUSED_REFUSAL
        and (problem.place.file, problem.place.line, problem.code) not in passed
    ]


def same_but(before: Model, after: Model, answers: Mapping[Cell, Candidate]) -> bool:
    """Whether the machines of two models answer alike, but for the answers that are wanted."""
    return _meanings(with_answers(before, answers)) == _meanings(after)


def _meanings(model: Model) -> dict[tuple[str, str, str], object]:
    return {
        (machine.name, state.name, event): tuple((way.target, way.effects, way.when) for way in answer.ways)
        if isinstance(answer, Moves)
        else answer.refusal
        if isinstance(answer, Rejected)
        else None
        for machine in model.machines.values()
        for state in machine.states.values()
        for event, answer in state.answers.items()
    }
