"""What tests can be asked to cover, by the names of the ISTQB, and the paths that do.

A move is a way out of a state, back into it perhaps; whatever else a state answers is forbidden there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from sendspec_gen.emit.paths.cells import Cell, answers, before, clocks
from sendspec_gen.emit.paths.tour import walks
from sendspec_gen.emit.paths.walking import Path, Walker
from sendspec_gen.model import Machine, Model, Moves

MOST_STEPS = 20_000
"""A criterion whose tests have more steps in all is left out, and the coverage says so: nobody reads a megabyte."""
MOST_MOVES_OF_A_TOUR = 1_000
"""The shortest tour of a larger machine takes long to find."""


@dataclass(frozen=True, slots=True)
class Test:
    """A path with its name, which says what it covers."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Covered:
    """What a criterion asks for, and the tests that there are."""

    criterion: str
    tests: tuple[Test, ...]
    covered: int
    of: int


def tests_of(machine: Machine, model: Model) -> Iterator[Covered]:
    """Every criterion with the tests of a machine."""
    roads = Roads(machine, model)
    yield _one_each("all_states", roads.states(), len(machine.states))
    for depth, criterion in enumerate(("all_moves", "pairs_of_moves", "triples_of_moves"), start=1):
        yield _one_each(criterion, roads.sequences(depth), roads.number_of_sequences(depth))
    yield _one_each("forbidden_cells", roads.forbidden(), len(roads.forbidden_cells))
    yield _one_each("clocks", roads.strikes(), roads.number_of_strikes())
    yield _tour(roads)


class Roads:
    """The paths of a machine: to every state one with the fewest steps, and on from there."""

    def __init__(self, machine: Machine, model: Model) -> None:
        self.machine = machine
        self.walker = Walker(machine, model)
        cells = tuple(answers(machine, model))
        self.moves = tuple(cell for cell in cells if cell.answer == "moves")
        self.forbidden_cells = tuple(cell for cell in cells if cell.answer != "moves")
        self._moves_of: dict[str, list[Cell]] = {name: [] for name in machine.states}
        for move in self.moves:
            self._moves_of[move.source].append(move)

    @cached_property
    def reached(self) -> dict[str, Path]:
        """To each state that can be reached a path with the fewest steps, nearest first."""
        found = {self.machine.initial: self.walker.start()}
        waiting = [self.machine.initial]
        for name in waiting:
            for move in self._moves_of[name]:
                path = self.walker.on(found[name], move) if move.target not in found else None
                if path is not None:
                    found[move.target] = path
                    waiting.append(move.target)
        return found

    def states(self) -> Iterator[Test]:
        """Each state is reached."""
        return (Test(name, self.reached[name]) for name in self.machine.states if name in self.reached)

    def sequences(self, depth: int) -> Iterator[Test]:
        """So many moves in a row, from wherever they can begin: for 2 `retrying/delivered,hard_bounced`."""
        for name in self.machine.states:
            if name in self.reached:
                yield from self._on(Test(f"{name}/", self.reached[name]), depth)

    def number_of_sequences(self, depth: int) -> int:
        """How many moves in a row there are, whether or not something leads through them."""
        number = dict.fromkeys(self.machine.states, 1)
        for _ in range(depth):
            number = {name: sum(number[move.target] for move in self._moves_of[name]) for name in number}
        return sum(number.values())

    def forbidden(self) -> Iterator[Test]:
        """Each answer that is no move is given."""
        for cell in self.forbidden_cells:
            yield from self._first(cell.name, cell.source, (cell,))

    def strikes(self) -> Iterator[Test]:
        """Each deadline is awaited, and strikes not a second too soon."""
        for clock in clocks(self.machine):
            yield from self._first(clock.name, clock.source, (before(clock), clock))

    def number_of_strikes(self) -> int:
        """In how many ways deadlines move their states, whether or not one can be awaited."""
        raised = [state.answers[state.deadline.raises] for state in self.machine.states.values() if state.deadline]
        return sum(len(answer.ways) for answer in raised if isinstance(answer, Moves))

    def tours(self) -> Iterator[Test]:
        """As few walks as possible from the start over all moves that can be taken, and of those the shortest."""
        if len(self.moves) > MOST_MOVES_OF_A_TOUR:
            return
        moves = [move for move in self.moves if self._leads_on(move)]
        tour = walks(self.machine.initial, [(move.source, move.target) for move in moves])
        walked: set[int] = set()
        for walk in tour:
            path = self.walker.on(self.walker.start(), *(moves[position] for position in walk))
            if path is not None:
                # With as few walks as possible each has a move of its own; a number would change with its neighbours.
                first = next(position for position in walk if position not in walked)
                walked.update(walk)
                yield Test(f"tour/{moves[first].name}", path)

    def _on(self, test: Test, depth: int) -> Iterator[Test]:
        if depth == 0:
            yield Test(test.name.removesuffix(","), test.path)
            return
        for move in self._moves_of[test.path[-1].state]:
            path = self.walker.on(test.path, move)
            if path is not None:
                yield from self._on(Test(f"{test.name}{move.label},", path), depth - 1)

    def _first(self, name: str, state: str, cells: Sequence[Cell]) -> Iterator[Test]:
        """The cells after the path to their state, or after something more that happens there."""
        if state not in self.reached:
            return
        for path in chain((self.reached[state],), self._after_more(state)):
            whole = self.walker.on(path, *cells)
            if whole is not None:
                yield Test(name, whole)
                return

    def _after_more(self, state: str) -> Iterator[Path]:
        """The path to a state, and there something more: a clock counts from the first thing that happens."""
        for cell in (*self.moves, *self.forbidden_cells):
            if cell.source == cell.target == state and cell.answer != "rejected":
                path = self.walker.on(self.reached[state], cell)
                if path is not None:
                    yield path

    def _leads_on(self, move: Cell) -> bool:
        return move.source in self.reached and self.walker.on(self.reached[move.source], move) is not None


def _one_each(criterion: str, tests: Iterable[Test], of: int) -> Covered:
    found = _few(tests)
    return Covered(criterion, found, len(found), of)


def _tour(roads: Roads) -> Covered:
    tests = _few(roads.tours())
    walked = {step.cell.name for test in tests for step in test.path if step.cell is not None}
    return Covered("shortest_tour", tests, len(walked), len(roads.moves))


def _few(tests: Iterable[Test]) -> tuple[Test, ...]:
    """The tests, or none if they are too long."""
    found: list[Test] = []
    steps = 0
    for test in tests:
        steps += len(test.path) - 1
        if steps > MOST_STEPS:
            return ()
        found.append(test)
    return tuple(found)
