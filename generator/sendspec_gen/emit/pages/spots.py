"""Where things are said: the anchors of pages, and links to them."""

from __future__ import annotations

from pathlib import PurePosixPath

from sendspec_gen.emit.pages.parts import Badge, Line, Link, Spot, Stated, Text, joined, words
from sendspec_gen.emit.wording import TOGETHER, Wording, signed
from sendspec_gen.model import Citation, Document, Kpi, Law, Machine, Move, Scenario, State


def machine_link(machine: Machine, wording: Wording) -> Link:
    """Link to the page of a machine."""
    return Link(wording.machine(machine), Spot(machine.name))


def state_link(state: State, wording: Wording) -> Link:
    """Link to a state on the page of its own machine."""
    return Link(wording.state(state), Spot("", state_anchor(state)))


def state_of(machine: Machine, state: State) -> Spot:
    """Where a state stands, seen from any page."""
    return Spot(machine.name, state_anchor(state))


def state_anchor(state: State) -> str:
    """Where a state stands on the page of its machine."""
    return f"state-{state.name}"


def move_anchor(state: State, event: str) -> str:
    """Where the moves of a state on an event stand on the page of its machine."""
    return f"move-{state.name}-{event}"


def event_anchor(kind: str, event: str) -> str:
    """Where an event is explained in the glossary."""
    return f"event-{kind}-{event}"


def event_link(kind: str, event: str, wording: Wording) -> Link:
    """Link to an event in the glossary."""
    return Link(wording.event(kind, event), Spot("glossary", event_anchor(kind, event)))


def status_anchor(kind: str, status: str) -> str:
    """Where a status is explained in the glossary."""
    return f"status-{kind}-{status}"


def kpi_anchor(name: str) -> str:
    """Where a KPI stands on the page of KPIs."""
    return f"kpi-{name}"


def kpi_link(kpi: Kpi, wording: Wording) -> Link:
    """Link to a KPI on the page of KPIs."""
    return Link(wording.kpi(kpi), Spot("kpis", kpi_anchor(kpi.name)))


def counter_anchor(name: str) -> str:
    """Where a counter stands on the page of KPIs."""
    return f"counter-{name}"


def counter_link(name: str, wording: Wording) -> Link:
    """Link to a counter on the page of KPIs."""
    return Link(wording.counter(name), Spot("kpis", counter_anchor(name)))


def bounce_rule_anchor(name: str) -> str:
    """Where a rule stands on the page of bounces."""
    return f"rule-{name}"


def citation_anchor(document: str, row: int | None) -> str:
    """Where a document, or a row of its table, stands on the page of sources."""
    return f"document-{document}" if row is None else f"document-{document}-{row}"


def citation_links(citations: tuple[Citation, ...], wording: Wording) -> Line:
    """The citations as the spec writes them, each leading to the page of sources."""
    links = (
        (Link(wording.citation(citation), Spot("sources", citation_anchor(citation.document, citation.row))),)
        for citation in citations
    )
    return joined(links, Text(", "))


def law_link(law: Law, wording: Wording) -> Link:
    """Link to a law, as a sentence, on the page of laws."""
    return Link(wording.law(law), Spot("laws", wording.law_anchors[law.place]))


def file_anchor(path: str) -> str:
    """Where the scenarios of a file begin on the page of scenarios."""
    return f"file-{PurePosixPath(path).stem}"


def scenario_link(scenario: Scenario, anchor: str, wording: Wording) -> Link:
    """Link to a scenario, given its anchor."""
    return Link(wording.text(scenario.title), Spot("scenarios", anchor))


def document_row(document: Document) -> tuple[Line, ...]:
    """A document in a list: its short name, title, part and version."""
    return (
        (Link(document.name, Spot("sources", citation_anchor(document.name, None))),),
        words(document.title),
        words(document.heading or ""),
        words(document.version or ""),
    )


# ── words with the place that states them ────────────────────────────────────────────────────────────────────────────


def effects(move: Move, wording: Wording) -> tuple[Line, ...]:
    """What a move does to each counter, as the spec states it there: `Delivered +1`."""
    return tuple(
        (Text(f"{wording.counter(name)}{TOGETHER}"), Stated(signed(effect), move.place))
        for name, effect in move.effects.items()
        if effect
    )


def status_badge(machine: Machine, state: State, wording: Wording, target: Spot | None = None) -> Line:
    """The status that a state shows, in its colour, perhaps as a link; nothing where the machine shows none."""
    if state.status is None:
        return ()
    color = wording.model.statuses[machine.kind][state.status].color
    return (Badge(wording.status(machine, state), color, target),)
