"""Small Postfix logs, written line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from sendspec.sources import postfix
from sendspec.sources.records import EventRecord, Reading, Request

MEANINGS = {
    "queued": "relayed",
    "transferred": "relayed",
    "sent": "delivered",
    "deferred": "soft_bounced",
    "suspended": "soft_bounced",
    "bounced": "hard_bounced",
    "expired": "expired",
    "force_expired": "expired",
    "deleted": "cancelled",
    "discarded": "excluded",
    "out_of_band": "hard_bounced",
}
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def line(time: str, program: str, text: str, host: str = "out") -> str:
    return f"{time} {host} postfix/{program}[77]: {text}\n"


def queued(queue_id: str, time: str = "Nov 20 10:00:00", sender: str = "a@b.test", recipients: int = 1) -> list[str]:
    return [
        line(time, "smtpd", f"{queue_id}: client=localhost[127.0.0.1]"),
        line(time, "cleanup", f"{queue_id}: message-id=<{queue_id}@b.test>"),
        line(time, "qmgr", f"{queue_id}: from=<{sender}>, size=556, nrcpt={recipients} (queue active)"),
    ]


def told(
    queue_id: str,
    status: str,
    recipient: str = "u@x.test",
    time: str = "Nov 20 10:00:01",
    program: str = "smtp",
    reason: str = "250 2.0.0 Ok",
) -> str:
    detail = "relay=mx.x.test[10.0.0.1]:25, delay=0.1, delays=0/0/0.1/0, dsn=2.0.0"
    return line(time, program, f"{queue_id}: to=<{recipient}>, {detail}, status={status} ({reason})")


def removed(queue_id: str, time: str = "Nov 20 10:00:02") -> str:
    return line(time, "qmgr", f"{queue_id}: removed")


def read(
    folder: Path,
    lines: Iterable[str],
    *beside: Path,
    year: int | None = None,
    zone: tzinfo | None = None,
    now: datetime = NOW,
    keep_aside: bool = False,
) -> Reading:
    log = folder / "maillog"
    log.write_text("".join(lines), encoding="utf-8", errors="surrogateescape", newline="")
    request = Request((log, *beside), MEANINGS, zone, year, now, keep_aside)
    reading = postfix.read(request)
    assert_all_is_counted(reading, log)
    return reading


def assert_all_is_counted(reading: Reading, log: Path) -> None:
    """Every line stands in one of the counts."""
    content = log.read_bytes()
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    from_mails = sum(
        reading.records[kind]
        for kind in ("out_of_band", "own_report", "delay_notice", "success_report", "not_delivered", "not_joined")
    )
    broken_mails = sum(1 for record in reading.not_understood if not record.place.startswith("maillog:"))

    assert reading.read - from_mails - broken_mails == lines


def events(reading: Reading) -> list[tuple[str, str, str]]:
    return [(event.message, event.recipient, event.event) for event in reading.events]


def kinds(reading: Reading) -> Counter[str]:
    return Counter(event.event for event in reading.events)


def times(reading: Reading) -> list[str]:
    return [iso(event) for event in reading.events]


def iso(event: EventRecord) -> str:
    return datetime.fromtimestamp(event.time / 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
