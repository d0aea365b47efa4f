"""The page of sources: logs and their records, the documents, and what cites each of them and each of their rows."""

from __future__ import annotations

from collections import defaultdict

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.logs import log_blocks
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Anchor,
    Code,
    Faint,
    Items,
    Line,
    Link,
    Section,
    Spot,
    Table,
    Text,
    joined,
    section,
    some,
    stacked,
    table,
    words,
)
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Citation, Document

Cited = tuple[str, int | None]
"""A document by name, and the row of its table."""


def sources_page(wording: Wording, title: str) -> Page:
    """What writes the logs that are read, and every document that the spec may cite, with what cites it."""
    _ = wording.translate
    citations = _citations(wording)
    documents = wording.model.project.documents.values()
    return Page(
        name="sources",
        title=title,
        source="spec/project.yaml",
        blocks=some(
            section(_("Logs that can be replayed"), *log_blocks(wording), anchor="logs"),
            section(
                _("Documents"),
                _overview(wording),
                *(_section(document, citations, wording) for document in documents),
                anchor="documents",
            ),
        ),
    )


def _overview(wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Source"), _("Title"), _("Part"), _("Version"))
    return table(columns, [spots.document_row(document) for document in wording.model.project.documents.values()])


def _section(document: Document, citations: dict[Cited, list[Line]], wording: Wording) -> Section:
    _ = wording.translate
    facts = (
        (_("Name"), (Code(document.name),)),
        (_("Where"), _where(document.where)),
        (_("Version"), words(document.version or "")),
    )
    return section(
        " – ".join(part for part in (document.title, document.heading) if part),
        Items(tuple((*words(wording.labelled(label, "")), *said) for label, said in facts if said)),
        _cited_by(document, citations, wording),
        anchor=spots.citation_anchor(document.name, None),
    )


def _where(where: str) -> Line:
    return (Code(where),) if where.startswith(("https://", "http://")) else words(where)


def _cited_by(document: Document, citations: dict[Cited, list[Line]], wording: Wording) -> Table:
    """What cites the document as a whole, then each row of its table."""
    _ = wording.translate
    nothing: Line = (Faint(_("nothing cites it")),)
    rows: list[tuple[Line, Line]] = []
    whole = citations[document.name, None]
    if whole or not document.rows:
        rows.append((words(_("as a whole") if document.rows else ""), stacked(whole) or nothing))
    for row in range(1, (document.rows or 0) + 1):
        anchor = Anchor(spots.citation_anchor(document.name, row))
        cited = stacked(citations[document.name, row]) or nothing
        rows.append(((anchor, Text(str(row))), cited))
    return table((_("Row"), _("Cited by")), rows)


def _citations(wording: Wording) -> dict[Cited, list[Line]]:
    """What cites each document and row: machines, their moves, laws, scenarios."""
    found: dict[Cited, list[Line]] = defaultdict(list)
    for cited, line in (
        *_by_machines(wording),
        *_by_moves(wording),
        *_by_laws(wording),
        *_by_scenarios(wording),
        *_by_bounces(wording),
    ):
        if line not in found[cited]:
            found[cited].append(line)
    return found


def _by_machines(wording: Wording) -> list[tuple[Cited, Line]]:
    return [
        (_cited(citation), (spots.machine_link(machine, wording),))
        for machine in wording.model.machines.values()
        for citation in machine.cite
    ]


def _by_moves(wording: Wording) -> list[tuple[Cited, Line]]:
    """The moves of each machine that cite the same, on one line."""
    found: list[tuple[Cited, Line]] = []
    for machine in wording.model.machines.values():
        links: dict[Cited, dict[Line, None]] = defaultdict(dict)
        for state, answer, way in machine.moves():
            target = Spot(machine.name, spots.move_anchor(state, answer.event))
            text = f"{wording.state(state)} × {wording.event(machine.kind, answer.event)}"
            for citation in way.cite:
                links[_cited(citation)][(Link(text, target),)] = None
        label = words(wording.labelled(wording.machine(machine), ""))
        found += [(cited, (*label, *joined(moves, Text(", ")))) for cited, moves in links.items()]
    return found


def _by_laws(wording: Wording) -> list[tuple[Cited, Line]]:
    return [
        (_cited(citation), (spots.law_link(law, wording),))
        for law in (*wording.model.laws, *wording.model.not_laws)
        for citation in law.cite
    ]


def _by_scenarios(wording: Wording) -> list[tuple[Cited, Line]]:
    anchors = wording.scenario_anchors
    return [
        (_cited(citation), (spots.scenario_link(scenario, anchors[number], wording),))
        for number, scenario in enumerate(wording.model.scenarios)
        for citation in scenario.cite
    ]


def _by_bounces(wording: Wording) -> list[tuple[Cited, Line]]:
    """The rules of the table of bounces that cite the same, on one line."""
    links: dict[Cited, dict[Line, None]] = defaultdict(dict)
    for rule in wording.model.bounces.rules if wording.model.bounces else ():
        for citation in rule.cite:
            links[_cited(citation)][(Link(rule.name, Spot("bounces", spots.bounce_rule_anchor(rule.name))),)] = None
    _ = wording.translate
    label = words(wording.labelled(_("Bounces"), ""))
    return [(cited, (*label, *joined(rules, Text(", ")))) for cited, rules in links.items()]


def _cited(citation: Citation) -> Cited:
    return citation.document, citation.row
