"""Each machine in each locale as a picture: DOT and SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphviz import Digraph

from sendspec_gen.emit.arrows import Arrow, Way, arrows_of
from sendspec_gen.emit.legend import legend
from sendspec_gen.emit.palette import FAINT, INK, QUIET, colors_of
from sendspec_gen.emit.quoting import SMALL_GAP, label, listed, styled, wrapped
from sendspec_gen.emit.svg import picture
from sendspec_gen.emit.wording import Wording, signed
from sendspec_gen.model import AllOf, Machine, Model, State

_STATE_WIDTH = 24
_ARROW_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Drawing:
    """A DOT text, and for each id in it the words that say what it is."""

    dot: str
    titles: Mapping[str, str]


def files(model: Model) -> Iterator[tuple[str, str]]:
    """Every machine's `.dot` and `.svg` in every locale."""
    for locale in model.project.locales:
        wording = Wording(model, locale)
        for machine in model.machines.values():
            drawing = draw(machine, wording)
            header = _header(machine)
            title, description = wording.machine(machine), _description(machine, wording)
            yield f"diagrams/{locale}/{machine.name}.dot", drawing.dot
            yield (
                f"diagrams/{locale}/{machine.name}.svg",
                picture(drawing.dot, header, locale, title, description, drawing.titles),
            )


def draw(machine: Machine, wording: Wording) -> Drawing:
    """The states from top to bottom; on the way of each arrow stands a box with what is heard and what it does."""
    graph = Digraph(comment=_header(machine), graph_attr=_GRAPH, node_attr=_NODE, edge_attr=_EDGE)
    graph.attr(id=f"machine-{machine.name}", label=legend(machine, wording))
    titles: dict[str, str] = {}
    _draw_start(graph, machine, wording, titles)
    for state in machine.states.values():
        _draw_state(graph, machine, state, wording, titles)
    for arrow in arrows_of(machine):
        _draw_arrow(graph, machine, arrow, wording, titles)
    return Drawing(graph.source, titles)


_FONT = {"fontname": "Arial"}
_GRAPH = _FONT | {
    "bgcolor": "white",
    "labelloc": "t",
    "nodesep": "0.25",
    "ranksep": "0.35",
    "pad": "0.15",
}
_NODE = _FONT | {"shape": "box", "style": "rounded,filled", "margin": "0.17,0.09"}
_EDGE = _FONT | {"arrowsize": "0.7"}
_BOX = {"shape": "box", "style": "", "penwidth": "0", "margin": "0.06,0.03", "width": "0", "height": "0"}


def _draw_start(graph: Digraph, machine: Machine, wording: Wording, titles: dict[str, str]) -> None:
    _ = wording.translate
    graph.node("start-dot", label="", id="start", shape="point", width="0.15", color=INK)
    graph.edge("start-dot", machine.initial, id="start-arrow", color=INK)
    begins = wording.labelled(_("start"), wording.state(machine.states[machine.initial]))
    titles |= {"start": begins, "start-arrow": begins}


def _draw_state(graph: Digraph, machine: Machine, state: State, wording: Wording, titles: dict[str, str]) -> None:
    colors = colors_of(machine, state, wording.model)
    name, status = wording.state(state), wording.status(machine, state)
    lines = [styled(line, color=INK, size=14, bold=True) for line in wrapped(name, _STATE_WIDTH)]
    if status:
        lines += [styled(line, color=INK, size=11) for line in wrapped(status, _STATE_WIDTH)]
    graph.node(
        state.name,
        label=label(lines),
        id=f"state-{state.name}",
        color=colors.line,
        fillcolor=colors.fill,
        peripheries="2" if state.settled or state.final else "1",
        penwidth="2.5" if state.final else "1.2",
    )
    titles[f"state-{state.name}"] = wording.labelled(name, status) if status else name


def _draw_arrow(graph: Digraph, machine: Machine, arrow: Arrow, wording: Wording, titles: dict[str, str]) -> None:
    color = FAINT if arrow.late else colors_of(machine, arrow.target, wording.model).line
    style = "dashed" if arrow.deadline else "solid"
    line = {"color": color, "style": style, "penwidth": "0.8" if arrow.late else "1.2"}
    box = f"moves-{arrow.name}"
    graph.node(box, label=label(_box_lines(machine, arrow, wording, color)), id=box, **_BOX)
    titles[box] = _title(machine, arrow, arrow.sources, wording)
    clock = "-clock" if arrow.deadline else ""
    for source in arrow.sources:
        start = f"from-{source.name}-to-{arrow.target.name}{clock}"
        graph.edge(source.name, box, id=start, arrowhead="none", **line)
        titles[start] = _title(machine, arrow, (source,), wording)
    graph.edge(box, arrow.target.name, id=f"into-{arrow.name}", **line)
    titles[f"into-{arrow.name}"] = titles[box]


def _box_lines(machine: Machine, arrow: Arrow, wording: Wording, color: str) -> Iterator[str]:
    for place, (events, details) in enumerate(_blocks(machine, arrow, wording)):
        if place:
            yield SMALL_GAP
        for line in listed(events, " / ", _ARROW_WIDTH):
            yield styled(line, color=color, size=11)
        for detail in details:
            for line in wrapped(detail, _ARROW_WIDTH):
                yield styled(line, color=QUIET, size=10)


def _blocks(machine: Machine, arrow: Arrow, wording: Wording) -> Iterator[tuple[list[str], list[str]]]:
    """The events that are answered alike, and in words how."""
    groups: dict[tuple[object, ...], list[Way]] = {}
    for way in arrow.ways:
        groups.setdefault(way.answer(), []).append(way)
    for ways in groups.values():
        yield [wording.event(machine.kind, way.event) for way in ways], _details(machine, arrow, ways[0], wording)


def _details(machine: Machine, arrow: Arrow, way: Way, wording: Wording) -> list[str]:
    _ = wording.translate
    move = way.move
    said = []
    if arrow.deadline:
        clock = {
            "start": _("by the clock, {duration} after the first event"),
            "entry": _("by the clock, after {duration}"),
        }
        said.append(clock[arrow.deadline.since].format(duration=wording.duration_named(arrow.deadline.after)))
    if move.when is not None:
        said.append(_("if {condition}").format(condition=wording.condition(move.when, machine)))
    elif not way.alone:
        said.append(_("otherwise"))
    if move.requires:
        needed = AllOf(tuple(requirement.condition for requirement in move.requires))
        said.append(_("requires {condition}").format(condition=wording.condition(needed, machine)))
    if move.not_before:
        said.append(wording.too_soon(move.not_before))
    said += [wording.telling(event) for event in move.tell.values()]
    return said + [f"{wording.counter(name)} {signed(effect)}" for name, effect in move.effects.items() if effect]


def _title(machine: Machine, arrow: Arrow, sources: Iterable[State], wording: Wording) -> str:
    starts = ", ".join(wording.state(source) for source in sources)
    says = "; ".join(
        f"{' / '.join(events)} ({', '.join(details)})" if details else " / ".join(events)
        for events, details in _blocks(machine, arrow, wording)
    )
    return wording.labelled(f"{starts} → {wording.state(arrow.target)}", says)


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
