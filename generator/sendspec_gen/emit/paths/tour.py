"""The shortest way to walk every arc of a directed graph at least once: the Chinese postman's, by the cheapest flow."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

Arc = tuple[str, str]
"""From a node to a node; several arcs may join the same two."""

_END = ""
"""Where a walk ends, to begin anew: no node has this name."""


def walks(start: str, arcs: Sequence[Arc]) -> tuple[tuple[int, ...], ...]:
    """Walks from the start that take every arc, each arc by its position in `arcs`; every arc can be reached.

    There are as few walks as possible, and among all such sets of walks none has fewer steps in all. A walk may end
    anywhere.
    """
    if not arcs:
        return ()
    flow = _Flow(start, arcs)
    flow.balance()
    return _cut(_circuit(start, flow.taken()))


@dataclass(slots=True)
class _Link:
    """A way to send flow, and its counterpart by which that is taken back."""

    source: str
    target: str
    cost: int
    room: int
    arc: int | None
    back: int
    flow: int = 0


class _Flow:
    """Every arc is taken once; `balance` repeats arcs, and ends walks, until each node is left as often as entered."""

    def __init__(self, start: str, arcs: Sequence[Arc]) -> None:
        self._links: list[_Link] = []
        nodes = list(dict.fromkeys((start, *(node for arc in arcs for node in arc))))
        self._out: dict[str, list[int]] = {node: [] for node in (*nodes, _END)}
        self._excess = dict.fromkeys(self._out, 0)
        # More than all steps together: another walk is never worth the steps that it saves.
        another_walk = len(arcs) * len(nodes) + 1
        for position, (source, target) in enumerate(arcs):
            self._excess[target] += 1
            self._excess[source] -= 1
            self._link(source, target, 1, another_walk, position)
        for node in nodes:
            self._link(node, _END, 0, another_walk)
        self._link(_END, start, 0, 1)
        self._link(_END, start, another_walk, another_walk)

    def balance(self) -> None:
        """Send what comes in too often to where too little does, always the cheapest way that is left."""
        for node in tuple(self._out):
            while self._excess[node] > 0:
                self._send(node)

    def taken(self) -> list[tuple[str, str, int | None]]:
        """Every arc as often as it is taken, and the ends of walks."""
        once = [(link.source, link.target, link.arc) for link in self._links if link.arc is not None]
        again = [(link.source, link.target, link.arc) for link in self._links for _ in range(link.flow)]
        return once + again

    def _link(self, source: str, target: str, cost: int, room: int, arc: int | None = None) -> None:
        forth, back = len(self._links), len(self._links) + 1
        self._links.append(_Link(source, target, cost, room, arc, back))
        self._links.append(_Link(target, source, -cost, 0, None, forth))
        self._out[source].append(forth)
        self._out[target].append(back)

    def _send(self, source: str) -> None:
        cost, last = self._cheapest(source)
        node = min((node for node in self._out if self._excess[node] < 0 and node in cost), key=cost.__getitem__)
        self._excess[source] -= 1
        self._excess[node] += 1
        while node != source:
            link = self._links[last[node]]
            self._use(link)
            node = link.source

    def _use(self, link: _Link) -> None:
        back = self._links[link.back]
        link.room -= 1
        back.room += 1
        if back.flow:
            back.flow -= 1
        else:
            link.flow += 1

    def _cheapest(self, source: str) -> tuple[dict[str, int], dict[str, int]]:
        """The cost of a way to each node, and the last link of it (Bellman, Ford and Moore)."""
        cost, last = {source: 0}, dict[str, int]()
        waiting = deque([source])
        while waiting:
            node = waiting.popleft()
            for number in self._out[node]:
                link = self._links[number]
                if link.room and cost[node] + link.cost < cost.get(link.target, 1 << 60):
                    cost[link.target] = cost[node] + link.cost
                    last[link.target] = number
                    if link.target not in waiting:
                        waiting.append(link.target)
        return cost, last


def _circuit(start: str, taken: list[tuple[str, str, int | None]]) -> list[tuple[str, int | None]]:
    """All of it in one round from the start (Hierholzer): each target, and the arc that leads there."""
    out: dict[str, list[tuple[str, int | None]]] = {}
    for source, target, arc in reversed(taken):
        out.setdefault(source, []).append((target, arc))
    way: list[tuple[str, int | None]] = [(start, None)]
    circuit: list[tuple[str, int | None]] = []
    while way:
        left = out.get(way[-1][0])
        if left:
            way.append(left.pop())
        else:
            circuit.append(way.pop())
    return circuit[-2::-1]


def _cut(circuit: list[tuple[str, int | None]]) -> tuple[tuple[int, ...], ...]:
    """The round, cut wherever a walk ends."""
    ends = [position for position, (node, _) in enumerate(circuit) if node == _END]
    # The start may be passed in the middle of a walk: begin after the first end.
    turned = circuit[ends[0] :] + circuit[: ends[0]] if ends else circuit
    found: list[list[int]] = [[]]
    for node, arc in turned:
        if node == _END:
            found.append([])
        elif arc is not None:
            found[-1].append(arc)
    return tuple(tuple(walk) for walk in found if walk)
