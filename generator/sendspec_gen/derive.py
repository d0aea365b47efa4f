"""What follows from a machine: what one object in each of its states contributes to the stocks."""

from __future__ import annotations

from collections.abc import Mapping

from sendspec_gen.graph import Arrow, Graph, graph_of
from sendspec_gen.model import Counter, Machine, Model

Numbers = Mapping[str, Mapping[str, int]]
"""For each state that can be reached, what one object in it contributes to each stock that is not zero there."""


def stocks_of(machine: Machine, model: Model) -> tuple[Counter, ...]:
    """The stocks that a machine moves, in the order of the vocabulary."""
    return tuple(
        counter for counter in model.counters.values() if counter.kind == "stock" and counter.of == machine.kind
    )


def contributions(machine: Machine, model: Model) -> Numbers:
    """For each state, what one object in it contributes to each stock that is not zero there.

    An effect is the target's number minus the source's. States that cannot be reached contribute nothing.
    """
    stocks = stocks_of(machine, model)
    numbers = numbers_of(graph_of(machine), stocks)
    order = [stock.name for stock in stocks]
    return {
        state: {name: numbers[state][name] for name in order if name in numbers[state]} if state in numbers else {}
        for state in machine.states
    }


def numbers_of(graph: Graph, stocks: tuple[Counter, ...]) -> Numbers:
    """Each state's numbers by the shortest way there."""
    numbers: dict[str, Mapping[str, int]] = {}
    names = frozenset(stock.name for stock in stocks)
    for state, arrow in graph.last.items():
        if arrow is None:
            numbers[state] = {stock.name: stock.at_start for stock in stocks if stock.at_start}
        else:
            numbers[state] = after(numbers[arrow.source], arrow, names)
    return numbers


def after(numbers: Mapping[str, int], arrow: Arrow, stocks: frozenset[str]) -> Mapping[str, int]:
    """The numbers at the end of an arrow, given those at its start."""
    if not arrow.effects:
        return numbers
    found = dict(numbers)
    for counter, effect in arrow.effects.items():
        if counter in stocks:
            number = found.get(counter, 0) + effect
            if number:
                found[counter] = number
            else:
                found.pop(counter, None)
    return found
