"""One picture of a revision: what belongs to it is drawn, all else keeps its room."""

from __future__ import annotations

from collections.abc import Mapping

from graphviz import Digraph

from sendspec_gen.emit.palette import INK
from sendspec_gen.emit.quoting import label
from sendspec_gen.emit.revision.union import BothArrows, BothStates, Union, What
from sendspec_gen.emit.revision.views import View

Sizes = Mapping[str, tuple[int, int]]
"""For each node the width and the height in points."""

_FONT = {"fontname": "Arial"}
_GRAPH = _FONT | {"bgcolor": "white", "labelloc": "t", "nodesep": "0.25", "ranksep": "0.35", "pad": "0.15"}
_NODE = _FONT | {"shape": "box", "style": "rounded,filled", "margin": "0.17,0.09"}
_EDGE = _FONT | {"arrowsize": "0.7"}
_BOX = {"shape": "box", "style": "", "penwidth": "0", "margin": "0.06,0.03", "width": "0", "height": "0"}
_LEGEND = "the-legend"  # a hyphen, so that no state is called so
_INCH = 72
_RING = 8
"""What a second outline adds to the width and to the height."""


class Canvas:
    """A graph that is being drawn, and what its ids mean; without sizes every node takes the room that it needs."""

    def __init__(self, union: Union, view: View, sizes: Sizes | None = None) -> None:
        self.union = union
        self.view = view
        self.sizes = sizes
        self.titles: dict[str, str] = {}
        machine = union.after.machine
        self.prefix = f"{machine.name}-{view.name}"
        self.header = f"Drawn by `sendspec diff` from two versions of {machine.path}."
        self.graph = Digraph(comment=self.header, graph_attr=_GRAPH, node_attr=_NODE, edge_attr=_EDGE)

    def draw(self) -> None:
        """The whole picture."""
        self.graph.attr(id=self.prefix, label=label([self._heading()]))
        self._draw_start()
        for state in self.union.states:
            self._draw_state(state)
        for arrow in self.union.arrows:
            self._draw_arrow(arrow)

    def draw_parts(self) -> None:
        """Only what takes room: the heading, the states and the captions that belong to this view."""
        for name in (_LEGEND, f"{_LEGEND}-{self.view.name}"):
            self.graph.node(name, label=label([self.view.legend("")]), shape="plain")
        for state in self.union.states:
            self._draw_state(state)
        for arrow in self.union.arrows:
            self._draw_caption(arrow)

    def _draw_start(self) -> None:
        _ = self.union.after.wording.translate
        self._node("start-dot", "start", _("start"), shape="point", width="0.15", color=INK)
        for what, state in self.union.starts:
            style = self.view.start_style(what)
            self._edge(("start-dot", state), f"start-to-{state}", _("start"), what, style)

    def _draw_state(self, both: BothStates) -> None:
        if not self.view.shows(both.what):
            self._keep_room(both.name)
            return
        look = self.view.state(both)
        style = look.style | self._size(both.name, look.rings) | {"peripheries": str(look.rings)}
        self._node(both.name, f"state-{both.name}", look.title, label=label(look.lines), **style)

    def _draw_arrow(self, both: BothArrows) -> None:
        self._draw_caption(both)
        shown = self.view.shows(both.what)
        style = self.view.arrow_style(both) if shown else {}
        title = self.view.arrow_title(both) if shown else ""
        box = f"moves-{both.name}"
        for source in both.sources:
            start = f"from-{source}-by-{both.name}"
            self._edge((source, box), start, title, both.what, style | {"arrowhead": "none"})
        self._edge((box, both.target), f"into-{both.name}", title, both.what, style)

    def _draw_caption(self, both: BothArrows) -> None:
        box = f"moves-{both.name}"
        if not self.view.shows(both.what):
            self._keep_room(box)
            return
        style = _BOX | self._size(box, 1)
        self._node(box, box, self.view.arrow_title(both), label=label(self.view.caption(both)), **style)

    def _heading(self) -> str:
        if self.sizes is None:
            return self.view.legend("")
        # In a fixed size of its own it keeps its shape within the room that all headings have.
        own, room = (_table_size(self.sizes[name]) for name in (f"{_LEGEND}-{self.view.name}", _LEGEND))
        table = self.view.legend(f' fixedsize="true"{own}')
        cell = f"<tr><td{room}>{table}</td></tr>"
        return f'<table border="0" cellborder="0" cellspacing="0" cellpadding="0">{cell}</table>'

    def _node(self, name: str, place: str, title: str, **style: str) -> None:
        self.titles[f"{self.prefix}-{place}"] = title
        self.graph.node(name, id=f"{self.prefix}-{place}", **style)

    def _edge(self, ends: tuple[str, str], place: str, title: str, what: What, style: Mapping[str, str]) -> None:
        if self.view.shows(what):
            self.titles[f"{self.prefix}-{place}"] = title
            self.graph.edge(*ends, id=f"{self.prefix}-{place}", **style)
        else:
            self.graph.edge(*ends, style="invis")

    def _keep_room(self, name: str) -> None:
        if self.sizes is not None:
            self.graph.node(name, label="", style="invis", margin="0", **self._size(name, 1))

    def _size(self, name: str, rings: int) -> dict[str, str]:
        """The inner size of a node that has so many outlines."""
        if self.sizes is None:
            return {}
        width, height = self.sizes[name]
        ring = _RING * (rings - 1)
        return {"width": f"{(width - ring) / _INCH:.5f}", "height": f"{(height - ring) / _INCH:.5f}"}


def _table_size(size: tuple[int, int]) -> str:
    return ' width="{}" height="{}"'.format(*size)
