"""What a mail that came back tells: a delivery status notification (RFC 3464), or what other report it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC
from email.message import Message as Mail
from email.parser import BytesParser, HeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from sendspec.names import folded
from sendspec.sources.dsn_addresses import from_xtext, of_type
from sendspec.sources.dsn_texts import TextReport, text_reports
from sendspec.sources.stamps import FIRST, LAST
from sendspec.times import EPOCH, MICROSECOND

HEADER = re.compile(rb"(From |[A-Za-z][A-Za-z0-9-]*:[ \t])")
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
BLANK_LINES = re.compile(r"\n[ \t\r]*+\n\s*+")
MULTIPART = re.compile(rb"(?i)content-type:\s*multipart/")
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)", re.ASCII)
STATUS_PARTS = ("flat/delivery-status", "flat/global-delivery-status")
HEADER_PARTS = ("flat/rfc822", "flat/global", "flat/global-headers", "text/rfc822-headers")
WHOLE_MAILS = ("flat/rfc822", "flat/global")
TO = ("X-Rcpt-Args", "Delivered-To", "X-Original-To", "Envelope-To", "To")
"""Who a mail was sent to, in the envelope before what people read."""
IN_BRACKETS = re.compile(r"<([^<>]*)>")
LONG_AGO = 100

MOST_BYTES = 4_000_000
"""Of a mail; a report stands before the message that it returns."""
LONGEST_HEAD = 262_144
LONGEST_FIELD = 16_384
MOST_MULTIPARTS = 50
MOST_RECIPIENTS = 10_000
DEEPEST = 2
"""How often a report may be attached to a mail that is attached to a mail."""


class BadMailError(Exception):
    """A mail that cannot be read; the message says why."""


class FlatMail(Mail):
    """A mail whose attached mails and reports stay text, which may be encoded, and long fields are cut."""

    def get_content_type(self) -> str:
        kind = super().get_content_type()
        return f"flat/{kind[8:]}" if kind.startswith("message/") else kind

    def get(self, name: str, failobj: Any = None) -> Any:
        value = super().get(name, failobj)
        return value if value is failobj else str(value)[:LONGEST_FIELD]


FLAT = compat32.clone(message_factory=FlatMail)


class Report(NamedTuple):
    """What a notification says of one recipient."""

    action: str
    recipients: tuple[str, ...]
    """Folded, the original one before the final one, each also as xtext may mean it."""
    reason: str | None
    original: str = ""
    final: str = ""
    """As they are written."""
    status: str | None = None
    tried: int | None = None
    """The last attempt, in microseconds since 1970 in UTC."""


class Notification(NamedTuple):
    """The parts of a mail that matter."""

    kind: str
    """`delivery_status`, `feedback`, `read_receipt`, or `other`."""
    id: str
    """Its Message-ID; of a mail without one a hash of it."""
    time: int | None
    reporter: str
    queue_id: str
    """Under which the reporting MTA had the message, if it is a Postfix."""
    envelope_id: str
    reports: tuple[Report, ...]
    returned: Mail | None
    """The headers of the message that came back."""
    headers: Mail
    """Its own."""

    @property
    def sent_to(self) -> list[str]:
        """The addresses to which it was sent, those of the envelope first."""
        written = [value for name in TO for value in self.headers.get_all(name, [])[:LONG_AGO]]
        return [address_in(str(value)[:LONGEST_FIELD]) for value in written]


def looks_like_mail(head: bytes) -> bool:
    """Whether a file begins with a header of a mail; lines of a log begin with a time."""
    return HEADER.match(head) is not None


def read_mail(content: bytes, depth: int = 0) -> Notification:
    """Read a mail, of which no more than `MOST_BYTES` count; raises `BadMailError`."""
    content = content[:MOST_BYTES]
    blank = BLANK_LINE.search(content, 0, LONGEST_HEAD)
    if blank is None and len(content) > LONGEST_HEAD:
        raise BadMailError("its headers are too long")
    if len(MULTIPART.findall(content)) > MOST_MULTIPARTS:
        raise BadMailError("it is nested too deep")
    try:
        mail = BytesParser(policy=FLAT).parsebytes(content)
        parts = [part for part in mail.walk() if not part.is_multipart()]
    except (RecursionError, ValueError, LookupError, TypeError) as error:
        raise BadMailError("it is no mail that can be parsed") from error
    returned = _returned(parts)
    kind, reporter, queue_id, envelope_id, reports = "other", "", "", "", list[Report]()
    for part in parts:
        part_kind = part.get_content_type()
        if part_kind in STATUS_PARTS:
            kind = "delivery_status"
            first, *others = _blocks(part) or [HeaderParser().parsestr("")]
            reporter, queue_id = of_type(_value(first, "Reporting-MTA")), _value(first, "X-Postfix-Queue-ID")
            envelope_id = _value(first, "Original-Envelope-Id")
            reports += [_report(block) for block in others if block["Action"] is not None]
        elif part_kind == "flat/feedback-report" and kind == "other":
            kind = "feedback"
            for block in _blocks(part)[:1]:
                reporter, envelope_id = of_type(_value(block, "Reporting-MTA")), _value(block, "Original-Envelope-Id")
                reports += _feedback(block)
        elif part_kind == "flat/disposition-notification" and kind == "other":
            kind = "read_receipt"
    if kind == "other":
        within = _attached(parts, depth)
        if within is not None:
            return within
        told = text_reports(mail, _text(parts))
        if told is not None:
            kind, reporter = "delivery_status", told.reporter
            reports += [_report_of_text(report) for report in told.reports]
            returned = returned or HeaderParser().parsestr(told.returned[:LONGEST_HEAD])
    elif kind == "delivery_status" and any(report.status == "5.0.0" for report in reports):
        reports = _explained(reports, text_reports(mail, _text(parts)))
    message_id = _value(mail, "Message-ID") or blake2b(content, digest_size=16).hexdigest()
    return Notification(
        kind, message_id, _arrival(mail), reporter, queue_id, envelope_id, tuple(reports), returned, mail
    )


def time_of(written: str) -> int | None:
    """A date as mails write it, in microseconds since 1970 in UTC; None for what is none."""
    try:
        time = parsedate_to_datetime(" ".join(written.split()))
        # A zone of "-0000" is UTC whose place is not known.
        found = ((time if time.tzinfo else time.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if FIRST <= found <= LAST else None


def address_in(written: str) -> str:
    """The address in a field: what stands in angle brackets, else all of it."""
    match = IN_BRACKETS.search(written)
    return (match[1] if match is not None else written).strip()


def _value(block: Mail, name: str) -> str:
    return " ".join(str(block.get(name, ""))[:LONGEST_FIELD].split())


def _content(part: Mail) -> str:
    """The text of a part, decoded."""
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _blocks(part: Mail) -> list[Mail]:
    """The fields of each block of a report; raises `BadMailError` where there are too many."""
    texts = [text for text in BLANK_LINES.split(_content(part).strip(), MOST_RECIPIENTS + 2) if text.strip()]
    if len(texts) > MOST_RECIPIENTS + 1:
        raise BadMailError(f"it reports on more than {MOST_RECIPIENTS:,} recipients")
    return [HeaderParser().parsestr(text[:LONGEST_HEAD]) for text in texts]


def _report(block: Mail) -> Report:
    original, final = (of_type(_value(block, name)) for name in ("Original-Recipient", "Final-Recipient"))
    forms = [original, final, from_xtext(original), from_xtext(final)]
    status = STATUS.search(_value(block, "Status"))
    told = _value(block, "Diagnostic-Code")
    reason = (told.partition(";")[2].strip() if ";" in told else told) or _value(block, "Status")
    return Report(
        _value(block, "Action").lower(),
        tuple(dict.fromkeys(folded(address) for address in forms if address)),
        reason or None,
        original,
        final,
        status[1] if status is not None else None,
        time_of(_value(block, "Last-Attempt-Date")),
    )


def _feedback(block: Mail) -> Iterable[Report]:
    kind = _value(block, "Feedback-Type").lower()
    addresses = [address_in(str(value)[:LONGEST_FIELD]) for value in block.get_all("Original-Rcpt-To", [])]
    for address in dict.fromkeys(addresses[:MOST_RECIPIENTS]) or [""]:
        yield Report(kind, (folded(address),) if address else (), kind or None, address)


def _report_of_text(report: TextReport) -> Report:
    status = STATUS.search(report.reason)
    address = report.recipient
    name = (folded(address),)
    return Report(report.action, name, report.reason or None, address, "", status[1] if status is not None else None)


def _explained(reports: list[Report], told: Any) -> list[Report]:
    """Where a status says no more than that it failed, the words for people say why."""
    if told is None:
        return reports
    reasons = {folded(report.recipient): report.reason for report in told.reports}
    return [
        report._replace(reason=next((reasons[name] for name in report.recipients if reasons.get(name)), report.reason))
        if report.reason == report.status == "5.0.0"
        else report
        for report in reports
    ]


def _returned(parts: list[Mail]) -> Mail | None:
    for part in parts:
        if part.get_content_type() in HEADER_PARTS:
            return HeaderParser().parsestr(_content(part).lstrip("\r\n")[:LONGEST_HEAD])
    return None


def _attached(parts: list[Mail], depth: int) -> Notification | None:
    """The report in a mail that was forwarded as a whole."""
    for part in parts if depth < DEEPEST else ():
        if part.get_content_type() in WHOLE_MAILS:
            found = read_mail(_content(part).lstrip("\r\n").encode("utf-8", "replace"), depth + 1)
            if found.reports:
                return found
    return None


def _text(parts: list[Mail]) -> str:
    """The words for people."""
    return next((_content(part) for part in parts if part.get_content_type() == "text/plain"), "")


def _arrival(mail: Mail) -> int | None:
    """When it came in, by the clock of who received it last: until then nobody here could know of the bounce.

    The reporting server's own times may be off, and its last attempt may lie before our delivery. Microseconds.
    """
    traces = [str(trace)[:LONGEST_FIELD].rpartition(";")[2] for trace in mail.get_all("Received", [])[:LONG_AGO]]
    return next((time for time in map(time_of, (*traces, _value(mail, "Date"))) if time is not None), None)
