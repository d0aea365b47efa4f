"""The lines of Momentum's main log and bounce log: fields parted by `@`, none of them quoted."""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

MICROSECONDS = 1_000_000
SECONDS_DIGITS, MICROSECONDS_DIGITS = 10, 16
NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
DECIMAL = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,18})?", re.ASCII)
RECEPTION_FIELDS = 14
DELIVERY_FIELDS = 12
FAILURE_FIELDS = 14
BOUNCE_FIELDS = 16
HEARTBEATS = ("M", "M1")


class Reception(NamedTuple):
    """`R`: a message was taken in, for one recipient."""

    time: int
    """Microseconds since 1970 in UTC, as all times here."""
    id: str
    recipient: str
    sender: str
    """Empty for what no sender sent."""
    size: str
    protocol: str


class Attempt(NamedTuple):
    """`D`, `X`, `T` or `P` in the main log, which names no recipient."""

    time: int
    id: str
    connection: str
    letter: str
    domain: str
    size: str
    reason: str | None


class Bounced(NamedTuple):
    """`B` or `T` in the bounce log."""

    time: int
    id: str
    connection: str
    letter: str
    recipient: str
    stage: str
    bounce_class: str
    reason: str | None


class Heartbeat(NamedTuple):
    """The log is alive."""

    time: int


Line: TypeAlias = Reception | Attempt | Bounced | Heartbeat


class BadLineError(Exception):
    """A line that is none of Momentum's; the message says why."""


def line_of(text: str) -> Line:
    """What a line tells; raises `BadLineError`."""
    fields = text.split("@", BOUNCE_FIELDS - 1)
    if len(fields) < 5:
        raise BadLineError("it has too few fields for a line of Momentum")
    time, letter = _time(fields[0]), fields[4]
    if letter in HEARTBEATS and not any(fields[1:4]) and len(fields) == 5:
        return Heartbeat(time)
    if not fields[1]:
        raise BadLineError("it names no message")
    if letter == "R":
        return _reception(time, fields)
    if letter in ("D", "X"):
        _count(fields, DELIVERY_FIELDS)
        return Attempt(time, fields[1], fields[3], letter, fields[5], fields[6], None)
    if letter == "B" or (letter == "T" and _is_of_bounce_log(fields)):
        if not _is_of_bounce_log(fields):
            raise BadLineError("its fields are not those of a bounce")
        recipient = f"{fields[5]}@{fields[6]}"
        return Bounced(time, fields[1], fields[3], letter, recipient, fields[11], fields[12], fields[15] or None)
    if letter in ("T", "P"):
        # Behind the reason's first `@` the line goes on.
        fields[FAILURE_FIELDS - 1 :] = ["@".join(fields[FAILURE_FIELDS - 1 :])]
        if len(fields) != FAILURE_FIELDS or not all(map(NUMBER.fullmatch, (fields[6], fields[9], fields[10]))):
            raise BadLineError("its fields are not those of a failure")
        return Attempt(time, fields[1], fields[3], letter, fields[5], fields[6], fields[13] or None)
    raise BadLineError("it is not known what Momentum means by it")


def _time(written: str) -> int:
    if NUMBER.fullmatch(written):
        if len(written) == SECONDS_DIGITS:
            return int(written) * MICROSECONDS
        if len(written) == MICROSECONDS_DIGITS:
            return int(written)
    raise BadLineError("it does not begin with a time")


def _reception(time: int, fields: list[str]) -> Reception:
    _count(fields, RECEPTION_FIELDS)
    if not fields[5] or not fields[6]:
        raise BadLineError("it names no recipient")
    sender = f"{fields[7]}@{fields[8]}" if fields[7] or fields[8] else ""
    return Reception(time, fields[1], f"{fields[5]}@{fields[6]}", sender, fields[10], fields[11])


def _count(fields: list[str], expected: int) -> None:
    if len(fields) != expected:
        raise BadLineError("it was cut, or a field of it holds an @")
    if fields[4] != "R" and not DECIMAL.fullmatch(fields[10]):
        raise BadLineError("its fields are not those of a delivery")


def _is_of_bounce_log(fields: list[str]) -> bool:
    """Of lines of type `T` only this tells of which log they are."""
    return (
        len(fields) == BOUNCE_FIELDS
        and bool(fields[5] and fields[6])
        and all(map(NUMBER.fullmatch, (fields[11], fields[12], fields[13])))
    )
