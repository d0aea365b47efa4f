"""A PostgreSQL server of the tests' own, for as long as they run."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.requirements import lacking, needed

SERVERS = ("postgres", "nobody")
"""Who runs it where the tests are run by root, whom PostgreSQL refuses."""
LONGEST = 30
"""Seconds to wait for it."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server whose folder is removed afterwards."""
    programs = Path(needed("postgres"))
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="sendspec-postgres-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        if owner is not None:
            shutil.chown(folder, owner)
        data = folder / "data"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            user=owner, cwd=folder, capture_output=True, text=True, timeout=LONGEST, check=False,
        )  # fmt: skip
        if made.returncode:
            lacking("postgres", f"initdb failed: {made.stderr.strip()}")
        port = _free_port()
        address = f"host=127.0.0.1 port={port} user=tester dbname=postgres connect_timeout=5"
        options = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", "fsync": "off"}
        options |= {"synchronous_commit": "off", "jit": "off"}
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *(f"-c{name}={value}" for name, value in options.items())],
            user=owner, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _await(server, address)
        yield address
    finally:
        if server is not None:
            server.terminate()
            try:
                server.wait(LONGEST)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _await(server: subprocess.Popen[bytes], address: str) -> None:
    import psycopg

    end = time.monotonic() + LONGEST
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > end:
                lacking("postgres", f"the server does not answer: {error}")
            time.sleep(0.05)
        else:
            return


def _owner() -> str | None:
    """An unprivileged user, where this one is root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    found = next((name for name in SERVERS if name in known), None)
    if found is None:
        lacking("postgres", "there is no user to run it, and root must not")
    return found


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
