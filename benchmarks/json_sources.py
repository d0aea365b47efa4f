"""Records of a sender in JSON to events, by the rules of a source, on one core: decoded, matched, made into events.

Run `python -m benchmarks.json_sources`. The records are written from the senders' documentation, in their own fields.
"""

from __future__ import annotations

import gc
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import zstandard
from sendspec.sources.declared.meaning import Declared, Fields, Records, Rule, Test, Time, Value, Way
from sendspec.sources.declared.reader import read
from sendspec.sources.records import Request

from benchmarks.telling import Table, tell
from benchmarks.telling import Value as Cell

RECORDS = 200_000
ROUNDS = 5
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOTE = f"{RECORDS:,} records, each an event; the best of {ROUNDS} rounds within one process, reading the file included."


def value(*paths: str) -> Value:
    return tuple(Way(path) for path in paths)


def rule(record: str, when: dict[str, str], event: str, **fields: Any) -> Rule:
    tests = tuple(Test(path, "is", (wanted,)) for path, wanted in when.items())
    return Rule(record, tests, event, None, Fields(**fields), {}, None, "")


def of_ses(name: str, **more: Any) -> dict[str, Any]:
    iso = (Time(value(f"{name}.timestamp"), "iso8601"),)
    return {"message": value("mail.messageId"), "time": iso, **more}


BOUNCED = of_ses(
    "bounce",
    each="bounce.bouncedRecipients",
    recipient=value("each.emailAddress"),
    id=value("bounce.feedbackId"),
    reason=value("each.diagnosticCode", "bounce.bounceSubType"),
    bounce_class=value("bounce.bounceSubType"),
    bounce_status=value("each.status"),
)
ADDRESSED = {"each": "mail.destination", "recipient": value("each")}
SES = Declared(
    "ses",
    "json",
    (Records("Message", is_text=True), Records("@")),
    (
        rule(
            "delivery",
            {"eventType": "Delivery"},
            "delivered",
            **of_ses(
                "delivery",
                each="delivery.recipients",
                recipient=value("each"),
                reason=value("delivery.smtpResponse"),
            ),
        ),
        rule("bounce", {"eventType": "Bounce", "bounce.bounceType": "Permanent"}, "hard_bounced", **BOUNCED),
        rule("bounce", {"eventType": "Bounce"}, "expired", **BOUNCED),
        rule("open", {"eventType": "Open"}, "opened", **of_ses("open", **ADDRESSED)),
        rule("click", {"eventType": "Click"}, "clicked", **of_ses("click", **ADDRESSED)),
    ),
)
OF_SENDGRID = {
    "message": value("sg_message_id"),
    "recipient": value("email"),
    "time": (Time(value("timestamp"), "seconds"),),
    "id": value("sg_event_id"),
    "reason": value("reason", "response"),
    "bounce_class": value("bounce_classification"),
    "bounce_status": value("status"),
}
SENDGRID = Declared(
    "sendgrid",
    "json",
    (),
    (
        rule("delivered", {"event": "delivered"}, "delivered", **OF_SENDGRID),
        rule("blocked", {"event": "bounce", "type": "blocked"}, "hard_bounced", **OF_SENDGRID),
        rule("bounce", {"event": "bounce"}, "hard_bounced", **OF_SENDGRID),
        rule("deferred", {"event": "deferred"}, "soft_bounced", **OF_SENDGRID),
        rule("open", {"event": "open"}, "opened", **OF_SENDGRID),
        rule("click", {"event": "click"}, "clicked", **OF_SENDGRID),
    ),
)


def ses_records() -> Iterator[dict[str, Any]]:
    for number in range(RECORDS):
        at = (BEGIN + timedelta(milliseconds=37 * number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        person = f"person{number}@example.com"
        mail = {
            "timestamp": at,
            "messageId": f"0100019c{number:08x}-1a2b3c4d-5e6f-4a1b-8c2d-0123456789ab-000000",
            "source": "news@example.org",
            "sendingAccountId": "111122223333",
            "destination": [person],
            "tags": {"campaign": ["spring"]},
        }
        kinds: list[tuple[str, dict[str, Any]]] = [
            ("Delivery", {"delivery": {"timestamp": at, "processingTimeMillis": 1784, "recipients": [person],
             "smtpResponse": "250 2.0.0 Ok: queued as 7F3A2", "reportingMTA": "a9-31.smtp-out.amazonses.com"}}),
            ("Bounce", {"bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [
             {"emailAddress": person, "action": "failed", "status": "5.1.1",
              "diagnosticCode": "smtp; 550 5.1.1 No such user"}],
             "timestamp": at, "feedbackId": f"0100019d{number:08x}-4a2b3c4d-000000"}}),
            ("Open", {"open": {"timestamp": at, "ipAddress": "192.0.2.44", "userAgent": "ExampleMail/5"}}),
        ]  # fmt: skip
        name, told = kinds[number % 10 - 7 if number % 10 > 7 else 0]
        yield {"eventType": name, "mail": mail, **told}


def sendgrid_records() -> Iterator[dict[str, Any]]:
    for number in range(RECORDS):
        name = "delivered" if number % 10 < 7 else ("bounce", "deferred", "open")[number % 3]
        told: dict[str, Any] = {"response": "250 2.0.0 OK"} if name == "delivered" else {}
        if name == "bounce":
            told = {"type": "bounce", "reason": "550 5.1.1 No such user", "status": "5.1.1"}
        yield {
            "email": f"person{number}@example.com",
            "timestamp": 1_772_438_400 + number,
            "event": name,
            "sg_event_id": f"ZGVsaXZlcmVkLTAtMTIzNDU2NzgtYWJj{number:08x}",
            "sg_message_id": f"14c5d75ce93.dfd.{number:08x}.filterdrecv-p3iad2-1",
            "category": ["spring"],
            **told,
        }


def as_lines(records: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(record, separators=(",", ":")).encode() + b"\n" for record in records)


def as_batches(records: list[dict[str, Any]]) -> bytes:
    """Arrays of a hundred, as webhooks come."""
    return b"".join(json.dumps(records[at : at + 100]).encode() + b"\n" for at in range(0, len(records), 100))


def as_document(records: list[dict[str, Any]]) -> bytes:
    return json.dumps(records, indent=1).encode()


def enveloped(records: list[dict[str, Any]]) -> bytes:
    """Text that holds JSON within JSON, as SNS sends it."""
    return as_lines(
        [{"Type": "Notification", "MessageId": "9b0c", "Message": json.dumps(record)} for record in records]
    )


def main() -> None:
    ses, sendgrid = list(ses_records()), list(sendgrid_records())
    shapes: list[tuple[str, Declared, bytes]] = [
        ("ses, a record a line", SES, as_lines(ses)),
        ("ses, in envelopes of SNS", SES, enveloped(ses)),
        ("sendgrid, a record a line", SENDGRID, as_lines(sendgrid)),
        ("sendgrid, arrays of 100", SENDGRID, as_batches(sendgrid)),
        ("sendgrid, one document", SENDGRID, as_document(sendgrid)),
        ("sendgrid, lines in zstd", SENDGRID, zstandard.compress(as_lines(sendgrid))),
    ]
    rows: list[dict[str, Cell]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, declared, content in shapes:
            path = Path(folder) / "log"
            path.write_bytes(content)
            seconds = best(declared, path)
            row: dict[str, Cell] = {"log": name, "MB": len(content) / 1e6, "s": seconds}
            rows.append({**row, "1,000 events/s": RECORDS / seconds / 1e3})
    tell(Table("JSON to events, one core", rows, NOTE))


def best(declared: Declared, path: Path) -> float:
    """The least time of some rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        gc.disable()
        begin = time.perf_counter()
        reading = read(Request((path,), {}), declared)
        times.append(time.perf_counter() - begin)
        gc.enable()
        assert len(reading.events) == RECORDS, (len(reading.events), reading.records)
    return min(times)


if __name__ == "__main__":
    main()
