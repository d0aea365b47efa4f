"""Small logs, event by event."""

from __future__ import annotations

from typing import NamedTuple


class Heard(NamedTuple):
    time: int
    message: str
    recipient: str
    event: str
    id: str | None = None
    reason: str | None = None
    place: str = "log:1"


def log(*lines: str, unit: int = 1) -> list[Heard]:
    """Events written as `TIME MESSAGE EVENT`, in units of so many microseconds; the place is the number of the line."""
    return [
        Heard(int(time) * unit, message, f"{message}@x.test", event, place=f"log:{number}")
        for number, (time, message, event) in enumerate((line.split() for line in lines), start=1)
    ]
