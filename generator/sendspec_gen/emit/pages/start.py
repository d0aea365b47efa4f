"""The start page: what the spec is about, its machines, and what its statuses and events mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sendspec_gen.emit.pages import frame
from sendspec_gen.emit.pages.frame import Frame
from sendspec_gen.emit.pages.parts import Break, Code, Line, Strong, Table, Text, joined, table, words
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Duration, Machine, Source, Status


@dataclass(frozen=True, slots=True)
class StartPage:
    """Where a reader begins."""

    frame: Frame
    doc: str
    modes: Table
    machines: Table
    statuses: tuple[tuple[str, Table], ...]
    """By kind of machine, as people call it."""
    events: tuple[tuple[str, Table], ...]
    """By kind of machine, as people call it."""
    durations: Table
    numbers: Table
    logs: Table


def start_page(wording: Wording) -> StartPage:
    """What there is to read."""
    model = wording.model
    others = [machine for machine in model.machines.values() if machine.kind != "log"]
    return StartPage(
        frame=frame.frame(wording, "README", wording.text(model.project.label), "spec/"),
        doc=wording.text(model.project.doc),
        modes=_machines(model.modes, wording),
        machines=_machines(others, wording),
        statuses=tuple(_statuses(wording)),
        events=tuple(_events(wording)),
        durations=_durations(wording),
        numbers=_numbers(wording),
        logs=_logs(wording),
    )


def _machines(machines: Iterable[Machine], wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Name"), _("Channels"), _("What it is"))
    rows = [
        (
            (frame.machine_link(machine, wording),),
            words(", ".join(machine.channels)),
            words(wording.text(machine.doc)),
        )
        for machine in machines
    ]
    return table(columns, rows)


def _statuses(wording: Wording) -> Iterator[tuple[str, Table]]:
    _ = wording.translate
    columns = (_("Status"), _("Code"), _("Colour"), _("Shown in the states"), _("Meaning"))
    for kind, statuses in wording.model.statuses.items():
        rows = [
            (
                (Strong(wording.status_named(kind, status.name)), Break(), Code(status.name)),
                words("" if status.code is None else str(status.code)),
                words(_colour(status, wording)),
                _shown_in(kind, status, wording),
                words(wording.text(status.doc)),
            )
            for status in statuses.values()
        ]
        yield wording.kind(kind), table(columns, rows)


def _colour(status: Status, wording: Wording) -> str:
    _ = wording.translate
    colours = {
        "grey": _("grey"),
        "blue": _("blue"),
        "green": _("green"),
        "red": _("red"),
        "yellow": _("yellow"),
        "orange": _("orange"),
        "violet": _("violet"),
    }
    return colours[status.color]


def _shown_in(kind: str, status: Status, wording: Wording) -> Line:
    """The states that show a status in any machine of the kind."""
    labels = {
        wording.state(state): None
        for machine in wording.model.machines.values()
        for state in machine.states.values()
        if machine.kind == kind and state.status == status.name
    }
    return words(", ".join(labels))


def _events(wording: Wording) -> Iterator[tuple[str, Table]]:
    _ = wording.translate
    for kind, events in wording.model.events.items():
        rows = [
            ((Strong(wording.event(kind, event.name)), Break(), Code(event.name)), words(wording.text(event.doc)))
            for event in events.values()
        ]
        yield wording.kind(kind), table((_("Event"), _("Meaning")), rows)


def _durations(wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Duration"), _("Length"), _("Set by"), _("At most"))
    rows = [
        (
            _named(wording.text(duration.label), duration.name),
            words(wording.duration(duration.value)),
            words(_set_by(duration, wording)),
            words("" if duration.at_most is None else wording.duration(duration.at_most)),
        )
        for duration in wording.model.project.durations.values()
    ]
    return table(columns, rows)


def _set_by(duration: Duration, wording: Wording) -> str:
    _ = wording.translate
    return _("each delivery") if duration.set_by == "delivery" else ""


def _numbers(wording: Wording) -> Table:
    _ = wording.translate
    numbers: Mapping[str, int] = wording.model.project.numbers
    return table((_("Number"), _("Value")), [((Code(name),), words(str(value))) for name, value in numbers.items()])


def _logs(wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Log"), _("What it is"), _("Record and event"))
    rows = [
        (
            _named(wording.text(source.label), source.name),
            words(wording.text(source.doc)),
            _records(source, wording),
        )
        for source in wording.model.sources.values()
    ]
    return table(columns, rows)


def _records(source: Source, wording: Wording) -> Line:
    lines = (
        (Code(record), Text(" → "), Text(wording.event_of_any_kind("log", event)))
        for record, event in source.events.items()
    )
    return joined(lines, Break())


def _named(label: str, name: str) -> Line:
    return (Strong(label), Break(), Code(name)) if label else (Code(name),)
