# Generated from spec/modes/enhanced_mta.yaml by `sendspec generate`. Do not edit.
"""Enhanced MTA."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sendspec.machine import MessageLog, Outcome
from sendspec.table import Move, Standing, Table


class State(StrEnum):
    """What it can know."""

    PENDING = "pending"
    """Not yet handed over. The message waits in Campaign. Shows “Pending”."""

    RELAYED = "relayed"
    """Relayed. Handed to the Enhanced MTA; the log shows Sent unless a bounce is communicated back. Shows “Sent”."""

    EXCLUDED = "excluded"
    """Excluded. The message is not sent, and is no part of To deliver. Shows “Ignored”."""

    RETRYING = "retrying"
    """Being retried. A soft bounce leaves the row at Sent while the Enhanced MTA retries. Shows “Sent”."""

    EXPIRED = "expired"
    """Retries failed. The retries ended without success. Shows “Failed”."""

    CANCELLED = "cancelled"
    """Canceled. The message was taken out; a report that it was delivered or refused all the same overrules this.
    Shows “Delivery canceled”.
    """

    DELIVERED = "delivered"
    """Delivered. The recipient's server accepted the message; only an asynchronous hard bounce can overrule this.
    Shows “Sent”.
    """

    FAILED = "failed"
    """Refused for good. A hard bounce ended the message, whatever else is reported of it. Shows “Failed”."""


class Event(StrEnum):
    """What it hears."""

    RELAYED = "relayed"
    """Relayed to the Enhanced MTA. Campaign handed the message over and the MTA took it in its queue; the
    recipient's server has said nothing.
    """

    DELIVERED = "delivered"
    """Delivered. The recipient's server accepted the message, at the first attempt or after soft bounces."""

    SOFT_BOUNCED = "soft_bounced"
    """Soft bounce. One attempt was refused for the moment; a retry follows."""

    HARD_BOUNCED = "hard_bounced"
    """Hard bounce. The message was refused for good, at once or by an asynchronous bounce after it had been
    accepted.
    """

    EXPIRED = "expired"
    """Retries failed. The retries ended without success, as the MTA reports or as the clock of the state says."""

    CANCELLED = "cancelled"
    """Canceled. The message was taken out before an outcome, by an operator or by the Database cleanup workflow."""

    EXCLUDED = "excluded"
    """Excluded. The message was never sent, because the preparation excluded it or it was dropped before any
    attempt.
    """


TABLE: Table[State, Event] = Table(
    name="enhanced_mta",
    kind="log",
    label={"en": "Enhanced MTA", "fr": "MTA amélioré", "pt": "MTA aprimorado"},
    initial=State.PENDING,
    events=tuple(Event),
    states={
        State.PENDING: Standing(
            label={"en": "Not yet handed over", "fr": "Pas encore remis", "pt": "Ainda não repassada"},
            status="pending",
            contributes={"to_deliver": +1},
        ),
        State.RELAYED: Standing(
            label={"en": "Relayed", "fr": "Relayé", "pt": "Retransmitida"},
            status="sent",
            contributes={"to_deliver": +1, "delivered": +1},
        ),
        State.EXCLUDED: Standing(
            label={"en": "Excluded", "fr": "Exclu", "pt": "Excluída"}, status="ignored", settled=True
        ),
        State.RETRYING: Standing(
            label={"en": "Being retried", "fr": "En cours de reprise", "pt": "Em nova tentativa"},
            status="sent",
            contributes={"to_deliver": +1, "delivered": +1},
        ),
        State.EXPIRED: Standing(
            label={"en": "Retries failed", "fr": "Reprises échouées", "pt": "Tentativas esgotadas"},
            status="failed",
            settled=True,
            contributes={"to_deliver": +1, "bounces_errors": +1},
        ),
        State.CANCELLED: Standing(
            label={"en": "Canceled", "fr": "Annulé", "pt": "Cancelada"},
            status="delivery_canceled",
            settled=True,
            contributes={"to_deliver": +1},
        ),
        State.DELIVERED: Standing(
            label={"en": "Delivered", "fr": "Délivré", "pt": "Entregue"},
            status="sent",
            settled=True,
            contributes={"to_deliver": +1, "delivered": +1},
        ),
        State.FAILED: Standing(
            label={"en": "Refused for good", "fr": "Refusé définitivement", "pt": "Recusada em definitivo"},
            status="failed",
            settled=True,
            contributes={"to_deliver": +1, "bounces_errors": +1},
        ),
    },
    moves=(
        Move(State.PENDING, Event.RELAYED, State.RELAYED, {"delivered": +1}),
        Move(State.PENDING, Event.DELIVERED, State.DELIVERED, {"delivered": +1}),
        Move(State.PENDING, Event.SOFT_BOUNCED, State.RETRYING, {"delivered": +1}),
        Move(State.PENDING, Event.HARD_BOUNCED, State.FAILED, {"bounces_errors": +1}),
        Move(State.PENDING, Event.EXPIRED, State.EXPIRED, {"bounces_errors": +1}),
        Move(State.PENDING, Event.CANCELLED, State.CANCELLED),
        Move(State.PENDING, Event.EXCLUDED, State.EXCLUDED, {"to_deliver": -1}),
        Move(State.RELAYED, Event.DELIVERED, State.DELIVERED),
        Move(State.RELAYED, Event.SOFT_BOUNCED, State.RETRYING),
        Move(State.RELAYED, Event.HARD_BOUNCED, State.FAILED, {"delivered": -1, "bounces_errors": +1}),
        Move(State.RELAYED, Event.EXPIRED, State.EXPIRED, {"delivered": -1, "bounces_errors": +1}),
        Move(State.RELAYED, Event.CANCELLED, State.CANCELLED, {"delivered": -1}),
        Move(State.RELAYED, Event.EXCLUDED, State.EXCLUDED, {"to_deliver": -1, "delivered": -1}),
        Move(State.EXCLUDED, Event.DELIVERED, State.DELIVERED, {"to_deliver": +1, "delivered": +1}),
        Move(State.EXCLUDED, Event.SOFT_BOUNCED, State.RETRYING, {"to_deliver": +1, "delivered": +1}),
        Move(State.EXCLUDED, Event.HARD_BOUNCED, State.FAILED, {"to_deliver": +1, "bounces_errors": +1}),
        Move(State.EXCLUDED, Event.EXPIRED, State.EXPIRED, {"to_deliver": +1, "bounces_errors": +1}),
        Move(State.EXCLUDED, Event.CANCELLED, State.CANCELLED, {"to_deliver": +1}),
        Move(State.RETRYING, Event.DELIVERED, State.DELIVERED),
        Move(State.RETRYING, Event.SOFT_BOUNCED, State.RETRYING),
        Move(State.RETRYING, Event.HARD_BOUNCED, State.FAILED, {"delivered": -1, "bounces_errors": +1}),
        Move(State.RETRYING, Event.EXPIRED, State.EXPIRED, {"delivered": -1, "bounces_errors": +1}),
        Move(State.RETRYING, Event.CANCELLED, State.CANCELLED, {"delivered": -1}),
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
        State.FAILED: (
            Event.RELAYED,
            Event.DELIVERED,
            Event.SOFT_BOUNCED,
            Event.HARD_BOUNCED,
            Event.EXPIRED,
            Event.CANCELLED,
        ),
    },
    rejected={
        State.EXPIRED: {Event.EXCLUDED: "never_sent"},
        State.CANCELLED: {Event.EXCLUDED: "never_sent"},
        State.DELIVERED: {Event.EXCLUDED: "never_sent"},
        State.FAILED: {Event.EXCLUDED: "never_sent"},
    },
    refusals={
        "never_sent": {
            "en": "The log contradicts itself: the message was attempted, then called never sent.",
            "fr": "Le log se contredit : le message a été tenté, puis déclaré jamais envoyé.",
            "pt": "O log se contradiz: a mensagem foi tentada e depois declarada nunca enviada.",
        },
    },
    at_start={"to_deliver": 1},
    channels=("email",),
)


class EnhancedMta(MessageLog[State, Event]):
    """Enhanced MTA. Only bounces are communicated back, so silence counts as success: Delivered starts at 100 % and
    falls, and no clock runs. Moves without a citation are inferred.
    """

    __slots__ = ()

    table: ClassVar[Table[State, Event]] = TABLE

    def relayed(self, at: int | None = None) -> Outcome[State, Event]:
        """Relayed to the Enhanced MTA. Campaign handed the message over and the MTA took it in its queue; the
        recipient's server has said nothing.

        - `pending` to `relayed`: Delivered +1.
        - `relayed`, `excluded`, `retrying`, `expired`, `cancelled`, `delivered`, `failed`: nothing changes.
        """
        return self.fire(Event.RELAYED, at)

    def delivered(self, at: int | None = None) -> Outcome[State, Event]:
        """Delivered. The recipient's server accepted the message, at the first attempt or after soft bounces.

        - `pending`, `cancelled` to `delivered`: Delivered +1.
        - `relayed`, `retrying` to `delivered`.
        - `excluded` to `delivered`: To deliver +1, Delivered +1.
        - `expired` to `delivered`: Delivered +1, Bounces + errors -1.
        - `delivered`, `failed`: nothing changes.
        """
        return self.fire(Event.DELIVERED, at)

    def soft_bounced(self, at: int | None = None) -> Outcome[State, Event]:
        """Soft bounce. One attempt was refused for the moment; a retry follows.

        - `pending` to `retrying`: Delivered +1.
        - `relayed` to `retrying`.
        - `excluded` to `retrying`: To deliver +1, Delivered +1.
        - `retrying` to the same state.
        - `expired`, `cancelled`, `delivered`, `failed`: nothing changes.
        """
        return self.fire(Event.SOFT_BOUNCED, at)

    def hard_bounced(self, at: int | None = None) -> Outcome[State, Event]:
        """Hard bounce. The message was refused for good, at once or by an asynchronous bounce after it had been
        accepted.

        - `pending`, `cancelled` to `failed`: Bounces + errors +1.
        - `relayed`, `retrying`, `delivered` to `failed`: Delivered -1, Bounces + errors +1.
        - `excluded` to `failed`: To deliver +1, Bounces + errors +1.
        - `expired` to `failed`.
        - `failed`: nothing changes.
        """
        return self.fire(Event.HARD_BOUNCED, at)

    def expired(self, at: int | None = None) -> Outcome[State, Event]:
        """Retries failed. The retries ended without success, as the MTA reports or as the clock of the state says.

        - `pending` to `expired`: Bounces + errors +1.
        - `relayed`, `retrying` to `expired`: Delivered -1, Bounces + errors +1.
        - `excluded` to `expired`: To deliver +1, Bounces + errors +1.
        - `expired`, `cancelled`, `delivered`, `failed`: nothing changes.
        """
        return self.fire(Event.EXPIRED, at)

    def cancelled(self, at: int | None = None) -> Outcome[State, Event]:
        """Canceled. The message was taken out before an outcome, by an operator or by the Database cleanup workflow.

        - `pending` to `cancelled`.
        - `relayed`, `retrying` to `cancelled`: Delivered -1.
        - `excluded` to `cancelled`: To deliver +1.
        - `expired` to `cancelled`: Bounces + errors -1.
        - `cancelled`, `delivered`, `failed`: nothing changes.
        """
        return self.fire(Event.CANCELLED, at)

    def excluded(self, at: int | None = None) -> Outcome[State, Event]:
        """Excluded. The message was never sent, because the preparation excluded it or it was dropped before any
        attempt.

        - `pending` to `excluded`: To deliver -1.
        - `relayed` to `excluded`: To deliver -1, Delivered -1.
        - `excluded`, `retrying`: nothing changes.
        - `expired`, `cancelled`, `delivered`, `failed`: refused, “The log contradicts itself: the message was
          attempted, then called never sent.”
        """
        return self.fire(Event.EXCLUDED, at)

    def may_relayed(self) -> bool:
        """Whether `relayed` would be answered now, be it by nothing at all."""
        return self.may(Event.RELAYED)

    def may_delivered(self) -> bool:
        """Whether `delivered` would be answered now, be it by nothing at all."""
        return self.may(Event.DELIVERED)

    def may_soft_bounced(self) -> bool:
        """Whether `soft_bounced` would be answered now, be it by nothing at all."""
        return self.may(Event.SOFT_BOUNCED)

    def may_hard_bounced(self) -> bool:
        """Whether `hard_bounced` would be answered now, be it by nothing at all."""
        return self.may(Event.HARD_BOUNCED)

    def may_expired(self) -> bool:
        """Whether `expired` would be answered now, be it by nothing at all."""
        return self.may(Event.EXPIRED)

    def may_cancelled(self) -> bool:
        """Whether `cancelled` would be answered now, be it by nothing at all."""
        return self.may(Event.CANCELLED)

    def may_excluded(self) -> bool:
        """Whether `excluded` would be answered now, be it by nothing at all."""
        return self.may(Event.EXCLUDED)
