"""An old spec told in the names of a new one, so that what was renamed is compared with what it became."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from sendspec_gen.changes.change import Rename, Thing
from sendspec_gen.model import (
    Addresses,
    AllOf,
    Answer,
    AnyOf,
    AtMostOneOf,
    Between,
    BounceRule,
    Bounces,
    Citation,
    Condition,
    Counter,
    CounterIsStatus,
    Deadline,
    Fact,
    FactIs,
    Ignored,
    Kpi,
    Law,
    Machine,
    Model,
    Move,
    Moves,
    NotThat,
    OnlyAfter,
    Potential,
    Project,
    Recording,
    Rejected,
    Requirement,
    SameWhenSettled,
    Scenario,
    Source,
    SourceRule,
    State,
    Statement,
    Step,
)

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True)
class NewNames:
    """The new name of each thing that was renamed: by sort, by machine or kind where names are its own, by old name."""

    given: Mapping[tuple[Thing, str, str], str]

    def of(self, thing: Thing, name: str, scope: str = "") -> str:
        """The name that a thing has now; `scope` is the machine's new name, or the kind of a status."""
        return self.given.get((thing, scope, name), name)

    def maybe(self, thing: Thing, name: str | None, scope: str = "") -> str | None:
        """The same of a name that need not be there."""
        return None if name is None else self.of(thing, name, scope)

    def all(self, thing: Thing, names: Iterable[str], scope: str = "") -> tuple[str, ...]:
        """The same of several names."""
        return tuple(self.of(thing, name, scope) for name in names)

    def keys(self, thing: Thing, values: Mapping[str, Named], scope: str = "") -> dict[str, Named]:
        """The same of the keys of a mapping, whose order is kept."""
        return {self.of(thing, name, scope): value for name, value in values.items()}


def new_names(renames: Iterable[Rename]) -> NewNames:
    """The names that these renames give."""
    return NewNames({(one.of, scope_of(one), one.before): one.after for one in renames})


def scope_of(rename: Rename) -> str:
    """Within what a name is one's own: a machine for states and facts, a kind for statuses, else everything."""
    if rename.of in ("state", "fact"):
        return rename.machine or ""
    return (rename.kind or "") if rename.of == "status" else ""


def under_new_names(model: Model, names: NewNames) -> Model:
    """The same spec in other names; places stay those of the old one."""
    if not names.given:
        return model
    machines = {machine.name: machine for machine in (_machine(machine, names) for machine in model.machines.values())}
    return replace(
        model,
        project=_project(model.project, names),
        events={
            kind: {name: replace(event, name=name) for name, event in names.keys("event", events).items()}
            for kind, events in model.events.items()
        },
        statuses={
            kind: {name: replace(status, name=name) for name, status in names.keys("status", statuses, kind).items()}
            for kind, statuses in model.statuses.items()
        },
        counters={counter.name: counter for counter in (_counter(one, names) for one in model.counters.values())},
        kpis={kpi.name: kpi for kpi in (_kpi(one, names) for one in model.kpis.values())},
        refusals={name: replace(one, name=name) for name, one in names.keys("refusal", model.refusals).items()},
        machines=machines,
        laws=tuple(_law(law, model, names) for law in model.laws),
        not_laws=tuple(_law(law, model, names) for law in model.not_laws),
        scenarios=tuple(_scenario(scenario, model, names) for scenario in model.scenarios),
        sources={source.name: source for source in (_source(one, names) for one in model.sources.values())},
        recordings={name: _recording(recording, names) for name, recording in model.recordings.items()},
        bounces=_bounces(model.bounces, names) if model.bounces else None,
    )


def _project(project: Project, names: NewNames) -> Project:
    return replace(
        project,
        durations={name: replace(one, name=name) for name, one in names.keys("duration", project.durations).items()},
        numbers=names.keys("number", project.numbers),
        documents={name: replace(one, name=name) for name, one in names.keys("document", project.documents).items()},
    )


def _counter(counter: Counter, names: NewNames) -> Counter:
    return replace(counter, name=names.of("counter", counter.name), parts=names.all("counter", counter.parts))


def _kpi(kpi: Kpi, names: NewNames) -> Kpi:
    return replace(
        kpi,
        name=names.of("kpi", kpi.name),
        counter=names.maybe("counter", kpi.counter),
        status=names.maybe("status", kpi.status, "log"),
        over=names.maybe("counter", kpi.over),
        refreshed=names.maybe("duration", kpi.refreshed),
    )


def _machine(machine: Machine, names: NewNames) -> Machine:
    name = names.of("machine", machine.name)
    states = (_state(state, name, machine.kind, names) for state in machine.states.values())
    return replace(
        machine,
        name=name,
        cite=_citations(machine.cite, names),
        facts={fact.name: fact for fact in (_fact(fact, name, names) for fact in machine.facts.values())},
        initial=names.of("state", machine.initial, name),
        states={state.name: state for state in states},
    )


def _fact(fact: Fact, machine: str, names: NewNames) -> Fact:
    return replace(
        fact,
        name=names.of("fact", fact.name, machine),
        condition=_condition(fact.condition, machine, names) if fact.condition else None,
        refusal=names.maybe("refusal", fact.refusal),
        refusal_of_not=names.maybe("refusal", fact.refusal_of_not),
    )


def _condition(condition: Condition, machine: str, names: NewNames) -> Condition:
    match condition:
        case FactIs(fact):
            return FactIs(names.of("fact", fact, machine))
        case NotThat(inner):
            return NotThat(_condition(inner, machine, names))
        case AnyOf(parts):
            return AnyOf(tuple(_condition(part, machine, names) for part in parts))
        case AllOf(parts):
            return AllOf(tuple(_condition(part, machine, names) for part in parts))


def _state(state: State, machine: str, kind: str, names: NewNames) -> State:
    answers = (_answer(answer, machine, names) for answer in state.answers.values())
    return replace(
        state,
        name=names.of("state", state.name, machine),
        status=names.maybe("status", state.status, kind),
        deadline=_deadline(state.deadline, names) if state.deadline else None,
        answers={answer.event: answer for answer in answers},
    )


def _deadline(deadline: Deadline, names: NewNames) -> Deadline:
    return replace(deadline, after=names.of("duration", deadline.after), raises=names.of("event", deadline.raises))


def _answer(answer: Answer, machine: str, names: NewNames) -> Answer:
    event = names.of("event", answer.event)
    match answer:
        case Ignored():
            return replace(answer, event=event)
        case Rejected():
            return replace(answer, event=event, refusal=names.of("refusal", answer.refusal))
        case Moves():
            return replace(answer, event=event, ways=tuple(_move(way, machine, names) for way in answer.ways))


def _move(move: Move, machine: str, names: NewNames) -> Move:
    return replace(
        move,
        target=names.of("state", move.target, machine),
        effects=names.keys("counter", move.effects),
        when=_condition(move.when, machine, names) if move.when else None,
        requires=tuple(
            Requirement(_condition(one.condition, machine, names), names.of("refusal", one.refusal))
            for one in move.requires
        ),
        not_before=names.maybe("duration", move.not_before),
        tell=_heard(move.tell, names),
        cite=_citations(move.cite, names),
    )


def _heard(told: Mapping[str, str], names: NewNames) -> dict[str, str]:
    return {listener: names.of("event", event) for listener, event in told.items()}


def _citations(cited: tuple[Citation, ...], names: NewNames) -> tuple[Citation, ...]:
    return tuple(replace(one, document=names.of("document", one.document)) for one in cited)


def _law(law: Law, model: Model, names: NewNames) -> Law:
    machines = names.all("machine", law.machines)
    kind = model.machines[law.machines[0]].kind if law.machines else ""
    return replace(
        law,
        machines=machines,
        statement=_statement(law.statement, machines[0] if machines else "", kind, names),
        exempt=tuple(replace(one, events=names.all("event", one.events)) for one in law.exempt),
        cite=_citations(law.cite, names),
    )


def _statement(statement: Statement, machine: str, kind: str, names: NewNames) -> Statement:
    match statement:
        case Potential(stock):
            return Potential(names.of("counter", stock))
        case AtMostOneOf(counters):
            return AtMostOneOf(names.all("counter", counters))
        case Between(counter, low, high):
            return Between(names.of("counter", counter), _bound(low, names), _bound(high, names))
        case CounterIsStatus(statuses):
            return CounterIsStatus(
                {names.of("counter", one): names.of("status", status, kind) for one, status in statuses.items()}
            )
        case SameWhenSettled():
            return replace(statement, counters=names.all("counter", statement.counters))
        case OnlyAfter():
            return replace(
                statement,
                reach=names.all("state", statement.reach, machine),
                after=names.all("event", statement.after),
                since=names.all("event", statement.since),
                when=_condition(statement.when, machine, names) if statement.when else None,
            )
        case _:
            return statement


def _bound(bound: int | str, names: NewNames) -> int | str:
    return names.of("counter", bound) if isinstance(bound, str) else bound


def _scenario(scenario: Scenario, model: Model, names: NewNames) -> Scenario:
    machines = names.all("machine", scenario.machines)
    kind = model.machines[scenario.machines[0]].kind if scenario.machines else ""
    machine = machines[0] if machines else ""
    return replace(
        scenario,
        cite=_citations(scenario.cite, names),
        machines=machines,
        facts=names.keys("fact", scenario.facts, machine),
        steps=tuple(_step(step, machine, kind, names) for step in scenario.steps),
    )


def _step(step: Step, machine: str, kind: str, names: NewNames) -> Step:
    return replace(
        step,
        event=names.maybe("event", step.event),
        facts=names.keys("fact", step.facts, machine),
        state=names.maybe("state", step.state, machine),
        status=names.maybe("status", step.status, kind),
        tells=_heard(step.tells, names) if step.tells is not None else None,
        refused=names.maybe("refusal", step.refused),
        kpis=names.keys("kpi", step.kpis),
        counters=names.keys("counter", step.counters),
    )


def _source(source: Source, names: NewNames) -> Source:
    events = {record: names.of("event", event) for record, event in source.events.items()}
    declared = source.declared
    if declared is not None:
        declared = replace(declared, rules=tuple(_source_rule(rule, names) for rule in declared.rules))
    return replace(source, name=names.of("source", source.name), events=events, declared=declared)


def _source_rule(rule: SourceRule, names: NewNames) -> SourceRule:
    by_kind = rule.by_kind
    if by_kind is not None:
        by_kind = {kind: names.maybe("event", event) for kind, event in by_kind.items()}
    return replace(rule, event=names.maybe("event", rule.event), by_kind=by_kind)


def _recording(recording: Recording, names: NewNames) -> Recording:
    events = tuple(replace(heard, event=names.of("event", heard.event)) for heard in recording.events)
    return replace(recording, events=events)


def _bounces(bounces: Bounces, names: NewNames) -> Bounces:
    return replace(
        bounces,
        rules=tuple(_bounce_rule(rule, names) for rule in bounces.rules),
        addresses=_addresses(bounces.addresses, names) if bounces.addresses else None,
    )


def _bounce_rule(rule: BounceRule, names: NewNames) -> BounceRule:
    return replace(rule, sources=names.all("source", rule.sources), cite=_citations(rule.cite, names))


def _addresses(addresses: Addresses, names: NewNames) -> Addresses:
    return replace(
        addresses,
        machine=names.of("machine", addresses.machine),
        failures=names.all("event", addresses.failures),
        kinds=_heard(addresses.kinds, names),
        events={names.of("event", event): names.of("event", hears) for event, hears in addresses.events.items()},
    )
