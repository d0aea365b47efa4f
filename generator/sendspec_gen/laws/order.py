"""Late, repeated and reordered events.

If two events may be swapped in every state, then any order of any number of events ends alike, since every order is
reached by swapping neighbours; and if a repeat changes nothing in every state, then neither do many. So it is enough,
and it is necessary, to look at each state with each two events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from sendspec_gen.graph import Arrow, Graph
from sendspec_gen.laws.steps import step, steps
from sendspec_gen.laws.verdict import Explored, Step, Trace, Verdict
from sendspec_gen.model import Law, Model
from sendspec_gen.source import Place

Break = tuple[str, tuple[Trace, ...], Place]
"""What is wrong, the two ways that disagree, and where the last of them ends."""


def any_order(law: Law, graph: Graph, model: Model, *, drifts: bool) -> Verdict:
    """Events in another order end in the same state with the same counters, and repeats move no stock.

    Unless a stock `drifts`, stocks are numbers of the states, and only flows are left to compare.
    """
    events = tuple(model.events[graph.machine.kind])
    exempt = {frozenset(exemption.events) for exemption in law.exempt}
    pairs = [pair for pair in combinations(events, 2) if frozenset(pair) not in exempt]
    repeated = [event for event in events if frozenset((event,)) not in exempt]
    mine = [counter for counter in model.counters.values() if counter.of == graph.machine.kind]
    to_compare = frozenset(counter.name for counter in mine if drifts or counter.kind == "flow")
    stocks = frozenset(counter.name for counter in mine if drifts and counter.kind == "stock")
    explored = Explored(len(graph.last), len(graph.last) * (2 * len(pairs) + len(repeated)))
    breaks = (
        found
        for state in graph.last
        for found in (
            *_swapped(graph, state, pairs, to_compare),
            *_repeated(graph, state, repeated, stocks),
        )
    )
    return _verdict(law, "order-matters", graph, explored, next(breaks, None))


def clock_is_late(law: Law, graph: Graph, model: Model) -> Verdict:
    """A clock that strikes before an event is heard ends where it ends if the event is heard first."""
    exempt = {event for exemption in law.exempt for event in exemption.events}
    events = [event for event in model.events[graph.machine.kind] if event not in exempt]
    clocks = {name: clock for name in graph.last if (clock := graph.clock(name)) is not None}
    found = next(_late(graph, clocks, events), None)
    return _verdict(law, "late-clock-matters", graph, Explored(len(clocks), 2 * len(clocks) * len(events)), found)


def _verdict(law: Law, code: str, graph: Graph, explored: Explored, found: Break | None) -> Verdict:
    machines = (graph.machine.name,)
    if found is None:
        return Verdict(law, machines, True, explored, code, law.place)
    finding, traces, place = found
    return Verdict(law, machines, False, explored, code, place, finding, None, traces)


def _swapped(graph: Graph, state: str, pairs: list[tuple[str, str]], to_compare: frozenset[str]) -> Iterator[Break]:
    """The pairs of events that end otherwise if they are heard the other way round."""
    here = graph.plain[state]
    after = {event: graph.plain[arrow.target] for event, arrow in here.items()}
    for first, second in pairs:
        one, other = after[first][second], after[second][first]
        if one.target != other.target or (
            to_compare and _sum((here[first], one), to_compare) != _sum((here[second], other), to_compare)
        ):
            words = f"the order of `{first}` and `{second}` matters in"
            yield _break(words, state, (here[first], one), (here[second], other), graph)


def _repeated(graph: Graph, state: str, repeated: list[str], stocks: frozenset[str]) -> Iterator[Break]:
    """The events that change the state or a stock once more when they are heard again."""
    for event in repeated:
        once = graph.plain[state][event]
        again = graph.plain[once.target][event]
        if again.target != once.target or any(again.effects.get(stock) for stock in stocks):
            words = f"a repeat of `{event}` matters in"
            yield _break(words, state, (once,), (once, again), graph, titles=("heard once", "heard twice"))


def _late(graph: Graph, clocks: Mapping[str, Arrow], events: list[str]) -> Iterator[Break]:
    for state, struck in clocks.items():
        for event in events:
            after, first = graph.plain[struck.target][event], graph.plain[state][event]
            late = (struck, after, *_run_out(graph, after.target))
            heard = (first, *_run_out(graph, first.target))
            if late[-1].target != heard[-1].target or _sum(late) != _sum(heard):
                words = f"it matters whether the clock strikes before `{event}` is heard in"
                yield _break(
                    words, state, late, heard, graph, titles=("the clock first", "the event first"), clocks=True
                )


def _run_out(graph: Graph, state: str) -> tuple[Arrow, ...]:
    """What the clocks do from a state on, if nothing else is heard."""
    found: list[Arrow] = []
    # Clocks that run in a circle, or move nothing, are a problem of their own.
    while (struck := graph.clock(state)) is not None and struck.moves and len(found) < len(graph.last):
        found.append(struck)
        state = struck.target
    return tuple(found)


def _break(
    words: str,
    state: str,
    one: tuple[Arrow, ...],
    other: tuple[Arrow, ...],
    graph: Graph,
    *,
    titles: tuple[str, str] = ("one way", "another way"),
    clocks: bool = False,
) -> Break:
    path = steps(graph, graph.path(state))
    traces = tuple(
        Trace(title, (*path, *_steps(way, index, graph, clocks=clocks)), None, _ends(way))
        for index, (title, way) in enumerate(zip(titles, (one, other), strict=True))
    )
    return f"in `{graph.machine.name}`, {words} `{state}`", traces, other[-1].place


def _steps(way: tuple[Arrow, ...], index: int, graph: Graph, *, clocks: bool) -> tuple[Step, ...]:
    """Arrows as steps: of ways with a clock all but the event are struck by it."""
    event = 1 - index if clocks else -1
    return tuple(step(graph, arrow, clock=clocks and place != event) for place, arrow in enumerate(way))


def _ends(way: tuple[Arrow, ...]) -> str:
    changed = ", ".join(f"`{counter}` {change:+d}" for counter, change in _sum(way).items())
    return f"it ends in `{way[-1].target}`" + (f" with {changed}" if changed else "")


def _sum(way: tuple[Arrow, ...], counters: frozenset[str] | None = None) -> Mapping[str, int]:
    """By how much each counter, or each of some, changes if it does."""
    changes: dict[str, int] = {}
    for arrow in way:
        for counter, effect in arrow.effects.items():
            if counters is None or counter in counters:
                changes[counter] = changes.get(counter, 0) + effect
    return {counter: change for counter, change in changes.items() if change}
