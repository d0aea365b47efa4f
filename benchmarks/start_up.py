"""Whole commands, cold: `check` and `generate --check` on the shipped spec, beside an empty interpreter.

Run `python -m benchmarks.start_up`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.telling import Table, tell

RUNS = 7
PROJECT = Path(__file__).parent.parent
SENDSPEC = Path(sys.executable).with_name("sendspec")


def main() -> None:
    rows = (
        ("python -c pass", [sys.executable, "-c", "pass"]),
        ("sendspec --help", [str(SENDSPEC), "--help"]),
        ("sendspec check", [str(SENDSPEC), "check"]),
        ("sendspec generate --check", [str(SENDSPEC), "generate", "--check"]),
    )
    measured = {name: sorted(_milliseconds(command) for _ in range(RUNS)) for name, command in rows}
    told = [
        {"command": name, "best, ms": times[0], "median, ms": statistics.median(times)}
        for name, times in measured.items()
    ]
    tell(Table("Whole commands, cold", told, f"On the shipped spec, {RUNS} runs."))


def _milliseconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
