"""The logs that are measured, written once into `build/benchmarks/` and kept until what writes them changes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from benchmarks.measure import ROOT, module, run

FOLDER = ROOT / "build/benchmarks"
SEED = 1
FULL = os.environ.get("BENCH_FULL", "") not in ("", "0")
"""Whether 100 M events are measured too: that needs minutes, 24 GiB of memory and 4 GB of disk."""
EVENTS = int(os.environ.get("BENCH_EVENTS", "10_000_000"))
"""The size at which engines are compared."""
SLICE = 50_000
"""The size for what needs an object for each message."""
WRITERS = ("logs.py", "texts.py")


def log(events: int, columns: str = "bare") -> Path:
    """The file, read once so that no one is the first to read it from disk."""
    digest = hashlib.sha256(b"".join((ROOT / "benchmarks" / name).read_bytes() for name in WRITERS)).hexdigest()[:8]
    path = FOLDER / f"{events}-{columns}-{digest}.parquet"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        run(module("logs", "--events", events, "--seed", SEED, "--columns", columns, "--out", part))
        part.rename(path)
        for stale in FOLDER.glob(f"{events}-{columns}-*.parquet"):
            if stale != path:
                stale.unlink()
    with path.open("rb") as stream:
        while stream.read(1 << 24):
            pass
    return path


def sizes() -> tuple[int, ...]:
    """How many events there are in the logs that show growth."""
    return (EVENTS // 10, EVENTS, *([10 * EVENTS] if FULL else []))


def counted(events: int) -> str:
    """A number of events for people: `10 M`."""
    return f"{events / 1e6:g} M"
