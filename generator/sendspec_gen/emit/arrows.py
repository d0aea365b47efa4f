"""The moves of a machine as few arrows: those that differ only in their start, or only in what is heard, share one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sendspec_gen.model import Deadline, Machine, Move, Moves, State


@dataclass(frozen=True, slots=True)
class Way:
    """An event with one way in which it is answered; `alone` says that there is no other."""

    event: str
    move: Move
    alone: bool

    def answer(self) -> tuple[object, ...]:
        """What the answer demands and does, the event left out."""
        move = self.move
        conditions = (move.when, move.requires, move.not_before, self.alone)
        return (*conditions, tuple(move.effects.items()), tuple(move.tell.items()))


@dataclass(frozen=True, slots=True)
class Arrow:
    """The ways that lead from each of the sources to the target, or what a deadline does."""

    sources: tuple[State, ...]
    target: State
    ways: tuple[Way, ...]
    deadline: Deadline | None

    @property
    def late(self) -> bool:
        """Whether it leads on from what was settled already."""
        return self.sources[0].settled

    @property
    def name(self) -> str:
        """Unique in the machine, made of names only."""
        clock = "-clock" if self.deadline else ""
        return f"{self.sources[0].name}-{self.target.name}{clock}"

    def returns(self, machine: Machine) -> bool:
        """Whether it leads back to a state that the spec names before all its sources."""
        order = list(machine.states)
        return order.index(self.target.name) < min(order.index(source.name) for source in self.sources)


def arrows_of(machine: Machine) -> tuple[Arrow, ...]:
    """The arrows in the order of the spec."""
    groups: dict[tuple[object, ...], list[Arrow]] = {}
    for arrow in _pairs(machine):
        groups.setdefault(_shared(arrow), []).append(arrow)
    return tuple(
        Arrow(tuple(arrow.sources[0] for arrow in group), group[0].target, group[0].ways, group[0].deadline)
        for group in groups.values()
    )


def _pairs(machine: Machine) -> Iterator[Arrow]:
    """One arrow for each pair of states, and one for each deadline's move."""
    for state in machine.states.values():
        targets: dict[str, list[Way]] = {}
        for way in _ways(state):
            targets.setdefault(way.move.target, []).append(way)
        for target, ways in targets.items():
            yield Arrow((state,), machine.states[target], tuple(ways), None)
            raised = tuple(way for way in ways if state.deadline and way.event == state.deadline.raises)
            if raised:
                yield Arrow((state,), machine.states[target], raised, state.deadline)


def _ways(state: State) -> Iterator[Way]:
    for answer in state.answers.values():
        if isinstance(answer, Moves):
            for move in answer.ways:
                yield Way(answer.event, move, len(answer.ways) == 1)


def _shared(arrow: Arrow) -> tuple[object, ...]:
    """What arrows must have in common to be drawn as one."""
    deadline = arrow.deadline and (arrow.deadline.after, arrow.deadline.since)
    to_itself = arrow.sources[0] is arrow.target
    ways = tuple((way.event, way.answer()) for way in arrow.ways)
    return (arrow.target.name, arrow.late, to_itself, deadline, ways)
