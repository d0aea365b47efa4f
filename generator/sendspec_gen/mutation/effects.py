"""Other effects: what a move does to a counter of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sendspec_gen.model import Model
from sendspec_gen.mutation.mutant import Mutant, Way, ways_of


def mutants(model: Model) -> Iterator[Mutant]:
    """Change each move's effect on each counter of the machine's kind, also where it has none."""
    for machine in model.machines.values():
        counters = [counter.name for counter in model.counters.values() if counter.of == machine.kind]
        for way in ways_of(machine):
            for counter in counters:
                yield from _changed(way, counter, model)


def _changed(way: Way, counter: str, model: Model) -> Iterator[Mutant]:
    effect = way.move.effects.get(counter, 0)
    yield _with(way, counter, effect + 1, "effect_plus", model)
    yield _with(way, counter, effect - 1, "effect_minus", model)
    if effect:
        yield _with(way, counter, -effect, "effect_flipped", model)
    # Without an effect of one it is as with one less, or one more.
    if abs(effect) > 1:
        yield _with(way, counter, 0, "effect_removed", model)


def _with(way: Way, counter: str, effect: int, operator: str, model: Model) -> Mutant:
    effects = {**way.move.effects, counter: effect}
    if not effect:
        del effects[counter]
    before = way.move.effects.get(counter, 0)
    return Mutant(
        id=f"{way.path}/{operator}={counter}",
        operator=operator,
        machine=way.cell.machine.name,
        what=f"{way.cell.words} to `{way.move.target}` changes `{counter}` by {effect:+d} instead of {before:+d}",
        place=way.move.place,
        model=way.moved(replace(way.move, effects=effects), model),
    )
