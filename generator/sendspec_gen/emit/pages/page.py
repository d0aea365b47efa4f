"""A page, and which pages there are."""

from __future__ import annotations

from dataclasses import dataclass

from sendspec_gen.emit.pages.parts import Block
from sendspec_gen.emit.wording import Wording


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page in one locale, whatever it is written in."""

    name: str
    """The name of its file, without the ending; `index` is where readers begin."""
    title: str
    source: str
    """The file or folder of the spec that it is made from."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A page in a list of pages."""

    name: str
    title: str


def contents(wording: Wording) -> tuple[Heading, ...]:
    """The pages that are about no single machine; those with nothing to say are left out."""
    _ = wording.translate
    model = wording.model
    headings = (
        (Heading("index", _("Overview")), True),
        (Heading("modes", _("Modes side by side")), len(model.modes) > 1),
        (Heading("kpis", _("KPIs and counters")), bool(model.counters or model.kpis)),
        (Heading("laws", _("Laws")), bool(model.laws or model.not_laws)),
        (Heading("scenarios", _("Scenarios")), bool(model.scenarios)),
        (Heading("bounces", _("Bounces")), model.bounces is not None),
        (Heading("sources", _("Sources")), bool(model.project.documents or model.sources)),
        (Heading("glossary", _("Glossary")), True),
        (Heading("rules", _("Rules of the checker")), True),
        (Heading("language", _("The spec language")), True),
    )
    return tuple(heading for heading, wanted in headings if wanted)


def machine_headings(wording: Wording) -> tuple[Heading, ...]:
    """The pages of the machines, in the order of the spec."""
    return tuple(Heading(machine.name, wording.machine(machine)) for machine in wording.model.machines.values())
