"""What becomes of addresses: the shipped quarantine, as the documents tell it, on events of messages."""

from __future__ import annotations

import random
from functools import cache

import pytest
from sendspec.addresses import Addressed, AddressRow
from sendspec.cli.addresses import followed
from sendspec.cli.project import Compiled, compiled_of
from sendspec.sources.records import Bounce, EventRecord

from tests.project import shipped_model

DAY = 86_400_000_000
HOUR = 3_600_000_000
START = 1_772_438_400_000_000
"""2026-03-02T08:00:00Z."""
FULL, UNKNOWN, AWAY = "452 4.2.2 full", "550 5.1.1 no such user", "automatic reply"


@cache
def spec() -> Compiled:
    return compiled_of(shipped_model())


def told(at: int, event: str, text: str | None = None, *, message: str = "m", to: str = "a@x.test") -> EventRecord:
    given = "60" if text == AWAY else None
    return EventRecord(START + at, message, to, event, None, text, "log:1", Bounce(event, given, None))


def follow(*records: EventRecord, until: int | None = None) -> Addressed:
    end = max(record.time for record in records) if until is None else START + until
    return followed(spec(), spec().sources["events"], records, end)


def row(*records: EventRecord, until: int | None = None) -> AddressRow:
    (found,) = follow(*records, until=until).rows()
    return found


def soft(*days: float) -> list[EventRecord]:
    return [told(int(day * DAY), "soft_bounced", FULL, message=f"m{day}") for day in days]


def test_a_hard_failure_puts_an_address_in_quarantine_at_once() -> None:
    assert row(told(0, "hard_bounced", UNKNOWN)) == (
        "a@x.test", "quarantined", "quarantine", START, 1, "hard", "user_unknown",
    )  # fmt: skip


def test_the_fifth_soft_error_a_day_apart_puts_it_in_quarantine() -> None:
    four, five = soft(0, 1, 2, 3), soft(0, 1, 2, 3, 4)

    assert row(*four)[1:5] == ("erroneous_4", "erroneous", START + 3 * DAY, 4)
    assert row(*five)[1:] == ("quarantined", "quarantine", START + 4 * DAY, 5, "soft", "mailbox_full")


def test_errors_closer_than_a_day_count_once() -> None:
    assert row(*soft(0, 0.5, 0.99))[1:5] == ("erroneous_1", "erroneous", START, 1)
    assert row(*soft(0, 0.5, 1))[1:5] == ("erroneous_2", "erroneous", START + DAY, 2)


def test_what_fails_for_good_and_softly_is_a_soft_error() -> None:
    refused = told(0, "hard_bounced", "554 5.7.1 listed")

    assert row(refused)[1:] == ("erroneous_1", "erroneous", START, 1, "soft", "refused")


def test_retries_that_run_out_are_an_error_too() -> None:
    assert row(told(0, "soft_bounced", FULL), told(2 * DAY, "expired", FULL)).errors == 2


def test_a_delivery_clears_errors_but_no_quarantine() -> None:
    delivered = told(5 * HOUR, "delivered")

    assert row(*soft(0), delivered)[1:5] == ("valid", "valid", START + 5 * HOUR, 0)
    assert row(told(0, "hard_bounced", UNKNOWN), delivered)[1:5] == ("quarantined", "quarantine", START, 1)


def test_errors_are_forgotten_after_ten_days() -> None:
    assert row(*soft(0), until=10 * DAY - 1)[1:5] == ("erroneous_1", "erroneous", START, 1)
    assert row(*soft(0), until=10 * DAY)[1:5] == ("valid", "valid", START + 10 * DAY, 0)
    # What comes later begins anew.
    assert row(*soft(0, 1, 12))[1:5] == ("erroneous_1", "erroneous", START + 12 * DAY, 1)


def test_ignored_errors_never_count() -> None:
    assert row(*(told(day * DAY, "soft_bounced", AWAY) for day in range(8)))[1:] == (
        "valid", "valid", START, 0, "ignored", "unreachable",
    )  # fmt: skip


def test_a_complaint_puts_it_on_the_denylist() -> None:
    assert row(told(0, "delivered"), told(HOUR, "complained"))[1:5] == ("denylisted", "denylist", START + HOUR, 0)


def test_an_address_is_one_whatever_its_letters_and_its_messages() -> None:
    records = [
        told(0, "soft_bounced", FULL, message="one", to="Anna@X.test"),
        told(DAY, "soft_bounced", FULL, message="two", to="anna@x.TEST"),
    ]

    assert row(*records)[:2] == ("anna@x.test", "erroneous_2")


def test_what_was_never_sent_is_no_error() -> None:
    assert list(follow(told(0, "excluded", UNKNOWN), told(0, "relayed", to="b@x.test")).rows()) == []


def test_events_told_twice_and_in_any_order_lead_to_the_same() -> None:
    records = [*soft(0, 0.5, 1, 2, 3), told(int(1.5 * DAY), "delivered"), told(3 * DAY, "complained", to="c@x.test")]
    expected = list(follow(*records).rows())
    shaken = [*records, *records]
    for seed in range(20):
        random.Random(seed).shuffle(shaken)

        assert list(follow(*shaken).rows()) == expected
    assert [(one.address, one.state) for one in expected] == [("a@x.test", "erroneous_2"), ("c@x.test", "denylisted")]


def test_what_comes_later_than_asked_is_not_heard() -> None:
    assert row(*soft(0, 1, 2), until=DAY).state == "erroneous_2"


def test_statuses_are_counted_with_those_that_nobody_has() -> None:
    found = follow(told(0, "hard_bounced", UNKNOWN), told(0, "delivered", to="b@x.test"))

    assert found.statuses() == {"valid": 1, "erroneous": 0, "quarantine": 1, "denylist": 0}


@pytest.mark.parametrize("days", [1, 4, 9, 30])
def test_each_address_by_itself(days: int) -> None:
    records = [told(day * DAY, "soft_bounced", FULL, to=f"{day % 3}@x.test") for day in range(days)]
    together = {one.address: one for one in follow(*records, until=days * DAY).rows()}

    for name in together:
        mine = [record for record in records if record.recipient == name]

        assert row(*mine, until=days * DAY) == together[name]
