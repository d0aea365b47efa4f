"""From a save to the event that reloads the page, beside one cold `sendspec generate` of the same spec.

Run `python -m benchmarks.live_reload`. The save changes what a status is called, which touches most pages and pictures.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.telling import Table, Value, tell

RUNS = 9
PROJECT = Path(__file__).parent.parent
SENDSPEC = Path(sys.executable).with_name("sendspec")
PAGE = "generated/docs/en/index.html"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sendspec-") as folder:
        shutil.copytree(PROJECT / "spec", Path(folder, "spec"))
        cold = _cold(folder)
        reloads = sorted(_reloads(Path(folder)))
    middle = statistics.median(reloads)
    rows: list[dict[str, Value]] = [
        {"what": "sendspec generate, cold", "median, ms": 1000 * cold},
        {
            "what": "save to reload event",
            "best, ms": 1000 * reloads[0],
            "median, ms": 1000 * middle,
            "worst, ms": 1000 * reloads[-1],
            "× as fast": cold / middle,
        },
    ]
    tell(Table("From a save to the page", rows, f"On the shipped spec, {RUNS} saves that touch most pages."))


def _cold(folder: str) -> float:
    start = time.perf_counter()
    subprocess.run([SENDSPEC, "generate", "--project", folder], check=True, capture_output=True)
    return time.perf_counter() - start


def _reloads(project: Path) -> Iterator[float]:
    """Seconds from each save to its event."""
    command = [SENDSPEC, "docs", "--serve", "--port", "0", "--project", project]
    vocabulary = project / "spec/vocabulary.yaml"
    text = vocabulary.read_text("utf-8")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[0]
        with urllib.request.urlopen(f"{address}-/events?page={PAGE}") as stream:
            stamps = _stamps(stream)
            before = next(stamps)
            for run in range(RUNS):
                start = time.perf_counter()
                vocabulary.write_text(re.sub(r"\ben: Pending\b", f"en: Pending {run}", text), "utf-8")
                after = next(stamps)
                yield time.perf_counter() - start
                assert after != before
                before = after
        server.terminate()


def _stamps(stream: Iterator[bytes]) -> Iterator[str]:
    for line in stream:
        if line.startswith(b"data: "):
            news = json.loads(line.removeprefix(b"data: "))
            assert not news["problems"], news["problems"]
            yield news["stamp"]


if __name__ == "__main__":
    main()
