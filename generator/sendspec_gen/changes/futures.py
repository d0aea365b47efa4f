"""Which states of a machine no sequence of events can tell apart, by what is shown or by what is counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from sendspec_gen.changes import words
from sendspec_gen.model import Machine, Model, Move, Moves, State

Classes = Mapping[str, int]
"""A number for each state; states with the same number have the same future."""


@dataclass(frozen=True, slots=True)
class Futures:
    """The states of one machine, by what rows show and by what numbers do from there on."""

    shown: Classes
    counted: Classes


def futures(machine: Machine, model: Model) -> Futures:
    """What lies ahead in each state; facts and clocks count as different where they are written differently."""
    is_log = machine.kind == "log"
    in_kpis = frozenset(kpi.status for kpi in model.kpis.values() if kpi.status) if is_log else frozenset()

    def seen(state: State) -> Hashable:
        return state.status if state.status in in_kpis else None, state.settled and is_log

    return Futures(
        shown=_classes(machine, lambda state: state.status, _nothing),
        counted=_classes(machine, seen, lambda way: words.effects(way.effects)),
    )


def _classes(machine: Machine, seen: Callable[[State], Hashable], done: Callable[[Move], str]) -> Classes:
    """Split the states by what is seen of them, then by where their events lead, until nothing splits any more."""
    classes = _numbered({state.name: (seen(state), _clock(state)) for state in machine.states.values()})
    while True:
        finer = _numbered(
            {
                state.name: (classes[state.name], _answers(state, machine, classes, done))
                for state in machine.states.values()
            }
        )
        if len(set(finer.values())) == len(set(classes.values())):
            return classes
        classes = finer


def _nothing(_: Move) -> str:
    return ""


def _numbered(looks: Mapping[str, Hashable]) -> Classes:
    numbers: dict[Hashable, int] = {}
    return {name: numbers.setdefault(look, len(numbers)) for name, look in looks.items()}


def _answers(
    state: State, machine: Machine, classes: Classes, done: Callable[[Move], str]
) -> tuple[tuple[Hashable, ...], ...]:
    """Where each event leads; conditions matter only where something hangs on them."""
    stays = (classes[state.name], "", False)
    found: list[tuple[Hashable, ...]] = []
    for answer in state.answers.values():
        ways = answer.ways if isinstance(answer, Moves) else ()
        ends = [(classes[way.target], done(way), _restarts(machine.states[way.target])) for way in ways]
        may_stay = not ways or any(way.requires or way.not_before for way in ways)
        if len({*ends, *([stays] if may_stay else [])}) == 1:
            found.append((ends or [stays])[0])
        else:
            found.append(tuple((*end, *_conditions(way)) for end, way in zip(ends, ways, strict=True)))
    return tuple(found)


def _conditions(way: Move) -> tuple[Hashable, ...]:
    return words.guard(way), words.requirements(way.requires), way.not_before


def _clock(state: State) -> Hashable:
    clock = state.deadline
    return (clock.after, clock.raises, clock.since) if clock else None


def _restarts(state: State) -> bool:
    """Whether it matters when the state was entered."""
    if state.deadline and state.deadline.since == "entry":
        return True
    return any(way.not_before for answer in state.answers.values() if isinstance(answer, Moves) for way in answer.ways)
