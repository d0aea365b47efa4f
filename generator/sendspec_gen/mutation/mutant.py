"""A spec with one rule changed, as data, and how it is made of the original without copying the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sendspec_gen.model import Answer, Machine, Model, Move, Moves, State
from sendspec_gen.source import Place


@dataclass(frozen=True, slots=True)
class Mutant:
    """A model that differs from the original in exactly one thing."""

    id: str
    """Where, and what was done: `native_mta/pending/delivered/move_elsewhere=failed`; the same in every run."""
    operator: str
    machine: str | None
    """The machine that was changed; None if the change is in the vocabulary or the project."""
    what: str
    """What was changed, in words."""
    place: Place
    """The line of the spec that was changed."""
    model: Model


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer of a state of a machine to an event."""

    machine: Machine
    state: State
    answer: Answer

    @property
    def path(self) -> str:
        """Where it stands, as the ids of mutants say it."""
        return f"{self.machine.name}/{self.state.name}/{self.answer.event}"

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        return f"`{self.answer.event}` in `{self.state.name}`"

    def answered(self, answer: Answer, model: Model) -> Model:
        """The model with another answer here."""
        state = replace(self.state, answers={**self.state.answers, answer.event: answer})
        return with_state(model, self.machine, state)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a cell that moves."""

    cell: Cell
    moves: Moves
    number: int
    """From 0."""

    @property
    def move(self) -> Move:
        """The way as it is in the original."""
        return self.moves.ways[self.number]

    @property
    def path(self) -> str:
        """Where it stands, as the ids of mutants say it."""
        return self.cell.path + (f"#{self.number + 1}" if len(self.moves.ways) > 1 else "")

    def moved(self, move: Move, model: Model) -> Model:
        """The model with another way here."""
        ways = (*self.moves.ways[: self.number], move, *self.moves.ways[self.number + 1 :])
        return self.cell.answered(replace(self.moves, ways=ways), model)


def cells_of(machine: Machine) -> tuple[Cell, ...]:
    """Every answer of a machine, in the order of the spec."""
    return tuple(Cell(machine, state, answer) for state in machine.states.values() for answer in state.answers.values())


def ways_of(machine: Machine) -> tuple[Way, ...]:
    """Every way of a machine, in the order of the spec."""
    return tuple(
        Way(cell, cell.answer, number)
        for cell in cells_of(machine)
        if isinstance(cell.answer, Moves)
        for number in range(len(cell.answer.ways))
    )


def with_machine(model: Model, machine: Machine) -> Model:
    """The model with a machine in the place of the one of its name."""
    return replace(model, machines={**model.machines, machine.name: machine})


def with_state(model: Model, machine: Machine, state: State) -> Model:
    """The model with a state in the place of the one of its name."""
    return with_machine(model, replace(machine, states={**machine.states, state.name: state}))


def other_refusal(refusal: str, model: Model) -> str | None:
    """The first refusal that is another one; None if there is only one."""
    return next((name for name in model.refusals if name != refusal), None)
