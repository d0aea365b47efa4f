"""Runs that are killed, or find no room, each in a process of its own: `python -m … FOLDER` prints what came of them.

Each line is, as JSON, [where it broke off, its error, what the next run of the same log came to, the files then left].
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from sendspec.batch.result import result_of
from sendspec.batch.statuses import status_tables

from tests.random_events import HOUR, SHAPES, random_log
from tests.unit.sendspec.batch.carried import SHIPPED, days_of, fed

KEEP = 84 * HOUR
DAYS = days_of(random_log(SHIPPED, SHAPES["usual"], 600, seed=41), 3, seed=42)
ROOMS = (0, 100, 1_000, 3_000, 10_000)
"""Bytes that a file may have."""


def ran(state: Path, day: int) -> str:
    """All that a run says."""
    run = fed(state, DAYS[day], every=HOUR, keep=KEEP, with_rows=True)
    result = result_of(run.folded, SHIPPED.measures, run.log)
    assert result.series is not None
    rows = sorted(
        map(str, (row for table in status_tables(run.folded, run.log, run.meanings) for row in table.to_pylist()))
    )
    account = {name: value for name, value in asdict(run.account).items() if name not in ("repeated", "run")}
    return repr((result.modes, result.duplicates, result.too_late, result.series.as_series(), rows, account))


def beside(work: Callable[[], str]) -> tuple[int, str]:
    """The exit status of a process that does it, and what it gives."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            told = work()
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(writer, (hash_of(told) if len(told) > 4_000 else told).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        told = stream.read().decode()
    return os.waitpid(child, 0)[1], told


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def killed_at(step: int) -> None:
    """Have this process killed before it settles, renames or removes a file for so many times."""
    left = step

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return function(*arguments, **options)

        return counted

    os.fsync = before(os.fsync)
    Path.replace = before(Path.replace)  # type: ignore[method-assign]
    Path.unlink = before(Path.unlink)  # type: ignore[method-assign]


def short_of_room(room: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


def told(where: str, begun: Path, state: Path, day: int, spoil: Callable[[], None]) -> bool:
    """Tell of a run that is spoilt, and of the next one; gives whether it broke off."""
    shutil.rmtree(state, ignore_errors=True)
    if begun.exists():
        shutil.copytree(begun, state)

    def spoilt() -> str:
        spoil()
        return ran(state, day)

    status, error = beside(spoilt)
    broke = os.WIFSIGNALED(status) or "Error" in error
    _, again = beside(lambda: ran(state, day))
    files = sorted(path.name.partition("-")[0] for path in state.iterdir())
    print(json.dumps([where if broke else "undisturbed", error, again, files]), flush=True)
    return broke


def main(folder: Path) -> None:
    begun, state = folder / "begun", folder / "state"
    # What is compiled is loaded once, and not by each process anew.
    ran(folder / "warm", 0)
    for day in (0, 2):
        step = 0
        while told(f"day {day}, step {step}", begun, state, day, lambda step=step: killed_at(step)):  # type: ignore[misc]
            step += 1
        for room in ROOMS:
            told(f"day {day}, room for {room}", begun, state, day, lambda room=room: short_of_room(room))  # type: ignore[misc]
        for before in (0, 1) if day == 0 else ():
            assert beside(lambda before=before: ran(begun, before))[0] == 0  # type: ignore[misc]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
