"""Delivery status notifications (RFC 3464) that came back, joined to the messages of a Postfix log."""

from __future__ import annotations

import email
import re
from collections.abc import Iterable
from datetime import UTC
from email.message import Message as Mail
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from sendspec.names import folded
from sendspec.sources.postfix_lines import PostfixLines
from sendspec.sources.postfix_messages import AROUND, Message
from sendspec.sources.records import EventRecord, NotUnderstood, Reading, Request
from sendspec.sources.stamps import FIRST, LAST, Stamps
from sendspec.times import EPOCH, MICROSECOND

HEADER = re.compile(rb"(From |[A-Za-z][A-Za-z0-9-]*:[ \t])")
RECEIVED = re.compile(r"\bby\s+(\S+)\s.*?\bid\s+([0-9A-Za-z]+)", re.DOTALL)
XTEXT = re.compile(r"\+([0-9A-F]{2})")
MOST_BYTES = 10_000_000

OUT_OF_BAND = "out_of_band"
OWN_REPORT = "own_report"
"""This MTA tells about a queue id of its own log: the log has told it already."""
DELAY = "delay_notice"
SUCCESS = "success_report"
NOT_DELIVERED = "not_delivered"
"""Another MTA reports about a recipient whose delivery the log does not show."""
NOT_JOINED = "not_joined"
"""No message of the log can be told from it."""
BY_WEIGHT = (OUT_OF_BAND, NOT_JOINED, NOT_DELIVERED, OWN_REPORT, DELAY, SUCCESS)


class Report(NamedTuple):
    """What a notification says of one recipient."""

    action: str
    recipients: tuple[str, ...]
    """Folded, the original one before the final one."""
    reason: str | None


class Notification(NamedTuple):
    """The parts of a mail that matter."""

    id: str
    time: int | None
    reporter: str
    queue_id: str
    """Under which the reporting MTA had the message, if it is a Postfix."""
    reports: tuple[Report, ...]
    returned: Mail | None
    """The headers of the message that came back."""


class Notifications:
    """Reads notifications one by one into a reading."""

    def __init__(self, lines: PostfixLines, stamps: Stamps, request: Request, reading: Reading) -> None:
        self._lines = lines
        self._stamps = stamps
        self._request = request
        self._reading = reading
        self._own_hosts = _own_hosts(lines)
        self._by_message_id: dict[str, list[Message]] = {}
        for message in lines.messages:
            if message.message_id is not None and message.names:
                self._by_message_id.setdefault(message.message_id, []).append(message)

    def read(self, path: Path) -> None:
        """Read one mail; what is no notification is counted as not understood."""
        try:
            with path.open("rb") as stream:
                notification = _parse(stream.read(MOST_BYTES))
        except OSError as error:
            self._put_aside(path, error.strerror or "it cannot be read")
            return
        if not notification.reports:
            self._put_aside(path, "it is no delivery status notification, or it breaks off before the report")
            return
        kinds = [self._take(notification, report, path) for report in notification.reports]
        for kind in kinds:
            self._reading.reports[kind] += 1
        self._reading.records[min(kinds, key=BY_WEIGHT.index)] += 1

    def _put_aside(self, path: Path, why: str) -> None:
        self._reading.put_aside(NotUnderstood(str(path), "", why), keep=self._request.keep_aside)

    def _take(self, notification: Notification, report: Report, path: Path) -> str:
        """What one report is; a bounce out of band becomes an event."""
        if report.action == "delayed":
            return DELAY
        # The action decides: a status of class 4 in a report of failure means that the message is dead all the same.
        if report.action != "failed":
            return SUCCESS
        if self._is_own(notification.reporter) and self._lines.find(notification.queue_id):
            return OWN_REPORT
        joined = self._joined(notification, report)
        if joined is None or notification.time is None:
            return NOT_JOINED
        message, name = joined
        if message.outcomes[name][0] != "sent":
            return NOT_DELIVERED
        event = self._request.events.get(OUT_OF_BAND)
        if event is None:
            self._reading.incomplete[f"no_event_for_{OUT_OF_BAND}"] += 1
            return OUT_OF_BAND
        repeat = f"{notification.id} {name}" if notification.id else None
        recipient = message.names[name]
        self._reading.events.append(
            EventRecord(notification.time, message.key, recipient, event, repeat, report.reason, str(path))
        )
        self._reading.end = max(self._reading.end or notification.time, notification.time)
        return OUT_OF_BAND

    def _is_own(self, host: str) -> bool:
        return host.lower() in self._own_hosts or host.lower().partition(".")[0] in self._own_hosts

    def _joined(self, notification: Notification, report: Report) -> tuple[Message, str] | None:
        """The message and the recipient that a report is about; None rather than a guess."""
        for message in self._returned(notification):
            for name in report.recipients:
                if name in message.root.outcomes:
                    return message.root, name
        return None

    def _returned(self, notification: Notification) -> Iterable[Message]:
        """The messages that the returned headers may mean; by its Message-ID alone only one that nobody shares."""
        if notification.returned is None:
            return
        message_id = str(notification.returned.get("Message-ID", "")).strip()
        for trace in notification.returned.get_all("Received", []):
            match = RECEIVED.search(str(trace))
            if match is not None and self._is_own(match[1]):
                uses = [use for use in self._lines.find(match[2]) if not self._begun_after(use, notification.time)]
                yield from [use for use in uses if use.message_id == message_id] or uses[:1]
        alike = self._by_message_id.get(message_id, [])
        if len(alike) == 1:
            yield alike[0]

    def _begun_after(self, message: Message, time: int | None) -> bool:
        return time is not None and self._stamps.times[message.begun] > time + AROUND


def looks_like_mail(head: bytes) -> bool:
    """Whether a file begins with a header of a mail; lines of a log begin with a time."""
    return HEADER.match(head) is not None


def _own_hosts(lines: PostfixLines) -> frozenset[str]:
    """The names of this MTA: syslog's, which may be short, and the full one in the ids of its own notifications."""
    names = {host.lower() for host in lines.hosts}
    for message in lines.messages:
        if message.notification and message.message_id is not None:
            left, _, right = message.message_id.strip("<>").rpartition("@")
            if left.endswith(f".{message.queue_id}"):
                names.add(right.lower())
    return frozenset(names)


def _parse(content: bytes) -> Notification:
    mail = email.message_from_bytes(content)
    reporter = queue_id = ""
    reports: list[Report] = []
    returned: Mail | None = None
    for part in mail.walk():
        kind = part.get_content_type()
        payload = part.get_payload()
        if kind in ("message/delivery-status", "message/global-delivery-status") and isinstance(payload, list):
            blocks = [block for block in payload if isinstance(block, Mail) and block.keys()]
            if blocks:
                reporter = _value(blocks[0], "Reporting-MTA")
                queue_id = _value(blocks[0], "X-Postfix-Queue-ID", typed=False)
            reports += [_report(block) for block in blocks[1:] if block["Action"] is not None]
        elif kind == "message/rfc822" and isinstance(payload, list) and payload and isinstance(payload[0], Mail):
            returned = returned or payload[0]
        elif kind == "text/rfc822-headers" and isinstance(payload, str):
            returned = returned or email.message_from_string(payload)
    return Notification(
        str(mail.get("Message-ID", "")).strip(), _arrival(mail), reporter, queue_id, tuple(reports), returned
    )


def _report(block: Mail) -> Report:
    written = [_value(block, name) for name in ("Original-Recipient", "Final-Recipient")]
    written += [XTEXT.sub(lambda match: chr(int(match[1], 16)), address) for address in written]
    names = dict.fromkeys(folded(address.strip("<>")) for address in written if address)
    reason = _value(block, "Diagnostic-Code") or _value(block, "Status", typed=False)
    return Report(_value(block, "Action", typed=False).lower(), tuple(names), " ".join(reason.split()) or None)


def _value(block: Mail, name: str, *, typed: bool = True) -> str:
    """A field; of `type; value` the value."""
    value = str(block.get(name, "")).strip()
    return value.partition(";")[2].strip() if typed and ";" in value else value


def _arrival(mail: Mail) -> int | None:
    """When it came in, by the clock of who received it last: until then nobody here could know of the bounce.

    The reporting server's own times may be off, and its last attempt may lie before our delivery. Microseconds.
    """
    traces = [str(trace).rpartition(";")[2] for trace in mail.get_all("Received", [])]
    for written in (*traces, str(mail.get("Date", ""))):
        try:
            time = parsedate_to_datetime(" ".join(written.split()))
        except (ValueError, IndexError, TypeError, OverflowError):
            continue
        # A zone of "-0000" is UTC whose place is not known.
        arrival = ((time if time.tzinfo else time.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND
        if FIRST <= arrival <= LAST:
            return arrival
    return None
