"""The times of syslog lines, which tell neither year nor zone, or of lines stamped after RFC 3339."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple, TypeAlias

from sendspec.sources.records import BadLogError
from sendspec.times import EPOCH, MICROSECOND

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TRADITIONAL = re.compile(r"(?:<\d+>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) ")
RFC3339 = re.compile(r"(?:<\d+>)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) ")
LEAP_YEAR = 2000
HALF_A_YEAR = 183
FIRST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
LAST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
"""The times that can be shown, in microseconds since 1970 in UTC."""


class Yearless(NamedTuple):
    """A time as syslog writes it; `turn` counts the New Years since the log began."""

    turn: int
    month: int
    day: int
    hour: int
    minute: int
    second: int


Stamp: TypeAlias = "Yearless | int"
"""What a line tells; a time that tells all is in microseconds since 1970 in UTC."""
PlainStamp: TypeAlias = "tuple[int, ...] | int"


class Stamps:
    """The distinct times of a log, one after the other; lines refer to them by their index.

    The year is known only when the end was read, so that times are asked for after `close`.
    """

    def __init__(self, zone: tzinfo | None, year: int | None, now: datetime | None) -> None:
        self.zone = zone or UTC
        self.year = year
        self.now = now or datetime.now(UTC)
        self.years_taken: list[int] = []
        """The year in which each file begins, for those whose times tell none."""
        self.times: list[int] = []
        """By the index: microseconds since 1970 in UTC, of files that were read to their end."""
        self._read: list[Stamp] = []
        self._last: Yearless | None = None

    @property
    def latest(self) -> int:
        """The index of the time that was read last."""
        return len(self._read) - 1

    @property
    def end(self) -> int | None:
        """The latest of all times."""
        return max(self.times, default=None)

    def same(self, one: int, other: int) -> bool:
        """Whether two lines were stamped alike."""
        return self._read[one] == self._read[other]

    def at(self, index: int) -> Stamp:
        """What the lines with that index tell."""
        return self._read[index]

    def plain(self) -> list[PlainStamp]:
        """All that was read, as plain data."""
        return [stamp if isinstance(stamp, int) else tuple(stamp) for stamp in self._read]

    def following(self, stamps: Sequence[PlainStamp]) -> list[Stamp]:
        """What was read elsewhere, as it would have been read after what was read here."""
        first = next((stamp for stamp in stamps if not isinstance(stamp, int)), None)
        shift = 0 if first is None else self._turn(first[1], first[2]) - first[0]
        return [stamp if isinstance(stamp, int) else Yearless(stamp[0] + shift, *stamp[1:]) for stamp in stamps]

    def take(self, stamps: Sequence[Stamp]) -> int:
        """Go on with what `following` gave; the index of the first of them."""
        index = len(self._read)
        self._read += stamps
        self._last = next((stamp for stamp in reversed(stamps) if isinstance(stamp, Yearless)), self._last)
        return index

    def read(self, line: str) -> str | None:
        """Take the time at the head of a line; the head with the blank after it, None where there is none."""
        if match := TRADITIONAL.match(line):
            day, hour, minute, second = map(int, match.group(2, 3, 4, 5))
            month = MONTHS.index(match[1]) + 1 if match[1] in MONTHS else 0
            if not month or not 1 <= day <= monthrange(LEAP_YEAR, month)[1] or hour > 23 or minute > 59 or second > 60:
                return None
            self._last = Yearless(self._turn(month, day), month, day, hour, minute, second)
            self._read.append(self._last)
            return match[0]
        if match := RFC3339.match(line):
            try:
                time = (_in_zone(datetime.fromisoformat(match[1]), self.zone) - EPOCH) // MICROSECOND
            except (ValueError, OverflowError):
                return None
            if not FIRST <= time <= LAST:
                return None
            self._read.append(time)
            return match[0]
        return None

    def close(self, name: str) -> None:
        """End a file: find its year and with it all its times; raises `BadLogError` for a year that cannot be."""
        fresh = self._read[len(self.times) :]
        yearless = [stamp for stamp in fresh if isinstance(stamp, Yearless)]
        try:
            year = self._first_year(yearless, name) if yearless else 0
            for stamp in fresh:
                self.times.append(stamp if isinstance(stamp, int) else self._resolved(stamp, year))
        except (ValueError, OverflowError) as error:
            raise BadLogError(
                f"{name}: its months run through too many years; give its lines in their order"
            ) from error
        if yearless:
            self.years_taken.append(year + yearless[0].turn)
        if self.year is None:
            # Each file is dated by its own end: rotated logs may be given in any order.
            self._last = None

    def _turn(self, month: int, day: int) -> int:
        """Whether New Year has passed since the line before; a small step back is a clock that was set."""
        last = self._last
        if last is None:
            return 0
        if (last.month, last.day, month, day) == (1, 1, 12, 31):
            return last.turn - 1
        return last.turn + (_day_of_year(last.month, last.day) - _day_of_year(month, day) > HALF_A_YEAR)

    def _first_year(self, stamps: list[Yearless], name: str) -> int:
        """The year of turn 0."""
        leaps = {stamp.turn for stamp in stamps if (stamp.month, stamp.day) == (2, 29)}
        if self.year is not None:
            if not all(isleap(self.year + turn) for turn in leaps):
                raise BadLogError(f"{name}: it has a 29 February, which {self.year} does not: give another --year")
            return self.year
        last = max(stamps)
        for year in range(self.now.year + 2, self.now.year - 14, -1):
            possible = all(isleap(year + turn) for turn in leaps)
            if possible and EPOCH + self._resolved(last, year) * MICROSECOND <= self.now:
                return year
        raise BadLogError(f"{name}: no year fits its times: give --year")

    def _resolved(self, stamp: Yearless, year: int) -> int:
        # A leap second is written as second 60.
        time = datetime(year + stamp.turn, *stamp[1:5]) + timedelta(seconds=stamp.second)
        found = (_in_zone(time, self.zone) - EPOCH) // MICROSECOND
        if self.times and found < self.times[-1]:
            # Where the clock is set back in autumn an hour comes twice; the second one goes on from the first.
            again = (_in_zone(time.replace(fold=1), self.zone) - EPOCH) // MICROSECOND
            if again - self.times[-1] < self.times[-1] - found:
                return again
        return found


def _in_zone(time: datetime, zone: tzinfo) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=zone)


def _day_of_year(month: int, day: int) -> int:
    return datetime(LEAP_YEAR, month, day).timetuple().tm_yday
