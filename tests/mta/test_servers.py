"""A server ends with whoever started it, however that ended."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mta.servers import HOST, Ports, until
from tests.project import ROOT

STARTING = """
import sys, time
from pathlib import Path
from tests.mta.servers import serving
port = int(sys.argv[1])
with serving([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)], Path(sys.argv[2]), port):
    print("it answers", flush=True)
    time.sleep(60)
"""


def is_answered(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex((HOST, port)) == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_the_tests(how: signal.Signals, tmp_path: Path) -> None:
    ports = Ports(["server"])
    port = ports.let_go("server")
    command = [sys.executable, "-c", STARTING, str(port), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as starting:
        assert starting.stdout is not None
        assert starting.stdout.readline() == "it answers\n"
        assert is_answered(port)
        starting.send_signal(how)

    until(lambda: not is_answered(port), "the server to end")


def test_on_a_port_that_is_held_nobody_answers() -> None:
    ports = Ports(["one", "other"])

    assert ports["one"] != ports["other"]
    assert not is_answered(ports["one"])
    ports.close()
