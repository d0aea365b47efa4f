"""A log in Parquet to statuses, totals and KPIs a minute: sendspec beside its peers, once all agree.

Run `python -m benchmarks.columns`; `BENCH_EVENTS=1000000` asks for another size than 10 M.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import data
from benchmarks.measure import SENDSPEC, Run, median, module, run, runs
from benchmarks.telling import Table, Value, tell

ONE = ("enhanced_mta_efs",)
ALL = ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8")
ROUNDS = 3
TWICE = ("--passes", 2)
"""The second pass is the one that counts: the first also loads kernels, and asks the machine for memory."""
OURS = "sendspec, library"
COMMAND = "sendspec replay --json"
PEERS = {"DuckDB SQL alone": "duckdb_sql", "Polars alone": "polars_columns", "Python dict loop": "dict_loop"}
ONCE = ("Python dict loop",)
LIBRARIES = ("transitions", "python-statemachine", "sismic")
OBJECTS = (
    "One mode and the tracking, KPIs a minute. What needs an object for each message is measured on a small log only."
)
STATUSES = data.FOLDER / "statuses.parquet"


@dataclass(frozen=True)
class Setup:
    """What is asked for."""

    modes: tuple[str, ...]
    series: bool

    @property
    def options(self) -> list[str]:
        return ["--modes", ",".join(self.modes), *(["--series"] if self.series else [])]


SETUPS = (Setup(ONE, series=False), Setup(ONE, series=True), Setup(ALL, series=False), Setup(ALL, series=True))


class Measured(NamedTuple):
    """Some runs of one engine."""

    name: str
    setup: Setup
    runs: list[Run]

    @property
    def is_command(self) -> bool:
        return self.name.startswith(COMMAND)

    @property
    def answer(self) -> dict[str, Any]:
        """What it found; the command says it in its own way."""
        if not self.is_command:
            answer: dict[str, Any] = self.runs[0].told["answer"]
            return answer
        told, kinds = json.loads(self.runs[0].output), ("statuses", "counters")
        return {kind: {mode: found[kind] for mode, found in told["modes"].items()} for kind in kinds}

    @property
    def seconds(self) -> float:
        """The work alone; of the command the whole process."""
        if self.is_command:
            return self.whole
        return median([each.told["seconds"] for each in self.runs])

    @property
    def first(self) -> float | None:
        """The work when it is done for the first time in a process; of the command None, which does it once."""
        return None if self.is_command else median([each.told["first"] for each in self.runs])

    @property
    def whole(self) -> float:
        return median([each.seconds for each in self.runs])

    @property
    def memory(self) -> float:
        return max(each.memory for each in self.runs)


def main() -> None:
    bare, full, few = data.log(data.EVENTS), data.log(data.EVENTS, "full"), data.log(data.SLICE)
    run(module("peers.ours", few, *SETUPS[-1].options))  # so that the kernels are compiled
    compared = [each for setup in SETUPS for each in at(setup, bare)]
    whole = more(bare, full)
    objects = slice_of_objects(few)
    agree([*compared, *whole])
    agree(objects)
    size = data.counted(data.EVENTS)
    tell(
        Table(
            f"{size} events",
            rows(compared, data.EVENTS),
            "Columns message, time and event; 36-character ids, shuffled, one event in a hundred there twice. Work: "
            f"without the start of the process, done for the second time in it. Median of {ROUNDS} processes, of peers "
            "one; the dict loop works once. All agree on each status, counter and KPI value.",
        ),
        Table(
            f"{size} events, more asked",
            rows(whole, data.EVENTS),
            "The same events. All columns: recipient, event id, source and reason too. The command is measured from "
            "its start to its end.",
        ),
        Table(
            f"{data.SLICE:,} events, an object for each message",
            [{"by": each.name, "events/s": data.SLICE / each.seconds, "work, s": each.seconds} for each in objects],
            f"{OBJECTS} The start of sendspec's kernels weighs on so small a log.",
        ),
    )
    STATUSES.unlink(missing_ok=True)


def ours(path: Path, setup: Setup, rounds: int = ROUNDS, *options: object, name: str = OURS) -> Measured:
    return Measured(name, setup, runs(module("peers.ours", path, *setup.options, *TWICE, *options), rounds))


def peer(name: str, path: Path, setup: Setup, rounds: int = 1) -> Measured:
    passes = () if name in ONCE else TWICE
    return Measured(name, setup, runs(module(f"peers.{PEERS[name]}", path, *setup.options, *passes), rounds))


def at(setup: Setup, path: Path) -> list[Measured]:
    """Everybody at one setup."""
    peers = [name for name in PEERS if name not in ONCE or setup == SETUPS[1]]
    return [ours(path, setup), *(peer(name, path, setup) for name in peers)]


def more(bare: Path, full: Path) -> list[Measured]:
    """What only sendspec is asked for: more columns, the status of each message, and the command."""
    one, every = SETUPS[1], SETUPS[3]
    return [
        ours(bare, one, ROUNDS, "--statuses", STATUSES, name=f"{OURS}, status file"),
        ours(full, one, name=f"{OURS}, all columns"),
        ours(full, every, name=f"{OURS}, all columns"),
        ours(full, one, ROUNDS, "--statuses", STATUSES, name=f"{OURS}, all columns, status file"),
        command(bare, SETUPS[0]),
        command(bare, SETUPS[2]),
    ]


def command(path: Path, setup: Setup, rounds: int = ROUNDS, *options: str) -> Measured:
    """The command, named with its options."""
    mode = [] if len(setup.modes) > 1 else ["--mode", setup.modes[0]]
    whole = [SENDSPEC, "replay", str(path), "--source", "events", "--json", *mode, *options]
    return Measured(" ".join((COMMAND, *options)), setup, runs(whole, rounds))


def slice_of_objects(path: Path) -> list[Measured]:
    """What makes an object for each message, at a size that it can bear."""
    setup = SETUPS[1]
    libraries = [
        Measured(name, setup, runs(module("peers.objects", name, path, *setup.options), 1)) for name in LIBRARIES
    ]
    return [*libraries, peer("Python dict loop", path, setup, 1), ours(path, setup)]


def agree(measured: Sequence[Measured]) -> None:
    """Stop unless all tell the same of what both speak of; no time is told of an answer that is wrong."""
    first: dict[tuple[str, str, str], tuple[str, Any]] = {}
    for each in measured:
        for kind, by_mode in each.answer.items():
            for mode, values in by_mode.items():
                for name, value in values.items():
                    said_by, said = first.setdefault((kind, mode, name), (each.name, value))
                    if said != value:
                        raise SystemExit(f"{kind}, {mode}, {name}: {said_by} says {said}, {each.name} says {value}")


def rows(measured: Sequence[Measured], events: int) -> list[dict[str, Value]]:
    return [
        {
            "by": each.name,
            "modes": len(each.setup.modes),
            "a minute": "KPIs" if each.setup.series else "–",
            "M events/s": events / each.seconds / 1e6,
            "work, s": each.seconds,
            "first pass, s": each.first,
            "peak, MiB": round(each.memory),
        }
        for each in measured
    ]


if __name__ == "__main__":
    main()
