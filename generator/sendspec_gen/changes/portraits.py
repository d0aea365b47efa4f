"""What each thing of a spec looks like without its name: its words, and where and how it is used.

Names that only one of the two specs knows are left blank, for what they stand for is not known yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sendspec_gen.changes import words
from sendspec_gen.changes.change import Thing
from sendspec_gen.guards import condition_text
from sendspec_gen.model import Answer, Machine, Model, Moves, Rejected, Source, State, Words
from sendspec_gen.source import Place

BLANK = "…"


@dataclass(frozen=True, slots=True)
class Portrait:
    """One thing: `scope` is the machine or kind within which its name is its own."""

    scope: str
    name: str
    words: Mapping[str, str]
    uses: Mapping[str, str]
    place: Place


@dataclass(frozen=True)
class Sitter:
    """One of two specs, and what the other one knows."""

    model: Model
    other: Model

    def known(self, thing: Thing, name: str | None, scope: str = "") -> str:
        """A name that both specs know; of any other a blank."""
        return "" if name is None else name if (thing, scope, name) in self._shared else BLANK

    @cached_property
    def _shared(self) -> frozenset[tuple[str, str, str]]:
        return frozenset(_names(self.model)) & frozenset(_names(self.other))


def machines(of: Sitter) -> Iterator[Portrait]:
    """Machines, by what their states answer."""
    for machine in of.model.machines.values():
        uses = {"kind": machine.kind, "initial": machine.initial}
        for state in machine.states.values():
            uses[state.name] = of.known("status", state.status, machine.kind)
            uses |= {f"{state.name} {event}": words.answer(answer) for event, answer in state.answers.items()}
        yield Portrait("", machine.name, _said(machine.label, machine.doc), uses, machine.place)


def states(of: Sitter) -> Iterator[Portrait]:
    """States, by what they show and answer, and by what leads to them."""
    for machine in of.model.machines.values():
        for state in machine.states.values():
            uses = _standing(of, machine, state) | _entries(of, machine, state)
            yield Portrait(machine.name, state.name, _said(state.label, state.doc), uses, state.place)


def events(of: Sitter) -> Iterator[Portrait]:
    """Events, by what states answer to them, and by what raises them."""
    for kind, named in of.model.events.items():
        for event in named.values():
            uses = {}
            for machine in of.model.machines.values():
                for state in machine.states.values() if machine.kind == kind else ():
                    where = f"{of.known('machine', machine.name)}.{of.known('state', state.name, machine.name)}"
                    uses[where] = _answer(of, machine, state, state.answers[event.name])
                    if state.deadline and state.deadline.raises == event.name:
                        uses[f"clock of {where}"] = "raises it"
            for source in of.model.sources.values():
                uses |= {f"{source.name} {record}": "means it" for record in _records(source, event.name)}
            yield Portrait(kind, event.name, _said(event.label, event.doc), uses, event.place)


def statuses(of: Sitter) -> Iterator[Portrait]:
    """Statuses, by the states that show them."""
    for kind, named in of.model.statuses.items():
        for status in named.values():
            uses = {"code": str(status.code), "color": status.color}
            for machine in of.model.machines.values():
                for state in machine.states.values() if machine.kind == kind else ():
                    if state.status == status.name:
                        uses[f"{machine.name}.{of.known('state', state.name, machine.name)}"] = "shows it"
            yield Portrait(kind, status.name, _said(status.label, status.doc), uses, status.place)


def counters(of: Sitter) -> Iterator[Portrait]:
    """Counters, by the moves that change them and the KPIs that show them."""
    for counter in of.model.counters.values():
        uses = {"kind": f"{counter.kind} of {counter.of}", "at start": str(counter.at_start)}
        for machine in of.model.machines.values():
            for state, answer, way in machine.moves():
                if way.effects.get(counter.name):
                    uses[f"{machine.name} {state.name} {answer.event} {way.target}"] = str(way.effects[counter.name])
        uses |= {f"part {place}": of.known("counter", part) for place, part in enumerate(counter.parts)}
        uses |= {f"shown by {one.name}": "" for one in of.model.kpis.values() if one.counter == counter.name}
        yield Portrait("", counter.name, _said(counter.label, counter.doc), uses, counter.place)


def kpis(of: Sitter) -> Iterator[Portrait]:
    """KPIs, by their formula."""
    for kpi in of.model.kpis.values():
        uses = {
            "of": of.known("counter", kpi.counter) or of.known("status", kpi.status, "log"),
            "over": of.known("counter", kpi.over),
            "unit": kpi.unit,
            "refreshed": of.known("duration", kpi.refreshed),
            "channels": ", ".join(kpi.channels),
        }
        yield Portrait("", kpi.name, _said(kpi.label, kpi.doc), uses, kpi.place)


def facts(of: Sitter) -> Iterator[Portrait]:
    """Facts, by the moves that hang on them."""
    for machine in of.model.machines.values():
        for fact in machine.facts.values():
            uses = {
                "default": str(fact.default),
                "condition": condition_text(fact.condition) if fact.condition else "",
                "refusals": f"{fact.refusal} {fact.refusal_of_not}",
            }
            for state, answer, way in machine.moves():
                needed = (words.guard(way), *(condition_text(one.condition) for one in way.requires))
                if any(fact.name in words.names_in(text) for text in needed):
                    uses[f"{state.name} {answer.event} {way.target}"] = "hangs on it"
            yield Portrait(machine.name, fact.name, _said(fact.label, {}), uses, fact.place)


def refusals(of: Sitter) -> Iterator[Portrait]:
    """Refusals, by what is refused with them."""
    for refusal in of.model.refusals.values():
        uses = {}
        for machine in of.model.machines.values():
            for state in machine.states.values():
                for answer in state.answers.values():
                    if isinstance(answer, Rejected) and answer.refusal == refusal.name:
                        uses[f"{machine.name} {state.name} {answer.event}"] = "says it"
            named = (one for one in machine.facts.values() if refusal.name in (one.refusal, one.refusal_of_not))
            uses |= {f"{machine.name} {one.name}": "says it" for one in named}
        yield Portrait("", refusal.name, _said(refusal.label, {}), uses, refusal.place)


def durations(of: Sitter) -> Iterator[Portrait]:
    """Durations, by their length and by what waits for them."""
    for duration in of.model.project.durations.values():
        uses = {"length": str(duration.value), "limit": str(duration.at_most), "set by": str(duration.set_by)}
        for machine in of.model.machines.values():
            for state in machine.states.values():
                if state.deadline and state.deadline.after == duration.name:
                    uses[f"clock of {machine.name} {state.name}"] = "waits for it"
        yield Portrait("", duration.name, _said(duration.label, {}), uses, duration.place)


def numbers(of: Sitter) -> Iterator[Portrait]:
    """Numbers, by their value."""
    for name, value in of.model.project.numbers.items():
        yield Portrait("", name, {}, {"value": str(value)}, of.model.project.place)


def documents(of: Sitter) -> Iterator[Portrait]:
    """Documents, by what they are."""
    for document in of.model.project.documents.values():
        uses = {
            "title": document.title,
            "where": document.where,
            "version": str(document.version),
            "heading": str(document.heading),
            "rows": str(document.rows),
        }
        yield Portrait("", document.name, {}, uses, document.place)


def sources(of: Sitter) -> Iterator[Portrait]:
    """Sources, by what their records mean."""
    for source in of.model.sources.values():
        uses = {"reader": source.declared.format if source.declared else source.reader or ""}
        uses |= {record: of.known("event", event) for record, event in source.events.items()}
        for rule in source.declared.rules if source.declared else ():
            uses[rule.record] = " ".join(of.known("event", event) for event in rule.heard)
        yield Portrait("", source.name, _said(source.label, source.doc), uses, source.place)


PORTRAITS: Mapping[Thing, Callable[[Sitter], Iterator[Portrait]]] = {
    "machine": machines,
    "duration": durations,
    "number": numbers,
    "document": documents,
    "refusal": refusals,
    "counter": counters,
    "status": statuses,
    "event": events,
    "state": states,
    "fact": facts,
    "kpi": kpis,
    "source": sources,
}
"""What can be renamed, in an order in which what is found helps to find the rest."""


def _standing(of: Sitter, machine: Machine, state: State) -> dict[str, str]:
    """What a state is, and what it answers."""
    clock = state.deadline
    return {
        "status": of.known("status", state.status, machine.kind),
        "code": str(state.code),
        "settled": f"{state.settled} {state.final}",
        "number": str(state.number),
        "clock": of.known("event", clock.raises) if clock else "",
        "initial": str(machine.initial == state.name),
    } | {
        f"on {event}": _answer(of, machine, state, answer)
        for event, answer in state.answers.items()
        if of.known("event", event) != BLANK
    }


def _entries(of: Sitter, machine: Machine, state: State) -> dict[str, str]:
    """What leads to a state from elsewhere."""
    return {
        f"from {of.known('state', source.name, machine.name)} on {of.known('event', answer.event)}": words.effects(
            way.effects
        )
        for source, answer, way in machine.moves()
        if way.target == state.name and source.name != state.name
    }


def _answer(of: Sitter, machine: Machine, state: State, answer: Answer) -> str:
    """An answer whose targets are names that both specs know."""
    if not isinstance(answer, Moves):
        return words.answer(answer)
    targets = (
        "itself" if way.target == state.name else of.known("state", way.target, machine.name) for way in answer.ways
    )
    return " | ".join(
        f"{target} {words.effects(way.effects)}" for target, way in zip(targets, answer.ways, strict=True)
    )


def _records(source: Source, event: str) -> tuple[str, ...]:
    if source.declared is not None:
        return tuple(rule.record for rule in source.declared.rules if event in rule.heard)
    return tuple(record for record, meant in source.events.items() if meant == event)


def _said(label: Words, doc: Words) -> dict[str, str]:
    texts = {f"label {locale}": text for locale, text in label.items()}
    return texts | {f"doc {locale}": text for locale, text in doc.items()}


def _names(model: Model) -> Iterator[tuple[str, str, str]]:
    for thing, named in _plain_names(model).items():
        yield from ((thing, "", name) for name in named)
    for kind, events_of_kind in model.events.items():
        yield from (("event", "", name) for name in events_of_kind)
        yield from (("status", kind, name) for name in model.statuses.get(kind, {}))
    for machine in model.machines.values():
        yield from (("state", machine.name, name) for name in machine.states)
        yield from (("fact", machine.name, name) for name in machine.facts)


def _plain_names(model: Model) -> Mapping[Thing, tuple[str, ...]]:
    """The names that are one's own in the whole spec, but those of events."""
    project = model.project
    return {
        "machine": tuple(model.machines),
        "duration": tuple(project.durations),
        "number": tuple(project.numbers),
        "document": tuple(project.documents),
        "counter": tuple(model.counters),
        "kpi": tuple(model.kpis),
        "refusal": tuple(model.refusals),
        "source": tuple(model.sources),
    }
