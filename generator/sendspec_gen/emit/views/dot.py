"""A scene as DOT: ranks, the order within them and the column are said with edges that are not drawn.

All edges lead downwards, so that dot turns none around, and leave each node from the left to the right; what passes a
row is kept outside of it by edges between its captions and the states above and below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sendspec_gen.emit.palette import INK
from sendspec_gen.emit.quoting import SMALL_GAP, label, styled
from sendspec_gen.emit.scene import LINE_HEIGHT, Line, Scene, Shape, Way
from sendspec_gen.emit.views.rows import START, Row, box, places_of, rows_of

Style = Mapping[str, str]

_FONT = {"fontname": "Arial"}
_GRAPH = _FONT | {"bgcolor": "white", "nodesep": "0.2", "ranksep": "0.25", "pad": "0.15"}
_NODE = _FONT | {"shape": "box", "style": "rounded,filled", "margin": "0.17,0.09"}
_EDGE = _FONT | {"arrowsize": "0.7"}
_BOX = {"shape": "box", "style": "", "penwidth": "0", "margin": "0.06,0.03", "width": "0"}
_POINT = {"label": "", "style": "invis", "width": "0", "height": "0", "margin": "0"}
_COLUMN = {"group": "column"}
_STRAIGHT = {"weight": "1000"}
_HIDDEN = {"style": "invis"}
_CLOSE = {"weight": "5"}
_TIGHT = {"weight": "50"}
_FENCE = _HIDDEN | _CLOSE | {"tailport": "s", "headport": "n"}
_FENCES_BELOW = 3
_BORDER, _BOX_BORDER = 12, 4
"""What stands over and under the lines of a state and of a caption, in points."""
_INCH = 72


@dataclass(frozen=True, slots=True)
class Edge:
    """A line that goes down from one node to another."""

    tail: str
    head: str
    style: Style


def dot_of(scene: Scene) -> str:
    """A scene as DOT; each line that is drawn has an `id`, made of what it leads from and to."""
    return _Writer(scene).text()


def line_from(way: Way, source: str) -> str:
    """The id of the line from a source to the caption."""
    return f"from-{source}-by-{way.name}"


def line_into(way: Way) -> str:
    """The id of the line from the caption to the target."""
    return f"into-{way.name}"


class _Writer:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.rows = rows_of(scene)
        self.order = {row.state: place for place, row in enumerate(self.rows)}
        self.lines = ["digraph {", _said("graph", _GRAPH), _said("node", _NODE), _said("edge", _EDGE)]

    def text(self) -> str:
        if self.scene.starts:
            self._node(START, {"label": "", "shape": "point", "width": "0.15", "color": INK} | _COLUMN)
        edges = list(self._starts())
        for place, (row, shape) in enumerate(zip(self.rows, self.scene.states, strict=True)):
            self._draw_state(shape)
            for way in row.ways:
                self._draw_caption(way, straight=way is row.straight)
            edges += self._column(place, row)
            for way in row.ways:
                edges += self._lines(way, place, straight=way is row.straight)
            self._draw_row(row, place)
        for edge in self._from_left_to_right(edges):
            self._edge(edge.tail, edge.head, edge.style)
        return "\n".join((*self.lines, "}", ""))

    def _draw_state(self, shape: Shape) -> None:
        style = "rounded,filled,dashed" if shape.dashed else "rounded,filled"
        drawn = {
            "label": _label(shape.lines),
            "height": _height(shape.lines, _BORDER),
            "color": shape.colors.line,
            "fillcolor": shape.colors.fill,
            "style": style,
            "peripheries": str(shape.rings),
            "penwidth": str(shape.width),
            "ordering": "out",
        }
        self._node(shape.name, drawn | _COLUMN)

    def _draw_caption(self, way: Way, *, straight: bool) -> None:
        self._node(
            box(way),
            {"label": _label(way.lines), "height": _height(way.lines, _BOX_BORDER)}
            | _BOX
            | (_COLUMN if straight else {}),
        )

    def _draw_row(self, row: Row, place: int) -> None:
        names = [START if name == row.above and not place and self.scene.starts else name for name in row.line]
        if row.above in names and not row.straight and len(names) + place > 1:
            self._node(row.above, _POINT | _COLUMN)
        if len(names) > 1:
            self.lines.append("{ rank=same")
            for left, right in pairwise(names):
                self._edge(left, right, _HIDDEN | _TIGHT)
            self.lines.append("}")

    def _node(self, name: str, style: Style) -> None:
        self.lines.append(_said(f'"{name}"', style))

    def _edge(self, tail: str, head: str, style: Style) -> None:
        self.lines.append(_said(f'"{tail}" -> "{head}"', style))

    def _starts(self) -> Iterable[Edge]:
        for state, _ in self.scene.starts:
            style = {"id": f"start-{state}", "color": INK}
            weight = _STRAIGHT if state == self.rows[0].state else {}
            yield Edge(START, state, style | weight)

    def _column(self, place: int, row: Row) -> Iterable[Edge]:
        if row.straight:
            return
        hidden = _HIDDEN | _STRAIGHT
        if place:
            yield Edge(self.rows[place - 1].state, row.above, hidden)
            yield Edge(row.above, row.state, hidden)
        elif not self.scene.starts and len(row.line) > 1:
            yield Edge(row.above, row.state, hidden)

    def _lines(self, way: Way, place: int, *, straight: bool) -> Iterable[Edge]:
        """The lines of an arrow, each from what is above to what is below."""
        row, caption = self.rows[place], box(way)
        stroke = {"color": way.color, "style": "dashed" if way.dashed else "solid", "penwidth": str(way.width)}
        ends = [(source, line_from(way, source), "none", "none") for source in way.sources]
        ends.append((way.target, line_into(way), "forward", "back"))
        for state, name, down, up in ends:
            tail, head = self._downwards(state, caption, place)
            points = {"id": name, "dir": (up if tail == state else down)}
            pull = _STRAIGHT if straight and self.order[state] in (place - 1, place) else {}
            pull = pull or (_CLOSE if state == row.state else {})
            port = {"tailport": "w" if way.aside else "e"} if self._passes_by(tail, place, straight=straight) else {}
            yield Edge(tail, head, stroke | points | pull | port)
        if self.scene.steady and place and not straight:
            before = self.rows[place - 1].state
            if before not in (*way.sources, way.target):
                yield Edge(before, caption, _FENCE)
            for _ in range(_FENCES_BELOW):
                yield Edge(caption, row.state, _FENCE)

    def _passes_by(self, tail: str, place: int, *, straight: bool) -> bool:
        """Whether a line leaves a state for a row that is not the next, and so leaves it sideways."""
        return not straight and tail in self.order and self.order[tail] < place - 1

    def _downwards(self, state: str, caption: str, place: int) -> tuple[str, str]:
        return (state, caption) if self.order[state] < place else (caption, state)

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        return places_of(self.rows) | {START: (-1, 0)}

    def _from_left_to_right(self, edges: Sequence[Edge]) -> list[Edge]:
        """The edges by where they start, and those of one node so that lines that go further stay outside."""

        def turn(edge: Edge) -> tuple[int, int, int, int]:
            line, start = self._places[edge.tail]
            below, place = self._places[edge.head]
            side = place or (start if below > line + 1 else 0)
            if not side:
                return line, start, 0, 0
            outward = (below << 16) + abs(place)
            return (line, start, 1, outward) if side > 0 else (line, start, -1, -outward)

        return sorted(edges, key=turn)


def _said(subject: str, style: Style) -> str:
    """A statement; no value but a label, which is markup, holds a sign that would have to be escaped."""
    values = (f"{key}={value}" if value.startswith("<") else f'{key}="{value}"' for key, value in style.items())
    return f"{subject} [{' '.join(values)}]"


def _height(lines: Iterable[Line], border: int) -> str:
    """What lines need that are set less tight than Graphviz would set them."""
    return f"{(sum(line.size for line in lines) * LINE_HEIGHT + border) / _INCH:.3f}"


def _label(lines: Iterable[Line]) -> str:
    return label(
        styled(line.words, color=line.color, size=line.size, bold=line.bold) if line.words else SMALL_GAP
        for line in lines
    )
