"""Laws that say nothing, or say it twice: they would hold, or be refuted, whatever the machines do."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from sendspec_gen import model, syntax
from sendspec_gen.problems import Note, Problems
from sendspec_gen.source import Place, Written


def tell_empty(law: model.Law, written: syntax.Law, machines: Mapping[str, model.Machine], problems: Problems) -> None:
    """Tell what a law names twice, and what in it says nothing."""
    for names in _lists(written):
        _tell_repeats(names, problems)
    _tell_repeated_exemptions(law, problems)
    for place, message, hint in _empty(law, written, tuple(machines[name] for name in law.machines)):
        problems.add("law-says-nothing", place, message, hint=hint)


def tell_repeated(laws: Iterable[model.Law], problems: Problems) -> None:
    """Tell each law that says of a machine what a law above says of it."""
    said: dict[tuple[Hashable, str], Place] = {}
    for law in laws:
        for name in law.machines:
            first = said.setdefault((_meaning(law), name), law.place)
            if first is not law.place:
                problems.add(
                    "said-twice",
                    law.place,
                    f"this law says of `{name}` what a law above says of it",
                    hint="delete one of them, or let it speak of other machines",
                    notes=(Note(first, "the first stands here"),),
                )
                break


def _lists(written: syntax.Law) -> Iterator[Iterable[Written[str]]]:
    """The lists in which a second time says nothing."""
    yield written.at_most_one_of or ()
    yield written.modes if isinstance(written.modes, list) else ()
    if written.same_when_settled is not None:
        yield written.same_when_settled.counters
    if written.only_after is not None:
        yield from (written.only_after.reach, written.only_after.after, written.only_after.since or ())
    for exemption in written.except_ or ():
        yield exemption.events


def _tell_repeats(names: Iterable[Written[str]], problems: Problems) -> None:
    first: dict[str, Place] = {}
    for name in names:
        if name.value in first:
            problems.add(
                "said-twice",
                name.place,
                f"`{name.value}` is named twice in this list",
                hint="delete it",
                notes=(Note(first[name.value], "here it is named first"),),
            )
        first.setdefault(name.value, name.place)


def _tell_repeated_exemptions(law: model.Law, problems: Problems) -> None:
    first: dict[frozenset[str], Place] = {}
    for exemption in law.exempt:
        events = frozenset(exemption.events)
        if events in first:
            problems.add(
                "said-twice",
                exemption.place,
                f"an exception above names {' and '.join(f'`{event}`' for event in exemption.events)}, too",
                hint="delete the exception",
                notes=(Note(first[events], "the first stands here"),),
            )
        first.setdefault(events, exemption.place)


def _empty(
    law: model.Law, written: syntax.Law, machines: tuple[model.Machine, ...]
) -> Iterator[tuple[Place, str, str]]:
    """The place, what says nothing there, and the cure."""
    match law.statement:
        case model.AtMostOneOf() if len(written.at_most_one_of or ()) == 1:
            yield law.place, "nothing can count in more than one counter of one", "name two counters or more"
        case model.Between(counter, low, high) if counter in (low, high):
            yield (
                law.place,
                f"`{counter}` is never less or more than itself",
                "let another counter or a number bound it",
            )
        case model.Between(_, int(low), int(high)) if low > high:
            yield law.place, f"no number is at least {low} and at most {high}", "write the lower bound under `low`"
        case model.OnlyAfter():
            yield from _empty_precedence(written.only_after, machines)
        case model.CounterIsStatus() | model.SameWhenSettled() | model.SettledTogether():
            if not any(state.settled for machine in machines for state in machine.states.values()):
                message = f"`{law.name}` speaks of what is settled, and no state of {_names(machines)} is"
                yield law.place, message, "say which states are settled, or leave the law out"
        case model.ClockIsLate():
            if not any(state.deadline for machine in machines for state in machine.states.values()):
                message = f"`{law.name}` speaks of clocks, and no state of {_names(machines)} has a deadline"
                yield law.place, message, "give a state a deadline, or leave the law out"
        case _:
            pass


def _empty_precedence(
    written: syntax.Precedence | None, machines: tuple[model.Machine, ...]
) -> Iterator[tuple[Place, str, str]]:
    assert written is not None
    # A law of the first state alone speaks of coming back to it.
    for state in written.reach if len(written.reach) > 1 else ():
        begins = next((machine.name for machine in machines if machine.initial == state.value), None)
        if begins is not None:
            message = f"`{begins}` begins in `{state.value}`, so whoever goes on from there enters none of these states"
            yield state.place, message, "leave it out of `reach`"
    after = {event.value for event in written.after}
    for event in written.since or ():
        if event.value in after:
            message = f"`{event.value}` opens the way, as `after` says, so it cannot close it"
            yield event.place, message, "leave it out of `since`, or out of `after`"


def _meaning(law: model.Law) -> Hashable:
    """What a law says, however its names are ordered."""
    match law.statement:
        case model.AtMostOneOf(counters):
            return law.name, frozenset(counters)
        case model.CounterIsStatus(statuses):
            return law.name, frozenset(statuses.items())
        case model.SameWhenSettled(counters, status):
            return law.name, frozenset(counters), status
        case model.OnlyAfter(reach, after, since, when):
            return law.name, frozenset(reach), frozenset(after), frozenset(since), when
        case statement:
            return law.name, statement


def _names(machines: tuple[model.Machine, ...]) -> str:
    return ", ".join(f"`{machine.name}`" for machine in machines)
