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
            section(_("Terms"), _terms(wording), anchor="terms"),
            section(_("Statuses"), *_statuses(wording), anchor="statuses"),
            section(_("Events"), *_events(wording), anchor="events"),
            section(_("Durations"), _durations(wording), anchor="durations"),
            section(_("Numbers"), _numbers(wording), anchor="numbers"),
        ),
    )


def _terms(wording: Wording) -> Table:
    """The words of these pages themselves."""
    _ = wording.translate
    terms = (
        (
            "machine",
            _("Machine"),
            _("All states of one thing, such as a message or a delivery, and what they answer to every event."),
        ),
        ("state", _("State"), _("What a machine knows of one message, address or delivery.")),
        ("status", _("Status"), _("What the log shows. Several states may show the same status.")),
        ("event", _("Event"), _("Something that happens and is heard: every state answers every event of its kind.")),
        (
            "move",
            _("Move"),
            _("The answer to an event that leads to a state, perhaps the same, and may change counters."),
        ),
        ("ignored", _("Ignored"), _("The answer to an event that changes nothing, because nothing new is said.")),
        (
            "refused",
            _("Refused"),
            _("The answer to an event that cannot be true or is not allowed now: it is counted aside."),
        ),
        ("effect", _("Effect"), _("What a move adds to counters: signed whole numbers.")),
        (
            "stock",
            _("Stock"),
            _("A counter of what is like this now. It is a number of each state, so it can never drift."),
        ),
        ("flow", _("Flow"), _("A counter of how often something happened.")),
        ("kpi", _("KPI"), _("A number that people see: a counter, or one counter as a share of another.")),
        (
            "settled",
            _("Settled"),
            _("As far as the documents say, the last report; a bounce out of band may still come."),
        ),
        ("final", _("Final"), _("A state that nothing leaves.")),
        ("clock", _("Clock"), _("An event that is raised by itself once a duration has passed.")),
        ("mode", _("Mode"), _("A way of sending: how the MTA works decides what is reported, and when.")),
        ("law", _("Law"), _("What holds after every sequence of events; it is proved by going through all states.")),
        ("scenario", _("Scenario"), _("A story that people wrote down, with what must be seen at each step.")),
        ("reading", _("Reading"), _("Where documents disagree or are silent: which meaning was chosen, and why.")),
        ("inferred", _("Inferred"), _("Stated by no document; it follows from what documents state elsewhere.")),
        (
            "fact",
            _("Fact"),
            _("What somebody says of the world, such as a role or a schedule, and what moves may require."),
        ),
        ("source", _("Source"), _("A document that may be cited, or what writes the records of a log.")),
    )
    rows = [((Anchor(f"term-{name}"), Strong(term)), words(meaning)) for name, term, meaning in terms]
    return table((_("Term"), _("Meaning")), rows)


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
    project, texts = wording.model.project, wording.model.texts
    text = texts.get(project.place.file)
    places = {name: text.place_of(f"numbers.{name}") if text else project.place for name in project.numbers}
    rows = [((Code(name),), (Stated(str(value), places[name]),)) for name, value in project.numbers.items()]
    return table((_("Number"), _("Value")), rows)


def _named(duration: Duration, wording: Wording) -> Line:
    label, name = wording.text(duration.label), Code(duration.name, duration.place)
    return (Strong(label), Break(), name) if label else (name,)
