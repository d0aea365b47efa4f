"""What follows from a machine: which states can be reached, and what each contributes to the stocks."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from sendspec_gen.model import Counter, Machine, Model, Move, Moves, State


@dataclass(frozen=True, slots=True)
class Drift:
    """A move that does not fit the numbers that other paths give: the counter is no function of the states."""

    counter: str
    state: State
    answer: Moves
    move: Move
    expected: int
    """What the effect would have to be."""


def reachable(machine: Machine) -> tuple[str, ...]:
    """The states that some sequence of events leads to, nearest first."""
    found = [machine.initial]
    for name in found:
        for answer in machine.states[name].answers.values():
            if isinstance(answer, Moves):
                found += [way.target for way in answer.ways if way.target not in found]
    return tuple(found)


def stocks_of(machine: Machine, model: Model) -> tuple[Counter, ...]:
    """The stocks that a machine moves, in the order of the vocabulary."""
    return tuple(
        counter for counter in model.counters.values() if counter.kind == "stock" and counter.of == machine.kind
    )


def contributions(machine: Machine, model: Model) -> Mapping[str, Mapping[str, int]]:
    """For each state, what one object in it contributes to each stock that is not zero there.

    An effect is the target's number minus the source's. States that cannot be reached contribute nothing.
    """
    numbers = _numbers(machine, stocks_of(machine, model))
    return {
        name: {counter: number for counter, number in numbers.get(name, {}).items() if number}
        for name in machine.states
    }


def drifts(machine: Machine, model: Model) -> tuple[Drift, ...]:
    """The moves that make a stock depend on the path; none in a spec that holds its law."""
    stocks = stocks_of(machine, model)
    numbers = _numbers(machine, stocks)
    return tuple(
        Drift(stock.name, state, answer, move, numbers[move.target][stock.name] - numbers[state.name][stock.name])
        for state, answer, move in machine.moves()
        if state.name in numbers and move.target in numbers
        for stock in stocks
        if numbers[move.target][stock.name] - numbers[state.name][stock.name] != move.effects.get(stock.name, 0)
    )


def _numbers(machine: Machine, stocks: tuple[Counter, ...]) -> dict[str, dict[str, int]]:
    """Each reachable state's number for each stock, by the shortest way there."""
    numbers = {machine.initial: {stock.name: stock.at_start for stock in stocks}}
    waiting = deque([machine.initial])
    while waiting:
        source = waiting.popleft()
        for answer in machine.states[source].answers.values():
            for way in answer.ways if isinstance(answer, Moves) else ():
                if way.target in numbers:
                    continue
                numbers[way.target] = {
                    stock.name: numbers[source][stock.name] + way.effects.get(stock.name, 0) for stock in stocks
                }
                waiting.append(way.target)
    return numbers
