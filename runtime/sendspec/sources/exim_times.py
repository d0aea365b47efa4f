"""The times of an Exim log: local ones that tell no zone, or ones that do."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from sendspec.sources.stamps import FIRST, LAST
from sendspec.times import EPOCH, MICROSECOND

HEAD = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d{1,6})?(?: ([+-])([01]\d|2[0-3])([0-5]\d))?(?: \[\d{1,20}\])? ", re.ASCII
)
"""The time, its fraction, its zone, and the process."""
STEP_BACK = 60_000_000
"""Microseconds by which lines of several processes may lie out of order."""


class EximTimes:
    """Reads the heads of lines one after the other."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone or UTC
        self.latest: int | None = None
        """The latest of all times, in microseconds since 1970 in UTC."""
        self.zone_taken = False
        """A time told no zone."""
        self._before: int | None = None

    def begin_file(self) -> None:
        """What comes may lie before what came."""
        self._before = None

    def read(self, line: str) -> tuple[str, int] | None:
        """The head of a line with the blank after it, and its time in microseconds; None where there is no time."""
        match = HEAD.match(line)
        if match is None:
            return None
        written, fraction, sign, hours, minutes = match.groups()
        try:
            # A leap second is written as second 60.
            time = datetime.fromisoformat(f"{written[:-2]}00") + timedelta(seconds=int(written[-2:]))
            if sign is None:
                found = self._local(time)
            else:
                offset = timedelta(hours=int(hours), minutes=int(minutes))
                zone = timezone(-offset if sign == "-" else offset)
                found = (time.replace(tzinfo=zone) - EPOCH) // MICROSECOND
        except (ValueError, OverflowError):
            return None
        if fraction is not None:
            found += int(f"{fraction[1:]:0<6}")
        if int(written[-2:]) > 60 or not FIRST <= found <= LAST:
            return None
        self._before = found
        if self.latest is None or found > self.latest:
            self.latest = found
        return match[0], found

    def _local(self, time: datetime) -> int:
        self.zone_taken = True
        found = (time.replace(tzinfo=self._zone) - EPOCH) // MICROSECOND
        before = self._before
        if before is not None and found < before:
            # Where the clock is set back in autumn an hour comes twice; the second one goes on from the first. At all
            # other times both are the same.
            again = (time.replace(tzinfo=self._zone, fold=1) - EPOCH) // MICROSECOND
            return again if before - found > STEP_BACK else found
        return found
