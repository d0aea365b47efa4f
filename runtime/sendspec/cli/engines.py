"""The engines that `sendspec replay` can call: what they are asked, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from sendspec.cli.logs import EVENTS

if TYPE_CHECKING:
    from sendspec.cli.plot.picture import Curves
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.numbers import Numbers
    from sendspec.replay import Result
    from sendspec.series import Series
    from sendspec.sources.records import Reading


@dataclass(frozen=True, slots=True)
class Asked:
    """What a log is replayed for."""

    paths: tuple[Path, ...]
    modes: list[str]
    as_of: int | None
    zone: tzinfo | None
    year: int | None
    every: int | None
    """The step of the series, in microseconds; None: none is asked for."""
    with_rows: bool
    with_plot: bool
    keep_aside: bool
    tuning: Mapping[str, Any] = field(default_factory=dict)
    """The options of the engine, by name; those that were not given are None or empty."""


class Answered(Protocol):
    """What an engine found; what costs time is made when it is called for."""

    reading: Reading
    """The account of the records."""
    numbers: Numbers

    def write_statuses(self, path: Path) -> None:
        """Write the status of each message; raises `OSError`."""
        ...

    def series(self) -> Series:
        """Each KPI at the end of each step."""
        ...

    def curves(self) -> Curves:
        """What a plot shows."""
        ...

    def replayed(self) -> Result:
        """The walk of each message, from the engine that keeps them."""
        ...

    def finish(self) -> None:
        """Remove what was only needed on the way."""
        ...


def _called(module: str) -> Callable[[Compiled, SourceConfig, Asked], Answered]:
    def call(spec: Compiled, config: SourceConfig, asked: Asked) -> Answered:
        answered: Answered = import_module(f"sendspec.cli.{module}").answer(spec, config, asked)
        return answered

    return call


ENGINES: Mapping[str, Callable[[Compiled, SourceConfig, Asked], Answered]] = {
    "live": _called("live"),
    "columns": _called("columns"),
    "spark": _called("spark"),
}
"""By name; each is imported when it is called."""
TUNING: tuple[tuple[str, Callable[..., Any]], ...] = (
    (
        "columns",
        click.option(
            "--memory",
            metavar="SIZE",
            help="Keep to so much memory, as 2GiB; more goes to disk.  [default: 60 % of what there is]",
        ),
    ),
    (
        "columns",
        click.option(
            "--work",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            help="Where parts of the log lie meanwhile; a run that was cut off goes on from them.",
        ),
    ),
    (
        "columns",
        click.option(
            "--state",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            help="Go on from the runs before: messages that are still open are kept there.",
        ),
    ),
    (
        "columns",
        click.option("--keep", metavar="DURATION", help="How long a message stays open in the state.  [default: 30d]"),
    ),
    (
        "spark",
        click.option(
            "--master", metavar="URL", help="The cluster, as local[2] or spark://host:7077.  [default: local[*]]"
        ),
    ),
    ("spark", click.option("--conf", multiple=True, metavar="KEY=VALUE", help="A setting of Spark.")),
)
"""The options of the engines, each with whose it is."""


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a log is replayed."""
    for _, option in reversed(TUNING):
        command = option(command)
    return click.option(
        "--engine",
        type=click.Choice(["auto", *ENGINES]),
        default="auto",
        show_default=True,
        help="live: one message after the other; columns: logs of events of any size; spark: the same on a cluster.",
    )(command)


def engine_named(name: str, config: SourceConfig, tuning: Mapping[str, Any], *, with_recording: bool) -> str:
    """The engine of that name, or the one that suits; what does not go together ends the command with exit code 2."""
    columnar = config.reader == EVENTS
    if name == "auto":
        name = "columns" if columnar and not with_recording else "live"
    elif name != "live" and not columnar:
        raise click.BadParameter(
            f"`{name}` takes logs of events: write one with `sendspec events LOG --source {config.name} --out FILE`, "
            "and replay that with --source events",
            param_hint="--engine",
        )
    elif name != "live" and with_recording:
        raise click.BadParameter("only the engine `live` keeps what a recording tells", param_hint="--recording")
    owners = {"memory": "columns", "work": "columns", "state": "columns", "keep": "columns"}
    owners |= {"master": "spark", "conf": "spark"}
    together = [option for option in ("memory", "work") if tuning.get(option)]
    if tuning.get("state") and together:
        raise click.BadParameter(
            "a state is added to in memory; leave one of the two out", param_hint=f"--state, --{together[0]}"
        )
    if tuning.get("keep") and not tuning.get("state"):
        raise click.BadParameter("it says how long messages stay open in a state: --state DIR", param_hint="--keep")
    for option, owner in owners.items():
        if tuning.get(option) and owner != name:
            raise click.BadParameter(
                f"it is for the engine `{owner}`, and this log is replayed by `{name}`", param_hint=f"--{option}"
            )
    return name
