"""The views of a machine in one figure that shows one of them at a time, without a script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sendspec_gen.emit.pages.parts import Diagram
from sendspec_gen.emit.site.html import UNQUOTED
from sendspec_gen.emit.site.templates import environment
from sendspec_gen.emit.views import Surroundings, View, surroundings_of
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, State

WHOLE, HAPPY, FAILURES = "whole", "happy", "failures"
VERSUS, NEAR = "versus-", "near-"
"""The names of views, and how those begin that set off another mode, or show what surrounds a state."""
ATTRIBUTE = re.compile(r' ([\w:-]+)="([^"]*)"(/?)')
NEEDLESS = frozenset({"xmlns", "xml:lang"})
NAMES = frozenset({"data-state", "data-way", "data-from"})


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
    """The picture becomes an element of the page; that of the whole needs no words."""
    about = "" if view.name == WHOLE else view.about
    return Choice(view.name, _label(view, wording), about, Markup(_inline(view)))


def _inline(view: View) -> str:
    """The picture without what a page says already; only the whole needs the names that `near_rules` selects by."""
    drawing = view.svg[view.svg.index("<svg") :].rstrip()
    needless = NEEDLESS if view.name == WHOLE else NEEDLESS | NAMES
    return ATTRIBUTE.sub(lambda found: found[3] if found[1] in needless else _attribute(*found.groups()), drawing)


def _attribute(name: str, value: str, end: str) -> str:
    """An attribute without the quotes that HTML does not ask for; a slash after it would become part of its value."""
    if not UNQUOTED.fullmatch(value):
        return f' {name}="{value}"{end}'
    return f" {name}={value}{' ' if end else ''}{end}"


def _around(state: State, wording: Wording) -> Choice:
    return Choice(f"{NEAR}{state.name}", wording.state(state))


def near_rules(machine: Machine) -> Markup:
    """The styles that leave only the neighbourhood of the state that is chosen."""
    return Markup("\n".join(_near_rule(one) for one in surroundings_of(machine)))


def _near_rule(around: Surroundings) -> str:
    whole = f".viewer:has(#view-{NEAR}{around.state}:checked) .whole"
    ways = [f'[data-way="{name}"]' for name in (*around.into, *around.out)]
    kept = ",".join([*(f'[data-state="{name}"]' for name in around.states), *ways])
    faint = [f"{whole} a:not({kept})"]
    if around.out:
        out = ",".join(f'[data-way="{name}"]' for name in around.out)
        faint.append(f'{whole} :is({out}) [data-from]:not([data-from="{around.state}"])')
    return f'{",".join(faint)}{{opacity:.1}}\n{whole} [data-state="{around.state}"] rect{{stroke-width:3}}'


def _label(view: View, wording: Wording) -> str:
    """A short name, since the page says already which machine it is."""
    _ = wording.translate
    if view.name.startswith(VERSUS):
        return wording.machine(wording.model.machines[view.name.removeprefix(VERSUS)])
    return {WHOLE: _("The whole"), HAPPY: _("Happy path"), FAILURES: _("Failures")}[view.name]
