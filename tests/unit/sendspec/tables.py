"""Small tables written by hand, for tests of what stands on tables."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sendspec.kpi import Kpi, Measures
from sendspec.machine import GuardedMachine, LiveMachine, MessageLog
from sendspec.table import AllOf, AnyOf, Deadline, Duration, Fact, FactIs, Move, NotThat, Requirement, Standing, Table

HOUR = 3_600_000_000
DAY = 24 * HOUR


class State(StrEnum):
    PENDING = "pending"
    RELAYED = "relayed"
    EXCLUDED = "excluded"
    RETRYING = "retrying"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"
    FAILED = "failed"


class Event(StrEnum):
    RELAYED = "relayed"
    DELIVERED = "delivered"
    SOFT_BOUNCED = "soft_bounced"
    HARD_BOUNCED = "hard_bounced"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    EXCLUDED = "excluded"


NUMBERS = {
    State.PENDING: {"to_deliver": 1},
    State.RELAYED: {"to_deliver": 1},
    State.EXCLUDED: {},
    State.RETRYING: {"to_deliver": 1, "bounces_errors": 1},
    State.EXPIRED: {"to_deliver": 1, "bounces_errors": 1},
    State.CANCELLED: {"to_deliver": 1},
    State.DELIVERED: {"to_deliver": 1, "delivered": 1},
    State.FAILED: {"to_deliver": 1, "bounces_errors": 1},
}

STATUSES = {
    State.PENDING: "pending",
    State.RELAYED: "pending",
    State.EXCLUDED: "ignored",
    State.RETRYING: "failed",
    State.EXPIRED: "failed",
    State.CANCELLED: "delivery_canceled",
    State.DELIVERED: "sent",
    State.FAILED: "failed",
}

OPEN = (State.PENDING, State.RELAYED, State.RETRYING)

MESSAGE_TABLE: Table[State, Event] = Table(
    name="enhanced_mta_efs",
    kind="log",
    label={"en": "Enhanced MTA with Email Feedback Service"},
    initial=State.PENDING,
    events=tuple(Event),
    states={
        state: Standing(
            status=STATUSES[state],
            settled=state not in OPEN,
            deadline=Deadline("validity_period", Event.EXPIRED, "start") if state is State.RETRYING else None,
            contributes=NUMBERS[state],
        )
        for state in State
    },
    moves=(
        Move(State.PENDING, Event.RELAYED, State.RELAYED),
        Move(State.PENDING, Event.DELIVERED, State.DELIVERED, {"delivered": +1}),
        Move(State.PENDING, Event.SOFT_BOUNCED, State.RETRYING, {"bounces_errors": +1}),
        Move(State.PENDING, Event.HARD_BOUNCED, State.FAILED, {"bounces_errors": +1}),
        Move(State.PENDING, Event.EXPIRED, State.EXPIRED, {"bounces_errors": +1}),
        Move(State.PENDING, Event.CANCELLED, State.CANCELLED),
        Move(State.PENDING, Event.EXCLUDED, State.EXCLUDED, {"to_deliver": -1}),
        Move(State.RELAYED, Event.DELIVERED, State.DELIVERED, {"delivered": +1}),
        Move(State.RELAYED, Event.SOFT_BOUNCED, State.RETRYING, {"bounces_errors": +1}),
        Move(State.RELAYED, Event.HARD_BOUNCED, State.FAILED, {"bounces_errors": +1}),
        Move(State.RELAYED, Event.EXPIRED, State.EXPIRED, {"bounces_errors": +1}),
        Move(State.RELAYED, Event.CANCELLED, State.CANCELLED),
        Move(State.RELAYED, Event.EXCLUDED, State.EXCLUDED, {"to_deliver": -1}),
        Move(State.EXCLUDED, Event.DELIVERED, State.DELIVERED, {"to_deliver": +1, "delivered": +1}),
        Move(State.EXCLUDED, Event.SOFT_BOUNCED, State.RETRYING, {"to_deliver": +1, "bounces_errors": +1}),
        Move(State.EXCLUDED, Event.HARD_BOUNCED, State.FAILED, {"to_deliver": +1, "bounces_errors": +1}),
        Move(State.EXCLUDED, Event.EXPIRED, State.EXPIRED, {"to_deliver": +1, "bounces_errors": +1}),
        Move(State.EXCLUDED, Event.CANCELLED, State.CANCELLED, {"to_deliver": +1}),
        Move(State.RETRYING, Event.DELIVERED, State.DELIVERED, {"delivered": +1, "bounces_errors": -1}),
        Move(State.RETRYING, Event.SOFT_BOUNCED, State.RETRYING),
        Move(State.RETRYING, Event.HARD_BOUNCED, State.FAILED),
        Move(State.RETRYING, Event.EXPIRED, State.EXPIRED),
        Move(State.RETRYING, Event.CANCELLED, State.CANCELLED, {"bounces_errors": -1}),
        Move(State.EXPIRED, Event.DELIVERED, State.DELIVERED, {"delivered": +1, "bounces_errors": -1}),
        Move(State.EXPIRED, Event.HARD_BOUNCED, State.FAILED),
        Move(State.EXPIRED, Event.CANCELLED, State.CANCELLED, {"bounces_errors": -1}),
        Move(State.CANCELLED, Event.DELIVERED, State.DELIVERED, {"delivered": +1}),
        Move(State.CANCELLED, Event.HARD_BOUNCED, State.FAILED, {"bounces_errors": +1}),
        Move(State.DELIVERED, Event.HARD_BOUNCED, State.FAILED, {"delivered": -1, "bounces_errors": +1}),
    ),
    ignored={
        State.RELAYED: (Event.RELAYED,),
        State.EXCLUDED: (Event.RELAYED, Event.EXCLUDED),
        State.RETRYING: (Event.RELAYED, Event.EXCLUDED),
        State.EXPIRED: (Event.RELAYED, Event.SOFT_BOUNCED, Event.EXPIRED),
        State.CANCELLED: (Event.RELAYED, Event.SOFT_BOUNCED, Event.EXPIRED, Event.CANCELLED),
        State.DELIVERED: (Event.RELAYED, Event.DELIVERED, Event.SOFT_BOUNCED, Event.EXPIRED, Event.CANCELLED),
        State.FAILED: tuple(event for event in Event if event is not Event.EXCLUDED),
    },
    rejected={
        state: {Event.EXCLUDED: "never_sent"}
        for state in (State.EXPIRED, State.CANCELLED, State.DELIVERED, State.FAILED)
    },
    refusals={"never_sent": {"en": "It was attempted, then called never sent.", "fr": "Tenté, puis jamais envoyé."}},
    at_start={"to_deliver": 1},
    durations={"validity_period": Duration(84 * HOUR, at_most=84 * HOUR)},
    channels=("email",),
)


def message_class() -> type[MessageLog[State, Event]]:
    """A fresh class, so that no test sees another's callbacks."""

    class Message(MessageLog[State, Event]):
        __slots__ = ()
        table: ClassVar[Table[State, Event]] = MESSAGE_TABLE

    return Message


def _tracking() -> Table[str, str]:
    flows = {"opened": "opens", "clicked": "clicks"}
    return Table(
        name="tracking",
        kind="tracking",
        label={"en": "Tracking"},
        initial="untouched",
        events=("opened", "clicked"),
        states={
            "untouched": Standing(),
            "opened": Standing(contributes={"unique_opens": 1}),
            "clicked": Standing(contributes={"unique_opens": 1, "unique_clicks": 1}),
        },
        moves=(
            Move("untouched", "opened", "opened", {"opens": +1, "unique_opens": +1}),
            Move(
                "untouched",
                "clicked",
                "clicked",
                {"opens": +1, "unique_opens": +1, "clicks": +1, "unique_clicks": +1},
            ),
            Move("opened", "opened", "opened", {flows["opened"]: +1}),
            Move("opened", "clicked", "clicked", {"clicks": +1, "unique_clicks": +1}),
            Move("clicked", "opened", "clicked", {flows["opened"]: +1}),
            Move("clicked", "clicked", "clicked", {flows["clicked"]: +1}),
        ),
    )


TRACKING_TABLE = _tracking()


class Tracking(LiveMachine[str, str]):
    __slots__ = ()
    table: ClassVar[Table[str, str]] = TRACKING_TABLE


def address_table(errors: int = 3) -> Table[str, str]:
    """An address that is quarantined by so many soft errors a day apart, forgotten after ten quiet days."""
    counting = [f"erroneous_{number}" for number in range(1, errors)]
    return Table(
        name="quarantine",
        kind="address",
        label={"en": "Quarantine"},
        initial="valid",
        events=("soft_error", "hard_error", "forgotten"),
        states={
            "valid": Standing(status="valid"),
            **{
                name: Standing(status="erroneous", deadline=Deadline("error_memory", "forgotten", "entry"))
                for name in counting
            },
            "quarantined": Standing(status="quarantine", settled=True),
        },
        moves=(
            Move("valid", "soft_error", counting[0]),
            *(
                Move(name, "soft_error", following, not_before="error_gap")
                for name, following in zip(counting, [*counting[1:], "quarantined"], strict=True)
            ),
            *(Move(name, "forgotten", "valid") for name in counting),
            *(Move(name, "hard_error", "quarantined") for name in ["valid", *counting]),
        ),
        ignored={"valid": ("forgotten",), "quarantined": ("soft_error", "hard_error", "forgotten")},
        durations={"error_gap": Duration(DAY), "error_memory": Duration(10 * DAY)},
    )


class Address(LiveMachine[str, str]):
    __slots__ = ()
    table: ClassVar[Table[str, str]] = address_table()


MUST_CONFIRM = FactIs("must_be_confirmed")

DELIVERY_TABLE: Table[str, str] = Table(
    name="delivery",
    kind="delivery",
    label={"en": "Delivery"},
    initial="prepared",
    events=("confirm", "run", "stop", "finish"),
    states={
        "prepared": Standing(status="ready", code=25),
        "waiting": Standing(status="ready", code=45),
        "in_progress": Standing(status="in_progress", code=55),
        "stopped": Standing(status="stopped", code=85, final=True),
        "finished": Standing(status="finished", code=95, final=True),
    },
    moves=(
        Move(
            "prepared",
            "confirm",
            "in_progress",
            requires=(
                Requirement(MUST_CONFIRM, "none_asked"),
                Requirement(FactIs("start_deliveries"), "not_allowed"),
                Requirement(FactIs("approved"), "not_approved"),
            ),
        ),
        Move(
            "prepared",
            "run",
            "waiting",
            when=FactIs("contact_date_ahead"),
            requires=(Requirement(NotThat(MUST_CONFIRM), "must_confirm"),),
        ),
        Move("prepared", "run", "in_progress", requires=(Requirement(NotThat(MUST_CONFIRM), "must_confirm"),)),
        Move("waiting", "stop", "stopped", tell={"unsettled_messages": "cancelled"}),
        Move("in_progress", "stop", "stopped", tell={"unsettled_messages": "cancelled"}),
        Move("in_progress", "finish", "finished"),
    ),
    rejected={
        "prepared": {"stop": "not_now", "finish": "not_now"},
        "waiting": {"confirm": "not_now", "run": "not_now", "finish": "not_now"},
        "in_progress": {"confirm": "not_now", "run": "not_now"},
        "stopped": dict.fromkeys(("confirm", "run", "stop", "finish"), "not_now"),
        "finished": dict.fromkeys(("confirm", "run", "stop", "finish"), "not_now"),
    },
    refusals={
        "not_allowed": {"en": "You do not have the rights to confirm this send.", "fr": "Droits insuffisants."},
        "not_approved": {"en": "The approval steps are not finished."},
        "none_asked": {"en": "This send asks for no confirmation."},
        "must_confirm": {"en": "This send must be confirmed by a person."},
        "not_now": {"en": "This is not possible in this state."},
    },
    facts={
        "start_deliveries": Fact(),
        "approved": Fact(default=True),
        "contact_date_ahead": Fact(),
        "recurring": Fact(),
        "aggregated": Fact(),
        "must_be_confirmed": Fact(
            condition=AnyOf((NotThat(FactIs("recurring")), AllOf((FactIs("recurring"), NotThat(FactIs("aggregated"))))))
        ),
    },
)


class Delivery(GuardedMachine[str, str]):
    __slots__ = ()
    table: ClassVar[Table[str, str]] = DELIVERY_TABLE


MEASURES = Measures(
    counters={
        "to_deliver": {"en": "To deliver"},
        "delivered": {"en": "Delivered"},
        "bounces_errors": {"en": "Bounces + errors"},
        "processed": {"en": "Processed/sent"},
        "opens": {"en": "Open"},
        "unique_opens": {"en": "Unique opens"},
        "clicks": {"en": "Click"},
        "unique_clicks": {"en": "Unique clicks"},
    },
    sums={"processed": ("delivered", "bounces_errors")},
    kpis=(
        Kpi("to_deliver", {"en": "To deliver", "fr": "À envoyer"}, "messages", counter="to_deliver"),
        Kpi("sent", {"en": "Sent"}, "messages", status="sent"),
        Kpi("delivered_rate", {"en": "Delivered"}, "percent", counter="delivered", over="to_deliver"),
        Kpi("bounces_errors_rate", {"en": "Bounces + errors"}, "percent", counter="bounces_errors", over="to_deliver"),
        Kpi("open_rate", {"en": "Open rate"}, "percent", counter="unique_opens", over="delivered", refreshed=HOUR),
        Kpi(
            "click_through_rate",
            {"en": "Click-through rate"},
            "percent",
            counter="unique_clicks",
            over="delivered",
            refreshed=HOUR,
            channels=("email",),
        ),
    ),
    statuses={
        "pending": {"en": "Pending"},
        "sent": {"en": "Sent"},
        "failed": {"en": "Failed"},
        "delivery_canceled": {"en": "Delivery canceled"},
        "ignored": {"en": "Ignored"},
    },
)
