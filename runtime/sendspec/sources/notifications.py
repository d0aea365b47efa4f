"""Delivery status notifications (RFC 3464) that came back, joined to the messages of a Postfix log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sendspec.names import folded
from sendspec.sources.content import BREAKS_OFF, said
from sendspec.sources.dsn_addresses import return_path
from sendspec.sources.dsn_boxes import Mailed, mails_in
from sendspec.sources.dsn_mails import BadMailError, Notification, Report, read_mail
from sendspec.sources.postfix_lines import PostfixLines
from sendspec.sources.postfix_messages import AROUND, Message, handings_on
from sendspec.sources.records import BadLogError, Bounce, EventRecord, NotUnderstood, Reading, Request
from sendspec.sources.stamps import Stamps

RECEIVED = re.compile(r"\bby\s+(\S+)\s.*?\bid\s+([0-9A-Za-z]+)", re.DOTALL)

LONGEST_TRACE = 4_000
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


class Notifications:
    """Reads notifications one by one into a reading."""

    def __init__(self, lines: PostfixLines, stamps: Stamps, request: Request, reading: Reading) -> None:
        self._lines = lines
        self._stamps = stamps
        self._request = request
        self._reading = reading
        self._own_hosts = _own_hosts(lines)
        self._by_message_id: dict[str, list[Message]] = {}
        self._by_sender: dict[str, list[Message]] = {}
        for message in lines.messages:
            if message.message_id is not None and message.names:
                self._by_message_id.setdefault(message.message_id, []).append(message)
            if message.sender is not None and message.names:
                self._by_sender.setdefault(folded(message.sender), []).append(message)
        self._by_remote_id: dict[str, list[Message]] | None = None
        """Made when it is needed first."""

    def read(self, path: Path) -> None:
        """Read the mails of a file; what is no notification is counted as not understood."""
        try:
            for mail in mails_in(path):
                self._read_one(mail)
        except BREAKS_OFF as error:
            self._put_aside(str(path), said(error))
        except BadLogError as error:
            self._put_aside(str(path), str(error).removeprefix(f"{path}: "))

    def _read_one(self, mail: Mailed) -> None:
        try:
            notification = read_mail(mail.content)
        except BadMailError as error:
            self._put_aside(mail.place, str(error))
            return
        if not notification.reports or notification.kind != "delivery_status":
            self._put_aside(mail.place, "it is no delivery status notification, or it breaks off before the report")
            return
        kinds = [self._take(notification, report, mail.place) for report in notification.reports]
        for kind in kinds:
            self._reading.reports[kind] += 1
        self._reading.records[min(kinds, key=BY_WEIGHT.index)] += 1

    def _put_aside(self, place: str, why: str) -> None:
        self._reading.put_aside(NotUnderstood(place, "", why), keep=self._request.keep_aside)

    def _take(self, notification: Notification, report: Report, place: str) -> str:
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
        repeat = f"{notification.id} {name}"
        recipient = message.names[name]
        bounce = Bounce(OUT_OF_BAND, None, report.status)
        self._reading.events.append(
            EventRecord(notification.time, message.key, recipient, event, repeat, report.reason, place, bounce)
        )
        self._reading.end = max(self._reading.end or notification.time, notification.time)
        return OUT_OF_BAND

    def _is_own(self, host: str) -> bool:
        return host.lower() in self._own_hosts or host.lower().partition(".")[0] in self._own_hosts

    def _joined(self, notification: Notification, report: Report) -> tuple[Message, str] | None:
        """The message and the recipient that a report is about; None rather than a guess."""
        names = dict.fromkeys((*report.recipients, *map(folded, _told_by(notification))))
        for message in self._meant(notification):
            for name in names:
                if name in message.root.outcomes:
                    return message.root, name
        return None

    def _meant(self, notification: Notification) -> Iterator[Message]:
        """The messages that it may be about: by the queue id in the returned headers, else by what only one bears.

        That is its Message-ID; and, unless a Message-ID tells otherwise, the queue id under which the MTA that reports
        said that it took the message, or the address that it was returned to.
        """
        returned = notification.returned
        message_id = "" if returned is None else str(returned.get("Message-ID", "")).strip()
        for trace in [] if returned is None else returned.get_all("Received", []):
            match = RECEIVED.search(str(trace)[:LONGEST_TRACE])
            if match is not None and self._is_own(match[1]):
                uses = [use for use in self._lines.find(match[2]) if not self._begun_after(use, notification.time)]
                yield from [use for use in uses if use.message_id == message_id] or uses[:1]
        yield from _only(self._by_message_id.get(message_id))
        named = [self._remote_ids().get(notification.queue_id)] if notification.queue_id else []
        named += [self._by_sender.get(folded(address)) for address in notification.sent_to]
        for message in (message for alike in named for message in _only(alike)):
            if message_id in ("", message.message_id) and not self._begun_after(message, notification.time):
                yield message

    def _remote_ids(self) -> dict[str, list[Message]]:
        """By a queue id that another MTA told when it took a message: the messages that it told it of."""
        if self._by_remote_id is None:
            self._by_remote_id = {}
            for handing in handings_on(self._lines.messages):
                self._by_remote_id.setdefault(handing.queue_id, []).append(handing.message)
        return self._by_remote_id

    def _begun_after(self, message: Message, time: int | None) -> bool:
        return time is not None and self._stamps.times[message.begun] > time + AROUND


def _only(messages: list[Message] | None) -> list[Message]:
    """The one message; none where there are several."""
    return messages if messages is not None and len({id(message.root) for message in messages}) == 1 else []


def _told_by(notification: Notification) -> Iterator[str]:
    """The recipients that the addresses name to which it was returned (VERP)."""
    for address in notification.sent_to:
        recipient = return_path(address).recipient
        if recipient is not None:
            yield recipient


def _own_hosts(lines: PostfixLines) -> frozenset[str]:
    """The names of this MTA: syslog's, which may be short, and the full one in the ids of its own notifications."""
    names = {host.lower() for host in lines.hosts}
    for message in lines.messages:
        if message.notification and message.message_id is not None:
            left, _, right = message.message_id.strip("<>").rpartition("@")
            if left.endswith(f".{message.queue_id}"):
                names.add(right.lower())
    return frozenset(names)
