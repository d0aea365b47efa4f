"""Python modules: one a machine, the measures, and the package that gathers them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import jinja2

from sendspec_gen.derive import contributions
from sendspec_gen.emit import jinja, python_source, table_source
from sendspec_gen.emit.event_words import event_words, state_words, term_words
from sendspec_gen.emit.ruff import formatted
from sendspec_gen.kinds import duration_text
from sendspec_gen.model import Kpi, Machine, Model


def files(model: Model) -> Iterator[tuple[str, str]]:
    """Emit the package: each path relative to the project, with its text; FormattingError if ruff refuses it."""
    folder = f"generated/{model.project.package}"
    modules = {f"{folder}/{machine.name}.py": _machine(machine, model) for machine in model.machines.values()}
    modules[f"{folder}/measures.py"] = _measures(model)
    modules[f"{folder}/__init__.py"] = _package(model)
    yield from formatted(modules).items()
    yield f"{folder}/py.typed", f"{_header('spec/')}\n"


def class_name(machine: Machine) -> str:
    """The name of a machine's class: `enhanced_mta` is `EnhancedMta`."""
    return "".join(word.capitalize() for word in machine.name.split("_"))


def base_class(machine: Machine) -> str:
    """The class of the runtime that a machine's class stands on."""
    if machine.kind == "log":
        return "MessageLog"
    return "GuardedMachine" if machine.facts else "LiveMachine"


def _machine(machine: Machine, model: Model) -> str:
    template = _environment().get_template("machine.py.jinja")
    return template.render(
        header=_header(machine.path),
        machine=machine,
        class_name=class_name(machine),
        base_class=base_class(machine),
        names_used=table_source.names_used(machine, model),
        title=term_words(machine.label, {}, model),
        purpose=term_words(machine.label, machine.doc, model),
        state_words={state.name: state_words(state, machine, model) for state in machine.states.values()},
        events=model.events[machine.kind].values(),
        event_terms={
            event.name: term_words(event.label, event.doc, model) for event in model.events[machine.kind].values()
        },
        event_words={event.name: event_words(event, machine, model) for event in model.events[machine.kind].values()},
        contributions=contributions(machine, model),
        ignored=table_source.ignored(machine),
        rejected=table_source.rejected(machine),
        refusals=table_source.refusals_of(machine, model),
        at_start={
            counter.name: counter.at_start
            for counter in model.counters.values()
            if counter.of == machine.kind and counter.at_start
        },
        durations=table_source.durations_of(machine, model),
    )


def _measures(model: Model) -> str:
    template = _environment().get_template("measures.py.jinja")
    return template.render(
        header=_header("spec/vocabulary.yaml"),
        counters=model.counters.values(),
        kpis={kpi.name: _kpi(kpi, model) for kpi in model.kpis.values()},
        statuses=model.statuses.get("log", {}).values(),
    )


def _kpi(kpi: Kpi, model: Model) -> str:
    return python_source.arguments(
        label=kpi.label,
        unit=kpi.unit,
        counter=kpi.counter,
        status=kpi.status,
        over=kpi.over,
        refreshed=model.project.durations[kpi.refreshed].value if kpi.refreshed else None,
        channels=kpi.channels,
    )


def _package(model: Model) -> str:
    template = _environment().get_template("package.py.jinja")
    return template.render(
        header=_header("spec/"),
        purpose=term_words(model.project.label, model.project.doc, model),
        package=model.project.package,
        classes={machine.name: class_name(machine) for machine in model.machines.values()},
        modes={mode.name: class_name(mode) for mode in model.modes},
    )


def _header(source: str) -> str:
    return f"# Generated from {source} by `sendspec generate`. Do not edit."


@cache
def _environment() -> jinja2.Environment:
    environment = jinja.environment().overlay()
    environment.filters = {
        **environment.filters,
        "literal": python_source.literal,
        "docstring": python_source.docstring,
        "member": table_source.member,
        "members": table_source.members,
        "standing": table_source.standing,
        "move_details": table_source.move_details,
        "fact": table_source.fact,
        "duration": table_source.duration,
        "duration_text": duration_text,
    }
    return environment
