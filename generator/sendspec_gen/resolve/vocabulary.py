"""The project file and the vocabulary, resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sendspec_gen import model, syntax
from sendspec_gen.kinds import duration_text
from sendspec_gen.problems import Note, Problems, nearest
from sendspec_gen.resolve.names import Names, words_of
from sendspec_gen.source import Written


@dataclass(frozen=True, slots=True)
class Known:
    """All that machines and scenarios may name."""

    project: model.Project
    events: Mapping[str, Mapping[str, model.Event]]
    statuses: Mapping[str, Mapping[str, model.Status]]
    states: Mapping[str, Mapping[str, syntax.Term]]
    counters: Mapping[str, model.Counter]
    kpis: Mapping[str, model.Kpi]
    refusals: Mapping[str, model.Refusal]
    kind_names: Names
    event_names: Mapping[str, Names]
    status_names: Mapping[str, Names]
    counter_names: Names
    kpi_names: Names
    refusal_names: Names
    duration_names: Names
    number_names: Names
    document_names: Names

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales of the project."""
        return self.project.locales

    def heard(self) -> Names:
        """The events of a message, of its log and of its tracking."""
        kinds = (names for kind, names in self.event_names.items() if kind in ("log", "tracking"))
        return Names("event", {name: place for names in kinds for name, place in names.places.items()})


def known(project: syntax.Project, vocabulary: syntax.Vocabulary, problems: Problems) -> Known:
    """Resolve `project.yaml` and `vocabulary.yaml`."""
    resolved = _project(project, problems)
    locales = resolved.locales
    kind_names = _names("kind", vocabulary.events, problems)
    duration_names = _names("duration", project.durations, problems)
    counter_names = _names("counter", vocabulary.counters, problems)
    status_names = {
        kind.value: _names("status", statuses, problems) for kind, statuses in (vocabulary.statuses or {}).items()
    }
    for kind in [*(vocabulary.statuses or {}), *(vocabulary.states or {})]:
        kind_names.find(kind, problems)
    return Known(
        project=resolved,
        events=_events(vocabulary, locales, problems),
        statuses=_statuses(vocabulary, locales, problems),
        states={
            kind.value: {name.value: term for name, term in terms.items()}
            for kind, terms in (vocabulary.states or {}).items()
        },
        counters=_counters(vocabulary, kind_names, counter_names, locales, problems),
        kpis=_kpis(
            vocabulary, counter_names, status_names.get("log", Names("status")), duration_names, locales, problems
        ),
        refusals={
            name.value: model.Refusal(name.value, words_of(refusal.label, locales, name.place, problems), name.place)
            for name, refusal in (vocabulary.refusals or {}).items()
        },
        kind_names=kind_names,
        event_names={kind.value: _names("event", events, problems) for kind, events in vocabulary.events.items()},
        status_names=status_names,
        counter_names=counter_names,
        kpi_names=_names("KPI", vocabulary.kpis, problems),
        refusal_names=_names("refusal", vocabulary.refusals, problems),
        duration_names=duration_names,
        number_names=_names("number", project.numbers, problems),
        document_names=_names("document", project.documents, problems),
    )


def _names(what: str, written: Mapping[Written[str], object] | None, problems: Problems) -> Names:
    names = Names(what)
    for name in written or ():
        names.define(name, problems)
    return names


def _project(project: syntax.Project, problems: Problems) -> model.Project:
    locales = tuple(dict.fromkeys(locale.value for locale in project.locales))
    default = project.default_locale
    if default.value not in locales:
        problems.add(
            "unknown-locale",
            default.place,
            f"the default locale `{default.value}` is none of the locales",
            hint=nearest(default.value, locales),
        )
    return model.Project(
        package=project.package.value,
        label=words_of(project.label, locales, project.place, problems),
        doc=words_of(project.doc, locales, project.place, problems),
        locales=locales,
        default_locale=default.value,
        durations={
            name.value: _duration(name, setting, locales, problems)
            for name, setting in (project.durations or {}).items()
        },
        numbers={name.value: number.value for name, number in (project.numbers or {}).items()},
        documents={name.value: _document(name, document) for name, document in (project.documents or {}).items()},
        place=project.package.place,
    )


def _duration(
    name: Written[str], setting: syntax.DurationSetting, locales: tuple[str, ...], problems: Problems
) -> model.Duration:
    if setting.at_most is not None and setting.value.value > setting.at_most.value:
        problems.add(
            "over-limit",
            setting.value.place,
            f"{duration_text(setting.value.value)} is more than `at_most` allows",
            notes=(Note(setting.at_most.place, f"the limit is {duration_text(setting.at_most.value)}"),),
        )
    return model.Duration(
        name=name.value,
        value=setting.value.value,
        set_by=setting.set_by.value if setting.set_by else None,
        at_most=setting.at_most.value if setting.at_most else None,
        label=words_of(setting.label, locales, name.place, problems),
        place=name.place,
    )


def _document(name: Written[str], document: syntax.Document) -> model.Document:
    return model.Document(
        name=name.value,
        title=document.title.value,
        where=document.where.value,
        version=document.version.value if document.version else None,
        heading=document.heading.value if document.heading else None,
        rows=document.rows.value if document.rows else None,
        place=name.place,
    )


def _events(
    vocabulary: syntax.Vocabulary, locales: tuple[str, ...], problems: Problems
) -> dict[str, dict[str, model.Event]]:
    everywhere = Names("event")
    events: dict[str, dict[str, model.Event]] = {}
    for kind, terms in vocabulary.events.items():
        events[kind.value] = {}
        for name, term in terms.items():
            everywhere.define(name, problems)
            events[kind.value][name.value] = model.Event(
                name=name.value,
                kind=kind.value,
                label=words_of(term.label, locales, name.place, problems),
                doc=words_of(term.doc, locales, name.place, problems),
                place=name.place,
            )
    return events


def _statuses(
    vocabulary: syntax.Vocabulary, locales: tuple[str, ...], problems: Problems
) -> dict[str, dict[str, model.Status]]:
    return {
        kind.value: {
            name.value: model.Status(
                name=name.value,
                kind=kind.value,
                label=words_of(status.label, locales, name.place, problems),
                doc=words_of(status.doc, locales, name.place, problems),
                code=status.code.value if status.code else None,
                color=status.color.value if status.color else "grey",
                place=name.place,
            )
            for name, status in statuses.items()
        }
        for kind, statuses in (vocabulary.statuses or {}).items()
    }


def _counters(
    vocabulary: syntax.Vocabulary, kinds: Names, names: Names, locales: tuple[str, ...], problems: Problems
) -> dict[str, model.Counter]:
    counters = {}
    sums = {name.value for name, counter in (vocabulary.counters or {}).items() if counter.sum is not None}
    for name, counter in (vocabulary.counters or {}).items():
        for part in counter.sum or ():
            if part.value in sums:
                problems.add(
                    "sum-of-sums",
                    part.place,
                    f"`{part.value}` is itself a sum",
                    hint="add up the counters that it is made of",
                )
        if counter.kind is not None and counter.of is None:
            problems.add(
                "missing-key",
                counter.place,
                "a counter that is no sum needs the key `of`",
                hint="it says which kind of machine moves it",
            )
        counters[name.value] = model.Counter(
            name=name.value,
            kind="sum" if counter.kind is None else "flow" if counter.kind.value == "flow" else "stock",
            of=kinds.find(counter.of, problems),
            at_start=counter.at_start.value if counter.at_start else 0,
            parts=names.find_all(counter.sum, problems),
            label=words_of(counter.label, locales, name.place, problems),
            doc=words_of(counter.doc, locales, name.place, problems),
            place=name.place,
        )
    return counters


def _kpis(
    vocabulary: syntax.Vocabulary,
    counters: Names,
    statuses: Names,
    durations: Names,
    locales: tuple[str, ...],
    problems: Problems,
) -> dict[str, model.Kpi]:
    labels = {name.value: counter.label for name, counter in (vocabulary.counters or {}).items()}
    kpis = {}
    for name, kpi in (vocabulary.kpis or {}).items():
        counter = counters.find(kpi.counter, problems)
        label = kpi.label or labels.get(counter or "")
        if label is None:
            problems.add(
                "kpi-without-label", name.place, f"nothing says what people call `{name.value}`", hint="add a `label`"
            )
        if (kpi.unit.value == "percent") != (kpi.over is not None):
            problems.add(
                "unit-mismatch",
                kpi.unit.place,
                "a KPI is in percent exactly if it is a share of a counter",
                hint="add `over`, or write `unit: messages`"
                if kpi.over is None
                else "write `unit: percent`, or drop `over`",
            )
        kpis[name.value] = model.Kpi(
            name=name.value,
            counter=counter,
            status=statuses.find(kpi.status, problems),
            over=counters.find(kpi.over, problems),
            unit="percent" if kpi.unit.value == "percent" else "messages",
            refreshed=durations.find(kpi.refreshed, problems),
            channels=tuple(channel.value for channel in kpi.channels or ()),
            label=words_of(label, locales, name.place, problems),
            doc=words_of(kpi.doc, locales, name.place, problems),
            place=name.place,
        )
    return kpis
