"""Which states and arrows belong to a view of a machine: told by order and by the colours of statuses alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sendspec_gen.emit.arrows import Arrow, arrows_of
from sendspec_gen.emit.views.machine import within
from sendspec_gen.graph import graph_of
from sendspec_gen.model import Machine, Model, State

_GOOD = "green"
_BAD = ("red", "orange")


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of a machine, in the order of the spec."""

    states: tuple[State, ...]
    arrows: tuple[Arrow, ...]


def whole(machine: Machine) -> Choice:
    """Everything."""
    return Choice(tuple(machine.states.values()), arrows_of(machine))


def happy(machine: Machine, model: Model) -> Choice | None:
    """Every way to a good end that only goes on in the order of the spec, or nothing if there is no good end.

    A good end is a state other than the start that shows green and is settled or final. No way leads through another
    end, or through a state that shows red or orange.
    """
    order = list(machine.states)
    ends = {state.name for state in machine.states.values() if _ends(state) and _shows(state, machine, model, _GOOD)}
    ends -= {machine.initial}
    through = {
        state.name for state in machine.states.values() if not _ends(state) and not _shows(state, machine, model, *_BAD)
    }
    onward = [
        (source.name, arrow.target.name)
        for arrow in arrows_of(machine)
        for source in arrow.sources
        if source.name in through and order.index(source.name) < order.index(arrow.target.name)
    ]
    onward = [(source, target) for source, target in onward if target in through | ends]
    kept = _reached({machine.initial}, onward) & _reached(ends, [(target, source) for source, target in onward])
    if not kept & ends:
        return None
    arrows = (
        replace(arrow, sources=tuple(source for source in arrow.sources if (source.name, arrow.target.name) in onward))
        for arrow in within(arrows_of(machine), kept)
    )
    return _choice(machine, kept, [arrow for arrow in arrows if arrow.sources])


def failures(machine: Machine, model: Model) -> Choice | None:
    """The states that show red or orange, what leads into them, and a shortest way to where that begins.

    What leads on from a settled state is left out. Nothing if no state shows red or orange.
    """
    bad = {state.name for state in machine.states.values() if _shows(state, machine, model, *_BAD)}
    into = [arrow for arrow in arrows_of(machine) if arrow.target.name in bad and not arrow.late]
    graph = graph_of(machine)
    sources = [source.name for arrow in into for source in arrow.sources if source.name in graph.last]
    steps = {(step.source, step.target) for source in sources for step in graph.path(source)}
    if not into:
        return None
    kept = bad | {source.name for arrow in into for source in arrow.sources} | {name for step in steps for name in step}
    ways = [
        replace(arrow, sources=tuple(source for source in arrow.sources if (source.name, arrow.target.name) in steps))
        for arrow in arrows_of(machine)
        if arrow not in into
    ]
    return _choice(machine, kept, [*into, *(arrow for arrow in ways if arrow.sources)])


def _choice(machine: Machine, names: Collection[str], arrows: Sequence[Arrow]) -> Choice:
    order = list(machine.states)
    return Choice(
        tuple(state for state in machine.states.values() if state.name in names),
        tuple(sorted(arrows, key=lambda arrow: order.index(arrow.sources[0].name))),
    )


def _ends(state: State) -> bool:
    return state.settled or state.final


def _shows(state: State, machine: Machine, model: Model, *colors: str) -> bool:
    return state.status is not None and model.statuses[machine.kind][state.status].color in colors


def _reached(starts: Iterable[str], steps: Collection[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [target for source, target in steps if source == name]
    return found
