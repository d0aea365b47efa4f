"""The `transitions` machine of a class, and the plain answers that are read off it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from transitions import EventData, Machine, State, Transition

from sendspec.machine.outcome import Outcome
from sendspec.table import Move, Standing, Table

if TYPE_CHECKING:
    from sendspec.machine.live import LiveMachine

Answers: TypeAlias = dict[Any, dict[Any, Outcome[Any, Any]]]
"""The outcome for each state and event, where nothing but the state decides it."""


@dataclass(slots=True)
class Hearing:
    """What is handed through `transitions` with an event: when it came, and then what came of it."""

    at: int | None
    outcome: Outcome[Any, Any] | None = None


class KeyedState(State):
    """A state under its plain name, whose value is the member that the table uses."""

    def __init__(self, name: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(plain_text(name), *args, **kwargs)
        self._member = name

    @property
    def value(self) -> Any:
        return self._member

    def enter(self, event_data: EventData) -> None:
        # The state is set and no callback has run yet: one that raises finds state and counts in agreement.
        _take(event_data)
        super().enter(event_data)


class CountedTransition(Transition):
    """A transition that knows its outcome."""

    def __init__(self, *args: Any, outcome: Outcome[Any, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome = outcome
        if self.dest is None:
            # No state is entered here: the first thing after the event is to take it, before a callback may raise.
            self.after.insert(0, _take)


class ClassMachine(Machine):
    """One machine for all objects of a class; states and events go by their plain names, enum members are welcome."""

    state_cls = KeyedState
    transition_cls = CountedTransition

    def get_state(self, state: Any) -> State:
        # An enum member equals its text here; the library would look for the member's own name.
        found = self.states.get(state)
        return super().get_state(plain_text(state)) if found is None else found

    def add_transition(self, trigger: Any, source: Any, dest: Any = None, *args: Any, **kwargs: Any) -> None:
        super().add_transition(plain_text(trigger), _plain(source), _plain(dest), *args, **kwargs)

    def get_transitions(self, trigger: Any = "", source: Any = "*", dest: Any = "*") -> list[Transition]:
        return super().get_transitions(plain_text(trigger), _plain(source), _plain(dest))


def machine_of(kind: type[LiveMachine[Any, Any]]) -> ClassMachine:
    """The `transitions` machine of a class: its table, and the callbacks that are methods of the class."""
    table = kind.table
    machine = ClassMachine(
        model=None,
        states=[KeyedState(name, final=standing.final) for name, standing in table.states.items()],
        initial=plain_text(table.initial),
        auto_transitions=False,
        send_event=True,
        name=table.name,
    )
    for ways in _ways(table):
        _add_ways(machine, table, ways)
    for state, events in table.ignored.items():
        for event in events:
            _add_ignored(machine, table, state, event)
    _add_methods(machine, kind)
    return machine


def plain_answers(machine: ClassMachine) -> Answers:
    """What the machine answers where a pair has one transition, and no condition or callback stands in its way."""
    answers: defaultdict[Any, dict[Any, Outcome[Any, Any]]] = defaultdict(dict)
    for event in machine.events.values():
        for transitions in event.transitions.values():
            if len(transitions) == 1 and _is_plain(machine, transitions[0]):
                outcome = getattr(transitions[0], "outcome", None)
                if outcome is not None:
                    answers[outcome.source][outcome.event] = outcome
    return dict(answers)


def plain_text(name: str) -> str:
    """The text of a name, without the enum around it."""
    return str.__str__(name)


def _plain(names: Any) -> Any:
    """The same for what `transitions` takes: a name, a list of names, a state or nothing."""
    if isinstance(names, str):
        return plain_text(names)
    return [_plain(name) for name in names] if isinstance(names, list) else names


def _is_plain(machine: ClassMachine, transition: Transition) -> bool:
    """Whether nothing needs to be asked or called on the way."""
    after = [callback for callback in transition.after if callback is not _take]
    hooks: list[Any] = [transition.conditions, transition.prepare, transition.before, after]
    hooks += [machine.prepare_event, machine.before_state_change, machine.after_state_change]
    hooks += [machine.finalize_event]
    if transition.dest is not None:
        target = machine.get_state(transition.dest)
        hooks += [machine.get_state(transition.source).on_exit, target.on_enter]
        hooks += [machine.on_final] if target.final else []
    return not any(hooks)


def _ways(table: Table[Any, Any]) -> list[tuple[Move[Any, Any], ...]]:
    """The moves of the table, those of one state and event together."""
    ways: dict[tuple[Any, Any], tuple[Move[Any, Any], ...]] = {}
    for move in table.moves:
        ways[move.source, move.event] = (*ways.get((move.source, move.event), ()), move)
    return list(ways.values())


def _add_ways(machine: ClassMachine, table: Table[Any, Any], ways: tuple[Move[Any, Any], ...]) -> None:
    plain = len(ways) == 1 and ways[0].when is None and not ways[0].requires and ways[0].not_before is None
    for way in ways:
        outcome = Outcome(
            event=way.event,
            source=way.source,
            target=way.target,
            moved=True,
            effects=way.effects,
            tell=way.tell,
            before=table.states[way.source],
            after=table.states[way.target],
        )
        conditions = [] if plain else [_takes(ways, way)]
        machine.add_transition(way.event, way.source, way.target, conditions=conditions, outcome=outcome)
    if any(way.not_before is not None for way in ways):
        _add_ignored(machine, table, ways[0].source, ways[0].event, conditions=[_comes_early(ways)])


def _add_ignored(
    machine: ClassMachine, table: Table[Any, Any], state: Any, event: Any, conditions: list[Any] | None = None
) -> None:
    """Add an internal transition, so that `may` says yes to an event that changes nothing."""
    outcome = Outcome(event, state, state, False, {}, {}, table.states[state], table.states[state])
    machine.add_transition(event, state, None, conditions=conditions or [], outcome=outcome)


def _takes(ways: tuple[Move[Any, Any], ...], way: Move[Any, Any]) -> Callable[[EventData], bool]:
    def takes(event_data: EventData) -> bool:
        model: Any = event_data.model
        return (
            model._chosen(ways) is way
            and not model._comes_early(way, _hearing(event_data).at)
            and model._unmet(way) is None
        )

    return takes


def _comes_early(ways: tuple[Move[Any, Any], ...]) -> Callable[[EventData], bool]:
    def comes_early(event_data: EventData) -> bool:
        model: Any = event_data.model
        chosen = model._chosen(ways)
        return chosen is not None and model._comes_early(chosen, _hearing(event_data).at)

    return comes_early


def _add_methods(machine: ClassMachine, kind: type[LiveMachine[Any, Any]]) -> None:
    """Add the methods that are named after `transitions`' callbacks; without a model it does not look for them."""
    for name, state in machine.states.items():
        for callback in machine.state_cls.dynamic_methods:
            if _is_callback(kind, f"{callback}_{name}"):
                state.add_callback(callback.removeprefix("on_"), f"{callback}_{name}")
    for name, event in machine.events.items():
        for callback in machine.transition_cls.dynamic_methods:
            if _is_callback(kind, f"{callback}_{name}"):
                event.add_callback(callback, f"{callback}_{name}")


def _is_callback(kind: type[LiveMachine[Any, Any]], method: str) -> bool:
    """Whether the class has such a method, and it does not stand for an event: `prepare_send` beside `send`."""
    return method not in kind.table.events and callable(getattr(kind, method, None))


def _hearing(event_data: EventData) -> Hearing:
    """What `fire` handed over; whoever triggers the library's event by hand hands over nothing."""
    handed = cast("tuple[Any, ...]", event_data.args)
    return handed[0] if handed and isinstance(handed[0], Hearing) else Hearing(None)


def _take(event_data: EventData) -> None:
    """Tell the object what came of the event, and note it for the caller."""
    model: Any = event_data.model
    transition: Any = event_data.transition
    hearing = _hearing(event_data)
    hearing.outcome = transition.outcome or _outcome_of_added(event_data, model.table)
    model._took(hearing.outcome, hearing.at)


def _outcome_of_added(event_data: EventData, table: Table[Any, Any]) -> Outcome[Any, Any]:
    """The outcome of a transition that was added by hand: stocks follow from the two states, flows are not moved."""
    transition: Any = event_data.transition
    source: Any = event_data.machine.get_state(transition.source).value
    target: Any = source if transition.dest is None else event_data.machine.get_state(transition.dest).value
    before = table.states.get(source, Standing())
    after = table.states.get(target, Standing())
    effects = {
        counter: after.contributes.get(counter, 0) - before.contributes.get(counter, 0)
        for counter in (*before.contributes, *after.contributes)
    }
    event: Any = event_data.event
    transition.outcome = Outcome(event.name, source, target, transition.dest is not None, effects, {}, before, after)
    outcome: Outcome[Any, Any] = transition.outcome
    return outcome
