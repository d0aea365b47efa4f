"""Which effect is wrong where a stock drifts.

Effects disagree along a loop, and any of its moves could be the wrong one. Where many moves do not fit, though, there
may be just one whose change mends them all: it leads, by shortest ways, to a part of the machine whose numbers are all
off by the same, and every move between this part and the rest says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sendspec_gen.graph import Arrow, Graph


@dataclass(frozen=True, slots=True)
class Misfit:
    """An arrow whose effect is not the difference of the numbers that shortest ways give."""

    arrow: Arrow
    excess: int
    """By how much its effect is too high."""


def culprit(graph: Graph, misfits: Sequence[Misfit], shown: Misfit) -> Misfit:
    """The one arrow that, if changed, mends all that does not fit; else, as the ways tell, the one that is shown."""
    if len(misfits) == 1:
        return shown
    guilty = [
        found
        for end in (shown.arrow.source, shown.arrow.target)
        for found in _guilty_on(graph.path(end), graph, misfits)
    ]
    return guilty[0] if len(guilty) == 1 else shown


def _guilty_on(way: Sequence[Arrow], graph: Graph, misfits: Sequence[Misfit]) -> list[Misfit]:
    """The arrows of a shortest way between whose two sides all misfits lead, none else, and all off by the same."""
    depths = _depths(way, graph)
    spans = [sorted((depths[misfit.arrow.source], depths[misfit.arrow.target])) for misfit in misfits]
    excesses = {_inward(misfit, depths) for misfit in misfits}
    suspects = set(range(max(low for low, _ in spans), min(high for _, high in spans)))
    if len(excesses) > 1:
        return []
    wrong = {id(misfit.arrow) for misfit in misfits}
    for state in graph.last:
        for arrow in graph.arrows[state] if suspects else ():
            low, high = sorted((depths[state], depths[arrow.target]))
            if low < high and id(arrow) not in wrong and arrow is not graph.last[arrow.target]:
                suspects.difference_update(range(low, high))
    (excess,) = excesses
    return [Misfit(way[suspect], -excess) for suspect in sorted(suspects)]


def _depths(way: Sequence[Arrow], graph: Graph) -> Mapping[str, int]:
    """How many arrows of the way are on the shortest way to each state."""
    depths: dict[str, int] = {}
    for state, arrow in graph.last.items():
        depth = depths[arrow.source] if arrow is not None else 0
        depths[state] = depth + (depth < len(way) and way[depth] is arrow)
    return depths


def _inward(misfit: Misfit, depths: Mapping[str, int]) -> int:
    """By how much too low the numbers of the deeper part are, if this misfit is right."""
    is_inward = depths[misfit.arrow.source] < depths[misfit.arrow.target]
    return misfit.excess if is_inward else -misfit.excess
