"""How time and memory grow with the log, and what the time is spent on. Run `python -m benchmarks.growth`.

`BENCH_FULL=1` adds 100 M events. A peer that ends early there, for lack of memory, is told of rather than left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import data
from benchmarks.columns import ALL, ONE, OURS, PEERS, ROUNDS, TWICE, Measured, Setup, agree, command, ours
from benchmarks.measure import Failure, module, run
from benchmarks.telling import Table, Value, tell

SETUPS = (Setup(ONE, series=True), Setup(ALL, series=True))
NOTE = "With KPIs a minute, the work alone, at its second pass; the command without, from its start to its end."
LIMIT = "2GiB"
COMPARED = ("DuckDB SQL alone", "Polars alone")


def main() -> None:
    growth: list[dict[str, Value]] = []
    stages: list[dict[str, Value]] = []
    run(module("peers.ours", data.log(data.SLICE), *SETUPS[0].options))
    for events in data.sizes():
        path = data.log(events)
        for setup in SETUPS:
            measured = ours(path, setup, 1 if events > data.EVENTS else ROUNDS)
            growth.append(_row(measured, events))
            stages.append(_stages(measured, events))
            growth.extend(_peers(path, events, measured))
    growth.append(_limited(path, events, measured))
    tell(
        Table("Growth", growth, f"{NOTE} All that came to an end agree."),
        Table(
            "Where the time goes",
            stages,
            "Seconds of all threads together, of sendspec as a library; columns message, time and event.",
        ),
    )


def _peers(path: Path, events: int, measured: Measured) -> Iterator[dict[str, Value]]:
    for name in COMPARED:
        try:
            theirs = Measured(
                name, measured.setup, [run(module(f"peers.{PEERS[name]}", path, *measured.setup.options, *TWICE))]
            )
        except Failure as failure:
            yield {"by": name, **_what(measured.setup, events), "came to an end": f"no: exit code {failure.status}"}
            continue
        agree([measured, theirs])
        yield _row(theirs, events)


def _limited(path: Path, events: int, measured: Measured) -> dict[str, Value]:
    """The command with less memory than the log would take, all modes; it parts the log on disk."""
    limited = command(path, Setup(measured.setup.modes, series=False), 1, "--memory", LIMIT)
    agree([measured, limited])
    return _row(limited, events)


def _what(setup: Setup, events: int) -> dict[str, Value]:
    return {"events": data.counted(events), "modes": len(setup.modes)}


def _row(measured: Measured, events: int) -> dict[str, Value]:
    return {
        "by": measured.name,
        **_what(measured.setup, events),
        "work, s": measured.seconds,
        "ns an event": 1e9 * measured.seconds / events,
        "peak, MiB": round(measured.memory),
        "came to an end": "yes",
    }


def _stages(measured: Measured, events: int) -> dict[str, Value]:
    """The stages in the order in which the engine tells them, from the run that is in the middle."""
    middle = sorted(measured.runs, key=lambda each: each.told["seconds"])[len(measured.runs) // 2]
    stages: dict[str, Value] = {name: float(seconds) for name, seconds in middle.told["stages"].items()}
    return {"by": OURS, **_what(measured.setup, events), **stages}


if __name__ == "__main__":
    main()
