"""What differs between two modes: what only one has, and what they show, count or answer otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sendspec_gen.emit.captions import GAP, STATE_WIDTH, WIDTH
from sendspec_gen.emit.palette import FAINT, INK, PALETTE, QUIET, Colors
from sendspec_gen.emit.quoting import listed, wrapped
from sendspec_gen.emit.revision.joining import union_of
from sendspec_gen.emit.revision.union import BothArrows, BothStates, Version
from sendspec_gen.emit.scene import Line, Sample, Scene, Shape, Way
from sendspec_gen.emit.views.machine import PALE, page_of
from sendspec_gen.emit.views.modes import OTHER, THIS, Modes
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine


@dataclass(frozen=True, slots=True)
class _Look:
    colors: Colors
    width: float
    dashed: bool


_LOOKS: Mapping[str, _Look] = {
    "added": _Look(PALETTE["blue"], 2, dashed=False),
    "removed": _Look(PALETTE["orange"], 1.6, dashed=True),
    "changed": _Look(PALETTE["violet"], 2, dashed=False),
    "same": _Look(PALE, 0.8, dashed=False),
}
"""How is drawn what only this mode has, what only the other has, what both have otherwise, and the rest."""
_MARKS = {"added": f"{THIS}: ", "removed": f"{OTHER}: "}


def versus(machine: Machine, other: Machine, wording: Wording, words: tuple[str, str]) -> Scene | None:
    """The picture of what differs, or nothing if all is the same; this mode is called A in it, the other one B."""
    modes = Modes(union_of(Version(other, wording, {}), Version(machine, wording, {})))
    arrows = [arrow for arrow in modes.union.arrows if arrow.what != "same"]
    named = {name for arrow in arrows for name in (*arrow.sources, arrow.target)}
    states = [both for both in modes.union.states if modes.fate(both) != "same" or both.name in named]
    if not states:
        return None
    fates = {modes.fate(both) for both in states} | {arrow.what for arrow in arrows}
    return Scene(
        name=f"{machine.name}-versus-{other.name}",
        title=words[0],
        description=words[1],
        locale=wording.locale,
        page=page_of(machine),
        starts=(),
        states=tuple(_shape(both, modes) for both in states),
        ways=tuple(_way(both, modes) for both in arrows),
        legend=tuple(_legend(machine, other, wording, fates)),
    )


def _shape(both: BothStates, modes: Modes) -> Shape:
    fate = modes.fate(both)
    look, ink = _LOOKS[fate], FAINT if fate == "same" else INK
    machine, state = modes.one_of(both)
    name, status = modes.labels[both.name], modes.wording.status(machine, state)
    details = modes.differences[both.name] or ((status,) if status else ())
    lines = [Line(line, ink, 14, bold=True) for line in wrapped(name, STATE_WIDTH)]
    lines += [Line(line, ink, 11) for detail in details for line in wrapped(detail, WIDTH)]
    return Shape(
        name=state.name,
        title=modes.wording.labelled(name, "; ".join(details)) if details else name,
        link=f"{page_of(machine)}#state-{state.name}",
        lines=tuple(lines),
        colors=look.colors,
        rings=2 if state.settled or state.final else 1,
        width=look.width,
        dashed=look.dashed,
    )


def _way(both: BothArrows, modes: Modes) -> Way:
    look = _LOOKS[both.what]
    page = page_of(modes.union.after.machine if both.after else modes.union.before.machine)
    lines: list[Line] = []
    heard, spoken = [], []
    for events, details in modes.captions(both):
        if lines:
            lines.append(Line("", QUIET, GAP))
        names = [_MARKS.get(both.what, "") + events[0], *events[1:]]
        lines += [Line(line, look.colors.line, 11, bold=True) for line in listed(names, " / ", WIDTH)]
        lines += [Line(line, QUIET, 10) for detail in details for line in wrapped(detail, WIDTH)]
        heard.append(" / ".join(names))
        spoken.append(f"{heard[-1]} ({', '.join(details)})" if details else heard[-1])
    leads = f"{', '.join(modes.labels[name] for name in both.sources)} → {modes.labels[both.target]}"
    return Way(
        name=both.name,
        title=modes.wording.labelled(leads, "; ".join(spoken)),
        brief=modes.wording.labelled(leads, "; ".join(heard)),
        link=f"{page}#move-{both.sources[0]}-{both.ways[0].event}",
        sources=both.sources,
        target=both.target,
        lines=tuple(lines),
        color=look.colors.line,
        width=look.width,
        dashed=look.dashed or both.name.endswith(f"-clock-{both.what}"),
        aside=both.sources[0] == both.target or modes.is_late(both),
    )


def _legend(machine: Machine, other: Machine, wording: Wording, fates: set[str]) -> Iterator[Sample]:
    _ = wording.translate
    meanings = {
        "added": _("only {mode} (A)").format(mode=wording.machine(machine)),
        "removed": _("only {mode} (B)").format(mode=wording.machine(other)),
        "changed": _("both, but otherwise"),
        "same": _("the same in both"),
    }
    for fate, look in _LOOKS.items():
        if fate in fates:
            yield Sample("state", look.colors, meanings[fate], look.width, look.dashed)
