"""The messages of an Exim log, for the reports that came back."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec.sources.exim_events import Fates
from sendspec.sources.exim_lines import EximLines
from sendspec.sources.exim_messages import EximMessage
from sendspec.sources.sent import Sent, SentLog, Use

DELIVERED = ("delivered", "delivered_locally")


def sent_log(lines: EximLines, fates: dict[EximMessage, Fates]) -> SentLog:
    """The messages, by what became of their recipients."""
    sent = {message: _sent(message, fates.get(message, {})) for message in lines.messages if message.parent is None}

    def uses() -> Iterator[Use]:
        for message in reversed(lines.messages):
            yield Use(message.queue_id, message.stamp, message.message_id or "", sent[message.root])

    def told() -> Iterator[tuple[Sent, str]]:
        for message in lines.messages:
            for attempt in message.attempts:
                if attempt[2] == "delivered" and attempt[5] is not None:
                    yield sent[message.root], attempt[5]

    return SentLog(_hosts(lines), uses(), told())


def _sent(message: EximMessage, fates: Fates) -> Sent:
    return Sent(
        key=message.key,
        begun=message.stamp,
        message_id=message.message_id or "",
        sender=message.sender or "",
        recipients={name: fate.recipient for name, fate in fates.items()},
        delivered={name for name, fate in fates.items() if fate.last in DELIVERED},
    )


def _hosts(lines: EximLines) -> Iterator[str]:
    """The name of this MTA, which stands only in the Message-IDs that it made itself."""
    for message in lines.messages:
        left, _, right = (message.message_id or "").rpartition("@")
        if left == f"E{message.queue_id}":
            yield right
