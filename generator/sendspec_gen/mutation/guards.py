"""Other guards: when a move is taken, what it asks for, how long it waits, whom it tells, and what facts mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sendspec_gen.guards import condition_text
from sendspec_gen.model import Condition, Fact, Machine, Model, Move, Moves
from sendspec_gen.mutation.conditions import Changed, inside, negated
from sendspec_gen.mutation.mutant import Mutant, Way, cells_of, other_refusal, ways_of, with_machine


def mutants(model: Model) -> Iterator[Mutant]:
    """Change each guard of each move, and each fact."""
    for machine in model.machines.values():
        for way in ways_of(machine):
            yield from _when(way, model)
            yield from _requirements(way, model)
            yield from _wait(way, model)
            yield from _tell(way, model)
        yield from _swapped(machine, model)
        for fact in machine.facts.values():
            yield from _fact(machine, fact, model)


def _when(way: Way, model: Model) -> Iterator[Mutant]:
    when = way.move.when
    if when is not None:
        for changed in _outside("when_negated", when):
            move = replace(way.move, when=changed.condition)
            yield _mutant(way, changed.operator, changed.detail, f"when: {changed.what}", move, model)


def _requirements(way: Way, model: Model) -> Iterator[Mutant]:
    requires = way.move.requires
    for index, requirement in enumerate(requires):
        text, number = condition_text(requirement.condition), str(index + 1)
        left = (*requires[:index], *requires[index + 1 :])
        what = f"`{text}` is no longer required"
        yield _mutant(way, "requirement_dropped", number, what, replace(way.move, requires=left), model)
        for changed in _outside("requirement_negated", requirement.condition):
            other = replace(requirement, condition=changed.condition)
            move = replace(way.move, requires=(*requires[:index], other, *requires[index + 1 :]))
            detail = f"{number}{f'.{changed.detail}' if changed.detail else ''}"
            yield _mutant(way, changed.operator, detail, f"requires: {changed.what}", move, model)
        refusal = other_refusal(requirement.refusal, model)
        if refusal is not None:
            other = replace(requirement, refusal=refusal)
            move = replace(way.move, requires=(*requires[:index], other, *requires[index + 1 :]))
            what = f"without `{text}` it is refused as `{refusal}` instead of `{requirement.refusal}`"
            yield _mutant(way, "refusal_changed", number, what, move, model)
        if index and requires[index - 1].refusal != requirement.refusal:
            swapped = (*requires[: index - 1], requirement, requires[index - 1], *requires[index + 1 :])
            what = f"`{text}` is asked for before `{condition_text(requires[index - 1].condition)}`"
            yield _mutant(way, "requirements_swapped", str(index), what, replace(way.move, requires=swapped), model)


def _wait(way: Way, model: Model) -> Iterator[Mutant]:
    if way.move.not_before is not None:
        what = f"no longer waits for `{way.move.not_before}`"
        yield _mutant(way, "not_before_dropped", "", what, replace(way.move, not_before=None), model)


def _tell(way: Way, model: Model) -> Iterator[Mutant]:
    for listener, event in way.move.tell.items():
        left = {name: told for name, told in way.move.tell.items() if name != listener}
        what = f"no longer tells {listener} `{event}`"
        yield _mutant(way, "tell_dropped", listener, what, replace(way.move, tell=left), model)
        for other in model.events["log"]:
            if other != event:
                tell = {**way.move.tell, listener: other}
                what = f"tells {listener} `{other}` instead of `{event}`"
                yield _mutant(way, "tell_changed", f"{listener},{other}", what, replace(way.move, tell=tell), model)


def _swapped(machine: Machine, model: Model) -> Iterator[Mutant]:
    """Exchange neighbours that both have a guard; with the last one it would be as if the guard were negated."""
    for cell in cells_of(machine):
        ways = cell.answer.ways if isinstance(cell.answer, Moves) else ()
        for index in range(len(ways) - 1):
            one, other = ways[index], ways[index + 1]
            if one.when is not None and other.when is not None:
                swapped = (*ways[:index], other, one, *ways[index + 2 :])
                yield Mutant(
                    id=f"{cell.path}#{index + 1}/alternatives_swapped",
                    operator="alternatives_swapped",
                    machine=machine.name,
                    what=f"{cell.words} tries `{other.target}` before `{one.target}`",
                    place=one.place,
                    model=cell.answered(Moves(cell.answer.event, swapped, cell.answer.place), model),
                )


def _fact(machine: Machine, fact: Fact, model: Model) -> Iterator[Mutant]:
    if fact.condition is None:
        other = replace(fact, default=not fact.default)
        what = f"`{fact.name}` is {str(other.default).lower()} by default"
        yield _of_fact(machine, "default_flipped", "", what, other, model)
        return
    for changed in _outside("meaning_negated", fact.condition):
        other = replace(fact, condition=changed.condition)
        yield _of_fact(machine, changed.operator, changed.detail, f"`{fact.name}`: {changed.what}", other, model)


def _outside(operator: str, condition: Condition) -> Iterator[Changed]:
    """The opposite of a condition, and all that can be changed within it."""
    yield Changed(operator, "", f"`{condition_text(condition)}` is negated", negated(condition))
    yield from inside(condition)


def _mutant(way: Way, operator: str, detail: str, what: str, move: Move, model: Model) -> Mutant:
    return Mutant(
        id=f"{way.path}/{operator}{f'={detail}' if detail else ''}",
        operator=operator,
        machine=way.cell.machine.name,
        what=f"{way.cell.words} to `{way.move.target}`: {what}",
        place=way.move.place,
        model=way.moved(move, model),
    )


def _of_fact(machine: Machine, operator: str, detail: str, what: str, fact: Fact, model: Model) -> Mutant:
    return Mutant(
        id=f"{machine.name}/facts/{fact.name}/{operator}{f'={detail}' if detail else ''}",
        operator=operator,
        machine=machine.name,
        what=what,
        place=fact.place,
        model=with_machine(model, replace(machine, facts={**machine.facts, fact.name: fact})),
    )
