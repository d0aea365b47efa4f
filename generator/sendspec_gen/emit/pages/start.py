"""The page where readers begin: what the spec is about, its machines, and what each mode shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec_gen.emit.evidence import Evidence
from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.evidence import log_section
from sendspec_gen.emit.pages.page import Page, contents
from sendspec_gen.emit.pages.parts import (
    Items,
    Line,
    Link,
    Prose,
    Spot,
    Statement,
    Table,
    filled,
    section,
    some,
    table,
    words,
)
from sendspec_gen.emit.pages.side_by_side import mark, mode_names, no_such_state, state_names
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine


def start_page(wording: Wording, evidence: Evidence | None = None) -> Page:
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
            log_section(evidence, wording) if evidence is not None else Prose(""),
            section(_("Where to begin"), Items(tuple(_beginnings(wording))), anchor="begin"),
            section(_("Ways of sending"), _machines(model.modes, wording), anchor="modes"),
            section(_("Other machines"), _machines(others, wording), anchor="machines"),
            section(
                _("What each state shows"),
                _statuses(wording),
                Statement(words(_("≠ the modes differ · each status leads to its state"))),
                anchor="states",
            )
            if len(model.modes) > 1
            else Prose(""),
        ),
    )


def _beginnings(wording: Wording) -> Iterator[Line]:
    """The questions that readers come with, each with the page that answers it."""
    _ = wording.translate
    questions = {
        "modes": _("What do the same events show in each way of sending, and which document says so?"),
        "kpis": _("What raises and lowers each number, and how is it computed?"),
        "scenarios": _("How do whole stories go, and how were contradictions between documents read?"),
        "laws": _("What holds after every sequence of events, and what only seems to?"),
        "sources": _("Which rules does each document state?"),
        "glossary": _("What do the words mean?"),
    }
    for heading in contents(wording):
        if heading.name in questions:
            link = (Link(heading.title, Spot(heading.name)),)
            yield filled(_("{label}: {words}"), label=link, words=words(questions[heading.name]))


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


def _statuses(wording: Wording) -> Table:
    """What the log shows in each state, mode by mode."""
    _ = wording.translate
    modes = wording.model.modes
    rows = []
    for name, label in state_names(wording).items():
        states = [mode.states.get(name) for mode in modes]
        cells = [
            spots.status_badge(mode, state, wording, spots.state_of(mode, state)) if state else no_such_state(wording)
            for mode, state in zip(modes, states, strict=True)
        ]
        rows.append((mark(cells), words(label), *cells))
    return table(("", _("State"), *mode_names(wording)), rows)
