"""The page where readers begin: what the spec is about, its machines, and the logs that it reads."""

from __future__ import annotations

from collections.abc import Iterable

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Break,
    Code,
    Line,
    Prose,
    Strong,
    Table,
    Text,
    joined,
    section,
    some,
    table,
    words,
)
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, Source


def start_page(wording: Wording, _title: str) -> Page:
    """What there is to read."""
    _ = wording.translate
    model = wording.model
    others = [machine for machine in model.machines.values() if machine.kind != "log"]
    return Page(
        name="index",
        title=wording.text(model.project.label),
        source="spec/",
        blocks=some(
            Prose(wording.text(model.project.doc)),
            section(_("Ways of sending"), _machines(model.modes, wording), anchor="modes"),
            section(_("What stands beside them"), _machines(others, wording), anchor="machines"),
            section(_("Logs that can be replayed"), _logs(wording), anchor="logs"),
        ),
    )


def _machines(machines: Iterable[Machine], wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Name"), _("Channels"), _("What it is"))
    rows = [
        (
            (spots.machine_link(machine, wording),),
            words(", ".join(machine.channels)),
            words(wording.text(machine.doc)),
        )
        for machine in machines
    ]
    return table(columns, rows)


def _logs(wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Log"), _("What it is"), _("Record and event"))
    rows = [
        (
            _named(source, wording),
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


def _named(source: Source, wording: Wording) -> Line:
    return (Strong(wording.text(source.label)), Break(), Code(source.name, source.place))
