"""What the pictures of a revision show: the machine as it was, as it is, and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from sendspec_gen.emit.arrows import Arrow
from sendspec_gen.emit.captions import STATE_WIDTH, caption_lines, caption_title, captions_of
from sendspec_gen.emit.palette import FAINT, INK, colors_of
from sendspec_gen.emit.quoting import styled, wrapped
from sendspec_gen.emit.revision.fates import FATES
from sendspec_gen.emit.revision.legend import difference_legend, meanings, version_legend
from sendspec_gen.emit.revision.lines import arrow_lines, arrow_title, state_details, state_lines, state_name
from sendspec_gen.emit.revision.union import BothArrows, BothStates, Union, What

Style = dict[str, str]
"""Attributes of a node or an edge."""


@dataclass(frozen=True, slots=True)
class StateLook:
    """A state as it is drawn."""

    title: str
    lines: Iterable[str]
    rings: int
    style: Style


class View(Protocol):
    """What one picture shows of a union, and how."""

    @property
    def name(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def description(self) -> str: ...
    def shows(self, what: What) -> bool: ...
    def legend(self, size: str) -> str: ...
    def state(self, both: BothStates) -> StateLook: ...
    def caption(self, both: BothArrows) -> Iterable[str]: ...
    def arrow_title(self, both: BothArrows) -> str: ...
    def arrow_style(self, both: BothArrows) -> Style: ...
    def start_style(self, what: What) -> Style: ...


class VersionView:
    """The machine as it was or is, in the colours of its statuses."""

    def __init__(self, union: Union, name: Literal["before", "after"]) -> None:
        self.name = name
        self.version = union.before if name == "before" else union.after
        self.wording = self.version.wording
        _ = self.wording.translate
        machine = self.version.machine
        view = {"before": _("before"), "after": _("after")}[name]
        self.heading = self.wording.labelled(union.label, view)
        self.description = _("{states} states and {moves} moves").format(
            states=len(machine.states), moves=len(machine.moves())
        )

    def shows(self, what: What) -> bool:
        return what != ("added" if self.name == "before" else "removed")

    def legend(self, size: str) -> str:
        return version_legend(self.heading, self.version, size)

    def state(self, both: BothStates) -> StateLook:
        state = both.before if self.name == "before" else both.after
        assert state is not None
        name = self.version.state_label(state)
        status = self.wording.status(self.version.machine, state)
        lines = [styled(line, color=INK, size=14, bold=True) for line in wrapped(name, STATE_WIDTH)]
        lines += [styled(line, color=INK, size=11) for line in wrapped(status, STATE_WIDTH) if status]
        colors = colors_of(self.version.machine, state, self.wording.model)
        style = {"color": colors.line, "fillcolor": colors.fill, "penwidth": "2.5" if state.final else "1.2"}
        title = self.wording.labelled(name, status) if status else name
        return StateLook(title, lines, 2 if state.settled or state.final else 1, style)

    def caption(self, both: BothArrows) -> Iterable[str]:
        captions = captions_of(self._arrow(both), self.version.machine, self.wording)
        return caption_lines(captions, self.arrow_style(both)["color"])

    def arrow_title(self, both: BothArrows) -> str:
        arrow = self._arrow(both)
        captions = captions_of(arrow, self.version.machine, self.wording)
        return caption_title(captions, arrow.sources, arrow.target, self.wording)

    def arrow_style(self, both: BothArrows) -> Style:
        arrow = self._arrow(both)
        colors = colors_of(self.version.machine, arrow.target, self.wording.model)
        return {
            "color": FAINT if arrow.late else colors.line,
            "style": "dashed" if arrow.deadline else "solid",
            "penwidth": "0.8" if arrow.late else "1.2",
        }

    def start_style(self, what: What) -> Style:  # noqa: ARG002
        return {"color": INK}

    def _arrow(self, both: BothArrows) -> Arrow:
        arrow = both.before if self.name == "before" else both.after
        assert arrow is not None
        return arrow


class DifferenceView:
    """Both versions at once: what stayed is pale, what became of the rest is told by sign, shape, dash and colour."""

    name = "difference"

    def __init__(self, union: Union) -> None:
        self.union = union
        self.wording = union.after.wording
        _ = self.wording.translate
        self.heading = self.wording.labelled(union.label, _("what differs"))
        self.meanings = meanings(self.wording)
        told = ((self.meanings[what], self._told(what)) for what in FATES if what != "same")
        self.description = " ".join(
            f"{self.wording.labelled(fate, '; '.join(parts))}." for fate, parts in told if parts
        )

    def shows(self, what: What) -> bool:  # noqa: ARG002
        return True

    def legend(self, size: str) -> str:
        return difference_legend(self.heading, self.union, size)

    def state(self, both: BothStates) -> StateLook:
        state = both.after or both.before
        assert state is not None
        fate = FATES[both.what]
        details = "; ".join(state_details(both, self.union))
        name = self._fated(both.what, state_name(both, self.union))
        style = {
            "color": fate.colors.line,
            "fillcolor": fate.colors.fill,
            "shape": fate.shape,
            "margin": fate.margin,
            "style": f"{fate.style},filled",
            "penwidth": fate.width,
        }
        title = self.wording.labelled(name, details) if details else name
        rings = 2 if fate.rings and (state.settled or state.final) else 1
        return StateLook(title, state_lines(both, self.union), rings, style)

    def caption(self, both: BothArrows) -> Iterable[str]:
        return arrow_lines(both, self.union)

    def arrow_title(self, both: BothArrows) -> str:
        return self._fated(both.what, arrow_title(both, self.union))

    def arrow_style(self, both: BothArrows) -> Style:
        return self.start_style(both.what)

    def start_style(self, what: What) -> Style:
        fate = FATES[what]
        return {"color": fate.colors.line, "style": fate.dash, "penwidth": fate.width, "arrowhead": fate.head}

    def _fated(self, what: What, words: str) -> str:
        return words if what == "same" else self.wording.labelled(self.meanings[what], words)

    def _told(self, what: What) -> list[str]:
        _ = self.wording.translate
        names = {both.name: state_name(both, self.union) for both in self.union.states}
        starts = [self.wording.labelled(_("start"), names[name]) for fate, name in self.union.starts if fate == what]
        states = [
            ", ".join((state_name(both, self.union), *state_details(both, self.union)))
            for both in self.union.states
            if both.what == what
        ]
        arrows = [arrow_title(both, self.union) for both in self.union.arrows if both.what == what]
        return [*starts, *states, *arrows]


def views_of(union: Union) -> tuple[View, ...]:
    """The three pictures of a union."""
    return VersionView(union, "before"), VersionView(union, "after"), DifferenceView(union)
