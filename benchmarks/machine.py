"""The machine on which something is measured, and what is installed there. Run `python -m benchmarks.machine`."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.telling import Table, Value, tell

LIBRARIES = (
    *("numpy", "numba", "pyarrow", "duckdb", "polars", "pyspark", "pandas"),
    *("transitions", "python-statemachine", "sismic", "altair", "vl-convert-python"),
)


def main() -> None:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    rows: list[dict[str, Value]] = [
        {"what": "processor", "is": processor()},
        {"what": "cores", "is": os.cpu_count()},
        {"what": "memory", "is": f"{memory:.0f} GiB"},
        {"what": "system", "is": f"{platform.system()} {platform.machine()}"},
        {"what": "Python", "is": platform.python_version()},
        *({"what": name, "is": found} for name in LIBRARIES if (found := installed(name))),
        *({"what": name, "is": found} for name, found in (("pflogsumm", pflogsumm()),) if found),
    ]
    tell(Table("Machine", rows))


def processor() -> str:
    """The model as the system names it, or the kind of machine."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def pflogsumm() -> str | None:
    """Its version, if it is there."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    try:
        done = subprocess.run(
            ["pflogsumm", "--version"], capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
        )
    except FileNotFoundError:
        return None
    words = (done.stdout + done.stderr).split()
    return words[-1] if words else None


if __name__ == "__main__":
    main()
