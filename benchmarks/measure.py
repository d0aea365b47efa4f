"""Whole processes, measured from outside: how long they take, and the most memory that they hold."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SENDSPEC = str(Path(sys.executable).with_name("sendspec"))


@dataclass(frozen=True)
class Run:
    """One process from its start to its end."""

    seconds: float
    memory: float
    """The most that it held at a time, in MiB; of its children only what it waited for."""
    output: str

    @property
    def told(self) -> Any:
        """The JSON in its last line."""
        return json.loads(self.output.splitlines()[-1])


class Failure(SystemExit):
    """A command did not come to its end."""

    def __init__(self, command: Sequence[str], status: int) -> None:
        super().__init__(f"`{' '.join(command)}` failed with exit code {status}")
        self.status = status


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end; what it complains of is shown, and its failure ends this program."""
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, cwd=ROOT, env={**os.environ, **(environment or {})}, close_fds=True
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise Failure(command, process.returncode)
        output.seek(0)
        return Run(seconds, usage.ru_maxrss / 1024, output.read().decode())


def runs(command: Sequence[str], rounds: int) -> list[Run]:
    return [run(command) for _ in range(rounds)]


def module(name: str, *arguments: object) -> list[str]:
    """The command that runs a module of this folder."""
    return [sys.executable, "-m", f"benchmarks.{name}", *map(str, arguments)]


def median(values: Sequence[float]) -> float:
    return float(statistics.median(values))
