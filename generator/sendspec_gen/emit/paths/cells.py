"""Every way in which a state answers an event or its clock, under the names of the table of all cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sendspec_gen.guards import guard
from sendspec_gen.kinds import MICROSECONDS
from sendspec_gen.model import Condition, Ignored, Machine, Model, Move, Moves, NotThat, Rejected, State

SECOND = MICROSECONDS["s"]
"""The smallest length of time that can be written, in microseconds."""

Kind = Literal["moves", "ignored", "rejected", "strikes", "waits"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of a state; `event` is None where only time passes."""

    name: str
    """As in the table of all cells: `prepared/run#1`, `prepared/confirm!2`; a clock's is `retrying/expired~clock`."""
    source: str
    event: str | None
    answer: Kind
    target: str
    effects: Mapping[str, int] = field(default_factory=dict)
    needs: tuple[Condition, ...] = ()
    """What must hold."""
    after: int | None = None
    """How long the state must have lasted, in microseconds; None if that does not matter."""
    refusal: str | None = None

    @property
    def label(self) -> str:
        """The name without the state."""
        return self.name.partition("/")[2]


def answers(machine: Machine, model: Model) -> Iterator[Cell]:
    """What every state answers to every event, in the order of the spec."""
    for state in machine.states.values():
        for answer in state.answers.values():
            name = f"{state.name}/{answer.event}"
            match answer:
                case Ignored():
                    yield Cell(name, state.name, answer.event, "ignored", state.name)
                case Rejected(refusal=refusal):
                    yield Cell(name, state.name, answer.event, "rejected", state.name, refusal=refusal)
                case Moves(ways=ways):
                    for number, way in enumerate(ways, start=1):
                        yield from _way(f"{name}#{number}" if len(ways) > 1 else name, state, answer, way, model)


def clocks(machine: Machine) -> Iterator[Cell]:
    """Each way in which a deadline moves its state; one that must not come too soon is left out."""
    for state in machine.states.values():
        answer = state.answers[state.deadline.raises] if state.deadline else None
        ways = answer.ways if isinstance(answer, Moves) else ()
        for number, way in enumerate(ways, start=1):
            if isinstance(answer, Moves) and way.not_before is None:
                name = f"{state.name}/{answer.event}{f'#{number}' if len(ways) > 1 else ''}~clock"
                yield Cell(name, state.name, None, "strikes", way.target, way.effects, guard(answer, way))


def before(clock: Cell) -> Cell:
    """The wait until one second before a clock strikes, with what must hold when it does."""
    return Cell(f"{clock.name}~before", clock.source, None, "waits", clock.source, needs=clock.needs)


def _way(name: str, state: State, answer: Moves, way: Move, model: Model) -> Iterator[Cell]:
    """A way that is taken, that comes too soon, and with each of its requirements not met."""
    needs = guard(answer, way)
    given = needs[: len(needs) - len(way.requires)]
    gap = model.project.durations[way.not_before].value if way.not_before else None
    yield Cell(name, state.name, answer.event, "moves", way.target, way.effects, needs, gap)
    if gap is not None:
        yield Cell(f"{name}~soon", state.name, answer.event, "ignored", state.name, needs=needs, after=gap - SECOND)
    for number, requirement in enumerate(way.requires, start=1):
        unmet = (*needs[: len(given) + number - 1], NotThat(requirement.condition))
        yield Cell(
            f"{name}!{number}",
            state.name,
            answer.event,
            "rejected",
            state.name,
            needs=unmet,
            refusal=requirement.refusal,
        )
