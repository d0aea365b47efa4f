"""The laws of a large spec: two modes of 2,048 states, 22,528 moves and 50 counters each, every law once.

A state is the set of the events that were heard, of eleven; a repeat moves to the same state. What a state counts is
drawn at random; the modes show and count the same once one particular event has settled them. Run
`python -m benchmarks.laws`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from sendspec_gen import disk
from sendspec_gen.laws import prove, refute
from sendspec_gen.model import (
    AnyOrder,
    AtMostOneOf,
    Between,
    ClockIsLate,
    Counter,
    CounterIsStatus,
    Deadline,
    Law,
    Machine,
    Model,
    Move,
    Moves,
    OnlyAfter,
    SameWhenSettled,
    SettledTogether,
    State,
)
from sendspec_gen.pipeline import compile_spec
from sendspec_gen.source import Place

from benchmarks.telling import Table, tell

EVENTS = tuple(f"event_{number}" for number in range(11))
SETTLING = EVENTS[-1]
CLOCK = EVENTS[0]
COUNTERS = tuple(f"counter_{number}" for number in range(50))
RUNS = 5
PLACE = Place("spec/large.yaml")


def main() -> None:
    model = large_model()
    mode = model.modes[0]
    moves = len(mode.moves())
    alone = replace(model, laws=())
    potentials = _milliseconds(alone)
    times = {"explored, and 50 potentials in each": potentials}
    for law in model.laws:
        verdicts = prove(replace(model, laws=(law,)))
        assert all(verdict.proved for verdict in verdicts), law.name
        times[law.name] = _milliseconds(replace(model, laws=(law,))) - potentials
    times["all together"] = _milliseconds(model)
    shipped = compile_spec(disk.read_spec(Path(__file__).parent.parent)).model
    assert shipped is not None
    times["all laws of the shipped spec"] = _milliseconds(shipped)
    size = f"{len(model.modes)} modes of {len(mode.states):,} states, {moves:,} moves and {len(COUNTERS)} counters each"
    rows = [{"law": name, "ms": each} for name, each in times.items()]
    tell(Table("The laws of a large spec", rows, f"{size}; best of {RUNS} runs."))


def large_model() -> Model:
    """Two modes that satisfy one law of each kind."""
    base = compile_spec(disk.read_spec(Path(__file__).parent.parent)).model
    assert base is not None
    terms = {name: replace(next(iter(base.events["log"].values())), name=name) for name in EVENTS}
    counters = {name: Counter(name, "stock", "log", 0, (), {}, {}, PLACE) for name in COUNTERS}
    modes = tuple(machine(name, seed) for seed, name in enumerate(("one_mode", "other_mode")))
    names = tuple(mode.name for mode in modes)

    def law(name: str, statement: object, machines: tuple[str, ...] = names) -> Law:
        return Law(name, statement, machines, (), {}, (), PLACE)  # type: ignore[arg-type]

    return replace(
        base,
        events={**base.events, "log": terms},
        counters=counters,
        machines={mode.name: mode for mode in modes},
        laws=(
            law("at_most_one_of", AtMostOneOf(COUNTERS[:2])),
            law("between", Between(COUNTERS[2], 0, 1)),
            law("counter_is_status", CounterIsStatus({COUNTERS[0]: "sent", COUNTERS[1]: "failed"})),
            law("same_when_settled", SameWhenSettled(COUNTERS, status=True)),
            law("settled_together", SettledTogether()),
            law("any_order", AnyOrder()),
            law("clock_is_late", ClockIsLate()),
            law("only_after", OnlyAfter(_with(SETTLING), (SETTLING,), (), None)),
        ),
        not_laws=(),
        scenarios=(),
        sources={},
    )


def machine(name: str, seed: int) -> Machine:
    """A mode whose states are the sets of events heard."""
    sets = range(2 ** len(EVENTS))
    heard = [frozenset(event for bit, event in enumerate(EVENTS) if number >> bit & 1) for number in sets]
    counted = {each: _counted(each, seed) for each in heard}
    states = {_name(each): _state(each, counted) for each in heard}
    return Machine(name, "log", {}, {}, (), (), {}, _name(frozenset()), states, PLACE)


def _counted(heard: frozenset[str], seed: int) -> Mapping[str, int]:
    """What a set counts, drawn from what decides it: settled sets are alike in all modes, whatever the clock did."""
    if not heard:
        return {}
    settled = SETTLING in heard
    choice = random.Random(str(sorted(heard - {CLOCK})) if settled else f"{seed} {sorted(heard)}")
    return {choice.choice(COUNTERS[:2]): 1} | {name: 1 for name in COUNTERS[2:] if choice.random() < 0.2}


def _state(heard: frozenset[str], counted: Mapping[frozenset[str], Mapping[str, int]]) -> State:
    status = "sent" if COUNTERS[0] in counted[heard] else "failed"
    answers = {}
    for event in EVENTS:
        target = heard | {event}
        effects = {
            name: change for name in COUNTERS if (change := counted[target].get(name, 0) - counted[heard].get(name, 0))
        }
        way = Move(_name(target), effects, None, (), None, {}, {}, (), PLACE)
        answers[event] = Moves(event, (way,), PLACE)
    deadline = None if CLOCK in heard else Deadline("validity_period", CLOCK, "start", PLACE)
    return State(_name(heard), {}, {}, status, None, SETTLING in heard, False, deadline, answers, None, PLACE)


def _with(event: str) -> tuple[str, ...]:
    bit = 1 << EVENTS.index(event)
    return tuple(f"state_{number}" for number in range(2 ** len(EVENTS)) if number & bit)


def _name(heard: frozenset[str]) -> str:
    return f"state_{sum(1 << bit for bit, event in enumerate(EVENTS) if event in heard)}"


def _milliseconds(model: Model) -> float:
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        prove(model)
        refute(model)
        times.append(1000 * (perf_counter() - start))
    return min(times)


if __name__ == "__main__":
    main()
