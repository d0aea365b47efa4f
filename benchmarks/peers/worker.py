"""The process that a peer runs in: it works, stops the clock, and prints what it found as one line of JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.machines import MINUTE, Cells, Dense, answer, machines

Peer = Callable[[Path, Sequence[Dense], int | None], list[Cells]]
"""Counts the cells of a log, with buckets of so many microseconds, or one for all."""


def run(peer: Peer) -> None:
    """Run a peer as the command line says."""
    given = arguments()
    lanes = machines(given.modes)
    seconds: list[float] = []
    for _ in range(given.passes):
        begin = perf_counter()
        cells = peer(given.file, lanes, MINUTE if given.series else None)
        seconds.append(perf_counter() - begin)
    tell(seconds, answer(lanes, cells, series=given.series))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--modes", type=lambda names: names.split(","), required=True)
    parser.add_argument("--series", action="store_true", help="a value of each KPI a minute")
    parser.add_argument("--passes", type=int, default=1, help="how often the work is done in this process")
    parser.add_argument("--statuses", type=Path, help="write the status of each message here")
    return parser.parse_args()


def tell(seconds: Sequence[float], found: dict[str, Any], **more: Any) -> None:
    """Print the seconds of the work alone, of the first pass and of the last, and what was found."""
    print(json.dumps({"first": seconds[0], "seconds": seconds[-1], "answer": found, **more}))
