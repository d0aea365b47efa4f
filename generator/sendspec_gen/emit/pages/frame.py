"""What every page has: its title, the same page in other languages, and the way to the other pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from sendspec_gen.emit.pages.parts import Line, Link, Strong, Text, joined, words
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Citation, Document, Kpi, Law, Machine, Model, Scenario, State
from sendspec_gen.source import Place

ROOT = "../../.."
"""From a page to the project."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has."""

    source: str
    """The file or folder of the spec that it is made from."""
    title: str
    languages: Line
    pages: Line


def frame(wording: Wording, name: str, title: str, source: str) -> Frame:
    """The frame of the page called `name`, without its ending."""
    locales = wording.model.project.locales
    languages = (_here_or_link(locale, f"../{locale}/{name}.md", locale == wording.locale) for locale in locales)
    pages = (_here_or_link(heading, f"{page}.md", page == name) for page, heading in overview(wording))
    return Frame(source, title, joined(languages, Text(" · ")), joined(pages, Text(" · ")))


def overview(wording: Wording) -> tuple[tuple[str, str], ...]:
    """The pages that are about no single machine, each with its title; those with nothing to say are left out."""
    _ = wording.translate
    model = wording.model
    pages = (
        ("README", _("Overview"), True),
        ("modes", _("Modes side by side"), len(model.modes) > 1),
        ("kpis", _("KPIs and counters"), bool(model.counters or model.kpis)),
        ("laws", _("Laws"), bool(model.laws or model.not_laws)),
        ("scenarios", _("Scenarios"), bool(model.scenarios)),
        ("sources", _("Sources"), bool(model.project.documents)),
    )
    return tuple((name, title) for name, title, wanted in pages if wanted)


# ── where things are said ────────────────────────────────────────────────────────────────────────────────────────────


def machine_link(machine: Machine, wording: Wording) -> Link:
    """Link to the page of a machine."""
    return Link(wording.machine(machine), f"{machine.name}.md")


def state_link(state: State, wording: Wording) -> Link:
    """Link to a state on the page of its own machine."""
    return Link(wording.state(state), f"#{state_anchor(state)}")


def state_anchor(state: State) -> str:
    """Where a state stands on the page of its machine."""
    return f"state-{state.name}"


def move_anchor(state: State, event: str) -> str:
    """Where the moves of a state on an event stand on the page of its machine."""
    return f"move-{state.name}-{event}"


def kpi_anchor(name: str) -> str:
    """Where a KPI stands on the page of KPIs."""
    return f"kpi-{name}"


def kpi_link(kpi: Kpi, wording: Wording) -> Link:
    """Link to a KPI on the page of KPIs."""
    return Link(wording.kpi(kpi), f"kpis.md#{kpi_anchor(kpi.name)}")


def counter_anchor(name: str) -> str:
    """Where a counter stands on the page of KPIs."""
    return f"counter-{name}"


def counter_link(name: str, wording: Wording) -> Link:
    """Link to a counter on the page of KPIs."""
    return Link(wording.counter(name), f"kpis.md#{counter_anchor(name)}")


def citation_anchor(document: str, row: int | None) -> str:
    """Where a document, or a row of its table, stands on the page of sources."""
    return document if row is None else f"{document}-{row}"


def citation_links(citations: tuple[Citation, ...], wording: Wording) -> Line:
    """The citations as the spec writes them, each leading to the page of sources."""
    links = (
        (Link(wording.citation(citation), f"sources.md#{citation_anchor(citation.document, citation.row)}"),)
        for citation in citations
    )
    return joined(links, Text(", "))


def law_anchors(model: Model) -> dict[Place, str]:
    """The anchor of each law, and of what does not hold, by its place in the spec."""
    anchors: dict[Place, str] = {}
    uses: Counter[str] = Counter()
    for law in (*model.laws, *model.not_laws):
        uses[law.name] += 1
        anchors[law.place] = f"{law.name}-{uses[law.name]}"
    return anchors


def law_link(law: Law, wording: Wording) -> Link:
    """Link to a law, as a sentence, on the page of laws."""
    return Link(wording.law(law), f"laws.md#{law_anchors(wording.model)[law.place]}")


def scenario_anchors(model: Model) -> dict[int, str]:
    """The anchor of each scenario by its place in the order of the spec, made from its title."""
    anchors: dict[int, str] = {}
    uses: Counter[str] = Counter()
    for number, scenario in enumerate(model.scenarios):
        slug = _slug(model.words(scenario.title, model.project.default_locale))
        uses[slug] += 1
        anchors[number] = slug if uses[slug] == 1 else f"{slug}-{uses[slug]}"
    return anchors


def scenario_link(scenario: Scenario, target: str, wording: Wording) -> Link:
    """Link to a scenario, given its anchor or the page and the anchor."""
    return Link(wording.text(scenario.title), target)


def source_row(document: Document) -> tuple[Line, ...]:
    """A document in a list: its short name, title, part and version."""
    return (
        (Link(document.name, f"sources.md#{citation_anchor(document.name, None)}"),),
        words(document.title),
        words(document.heading or ""),
        words(document.version or ""),
    )


def _slug(title: str) -> str:
    plain = re.sub(r"[\W_]+", " ", title.lower())
    return "scenario-" + "-".join(plain.split())


def _here_or_link(title: str, target: str, here: bool) -> Line:
    return (Strong(title),) if here else (Link(title, target),)
