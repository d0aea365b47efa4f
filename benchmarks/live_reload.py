"""From a save to the event that reloads the page, beside one cold `sendspec generate` of the same spec.

Run `make bench`. The save changes what a status is called, which touches most pages and pictures.
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

RUNS = 9
PROJECT = Path(__file__).parent.parent
SENDSPEC = Path(sys.executable).with_name("sendspec")
PAGE = "generated/docs/en/index.html"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sendspec-") as folder:
        shutil.copytree(PROJECT / "spec", Path(folder, "spec"))
        cold = _cold(folder)
        reloads = sorted(_reloads(Path(folder)))
    print(f"{'the shipped spec':<28}{'best':>10}{'median':>10}{'worst':>10}   of {RUNS} runs")
    print(f"{'sendspec generate, cold':<28}{1000 * cold:>7.0f} ms")
    shown = "".join(f"{1000 * value:>7.0f} ms" for value in (reloads[0], statistics.median(reloads), reloads[-1]))
    print(f"{'save to reload event':<28}{shown}   {cold / statistics.median(reloads):.1f} x as fast")


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
