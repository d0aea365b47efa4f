"""Small random models, each with a law; what hypothesis shows of one that fails is the text that `told` reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

from hypothesis import strategies as st
from sendspec_gen.model import (
    AnyOrder,
    AtMostOneOf,
    Between,
    ClockIsLate,
    CounterIsStatus,
    Law,
    OnlyAfter,
    Potential,
    SameWhenSettled,
    SettledTogether,
)

from tests.laws.sketches import EVENTS, Draw, corridors, seldom, sketches, twins
from tests.laws.told import condition_of, law_of

COUNTERS = """
stock x of log
stock y of log
flow f of log
stock z of log
sum s x z
"""
TRACKED = """
stock u of tracking
flow t of tracking
"""
STARTED = COUNTERS.replace("stock y of log", "stock y of log from 1")
GUARDED = STARTED.replace("of log", "of door")


@dataclass(frozen=True, slots=True)
class Told:
    """A model as text, and the law in question."""

    text: str
    law: Law


@st.composite
def potentials(draw: Draw) -> Told:
    text, machine = draw(_any_machine(drifts=True))
    return Told(text, law_of(Potential("x"), machine))


@st.composite
def at_most_one_of(draw: Draw) -> Told:
    sketch = draw(sketches(EVENTS[:3], extra=draw(st.sampled_from(["", "late"])), drifts=draw(seldom()))).behind(
        draw(corridors())
    )
    counters = draw(st.sampled_from([("x", "y"), ("s", "y"), ("x", "y", "z"), ("x", "s")]))
    return Told(COUNTERS + sketch.told("log m"), law_of(AtMostOneOf(counters), "m"))


@st.composite
def between(draw: Draw) -> Told:
    low: int | str = draw(st.sampled_from([0, -1, -3]) | st.sampled_from(["x", "f"]))
    high: int | str = draw(st.sampled_from([1, 0, 2, 4]) | st.sampled_from(["y", "s", "f"]))
    text, machine = draw(_any_machine(drifts=True))
    return Told(text, law_of(Between(draw(st.sampled_from(["f", "x", "s"])), low, high), machine))


@st.composite
def between_beside_the_tracking(draw: Draw) -> Told:
    log = draw(sketches(EVENTS[:2], drifts=draw(seldom()))).behind(draw(corridors()))
    tracking = draw(sketches(("o", "k"), stocks=("u",), flow="t", drifts=draw(seldom())))
    text = STARTED + TRACKED + log.told("log m") + tracking.told("tracking w")
    bounds = [Between("u", 0, "y"), Between("x", 0, "u"), Between("t", -1, "y"), Between("f", "u", 3)]
    return Told(text, law_of(draw(st.sampled_from([*bounds, Between("t", "f", "u")])), "m"))


@st.composite
def counter_is_status(draw: Draw) -> Told:
    sketch = draw(sketches(EVENTS[:3], drifts=draw(seldom()))).behind(draw(corridors()))
    if draw(st.booleans()):
        sketch = replace(sketch, numbers={**sketch.numbers, "x": (0, *(int(s == "up") for s in sketch.statuses[1:]))})
    statuses = draw(st.sampled_from([{"x": "up"}, {"x": "up", "y": "down"}, {"s": "up"}]))
    return Told(COUNTERS + sketch.told("log m"), law_of(CounterIsStatus(statuses), "m"))


@st.composite
def same_when_settled(draw: Draw) -> Told:
    counters = draw(st.sampled_from([("x",), ("y",), ("x", "y"), ("s",)]))
    text, modes = draw(_modes(drifts=draw(seldom())))
    return Told(text, law_of(SameWhenSettled(counters, draw(st.booleans())), *modes))


@st.composite
def settled_together(draw: Draw) -> Told:
    text, modes = draw(_modes(drifts=False))
    return Told(text, law_of(SettledTogether(), *modes))


@st.composite
def any_order(draw: Draw) -> Told:
    events = EVENTS[: draw(st.integers(2, 4))]
    sketch = draw(sketches(events, drifts=draw(seldom())))
    said = [*((event,) for event in events), *combinations(events, 2)]
    exempt = draw(st.lists(st.sampled_from(said), unique=True, max_size=4))
    return Told(COUNTERS + sketch.told("log m"), law_of(AnyOrder(), "m", exempt=tuple(exempt)))


@st.composite
def clock_is_late(draw: Draw) -> Told:
    sketch = draw(sketches(EVENTS[:3], drifts=True)).behind(draw(corridors()))
    exempt = draw(st.lists(st.sampled_from([(event,) for event in EVENTS[:3]]), unique=True, max_size=2))
    return Told(COUNTERS + sketch.told("log m"), law_of(ClockIsLate(), "m", exempt=tuple(exempt)))


@st.composite
def only_after(draw: Draw) -> Told:
    text, machine = draw(_any_machine(drifts=False))
    states = [word for line in text.splitlines() if line.startswith("  ") for word in [line.split()[0].rstrip(":")]]
    reach = draw(st.lists(st.sampled_from(states[1:]), unique=True, min_size=1, max_size=2))
    roles = draw(st.tuples(*(st.sampled_from(["after", "since", ""]) for _ in EVENTS[:3])))
    after = tuple(event for event, role in zip(EVENTS, roles, strict=False) if role == "after")
    since = tuple(event for event, role in zip(EVENTS, roles, strict=False) if role == "since")
    when = draw(st.sampled_from([None, condition_of("key"), condition_of("!sure")])) if machine == "gate" else None
    return Told(text, law_of(OnlyAfter(tuple(reach), after, since, when), machine))


@st.composite
def _any_machine(draw: Draw, *, drifts: bool) -> tuple[str, str]:
    """A log, one that may hear too soon, or a door with guards."""
    extra = draw(st.sampled_from(["", "late", "if", "needs"]))
    sketch = draw(sketches(EVENTS[:3], extra=extra, drifts=drifts)).behind(draw(corridors()))
    if extra in ("if", "needs"):
        sketch = replace(sketch, clocks=("",) * len(sketch.clocks))
        return GUARDED + sketch.told("door gate key night sure=key&!night"), "gate"
    return STARTED + sketch.told("log m"), "m"


@st.composite
def _modes(draw: Draw, *, drifts: bool) -> tuple[str, tuple[str, ...]]:
    first = draw(sketches(EVENTS[:3], drifts=drifts)).behind(draw(corridors()))
    others = [draw(twins(first)) for _ in range(draw(st.integers(1, 2)))]
    modes = {f"m{number}": sketch for number, sketch in enumerate([first, *others])}
    return COUNTERS + "".join(sketch.told(f"log {name}") for name, sketch in modes.items()), tuple(modes)
