"""A Postfix log to KPIs: `sendspec replay`, in all modes, beside pflogsumm, in one run.

The sample log is repeated with other queue ids, an hour later each time. Both programs run from start to end, by turns;
the time of processors, user and system of all processes together, tells what the second one of sendspec costs.
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples/postfix/maillog"
QUEUE_ID = re.compile(r"\b[0-9A-F]{11}\b")
COPIES = int(sys.argv[1]) if len(sys.argv) > 1 else 300
ROUNDS = 3
PFLOGSUMM = ["pflogsumm", "--syslog_name=postfix-out"]
SENDSPEC = [str(Path(sys.executable).parent / "sendspec"), "replay"]
ON_ONE_CORE = [
    sys.executable,
    "-c",
    "import os, sys; os.sched_setaffinity(0, {0}); os.execv(sys.argv[1], sys.argv[1:])",
]
"""Before a command: it and its processes share one core."""
OPTIONS = ["--source", "postfix", "--project", str(ROOT), "--year", "2026", "--json"]


def write_log(path: Path) -> int:
    lines = SAMPLE.read_text().splitlines(keepends=True)
    times = [datetime.strptime(f"2026 {line[:15]}", "%Y %b %d %H:%M:%S") - timedelta(days=300) for line in lines]
    with path.open("w") as stream:
        for copy in range(COPIES):
            for line, at in zip(lines, times, strict=True):
                stamp = (at + timedelta(hours=copy)).strftime("%b %e %H:%M:%S")
                stream.write(stamp + QUEUE_ID.sub(rf"\g<0>{copy:03X}", line[15:]))
    return COPIES * len(lines)


def seconds(command: list[str]) -> tuple[float, float]:
    """From start to end, and of processors."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return ended - begun, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def best(commands: list[list[str]]) -> list[tuple[float, float]]:
    """Of each command the least time, and the least of processors."""
    rounds = []
    for number in range(ROUNDS):
        turn = commands if number % 2 == 0 else commands[::-1]
        found = [seconds(command) for command in turn]
        rounds.append(found if number % 2 == 0 else found[::-1])
    return [(min(wall for wall, _ in one), min(busy for _, busy in one)) for one in zip(*rounds, strict=True)]


def told(name: str, lines: int, wall: float, busy: float) -> str:
    return f"{name:<25}  {wall:6.2f} s  {lines / wall:10,.0f} lines/s  {busy:6.2f} s of processors"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "maillog"
        lines = write_log(log)
        pflogsumm = shutil.which("pflogsumm", path="/usr/bin:/usr/sbin")
        command = [*SENDSPEC, str(log), *OPTIONS]
        commands = [command, [*ON_ONE_CORE, *command]]
        if pflogsumm is not None:
            commands.append([pflogsumm, *PFLOGSUMM[1:], str(log)])
        ours, alone, *others = best(commands)
        print(f"{lines:,} lines, {log.stat().st_size / 1e6:.0f} MB, best of {ROUNDS}")
        print(told("sendspec replay", lines, *ours))
        print(told("sendspec replay, one core", lines, *alone))
        if not others:
            print("pflogsumm is not installed, so there is nothing to compare with: apt install pflogsumm")
            return
        print(told("pflogsumm", lines, *others[0]))
        print(f"ratio                      {others[0][0] / ours[0]:6.2f}")


if __name__ == "__main__":
    main()
