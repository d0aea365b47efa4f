"""A campaign of which each recipient's fate is known, since each server was told how to answer."""

from __future__ import annotations

import smtplib
from typing import NamedTuple

from tests.mta.servers import HOST


class Fate(NamedTuple):
    """What becomes of a recipient."""

    told: str
    """The events that a log tells, as a pattern: how often a retry fails depends on the clock."""
    status: str
    """What sending logs show in the end."""


SENT = Fate(r"relayed delivered", "sent")
SENT_LATER = Fate(r"relayed( soft_bounced)+ delivered", "sent")
REFUSED = Fate(r"relayed hard_bounced", "failed")
EXPIRED = Fate(r"relayed( soft_bounced)+ expired", "failed")
RETURNED = Fate(r"relayed delivered hard_bounced", "failed")
"""Taken by the next server, which sends a notification back."""


class Sent(NamedTuple):
    """One message."""

    name: str
    recipients: tuple[str, ...]
    """As the envelope has them, some of them twice."""
    fates: tuple[Fate, ...]
    """Of each recipient once, in the order in which they are named first."""


def _one(name: str, recipient: str, fate: Fate) -> Sent:
    return Sent(name, (recipient,), (fate,))


ACCEPT = "ok.test"
LATE = "late.test"
LATER = "later.test"
HARD = "hard.test"
CONTENT = "content.test"
FULL = "full.test"
LOST = "lost.test"
CLOSED = "closed.test"
BUSY = "busy.test"
MX = "mx.test"
NOWHERE = "nowhere.test"
PLAIN = 20

CAMPAIGN: tuple[Sent, ...] = (
    *(_one(f"plain{number}", f"reader{number}@{ACCEPT}", SENT) for number in range(PLAIN)),
    Sent("many", tuple(f"many{number}@{ACCEPT}" for number in range(5)), (SENT,) * 5),
    _one("late", f"lena@{LATE}", SENT_LATER),
    _one("hard", f"hugo@{HARD}", REFUSED),
    _one("content", f"cora@{CONTENT}", REFUSED),
    _one("full", f"fred@{FULL}", EXPIRED),
    _one("lost", f"lara@{LOST}", EXPIRED),
    _one("closed", f"clio@{CLOSED}", EXPIRED),
    _one("busy", f"bill@{BUSY}", EXPIRED),
    _one("returned", f"oob@{MX}", RETURNED),
    Sent(
        "five fates",
        (f"fine@{MX}", f"nouser@{MX}", f"full@{MX}", f"lisa@{LATER}", f"oob2@{MX}"),
        (SENT, REFUSED, EXPIRED, SENT_LATER, RETURNED),
    ),
    Sent("tags", (f"anna+news@{ACCEPT}", f"anna+2Bold@{ACCEPT}", f"anna=x+y@{MX}"), (SENT,) * 3),
    Sent("mixed case", (f"Mixed.Case@{ACCEPT}", "HUGO.Two@Hard.Test"), (SENT, REFUSED)),
    Sent("given twice", (f"twice@{ACCEPT}", f"other@{ACCEPT}", f"twice@{ACCEPT}"), (SENT, SENT)),
)
IN_OTHER_LETTERS = Sent("other letters", (f"dora@{ACCEPT}", f"Dora@{ACCEPT}"), (SENT,))
"""One recipient to Postfix, two to Exim."""
WITHOUT_ROUTE = _one("nowhere", f"nora@{NOWHERE}", REFUSED)
"""Which Postfix would not take, and Exim does."""
CAMPAIGNS = {"postfix": (*CAMPAIGN, IN_OTHER_LETTERS), "exim": (*CAMPAIGN, WITHOUT_ROUTE)}
"""By the server that sends it."""

WHY = {
    HARD: ("hard", "user_unknown"),
    FULL: ("soft", "mailbox_full"),
    CONTENT: ("soft", "refused"),
    LOST: ("soft", "unreachable"),
    CLOSED: ("soft", "unreachable"),
    BUSY: ("soft", "unreachable"),
    f"nouser@{MX}": ("hard", "user_unknown"),
    f"full@{MX}": ("soft", "mailbox_full"),
    f"oob@{MX}": ("hard", "user_unknown"),
    f"oob2@{MX}": ("hard", "user_unknown"),
}
"""By domain, or by recipient where servers answer to that: how bad a failure is, and Campaign's reason for it."""


def message_id(sent: Sent) -> str:
    """Its Message-ID, without angle brackets."""
    return f"{sent.name.replace(' ', '-')}@campaign.test"


def fates(campaign: tuple[Sent, ...]) -> dict[tuple[str, str], Fate]:
    """The fate of each recipient, in lower case, of each message, by its Message-ID."""
    return {
        (message_id(sent), recipient): fate
        for sent in campaign
        for recipient, fate in zip(dict.fromkeys(map(str.lower, sent.recipients)), sent.fates, strict=True)
    }


def send(campaign: tuple[Sent, ...], port: int, sender: str) -> None:
    """Hand a campaign to the server on this port; each message has a sender of its own."""
    for number, sent in enumerate(campaign, start=1):
        address = sender.replace("@", f"+{number}@")
        text = f"From: {address}\nSubject: {sent.name}\nMessage-ID: <{message_id(sent)}>\n\nHello.\n"
        with smtplib.SMTP(HOST, port, local_hostname="app.test", timeout=30) as server:
            refused = server.sendmail(address, sent.recipients, text)
        assert refused == {}
