"""Other states: what they show, their codes, whether they are settled or final, their clocks; and other starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sendspec_gen.model import Deadline, Machine, Model, Moves, State
from sendspec_gen.mutation.mutant import Mutant, with_machine, with_state


def mutants(model: Model) -> Iterator[Mutant]:
    """Change each state of each machine, and each start."""
    for machine in model.machines.values():
        yield from _starts(machine, model)
        for state in machine.states.values():
            yield from _statuses(machine, state, model)
            yield from _codes(machine, state, model)
            yield from _flags(machine, state, model)
            yield from _clocks(machine, state, model)


def _starts(machine: Machine, model: Model) -> Iterator[Mutant]:
    for name in machine.states:
        if name != machine.initial:
            yield Mutant(
                id=f"{machine.name}/initial={name}",
                operator="initial",
                machine=machine.name,
                what=f"it starts in `{name}` instead of `{machine.initial}`",
                place=machine.states[machine.initial].place,
                model=with_machine(model, replace(machine, initial=name)),
            )


def _statuses(machine: Machine, state: State, model: Model) -> Iterator[Mutant]:
    for status in model.statuses.get(machine.kind, {}):
        if status != state.status:
            what = f"`{state.name}` shows `{status}` instead of `{state.status}`"
            yield _changed("status", status, what, machine, state, replace(state, status=status), model)


def _codes(machine: Machine, state: State, model: Model) -> Iterator[Mutant]:
    if state.code is not None:
        code = state.code + 1
        what = f"`{state.name}` has the code {code} instead of {state.code}"
        yield _changed("code", "", what, machine, state, replace(state, code=code), model)


def _flags(machine: Machine, state: State, model: Model) -> Iterator[Mutant]:
    settled = replace(state, settled=not state.settled)
    what = f"`{state.name}` is {'no longer ' if state.settled else ''}settled"
    yield _changed("settled", "", what, machine, state, settled, model)
    final = replace(state, final=not state.final)
    what = f"`{state.name}` is {'no longer ' if state.final else ''}final"
    yield _changed("final", "", what, machine, state, final, model)


def _clocks(machine: Machine, state: State, model: Model) -> Iterator[Mutant]:
    if state.deadline is None:
        for added in _clocks_elsewhere(machine, state, model):
            detail = f"{added.after},{added.raises},{added.since}"
            what = (
                f"`{state.name}` has a clock: after `{added.after}` since the {added.since} it raises `{added.raises}`"
            )
            yield _changed("clock_added", detail, what, machine, state, replace(state, deadline=added), model)
        return
    yield _changed(
        "clock_removed", "", f"`{state.name}` has no clock", machine, state, replace(state, deadline=None), model
    )
    for deadline, operator, detail, what in _other_clocks(machine, state.deadline, model):
        words = f"the clock of `{state.name}` {what}"
        yield _changed(operator, detail, words, machine, state, replace(state, deadline=deadline), model)


def _other_clocks(machine: Machine, deadline: Deadline, model: Model) -> Iterator[tuple[Deadline, str, str, str]]:
    """A clock with one thing changed: the operator, its detail, and the change in words."""
    for after in model.project.durations:
        if after != deadline.after:
            what = f"strikes after `{after}` instead of `{deadline.after}`"
            yield replace(deadline, after=after), "clock_length", after, what
    if deadline.since == "start":
        yield replace(deadline, since="entry"), "clock_since", "entry", "runs from the entry instead of the start"
    else:
        yield replace(deadline, since="start"), "clock_since", "start", "runs from the start instead of the entry"
    for event in model.events[machine.kind]:
        if event != deadline.raises:
            what = f"raises `{event}` instead of `{deadline.raises}`"
            yield replace(deadline, raises=event), "clock_event", event, what


def _clocks_elsewhere(machine: Machine, state: State, model: Model) -> Iterator[Deadline]:
    """The clocks that other states of the kind have; if none has, the first duration and event."""
    others = [
        replace(other.deadline, place=state.place)
        for each in model.machines.values()
        if each.kind == machine.kind
        for other in each.states.values()
        if other.deadline is not None
    ]
    if others:
        yield from dict.fromkeys(others)
        return
    duration = next(iter(model.project.durations), None)
    event = next((answer.event for answer in state.answers.values() if isinstance(answer, Moves)), None)
    if duration is not None and event is not None:
        yield Deadline(duration, event, "entry", state.place)


def _changed(operator: str, detail: str, what: str, machine: Machine, old: State, new: State, model: Model) -> Mutant:
    is_clock = operator.startswith("clock_") and old.deadline is not None
    return Mutant(
        id=f"{machine.name}/{old.name}/{operator}{f'={detail}' if detail else ''}",
        operator=operator,
        machine=machine.name,
        what=what,
        place=old.deadline.place if is_clock and old.deadline else old.place,
        model=with_state(model, machine, new),
    )
