"""The views of a machine in one figure that shows one of them at a time, without a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sendspec_gen.emit.pages.parts import Diagram
from sendspec_gen.emit.site.drawings import inline
from sendspec_gen.emit.site.templates import environment
from sendspec_gen.emit.views import Surroundings, View, surroundings_of
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, Model, State

WHOLE, HAPPY, FAILURES = "whole", "happy", "failures"
VERSUS, NEAR = "versus-", "near-"
"""The names of views, and how those begin that set off another mode, or show what surrounds a state."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A view and what readers choose it by."""

    name: str
    label: str
    about: str = ""
    drawing: Markup | None = None
    """None for what is around a state: that is the picture of the whole with all else faint."""


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
    drawn = tuple(_choice(view, wording) for view in views)
    rows = (
        Row("", tuple(choice for choice in drawn if not choice.name.startswith(VERSUS))),
        Row(_("Against"), tuple(choice for choice in drawn if choice.name.startswith(VERSUS))),
        Row(_("Around a state"), tuple(_around(state, wording) for state in machine.states.values())),
    )
    template = environment().get_template("viewer.html.jinja")
    return Markup(
        template.render(
            alternative=diagram.alternative,
            rows=[row for row in rows if row.choices],
            shown=views[0].name,
            _=_,
        )
    )


def _choice(view: View, wording: Wording) -> Choice:
    """That of the whole needs no words; only in it are parts named, which `near_rules` selects."""
    about = "" if view.name == WHOLE else view.about
    return Choice(view.name, _label(view, wording), about, Markup(inline(view.svg, named=view.name == WHOLE)))


def _around(state: State, wording: Wording) -> Choice:
    return Choice(f"{NEAR}{state.name}", wording.state(state))


def near_rules(machine: Machine) -> str:
    """The styles that leave only the neighbourhood of the state that is chosen."""
    return "\n".join(_near_rule(one) for one in surroundings_of(machine))


def near_files(model: Model) -> Iterator[tuple[str, str]]:
    """These styles of each machine, once for all locales."""
    for machine in model.machines.values():
        header = f"/* Generated from {machine.path} by `sendspec generate`. Do not edit. */"
        yield f"generated/docs/{near_file(machine.name)}", f"{header}\n{near_rules(machine)}\n"


def near_file(machine: str) -> str:
    """Where these styles are, seen from the site."""
    return f"assets/near_{machine}.css"


def _near_rule(around: Surroundings) -> str:
    whole = f".viewer:has(#view-{NEAR}{around.state}:checked) .whole"
    ways = [f'[data-way="{name}"]' for name in (*around.into, *around.out)]
    kept = ",".join([*(f'[data-state="{name}"]' for name in around.states), *ways])
    faint = [f"{whole} a:not({kept})"]
    if around.out:
        here = f'[data-from="{around.state}"]'
        faint.append(f"{whole} a:has({here}) [data-from]:not({here})")
    return f'{",".join(faint)}{{opacity:.1}}\n{whole} [data-state="{around.state}"] rect{{stroke-width:3}}'


def _label(view: View, wording: Wording) -> str:
    """A short name, since the page says already which machine it is."""
    _ = wording.translate
    if view.name.startswith(VERSUS):
        return wording.machine(wording.model.machines[view.name.removeprefix(VERSUS)])
    return {WHOLE: _("The whole"), HAPPY: _("Happy path"), FAILURES: _("Failures")}[view.name]
