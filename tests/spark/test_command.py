"""`sendspec replay --engine spark`, from files to what is printed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from sendspec.cli import main

from tests.engines import LOG
from tests.project import ROOT
from tests.random_events import SHAPES, random_log
from tests.running import running
from tests.spark.test_same_as_one_machine import SHIPPED

SENDSPEC = str(Path(sys.executable).with_name("sendspec"))
ZONE = "Europe/Paris"
pytestmark = pytest.mark.usefixtures("java")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command puts what it needs meanwhile."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Files that are not alike: without recipients, with times that tell no zone, with names that are odd."""
    folder = tmp_path / "logs"
    folder.mkdir()
    log = random_log(SHIPPED, SHAPES["usual"], 3_000, seed=12)
    local = pa.timestamp("us")
    unzoned = log.slice(1_000, 1_000).set_column(
        2, "time", log["time"].slice(1_000, 1_000).cast(pa.int64()).cast(local)
    )
    pq.write_table(log.slice(0, 1_000), folder / "one [a*b].parquet")
    pq.write_table(unzoned, folder / "two #%20é.parquet")
    pq.write_table(log.slice(2_000).drop_columns(["recipient", "reason"]), folder / "three.parquet")
    return folder


def run(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [SENDSPEC, "replay", *map(str, arguments), "--source", "events", "--project", str(ROOT)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_same_as_on_one_machine(logs: Path, tmp_path: Path, temporary: Path) -> None:
    answers: dict[str, Any] = {}
    for engine in (["columns"], ["spark", "--master", "local[2]", "--conf", "spark.sql.shuffle.partitions=3"]):
        name = engine[0]
        work = tmp_path / name
        work.mkdir()
        files = ["--statuses", work / "statuses.parquet", "--series", work / "series.csv", "--every", "1h"]
        done = run(logs, "--engine", *engine, "--timezone", ZONE, "--json", *files, cwd=work)
        assert done.returncode == 0, done.stderr
        rows = pq.read_table(work / "statuses.parquet").cast(pa.schema([(each, pa.string()) for each in STATUSES]))
        answers[name] = {
            "json": json.loads(done.stdout),
            "notes": done.stderr.splitlines(),
            "statuses": sorted(rows.to_pylist(), key=str),
            "series": (work / "series.csv").read_text().splitlines(),
            "files": sorted(path.name for path in work.iterdir()),
        }

    assert len(answers["columns"]["statuses"]) > 1_000
    assert answers["columns"] == answers["spark"]
    assert list(temporary.iterdir()) == []


STATUSES = ("message", "recipient", "mode", "state", "status", "since", "reason")


def test_interrupted_it_leaves_nothing(logs: Path, temporary: Path) -> None:
    arguments = ["replay", logs, "--source", "events", "--engine", "spark", "--master", "local[1]", "--timezone", ZONE]
    with running(*arguments, "--project", ROOT) as command:
        begin = time.monotonic()
        while not [*temporary.glob("sendspec-spark-*/blockmgr-*")] and time.monotonic() < begin + 60:
            time.sleep(0.05)
        assert [*temporary.glob("sendspec-spark-*/blockmgr-*")], "it did not begin"

        assert command.interrupt() != 0
    assert list(temporary.iterdir()) == []
    assert _that_know_of(temporary) == []


def _that_know_of(folder: Path) -> list[str]:
    """The processes in whose command a folder is named."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "cmdline").read_bytes() and int(process.name) != os.getpid():
                found.append(process.name)
        except OSError:
            continue
    return found


def refused(*arguments: object) -> tuple[int, str]:
    command = ["replay", *map(str, arguments), "--source", "events", "--engine", "spark", "--project", str(ROOT)]
    done = CliRunner().invoke(main, command)
    return done.exit_code, " ".join(done.stderr.split())


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "events.parquet"
    pq.write_table(LOG.empty_table(), path)
    return path


def test_without_java(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    code, told = refused(log)

    assert code == 1
    assert told.startswith("error: there is no Java on the path; Spark runs on Java 17 or later: install it")


def test_with_an_old_java(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "bin/java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    code, told = refused(log)

    assert code == 1
    assert told.startswith(f"error: {java} is Java 8; Spark runs on Java 17 or later")


@pytest.mark.parametrize("installed", ["1.5.3", "2.1.4", "3.0.1"])
def test_with_another_pandas(log: Path, monkeypatch: pytest.MonkeyPatch, installed: str) -> None:
    monkeypatch.setattr("sendspec.cli.spark_session.version", lambda _: installed)

    assert refused(log) == (1, f"error: pandas {installed} does not go with Spark: pip install 'pandas>=2.2,<3'")


def test_without_spark(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendspec.cli.spark_session.find_spec", lambda _: None)

    assert refused(log) == (1, "error: Spark is not installed: pip install 'sendspec[spark]'")


@pytest.mark.parametrize("master", ["sparkle", "spark://nowhere", "local[", "http://localhost"])
def test_no_master(log: Path, master: str) -> None:
    code, told = refused(log, "--master", master)

    assert code == 2
    assert f"`{master}`" in told
    assert "spark://HOST:7077" in told


def test_a_master_that_does_not_answer(log: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{unused.getsockname()[1]}"
        code, told = refused(log, "--master", master)

    assert code == 1
    assert told.startswith(f"error: {master}: the master does not answer: Connection refused; is it running")


def test_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "x.parquet") == (1, f"error: {tmp_path / 'x.parquet'}: there is no such file or folder")


def test_no_parquet(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("message,time,event\n")
    code, told = refused(path)

    assert code == 1
    assert told.startswith(f"error: {path}: Spark is given Parquet; make it so by `sendspec events`")


def test_a_setting_without_a_value(log: Path) -> None:
    code, told = refused(log, "--conf", "spark.executor.memory")

    assert code == 2
    assert "`spark.executor.memory` sets nothing; write it as spark.executor.memory=4g" in told
