from __future__ import annotations

import pytest
from sendspec.machine import Refused, UnknownNameError

from tests.unit.sendspec.tables import Delivery


def refusal_of(delivery: Delivery, event: str) -> str:
    state = delivery.state
    with pytest.raises(Refused) as caught:
        delivery.fire(event)
    assert delivery.state == state
    return caught.value.refusal


def test_the_first_requirement_that_fails_is_the_refusal():
    delivery = Delivery({"approved": False})

    assert refusal_of(delivery, "confirm") == "not_allowed"

    delivery.say({"start_deliveries": True})

    assert refusal_of(delivery, "confirm") == "not_approved"

    delivery.say({"approved": True})

    assert delivery.fire("confirm").target == "in_progress"


def test_a_fact_that_nobody_speaks_of_has_its_default():
    assert Delivery({"start_deliveries": True}).fire("confirm").target == "in_progress"


def test_combined_facts_follow_from_those_that_are_said():
    aggregated = {"start_deliveries": True, "recurring": True, "aggregated": True}

    assert refusal_of(Delivery(aggregated), "confirm") == "none_asked"
    assert refusal_of(Delivery({"recurring": True}), "run") == "must_confirm"
    assert Delivery(aggregated).fire("run").target == "in_progress"


def test_of_several_ways_the_first_whose_condition_holds_is_taken():
    recurring = {"recurring": True, "aggregated": True}

    assert Delivery({**recurring, "contact_date_ahead": True}).fire("run").target == "waiting"
    assert Delivery({**recurring, "contact_date_ahead": False}).fire("run").target == "in_progress"


def test_a_requirement_of_the_chosen_way_does_not_let_the_next_one_in():
    assert refusal_of(Delivery({"contact_date_ahead": True}), "run") == "must_confirm"


@pytest.mark.parametrize(
    ("facts", "event", "expected"),
    [
        ({}, "confirm", False),
        ({"start_deliveries": True}, "confirm", True),
        ({"start_deliveries": True, "approved": False}, "confirm", False),
        ({}, "run", False),
        ({"recurring": True, "aggregated": True}, "run", True),
        ({}, "stop", False),
    ],
)
def test_may_asks_the_facts(facts, event, expected):
    assert expected == Delivery(facts).may(event)


def test_a_state_rejects_what_it_does_not_know():
    assert refusal_of(Delivery(), "finish") == "not_now"


def test_an_outcome_says_what_others_hear():
    delivery = Delivery({"start_deliveries": True})
    assert delivery.fire("confirm").tell == {}

    assert delivery.fire("stop").tell == {"unsettled_messages": "cancelled"}


def test_an_unknown_fact_is_named_with_the_nearest_one():
    with pytest.raises(UnknownNameError, match="`aproved`; did you mean `approved`"):
        Delivery({"aproved": True})


def test_a_combined_fact_cannot_be_said():
    with pytest.raises(UnknownNameError):
        Delivery().say({"must_be_confirmed": True})


def test_what_was_said_cannot_be_changed_past_say():
    with pytest.raises(TypeError):
        Delivery().facts["approved"] = False  # type: ignore[index]


@pytest.mark.parametrize("value", ["no", "", 1, 0, None])
def test_facts_are_true_or_false(value):
    with pytest.raises(TypeError, match=r"`start_deliveries` of delivery cannot be .*; say True or False"):
        Delivery({"start_deliveries": value})

    delivery = Delivery()
    with pytest.raises(TypeError, match=r"`start_deliveries` of delivery cannot be .*; say True or False"):
        delivery.say({"approved": False, "start_deliveries": value})

    assert delivery.facts == {}
    assert refusal_of(delivery, "confirm") == "not_allowed"
