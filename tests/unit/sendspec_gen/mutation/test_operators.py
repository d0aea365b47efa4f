from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from sendspec_gen.laws import prove
from sendspec_gen.model import FactIs, Model, Moves
from sendspec_gen.mutation.mutant import Mutant
from sendspec_gen.mutation.operators import mutants

from tests.unit.sendspec_gen.small_spec import front_door, machine, moves, small_model, state, way

MUTANTS = {mutant.id: mutant for mutant in mutants(small_model())}


def test_a_log_is_changed_in_every_way() -> None:
    # Four states; four moves, five ignored and three refused events, of which one moves elsewhere; three counters.
    expected = {
        "move_elsewhere": 4 * 3,
        # Where the same effects fit another state, it is as if the move only went there.
        "move_redirected": 4 * 3 - 2,
        "move_ignored": 4,
        "move_rejected": 4,
        "ignored_rejected": 5,
        "ignored_moves": 5 * 4,
        "refusal_ignored": 3,
        "refusal_moves": 3,
        "refusal_changed": 3,
        "effect_plus": 4 * 3,
        "effect_minus": 4 * 3,
        "effect_flipped": 4,
        "initial": 3,
        "status": 4,
        "code": 1,
        "settled": 4,
        "final": 4,
        "clock_added": 3,
        "clock_removed": 1,
        "clock_length": 2,
        "clock_since": 1,
        "clock_event": 2,
    }

    assert expected == Counter(mutant.operator for mutant in MUTANTS.values() if mutant.machine == "fast_mail")


def test_a_guard_is_changed_in_every_way() -> None:
    expected = [
        "closed/open#1/when_negated",
        "closed/open#1/requirement_dropped=1",
        "closed/open#1/requirement_negated=1",
        "closed/open#1/tell_dropped=unsettled_messages",
        "closed/open#1/tell_changed=unsettled_messages,sent",
        "closed/open#1/tell_changed=unsettled_messages,bounced",
        "closed/open#2/requirement_dropped=1",
        "closed/open#2/requirement_negated=1",
        "closed/open#2/requirement_dropped=2",
        "closed/open#2/requirement_negated=2",
        "facts/key/default_flipped",
        "facts/friend/default_flipped",
        "facts/night/default_flipped",
        "facts/back/default_flipped",
        "facts/may_pass/meaning_negated",
        "facts/may_pass/any_and_all",
        "facts/may_pass/part_dropped=1",
        "facts/may_pass/part_dropped=2",
        "facts/may_pass/part_negated=1",
        "facts/may_pass/part_negated=2",
        "facts/may_pass/any_and_all=2",
        "facts/may_pass/part_dropped=2.1",
        "facts/may_pass/part_dropped=2.2",
        "facts/may_pass/part_negated=2.1",
        "facts/may_pass/part_negated=2.2",
    ]
    of_guards = {
        "when_negated", "requirement_dropped", "requirement_negated", "tell_dropped", "tell_changed",
        "default_flipped", "meaning_negated", "any_and_all", "part_dropped", "part_negated",
    }  # fmt: skip
    found = [mutant.id for mutant in MUTANTS.values() if mutant.operator in of_guards]

    assert [f"front_door/{path}" for path in expected] == found


def test_words_and_order_of_refusals_are_changed() -> None:
    expected = [
        "closed/open#1/refusal_changed=1",
        "closed/open#2/refusal_changed=1",
        "closed/open#2/refusal_changed=2",
        "closed/open#2/requirements_swapped=1",
    ]
    found = [
        mutant.id
        for mutant in MUTANTS.values()
        if mutant.operator in ("refusal_changed", "requirements_swapped") and "#" in mutant.id
    ]

    assert [f"front_door/{path}" for path in expected] == found


def test_redirected_move_drifts_nowhere() -> None:
    redirected = [mutant for mutant in MUTANTS.values() if mutant.operator == "move_redirected"]

    assert redirected
    for mutant in redirected:
        assert all(verdict.proved for verdict in prove(replace(mutant.model, laws=()))), mutant.id


def test_formulas_are_changed_in_every_way() -> None:
    expected = {
        "duration_halved": 3,
        # `patience` doubled is longer than it may be.
        "duration_doubled": 2,
        "start_plus": 4,
        "start_minus": 4,
        "sum_part_dropped": 2,
        "kpi_counter": 4,
        "kpi_over": 4,
        "kpi_status": 1,
    }

    assert expected == Counter(mutant.operator for mutant in MUTANTS.values() if mutant.machine is None)


def test_a_wait_is_dropped() -> None:
    found = MUTANTS["row/first/knock/not_before_dropped"]

    assert way_of(found.model, "row", "first", "knock").not_before is None


def test_an_ignored_event_moves_with_effects_that_fit() -> None:
    back = way_of(MUTANTS["fast_mail/over/bounced/ignored_moves=new"].model, "fast_mail", "over", "bounced")

    assert (back.target, back.effects) == ("new", {"good": -1})


def test_an_effect_that_becomes_none_is_no_longer_written() -> None:
    changed = way_of(MUTANTS["fast_mail/trying/sent/effect_plus=bad"].model, "fast_mail", "trying", "sent")

    assert changed.effects == {"good": 1}


def test_an_effect_of_more_than_one_is_removed_too() -> None:
    states = (state("start", moves("knock", way("start", knocks=+2))),)
    model = replace(small_model(), machines={"row": machine("row", "row", small_model().machines["row"].place, states)})
    removed = next(mutant for mutant in mutants(model) if mutant.operator == "effect_removed")

    assert way_of(removed.model, "row", "start", "knock").effects == {}


def test_guarded_neighbours_are_swapped() -> None:
    door = front_door()
    closed = door.states["closed"]
    answer = closed.answers["open"]
    assert isinstance(answer, Moves)
    at_night = replace(way("street"), when=FactIs("night"))
    ways = (answer.ways[0], at_night, answer.ways[1])
    states = {**door.states, "closed": replace(closed, answers={**closed.answers, "open": replace(answer, ways=ways)})}
    model = replace(small_model(), machines={"front_door": replace(door, states=states)})
    swapped = [mutant for mutant in mutants(model) if mutant.operator == "alternatives_swapped"]

    assert [mutant.id for mutant in swapped] == ["front_door/closed/open#1/alternatives_swapped"]
    assert way_of(swapped[0].model, "front_door", "closed", "open") is at_night


def test_ids_are_of_their_own_and_the_same_each_time() -> None:
    again = [mutant.id for mutant in mutants(small_model())]

    assert len(again) == len(set(again))
    assert list(MUTANTS) == again


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_one_thing_differs(mutant: Mutant) -> None:
    found = set(differences(small_model(), mutant.model))
    if mutant.operator == "move_redirected":
        found = {path for path in found if not path.endswith(".effects")}
    if mutant.operator == "requirements_swapped":
        found = {path.partition(".requires")[0] for path in found}

    assert len(found) == 1


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """The paths at which two trees of data differ, as deep as they are of the same form."""
    if one == other:
        return
    if type(one) is type(other) and is_dataclass(one):
        for field in fields(one):
            yield from differences(getattr(one, field.name), getattr(other, field.name), f"{path}.{field.name}")
    elif isinstance(one, Mapping) and isinstance(other, Mapping) and list(one) == list(other):
        for key in one:
            yield from differences(one[key], other[key], f"{path}.{key}")
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for index, (part, other_part) in enumerate(zip(one, other, strict=True)):
            yield from differences(part, other_part, f"{path}.{index}")
    else:
        yield path


def way_of(model: Model, name: str, source: str, event: str) -> Any:
    answer = model.machines[name].states[source].answers[event]
    assert isinstance(answer, Moves)
    return answer.ways[0]
