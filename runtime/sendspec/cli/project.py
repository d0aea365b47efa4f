"""A project on disk, compiled: the one place that turns the generator's model into the runtime's tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sendspec.cli.bounces import classifier_of, listening_of, statuses_of_addresses

if TYPE_CHECKING:
    from sendspec_gen.model import Condition, Fields, Machine, Model, Source, SourceRule, Value
    from sendspec_gen.problems import Problem
    from sendspec_gen.source import SourceFile

    from sendspec import table
    from sendspec.addresses import Listening
    from sendspec.bounces import Classifier
    from sendspec.kpi import Measures
    from sendspec.sources.declared import meaning
    from sendspec.sources.declared.meaning import Declared

DECLARED = "declared"
"""What stands for the name of a reader where a source is declared."""


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """How the records of a log become events: the reader's record to the event."""

    name: str
    label: Mapping[str, str]
    reader: str
    """`declared` for a source without a reader of its own."""
    events: Mapping[str, str]
    """Of one that is declared, every event that its rules may give."""
    place: str
    """Where in the spec it stands."""
    declared: Declared | None = None
    """What its files hold and what their records mean, if the spec says so itself."""
    bounces: Classifier | None = None
    """What tells the kind of a failure to rules that ask for it."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the verbs that read logs need of a spec."""

    tables: Mapping[str, table.Table[str, str]]
    """The modes by name, in the order of the spec."""
    tracking: table.Table[str, str] | None
    measures: Measures
    sources: Mapping[str, SourceConfig]
    locales: tuple[str, ...]
    default_locale: str
    bounces: Classifier | None = None
    """What classifies failures; None where the project has no table of bounces."""
    addresses: Listening | None = None
    """What the machine of addresses hears; None where nobody says."""
    address_statuses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The labels of what an address shows."""


def project_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--project DIR`, for every verb that reads a spec."""
    return click.option(
        "--project",
        type=click.Path(path_type=Path),
        default=Path(),
        metavar="DIR",
        help="The folder that holds spec/.  [default: this one]",
    )(command)


def spec_files(project: Path) -> tuple[SourceFile, ...]:
    """The files of a project's spec; a folder without one ends the command with exit code 2."""
    from sendspec_gen import disk

    if not (project / "spec").is_dir():
        where = "here" if project == Path() else f"in {project}"
        raise click.UsageError(f"there is no folder spec/ {where}; go to the project, or name it with --project DIR")
    return disk.read_spec(project)


def compiler_in(project: Path) -> str:
    """Where a project sees the compiler; its package if that lies elsewhere, since no absolute path may be told."""
    import sendspec_gen

    package = Path(sendspec_gen.__path__[0])
    try:
        return package.resolve().relative_to(project.resolve()).as_posix()
    except ValueError:
        return package.name


def compiled_model(project: Path, *, for_output: bool = False) -> Model:
    """The model of a sound spec; problems are shown and end the command with exit code 1.

    For output, what it is made of besides must be sound too: catalogues and templates.
    """
    from sendspec_gen.pipeline import compile_project, compile_spec

    files = spec_files(project)
    compilation = compile_project(files, compiler_in(project)) if for_output else compile_spec(files)
    show_problems(compilation.problems, files)
    if not compilation.sound or compilation.model is None:
        raise SystemExit(1)
    return compilation.model


def show_problems(problems: tuple[Problem, ...], files: tuple[SourceFile, ...]) -> None:
    """The problems that are not ignored on standard error, each with its line, and how many there are."""
    words = problems_in_words(problems, files)
    if words:
        print(words, file=sys.stderr)


def problems_in_words(problems: tuple[Problem, ...], files: tuple[SourceFile, ...]) -> str:
    """The problems that are not ignored, each with its line, and how many there are; nothing if there are none."""
    from sendspec_gen.problems import show

    lines_of = {file.path: file.content.decode("utf-8-sig", "replace").splitlines() for file in files}
    told = [problem for problem in problems if problem.ignored is None]
    if not told:
        return ""
    counted = f"{_counted(told)}; `sendspec explain rule {told[0].code}` says more of the first kind"
    return "\n".join([*(show(problem, lines_of) for problem in told), "", counted])


def _counted(problems: list[Problem]) -> str:
    warnings = sum(problem.severity == "warning" for problem in problems)
    numbers = (("problem", len(problems) - warnings), ("warning", warnings))
    return " and ".join(f"{number} {what}{'s' if number > 1 else ''}" for what, number in numbers if number)


def compiled(project: Path) -> Compiled:
    """The tables, measures and sources of a project."""
    return compiled_of(compiled_model(project))


def compiled_of(model: Model) -> Compiled:
    """What the verbs that read logs need of a model."""
    tables = {name: table_of(machine, model) for name, machine in model.machines.items()}
    bounces = classifier_of(model.bounces)
    return Compiled(
        tables={mode.name: tables[mode.name] for mode in model.modes},
        tracking=next((tables[name] for name, machine in model.machines.items() if machine.kind == "tracking"), None),
        measures=measures_of(model),
        sources={source.name: source_config(source, bounces) for source in model.sources.values()},
        locales=model.project.locales,
        default_locale=model.project.default_locale,
        bounces=bounces,
        addresses=listening_of(model.bounces, tables),
        address_statuses=statuses_of_addresses(model),
    )


def source_config(source: Source, bounces: Classifier | None = None) -> SourceConfig:
    """A source of the model as the runtime's plain data."""
    place = str(source.place)
    if source.declared is None:
        return SourceConfig(source.name, source.label, source.reader or DECLARED, source.events, place)
    events: dict[str, str] = {}
    for rule in source.declared.rules:
        for event in rule.heard:
            # A record may mean several events, by the rule that fits.
            events[rule.record if events.get(rule.record, event) == event else f"{rule.record} {event}"] = event
    return SourceConfig(source.name, source.label, DECLARED, events, place, _declared(source), bounces)


def _declared(source: Source) -> Declared:
    from sendspec.sources.declared import meaning

    declared = source.declared
    assert declared is not None
    return meaning.Declared(
        name=source.name,
        format=declared.format,
        records=tuple(meaning.Records(one.path, one.is_text) for one in declared.records),
        rules=tuple(_source_rule(rule) for rule in declared.rules),
        patterns=declared.patterns,
        columns=declared.columns,
        delimiter=declared.delimiter,
    )


def _source_rule(rule: SourceRule) -> meaning.Rule:
    from sendspec.sources.declared import meaning

    return meaning.Rule(
        record=rule.record,
        when=tuple(meaning.Test(test.path, test.sort, test.values, test.negated) for test in rule.when),
        event=rule.event,
        by_kind=rule.by_kind,
        fields=_source_fields(rule.fields),
        also_known_as={name: _value(value) or () for name, value in rule.also_known_as.items()},
        continues_as=_value(rule.continues_as),
        place=f"{rule.place.file}:{rule.place.line}",
    )


def _source_fields(fields: Fields) -> meaning.Fields:
    from sendspec.sources.declared import meaning

    return meaning.Fields(
        message=_value(fields.message),
        known_as=fields.known_as,
        recipient=_value(fields.recipient),
        each=fields.each,
        time=tuple(meaning.Time(_value(time.value) or (), time.form, time.zone) for time in fields.time),
        id=_value(fields.id),
        reason=_value(fields.reason),
        bounce_class=_value(fields.bounce_class),
        bounce_status=_value(fields.bounce_status),
    )


def _value(value: Value | None) -> meaning.Value | None:
    from sendspec.sources.declared import meaning

    return None if value is None else tuple(meaning.Way(way.path, way.pattern) for way in value)


def table_of(machine: Machine, model: Model) -> table.Table[str, str]:
    """A machine of the model as the runtime's plain data."""
    from sendspec_gen.derive import contributions
    from sendspec_gen.model import Ignored, Rejected

    from sendspec import table

    contributed = contributions(machine, model)
    states = machine.states.values()
    refusals = {answer.refusal for state in states for answer in state.answers.values() if isinstance(answer, Rejected)}
    refusals |= {requirement.refusal for _, _, move in machine.moves() for requirement in move.requires}
    durations = {state.deadline.after for state in states if state.deadline}
    durations |= {move.not_before for _, _, move in machine.moves() if move.not_before}
    return table.Table(
        name=machine.name,
        kind=machine.kind,
        label=machine.label,
        initial=machine.initial,
        events=tuple(model.events[machine.kind]),
        states={
            state.name: table.Standing(
                label=state.label,
                status=state.status,
                code=state.code,
                settled=state.settled,
                final=state.final,
                deadline=table.Deadline(state.deadline.after, state.deadline.raises, state.deadline.since)
                if state.deadline
                else None,
                contributes=contributed[state.name],
            )
            for state in states
        },
        moves=tuple(
            table.Move(
                source=state.name,
                event=answer.event,
                target=move.target,
                effects=move.effects,
                when=_condition(move.when) if move.when else None,
                requires=tuple(
                    table.Requirement(_condition(requirement.condition), requirement.refusal)
                    for requirement in move.requires
                ),
                not_before=move.not_before,
                tell=move.tell,
            )
            for state, answer, move in machine.moves()
        ),
        ignored={
            state.name: tuple(answer.event for answer in state.answers.values() if isinstance(answer, Ignored))
            for state in states
        },
        rejected={
            state.name: {
                answer.event: answer.refusal for answer in state.answers.values() if isinstance(answer, Rejected)
            }
            for state in states
        },
        refusals={name: refusal.label for name, refusal in model.refusals.items() if name in refusals},
        facts={
            fact.name: table.Fact(fact.label, fact.default, _condition(fact.condition) if fact.condition else None)
            for fact in machine.facts.values()
        },
        at_start={
            counter.name: counter.at_start
            for counter in model.counters.values()
            if counter.of == machine.kind and counter.at_start
        },
        durations={
            duration.name: table.Duration(duration.value, duration.at_most)
            for duration in model.project.durations.values()
            if duration.name in durations
        },
        channels=machine.channels,
    )


def measures_of(model: Model) -> Measures:
    """What the model counts and shows."""
    from sendspec.kpi import Kpi, Measures

    durations = model.project.durations
    return Measures(
        counters={counter.name: counter.label for counter in model.counters.values()},
        sums={counter.name: counter.parts for counter in model.counters.values() if counter.kind == "sum"},
        kpis=tuple(
            Kpi(
                name=kpi.name,
                label=kpi.label,
                unit=kpi.unit,
                counter=kpi.counter,
                status=kpi.status,
                over=kpi.over,
                refreshed=durations[kpi.refreshed].value if kpi.refreshed else None,
                channels=kpi.channels,
            )
            for kpi in model.kpis.values()
        ),
        statuses={status.name: status.label for status in model.statuses.get("log", {}).values()},
    )


def _condition(condition: Condition) -> table.Condition:
    from sendspec_gen import model

    from sendspec import table

    match condition:
        case model.FactIs(name):
            return table.FactIs(name)
        case model.NotThat(inner):
            return table.NotThat(_condition(inner))
        case model.AnyOf(parts):
            return table.AnyOf(tuple(_condition(part) for part in parts))
        case model.AllOf(parts):
            return table.AllOf(tuple(_condition(part) for part in parts))
