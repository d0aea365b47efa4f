"""Scenarios, resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sendspec_gen import model, syntax
from sendspec_gen.kinds import duration_text
from sendspec_gen.problems import Problems
from sendspec_gen.resolve.citations import citations
from sendspec_gen.resolve.names import Names, words_of
from sendspec_gen.resolve.vocabulary import Known
from sendspec_gen.source import Written


def scenarios(
    spec: syntax.Spec, machines: Mapping[str, model.Machine], known: Known, problems: Problems
) -> tuple[model.Scenario, ...]:
    """All stories; `machines` are those of the spec's that could be resolved."""
    modes = Names("mode", {mode.mode.value: mode.mode.place for mode in spec.modes})
    others = Names("machine", {machine.machine.value: machine.machine.place for machine in spec.machines})
    stories = []
    for written in spec.scenarios:
        named = [others.find(written.machine, problems), modes.find(written.mode, problems)]
        named += modes.find_all(written.modes, problems)
        told_of = tuple(machines[name] for name in named if name is not None and name in machines)
        stories.append(_scenario(written, told_of, machines, known, problems))
    return tuple(stories)


def _scenario(
    written: syntax.Scenario,
    told_of: tuple[model.Machine, ...],
    machines: Mapping[str, model.Machine],
    known: Known,
    problems: Problems,
) -> model.Scenario:
    scope = _scope(written, told_of, machines, known, problems)
    # Where nothing is known of what it is told of, every name in the steps would be unknown too.
    steps = tuple(step for each in written.steps for step in _steps(each, scope)) if told_of else ()
    _check_times(written, problems)
    return model.Scenario(
        title=words_of(written.scenario, known.locales, written.place, problems),
        cite=citations(written.cite, known, problems),
        reading=words_of(written.reading, known.locales, written.place, problems),
        machines=tuple(machine.name for machine in told_of),
        messages=written.messages.value if written.messages else 1,
        facts=_facts(written.facts, scope) if told_of else {},
        steps=steps,
        place=written.place,
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the steps of one scenario may name."""

    written: syntax.Scenario
    told_of: tuple[model.Machine, ...]
    events: Names
    """Of the machines told of; a message is also opened and clicked."""
    statuses: Names
    states: Names
    """Those that all of them have."""
    facts: Names
    known: Known
    problems: Problems


def _scope(
    written: syntax.Scenario,
    told_of: tuple[model.Machine, ...],
    machines: Mapping[str, model.Machine],
    known: Known,
    problems: Problems,
) -> _Scope:
    kinds = {machine.kind for machine in told_of}
    trackings = {machine.kind for machine in machines.values() if machine.kind == "tracking"}
    first, *others = [machine.states for machine in told_of] or [{}]
    return _Scope(
        written,
        told_of,
        events=_names("event", known.event_names, kinds | trackings if "log" in kinds else kinds),
        statuses=_names("status", known.status_names, kinds),
        states=Names(
            "state", {name: state.place for name, state in first.items() if all(name in more for more in others)}
        ),
        facts=Names("fact", {name: fact.place for machine in told_of for name, fact in machine.facts.items()}),
        known=known,
        problems=problems,
    )


def _names(what: str, by_kind: Mapping[str, Names], kinds: set[str]) -> Names:
    return Names(
        what, {name: place for kind, names in by_kind.items() if kind in kinds for name, place in names.places.items()}
    )


def _steps(written: syntax.Step, scope: _Scope) -> Iterator[model.Step]:
    """A step, or one for each of its events."""
    if written.event is not None and written.events is not None:
        scope.problems.add("one-of", written.events[0].place, "a step has only one of the keys `event`, `events`")
    step = _step(written, scope)
    if written.events is None:
        yield step
        return
    for number, name in enumerate(written.events):
        event = scope.events.find(name, scope.problems)
        again = replace(step, event=event, place=name.place)
        # Time passes and facts change once, before the first of them.
        yield again if number == 0 else replace(again, goes_on=True, at=None, facts={})


def _step(written: syntax.Step, scope: _Scope) -> model.Step:
    known, problems = scope.known, scope.problems
    kpis = {known.kpi_names.find(name, problems): shown for name, shown in (written.kpis or {}).items()}
    counters = {known.counter_names.find(name, problems): count for name, count in (written.counters or {}).items()}
    return model.Step(
        event=scope.events.find(written.event, problems),
        goes_on=False,
        at=written.at.value if written.at else None,
        message=_message(written.message, scope),
        facts=_facts(written.facts, scope),
        state=scope.states.find(written.state, problems),
        status=scope.statuses.find(written.status, problems),
        settled=written.settled.value if written.settled else None,
        tells=None if written.tells is None else _tells(written.tells, scope),
        refused=known.refusal_names.find(written.refused, problems),
        reason=written.reason.value if written.reason else None,
        kpis={name: shown.value for name, shown in kpis.items() if name is not None},
        counters={name: count.value for name, count in counters.items() if name is not None},
        place=written.event.place if written.event else written.place,
    )


def _tells(written: Mapping[Written[str], Written[str]], scope: _Scope) -> dict[str, str]:
    messages = scope.known.event_names.get("log", Names("event"))
    told = {whom.value: messages.find(event, scope.problems) for whom, event in written.items()}
    return {whom: event for whom, event in told.items() if event is not None}


def _message(written: Written[int | str] | None, scope: _Scope) -> int | None:
    if written is None:
        return 1
    messages = scope.written.messages.value if scope.written.messages else 1
    if written.value == "all":
        return None
    if isinstance(written.value, str) or not 1 <= written.value <= messages:
        scope.problems.add(
            "no-such-message",
            written.place,
            f"this scenario has no message `{written.value}`",
            hint=f"it has {messages}; write a number from 1, or `all`",
        )
        return 1
    return written.value


def _facts(written: Mapping[Written[str], Written[bool]] | None, scope: _Scope) -> dict[str, bool]:
    facts = {}
    for name, value in (written or {}).items():
        fact = scope.facts.find(name, scope.problems)
        if fact is None:
            continue
        if any(fact in machine.facts and machine.facts[fact].condition is not None for machine in scope.told_of):
            scope.problems.add(
                "fact-not-supplied-by-people",
                name.place,
                f"`{fact}` is made of other facts, so nobody can set it",
                hint="set the facts that it is made of",
            )
        facts[fact] = value.value
    return facts


def _check_times(written: syntax.Scenario, problems: Problems) -> None:
    latest = 0
    for step in written.steps:
        if step.at is None:
            continue
        if step.at.value < latest:
            problems.add(
                "time-goes-back",
                step.at.place,
                f"{duration_text(step.at.value)} lies before the step above, which is at {duration_text(latest)}",
            )
        latest = max(latest, step.at.value)
