"""Notifications that came back, beside the main log of Exim."""

from __future__ import annotations

from pathlib import Path

import pytest
from sendspec.sources.records import Reading

from tests.unit.sendspec.notifying import notification, without_what_came_back
from tests.unit.sendspec.reader_logs import Logs, shown

ID, OTHER, REPORT = "1vMlQn-00000000Ab1-2cD3", "1vMlQo-00000000XyZ-9fAb", "1vMlQp-00000000Xyz-9fAb"
OUT = "R=dnslookup T=remote_smtp H=mx.x.test [192.0.2.25]"
RETURNED = f"by out.example with esmtp (Exim 4.98)\n\t(envelope-from <a@b.test>) id {ID}"


def sent(of: str, sender: str = "a@b.test", answer: str = "250 OK", message_id: str | None = None) -> list[str]:
    return [
        f"2026-11-20 10:00:00 {of} <= {sender} H=app [192.0.2.10] P=esmtp id={message_id or of}@b.test for U@x.test",
        f'2026-11-20 10:00:01 {of} => U@x.test {OUT} C="{answer}"',
        f"2026-11-20 10:00:01 {of} Completed",
    ]


OWN = [f"2026-11-20 09:00:00 {REPORT} <= <> U=Debian-exim P=local S=2000 id=E{REPORT}@out.example for a@b.test"]
"""A report of this Exim, whose Message-ID names the host."""


def read(folder: Path, log: list[str], mail: str) -> Reading:
    box = folder / "dsn"
    box.mkdir()
    (box / "1.eml").write_text(mail)
    (folder / "mainlog").write_text("".join(f"{line}\n" for line in log))
    return Logs("exim", folder).read_paths(folder / "mainlog", box)


def joined(reading: Reading) -> list[str]:
    return [line for line in shown(reading) if line.endswith("out_of_band")]


BOUNCED = [f"10:03:00 {ID} U@x.test out_of_band"]


def test_the_message_id_joins(tmp_path: Path) -> None:
    mail = notification(returned="by elsewhere.test with ESMTP id 1", message_id=f"<{ID}@b.test>")
    reading = read(tmp_path, [*sent(ID), *sent(OTHER)], mail)

    assert joined(reading) == BOUNCED
    assert reading.events[-1].reason == "550 5.1.1 User unknown"
    assert reading.reports == {"out_of_band": 1}


def test_the_id_in_the_trace_that_this_exim_left_joins(tmp_path: Path) -> None:
    both = [*sent(ID, message_id="same"), *sent(OTHER, message_id="same")]
    mail = notification(returned=RETURNED, message_id="<same@b.test>")

    assert joined(read(tmp_path, [*OWN, *both], mail)) == BOUNCED


def test_an_id_in_the_trace_of_another_exim_joins_nothing(tmp_path: Path) -> None:
    both = [*sent(ID, message_id="same"), *sent(OTHER, message_id="same")]
    mail = notification(returned=RETURNED.replace("out.example", "out.elsewhere"), message_id="<same@b.test>")
    reading = read(tmp_path, [*OWN, *both], mail)

    assert joined(reading) == []
    assert reading.records["not_joined"] == 1


@pytest.mark.parametrize(
    "log",
    [
        [*sent(ID, answer="250 2.0.0 Ok: queued as 9F9F9F9F9F9"), *sent(OTHER)],
        [*sent(ID, sender="bounces+17@b.test"), *sent(OTHER, sender="bounces+18@b.test")],
    ],
)
def test_without_what_came_back(tmp_path: Path, log: list[str]) -> None:
    mail = without_what_came_back(notification(queue_id="9F9F9F9F9F9", to="bounces+17@b.test"))

    assert joined(read(tmp_path, log, mail)) == BOUNCED


def test_a_report_about_what_was_not_delivered_is_no_event(tmp_path: Path) -> None:
    failed = [sent(ID)[0], f"2026-11-20 10:00:01 {ID} ** U@x.test {OUT}: 550 5.1.1 User unknown"]
    reading = read(tmp_path, failed, notification(message_id=f"<{ID}@b.test>"))

    assert [line.split()[-1] for line in shown(reading)] == ["queued", "bounced"]
    assert reading.reports == {"not_delivered": 1}


def test_a_report_that_this_exim_wrote_is_told_by_the_log_already(tmp_path: Path) -> None:
    mail = notification(reporter="out.example", message_id=f"<{ID}@b.test>")
    mail = mail.replace("<1@out.example>", f"<E{REPORT}@out.example>")
    reading = read(tmp_path, [*OWN, *sent(ID)], mail)

    assert joined(reading) == []
    assert reading.reports == {"own_report": 1}
