from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from sendspec_gen.check.story import Actor
from sendspec_gen.model import Answer, AnyOf, Deadline, FactIs, Ignored, Machine, Model, Moves, NotThat, Rejected
from sendspec_gen.mutation.bisimulation import difference
from sendspec_gen.mutation.mutant import Mutant, with_machine, with_state
from sendspec_gen.mutation.operators import mutants

from tests.unit.sendspec_gen.small_spec import HOUR, NOWHERE, machine, moves, small_model, state, way

LONGEST = 5
LOG_MUTANTS = [mutant for mutant in mutants(small_model()) if mutant.machine in ("fast_mail", "row")]


def test_a_model_does_not_differ_from_itself() -> None:
    assert difference(small_model(), small_model()) is None


def test_names_of_states_are_not_looked_at() -> None:
    assert difference(small_model(), with_machine(small_model(), renamed(small_model().machines["fast_mail"]))) is None


def test_two_states_that_behave_alike_are_as_one() -> None:
    states = small_model().machines["fast_mail"].states
    twin = replace(states["over"], name="over_too")
    trying = states["trying"]
    answers = {**trying.answers, "sent": moves("sent", way("over_too", good=+1, bad=-1))}
    doubled = {**states, "trying": replace(trying, answers=answers), "over_too": twin}

    assert difference(small_model(), with_states(doubled)) is None


def test_states_that_cannot_be_reached_are_not_looked_at() -> None:
    states = small_model().machines["fast_mail"].states
    beyond = replace(states["over"], name="beyond", status="waiting")
    model = with_states({**states, "beyond": beyond})

    assert difference(small_model(), model) is None


def test_final_is_not_looked_at() -> None:
    fast_mail = small_model().machines["fast_mail"]
    unfinished = with_state(small_model(), fast_mail, replace(fast_mail.states["lost"], final=False))

    assert difference(small_model(), unfinished) is None


def test_a_clock_whose_event_does_not_move_is_none() -> None:
    fast_mail = small_model().machines["fast_mail"]
    clock = Deadline("pause", "bounced", "entry", NOWHERE)
    ticking = with_state(small_model(), fast_mail, replace(fast_mail.states["over"], deadline=clock))

    assert difference(small_model(), ticking) is None


@pytest.mark.parametrize(
    ("mutant", "way"),
    [
        ("fast_mail/initial=trying", "at the start"),
        ("fast_mail/new/bounced/effect_plus=good", "bounced"),
        ("fast_mail/lost/status=waiting", "bounced, gave_up"),
        ("fast_mail/lost/settled", "bounced, gave_up"),
        ("fast_mail/lost/sent/ignored_moves=lost", "bounced, gave_up, sent"),
        ("fast_mail/trying/clock_length=pause", "bounced"),
        ("front_door/facts/key/default_flipped", "open (night)"),
        ("front_door/closed/open#2/requirement_dropped=2", "open (key, night)"),
        ("front_door/closed/open#1/tell_dropped=unsettled_messages", "open (back)"),
        ("vocabulary/kpis/good_rate/kpi_counter=bad", "at once"),
        ("vocabulary/counters/done/sum_part_dropped=bad", "at once"),
    ],
)
def test_the_shortest_way_to_see_it(mutant: str, way: str) -> None:
    found = next(each for each in mutants(small_model()) if each.id == mutant)

    assert way == str(difference(small_model(), found.model))


def test_where_a_machine_starts_it_waits_for_nothing() -> None:
    mutant = next(each for each in mutants(small_model()) if each.id == "row/first/knock/not_before_dropped")

    assert difference(small_model(), mutant.model) is None


def test_a_condition_written_otherwise_is_the_same() -> None:
    door = small_model().machines["front_door"]
    fact = door.facts["may_pass"]
    # By De Morgan: `key or (friend and not night)`.
    unlike = NotThat(AnyOf((NotThat(FactIs("friend")), FactIs("night"))))
    facts = {**door.facts, "may_pass": replace(fact, condition=AnyOf((FactIs("key"), unlike)))}

    assert difference(small_model(), with_machine(small_model(), replace(door, facts=facts))) is None


def test_a_default_that_nothing_rests_on_is_not_looked_at() -> None:
    door = small_model().machines["front_door"]
    idle = {**door.facts, "idle": replace(door.facts["key"], name="idle")}
    flipped = {**idle, "idle": replace(idle["idle"], default=True)}
    one = with_machine(small_model(), replace(door, facts=idle))
    other = with_machine(small_model(), replace(door, facts=flipped))

    assert difference(one, other) is None


@pytest.mark.parametrize("mutant", LOG_MUTANTS, ids=lambda mutant: mutant.id)
def test_it_agrees_with_all_words(mutant: Mutant) -> None:
    name = mutant.machine or ""
    found = difference(small_model(), mutant.model)

    assert shortest(small_model(), mutant.model, name) == (None if found is None else len(found.way))


@pytest.mark.parametrize("seed", range(150))
def test_it_agrees_with_all_words_on_random_machines(seed: int) -> None:
    chance = random.Random(seed)
    one = with_machine(small_model(), random_log(chance))
    # Every third has a twin, so that there are some that do not differ.
    twin = renamed(one.machines["fast_mail"]) if seed % 3 == 0 else random_log(chance)
    other = with_machine(small_model(), twin)
    found = difference(one, other)

    assert shortest(one, other, "fast_mail") == (None if found is None else len(found.way))


def shortest(one: Model, other: Model, name: str) -> int | None:
    """The length of the shortest word that is heard differently, of those up to a length; no clock ever strikes.

    Between two events an hour passes, or nearly nothing: either may be too soon.
    """
    words = [()] + [
        word
        for length in range(1, LONGEST + 1)
        for word in product(product(one.events[one.machines[name].kind], (1, HOUR)), repeat=length)
        if name == "row" or all(pause == HOUR for _, pause in word)
    ]
    return next((len(word) for word in words if told(one, name, word) != told(other, name, word)), None)


def told(model: Model, name: str, word: tuple[tuple[str, int], ...]) -> list[Any]:
    """What is seen on the way, by the interpreter that scenarios are told with."""
    actor = Actor(model.machines[name], model, Counter())
    seen: list[Any] = [shown(actor)]
    now = 0
    for event, pause in word:
        now += pause
        heard = actor.hear(event, now, {})
        seen.append((heard, shown(actor)))
    return seen


def shown(actor: Actor) -> tuple[Any, ...]:
    here = actor.machine.states[actor.state]
    clock = here.deadline
    strikes = clock is not None and isinstance(here.answers[clock.raises], Moves)
    ticks = (actor.model.project.durations[clock.after].value, clock.since, clock.raises) if clock and strikes else None
    counted = {counter: number for counter, number in actor.counters.items() if number}
    return (here.status, here.code, here.settled, ticks, counted)


def random_log(chance: random.Random) -> Machine:
    """Three states that are hard to tell apart."""
    names = ("first", "second", "third")
    states = tuple(
        state(name, *(random_answer(chance, event, names) for event in ("sent", "bounced", "gave_up")), status="gone")
        for name in names
    )
    return machine("fast_mail", "log", NOWHERE, states)


def random_answer(chance: random.Random, event: str, names: tuple[str, ...]) -> Answer:
    answers: tuple[Answer, ...] = (
        Ignored(event, NOWHERE),
        Rejected(event, "too_late", NOWHERE),
        *(moves(event, way(name)) for name in names for _ in range(4)),
    )
    return chance.choice(answers)


def renamed(machine: Machine) -> Machine:
    """The same machine with its states called otherwise and in another order."""
    states = {}
    for each in reversed(tuple(machine.states.values())):
        answers = {
            event: replace(answer, ways=tuple(replace(way, target=f"new_{way.target}") for way in answer.ways))
            if isinstance(answer, Moves)
            else answer
            for event, answer in each.answers.items()
        }
        states[f"new_{each.name}"] = replace(each, name=f"new_{each.name}", answers=answers)
    return replace(machine, initial=f"new_{machine.initial}", states=states)


def with_states(states: dict[str, Any]) -> Model:
    model = small_model()
    return with_machine(model, replace(model.machines["fast_mail"], states=states))
