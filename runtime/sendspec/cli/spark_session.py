"""A session of Spark for as long as one command needs it, which leaves nothing behind."""
# pyright: reportMissingImports=false

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sendspec.cli.privacy import complain

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER = re.compile(r"local(\[.+\])?|local-cluster\[.+\]|spark://.+|k8s://.+|yarn")
OLDEST_JAVA = 17
LONGEST_CALL = 10.0
"""Seconds within which a master must answer."""
LONGEST_STOP = 30.0
QUIET = {
    "spark.ui.showConsoleProgress": "false",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
}
LOCAL = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.driver.memory": "2g"}


def settings_named(given: tuple[str, ...]) -> dict[str, str]:
    """The settings that `--conf` gives; one without `=` ends the command with exit code 2."""
    settings = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not name or not equals:
            raise click.BadParameter(
                f"`{each}` sets nothing; write it as spark.executor.memory=4g", param_hint="--conf"
            )
        settings[name] = value
    return settings


def check_spark(master: str) -> None:
    """End the command where Spark cannot be started, or the master does not answer: in seconds and in words."""
    if not MASTER.fullmatch(master):
        raise click.BadParameter(
            f"`{master}` is no master of Spark; give one such as local[2], spark://HOST:7077, yarn or k8s://https://HOST",
            param_hint="--master",
        )
    _check_packages()
    _check_java()
    if master.startswith("spark://"):
        _check_answer(master)


class SparkError(Exception):
    """What Spark could not do, in words."""


@contextmanager
def session_on(master: str, settings: Mapping[str, str]) -> Iterator[SparkSession]:
    """A session; whatever happens, it is stopped, and the folder of all that it wrote is removed.

    Raises `SparkError` where it does not start, and for what Spark says of the work.
    """
    folder = Path(tempfile.mkdtemp(prefix="sendspec-spark-"))
    handler, home = signal.getsignal(signal.SIGINT), os.environ.get("SPARK_HOME")
    gateway = context = None
    try:
        if master.startswith("local"):
            os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        if master.startswith("local-cluster"):
            os.environ["SPARK_HOME"] = str(_home_in(folder))
        gateway, context, session = _started(master, settings, folder)
        with _in_words():
            yield session
    finally:
        _end(context, gateway)
        signal.signal(signal.SIGINT, handler)
        os.environ.pop("SPARK_HOME", None)
        if home is not None:
            os.environ["SPARK_HOME"] = home
        shutil.rmtree(folder, ignore_errors=True)


def _started(master: str, settings: Mapping[str, str], folder: Path) -> tuple[Any, Any, SparkSession]:
    from pyspark import SparkConf, SparkContext, java_gateway
    from pyspark.sql import SparkSession

    wanted = {**QUIET, "spark.sql.warehouse.dir": (folder / "warehouse").as_uri()}
    if master.startswith("local"):
        wanted |= {**LOCAL, "spark.local.dir": str(folder)}
    conf = SparkConf(loadDefaults=False).setMaster(master).setAppName("sendspec")
    conf.setAll([*(wanted | dict(settings)).items()])
    log = folder / "spark.log"
    try:
        with log.open("wb") as told:
            launch: Any = java_gateway.launch_gateway
            gateway = launch(conf, {"stdout": told, "stderr": told, "cwd": folder})
        context = SparkContext(gateway=gateway, conf=conf)
        return gateway, context, SparkSession(context)
    except Exception as error:
        lines = log.read_text("utf-8", "replace").splitlines()
        complaints = [line.strip() for line in lines if "Exception" in line or line.startswith("Error")]
        raise SparkError(f"Spark does not start: {complaints[-1] if complaints else said(error)}") from None


def _end(context: Any, gateway: Any) -> None:
    from pyspark import SparkContext

    with suppress(Exception):
        if context is not None:
            context.stop()
    gateway = gateway or SparkContext._gateway
    if gateway is None:
        return
    with suppress(Exception):
        gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None
    process = getattr(gateway, "proc", None)
    if process is not None:
        # It ends when nobody can write to it any more.
        process.stdin.close()
        try:
            process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _home_in(folder: Path) -> Path:
    """Spark's home with a work folder of its own: executors of a local cluster write to where Spark is installed."""
    from pyspark.find_spark_home import _find_spark_home

    home = folder / "home"
    home.mkdir()
    for each in Path(_find_spark_home()).iterdir():
        if each.name != "work":
            (home / each.name).symlink_to(each)
    return home


def _check_packages() -> None:
    if find_spec("pyspark") is None:
        _fail("Spark is not installed: pip install 'sendspec[spark]'")
    try:
        pandas = version("pandas")
    except PackageNotFoundError:
        _fail("Spark needs pandas: pip install 'pandas>=2.2,<3'")
    numbers = tuple(int(number) for number in re.findall(r"\d+", pandas)[:2])
    if not (2, 2) <= numbers < (3,):
        _fail(f"pandas {pandas} does not go with Spark: pip install 'pandas>=2.2,<3'")


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    cure = (
        f"Spark runs on Java {OLDEST_JAVA} or later: install it (Debian: openjdk-17-jre-headless), "
        "or name its folder in JAVA_HOME"
    )
    if java is None:
        _fail(f"there is no Java {f'in JAVA_HOME, {home}' if home else 'on the path'}; {cure}")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    if found is None:
        _fail(f"{java} does not tell its version; {cure}")
    if int(found[1]) < OLDEST_JAVA:
        _fail(f"{java} is Java {found[1]}; {cure}")


def _check_answer(master: str) -> None:
    """Spark itself would ask for minutes."""
    hosts = master.removeprefix("spark://").split(",")
    why = ""
    for host in hosts:
        name, _, port = host.rpartition(":")
        if not name or not port.isdecimal():
            raise click.BadParameter(f"`{master}` names no port; give it as spark://HOST:7077", param_hint="--master")
        try:
            socket.create_connection((name.strip("[]"), int(port)), LONGEST_CALL).close()
        except (OSError, OverflowError) as error:
            why = str(getattr(error, "strerror", None) or error)
        else:
            return
    _fail(f"{master}: the master does not answer: {why}; is it running, and can it be reached from here?")


@contextmanager
def _in_words() -> Iterator[None]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        raise SparkError(f"Spark gave up: {said(error)}") from None


def said(error: BaseException) -> str:
    """What Spark says, without the places in its own code; a cure where one is known."""
    # An error of Java's brings along what Java says of it; asked so, since Spark need not be installed.
    told = str(getattr(error, "java_exception", error))
    for sign, cure in CURES.items():
        if sign in told:
            return cure
    lines = [
        line.strip() for line in told.splitlines() if line.strip() and not line.strip().startswith(("at ", "JVM stack"))
    ]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    return (causes or lines or [type(error).__name__])[-1 if causes else 0]


CURES = {
    "No module named 'sendspec'": "the executors' Python has no sendspec; docs/spark.md says how it gets there",
    "PYTHON_VERSION_MISMATCH": "the executors' Python is of another version than this one; see docs/spark.md",
    "Cannot run program": "the executors have no such Python; name theirs by --conf spark.pyspark.python=PATH",
}


def _fail(message: str) -> NoReturn:
    complain(message)
    raise SystemExit(1)
