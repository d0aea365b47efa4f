"""A machine before and after a change, and what differs, as pictures in which nothing that stayed has moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sendspec_gen.changes.change import Rename
from sendspec_gen.changes.names import new_names, under_new_names
from sendspec_gen.emit.revision.canvas import Canvas, Sizes
from sendspec_gen.emit.revision.joining import union_of
from sendspec_gen.emit.revision.sizes import common_sizes
from sendspec_gen.emit.revision.svg import picture
from sendspec_gen.emit.revision.union import Union, Version
from sendspec_gen.emit.revision.views import View, views_of
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, Model


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture as DOT and as SVG, and in words what it shows."""

    dot: str
    svg: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class RevisionPictures:
    """The pictures of one machine: all of one size, with each state and arrow in one place."""

    machine: str
    """Its new name, or the old one if it is gone."""
    label: str
    before: Drawn
    after: Drawn
    difference: Drawn


def pictures(
    before: Model, after: Model, renames: Sequence[Rename] = (), locale: str | None = None
) -> Iterator[RevisionPictures]:
    """The pictures of each machine that differs in structure, in the order of the new spec, what is gone last."""
    told = under_new_names(before, new_names(renames))
    language = after.project.default_locale if locale is None else locale
    old_names = {(one.machine, one.after): one.before for one in renames if one.of == "state"}
    for name in dict.fromkeys((*after.machines, *told.machines)):
        was, now = told.machines.get(name), after.machines.get(name)
        names = {state: old for (machine, state), old in old_names.items() if machine == name}
        union = union_of(
            Version(was or _nothing_of(now), Wording(told, language), names),
            Version(now or _nothing_of(was), Wording(after, language), {}),
        )
        if union.differs:
            yield _pictures_of(union, name, language)


def _pictures_of(union: Union, name: str, locale: str) -> RevisionPictures:
    views = views_of(union)
    sizes = common_sizes(union, views)
    before, after, difference = (_drawn(union, view, sizes, locale) for view in views)
    return RevisionPictures(name, union.label, before, after, difference)


def _drawn(union: Union, view: View, sizes: Sizes, locale: str) -> Drawn:
    canvas = Canvas(union, view, sizes)
    canvas.draw()
    dot = canvas.graph.source
    svg = picture(dot, canvas.header, locale, view.heading, view.description, canvas.titles)
    return Drawn(dot, svg, view.heading, view.description)


def _nothing_of(machine: Machine | None) -> Machine:
    """The other side of a machine that was added or removed."""
    assert machine is not None
    return replace(machine, states={}, initial="")
