"""Small random specs: messages and tracking with clocks and waits, a delivery with guards that tells its messages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from sendspec.cli.project import measures_of, table_of
from sendspec.machine import GuardedMachine, LiveMachine, MessageLog
from sendspec_gen.model import (
    Answer,
    AnyOf,
    Deadline,
    Duration,
    Event,
    FactIs,
    Ignored,
    Kpi,
    Machine,
    Model,
    Moves,
    NotThat,
    State,
)

from tests.laws.random_machines import STARTED, TRACKED
from tests.laws.sketches import EVENTS, Draw, corridors, sketches
from tests.laws.told import NOWHERE, model_of
from tests.parity.random_runs import Cast

DURATIONS = {
    "gap": Duration("gap", 2, None, 3, {}, NOWHERE),
    "span": Duration("span", 4, None, None, {}, NOWHERE),
}
KPIS = (
    Kpi("held", "x", None, None, "messages", None, (), {}, {}, NOWHERE),
    Kpi("share", "y", None, "x", "percent", None, ("email",), {}, {}, NOWHERE),
    Kpi("sums", "s", None, "y", "percent", "span", (), {}, {}, NOWHERE),
    Kpi("shown", None, "up", "s", "percent", "gap", (), {}, {}, NOWHERE),
    Kpi("tracked", "t", None, "f", "percent", "gap", (), {}, {}, NOWHERE),
)


@st.composite
def models(draw: Draw) -> Model:
    """A model whose messages, tracking and delivery do anything that the tables can say."""
    log = draw(sketches(EVENTS, extra=draw(st.sampled_from(["", "late"])), drifts=True)).behind(draw(corridors()))
    tracking = draw(sketches(("o", "k"), stocks=("u",), flow="t", extra="late", drifts=True))
    gate = draw(sketches(EVENTS[:3], stocks=(), flow="g", extra=draw(st.sampled_from(["if", "needs"])), drifts=False))
    model = model_of(
        f"{STARTED}{TRACKED}flow g of door\n"
        f"{log.told('log m')}{tracking.told('tracking w')}{gate.told('door gate key night sure=key&!night')}"
    )
    # A machine that was told without a word hears one all the same.
    events = {kind: known or {"a": Event("a", kind, {}, {}, NOWHERE)} for kind, known in model.events.items()}
    machines = {
        name: draw(_changed(machine, tuple(events[machine.kind]), tuple(events["log"])))
        for name, machine in model.machines.items()
    }
    return replace(
        model,
        project=replace(model.project, durations=DURATIONS),
        events=events,
        kpis={kpi.name: kpi for kpi in KPIS},
        machines=machines,
    )


def cast_of(model: Model) -> Cast:
    """Classes on the tables of a model, as people would write them."""

    def class_of(name: str, base: type[LiveMachine[Any, Any]]) -> Any:
        table = table_of(model.machines[name], model)
        return type(name, (base,), {"__slots__": (), "table": table})

    return Cast(
        modes={"m": class_of("m", MessageLog)},
        delivery=class_of("gate", GuardedMachine),
        tracking=class_of("w", LiveMachine),
        measures=measures_of(model),
        lengths=(1, 2, 3, 4, 5, 9),
    )


@st.composite
def _changed(draw: Draw, machine: Machine, events: tuple[str, ...], told: tuple[str, ...]) -> Machine:
    """The machine with clocks of any sort, what only a delivery can do, and channels."""
    order = list(machine.states)
    facts = dict(machine.facts)
    states = {}
    for state in machine.states.values():
        answers = {event: state.answers.get(event, Ignored(event, NOWHERE)) for event in events}
        states[state.name] = replace(
            state,
            deadline=draw(_deadlines(state, order)),
            answers={event: draw(_answers(answer, told if facts else ())) for event, answer in answers.items()},
        )
    if facts:
        facts["key"] = replace(facts["key"], default=draw(st.booleans()))
        if draw(st.booleans()):
            facts["sure"] = replace(facts["sure"], condition=AnyOf((FactIs("key"), NotThat(FactIs("night")))))
    channels = draw(st.sampled_from([(), ("email", "sms")]))
    return replace(machine, states=states, facts=facts, channels=channels)


def _deadlines(state: State, order: list[str]) -> st.SearchStrategy[Deadline | None]:
    """No clock, or one that raises what leads onward at once, is ignored or refused: so clocks never go in a circle."""
    raised = [
        event
        for event, answer in state.answers.items()
        if not isinstance(answer, Moves)
        or all(way.not_before is None and order.index(way.target) > order.index(state.name) for way in answer.ways)
    ]
    if not raised:
        return st.none()
    clock = st.builds(
        Deadline,
        st.sampled_from(list(DURATIONS)),
        st.sampled_from(raised),
        st.sampled_from(["start", "entry"]),
        st.just(NOWHERE),
    )
    return st.one_of(st.none(), clock)


@st.composite
def _answers(draw: Draw, answer: Answer, told: tuple[str, ...]) -> Answer:
    """The answer; of a delivery, one that may tell messages an event and come too soon."""
    if not told or not isinstance(answer, Moves):
        return answer
    tells = st.sampled_from([{}, *({"unsettled_messages": event} for event in told)])
    waits = st.sampled_from([None, None, "span"])
    return replace(answer, ways=tuple(replace(way, tell=draw(tells), not_before=draw(waits)) for way in answer.ways))
