# Generated from spec/tracking.yaml by `sendspec generate`. Do not edit.
"""Tracking of one message."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sendspec.machine import LiveMachine, Outcome
from sendspec.table import Move, Standing, Table


class State(StrEnum):
    """What it can know."""

    UNTOUCHED = "untouched"
    """No reaction. Neither an open nor a click is known."""

    INFERRED = "inferred"
    """Open inferred. No open was seen, but the mirror page or the opt-out link of the message was used."""

    OPENED = "opened"
    """Opened. An open was seen, but no click."""

    CLICKED_UNOPENED = "clicked_unopened"
    """Clicked without an open. A click was seen but no open, as happens when images are blocked; the open is
    inferred.
    """

    CLICKED = "clicked"
    """Opened and clicked. An open and a click were seen."""


class Event(StrEnum):
    """What it hears."""

    OPENED = "opened"
    """Open. The message was opened with its images."""

    CLICKED = "clicked"
    """Click. A tracked link was clicked."""

    MIRROR_PAGE_VIEWED = "mirror_page_viewed"
    """Mirror page. The link to the mirror page was clicked."""

    UNSUBSCRIBED = "unsubscribed"
    """Unsubscription. The opt-out link was clicked."""

    COMPLAINED = "complained"
    """Complaint. The recipient reported the message as spam."""


TABLE: Table[State, Event] = Table(
    name="tracking",
    kind="tracking",
    label={"en": "Tracking of one message", "fr": "Tracking d'un message", "pt": "Rastreamento de uma mensagem"},
    initial=State.UNTOUCHED,
    events=tuple(Event),
    states={
        State.UNTOUCHED: Standing(label={"en": "No reaction", "fr": "Aucune réaction", "pt": "Sem reação"}),
        State.INFERRED: Standing(
            label={"en": "Open inferred", "fr": "Ouverture déduite", "pt": "Abertura deduzida"},
            contributes={"unique_opens": +1},
        ),
        State.OPENED: Standing(
            label={"en": "Opened", "fr": "Ouvert", "pt": "Aberta"}, contributes={"unique_opens": +1}
        ),
        State.CLICKED_UNOPENED: Standing(
            label={"en": "Clicked without an open", "fr": "Cliqué sans ouverture", "pt": "Clicada sem abertura"},
            contributes={"unique_opens": +1, "unique_clicks": +1},
        ),
        State.CLICKED: Standing(
            label={"en": "Opened and clicked", "fr": "Ouvert et cliqué", "pt": "Aberta e clicada"},
            contributes={"unique_opens": +1, "unique_clicks": +1},
        ),
    },
    moves=(
        Move(State.UNTOUCHED, Event.OPENED, State.OPENED, {"opens": +1, "unique_opens": +1}),
        Move(
            State.UNTOUCHED,
            Event.CLICKED,
            State.CLICKED_UNOPENED,
            {"opens": +1, "unique_opens": +1, "clicks": +1, "unique_clicks": +1},
        ),
        Move(
            State.UNTOUCHED,
            Event.MIRROR_PAGE_VIEWED,
            State.INFERRED,
            {"opens": +1, "unique_opens": +1, "mirror_pages": +1},
        ),
        Move(
            State.UNTOUCHED, Event.UNSUBSCRIBED, State.INFERRED, {"opens": +1, "unique_opens": +1, "unsubscribes": +1}
        ),
        Move(State.UNTOUCHED, Event.COMPLAINED, State.UNTOUCHED, {"complaints": +1}),
        Move(State.INFERRED, Event.OPENED, State.OPENED),
        Move(State.INFERRED, Event.CLICKED, State.CLICKED_UNOPENED, {"clicks": +1, "unique_clicks": +1}),
        Move(State.INFERRED, Event.MIRROR_PAGE_VIEWED, State.INFERRED, {"mirror_pages": +1}),
        Move(State.INFERRED, Event.UNSUBSCRIBED, State.INFERRED, {"unsubscribes": +1}),
        Move(State.INFERRED, Event.COMPLAINED, State.INFERRED, {"complaints": +1}),
        Move(State.OPENED, Event.OPENED, State.OPENED, {"opens": +1}),
        Move(State.OPENED, Event.CLICKED, State.CLICKED, {"clicks": +1, "unique_clicks": +1}),
        Move(State.OPENED, Event.MIRROR_PAGE_VIEWED, State.OPENED, {"mirror_pages": +1}),
        Move(State.OPENED, Event.UNSUBSCRIBED, State.OPENED, {"unsubscribes": +1}),
        Move(State.OPENED, Event.COMPLAINED, State.OPENED, {"complaints": +1}),
        Move(State.CLICKED_UNOPENED, Event.OPENED, State.CLICKED),
        Move(State.CLICKED_UNOPENED, Event.CLICKED, State.CLICKED_UNOPENED, {"clicks": +1}),
        Move(State.CLICKED_UNOPENED, Event.MIRROR_PAGE_VIEWED, State.CLICKED_UNOPENED, {"mirror_pages": +1}),
        Move(State.CLICKED_UNOPENED, Event.UNSUBSCRIBED, State.CLICKED_UNOPENED, {"unsubscribes": +1}),
        Move(State.CLICKED_UNOPENED, Event.COMPLAINED, State.CLICKED_UNOPENED, {"complaints": +1}),
        Move(State.CLICKED, Event.OPENED, State.CLICKED, {"opens": +1}),
        Move(State.CLICKED, Event.CLICKED, State.CLICKED, {"clicks": +1}),
        Move(State.CLICKED, Event.MIRROR_PAGE_VIEWED, State.CLICKED, {"mirror_pages": +1}),
        Move(State.CLICKED, Event.UNSUBSCRIBED, State.CLICKED, {"unsubscribes": +1}),
        Move(State.CLICKED, Event.COMPLAINED, State.CLICKED, {"complaints": +1}),
    ),
)


class Tracking(LiveMachine[State, Event]):
    """Tracking of one message. Runs beside the log of a message in every mode. Opens are those seen, and one for a
    message whose open is only inferred from a click, the mirror page or an opt-out; an open seen later takes the
    place of the inferred one. Where a complaint stands among these is inferred.
    """

    __slots__ = ()

    table: ClassVar[Table[State, Event]] = TABLE

    def opened(self, at: int | None = None) -> Outcome[State, Event]:
        """Open. The message was opened with its images.

        - `untouched` to `opened`: Open +1, Unique opens +1.
        - `inferred` to `opened`.
        - `opened`, `clicked` to the same state: Open +1.
        - `clicked_unopened` to `clicked`.
        """
        return self.fire(Event.OPENED, at)

    def clicked(self, at: int | None = None) -> Outcome[State, Event]:
        """Click. A tracked link was clicked.

        - `untouched` to `clicked_unopened`: Open +1, Unique opens +1, Click +1, Unique clicks +1.
        - `inferred` to `clicked_unopened`: Click +1, Unique clicks +1.
        - `opened` to `clicked`: Click +1, Unique clicks +1.
        - `clicked_unopened`, `clicked` to the same state: Click +1.
        """
        return self.fire(Event.CLICKED, at)

    def mirror_page_viewed(self, at: int | None = None) -> Outcome[State, Event]:
        """Mirror page. The link to the mirror page was clicked.

        - `untouched` to `inferred`: Open +1, Unique opens +1, Mirror page +1.
        - `inferred`, `opened`, `clicked_unopened`, `clicked` to the same state: Mirror page +1.
        """
        return self.fire(Event.MIRROR_PAGE_VIEWED, at)

    def unsubscribed(self, at: int | None = None) -> Outcome[State, Event]:
        """Unsubscription. The opt-out link was clicked.

        - `untouched` to `inferred`: Open +1, Unique opens +1, Unsubscribe +1.
        - `inferred`, `opened`, `clicked_unopened`, `clicked` to the same state: Unsubscribe +1.
        """
        return self.fire(Event.UNSUBSCRIBED, at)

    def complained(self, at: int | None = None) -> Outcome[State, Event]:
        """Complaint. The recipient reported the message as spam.

        - `untouched`, `inferred`, `opened`, `clicked_unopened`, `clicked` to the same state: Complaints +1.
        """
        return self.fire(Event.COMPLAINED, at)

    def may_opened(self) -> bool:
        """Whether `opened` would be answered now, be it by nothing at all."""
        return self.may(Event.OPENED)

    def may_clicked(self) -> bool:
        """Whether `clicked` would be answered now, be it by nothing at all."""
        return self.may(Event.CLICKED)

    def may_mirror_page_viewed(self) -> bool:
        """Whether `mirror_page_viewed` would be answered now, be it by nothing at all."""
        return self.may(Event.MIRROR_PAGE_VIEWED)

    def may_unsubscribed(self) -> bool:
        """Whether `unsubscribed` would be answered now, be it by nothing at all."""
        return self.may(Event.UNSUBSCRIBED)

    def may_complained(self) -> bool:
        """Whether `complained` would be answered now, be it by nothing at all."""
        return self.may(Event.COMPLAINED)
