"""What stands on the pages of each locale: one page a machine, and those that are about the whole spec."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sendspec_gen.emit.evidence import Evidence
from sendspec_gen.emit.pages.bounces import bounces_page
from sendspec_gen.emit.pages.glossary import glossary_page
from sendspec_gen.emit.pages.kpis import kpis_page
from sendspec_gen.emit.pages.language import language_page
from sendspec_gen.emit.pages.laws import Judged, laws_page
from sendspec_gen.emit.pages.machine import machine_page
from sendspec_gen.emit.pages.modes import modes_page
from sendspec_gen.emit.pages.page import Page, contents
from sendspec_gen.emit.pages.rules import rules_page
from sendspec_gen.emit.pages.scenarios import scenarios_page
from sendspec_gen.emit.pages.sources import sources_page
from sendspec_gen.emit.pages.start import start_page
from sendspec_gen.emit.wording import Wording

PageOf = Callable[[Wording, str], Page]
"""From the words of a locale and the title of a page to the page."""


def pages_of(wording: Wording, judged: Judged, evidence: Evidence | None = None) -> Iterator[Page]:
    """The pages about the whole spec in the order of their contents, then those of the machines."""
    about_the_spec: dict[str, PageOf] = {
        "index": lambda wording, _title: start_page(wording, evidence),
        "modes": modes_page,
        "kpis": kpis_page,
        "laws": lambda wording, title: laws_page(judged, wording, title),
        "scenarios": scenarios_page,
        "bounces": bounces_page,
        "sources": sources_page,
        "glossary": glossary_page,
        "rules": rules_page,
        "language": language_page,
    }
    for heading in contents(wording):
        yield about_the_spec[heading.name](wording, heading.title)
    for machine in wording.model.machines.values():
        yield machine_page(machine, wording, evidence.machines.get(machine.name) if evidence else None)
