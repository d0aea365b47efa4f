"""A loop over dictionaries, in Python alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.machines import BITS, Cells, Dense, empty
from benchmarks.peers.histories import histories, span
from benchmarks.peers.worker import run

MASK = (1 << BITS) - 1


def cells(path: Path, lanes: Sequence[Dense], every: int | None) -> list[Cells]:
    listed = histories(path)
    first, buckets = span(listed, every)
    return [_lane(listed, machine, every, first, buckets) for machine in lanes]


def _lane(listed: list[list[int]], machine: Dense, every: int | None, first: int, buckets: int) -> Cells:
    targets = machine.targets.tolist()
    low, high = machine.first_event, machine.first_event + machine.events
    heard: Counter[tuple[int, int, int]] = Counter()
    begun: Counter[int] = Counter()
    for history in listed:
        state, bucket, fresh = machine.initial, 0, True
        for packed in history:
            event = packed & MASK
            if low <= event < high:
                if every is not None:
                    bucket = (packed >> BITS) // every - first
                if fresh:
                    begun[bucket] += 1
                    fresh = False
                heard[bucket, state, event - low] += 1
                state = targets[state][event - low]
    found = empty(machine, buckets)
    for place, number in heard.items():
        found.heard[place] = number
    for bucket, number in begun.items():
        found.begun[bucket] = number
    return found


if __name__ == "__main__":
    run(cells)
