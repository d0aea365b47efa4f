"""The reader `dsn`: mails that came back, without any log beside them."""

from __future__ import annotations

import re
from email.message import Message as Mail
from pathlib import Path

from sendspec.names import folded
from sendspec.sources.content import BREAKS_OFF, said
from sendspec.sources.dsn_addresses import envelope_id, recipient_of, return_path
from sendspec.sources.dsn_boxes import Mailed, mails_in, without_indices
from sendspec.sources.dsn_kinds import is_about_a_report, is_auto_reply
from sendspec.sources.dsn_mails import BadMailError, Notification, Report, looks_like_mail, read_mail
from sendspec.sources.exim_texts import is_expiry
from sendspec.sources.files import take_all
from sendspec.sources.records import BadFileError, BadLogError, Bounce, EventRecord, NotUnderstood, Reading, Request

RECORDS = ("bounced", "expired", "out_of_band", "delivered", "relayed", "expanded", "complaint", "opt_out")
"""What a source may give a meaning to."""
DELAY = "delay_notice"
NOT_JOINED = "not_joined"
"""It tells neither which message nor which recipient it is about."""
ABOUT_A_REPORT = "about_a_report"
NO_COMPLAINT = "no_complaint"
"""A feedback report of another kind: not-spam, or a failed authentication."""
UNKNOWN_ACTION = "unknown_action"
BY_WEIGHT = (*RECORDS, NOT_JOINED, UNKNOWN_ACTION, DELAY, ABOUT_A_REPORT, NO_COMPLAINT)
SUCCESSES = {"delivered": "delivered", "relayed": "relayed", "expanded": "expanded"}
FEEDBACK = {"not-spam": NO_COMPLAINT, "auth-failure": NO_COMPLAINT, "opt-out": "opt_out", "opt-out-list": "opt_out"}
FAILURES = frozenset({"bounced", "expired", "out_of_band"})
RECEIVED_BY = re.compile(r"\bby\s+([^\s;]+)")
LONGEST_TRACE = 4_000


def read(request: Request) -> Reading:
    """Read mails, mboxes, maildirs and folders of them; raises `BadLogError` where no mail is found."""
    files = take_all(request.paths)
    reading = Reading()
    for record in files.closed:
        reading.put_aside(record, keep=request.keep_aside)
    reader = Reports(request, reading)
    for path in without_indices((*files.logs, *files.mails)):
        reader.read(path)
    if not reader.mails:
        raise reader.refused or BadLogError(
            f"{request.paths[0]}: no mail was found in it; give mails, a folder of them, or an mbox"
        )
    return reading


class Reports:
    """Reads mail after mail into a reading."""

    def __init__(self, request: Request, reading: Reading) -> None:
        self._request = request
        self._reading = reading
        self.mails = 0
        """How many there were that begin as mails do."""
        self.refused: BadFileError | None = None
        """The first file that cannot be used."""

    def read(self, path: Path) -> None:
        """Read the mails of one file; what cannot be read is counted as not understood."""
        try:
            for mail in mails_in(path):
                self._read_one(mail)
        except BREAKS_OFF as error:
            self._put_aside(str(path), f"it cannot be read: {said(error)}")
        except BadFileError as error:
            self.refused = self.refused or error
            self._put_aside(error.place, error.why)

    def _read_one(self, mail: Mailed) -> None:
        if not looks_like_mail(mail.content):
            self._put_aside(mail.place, "it does not begin as a mail does")
            return
        self.mails += 1
        try:
            notification = read_mail(mail.content)
        except BadMailError as error:
            self._put_aside(mail.place, str(error))
            return
        if not notification.reports:
            self._take_other(notification, mail.place)
            return
        kinds = [self._take(notification, report, mail.place) for report in notification.reports]
        self._reading.count_mail(kinds, BY_WEIGHT)

    def _put_aside(self, place: str, why: str) -> None:
        self._reading.put_aside(NotUnderstood(place, "", why), keep=self._request.keep_aside)

    def _take_other(self, notification: Notification, place: str) -> None:
        if notification.kind in ("delivery_status", "feedback"):
            self._put_aside(place, "it breaks off before the report, or reports nothing")
        elif notification.kind == "read_receipt":
            self._reading.records["read_receipt"] += 1
        else:
            kind = "auto_reply" if is_auto_reply(notification.headers) else "no_notification"
            self._reading.records[kind] += 1

    def _take(self, notification: Notification, report: Report, place: str) -> str:
        """What one report is; what tells a fate becomes an event."""
        kind = _kind(notification, report)
        if kind not in RECORDS:
            return kind
        message = _message(notification)
        recipient = _recipient(notification, report)
        time = _time(notification, report, kind)
        if not message or not recipient or time is None:
            return NOT_JOINED
        reading = self._reading
        event = self._request.events.get(kind)
        if event is None:
            reading.incomplete[f"no_event_for_{kind}"] += 1
            return kind
        repeat = f"{notification.id} {folded(recipient)}"
        bounce = Bounce(kind, None, report.status) if kind in FAILURES else None
        reading.events.append(EventRecord(time, message, recipient, event, repeat, report.reason, place, bounce))
        reading.end = max(reading.end or time, time)
        return kind


def _kind(notification: Notification, report: Report) -> str:
    if notification.returned is not None and is_about_a_report(notification.returned):
        return ABOUT_A_REPORT
    if notification.kind == "feedback":
        return FEEDBACK.get(report.action, "complaint")
    if report.action == "delayed":
        return DELAY
    # The action decides: a status of class 4 in a report of failure means that the message is dead all the same.
    if report.action != "failed":
        return SUCCESSES.get(report.action, UNKNOWN_ACTION)
    first = _first_host(notification.returned)
    if first and first != folded(notification.reporter):
        return "out_of_band"
    status, reason = report.status or "", report.reason or ""
    return "expired" if status.startswith("4.") or status.endswith(".4.7") or is_expiry(reason) else "bounced"


def _first_host(returned: Mail | None) -> str:
    """Who took the message that came back first, which is the last that its headers name; empty where none does."""
    traces = returned.get_all("Received", []) if returned is not None else []
    match = RECEIVED_BY.search(str(traces[-1])[:LONGEST_TRACE]) if traces else None
    return folded(match[1]) if match is not None else ""


def _message(notification: Notification) -> str | None:
    """Which message it is about: by its envelope id, else its Message-ID, else the address that it came from."""
    if notification.envelope_id:
        return envelope_id(notification.envelope_id)
    returned = notification.returned
    message_id = " ".join(str(returned.get("Message-ID", "")).split()).strip("<>") if returned is not None else ""
    if message_id:
        return message_id
    return next((path.message for path in map(return_path, notification.sent_to) if path.message), None)


def _recipient(notification: Notification, report: Report) -> str | None:
    """Whom it is about: as the report says, else as the address that it came from does."""
    told = recipient_of(report.original, report.final)
    if told:
        return told
    return next((path.recipient for path in map(return_path, notification.sent_to) if path.recipient), None)


def _time(notification: Notification, report: Report, kind: str) -> int | None:
    """When it happened; a bounce out of band when it came in, since another's clock may lie before the delivery."""
    return notification.time if kind == "out_of_band" or report.tried is None else report.tried
