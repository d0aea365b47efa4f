"""Other answers to an event: moves that go elsewhere, are dropped or added, refusals that are forgotten or added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sendspec_gen.derive import contributions, stocks_of
from sendspec_gen.model import Ignored, Machine, Model, Move, Moves, Rejected
from sendspec_gen.mutation.mutant import Cell, Mutant, cells_of, other_refusal, ways_of

Numbers = Mapping[str, Mapping[str, int]]


def mutants(model: Model) -> Iterator[Mutant]:
    """Change each answer of each machine."""
    for machine in model.machines.values():
        yield from _elsewhere(machine, model)
        numbers = contributions(machine, model)
        yield from _redirected(machine, numbers, model)
        refusal = _refusal_of(machine)
        for cell in cells_of(machine):
            yield from _dropped(cell, model)
            if not isinstance(cell.answer, Ignored):
                yield _ignored(cell, model)
            if not isinstance(cell.answer, Rejected) and refusal is not None:
                yield _rejected(cell, refusal, model)
            if not isinstance(cell.answer, Moves):
                yield from _moving(cell, numbers, model)
            if isinstance(cell.answer, Rejected):
                yield from _refused_otherwise(cell, cell.answer, model)


def _elsewhere(machine: Machine, model: Model) -> Iterator[Mutant]:
    """Let each move go to each other state."""
    for way in ways_of(machine):
        for target in machine.states:
            if target != way.move.target:
                yield Mutant(
                    id=f"{way.path}/move_elsewhere={target}",
                    operator="move_elsewhere",
                    machine=machine.name,
                    what=f"{way.cell.words} goes to `{target}` instead of `{way.move.target}`",
                    place=way.move.place,
                    model=way.moved(replace(way.move, target=target), model),
                )


def _redirected(machine: Machine, numbers: Numbers, model: Model) -> Iterator[Mutant]:
    """Let each move go to each other state with the effects on stocks that fit it, so that no counter drifts."""
    stocks = [stock.name for stock in stocks_of(machine, model)]
    for way in ways_of(machine):
        others = {name: effect for name, effect in way.move.effects.items() if name not in stocks}
        for target in machine.states:
            fitting = {**_fitting(way.cell, target, numbers, model), **others}
            if target != way.move.target and fitting != way.move.effects:
                yield Mutant(
                    id=f"{way.path}/move_redirected={target}",
                    operator="move_redirected",
                    machine=machine.name,
                    what=f"{way.cell.words} goes to `{target}` and counts so, instead of `{way.move.target}`",
                    place=way.move.place,
                    model=way.moved(replace(way.move, target=target, effects=fitting), model),
                )


def _fitting(cell: Cell, target: str, numbers: Numbers, model: Model) -> dict[str, int]:
    """The effects on stocks of a move from here to a state."""
    here, there = numbers[cell.state.name], numbers[target]
    names = (stock.name for stock in stocks_of(cell.machine, model))
    return {name: effect for name in names if (effect := there.get(name, 0) - here.get(name, 0))}


def _dropped(cell: Cell, model: Model) -> Iterator[Mutant]:
    """Leave out each alternative that has a guard; the one after it then answers."""
    ways = cell.answer.ways if isinstance(cell.answer, Moves) else ()
    for number, way in enumerate(ways):
        if way.when is not None and len(ways) > 1:
            left = (*ways[:number], *ways[number + 1 :])
            yield Mutant(
                id=f"{cell.path}#{number + 1}/alternative_dropped",
                operator="alternative_dropped",
                machine=cell.machine.name,
                what=f"{cell.words} no longer has its alternative to `{way.target}`",
                place=way.place,
                model=cell.answered(Moves(cell.answer.event, left, cell.answer.place), model),
            )


def _ignored(cell: Cell, model: Model) -> Mutant:
    operator = "move_ignored" if isinstance(cell.answer, Moves) else "refusal_ignored"
    return Mutant(
        id=f"{cell.path}/{operator}",
        operator=operator,
        machine=cell.machine.name,
        what=f"{cell.words} is ignored, and {_was(cell)} before",
        place=cell.answer.place,
        model=cell.answered(Ignored(cell.answer.event, cell.answer.place), model),
    )


def _rejected(cell: Cell, refusal: str, model: Model) -> Mutant:
    operator = "move_rejected" if isinstance(cell.answer, Moves) else "ignored_rejected"
    return Mutant(
        id=f"{cell.path}/{operator}",
        operator=operator,
        machine=cell.machine.name,
        what=f"{cell.words} is refused as `{refusal}`, and {_was(cell)} before",
        place=cell.answer.place,
        model=cell.answered(Rejected(cell.answer.event, refusal, cell.answer.place), model),
    )


def _refused_otherwise(cell: Cell, answer: Rejected, model: Model) -> Iterator[Mutant]:
    """Let a refusal have other words."""
    refusal = other_refusal(answer.refusal, model)
    if refusal is not None:
        yield Mutant(
            id=f"{cell.path}/refusal_changed",
            operator="refusal_changed",
            machine=cell.machine.name,
            what=f"{cell.words} is refused as `{refusal}` instead of `{answer.refusal}`",
            place=answer.place,
            model=cell.answered(replace(answer, refusal=refusal), model),
        )


def _moving(cell: Cell, numbers: Numbers, model: Model) -> Iterator[Mutant]:
    """Let an ignored event move to each state, and a refused one to where it moves elsewhere.

    The effects on stocks fit the target, as those of a move that somebody wrote with care would.
    """
    operator = "ignored_moves" if isinstance(cell.answer, Ignored) else "refusal_moves"
    targets = tuple(cell.machine.states) if isinstance(cell.answer, Ignored) else _targets_elsewhere(cell)
    for target in targets:
        move = Move(target, _fitting(cell, target, numbers, model), None, (), None, {}, {}, (), cell.answer.place)
        yield Mutant(
            id=f"{cell.path}/{operator}={target}",
            operator=operator,
            machine=cell.machine.name,
            what=f"{cell.words} goes to `{target}`, and {_was(cell)} before",
            place=cell.answer.place,
            model=cell.answered(Moves(cell.answer.event, (move,), cell.answer.place), model),
        )


def _targets_elsewhere(cell: Cell) -> tuple[str, ...]:
    """The states that the event leads to from other states."""
    answers = (state.answers[cell.answer.event] for state in cell.machine.states.values())
    return tuple(dict.fromkeys(way.target for answer in answers if isinstance(answer, Moves) for way in answer.ways))


def _refusal_of(machine: Machine) -> str | None:
    """The words in which a machine first refuses an event as such; None if it never does."""
    answers = (cell.answer for cell in cells_of(machine))
    return next((answer.refusal for answer in answers if isinstance(answer, Rejected)), None)


def _was(cell: Cell) -> str:
    match cell.answer:
        case Ignored():
            return "was ignored"
        case Rejected(refusal=refusal):
            return f"was refused as `{refusal}`"
        case Moves(ways=ways):
            return f"went to {' or '.join(f'`{way.target}`' for way in ways)}"
