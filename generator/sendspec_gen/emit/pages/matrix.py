"""The matrix of one machine: what each state answers to each event."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.parts import Line, Link, Spot, Table, Text, stacked, words
from sendspec_gen.emit.wording import TOGETHER, Wording
from sendspec_gen.model import Ignored, Machine, Move, Moves, Rejected, State

WIDEST_MATRIX = 7
"""How many events stand beside each other before a matrix is continued below."""


def matrix(machine: Machine, wording: Wording) -> Table:
    """Every event in every state."""
    _ = wording.translate
    events = tuple(wording.model.events[machine.kind])
    refusals = _refusals(machine)
    return Table(
        columns=(_("State"), *(wording.event(machine.kind, event) for event in events)),
        rows=tuple(
            (
                (spots.state_link(state, wording),),
                *(_cell(machine, state, event, refusals, wording) for event in events),
            )
            for state in machine.states.values()
        ),
        centred=True,
        beside=WIDEST_MATRIX,
    )


def _cell(machine: Machine, state: State, event: str, refusals: tuple[str, ...], wording: Wording) -> Line:
    match state.answers[event]:
        case Ignored():
            return (Text("·"),)
        case Rejected(refusal=refusal):
            return (Text(_cross(refusal, refusals)),)
        case Moves(ways=ways):
            spot = Spot("", spots.move_anchor(state, event))
            return stacked((Link(_arrow(machine, state, way, wording), spot),) for way in ways)


def _arrow(machine: Machine, state: State, way: Move, wording: Wording) -> str:
    mark = f"{TOGETHER}?" if _is_conditional(way) else ""
    if way.target == state.name:
        return f"↺{mark}"
    return f"→{TOGETHER}{wording.state(machine.states[way.target])}{mark}"


def _is_conditional(way: Move) -> bool:
    return way.when is not None or bool(way.requires) or way.not_before is not None


def _refusals(machine: Machine) -> tuple[str, ...]:
    """The refusals that answer events in a machine, as they come first."""
    answers = (answer for state in machine.states.values() for answer in state.answers.values())
    return tuple(dict.fromkeys(answer.refusal for answer in answers if isinstance(answer, Rejected)))


def _cross(refusal: str, refusals: tuple[str, ...]) -> str:
    return "✕" if len(refusals) == 1 else f"✕{refusals.index(refusal) + 1}"


def legend(machine: Machine, wording: Wording) -> Iterator[Line]:
    """What the signs mean that stand in the matrix of a machine."""
    _ = wording.translate
    ways = [(state, way) for state, _answer, way in machine.moves()]
    yield words(_("→ moves to that state; the link leads to the move"))
    if any(way.target == state.name for state, way in ways):
        yield words(_("↺ is heard and leaves the state as it is"))
    if any(_is_conditional(way) for _state, way in ways):
        yield words(_("? only under the condition that the move names"))
    if any(isinstance(answer, Ignored) for state in machine.states.values() for answer in state.answers.values()):
        yield words(_("· changes nothing"))
    refusals = _refusals(machine)
    for refusal in refusals:
        text = _("{sign} is refused: {words}")
        yield words(text.format(sign=_cross(refusal, refusals), words=wording.refusal(refusal)))
