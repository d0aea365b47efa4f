"""The views of a machine in one figure that shows one of them at a time, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from sendspec_gen.emit.pages.parts import Diagram
from sendspec_gen.emit.site.templates import environment
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine

WHOLE, HAPPY, FAILURES = "whole", "happy", "failures"
VERSUS, NEAR = "versus-", "near-"
"""The names of views, and how those begin that set off another mode, or show what surrounds a state."""


class View(Protocol):
    """One picture of a machine, as `sendspec_gen.emit.views` draws it."""

    @property
    def name(self) -> str:
        """`whole`, `happy`, `failures`, `versus-<mode>` or `near-<state>`."""

    @property
    def about(self) -> str:
        """What it shows, as a sentence."""

    @property
    def svg(self) -> str:
        """The picture with its own title and description; no other view of the machine has its ids."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A view and what readers choose it by."""

    name: str
    label: str
    about: str
    drawing: Markup


@dataclass(frozen=True, slots=True)
class Row:
    """Views that are chosen from beside each other, perhaps under a label."""

    label: str
    choices: tuple[Choice, ...]


def viewer(diagram: Diagram, views: Sequence[View], wording: Wording) -> Markup:
    """A figure; nothing where no view was drawn."""
    if not views:
        return Markup("")
    _ = wording.translate
    machine = wording.model.machines[diagram.machine]
    starts = {"": (WHOLE, HAPPY, FAILURES), _("Against"): (VERSUS,), _("Around a state"): (NEAR,)}
    rows = (
        Row(label, tuple(_choice(view, machine, wording) for view in views if view.name.startswith(start)))
        for label, start in starts.items()
    )
    template = environment().get_template("viewer.html.jinja")
    return Markup(
        template.render(
            alternative=diagram.alternative,
            file=f"../../../diagrams/{wording.locale}/{machine.name}.svg",
            rows=[row for row in rows if row.choices],
            shown=views[0].name,
            _=_,
        )
    )


def _choice(view: View, machine: Machine, wording: Wording) -> Choice:
    """The picture becomes an element of the page; what is said of the whole machine stands on the page already."""
    about = "" if view.name == WHOLE else view.about
    drawing = Markup(view.svg[view.svg.index("<svg") :].rstrip())
    return Choice(view.name, _label(view, machine, wording), about, drawing)


def _label(view: View, machine: Machine, wording: Wording) -> str:
    """A short name, since the page says already which machine it is."""
    _ = wording.translate
    if view.name.startswith(NEAR):
        return wording.state(machine.states[view.name.removeprefix(NEAR)])
    if view.name.startswith(VERSUS):
        return wording.machine(wording.model.machines[view.name.removeprefix(VERSUS)])
    return {WHOLE: _("The whole"), HAPPY: _("Happy path"), FAILURES: _("Failures")}[view.name]
