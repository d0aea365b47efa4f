"""Whole commands, cold: `check` and `generate --check` on the shipped spec, beside an empty interpreter.

Run `make bench`. Prints the best and the median of several runs, in milliseconds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

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
    print(f"{'command, cold':<28}{'best':>10}{'median':>10}   of {RUNS} runs")
    for name, command in rows:
        times = sorted(_milliseconds(command) for _ in range(RUNS))
        print(f"{name:<28}{times[0]:>7.0f} ms{statistics.median(times):>7.0f} ms")


def _milliseconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
