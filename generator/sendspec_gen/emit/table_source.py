"""The parts of a machine's table as Python source, in the words of `sendspec.table`."""

from __future__ import annotations

from collections.abc import Mapping

from sendspec_gen.emit.python_source import Code, arguments, literal
from sendspec_gen.model import (
    AllOf,
    AnyOf,
    Condition,
    Deadline,
    Duration,
    Fact,
    FactIs,
    Ignored,
    Machine,
    Model,
    Move,
    NotThat,
    Refusal,
    Rejected,
    State,
)


def standing(state: State, contributes: Mapping[str, int]) -> Code:
    """The arguments of a `Standing`."""
    return arguments(
        label=state.label,
        status=state.status,
        code=state.code,
        settled=state.settled,
        final=state.final,
        deadline=_deadline(state.deadline) if state.deadline else None,
        contributes=_signed(contributes),
    )


def move_details(move: Move) -> Code:
    """The arguments of a `Move` after its states and event, each led by a comma."""
    details = arguments(
        when=condition(move.when) if move.when else None,
        requires=tuple(
            Code(f"Requirement({condition(needed.condition)}, {literal(needed.refusal)})") for needed in move.requires
        ),
        not_before=move.not_before,
        tell=move.tell,
    )
    effects = literal(_signed(move.effects)) if move.effects else None
    return Code("".join(f", {part}" for part in (effects, details) if part))


def fact(declared: Fact) -> Code:
    """The arguments of a `Fact`."""
    return arguments(
        label=declared.label,
        default=declared.default,
        condition=condition(declared.condition) if declared.condition else None,
    )


def duration(declared: Duration) -> Code:
    """The arguments of a `Duration`."""
    return arguments(value=declared.value, at_most=declared.at_most)


def condition(written: Condition) -> Code:
    """Facts combined."""
    match written:
        case FactIs(name):
            return Code(f"FactIs({literal(name)})")
        case NotThat(inner):
            return Code(f"NotThat({condition(inner)})")
        case AnyOf(parts):
            return Code(f"AnyOf({literal(tuple(condition(part) for part in parts))})")
        case AllOf(parts):
            return Code(f"AllOf({literal(tuple(condition(part) for part in parts))})")


def members(names: tuple[str, ...], enum: str) -> Code:
    """A tuple of members of an enum: `(Event.OPENED, Event.CLICKED)`."""
    return literal(tuple(member(name, enum) for name in names))


def member(name: str, enum: str) -> Code:
    """A member of an enum: `Event.OPENED`."""
    return Code(f"{enum}.{name.upper()}")


def ignored(machine: Machine) -> dict[str, tuple[str, ...]]:
    """The events that each state ignores; states that ignore none are left out."""
    found = {
        state.name: tuple(answer.event for answer in state.answers.values() if isinstance(answer, Ignored))
        for state in machine.states.values()
    }
    return {state: events for state, events in found.items() if events}


def rejected(machine: Machine) -> dict[str, Mapping[Code, str]]:
    """The refusal of each event that a state refuses; states that refuse none are left out."""
    found = {
        state.name: {
            member(answer.event, "Event"): answer.refusal
            for answer in state.answers.values()
            if isinstance(answer, Rejected)
        }
        for state in machine.states.values()
    }
    return {state: refusals for state, refusals in found.items() if refusals}


def refusals_of(machine: Machine, model: Model) -> tuple[Refusal, ...]:
    """The refusals that a machine may answer with, in the order of the vocabulary."""
    named = {needed.refusal for _, _, move in machine.moves() for needed in move.requires}
    named |= {refusal for refusals in rejected(machine).values() for refusal in refusals.values()}
    return tuple(refusal for refusal in model.refusals.values() if refusal.name in named)


def durations_of(machine: Machine, model: Model) -> tuple[Duration, ...]:
    """The durations that a machine's clocks and moves name, in the order of the project."""
    named = {state.deadline.after for state in machine.states.values() if state.deadline}
    named |= {move.not_before for _, _, move in machine.moves() if move.not_before}
    return tuple(duration for duration in model.project.durations.values() if duration.name in named)


def names_used(machine: Machine, model: Model) -> tuple[str, ...]:
    """The classes of `sendspec.table` that a machine's table is written with."""
    moves = [move for _, _, move in machine.moves()]
    conditions = [declared.condition for declared in machine.facts.values()]
    conditions += [move.when for move in moves]
    conditions += [needed.condition for move in moves for needed in move.requires]
    used = {"Standing", "Table"}
    used |= {name for written in conditions if written for name in _condition_names(written)}
    used |= {"Move"} if moves else set()
    used |= {"Requirement"} if any(move.requires for move in moves) else set()
    used |= {"Fact"} if machine.facts else set()
    used |= {"Deadline"} if any(state.deadline for state in machine.states.values()) else set()
    used |= {"Duration"} if durations_of(machine, model) else set()
    return tuple(sorted(used))


def _deadline(deadline: Deadline) -> Code:
    event = member(deadline.raises, "Event")
    return Code(f"Deadline({literal(deadline.after)}, {event}, {literal(deadline.since)})")


def _signed(numbers: Mapping[str, int]) -> dict[str, Code]:
    return {counter: Code(f"{number:+d}") for counter, number in numbers.items()}


def _condition_names(written: Condition) -> set[str]:
    match written:
        case FactIs():
            return {"FactIs"}
        case NotThat(inner):
            return {"NotThat"} | _condition_names(inner)
        case AnyOf(parts) | AllOf(parts):
            return {type(written).__name__}.union(*(_condition_names(part) for part in parts))
