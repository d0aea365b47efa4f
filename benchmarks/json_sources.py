"""Records of senders to events by the shipped sources, on one core: read, decoded, matched, made into events.

Run `python -m benchmarks.json_sources [SOURCE …]`.
"""

from __future__ import annotations

import csv
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import zstandard
from sendspec.cli.logs import reader_of
from sendspec.cli.project import SourceConfig, compiled_model, compiled_of
from sendspec.sources.records import Request

from benchmarks.measure import ROOT
from benchmarks.source_records import logs_of
from benchmarks.telling import Table, Value, tell

EVENTS = 200_000
ROUNDS = 5
PACKED = "kumomta"
"""The source whose sender writes files packed by zstd."""
NOTE = (
    f"{EVENTS:,} events of the shipped sources, of the records in their examples; reading the file included, the best "
    f"of {ROUNDS} rounds within one process. Decoding alone is what msgspec, or csv, needs for the same file."
)


def main() -> None:
    asked = [name for name in sys.argv[1:] if not name.startswith("-")]
    model = compiled_model(ROOT)
    configs = compiled_of(model).sources
    rows: list[dict[str, Value]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        for name, config in configs.items():
            if config.declared is None or (asked and name not in asked):
                continue
            for shape, text, events in logs_of(model.sources[name], config, EVENTS):
                content = text.encode()
                path.write_bytes(content)
                rows.append(measured(shape, config, path, events))
                if name == PACKED:
                    path.write_bytes(zstandard.compress(content))
                    rows.append(measured(f"{shape}, in zstd", config, path, events))
    tell(Table("Records of senders to events, one core", rows, NOTE))


def measured(shape: str, config: SourceConfig, path: Path, events: int) -> dict[str, Value]:
    assert config.declared is not None
    reader = reader_of(config)
    decode = rows_alone if config.declared.format == "csv" else lines_alone
    row: dict[str, Value] = {"log": shape, "MB": path.stat().st_size / 1e6}
    if "zstd" not in shape:
        row["decoding alone, s"] = best(lambda: decode(path))
    request = Request((path,), {})
    found = len(reader.read(request).events)
    assert found == events, (shape, found, events)
    seconds = best(lambda: reader.read(request))
    return {**row, "s": seconds, "1,000 events/s": events / seconds / 1e3}


def lines_alone(path: Path) -> None:
    decode = msgspec.json.Decoder().decode
    with path.open("rb") as lines:
        for line in lines:
            decode(line)


def rows_alone(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        for _ in csv.reader(lines):
            pass


def best(run: Callable[[], object]) -> float:
    """The least time of some rounds, in seconds; what a round gives is thrown away when its time was taken."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        gc.disable()
        begin = time.perf_counter()
        given = run()
        times.append(time.perf_counter() - begin)
        del given
        gc.enable()
    return min(times)


if __name__ == "__main__":
    main()
