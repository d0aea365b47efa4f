"""Commands that run until they are told to end."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

PATIENCE = 60.0
"""After how many seconds nobody waits any longer; long, since a busy machine is no defect."""


class Running:
    """A command that runs, and the lines that it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self._process = process
        self.printed: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.told: queue.SimpleQueue[str] = queue.SimpleQueue()
        for stream, lines in ((process.stdout, self.printed), (process.stderr, self.told)):
            Thread(target=_read, args=(stream, lines), daemon=True).start()

    def next_line(self) -> str:
        """The next line on standard output."""
        return self.printed.get(timeout=PATIENCE)

    def told_until(self, end: str) -> str:
        """What was said on standard error, to the first line with this in it."""
        lines = [self.told.get(timeout=PATIENCE)]
        while end not in lines[-1]:
            lines.append(self.told.get(timeout=PATIENCE))
        return "\n".join(lines)

    def interrupt(self) -> int:
        """Ctrl-C; how the command then ended."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE)


@contextmanager
def running(*arguments: str | Path) -> Iterator[Running]:
    """`sendspec` with arguments, ended in any case."""
    command = [str(Path(sys.executable).with_name("sendspec")), *map(str, arguments)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=_may_be_interrupted,
    ) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


def _may_be_interrupted() -> None:
    # Whoever runs the tests in the background of a shell hands down that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _read(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    for line in stream:
        lines.put(line.rstrip("\n"))
