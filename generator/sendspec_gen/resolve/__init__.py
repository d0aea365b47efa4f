"""Syntax to model: names found, everything in order."""

from __future__ import annotations

from pathlib import PurePosixPath

from sendspec_gen import model, syntax
from sendspec_gen.problems import Problems, nearest
from sendspec_gen.resolve import bounces, laws, machines, recordings, scenarios, sources, unused
from sendspec_gen.resolve.names import Names
from sendspec_gen.resolve.vocabulary import Known, known
from sendspec_gen.source import Place, SourceFile

__all__ = ["resolve"]


def resolve(spec: syntax.Spec, problems: Problems) -> model.Model | None:
    """A whole spec as meant; None if there are problems, all of them told."""
    names = known(spec.project, spec.vocabulary, problems)
    found = _machines(spec, names, problems)
    held = laws.laws(spec, found, names, problems)
    not_held = laws.not_laws(spec, found, names, problems)
    stories = scenarios.scenarios(spec, found, names, problems)
    read_from = sources.sources(spec, names, problems)
    recorded = recordings.recordings(spec, names, problems)
    classified = bounces.bounces(spec, found, names, problems)
    catalogues = _catalogues(spec, names, problems)
    if not problems:
        unused.tell(spec, problems)
    if problems:
        return None
    return model.Model(
        project=names.project,
        events=names.events,
        statuses=names.statuses,
        counters=names.counters,
        kpis=names.kpis,
        refusals=names.refusals,
        machines=found,
        laws=held,
        not_laws=not_held,
        scenarios=stories,
        sources=read_from,
        recordings=recorded,
        texts={text.path: text for text in spec.texts},
        catalogues=catalogues,
        bounces=classified,
    )


def _machines(spec: syntax.Spec, names: Known, problems: Problems) -> dict[str, model.Machine]:
    defined = Names("machine")
    found = {}
    everything: tuple[syntax.Mode | syntax.Machine, ...] = (*spec.modes, *spec.machines)
    for written in everything:
        name = written.mode if isinstance(written, syntax.Mode) else written.machine
        machine = machines.machine(written, names, problems)
        if defined.define(name, problems) and machine is not None:
            found[name.value] = machine
    first = defined.find_all(spec.project.order, problems)
    return {name: found[name] for name in dict.fromkeys((*first, *found)) if name in found}


def _catalogues(spec: syntax.Spec, names: Known, problems: Problems) -> dict[str, SourceFile]:
    """The project's own words, by the locale that a file is called after."""
    found = {PurePosixPath(file.path).stem: file for file in spec.catalogues}
    for locale, file in found.items():
        if locale not in names.locales:
            hint = f"add it to `locales` in `project.yaml`, or rename the file; {nearest(locale, names.locales)}"
            problems.add("unknown-locale", Place(file.path), f"the project has no locale `{locale}`", hint=hint)
    return found
