"""Times in all the forms that senders write, to whole microseconds since 1970 in UTC."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from sendspec.sources.declared.meaning import Time
from sendspec.sources.stamps import FIRST, LAST
from sendspec.times import EPOCH, MICROSECOND

LONGEST = 100
"""Characters of a time."""
MOST_CHARACTERS = 40
"""Of a time in ISO 8601 as most write it."""
DAY = 86_400_000_000
SECOND = 1_000_000
UNITS = {"seconds": 1_000_000, "milliseconds": 1_000, "microseconds": 1}
NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?", re.ASCII)
EXACT = 1 << 33
"""Up to so many seconds a number with a fraction tells each microsecond."""
ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
TO_SECOND = 19
"""Characters of a time in ISO 8601 up to its second."""
FIRST_YEAR, LAST_YEAR = 1970, 2200
"""Between them each microsecond is a number with a fraction of its own."""
WITHOUT_YEAR = re.compile(r"%[YyGcxs]")
YEARS = 9
"""A leap day comes back within so many years."""
MOST_KNOWN = 10_000
MOST_OF_SECONDS = 10
"""Digits of a time in whole seconds."""
MOST_DIGITS = 17
"""A number of so few digits is read without asking how large it is."""

ToTime = Callable[[Any], int | None]
"""Gives the microseconds of a value, None where it is no time."""


class Clock:
    """How the times of a log are meant that do not tell all."""

    def __init__(self, zone: tzinfo | None, year: int | None, now: datetime | None) -> None:
        self.zone = zone
        self.year = year
        self.now = now or datetime.now(UTC)
        self.assumed_zone = False
        """A time told no zone, and nobody else did."""
        self.assumed_year = False

    def reader(self, time: Time) -> ToTime:
        """What turns values into times; raises `ValueError` for a zone that is none."""
        zone = _zone_named(time.zone) or self.zone
        if time.form in UNITS:
            return _number_reader(UNITS[time.form])
        if time.form == "iso8601":
            return IsoReader(lambda value: self._of_iso(value, zone))
        if time.form == "rfc5322":
            return lambda value: self._of_mail(value, zone)
        return self._remembering(time.form, zone)

    def _of_iso(self, value: Any, zone: tzinfo | None) -> int | None:
        if type(value) is not str or len(value) > LONGEST or value[10:11] not in ("T", " ", "t"):
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            return self._of_other_iso(value, zone)
        return self._microseconds(found, zone)

    def _of_other_iso(self, value: str, zone: tzinfo | None) -> int | None:
        """Small letters, a leap second, a blank before the zone, and the like."""
        match = ISO.fullmatch(value.strip())
        if match is None:
            return None
        day, minute, second, fraction, offset = match.groups()
        try:
            sign = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get((offset or "").upper(), offset or "")
            found = datetime.fromisoformat(f"{day}T{minute}:00{sign}")
        except ValueError:
            return None
        if int(second or 0) > 60:
            return None
        start = self._microseconds(found, zone)
        if start is None:
            return None
        return _in_range(start + int(second or 0) * SECOND + int((fraction or "0").ljust(6, "0")[:6]))

    def _of_mail(self, value: Any, zone: tzinfo | None) -> int | None:
        if type(value) is not str or len(value) > LONGEST:
            return None
        from email.utils import parsedate_to_datetime

        try:
            found = parsedate_to_datetime(" ".join(value.split()))
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        # A zone of "-0000" is UTC whose place is not known.
        return self._microseconds(found, UTC if "-0000" in value else zone)

    def _remembering(self, form: str, zone: tzinfo | None) -> ToTime:
        """By a format of `strptime`, which takes long: times that come again are known."""
        known: dict[str, int | None] = {}

        def read(value: Any) -> int | None:
            if type(value) is not str or len(value) > LONGEST:
                return None
            if value not in known:
                if len(known) > MOST_KNOWN:
                    known.clear()
                known[value] = self._of_form(value, form, zone)
            return known[value]

        return read

    def _of_form(self, value: str, form: str, zone: tzinfo | None) -> int | None:
        if WITHOUT_YEAR.search(form):
            found = _parsed(value, form)
            return None if found is None else self._microseconds(found, zone)
        # Without a year it is the most recent one that is possible.
        self.assumed_year = self.assumed_year or self.year is None
        years = range(self.now.year + 1, self.now.year - YEARS, -1) if self.year is None else (self.year,)
        for year in years:
            found = _parsed(f"{year} {value}", f"%Y {form}")
            time = None if found is None else self._microseconds(found, zone)
            if time is not None and (self.year is not None or EPOCH + time * MICROSECOND <= self.now):
                return time
        return None

    def _microseconds(self, time: datetime, zone: tzinfo | None) -> int | None:
        if time.tzinfo is None:
            self.assumed_zone = self.assumed_zone or zone is None
            time = time.replace(tzinfo=zone or UTC)
        try:
            passed = time - EPOCH
        except OverflowError:
            return None
        return _in_range(passed.days * DAY + passed.seconds * SECOND + passed.microseconds)


class IsoReader:
    """What most times are: ISO 8601 with a zone. Seconds and what follows them come again, and are known by then."""

    def __init__(self, otherwise: ToTime) -> None:
        self._otherwise = otherwise
        self.seconds: dict[str, int] = {}
        """Of times up to their second, as if in UTC."""
        self.parts: dict[str, int] = {}
        """Of fractions with a zone."""

    def __call__(self, value: Any) -> int | None:
        if type(value) is not str:
            return None
        second, part = self.seconds.get(value[:TO_SECOND]), self.parts.get(value[TO_SECOND:])
        return self.learn(value) if second is None or part is None else second + part

    def learn(self, value: str) -> int | None:
        """The time of a text, whose second and part are known from then on."""
        if not 16 < len(value) < MOST_CHARACTERS:
            return self._otherwise(value)
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            return self._otherwise(value)
        if value[10] not in "T " or time.tzinfo is None or not FIRST_YEAR < time.year < LAST_YEAR:
            return self._otherwise(value)
        found = round(time.timestamp() * SECOND)
        # With these colons the second ends there, and hour 24 is one only where nothing follows.
        if value[13] == value[16] == ":" and value[11:13] != "24":
            second, part = value[:TO_SECOND], value[TO_SECOND:]
            if part not in self.parts and len(self.parts) < MOST_KNOWN:
                self.parts[part] = found - round(datetime.fromisoformat(f"{second}Z").timestamp()) * SECOND
            if part in self.parts:
                if len(self.seconds) > MOST_KNOWN:
                    self.seconds.clear()
                self.seconds[second] = found - self.parts[part]
        return found


def _number_reader(unit: int) -> ToTime:
    """What turns numbers, and texts of them, into times."""
    most = LAST // unit
    known: dict[str, int | None] = {}
    """Texts that were read: whole seconds come again and again."""

    def read(value: Any) -> int | None:
        if type(value) is float and 0 <= value * unit < EXACT * SECOND:
            return round(value * unit)
        if type(value) is int and 0 <= value <= most:
            return value * unit
        if type(value) is not str:
            return _of_number(value, unit)
        if value in known:
            return known[value]
        if len(value) >= MOST_DIGITS:
            return _of_number(value, unit)
        is_whole = value.isdecimal() and value.isascii()
        found = _in_range(int(value) * unit) if is_whole else _of_number(value, unit)
        if len(value) <= MOST_OF_SECONDS:
            if len(known) > MOST_KNOWN:
                known.clear()
            known[value] = found
        return found

    return read


def _of_number(value: Any, unit: int) -> int | None:
    """Since 1970, in a unit of so many microseconds; a fraction of a microsecond is rounded."""
    kind = type(value)
    if kind is int:
        return _in_range(value * unit)
    if kind is float:
        if not abs(value) * unit < EXACT * SECOND:
            return _of_number(repr(value), unit)
        exact: float = value * unit
        return round(exact)
    if kind is str and NUMBER.fullmatch(value.strip()):
        try:
            return _in_range(round(Decimal(value.strip()) * unit))
        except (InvalidOperation, OverflowError):
            return None
    return None


def _in_range(time: int) -> int | None:
    return time if FIRST <= time <= LAST else None


def _parsed(value: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(value, form)
    except (ValueError, OverflowError, re.error):
        return None


def _zone_named(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    if name.upper() in ("UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"no time zone is called `{name}`") from error
