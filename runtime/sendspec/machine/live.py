"""One live object: a message, an address, a delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from sendspec.machine.lengths import Lengths, within_limits
from sendspec.machine.outcome import Outcome, Refused, UnknownNameError
from sendspec.machine.tally import Listener
from sendspec.table import Deadline, E, Move, Requirement, S, Standing, Table, holds

if TYPE_CHECKING:
    from sendspec.machine.library import Answers, ClassMachine

HELD_BACK = {"en": "A condition or callback of the machine held the event back."}
UNANSWERED = {"en": "The table has no answer to the event in this state."}
NO_FACTS: Mapping[str, bool] = MappingProxyType({})

_building = RLock()


class LiveMachine(Generic[S, E]):
    """An object that moves by the table of its class.

    All objects of a class share one `transitions.Machine`. Where a move has neither condition nor callback, the answer
    is read off that machine once and looked up from then on; all else is triggered in the library.

    `at` is a time in microseconds since 1970 in UTC. An object that hears no times has no clock.

    A class may be used by many threads, an object and its tally by one at a time.
    """

    __slots__ = ("_durations", "_entered", "_started", "state", "tally")

    table: ClassVar[Table[Any, Any]]
    _machine: ClassVar[ClassMachine | None] = None
    _plain: ClassVar[Answers] = {}
    _in_hand: ClassVar[bool] = False

    state: S
    tally: Listener | None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._machine = None
        cls._plain = {}
        cls._in_hand = False

    def __init__(
        self, tally: Listener | None = None, durations: Mapping[str, timedelta | int] | Lengths | None = None
    ) -> None:
        """Begin in the initial state; a tally counts it.

        `durations` (timedeltas or microseconds) overrule those of the table and are cut to its limits; raises as
        `within_limits` does, whose answer many objects may share.
        """
        self.state = self.table.initial
        self.tally = tally
        self._durations = None if durations is None else within_limits(durations, self.table).microseconds
        self._started: int | None = None
        self._entered: int | None = None
        if tally is not None:
            tally.begin(type(self))

    @classmethod
    def machine(cls) -> ClassMachine:
        """The `transitions` machine, to add callbacks and conditions to; from now on the class always triggers it.

        Callbacks get `transitions`' `EventData`, whose `model` is the object.
        """
        with _building:
            cls._in_hand = True
            cls._plain = {}
            return cls._built()

    def fire(self, event: E, at: int | None = None) -> Outcome[S, E]:
        """Hear the clock up to `at`, then the event; raises `Refused` or `UnknownNameError`."""
        if at is not None:
            self.hear_clock(at)
        return self._answer(event, at)

    def may(self, event: E) -> bool:
        """Whether the event would be answered now, be it by nothing at all; raises `UnknownNameError`."""
        if event in self._plain.get(self.state, ()):
            return True
        machine = self._built()
        if event not in machine.events:
            self._check_known(event)
        return bool(machine._can_trigger(self, event))

    def hear_clock(self, at: int) -> None:
        """Raise each deadline that is due by then, one after the other; one that is refused stays due.

        Raises `TypeError` for all but whole microseconds.
        """
        if type(at) is not int:
            raise TypeError(
                f"{at!r} is no time for {type(self).__name__}; give whole microseconds since 1970 in UTC as an int: "
                "`sendspec.machine.microseconds` makes them of a datetime"
            )
        while (deadline := self.standing.deadline) is not None:
            state, due = self.state, self._due(deadline)
            if due is None or due > at:
                return
            # A report that came late may have brought the object here after the deadline: time does not run backwards.
            try:
                self._answer(deadline.raises, due if self._entered is None else max(due, self._entered))
            except Refused:
                if self.state != state:
                    raise
            if self.state == state and self.due == due:
                return

    @property
    def due(self) -> int | None:
        """When the next deadline is raised, if the object stays where it is."""
        deadline = self.standing.deadline
        return None if deadline is None else self._due(deadline)

    def _due(self, deadline: Deadline[E]) -> int | None:
        since = self._started if deadline.since == "start" or self._entered is None else self._entered
        return None if since is None else since + self._length(deadline.after)

    @property
    def standing(self) -> Standing[E]:
        """What the state shows."""
        return self.table.states[self.state]

    @property
    def status(self) -> str | None:
        """The status that is shown; None for machines that show none."""
        return self.standing.status

    @property
    def settled(self) -> bool:
        """Whether the state is final as far as is known; a settled object may still move."""
        return self.standing.settled

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.state}>"

    @classmethod
    def _built(cls) -> ClassMachine:
        """The machine, built on first need."""
        if cls._machine is None:
            # `transitions` is imported by whoever lets an object move, not by whoever reads a table.
            from sendspec.machine import library

            with _building:
                if cls._machine is None:
                    cls._machine = library.machine_of(cls)
                    if not cls._in_hand:
                        cls._plain = library.plain_answers(cls._machine)
        return cls._machine

    def _answer(self, event: E, at: int | None) -> Outcome[S, E]:
        try:
            outcome = self._plain[self.state][event]
        except KeyError:
            outcome = None
        if outcome is None:
            return self._trigger(event, at)
        self.state = outcome.target
        self._took(outcome, at)
        return outcome

    def _took(self, outcome: Outcome[S, E], at: int | None) -> None:
        """Note what came of an event, now that the state is set."""
        if at is not None:
            if self._started is None:
                self._started = at
            if outcome.moved:
                self._entered = at
        tally = self.tally
        if tally is not None:
            tally.count(outcome, at)

    def _trigger(self, event: E, at: int | None) -> Outcome[S, E]:
        """Let the library answer."""
        from sendspec.machine.library import Hearing

        known = self._built().events.get(event)
        # `get`, because a read of `known.transitions[state]` would add an empty list for good.
        if known is None or not known.transitions.get(self.state):
            self._check_known(event)
            raise self._rejected(event)
        hearing = Hearing(at)
        known.trigger(self, hearing)
        if hearing.outcome is None:
            raise self._held_back(event)
        return hearing.outcome

    def _check_known(self, event: E) -> None:
        known = (*self.table.events, *self._built().events)
        if event not in known:
            raise UnknownNameError(self.table.name, "event", event, dict.fromkeys(known))

    def _rejected(self, event: E) -> Refused:
        refusal = self.table.rejected.get(self.state, {}).get(event)
        if refusal is None:
            return Refused(self.table.name, self.state, event, "unanswered", UNANSWERED)
        return self._refused(event, refusal)

    def _held_back(self, event: E) -> Refused:
        """Why no way was taken: a requirement of the chosen one, or something that was added to the machine."""
        ways = [move for move in self.table.moves if move.source == self.state and move.event == event]
        chosen = self._chosen(ways)
        unmet = None if chosen is None else self._unmet(chosen)
        if unmet is None:
            return Refused(self.table.name, self.state, event, "held_back", HELD_BACK)
        return self._refused(event, unmet.refusal)

    def _refused(self, event: E, refusal: str) -> Refused:
        return Refused(self.table.name, self.state, event, refusal, self.table.refusals.get(refusal, {}))

    def _chosen(self, ways: Sequence[Move[S, E]]) -> Move[S, E] | None:
        """The first way whose `when` holds."""
        return next((way for way in ways if way.when is None or holds(way.when, self._said(), self.table.facts)), None)

    def _unmet(self, way: Move[S, E]) -> Requirement | None:
        """The first requirement that does not hold."""
        said = self._said()
        return next((need for need in way.requires if not holds(need.condition, said, self.table.facts)), None)

    def _comes_early(self, way: Move[S, E], at: int | None) -> bool:
        """Whether the way is still closed; it is never without times."""
        if way.not_before is None or at is None or self._entered is None:
            return False
        return at < self._entered + self._length(way.not_before)

    def _length(self, duration: str) -> int:
        if self._durations is not None and duration in self._durations:
            return self._durations[duration]
        return self.table.durations[duration].value

    def _said(self) -> Mapping[str, bool]:
        """The facts that decide between ways."""
        return NO_FACTS


class MessageLog(LiveMachine[S, E]):
    """One message in the sending logs."""

    __slots__ = ()

    @property
    def status(self) -> str:
        """What the sending logs show."""
        return self.standing.status or ""


class GuardedMachine(LiveMachine[S, E]):
    """An object whose moves depend on named facts, which the caller supplies."""

    __slots__ = ("_facts",)

    def __init__(
        self,
        facts: Mapping[str, bool] | None = None,
        tally: Listener | None = None,
        durations: Mapping[str, timedelta | int] | Lengths | None = None,
    ) -> None:
        """Begin in the initial state; facts that nobody speaks of have their default, the rest as for other objects."""
        self._facts: dict[str, bool] = {}
        self.say(facts or {})
        super().__init__(tally, durations)

    @property
    def facts(self) -> Mapping[str, bool]:
        """What was said so far."""
        return MappingProxyType(self._facts)

    def say(self, facts: Mapping[str, bool]) -> None:
        """Say what holds and what does not; raises `UnknownNameError` for no fact that a caller may say.

        Raises `TypeError` for anything but True and False: a fact may be a right, which no other value can grant.
        """
        sayable = [name for name, fact in self.table.facts.items() if fact.condition is None]
        for name, holds_now in facts.items():
            if name not in sayable:
                raise UnknownNameError(self.table.name, "fact that can be said,", name, sayable)
            if type(holds_now) is not bool:
                raise TypeError(f"the fact `{name}` of {self.table.name} cannot be {holds_now!r}; say True or False")
        self._facts.update(facts)

    def _said(self) -> Mapping[str, bool]:
        return self._facts
