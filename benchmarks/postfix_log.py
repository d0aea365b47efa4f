"""A Postfix log to KPIs: `sendspec replay`, in all modes, beside pflogsumm, in one run.

The sample log is repeated with other queue ids, an hour later each time. Both programs run from start to end.
"""

from __future__ import annotations

import re
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


def best(command: list[str]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "maillog"
        lines = write_log(log)
        ours = best([*SENDSPEC, str(log), *OPTIONS])
        print(f"{lines:,} lines, {log.stat().st_size / 1e6:.0f} MB, best of {ROUNDS}")
        print(f"sendspec replay  {ours:6.2f} s  {lines / ours:10,.0f} lines/s")
        if shutil.which("pflogsumm", path="/usr/bin:/usr/sbin") is None:
            print("pflogsumm is not installed, so there is nothing to compare with: apt install pflogsumm")
            return
        theirs = best([str(shutil.which("pflogsumm", path="/usr/bin:/usr/sbin")), *PFLOGSUMM[1:], str(log)])
        print(f"pflogsumm        {theirs:6.2f} s  {lines / theirs:10,.0f} lines/s")
        print(f"ratio            {theirs / ours:6.2f}")


main()
