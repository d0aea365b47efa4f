from __future__ import annotations

import copy
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sendspec.machine import Refused, Tally, UnknownNameError

from tests.unit.sendspec.tables import (
    MESSAGE_TABLE,
    NUMBERS,
    STATUSES,
    TRACKING_TABLE,
    Event,
    State,
    Tracking,
    message_class,
)

Message = message_class()

PAIRS = [(state, event) for state in State for event in Event]


def in_state(kind: Any, state: str, tally: Tally | None = None) -> Any:
    message = kind(tally)
    message.state = state
    return message


def answer(message: Any, event: str) -> tuple[object, ...]:
    """What came of an event, in plain words."""
    try:
        outcome = message.fire(event)
    except Refused as refused:
        return "refused", refused.refusal, message.state
    return "moved" if outcome.moved else "ignored", dict(outcome.effects), message.state


def by_hand(state: str, event: str) -> tuple[object, ...]:
    """The same, read off the table by other code."""
    for move in MESSAGE_TABLE.moves:
        if (move.source, move.event) == (state, event):
            return "moved", dict(move.effects), move.target
    if event in MESSAGE_TABLE.ignored.get(state, ()):
        return "ignored", {}, state
    return "refused", MESSAGE_TABLE.rejected[state][event], state


def test_a_move_says_what_it_did():
    message = Message()

    outcome = message.fire(Event.SOFT_BOUNCED)

    assert outcome.moved
    assert (outcome.source, outcome.event, outcome.target) == (State.PENDING, Event.SOFT_BOUNCED, State.RETRYING)
    assert outcome.effects == {"bounces_errors": 1}
    assert (outcome.before.status, outcome.after.status) == ("pending", "failed")
    assert (message.state, message.status, message.settled) == (State.RETRYING, "failed", False)
    assert type(message.state) is State


def test_an_ignored_event_changes_nothing_and_is_counted():
    tally = Tally()
    message = Message(tally)
    message.fire(Event.DELIVERED)

    outcome = message.fire(Event.SOFT_BOUNCED)

    assert not outcome.moved
    assert message.state == State.DELIVERED
    assert (tally.moved, tally.ignored) == (1, 1)


def test_equal_answers_are_the_same_object():
    assert Message().fire(Event.RELAYED) is Message().fire(Event.RELAYED)


def test_events_may_be_given_by_their_text():
    message = Message()

    message.fire("soft_bounced")

    assert message.state is State.RETRYING


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_the_derived_answers_are_those_of_the_library(state, event):
    in_hand = message_class()
    in_hand.machine()

    expected = by_hand(state, event)

    assert expected == answer(in_state(Message, state), event)
    assert expected == answer(in_state(in_hand, state), event)


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_may_says_the_same_with_the_library_and_without(state, event):
    in_hand = message_class()
    in_hand.machine()

    expected = by_hand(state, event)[0] != "refused"

    assert expected == in_state(Message, state).may(event)
    assert expected == in_state(in_hand, state).may(event)


@pytest.mark.parametrize("taken", [False, True])
@given(word=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(Event)), max_size=30))
def test_random_words_end_as_a_fold_by_hand_does(taken, word):
    kind = message_class()
    if taken:
        kind.machine()
    tally = Tally()
    messages = [kind(tally) for _ in range(3)]
    states: list[str] = [State.PENDING] * 3
    refused = 0
    for number, event in word:
        expected = by_hand(states[number], event)
        refused += expected[0] == "refused"
        states[number] = str(expected[2])

        assert expected == answer(messages[number], event)

    assert states == [message.state for message in messages]
    assert len(word) - refused == tally.moved + tally.ignored
    for counter in ("to_deliver", "delivered", "bounces_errors"):
        assert sum(NUMBERS[State(state)].get(counter, 0) for state in states) == tally.counters.get(counter, 0)
    for status in set(STATUSES.values()):
        assert sum(STATUSES[State(state)] == status for state in states) == tally.rows.get(status, 0)
    assert sum(state in ("pending", "relayed", "retrying") for state in states) == tally.unsettled


def test_flows_count_moves_back_to_the_same_state():
    tally = Tally()
    tracking = Tracking(tally)

    for event in ("opened", "opened", "clicked", "clicked", "opened"):
        tracking.fire(event)

    assert tally.counters == {"opens": 3, "unique_opens": 1, "clicks": 2, "unique_clicks": 1}
    assert tracking.status is None


def test_a_refusal_says_who_what_and_why():
    message = in_state(Message, State.DELIVERED)

    with pytest.raises(Refused) as caught:
        message.fire(Event.EXCLUDED)

    refused = caught.value
    assert str(refused) == (
        "enhanced_mta_efs refuses `excluded` in state `delivered`: "
        "It was attempted, then called never sent. (never_sent)"
    )
    assert refused.in_words("fr") == "Tenté, puis jamais envoyé."
    assert refused.in_words("pt") == "It was attempted, then called never sent."
    assert (refused.machine, refused.state, refused.event) == ("enhanced_mta_efs", "delivered", "excluded")
    assert message.state == State.DELIVERED


def test_a_refusal_counts_nothing_and_starts_no_clock():
    tally = Tally()
    message = in_state(Message, State.FAILED, tally)

    with pytest.raises(Refused):
        message.fire(Event.EXCLUDED, 5)

    assert (tally.moved, tally.ignored) == (0, 0)
    assert message._started is None


def test_a_refusal_leaves_no_trace_in_the_library():
    kind = message_class()
    kind.machine()
    message = in_state(kind, State.FAILED)

    for _ in range(2):
        with pytest.raises(Refused):
            message.fire(Event.EXCLUDED)
    assert not message.may(Event.EXCLUDED)

    assert "failed" not in kind.machine().events["excluded"].transitions


def test_a_look_at_the_library_lets_no_event_through():
    kind = message_class()
    assert kind.machine().events["excluded"].transitions["failed"] == []

    with pytest.raises(Refused):
        in_state(kind, State.FAILED).fire(Event.EXCLUDED)


@pytest.mark.parametrize("ask", ["fire", "may"])
def test_an_unknown_event_is_named_with_the_nearest_one(ask):
    with pytest.raises(UnknownNameError) as caught:
        getattr(Message(), ask)("delivred")

    assert str(caught.value) == "enhanced_mta_efs knows no event `delivred`; did you mean `delivered`?"


def test_an_event_that_resembles_none_is_answered_with_all_of_them():
    with pytest.raises(UnknownNameError, match="it knows `opened`, `clicked`"):
        Tracking().fire("zzz")


def test_a_message_without_a_tally_counts_nowhere():
    tally = Tally()
    Message(tally)
    Message().fire(Event.DELIVERED)

    assert tally.counters == {"to_deliver": 1}
    assert tally.objects == 1


def test_one_tally_may_count_objects_of_several_classes():
    tally = Tally()

    Message(tally).fire(Event.DELIVERED)
    Tracking(tally).fire("opened")

    assert tally.counters == {"to_deliver": 1, "delivered": 1, "opens": 1, "unique_opens": 1}
    assert tally.rows == {"sent": 1}


def test_messages_are_slim():
    message = Message(Tally())

    assert not hasattr(message, "__dict__")
    assert sys.getsizeof(message) <= 200
    assert Message.machine().models == []


def test_a_copy_goes_its_own_way():
    message = Message()
    twin = copy.copy(message)

    twin.fire(Event.DELIVERED)

    assert (message.state, twin.state) == (State.PENDING, State.DELIVERED)


def test_the_library_goes_by_plain_names():
    machine = message_class().machine()

    assert [str(state) for state in State] == list(machine.states)
    assert {type(name) for name in (*machine.states, *machine.events)} == {str}
    assert len(MESSAGE_TABLE.moves) + sum(map(len, MESSAGE_TABLE.ignored.values())) == len(machine.get_transitions())


def test_moves_back_to_the_same_state_are_no_internal_transitions():
    (back,) = Tracking.machine().get_transitions("opened", "opened")

    assert back.dest == "opened"
    assert len(TRACKING_TABLE.moves) == len(Tracking.machine().get_transitions())
