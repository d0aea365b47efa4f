"""Times as people give them, and in microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import overload

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@overload
def microseconds(at: datetime | int) -> int: ...
@overload
def microseconds(at: datetime | int | None) -> int | None: ...
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
