"""Each machine in each locale as a picture: DOT and SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphviz import Digraph

from sendspec_gen.emit.arrows import Arrow, arrows_of, returns_to
from sendspec_gen.emit.captions import caption_lines, caption_title, captions_of
from sendspec_gen.emit.legend import legend
from sendspec_gen.emit.palette import FAINT, INK, colors_of
from sendspec_gen.emit.quoting import label, styled, wrapped
from sendspec_gen.emit.svg import picture
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, Model, State


def files(model: Model) -> Iterator[tuple[str, str]]:
    """Every machine's `.dot` and `.svg` in every locale."""
    for locale in model.project.locales:
        wording = Wording(model, locale)
        for machine in model.machines.values():
            drawing = draw(machine, wording)
            path = f"diagrams/{locale}/{machine.name}"
            title, description = wording.machine(machine), _description(machine, wording)
            yield f"{path}.dot", drawing.dot
            yield f"{path}.svg", picture(drawing.dot, _header(machine), locale, title, description, drawing.titles)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A DOT text, and for each id in it the words that say what it is."""

    dot: str
    titles: Mapping[str, str]


def draw(machine: Machine, wording: Wording) -> Drawing:
    """The states from top to bottom; on the way of each arrow stands a box with what is heard and what it does."""
    canvas = _Canvas(machine, wording)
    canvas.draw_start()
    for state in machine.states.values():
        canvas.draw_state(state)
    arrows = arrows_of(machine)
    for arrow in arrows:
        canvas.draw_arrow(arrow, returns_to(arrow.target, arrows, machine))
    return Drawing(canvas.graph.source, canvas.titles)


_FONT = {"fontname": "Arial"}
GRAPH = _FONT | {"bgcolor": "white", "labelloc": "t", "nodesep": "0.25", "ranksep": "0.35", "pad": "0.15"}
NODE = _FONT | {"shape": "box", "style": "rounded,filled", "margin": "0.17,0.09"}
EDGE = _FONT | {"arrowsize": "0.7"}
BOX = {"shape": "box", "style": "", "penwidth": "0", "margin": "0.06,0.03", "width": "0", "height": "0"}
STATE_WIDTH = 24
_HEADS_AT_ONE_POINT = 2


class _Canvas:
    """A graph that is being drawn, and what its ids mean."""

    def __init__(self, machine: Machine, wording: Wording) -> None:
        self.machine = machine
        self.wording = wording
        self.titles: dict[str, str] = {}
        self.graph = Digraph(comment=_header(machine), graph_attr=GRAPH, node_attr=NODE, edge_attr=EDGE)
        self.graph.attr(id=f"machine-{machine.name}", label=legend(machine, wording))

    def draw_start(self) -> None:
        _ = self.wording.translate
        initial = self.machine.states[self.machine.initial]
        begins = self.wording.labelled(_("start"), self.wording.state(initial))
        self.titles |= {"start": begins, "start-arrow": begins}
        self.graph.node("start-dot", label="", id="start", shape="point", width="0.15", color=INK)
        self.graph.edge("start-dot", initial.name, id="start-arrow", color=INK)

    def draw_state(self, state: State) -> None:
        name, status = self.wording.state(state), self.wording.status(self.machine, state)
        lines = [styled(line, color=INK, size=14, bold=True) for line in wrapped(name, STATE_WIDTH)]
        lines += [styled(line, color=INK, size=11) for line in wrapped(status, STATE_WIDTH) if status]
        colors = colors_of(self.machine, state, self.wording.model)
        place = f"state-{state.name}"
        self.titles[place] = self.wording.labelled(name, status) if status else name
        self.graph.node(
            state.name,
            label=label(lines),
            id=place,
            color=colors.line,
            fillcolor=colors.fill,
            peripheries="2" if state.settled or state.final else "1",
            penwidth="2.5" if state.final else "1.2",
        )

    def draw_arrow(self, arrow: Arrow, returns: int) -> None:
        captions = captions_of(arrow, self.machine, self.wording)
        line = self._line(arrow)
        box, into = f"moves-{arrow.name}", f"into-{arrow.name}"
        self.graph.node(box, label=label(caption_lines(captions, line["color"])), id=box, **BOX)
        for source in arrow.sources:
            start = f"from-{source.name}-to-{arrow.target.name}{'-clock' if arrow.deadline else ''}"
            self.graph.edge(source.name, box, id=start, arrowhead="none", **line)
            self.titles[start] = caption_title(captions, (source,), arrow.target, self.wording)
        # A way back keeps to one side, or its head would fall on lines that start where it ends.
        port = {"headport": "e"} if arrow.returns(self.machine) and returns <= _HEADS_AT_ONE_POINT else {}
        self.graph.edge(box, arrow.target.name, id=into, **line, **port)
        self.titles[box] = self.titles[into] = caption_title(captions, arrow.sources, arrow.target, self.wording)

    def _line(self, arrow: Arrow) -> dict[str, str]:
        color = FAINT if arrow.late else colors_of(self.machine, arrow.target, self.wording.model).line
        style = "dashed" if arrow.deadline else "solid"
        return {"color": color, "style": style, "penwidth": "0.8" if arrow.late else "1.2"}


def _description(machine: Machine, wording: Wording) -> str:
    _ = wording.translate
    counts = _(
        "{states} states and {moves} moves, starting at {initial}; what a state ignores or refuses is not drawn."
    ).format(
        states=len(machine.states),
        moves=len(machine.moves()),
        initial=wording.quoted(wording.state(machine.states[machine.initial])),
    )
    return " ".join(part for part in (wording.text(machine.doc).strip(), counts) if part)


def _header(machine: Machine) -> str:
    return f"Generated from {machine.path} by `sendspec generate`. Do not edit."
