"""What a Postfix log tells of failures beside words: the record and the enhanced status code."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sendspec.sources.postfix import RECORDS, read
from sendspec.sources.records import Bounce, Request

LOG = """\
Mar  2 08:00:00 mta postfix/cleanup[1]: 0123456789A: message-id=<1@sender.test>
Mar  2 08:00:00 mta postfix/qmgr[2]: 0123456789A: from=<s@sender.test>, size=1, nrcpt=4 (queue active)
Mar  2 08:00:01 mta postfix/smtp[3]: 0123456789A: to=<a@x.test>, relay=x, dsn=2.0.0, status=sent (250 ok)
Mar  2 08:00:01 mta postfix/smtp[3]: 0123456789A: to=<b@x.test>, relay=x, dsn=5.1.1, status=bounced (550 unknown)
Mar  2 08:00:01 mta postfix/smtp[3]: 0123456789A: to=<c, dsn=9.9.9@x.test>, relay=x, dsn=4.2.2, status=deferred (452)
Mar  2 08:00:01 mta postfix/smtp[3]: 0123456789A: to=<d@x.test>, relay=x, status=bounced (no code)
Mar  2 09:00:00 mta postfix/qmgr[2]: 0123456789A: from=<s@sender.test>, status=expired, returned to sender
"""


def test_bounces_of_each_event(tmp_path: Path) -> None:
    path = tmp_path / "maillog"
    path.write_text(LOG)
    events = {record: record for record in RECORDS if record != "queued"}
    reading = read(Request((path,), events, None, 2026, datetime(2026, 6, 1, tzinfo=UTC)))

    assert [
        ("sent", "a@x.test", None),
        ("bounced", "b@x.test", Bounce("bounced", None, "5.1.1")),
        ("deferred", "c, dsn=9.9.9@x.test", Bounce("deferred", None, "4.2.2")),
        ("bounced", "d@x.test", None),
        ("expired", "c, dsn=9.9.9@x.test", Bounce("expired", None, "4.2.2")),
    ] == [(event.event, event.recipient, event.bounce) for event in reading.events]
