"""Small random machines, told in the lines that `told` reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

Draw = st.DrawFn
EVENTS = ("a", "b", "c", "d")
STOCKS = ("x", "y", "z")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A machine to be told: what each state answers, and what it is."""

    ways: tuple[Mapping[str, str], ...]
    """For each state the event, with its conditions, and the target, a number; or `no`."""
    effects: tuple[Mapping[str, Mapping[str, int]], ...]
    """For each state and event what no stock's number gives: flows, and stocks that drift."""
    numbers: Mapping[str, tuple[int, ...]]
    """For each stock what the states contribute."""
    settled: tuple[bool, ...]
    statuses: tuple[str, ...]
    clocks: tuple[str, ...]

    def told(self, head: str) -> str:
        """The lines of the machine."""
        return "\n".join([head, *map(self._state, range(len(self.ways))), ""])

    def behind(self, corridor: int) -> Sketch:
        """The same machine behind some states that only the first event leads out of: what breaks, breaks later."""
        passages = tuple({EVENTS[0]: str(state + 1)} for state in range(corridor))
        ways = tuple(
            {way: str(int(target) + corridor) if target.isdigit() else target for way, target in answers.items()}
            for answers in self.ways
        )
        return Sketch(
            ways=(*passages, *ways),
            effects=(*({EVENTS[0]: {}} for _ in range(corridor)), *self.effects),
            numbers={stock: (numbers[0],) * corridor + numbers for stock, numbers in self.numbers.items()},
            settled=(False,) * corridor + self.settled,
            statuses=("up",) * corridor + self.statuses,
            clocks=("",) * corridor + self.clocks,
        )

    def _state(self, state: int) -> str:
        words = [f"  s{state}", self.statuses[state], "settled" * self.settled[state]]
        clock = f"clock={self.clocks[state]}" * bool(self.clocks[state])
        answers = [self._answer(state, way, target) for way, target in self.ways[state].items()]
        return " ".join(word for word in (*words, clock) if word) + ": " + ", ".join(answers)

    def _answer(self, state: int, way: str, target: str) -> str:
        if target == "no":
            return f"{way} no"
        given = {stock: numbers[int(target)] - numbers[state] for stock, numbers in self.numbers.items()}
        effects = {**given, **self.effects[state][way]}
        return " ".join([f"{way} -> s{target}", *(f"{name}{by:+}" for name, by in effects.items() if by)])


@st.composite
def sketches(
    draw: Draw,
    events: tuple[str, ...],
    *,
    stocks: tuple[str, ...] = STOCKS,
    flow: str = "f",
    extra: str = "",
    drifts: bool,
) -> Sketch:
    """A machine whose states are in an order that events respect, all but one perhaps, or any machine.

    `heard`: each event is counted by the flow. `extra` says what ways there are besides the plain ones.
    """
    count = draw(st.integers(2, 5))
    states = range(count)
    drifting = drifts and draw(st.booleans())
    levels = [draw(st.integers(0, count - 1)) for _ in events] if draw(st.sampled_from([False, True, True])) else None
    heard = levels is not None and draw(st.booleans())
    ways = [
        draw(_any_ways(events, count, extra))
        if levels is None
        else {
            event: str(max(state, level))
            for event, level in zip(events, levels, strict=True)
            if level > state or heard or draw(st.booleans())
        }
        for state in states
    ]
    if levels is not None and draw(st.booleans()):
        ways[draw(st.sampled_from(states))][draw(st.sampled_from(events))] = str(draw(st.sampled_from(states)))
    small = st.sampled_from([0, 0, 0, 1, -1])
    changed = (flow, *stocks) if drifting else (flow,)
    some = not heard and draw(st.booleans())
    return Sketch(
        ways=tuple(ways),
        effects=tuple(
            {
                way: {name: draw(small) for name in changed} if drifting or some else {flow: int(heard)}
                for way in answers
            }
            for answers in ways
        ),
        numbers={
            stock: (0, *(draw(st.sampled_from([0, 1, -1] if extra else [0, 1])) for _ in states[1:]))
            for stock in stocks
        },
        settled=(draw(seldom()), *(draw(st.booleans()) for _ in states[1:])),
        statuses=tuple(draw(st.sampled_from(["up", "down"])) for _ in states),
        clocks=tuple(draw(_clock(state, answers)) for state, answers in enumerate(ways)),
    )


@st.composite
def _any_ways(draw: Draw, events: tuple[str, ...], count: int, extra: str) -> dict[str, str]:
    """Any answers of one state."""
    answers: dict[str, str] = {}
    targets = [str(state) for state in range(count)]
    for event in events:
        target = draw(st.sampled_from(["", *targets, "no"]))
        match draw(st.sampled_from(["", extra])) if target.isdigit() else "":
            case "if":
                answers[f"{event} if key"] = target
                answers[event] = draw(st.sampled_from(targets))
            case "needs":
                answers[f"{event} needs key&!night"] = target
            case "late":
                answers[f"{event} late"] = target
            case _ if target:
                answers[event] = target
    return answers


@st.composite
def twins(draw: Draw, sketch: Sketch) -> Sketch:
    """A machine like another: it counts otherwise on the way, has other clocks, and perhaps differs otherwise."""
    states = range(len(sketch.ways))
    numbers = {
        stock: tuple(
            number if sketch.settled[state] or not state else draw(st.sampled_from([number, 0, 1]))
            for state, number in enumerate(of_states)
        )
        for stock, of_states in sketch.numbers.items()
    }
    twin = replace(sketch, numbers=numbers)
    state = draw(st.sampled_from(states))
    match draw(st.sampled_from(["", "settled", "way", "status", "number"])):
        case "settled":
            twin = replace(twin, settled=_with(twin.settled, state, not twin.settled[state]))
        case "way" if twin.ways[state]:
            way = draw(st.sampled_from(sorted(twin.ways[state])))
            ways = {**twin.ways[state], way: str(draw(st.sampled_from(states)))}
            twin = replace(twin, ways=_with(twin.ways, state, ways))
        case "status":
            twin = replace(twin, statuses=_with(twin.statuses, state, "up"))
        case "number" if state:
            numbers = {stock: _with(of_states, state, 1) for stock, of_states in twin.numbers.items()}
            twin = replace(twin, numbers=numbers)
    return replace(twin, clocks=tuple(draw(_clock(state, answers)) for state, answers in enumerate(twin.ways)))


def corridors() -> st.SearchStrategy[int]:
    return st.integers(0, 2)


def seldom() -> st.SearchStrategy[bool]:
    return st.sampled_from([False] * 7 + [True])


def _clock(state: int, ways: Mapping[str, str]) -> st.SearchStrategy[str]:
    """No clock, or one that leads onward: so clocks never go in a circle."""
    onward = [way for way, target in ways.items() if way in EVENTS and target.isdigit() and int(target) > state]
    certain = [event for event in onward if f"{event} if key" not in ways]
    return st.sampled_from(["", *certain])


def _with(values: tuple[Any, ...], place: int, value: object) -> tuple[Any, ...]:
    return (*values[:place], value, *values[place + 1 :])
