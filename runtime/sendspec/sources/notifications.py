"""Delivery status notifications (RFC 3464) that came back, joined to the messages of a log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from sendspec.names import folded
from sendspec.sources.content import BREAKS_OFF, said
from sendspec.sources.dsn_addresses import return_path
from sendspec.sources.dsn_boxes import Mailed, mails_in
from sendspec.sources.dsn_mails import BadMailError, Notification, Report, read_mail
from sendspec.sources.files import Files
from sendspec.sources.postfix_messages import AROUND
from sendspec.sources.records import BadFileError, Bounce, EventRecord, NotUnderstood, Reading, Request
from sendspec.sources.sent import Sent, SentLog

RECEIVED = re.compile(r"\bby\s+(\S+)\s.*?\bid\s+([0-9A-Za-z-]+)", re.DOTALL)

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


def read_beside(files: Files, log: Callable[[], SentLog], request: Request, reading: Reading) -> None:
    """Read what lies beside a log into its reading, whose events are told already."""
    for record in files.closed:
        reading.put_aside(record, keep=request.keep_aside)
    if files.mails:
        notifications = Notifications(log(), request, reading)
        for path in files.mails:
            notifications.read(path)


class Notifications:
    """Reads notifications one by one into a reading."""

    def __init__(self, log: SentLog, request: Request, reading: Reading) -> None:
        self._log = log
        self._request = request
        self._reading = reading

    def read(self, path: Path) -> None:
        """Read the mails of a file; what is no notification is counted as not understood."""
        try:
            for mail in mails_in(path):
                self._read_one(mail)
        except BREAKS_OFF as error:
            self._put_aside(str(path), said(error))
        except BadFileError as error:
            self._put_aside(error.place, error.why)

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
        self._reading.count_mail(kinds, BY_WEIGHT)

    def _put_aside(self, place: str, why: str) -> None:
        self._reading.put_aside(NotUnderstood(place, "", why), keep=self._request.keep_aside)

    def _take(self, notification: Notification, report: Report, place: str) -> str:
        """What one report is; a bounce out of band becomes an event."""
        if report.action == "delayed":
            return DELAY
        # The action decides: a status of class 4 in a report of failure means that the message is dead all the same.
        if report.action != "failed":
            return SUCCESS
        if self._log.wrote(notification.reporter) and self._log.uses_of(notification.queue_id):
            return OWN_REPORT
        if self._log.tells_of_report(notification.id):
            return OWN_REPORT
        joined = self._joined(notification, report)
        if joined is None or notification.time is None:
            return NOT_JOINED
        message, name = joined
        if name not in message.delivered:
            return NOT_DELIVERED
        event = self._request.events.get(OUT_OF_BAND)
        if event is None:
            self._reading.incomplete[f"no_event_for_{OUT_OF_BAND}"] += 1
            return OUT_OF_BAND
        repeat = f"{notification.id} {name}"
        recipient = message.recipients[name]
        bounce = Bounce(OUT_OF_BAND, None, report.status)
        self._reading.events.append(
            EventRecord(notification.time, message.key, recipient, event, repeat, report.reason, place, bounce)
        )
        self._reading.end = max(self._reading.end or notification.time, notification.time)
        return OUT_OF_BAND

    def _joined(self, notification: Notification, report: Report) -> tuple[Sent, str] | None:
        """The message and the recipient that a report is about; None rather than a guess."""
        names = dict.fromkeys((*report.recipients, *map(folded, _told_by(notification))))
        for message in self._meant(notification):
            for name in names:
                if name in message.recipients:
                    return message, name
        return None

    def _meant(self, notification: Notification) -> Iterator[Sent]:
        """The messages that it may be about: by the queue id in the returned headers, else by what only one bears.

        That is its Message-ID; and, unless a Message-ID tells otherwise, the queue id under which the MTA that reports
        said that it took the message, or the address that it was returned to.
        """
        log, returned, time = self._log, notification.returned, notification.time
        message_id = "" if returned is None else str(returned.get("Message-ID", "")).strip().strip("<>")
        for trace in [] if returned is None else returned.get_all("Received", []):
            match = RECEIVED.search(str(trace)[:LONGEST_TRACE])
            if match is not None and log.wrote(match[1]):
                uses = [use for use in log.uses_of(match[2]) if not _is_after(use.begun, time)]
                alike = [use for use in uses if use.message_id == message_id] or uses[:1]
                yield from [use.message for use in alike]
        yield from log.of_message_id(message_id)
        named = [*log.taken_as(notification.queue_id)]
        named += [message for address in notification.sent_to for message in log.from_sender(address)]
        for message in named:
            if message_id in ("", message.message_id) and not _is_after(message.begun, time):
                yield message


def _is_after(begun: int, time: int | None) -> bool:
    return time is not None and begun > time + AROUND


def _told_by(notification: Notification) -> Iterator[str]:
    """The recipients that the addresses name to which it was returned (VERP)."""
    for address in notification.sent_to:
        recipient = return_path(address).recipient
        if recipient is not None:
            yield recipient
