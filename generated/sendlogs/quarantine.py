# Generated from spec/quarantine.yaml by `sendspec generate`. Do not edit.
"""Quarantine of one address."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sendspec.machine import LiveMachine, Outcome
from sendspec.table import Deadline, Duration, Move, Standing, Table


class State(StrEnum):
    """What it can know."""

    VALID = "valid"
    """Valid. No significant error is remembered. Shows “Valid”."""

    ERRONEOUS_1 = "erroneous_1"
    """Erroneous (count 1). The counter of significant soft errors stands at 1. Shows “Erroneous”."""

    ERRONEOUS_2 = "erroneous_2"
    """Erroneous (count 2). The counter of significant soft errors stands at 2. Shows “Erroneous”."""

    ERRONEOUS_3 = "erroneous_3"
    """Erroneous (count 3). The counter of significant soft errors stands at 3. Shows “Erroneous”."""

    ERRONEOUS_4 = "erroneous_4"
    """Erroneous (count 4). The counter of significant soft errors stands at 4. Shows “Erroneous”."""

    QUARANTINED = "quarantined"
    """In quarantine. Only a person can set the address to Valid again. Shows “Quarantine”."""

    DENYLISTED = "denylisted"
    """On denylist. A complaint put the address here, whatever its errors; only a person can take it out. Shows “On
    denylist”.
    """


class Event(StrEnum):
    """What it hears."""

    HARD_ERROR = "hard_error"
    """Hard error. A message bounced because the address is invalid."""

    SOFT_ERROR = "soft_error"
    """Soft error. A message bounced for a reason that may pass."""

    IGNORED_ERROR = "ignored_error"
    """Ignored error. A message bounced for a reason that says nothing about the address."""

    RECEIVED_MAIL = "received_mail"
    """Successful delivery. A message to this address was accepted."""

    COMPLAINT = "complaint"
    """Spam complaint. The owner of the address reported a message as spam."""

    SET_VALID = "set_valid"
    """Set to Valid by a person. A person deletes the entry from the quarantine list or changes its status."""

    FORGOTTEN = "forgotten"
    """Errors forgotten. The last significant error is long enough ago for the counter to start again."""


TABLE: Table[State, Event] = Table(
    name="quarantine",
    kind="address",
    label={"en": "Quarantine of one address", "fr": "Quarantaine d'une adresse", "pt": "Quarentena de um endereço"},
    initial=State.VALID,
    events=tuple(Event),
    states={
        State.VALID: Standing(label={"en": "Valid", "fr": "Valide", "pt": "Válido"}, status="valid"),
        State.ERRONEOUS_1: Standing(
            label={"en": "Erroneous (count 1)", "fr": "En erreur (compteur à 1)", "pt": "Com erro (contador em 1)"},
            status="erroneous",
            deadline=Deadline("error_memory", Event.FORGOTTEN, "entry"),
            contributes={"erroneous_addresses": +1},
        ),
        State.ERRONEOUS_2: Standing(
            label={"en": "Erroneous (count 2)", "fr": "En erreur (compteur à 2)", "pt": "Com erro (contador em 2)"},
            status="erroneous",
            deadline=Deadline("error_memory", Event.FORGOTTEN, "entry"),
            contributes={"erroneous_addresses": +1},
        ),
        State.ERRONEOUS_3: Standing(
            label={"en": "Erroneous (count 3)", "fr": "En erreur (compteur à 3)", "pt": "Com erro (contador em 3)"},
            status="erroneous",
            deadline=Deadline("error_memory", Event.FORGOTTEN, "entry"),
            contributes={"erroneous_addresses": +1},
        ),
        State.ERRONEOUS_4: Standing(
            label={"en": "Erroneous (count 4)", "fr": "En erreur (compteur à 4)", "pt": "Com erro (contador em 4)"},
            status="erroneous",
            deadline=Deadline("error_memory", Event.FORGOTTEN, "entry"),
            contributes={"erroneous_addresses": +1},
        ),
        State.QUARANTINED: Standing(
            label={"en": "In quarantine", "fr": "En quarantaine", "pt": "Em quarentena"},
            status="quarantine",
            settled=True,
            contributes={"quarantined_addresses": +1},
        ),
        State.DENYLISTED: Standing(
            label={"en": "On denylist", "fr": "Sur liste bloquée", "pt": "Na lista de bloqueios"},
            status="denylist",
            settled=True,
            contributes={"denylisted_addresses": +1},
        ),
    },
    moves=(
        Move(State.VALID, Event.HARD_ERROR, State.QUARANTINED, {"quarantined_addresses": +1}),
        Move(State.VALID, Event.SOFT_ERROR, State.ERRONEOUS_1, {"erroneous_addresses": +1}),
        Move(State.VALID, Event.COMPLAINT, State.DENYLISTED, {"denylisted_addresses": +1}),
        Move(
            State.ERRONEOUS_1,
            Event.HARD_ERROR,
            State.QUARANTINED,
            {"erroneous_addresses": -1, "quarantined_addresses": +1},
        ),
        Move(State.ERRONEOUS_1, Event.SOFT_ERROR, State.ERRONEOUS_2, not_before="error_gap"),
        Move(State.ERRONEOUS_1, Event.RECEIVED_MAIL, State.VALID, {"erroneous_addresses": -1}),
        Move(
            State.ERRONEOUS_1,
            Event.COMPLAINT,
            State.DENYLISTED,
            {"erroneous_addresses": -1, "denylisted_addresses": +1},
        ),
        Move(State.ERRONEOUS_1, Event.SET_VALID, State.VALID, {"erroneous_addresses": -1}),
        Move(State.ERRONEOUS_1, Event.FORGOTTEN, State.VALID, {"erroneous_addresses": -1}),
        Move(
            State.ERRONEOUS_2,
            Event.HARD_ERROR,
            State.QUARANTINED,
            {"erroneous_addresses": -1, "quarantined_addresses": +1},
        ),
        Move(State.ERRONEOUS_2, Event.SOFT_ERROR, State.ERRONEOUS_3, not_before="error_gap"),
        Move(State.ERRONEOUS_2, Event.RECEIVED_MAIL, State.VALID, {"erroneous_addresses": -1}),
        Move(
            State.ERRONEOUS_2,
            Event.COMPLAINT,
            State.DENYLISTED,
            {"erroneous_addresses": -1, "denylisted_addresses": +1},
        ),
        Move(State.ERRONEOUS_2, Event.SET_VALID, State.VALID, {"erroneous_addresses": -1}),
        Move(State.ERRONEOUS_2, Event.FORGOTTEN, State.VALID, {"erroneous_addresses": -1}),
        Move(
            State.ERRONEOUS_3,
            Event.HARD_ERROR,
            State.QUARANTINED,
            {"erroneous_addresses": -1, "quarantined_addresses": +1},
        ),
        Move(State.ERRONEOUS_3, Event.SOFT_ERROR, State.ERRONEOUS_4, not_before="error_gap"),
        Move(State.ERRONEOUS_3, Event.RECEIVED_MAIL, State.VALID, {"erroneous_addresses": -1}),
        Move(
            State.ERRONEOUS_3,
            Event.COMPLAINT,
            State.DENYLISTED,
            {"erroneous_addresses": -1, "denylisted_addresses": +1},
        ),
        Move(State.ERRONEOUS_3, Event.SET_VALID, State.VALID, {"erroneous_addresses": -1}),
        Move(State.ERRONEOUS_3, Event.FORGOTTEN, State.VALID, {"erroneous_addresses": -1}),
        Move(
            State.ERRONEOUS_4,
            Event.HARD_ERROR,
            State.QUARANTINED,
            {"erroneous_addresses": -1, "quarantined_addresses": +1},
        ),
        Move(
            State.ERRONEOUS_4,
            Event.SOFT_ERROR,
            State.QUARANTINED,
            {"erroneous_addresses": -1, "quarantined_addresses": +1},
            not_before="error_gap",
        ),
        Move(State.ERRONEOUS_4, Event.RECEIVED_MAIL, State.VALID, {"erroneous_addresses": -1}),
        Move(
            State.ERRONEOUS_4,
            Event.COMPLAINT,
            State.DENYLISTED,
            {"erroneous_addresses": -1, "denylisted_addresses": +1},
        ),
        Move(State.ERRONEOUS_4, Event.SET_VALID, State.VALID, {"erroneous_addresses": -1}),
        Move(State.ERRONEOUS_4, Event.FORGOTTEN, State.VALID, {"erroneous_addresses": -1}),
        Move(
            State.QUARANTINED,
            Event.COMPLAINT,
            State.DENYLISTED,
            {"quarantined_addresses": -1, "denylisted_addresses": +1},
        ),
        Move(State.QUARANTINED, Event.SET_VALID, State.VALID, {"quarantined_addresses": -1}),
        Move(State.DENYLISTED, Event.SET_VALID, State.VALID, {"denylisted_addresses": -1}),
    ),
    ignored={
        State.VALID: (Event.IGNORED_ERROR, Event.RECEIVED_MAIL, Event.SET_VALID, Event.FORGOTTEN),
        State.ERRONEOUS_1: (Event.IGNORED_ERROR,),
        State.ERRONEOUS_2: (Event.IGNORED_ERROR,),
        State.ERRONEOUS_3: (Event.IGNORED_ERROR,),
        State.ERRONEOUS_4: (Event.IGNORED_ERROR,),
        State.QUARANTINED: (
            Event.HARD_ERROR,
            Event.SOFT_ERROR,
            Event.IGNORED_ERROR,
            Event.RECEIVED_MAIL,
            Event.FORGOTTEN,
        ),
        State.DENYLISTED: (
            Event.HARD_ERROR,
            Event.SOFT_ERROR,
            Event.IGNORED_ERROR,
            Event.RECEIVED_MAIL,
            Event.COMPLAINT,
            Event.FORGOTTEN,
        ),
    },
    durations={
        "error_gap": Duration(value=86_400_000_000),  # 1d
        "error_memory": Duration(value=864_000_000_000),  # 10d
    },
)


class Quarantine(LiveMachine[State, Event]):
    """Quarantine of one address. The status of one address, whoever owns it. Hard errors count at once, soft ones
    when they are a day apart, ignored ones never. That a complaint overrules an address in quarantine or with
    errors is inferred.
    """

    __slots__ = ()

    table: ClassVar[Table[State, Event]] = TABLE

    def hard_error(self, at: int | None = None) -> Outcome[State, Event]:
        """Hard error. A message bounced because the address is invalid.

        - `valid` to `quarantined`: Quarantined addresses +1.
        - `erroneous_1`, `erroneous_2`, `erroneous_3`, `erroneous_4` to `quarantined`: Erroneous addresses -1,
          Quarantined addresses +1.
        - `quarantined`, `denylisted`: nothing changes.
        """
        return self.fire(Event.HARD_ERROR, at)

    def soft_error(self, at: int | None = None) -> Outcome[State, Event]:
        """Soft error. A message bounced for a reason that may pass.

        - `valid` to `erroneous_1`: Erroneous addresses +1.
        - `erroneous_1` to `erroneous_2`, once it has lasted `error_gap` (1d).
        - `erroneous_2` to `erroneous_3`, once it has lasted `error_gap` (1d).
        - `erroneous_3` to `erroneous_4`, once it has lasted `error_gap` (1d).
        - `erroneous_4` to `quarantined`, once it has lasted `error_gap` (1d): Erroneous addresses -1, Quarantined
          addresses +1.
        - `quarantined`, `denylisted`: nothing changes.
        """
        return self.fire(Event.SOFT_ERROR, at)

    def ignored_error(self, at: int | None = None) -> Outcome[State, Event]:
        """Ignored error. A message bounced for a reason that says nothing about the address.

        - `valid`, `erroneous_1`, `erroneous_2`, `erroneous_3`, `erroneous_4`, `quarantined`, `denylisted`:
          nothing changes.
        """
        return self.fire(Event.IGNORED_ERROR, at)

    def received_mail(self, at: int | None = None) -> Outcome[State, Event]:
        """Successful delivery. A message to this address was accepted.

        - `erroneous_1`, `erroneous_2`, `erroneous_3`, `erroneous_4` to `valid`: Erroneous addresses -1.
        - `valid`, `quarantined`, `denylisted`: nothing changes.
        """
        return self.fire(Event.RECEIVED_MAIL, at)

    def complaint(self, at: int | None = None) -> Outcome[State, Event]:
        """Spam complaint. The owner of the address reported a message as spam.

        - `valid` to `denylisted`: Addresses on denylist +1.
        - `erroneous_1`, `erroneous_2`, `erroneous_3`, `erroneous_4` to `denylisted`: Erroneous addresses -1,
          Addresses on denylist +1.
        - `quarantined` to `denylisted`: Quarantined addresses -1, Addresses on denylist +1.
        - `denylisted`: nothing changes.
        """
        return self.fire(Event.COMPLAINT, at)

    def set_valid(self, at: int | None = None) -> Outcome[State, Event]:
        """Set to Valid by a person. A person deletes the entry from the quarantine list or changes its status.

        - `erroneous_1`, `erroneous_2`, `erroneous_3`, `erroneous_4` to `valid`: Erroneous addresses -1.
        - `quarantined` to `valid`: Quarantined addresses -1.
        - `denylisted` to `valid`: Addresses on denylist -1.
        - `valid`: nothing changes.
        """
        return self.fire(Event.SET_VALID, at)

    def forgotten(self, at: int | None = None) -> Outcome[State, Event]:
        """Errors forgotten. The last significant error is long enough ago for the counter to start again.

        - `erroneous_1`, `erroneous_2`, `erroneous_3`, `erroneous_4` to `valid`: Erroneous addresses -1.
        - `valid`, `quarantined`, `denylisted`: nothing changes.
        """
        return self.fire(Event.FORGOTTEN, at)

    def may_hard_error(self) -> bool:
        """Whether `hard_error` would be answered now, be it by nothing at all."""
        return self.may(Event.HARD_ERROR)

    def may_soft_error(self) -> bool:
        """Whether `soft_error` would be answered now, be it by nothing at all."""
        return self.may(Event.SOFT_ERROR)

    def may_ignored_error(self) -> bool:
        """Whether `ignored_error` would be answered now, be it by nothing at all."""
        return self.may(Event.IGNORED_ERROR)

    def may_received_mail(self) -> bool:
        """Whether `received_mail` would be answered now, be it by nothing at all."""
        return self.may(Event.RECEIVED_MAIL)

    def may_complaint(self) -> bool:
        """Whether `complaint` would be answered now, be it by nothing at all."""
        return self.may(Event.COMPLAINT)

    def may_set_valid(self) -> bool:
        """Whether `set_valid` would be answered now, be it by nothing at all."""
        return self.may(Event.SET_VALID)

    def may_forgotten(self) -> bool:
        """Whether `forgotten` would be answered now, be it by nothing at all."""
        return self.may(Event.FORGOTTEN)
