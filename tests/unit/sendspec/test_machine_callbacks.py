"""Whoever takes the `transitions` machine in hand gets what `transitions` promises."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from sendspec.machine import LiveMachine, Refused, Tally
from sendspec.table import Move, Standing, Table

from tests.unit.sendspec.tables import Event, State, message_class


def lists_of(machine: Any) -> dict[str, list[Any]]:
    """Every list of callbacks on the way from relayed to failed."""
    (transition,) = machine.get_transitions("hard_bounced", State.RELAYED)
    return {
        "prepare_event": machine.prepare_event,
        "before_state_change": machine.before_state_change,
        "after_state_change": machine.after_state_change,
        "finalize_event": machine.finalize_event,
        "prepare": transition.prepare,
        "before": transition.before,
        "after": transition.after,
        "on_exit": machine.states["relayed"].on_exit,
        "on_enter": machine.states["failed"].on_enter,
    }


KINDS = (
    "prepare_event",
    "before_state_change",
    "after_state_change",
    "finalize_event",
    "prepare",
    "before",
    "after",
    "on_exit",
    "on_enter",
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_callback_added_after_the_first_event_is_called(kind):
    message_kind = message_class()
    message = message_kind()
    message.fire(Event.RELAYED)
    called = []
    lists_of(message_kind.machine())[kind].append(lambda data: called.append((data.model, data.event.name)))

    message.fire(Event.HARD_BOUNCED)

    assert called == [(message, "hard_bounced")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_callback_added_long_after_the_machine_was_taken_is_called(kind):
    message_kind = message_class()
    machine = message_kind.machine()
    message = message_kind()
    message.fire(Event.RELAYED)
    called = []
    lists_of(machine)[kind].append(called.append)

    message.fire(Event.HARD_BOUNCED)

    assert len(called) == 1


def test_callbacks_added_by_the_librarys_own_names_are_called():
    message_kind = message_class()
    machine = message_kind.machine()
    called = []
    machine.on_enter_failed(lambda _: called.append("enter"))
    machine.before_hard_bounced(lambda _: called.append("before"))

    message_kind().fire(Event.HARD_BOUNCED)

    assert called == ["before", "enter"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("finalize_event",)])
def test_counts_and_state_agree_when_a_callback_raises(kind):
    tally = Tally()
    message_kind = message_class()
    message = message_kind(tally)
    message.fire(Event.RELAYED)

    def fail(_: Any) -> None:
        raise RuntimeError("the callback failed")

    lists_of(message_kind.machine())[kind].append(fail)

    with pytest.raises(RuntimeError, match="the callback failed"):
        message.fire(Event.HARD_BOUNCED)

    moved = kind in ("on_enter", "after", "after_state_change")
    assert message.state == (State.FAILED if moved else State.RELAYED)
    assert tally.counters.get("bounces_errors", 0) == (1 if moved else 0)
    assert tally.rows == ({"failed": 1} if moved else {"pending": 1})


@pytest.mark.parametrize("kind", ["before", "after", "after_state_change"])
def test_an_ignored_event_is_counted_though_a_callback_raises_after_it(kind):
    tally = Tally()
    message_kind = message_class()
    machine = message_kind.machine()
    message = message_kind(tally)
    message.fire(Event.DELIVERED)
    (transition,) = machine.get_transitions("relayed", State.DELIVERED)
    lists = {"before": transition.before, "after": transition.after, "after_state_change": machine.after_state_change}
    lists[kind].append(lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        message.fire(Event.RELAYED)

    assert tally.ignored == (kind != "before")
    assert message.state == State.DELIVERED


def test_an_internal_transition_added_by_hand_is_counted_once():
    tally = Tally()
    message_kind = message_class()
    called = []
    message_kind.machine().add_transition("looked_at", State.PENDING, None, after=called.append)

    outcome = message_kind(tally).fire("looked_at")

    assert (outcome.event, outcome.moved) == ("looked_at", False)
    assert (tally.ignored, len(called)) == (1, 1)


def test_a_callback_that_fires_again_is_counted_too():
    tally = Tally()
    message_kind = message_class()
    message_kind.machine().on_enter_retrying(lambda data: data.model.fire(Event.DELIVERED))
    message = message_kind(tally)

    outcome = message.fire(Event.SOFT_BOUNCED)

    assert (outcome.target, message.state) == (State.RETRYING, State.DELIVERED)
    assert tally.counters == {"to_deliver": 1, "bounces_errors": 0, "delivered": 1}


def test_a_condition_added_later_holds_an_event_back():
    message_kind = message_class()
    message = message_kind()
    message.fire(Event.RELAYED)
    open_now = False
    (transition,) = message_kind.machine().get_transitions("delivered", "relayed")
    transition.conditions.append(transition.condition_cls(lambda _: open_now))

    assert not message.may(Event.DELIVERED)
    with pytest.raises(Refused, match="held the event back") as caught:
        message.fire(Event.DELIVERED)
    assert caught.value.refusal == "held_back"
    assert message.state == State.RELAYED

    open_now = True

    assert message.may(Event.DELIVERED)
    assert message.fire(Event.DELIVERED).target == State.DELIVERED


def test_a_swallowed_exception_does_not_pass_for_an_outcome():
    message_kind = message_class()
    machine = message_kind.machine()
    machine.on_exception.append(lambda _: None)
    machine.before_state_change.append(lambda _: 1 / 0)

    with pytest.raises(Refused) as caught:
        message_kind().fire(Event.DELIVERED)

    assert caught.value.refusal == "held_back"


def test_methods_named_after_callbacks_are_called():
    called = []

    class Heard(message_class()):
        def on_enter_failed(self, data):
            called.append(("on_enter_failed", data.event.name))

        def on_exit_relayed(self, data):
            called.append(("on_exit_relayed", data.event.name))

        def before_delivered(self, data):
            called.append(("before_delivered", data.state.name))

        def after_delivered(self, data):
            called.append(("after_delivered", data.state.name))

    message = Heard()
    for event in (Event.RELAYED, Event.DELIVERED, Event.HARD_BOUNCED):
        message.fire(event)

    assert called == [
        ("before_delivered", "relayed"),
        ("on_exit_relayed", "delivered"),
        ("after_delivered", "delivered"),
        ("on_enter_failed", "hard_bounced"),
    ]


def test_only_what_a_method_may_watch_goes_through_the_library():
    class Heard(message_class()):
        def on_enter_failed(self, data):
            pass

    Heard().fire(Event.RELAYED)

    assert Event.HARD_BOUNCED not in Heard._plain[State.RELAYED]
    assert Event.DELIVERED in Heard._plain[State.RELAYED]


def test_a_class_and_its_subclass_have_a_machine_each():
    parent = message_class()
    called = []

    class Child(parent):
        def on_enter_failed(self, _):
            called.append("child")

    parent().fire(Event.HARD_BOUNCED)
    Child().fire(Event.HARD_BOUNCED)
    parent.machine().on_enter_delivered(lambda _: called.append("parent"))
    Child().fire(Event.DELIVERED)

    assert called == ["child"]
    assert parent.machine() is not Child.machine()
    assert Child.table is parent.table


def test_events_triggered_in_the_library_by_hand_are_counted():
    tally = Tally()
    message_kind = message_class()
    message = message_kind(tally)

    message_kind.machine().events["delivered"].trigger(message)

    assert message.state is State.DELIVERED
    assert tally.counters == {"to_deliver": 1, "delivered": 1}


def test_a_transition_added_by_hand_keeps_the_stocks_in_agreement_with_the_states():
    tally = Tally()
    message_kind = message_class()
    message_kind.machine().add_transition("resend", State.FAILED, State.PENDING)
    message = message_kind(tally)
    message.fire(Event.HARD_BOUNCED)

    outcome = message.fire("resend")

    assert (outcome.source, outcome.target) == (State.FAILED, State.PENDING)
    assert tally.counters == {"to_deliver": 1, "bounces_errors": 0}
    assert tally.rows == {"pending": 1}


def test_an_enter_callback_is_not_called_for_an_ignored_event():
    message_kind = message_class()
    called = []
    message_kind.machine().on_enter_delivered(called.append)
    message = message_kind()
    message.fire(Event.DELIVERED)

    message.fire(Event.DELIVERED)

    assert len(called) == 1


def test_an_event_that_is_named_like_a_callback_is_none():
    class Letter(LiveMachine[str, str]):
        table: ClassVar[Table[str, str]] = Table(
            name="letter",
            kind="letter",
            label={},
            initial="written",
            events=("send", "prepare_send"),
            states={"written": Standing(), "sent": Standing()},
            moves=(Move("written", "send", "sent"),),
            ignored={"written": ("prepare_send",), "sent": ("send", "prepare_send")},
        )

        def prepare_send(self, at=None):
            return self.fire("prepare_send", at)

    assert Letter().fire("send").target == "sent"
    assert Letter.machine().get_transitions("send", "written")[0].prepare == []
