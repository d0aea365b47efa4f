"""The way of one object through a table, as its events and its clock lead it; equal histories share a way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeAlias

from sendspec.table import Move, Table, holds


class Record(Protocol):
    """What is heard: an event of any reader, its time in microseconds since 1970 in UTC."""

    @property
    def time(self) -> int: ...
    @property
    def message(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def event(self) -> str: ...
    @property
    def id(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def place(self) -> str: ...


History: TypeAlias = Sequence[Record]
"""The events of one recipient of one message, in order."""
Names: TypeAlias = tuple[str, ...]
"""The names of a history's events."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a state makes of an event; made once for a machine, shared by all walks and compared by identity."""

    state: str
    event: str
    kind: Literal["moved", "ignored", "refused"]
    move: Move[str, str] | None = None
    """The way that is taken."""
    way: int = 0
    """Which of the ways of this state on this event it is, from 0."""


class Strike(NamedTuple):
    """A deadline that moved an object."""

    time: int
    after: int
    """How many events were heard before."""
    answer: Answer


class Walk:
    """The way of one object through a table; histories of the same events share one where no clock strikes."""

    __slots__ = ("answers", "came", "effects", "entered", "started", "state", "strikes", "struck")

    def __init__(self, table: Table[str, str]) -> None:
        self.state = table.initial
        self.effects = dict(table.at_start)
        self.answers: list[Answer] = []
        """What came of each event of the history."""
        self.strikes: list[Strike] = []
        self.came: int | None = None
        """The event that led into the state; None if it is the initial one or the clock led there."""
        self.struck: int | None = None
        """When the clock led into the state."""
        self.started: int | None = None
        self.entered: int | None = None

    @property
    def moved(self) -> list[int]:
        """The events that moved it, by their position."""
        return [index for index, answer in enumerate(self.answers) if answer.kind == "moved"]

    @property
    def refused(self) -> list[tuple[int, str]]:
        """The events that were refused, each with the state that did."""
        return [(index, answer.state) for index, answer in enumerate(self.answers) if answer.kind == "refused"]

    def since(self, history: History) -> int:
        """When it came into its state."""
        if self.struck is not None:
            return self.struck
        return history[self.came or 0].time

    def reason(self, history: History) -> str | None:
        """The last cause that was given for a move."""
        moving = (index for index in reversed(range(len(self.answers))) if self.answers[index].kind == "moved")
        return next((reason for index in moving if (reason := history[index].reason) is not None), None)


@dataclass(frozen=True, slots=True)
class Walked:
    """Histories, and where a table led each of them."""

    table: Table[str, str]
    histories: Sequence[History]
    walks: Sequence[Walk]


class Machine:
    """A table, prepared for many histories. Nobody states facts here, so that each event has one answer in a state."""

    def __init__(self, table: Table[str, str]) -> None:
        self.table = table
        self._answers = {
            (state, event): Answer(state, event, "refused")
            for state, events in table.rejected.items()
            for event in events
        }
        self._ignored: dict[tuple[str, str], Answer] = {}
        ways: Counter[tuple[str, str]] = Counter()
        for move in table.moves:
            self._add(move, ways[move.source, move.event])
            ways[move.source, move.event] += 1
        self._deadlines = {name: state.deadline for name, state in table.states.items() if state.deadline is not None}
        self._gaps = any(move.not_before is not None for move in table.moves)
        self._soonest = min((self._length(deadline.after) for deadline in self._deadlines.values()), default=None)

    @property
    def answers(self) -> Mapping[tuple[str, str], Answer]:
        """By state and event, in the order of the spec; what stands in neither moves nor refusals is ignored."""
        return self._answers

    def walk_all(self, histories: Sequence[History], events: Sequence[Names], as_of: int) -> list[Walk]:
        """Where many histories lead, each given with the names of its events, with all deadlines up to `as_of`."""
        paths = {names: self._path(names) for names in dict.fromkeys(events)}
        first = min((history[0].time for history in histories), default=as_of)
        if not self._gaps and (self._soonest is None or as_of < first + self._soonest):
            return [paths[names] for names in events]
        waiting = {names: path.state in self._deadlines for names, path in paths.items()}
        least = None if self._gaps else self._soonest
        return [
            # The events alone decide where no deadline can come due between them, nor after the last.
            paths[names]
            if least is not None
            and (as_of < (due := history[0].time + least) or not (waiting[names] or history[-1].time >= due))
            else self._timed(history, as_of)
            for history, names in zip(histories, events, strict=True)
        ]

    def _add(self, move: Move[str, str], way: int) -> None:
        pair = (move.source, move.event)
        if pair in self._answers:
            return
        if move.when is not None and not holds(move.when, {}, self.table.facts):
            return
        if all(holds(requirement.condition, {}, self.table.facts) for requirement in move.requires):
            self._answers[pair] = Answer(*pair, "moved", move, way)
        else:
            self._answers[pair] = Answer(*pair, "refused")

    def _length(self, duration: str) -> int:
        return self.table.durations[duration].value

    def _path(self, events: Names) -> Walk:
        """Where events lead if no clock strikes."""
        walk = Walk(self.table)
        for index, event in enumerate(events):
            self._hear(walk, index, event, 0)
        return walk

    def _timed(self, history: History, as_of: int) -> Walk:
        walk = Walk(self.table)
        for index, record in enumerate(history):
            self._strike(walk, record.time)
            self._hear(walk, index, record.event, record.time)
        self._strike(walk, as_of)
        return walk

    def _hear(self, walk: Walk, index: int, event: str, time: int) -> None:
        answer = self._answers.get((walk.state, event))
        move = answer.move if answer is not None else None
        if answer is None or (move is not None and self._comes_early(move, walk, time)):
            answer, move = self._ignoring(walk.state, event), None
        walk.answers.append(answer)
        if walk.started is None and answer.kind != "refused":
            walk.started = time
        if move is None:
            return
        if move.target != walk.state:
            walk.came, walk.struck = index, None
        self._go(walk, move, time)

    def _ignoring(self, state: str, event: str) -> Answer:
        """The answer of a state that ignores an event, be it only this time."""
        return self._ignored.setdefault((state, event), Answer(state, event, "ignored"))

    def _comes_early(self, move: Move[str, str], walk: Walk, time: int) -> bool:
        if move.not_before is None or walk.entered is None:
            return False
        return time < walk.entered + self._length(move.not_before)

    def _strike(self, walk: Walk, until: int) -> None:
        """Raise each deadline that is due by then; on a tie of times the clock goes first."""
        for _ in self.table.states:
            deadline = self._deadlines.get(walk.state)
            from_start = deadline is None or deadline.since == "start" or walk.entered is None
            counted_from = walk.started if from_start else walk.entered
            if deadline is None or counted_from is None or counted_from + self._length(deadline.after) > until:
                return
            # A late report may have led here after the deadline: time does not run backwards.
            time = max(
                counted_from + self._length(deadline.after), counted_from if walk.entered is None else walk.entered
            )
            answer = self._answers.get((walk.state, deadline.raises))
            if answer is None or answer.move is None or answer.move.target == walk.state:
                return
            walk.strikes.append(Strike(time, len(walk.answers), answer))
            walk.came, walk.struck = None, time
            self._go(walk, answer.move, time)

    def _go(self, walk: Walk, move: Move[str, str], time: int) -> None:
        walk.state = move.target
        walk.entered = time
        for counter, amount in move.effects.items():
            walk.effects[counter] = walk.effects.get(counter, 0) + amount
