"""The glossary: what each status and event means, and the lengths of time and numbers that have a name."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Anchor,
    Badge,
    Break,
    Code,
    Line,
    Section,
    Stated,
    Strong,
    Table,
    section,
    some,
    table,
    words,
)
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Duration, Status


def glossary_page(wording: Wording, title: str) -> Page:
    """Every name that people meet in logs and on pages."""
    _ = wording.translate
    return Page(
        name="glossary",
        title=title,
        source="spec/vocabulary.yaml",
        blocks=some(
            section(_("Statuses"), *_statuses(wording), anchor="statuses"),
            section(_("Events"), *_events(wording), anchor="events"),
            section(_("Durations"), _durations(wording), anchor="durations"),
            section(_("Numbers"), _numbers(wording), anchor="numbers"),
        ),
    )


def _statuses(wording: Wording) -> Iterator[Section]:
    _ = wording.translate
    columns = (_("Status"), _("Code"), _("Colour"), _("Shown in the states"), _("Meaning"))
    for kind, statuses in wording.model.statuses.items():
        rows = [
            (
                (
                    Anchor(spots.status_anchor(kind, status.name)),
                    Badge(wording.status_named(kind, status.name), status.color),
                    Break(),
                    Code(status.name, status.place),
                ),
                () if status.code is None else (Stated(str(status.code), status.place),),
                words(_colour(status, wording)),
                _shown_in(kind, status, wording),
                words(wording.text(status.doc)),
            )
            for status in statuses.values()
        ]
        yield section(wording.kind(kind), table(columns, rows))


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


def _events(wording: Wording) -> Iterator[Section]:
    _ = wording.translate
    for kind, events in wording.model.events.items():
        rows = [
            (
                (
                    Anchor(spots.event_anchor(kind, event.name)),
                    Strong(wording.event(kind, event.name)),
                    Break(),
                    Code(event.name, event.place),
                ),
                words(wording.text(event.doc)),
            )
            for event in events.values()
        ]
        yield section(wording.kind(kind), table((_("Event"), _("Meaning")), rows))


def _durations(wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Duration"), _("Length"), _("Set by"), _("At most"))
    rows = [
        (
            _named(duration, wording),
            (Stated(wording.duration(duration.value), duration.place),),
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
    rows = [((Code(name),), words(str(value))) for name, value in wording.model.project.numbers.items()]
    return table((_("Number"), _("Value")), rows)


def _named(duration: Duration, wording: Wording) -> Line:
    label, name = wording.text(duration.label), Code(duration.name, duration.place)
    return (Strong(label), Break(), name) if label else (name,)
