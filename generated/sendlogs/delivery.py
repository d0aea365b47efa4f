# Generated from spec/delivery.yaml by `sendspec generate`. Do not edit.
"""Delivery."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sendspec.machine import GuardedMachine, Outcome
from sendspec.table import AllOf, AnyOf, Fact, FactIs, Move, NotThat, Requirement, Standing, Table


class State(StrEnum):
    """What it can know."""

    EDITING = "editing"
    """Editing. Whatever changes here needs a preparation before it can be sent. Shows “Editing”."""

    PREPARING = "preparing"
    """Preparing. The target is computed; this may be stopped at any time. Shows “Personalization in progress”."""

    PREPARATION_ERROR = "preparation_error"
    """Preparation failed. The errors must be corrected and the preparation started again. Shows “Personalization or
    count failed”.
    """

    PREPARED = "prepared"
    """Prepared. The send may be confirmed, or runs by itself if no confirmation is asked for. Shows “Message
    finalized”.
    """

    CONFIRMING = "confirming"
    """Being confirmed. The dialog is open; nothing is final before OK. Shows “Message finalized”."""

    WAITING = "waiting"
    """Waiting for the contact date. The send is confirmed and its time has not come. Shows “Ready to be delivered”."""

    START_PENDING = "start_pending"
    """Start pending. The send is due and the system has not picked it up. Shows “Start pending”."""

    IN_PROGRESS = "in_progress"
    """In progress. The messages are handed over one after the other. Shows “In progress”."""

    PAUSED_BEFORE_START = "paused_before_start"
    """Paused before its start. The send was paused before the system picked it up; once resumed it is pending again.
    Shows “Paused”.
    """

    PAUSED = "paused"
    """Paused. No further message is handed over until the send is resumed. Shows “Paused”."""

    STOPPED = "stopped"
    """Stopped. Messages without an outcome are canceled; a stopped send cannot be resumed. Shows “Stopped”."""

    FAILED = "failed"
    """Failed. The send ended in an error of the system. Shows “Failed”."""

    FINISHED = "finished"
    """Finished. This is the end for the delivery, not for its messages. Shows “Finished”."""


class Event(StrEnum):
    """What it hears."""

    EDIT = "edit"
    """Edit. A person changes the content, the audience or the properties."""

    CHANGE_SCHEDULE = "change_schedule"
    """Change the schedule. A person changes when the messages are to be sent."""

    PREPARE = "prepare"
    """Prepare. A person has the target computed and the messages generated; nothing is sent."""

    PREPARATION_DONE = "preparation_done"
    """Preparation done. The messages are ready to be sent."""

    PREPARATION_FAILED = "preparation_failed"
    """Preparation failed. A critical error prevents the delivery from being started."""

    CONFIRM = "confirm"
    """Confirm send. A person clicks the button, and a dialog asks to make the send final."""

    OK = "ok"
    """OK. The person makes the send final."""

    CANCEL = "cancel"
    """Cancel. The person leaves the dialog without sending."""

    RUN = "run"
    """Run by its workflow or recurrence. The workflow or the recurrence sends without a person."""

    CONTACT_DATE_REACHED = "contact_date_reached"
    """Contact date reached. The time has come from which the messages may be sent."""

    PICKED_UP = "picked_up"
    """Picked up by the system. The delivery server starts to process the messages."""

    PAUSE = "pause"
    """Pause. A person holds the send."""

    RESUME = "resume"
    """Resume. A person lets the send go on."""

    STOP = "stop"
    """Stop sending. A person stops the preparation, or ends the send for good."""

    ALL_HANDED_OVER = "all_handed_over"
    """All messages handed over. No message is left for the delivery server to process."""

    FAIL = "fail"
    """Failure. An error of the system ends the send."""


TABLE: Table[State, Event] = Table(
    name="delivery",
    kind="delivery",
    label={"en": "Delivery", "fr": "Diffusion", "pt": "Entrega"},
    initial=State.EDITING,
    events=tuple(Event),
    states={
        State.EDITING: Standing(label={"en": "Editing", "fr": "Édition", "pt": "Edição"}, status="editing", code=0),
        State.PREPARING: Standing(
            label={"en": "Preparing", "fr": "Préparation en cours", "pt": "Em preparação"}, status="preparing"
        ),
        State.PREPARATION_ERROR: Standing(
            label={"en": "Preparation failed", "fr": "Préparation échouée", "pt": "Preparação com falha"},
            status="preparation_error",
            code=37,
        ),
        State.PREPARED: Standing(
            label={"en": "Prepared", "fr": "Préparée", "pt": "Preparada"}, status="finalized", code=25
        ),
        State.CONFIRMING: Standing(
            label={"en": "Being confirmed", "fr": "Confirmation en cours", "pt": "Em confirmação"},
            status="finalized",
            code=25,
        ),
        State.WAITING: Standing(
            label={
                "en": "Waiting for the contact date",
                "fr": "En attente de la date de contact",
                "pt": "Aguardando a data de contato",
            },
            status="ready",
            code=45,
        ),
        State.START_PENDING: Standing(
            label={"en": "Start pending", "fr": "Démarrage en attente", "pt": "Início pendente"},
            status="start_pending",
            code=51,
        ),
        State.IN_PROGRESS: Standing(
            label={"en": "In progress", "fr": "En cours", "pt": "Em andamento"}, status="in_progress", code=55
        ),
        State.PAUSED_BEFORE_START: Standing(
            label={
                "en": "Paused before its start",
                "fr": "En pause avant le démarrage",
                "pt": "Em pausa antes do início",
            },
            status="paused",
            code=75,
        ),
        State.PAUSED: Standing(label={"en": "Paused", "fr": "En pause", "pt": "Em pausa"}, status="paused", code=75),
        State.STOPPED: Standing(
            label={"en": "Stopped", "fr": "Arrêtée", "pt": "Interrompida"}, status="stopped", code=85, final=True
        ),
        State.FAILED: Standing(
            label={"en": "Failed", "fr": "En échec", "pt": "Com falha"}, status="failed", code=87, final=True
        ),
        State.FINISHED: Standing(
            label={"en": "Finished", "fr": "Terminée", "pt": "Concluída"}, status="finished", code=95, final=True
        ),
    },
    moves=(
        Move(State.EDITING, Event.EDIT, State.EDITING),
        Move(State.EDITING, Event.CHANGE_SCHEDULE, State.EDITING),
        Move(
            State.EDITING,
            Event.PREPARE,
            State.PREPARING,
            requires=(Requirement(FactIs("may_prepare"), "cannot_prepare"),),
        ),
        Move(State.PREPARING, Event.PREPARATION_DONE, State.PREPARED),
        Move(State.PREPARING, Event.PREPARATION_FAILED, State.PREPARATION_ERROR),
        Move(State.PREPARING, Event.STOP, State.EDITING),
        Move(State.PREPARATION_ERROR, Event.EDIT, State.EDITING),
        Move(State.PREPARATION_ERROR, Event.CHANGE_SCHEDULE, State.EDITING),
        Move(
            State.PREPARATION_ERROR,
            Event.PREPARE,
            State.PREPARING,
            requires=(Requirement(FactIs("may_prepare"), "cannot_prepare"),),
        ),
        Move(State.PREPARED, Event.EDIT, State.EDITING),
        Move(State.PREPARED, Event.CHANGE_SCHEDULE, State.EDITING),
        Move(
            State.PREPARED,
            Event.PREPARE,
            State.PREPARING,
            requires=(Requirement(FactIs("may_prepare"), "cannot_prepare"),),
        ),
        Move(
            State.PREPARED,
            Event.CONFIRM,
            State.CONFIRMING,
            requires=(
                Requirement(FactIs("must_be_confirmed"), "none_asked"),
                Requirement(FactIs("start_deliveries"), "not_allowed"),
                Requirement(FactIs("approved"), "not_approved"),
            ),
        ),
        Move(
            State.PREPARED,
            Event.RUN,
            State.WAITING,
            when=FactIs("contact_date_ahead"),
            requires=(
                Requirement(NotThat(FactIs("must_be_confirmed")), "must_confirm"),
                Requirement(FactIs("approved"), "not_approved"),
            ),
        ),
        Move(
            State.PREPARED,
            Event.RUN,
            State.START_PENDING,
            requires=(
                Requirement(NotThat(FactIs("must_be_confirmed")), "must_confirm"),
                Requirement(FactIs("approved"), "not_approved"),
            ),
        ),
        Move(State.CONFIRMING, Event.EDIT, State.EDITING),
        Move(State.CONFIRMING, Event.CHANGE_SCHEDULE, State.EDITING),
        Move(State.CONFIRMING, Event.OK, State.WAITING, when=FactIs("contact_date_ahead")),
        Move(State.CONFIRMING, Event.OK, State.START_PENDING),
        Move(State.CONFIRMING, Event.CANCEL, State.PREPARED),
        Move(State.WAITING, Event.EDIT, State.EDITING),
        Move(State.WAITING, Event.CHANGE_SCHEDULE, State.EDITING),
        Move(State.WAITING, Event.CONTACT_DATE_REACHED, State.START_PENDING),
        Move(State.WAITING, Event.STOP, State.STOPPED, tell={"unsettled_messages": "cancelled"}),
        Move(State.START_PENDING, Event.PICKED_UP, State.IN_PROGRESS),
        Move(State.START_PENDING, Event.PAUSE, State.PAUSED_BEFORE_START),
        Move(State.START_PENDING, Event.STOP, State.STOPPED, tell={"unsettled_messages": "cancelled"}),
        Move(State.START_PENDING, Event.FAIL, State.FAILED),
        Move(State.IN_PROGRESS, Event.PAUSE, State.PAUSED),
        Move(State.IN_PROGRESS, Event.STOP, State.STOPPED, tell={"unsettled_messages": "cancelled"}),
        Move(State.IN_PROGRESS, Event.ALL_HANDED_OVER, State.FINISHED),
        Move(State.IN_PROGRESS, Event.FAIL, State.FAILED),
        Move(State.PAUSED_BEFORE_START, Event.RESUME, State.START_PENDING),
        Move(State.PAUSED_BEFORE_START, Event.STOP, State.STOPPED, tell={"unsettled_messages": "cancelled"}),
        Move(State.PAUSED, Event.RESUME, State.IN_PROGRESS),
        Move(State.PAUSED, Event.STOP, State.STOPPED, tell={"unsettled_messages": "cancelled"}),
    ),
    rejected={
        State.EDITING: {
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.RESUME: "not_now",
            Event.STOP: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.PREPARING: {
            Event.EDIT: "not_now",
            Event.CHANGE_SCHEDULE: "not_now",
            Event.PREPARE: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.RESUME: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.PREPARATION_ERROR: {
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.RESUME: "not_now",
            Event.STOP: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.PREPARED: {
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.RESUME: "not_now",
            Event.STOP: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.CONFIRMING: {
            Event.PREPARE: "not_now",
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.RESUME: "not_now",
            Event.STOP: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.WAITING: {
            Event.PREPARE: "not_now",
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.RESUME: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.START_PENDING: {
            Event.EDIT: "not_now",
            Event.CHANGE_SCHEDULE: "not_now",
            Event.PREPARE: "not_now",
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.RESUME: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
        },
        State.IN_PROGRESS: {
            Event.EDIT: "not_now",
            Event.CHANGE_SCHEDULE: "not_now",
            Event.PREPARE: "not_now",
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.RESUME: "not_now",
        },
        State.PAUSED_BEFORE_START: {
            Event.EDIT: "not_now",
            Event.CHANGE_SCHEDULE: "not_now",
            Event.PREPARE: "not_now",
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.PAUSED: {
            Event.EDIT: "not_now",
            Event.CHANGE_SCHEDULE: "not_now",
            Event.PREPARE: "not_now",
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.STOPPED: {
            Event.EDIT: "not_now",
            Event.CHANGE_SCHEDULE: "not_now",
            Event.PREPARE: "not_now",
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.RESUME: "not_now",
            Event.STOP: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.FAILED: {
            Event.EDIT: "not_now",
            Event.CHANGE_SCHEDULE: "not_now",
            Event.PREPARE: "not_now",
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.RESUME: "not_now",
            Event.STOP: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
        State.FINISHED: {
            Event.EDIT: "not_now",
            Event.CHANGE_SCHEDULE: "not_now",
            Event.PREPARE: "not_now",
            Event.PREPARATION_DONE: "not_now",
            Event.PREPARATION_FAILED: "not_now",
            Event.CONFIRM: "not_now",
            Event.OK: "not_now",
            Event.CANCEL: "not_now",
            Event.RUN: "not_now",
            Event.CONTACT_DATE_REACHED: "not_now",
            Event.PICKED_UP: "not_now",
            Event.PAUSE: "not_now",
            Event.RESUME: "not_now",
            Event.STOP: "not_now",
            Event.ALL_HANDED_OVER: "not_now",
            Event.FAIL: "not_now",
        },
    },
    refusals={
        "not_allowed": {
            "en": "You do not have the rights to confirm this send.",
            "fr": "Vous n'avez pas les droits nécessaires pour confirmer cet envoi.",
            "pt": "Você não tem permissão para confirmar este envio.",
        },
        "cannot_prepare": {
            "en": "You do not have the rights to prepare this delivery.",
            "fr": "Vous n'avez pas les droits nécessaires pour préparer cette diffusion.",
            "pt": "Você não tem permissão para preparar esta entrega.",
        },
        "not_approved": {
            "en": "The approval steps are not finished.",
            "fr": "Les étapes de validation ne sont pas terminées.",
            "pt": "As etapas de aprovação não foram concluídas.",
        },
        "must_confirm": {
            "en": "This send must be confirmed by a person.",
            "fr": "Cet envoi doit être confirmé par une personne.",
            "pt": "Este envio precisa ser confirmado por uma pessoa.",
        },
        "none_asked": {
            "en": "This send asks for no confirmation.",
            "fr": "Cet envoi ne demande pas de confirmation.",
            "pt": "Este envio não pede confirmação.",
        },
        "not_now": {
            "en": "This is not possible in this state.",
            "fr": "Cette action est impossible dans cet état.",
            "pt": "Esta ação não é possível neste estado.",
        },
    },
    facts={
        "start_deliveries": Fact(
            label={"en": "Role Start deliveries", "fr": "Rôle Démarrer des diffusions", "pt": "Função Start deliveries"}
        ),
        "prepare_deliveries": Fact(
            label={
                "en": "Role Prepare deliveries",
                "fr": "Rôle Préparer des diffusions",
                "pt": "Função Prepare deliveries",
            }
        ),
        "approved": Fact(
            label={
                "en": "Approval steps carried out",
                "fr": "Étapes de validation réalisées",
                "pt": "Etapas de aprovação executadas",
            },
            default=True,
        ),
        "contact_date_ahead": Fact(
            label={
                "en": "The contact date lies ahead",
                "fr": "La date de contact est à venir",
                "pt": "A data de contato está por vir",
            }
        ),
        "recurring": Fact(label={"en": "Recurring", "fr": "Récurrente", "pt": "Recorrente"}),
        "aggregated": Fact(
            label={
                "en": "With an aggregation period",
                "fr": "Avec période d'agrégation",
                "pt": "Com período de agregação",
            }
        ),
        "in_workflow": Fact(
            label={"en": "Created in a workflow", "fr": "Créée dans un workflow", "pt": "Criada em um workflow"}
        ),
        "confirmation_option": Fact(
            label={
                "en": "Request confirmation before sending messages",
                "fr": "Demander une confirmation avant l'envoi des messages",
                "pt": "Request confirmation before sending messages",
            },
            default=True,
        ),
        "may_prepare": Fact(
            label={
                "en": "May prepare deliveries",
                "fr": "Peut préparer des diffusions",
                "pt": "Pode preparar entregas",
            },
            condition=AnyOf((FactIs("start_deliveries"), FactIs("prepare_deliveries"))),
        ),
        "must_be_confirmed": Fact(
            label={
                "en": "A person must confirm the send",
                "fr": "Une personne doit confirmer l'envoi",
                "pt": "Uma pessoa precisa confirmar o envio",
            },
            condition=AnyOf(
                (
                    AllOf((FactIs("recurring"), NotThat(FactIs("aggregated")), FactIs("confirmation_option"))),
                    AllOf((NotThat(FactIs("recurring")), NotThat(FactIs("in_workflow")))),
                    AllOf((NotThat(FactIs("recurring")), FactIs("in_workflow"), FactIs("confirmation_option"))),
                )
            ),
        ),
    },
)


class Delivery(GuardedMachine[State, Event]):
    """Delivery. The delivery as a whole, from its first edit to the last message handed over. The pages state the
    steps; that a change takes a confirmed delivery back, and where a failure may come from, is inferred.
    """

    __slots__ = ()

    table: ClassVar[Table[State, Event]] = TABLE

    def edit(self, at: int | None = None) -> Outcome[State, Event]:
        """Edit. A person changes the content, the audience or the properties.

        - `editing` to the same state.
        - `preparation_error`, `prepared`, `confirming`, `waiting` to `editing`.
        - `preparing`, `start_pending`, `in_progress`, `paused_before_start`, `paused`, `stopped`, `failed`,
          `finished`: refused, “This is not possible in this state.”
        """
        return self.fire(Event.EDIT, at)

    def change_schedule(self, at: int | None = None) -> Outcome[State, Event]:
        """Change the schedule. A person changes when the messages are to be sent.

        - `editing` to the same state.
        - `preparation_error`, `prepared`, `confirming`, `waiting` to `editing`.
        - `preparing`, `start_pending`, `in_progress`, `paused_before_start`, `paused`, `stopped`, `failed`,
          `finished`: refused, “This is not possible in this state.”
        """
        return self.fire(Event.CHANGE_SCHEDULE, at)

    def prepare(self, at: int | None = None) -> Outcome[State, Event]:
        """Prepare. A person has the target computed and the messages generated; nothing is sent.

        - `editing`, `preparation_error`, `prepared` to `preparing`, requires `may_prepare`.
        - `preparing`, `confirming`, `waiting`, `start_pending`, `in_progress`, `paused_before_start`, `paused`,
          `stopped`, `failed`, `finished`: refused, “This is not possible in this state.”
        """
        return self.fire(Event.PREPARE, at)

    def preparation_done(self, at: int | None = None) -> Outcome[State, Event]:
        """Preparation done. The messages are ready to be sent.

        - `preparing` to `prepared`.
        - `editing`, `preparation_error`, `prepared`, `confirming`, `waiting`, `start_pending`, `in_progress`,
          `paused_before_start`, `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this
          state.”
        """
        return self.fire(Event.PREPARATION_DONE, at)

    def preparation_failed(self, at: int | None = None) -> Outcome[State, Event]:
        """Preparation failed. A critical error prevents the delivery from being started.

        - `preparing` to `preparation_error`.
        - `editing`, `preparation_error`, `prepared`, `confirming`, `waiting`, `start_pending`, `in_progress`,
          `paused_before_start`, `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this
          state.”
        """
        return self.fire(Event.PREPARATION_FAILED, at)

    def confirm(self, at: int | None = None) -> Outcome[State, Event]:
        """Confirm send. A person clicks the button, and a dialog asks to make the send final.

        - `prepared` to `confirming`, requires `must_be_confirmed` and `start_deliveries` and `approved`.
        - `editing`, `preparing`, `preparation_error`, `confirming`, `waiting`, `start_pending`, `in_progress`,
          `paused_before_start`, `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this
          state.”
        """
        return self.fire(Event.CONFIRM, at)

    def ok(self, at: int | None = None) -> Outcome[State, Event]:
        """OK. The person makes the send final.

        - `confirming` to `waiting` if `contact_date_ahead`.
        - `confirming` to `start_pending` otherwise.
        - `editing`, `preparing`, `preparation_error`, `prepared`, `waiting`, `start_pending`, `in_progress`,
          `paused_before_start`, `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this
          state.”
        """
        return self.fire(Event.OK, at)

    def cancel(self, at: int | None = None) -> Outcome[State, Event]:
        """Cancel. The person leaves the dialog without sending.

        - `confirming` to `prepared`.
        - `editing`, `preparing`, `preparation_error`, `prepared`, `waiting`, `start_pending`, `in_progress`,
          `paused_before_start`, `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this
          state.”
        """
        return self.fire(Event.CANCEL, at)

    def run(self, at: int | None = None) -> Outcome[State, Event]:
        """Run by its workflow or recurrence. The workflow or the recurrence sends without a person.

        - `prepared` to `waiting` if `contact_date_ahead`, requires not `must_be_confirmed` and `approved`.
        - `prepared` to `start_pending` otherwise, requires not `must_be_confirmed` and `approved`.
        - `editing`, `preparing`, `preparation_error`, `confirming`, `waiting`, `start_pending`, `in_progress`,
          `paused_before_start`, `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this
          state.”
        """
        return self.fire(Event.RUN, at)

    def contact_date_reached(self, at: int | None = None) -> Outcome[State, Event]:
        """Contact date reached. The time has come from which the messages may be sent.

        - `waiting` to `start_pending`.
        - `editing`, `preparing`, `preparation_error`, `prepared`, `confirming`, `start_pending`, `in_progress`,
          `paused_before_start`, `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this
          state.”
        """
        return self.fire(Event.CONTACT_DATE_REACHED, at)

    def picked_up(self, at: int | None = None) -> Outcome[State, Event]:
        """Picked up by the system. The delivery server starts to process the messages.

        - `start_pending` to `in_progress`.
        - `editing`, `preparing`, `preparation_error`, `prepared`, `confirming`, `waiting`, `in_progress`,
          `paused_before_start`, `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this
          state.”
        """
        return self.fire(Event.PICKED_UP, at)

    def pause(self, at: int | None = None) -> Outcome[State, Event]:
        """Pause. A person holds the send.

        - `start_pending` to `paused_before_start`.
        - `in_progress` to `paused`.
        - `editing`, `preparing`, `preparation_error`, `prepared`, `confirming`, `waiting`, `paused_before_start`,
          `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this state.”
        """
        return self.fire(Event.PAUSE, at)

    def resume(self, at: int | None = None) -> Outcome[State, Event]:
        """Resume. A person lets the send go on.

        - `paused_before_start` to `start_pending`.
        - `paused` to `in_progress`.
        - `editing`, `preparing`, `preparation_error`, `prepared`, `confirming`, `waiting`, `start_pending`,
          `in_progress`, `stopped`, `failed`, `finished`: refused, “This is not possible in this state.”
        """
        return self.fire(Event.RESUME, at)

    def stop(self, at: int | None = None) -> Outcome[State, Event]:
        """Stop sending. A person stops the preparation, or ends the send for good.

        - `preparing` to `editing`.
        - `waiting`, `start_pending`, `in_progress`, `paused_before_start`, `paused` to `stopped`; unsettled
          messages hear `cancelled`.
        - `editing`, `preparation_error`, `prepared`, `confirming`, `stopped`, `failed`, `finished`: refused,
          “This is not possible in this state.”
        """
        return self.fire(Event.STOP, at)

    def all_handed_over(self, at: int | None = None) -> Outcome[State, Event]:
        """All messages handed over. No message is left for the delivery server to process.

        - `in_progress` to `finished`.
        - `editing`, `preparing`, `preparation_error`, `prepared`, `confirming`, `waiting`, `start_pending`,
          `paused_before_start`, `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this
          state.”
        """
        return self.fire(Event.ALL_HANDED_OVER, at)

    def fail(self, at: int | None = None) -> Outcome[State, Event]:
        """Failure. An error of the system ends the send.

        - `start_pending`, `in_progress` to `failed`.
        - `editing`, `preparing`, `preparation_error`, `prepared`, `confirming`, `waiting`, `paused_before_start`,
          `paused`, `stopped`, `failed`, `finished`: refused, “This is not possible in this state.”
        """
        return self.fire(Event.FAIL, at)

    def may_edit(self) -> bool:
        """Whether `edit` would be answered now, be it by nothing at all."""
        return self.may(Event.EDIT)

    def may_change_schedule(self) -> bool:
        """Whether `change_schedule` would be answered now, be it by nothing at all."""
        return self.may(Event.CHANGE_SCHEDULE)

    def may_prepare(self) -> bool:
        """Whether `prepare` would be answered now, be it by nothing at all."""
        return self.may(Event.PREPARE)

    def may_preparation_done(self) -> bool:
        """Whether `preparation_done` would be answered now, be it by nothing at all."""
        return self.may(Event.PREPARATION_DONE)

    def may_preparation_failed(self) -> bool:
        """Whether `preparation_failed` would be answered now, be it by nothing at all."""
        return self.may(Event.PREPARATION_FAILED)

    def may_confirm(self) -> bool:
        """Whether `confirm` would be answered now, be it by nothing at all."""
        return self.may(Event.CONFIRM)

    def may_ok(self) -> bool:
        """Whether `ok` would be answered now, be it by nothing at all."""
        return self.may(Event.OK)

    def may_cancel(self) -> bool:
        """Whether `cancel` would be answered now, be it by nothing at all."""
        return self.may(Event.CANCEL)

    def may_run(self) -> bool:
        """Whether `run` would be answered now, be it by nothing at all."""
        return self.may(Event.RUN)

    def may_contact_date_reached(self) -> bool:
        """Whether `contact_date_reached` would be answered now, be it by nothing at all."""
        return self.may(Event.CONTACT_DATE_REACHED)

    def may_picked_up(self) -> bool:
        """Whether `picked_up` would be answered now, be it by nothing at all."""
        return self.may(Event.PICKED_UP)

    def may_pause(self) -> bool:
        """Whether `pause` would be answered now, be it by nothing at all."""
        return self.may(Event.PAUSE)

    def may_resume(self) -> bool:
        """Whether `resume` would be answered now, be it by nothing at all."""
        return self.may(Event.RESUME)

    def may_stop(self) -> bool:
        """Whether `stop` would be answered now, be it by nothing at all."""
        return self.may(Event.STOP)

    def may_all_handed_over(self) -> bool:
        """Whether `all_handed_over` would be answered now, be it by nothing at all."""
        return self.may(Event.ALL_HANDED_OVER)

    def may_fail(self) -> bool:
        """Whether `fail` would be answered now, be it by nothing at all."""
        return self.may(Event.FAIL)
