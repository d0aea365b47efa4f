"""Programs that listen on loopback for a while: bounded in time, stopped by their own process, whoever ends first."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
LIFE = 240
"""After how many seconds a server ends in any case."""
PATIENCE = 30.0
"""How many seconds it may take to begin, or to end."""
NOBODY = "nobody"
ENVIRONMENT = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin", "TZ": "UTC"}


class Ports:
    """A free port for each name, held until a server takes it; on one that is held nobody answers."""

    def __init__(self, names: Iterable[str]) -> None:
        self._held = {name: socket.socket() for name in names}
        for held in self._held.values():
            held.bind((HOST, 0))
        self._numbers: dict[str, int] = {name: held.getsockname()[1] for name, held in self._held.items()}

    def __getitem__(self, name: str) -> int:
        return self._numbers[name]

    def let_go(self, name: str) -> int:
        """The port, which a server may now take."""
        self._held[name].close()
        return self._numbers[name]

    def close(self) -> None:
        """Hold none of them any more."""
        for held in self._held.values():
            held.close()


@contextmanager
def serving(command: list[str], folder: Path, port: int, user: str | None = None) -> Iterator[None]:
    """Run a server in a folder until the end of the block; it answers on the port when the block begins."""
    # It is told to end when whoever started it has ended, however that came, and at the latest after its life.
    bounded = ["setpriv", "--pdeathsig", "TERM", "timeout", "--kill-after=5", str(LIFE), *command]
    said = folder / f"{port}.said"
    with said.open("wb") as output:
        server = subprocess.Popen(
            bounded, cwd=folder, user=user, env=ENVIRONMENT,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        until(lambda: server.poll() is not None or _answers(port), f"{command[0]} to answer")
        if server.poll() is not None:
            raise RuntimeError(f"{command[0]} ended at once: {said.read_text(errors='replace')}")
        yield
    finally:
        server.terminate()
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def until(holds: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until something holds; raises `TimeoutError` after so many seconds."""
    end = time.monotonic() + patience
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience:.0f} s for {what}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        asking.settimeout(1)
        return asking.connect_ex((HOST, port)) == 0


def contents(folder: Path) -> list[str]:
    """The name of every file in a folder, however deep, which may change meanwhile."""
    return [name for _, _, names in os.walk(folder) for name in names]
