"""The messages of a Postfix log, for the reports that came back."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec.sources.postfix_lines import PostfixLines
from sendspec.sources.postfix_messages import Message
from sendspec.sources.sent import Sent, SentLog, Use


def sent_log(lines: PostfixLines) -> SentLog:
    """The messages, whose events were told."""
    times = lines.stamps.times
    sent = {id(message): _sent(message, times[message.begun]) for message in lines.messages if message.parent is None}

    def uses() -> Iterator[Use]:
        for message in reversed(lines.messages):
            bare = (message.message_id or "").strip("<>")
            yield Use(message.queue_id, times[message.begun], bare, sent[id(message.root)])

    def told() -> Iterator[tuple[Sent, str]]:
        for message in lines.messages:
            for attempt in message.attempts:
                if attempt[2] == "sent" and attempt[5] is not None:
                    yield sent[id(message.root)], attempt[5]

    return SentLog(_hosts(lines), uses(), told())


def _sent(message: Message, begun: int) -> Sent:
    delivered = {name for name, outcome in message.outcomes.items() if outcome[0] == "sent"}
    bare = (message.message_id or "").strip("<>")
    return Sent(message.key, begun, bare, message.sender or "", message.names, delivered)


def _hosts(lines: PostfixLines) -> Iterator[str]:
    """The names of this MTA: syslog's, which may be short, and the full one in the ids of its own notifications."""
    yield from lines.hosts
    for message in lines.messages:
        if message.notification and message.message_id is not None:
            left, _, right = message.message_id.strip("<>").rpartition("@")
            if left.endswith(f".{message.queue_id}"):
                yield right
