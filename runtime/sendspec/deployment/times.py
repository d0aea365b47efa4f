"""Times and durations as people give them, in microseconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sendspec.machine import UnknownNameError
from sendspec.table import Duration

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime | int | None) -> int | None:
    """A time in microseconds since 1970 in UTC; raises `ValueError` for a time without a zone."""
    if isinstance(at, datetime):
        if at.utcoffset() is None:
            raise ValueError(f"the time {at.isoformat()} has no time zone; give it one, such as tzinfo=datetime.UTC")
        return (at - EPOCH) // MICROSECOND
    if at is None or (isinstance(at, int) and not isinstance(at, bool)):
        return at
    raise ValueError(f"{at!r} is no time; give a datetime with a time zone, or whole microseconds since 1970 in UTC")


def as_datetime(at: int | None) -> datetime | None:
    """The same time as people read it."""
    return None if at is None else EPOCH + at * MICROSECOND


def within_limits(asked: Mapping[str, timedelta | int], known: Mapping[str, Duration], whose: str) -> dict[str, int]:
    """The durations that were asked for, in microseconds, each cut to its limit; raises `UnknownNameError`."""
    lengths = {}
    for name, length in asked.items():
        if name not in known:
            raise UnknownNameError(whose, "duration", name, known)
        wanted = length // MICROSECOND if isinstance(length, timedelta) else length
        if wanted < 0:
            raise ValueError(f"the duration `{name}` is negative; give 0 or more")
        limit = known[name].at_most
        lengths[name] = wanted if limit is None else min(wanted, limit)
    return lengths
