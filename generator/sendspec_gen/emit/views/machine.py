"""A machine, or a part of it, as a scene."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sendspec_gen.emit.arrows import Arrow
from sendspec_gen.emit.captions import STATE_WIDTH, caption_title, captions_of, spoken_lines
from sendspec_gen.emit.palette import FAINT, INK, PALETTE, PLAIN, Colors, colors_of
from sendspec_gen.emit.quoting import wrapped
from sendspec_gen.emit.scene import Line, Sample, Scene, Shape, Way
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, State

WHOLE = "whole"
PALE = Colors(PLAIN.fill, FAINT)
"""What leads out of a settled state."""
BLACK = Colors(PLAIN.fill, INK)


def page_of(machine: Machine) -> str:
    """The page of a machine, from the pages of its locale."""
    return f"{machine.name}.html"


def scene_of(
    machine: Machine,
    wording: Wording,
    name: str,
    words: tuple[str, str],
    states: Sequence[State],
    arrows: Sequence[Arrow],
) -> Scene:
    """A picture of some states and arrows; `words` are title and description."""
    _ = wording.translate
    initial = machine.states[machine.initial]
    begins = wording.labelled(_("start"), wording.state(initial))
    return Scene(
        name=f"{machine.name}-{name}",
        title=words[0],
        description=words[1],
        locale=wording.locale,
        page=page_of(machine),
        starts=((initial.name, begins),) if initial in states else (),
        states=tuple(shape_of(state, machine, wording) for state in states),
        ways=tuple(way_of(arrow, machine, wording) for arrow in arrows),
        steady=name == WHOLE,
        legend=tuple(_legend(machine, wording, states, arrows)),
    )


def shape_of(state: State, machine: Machine, wording: Wording) -> Shape:
    """A state in the colours of its status."""
    name, status = wording.state(state), wording.status(machine, state)
    lines = [Line(line, INK, 14, bold=True) for line in wrapped(name, STATE_WIDTH)]
    lines += [Line(line, INK, 11) for line in wrapped(status, STATE_WIDTH) if status]
    return Shape(
        name=state.name,
        title=wording.labelled(name, status) if status else name,
        link=f"{page_of(machine)}#state-{state.name}",
        lines=tuple(lines),
        colors=colors_of(machine, state, wording.model),
        rings=2 if state.settled or state.final else 1,
        width=2.5 if state.final else 1.2,
    )


def way_of(arrow: Arrow, machine: Machine, wording: Wording) -> Way:
    """An arrow in the colour of where it leads to."""
    captions = captions_of(arrow, machine, wording)
    color = FAINT if arrow.late else colors_of(machine, arrow.target, wording.model).line
    return Way(
        name=arrow.name,
        title=caption_title(captions, arrow.sources, arrow.target, wording),
        brief=caption_title([replace(one, details=()) for one in captions], arrow.sources, arrow.target, wording),
        link=f"{page_of(machine)}#move-{arrow.sources[0].name}-{arrow.ways[0].event}",
        sources=tuple(source.name for source in arrow.sources),
        target=arrow.target.name,
        lines=tuple(spoken_lines(captions, color)),
        color=color,
        width=0.8 if arrow.late else 1.2,
        dashed=arrow.deadline is not None,
        aside=arrow.late or arrow.returns(machine) or arrow.sources[0] is arrow.target,
    )


def within(arrows: Sequence[Arrow], states: Collection[str]) -> Iterator[Arrow]:
    """The arrows between some states."""
    for arrow in arrows:
        sources = tuple(source for source in arrow.sources if source.name in states)
        if sources and arrow.target.name in states:
            yield replace(arrow, sources=sources)


def _legend(machine: Machine, wording: Wording, states: Sequence[State], arrows: Sequence[Arrow]) -> Iterator[Sample]:
    """What each colour, outline and line that is used means."""
    _ = wording.translate
    shown = {state.status for state in states}
    for status in wording.model.statuses.get(machine.kind, {}).values():
        if status.name in shown:
            yield Sample("state", PALETTE[status.color], wording.status_named(machine.kind, status.name))
    if any(state.settled for state in states):
        yield Sample("rings", BLACK, _("settled"))
    if any(state.final for state in states):
        yield Sample("rings", BLACK, _("final"), width=2.2)
    if any(arrow.deadline for arrow in arrows):
        yield Sample("line", BLACK, _("by the clock"), dashed=True)
    if any(arrow.late for arrow in arrows):
        yield Sample("line", PALE, _("out of a settled state"), width=0.8)
