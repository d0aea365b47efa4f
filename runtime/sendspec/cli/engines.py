"""The engines that `sendspec replay` can call: what they are asked, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import click

from sendspec.cli.logs import EVENTS

if TYPE_CHECKING:
    from sendspec.addresses import Addressed
    from sendspec.cli.plot.picture import Curves
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.numbers import Numbers
    from sendspec.replay import Result
    from sendspec.series import Series
    from sendspec.sources.privacy import AddressHashes
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
    with_addresses: bool
    with_plot: bool
    with_recording: bool
    keep_aside: bool
    tuning: Mapping[str, Any] = field(default_factory=dict)
    """The options of the engine, by name; those that were not given are None or empty."""

    @property
    def totals_only(self) -> bool:
        """Whether nothing is asked for that needs each message by itself, or its times."""
        return self.every is None and not (
            self.with_rows or self.with_addresses or self.with_plot or self.with_recording
        )


class Answered(Protocol):
    """What an engine found; what costs time is made when it is called for."""

    reading: Reading
    """The account of the records."""
    numbers: Numbers

    def write_statuses(self, path: Path, hashes: AddressHashes | None = None) -> None:
        """Write the status of each message, with hashes for addresses if there are any; raises `OSError`."""
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

    def addresses(self) -> Addressed:
        """Where each address stands, from the engine that keeps all events."""
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


class Tuning(NamedTuple):
    """An option of one engine."""

    engine: str
    name: str
    option: Callable[..., Any]


def _tuning(engine: str, name: str, help: str, **more: Any) -> Tuning:
    return Tuning(engine, name, click.option(f"--{name}", help=help, **more))


def _folder() -> dict[str, Any]:
    return {"type": click.Path(path_type=Path, file_okay=False), "metavar": "DIR"}


TUNING = (
    _tuning(
        "columns",
        "memory",
        "Keep to so much memory, as 2GiB; more goes to disk.  [default: 60 % of what there is]",
        metavar="SIZE",
    ),
    _tuning(
        "columns",
        "work",
        "Where parts of the log lie meanwhile; a run that was cut off goes on from them.",
        **_folder(),
    ),
    _tuning(
        "columns",
        "state",
        "Go on from the runs before: messages that are still open are kept there.",
        **_folder(),
    ),
    _tuning("columns", "keep", "How long a message stays open in the state.  [default: 30d]", metavar="DURATION"),
    _tuning("spark", "master", "The cluster, as local[2] or spark://host:7077.  [default: local[*]]", metavar="URL"),
    _tuning("spark", "conf", "A setting of Spark.", metavar="KEY=VALUE", multiple=True),
)
"""The options of the engines."""


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a log is replayed."""
    for tuning in reversed(TUNING):
        command = tuning.option(command)
    return click.option(
        "--engine",
        type=click.Choice(["auto", *ENGINES]),
        default="auto",
        show_default=True,
        help="live: one message after the other; columns: logs of events of any size; spark: the same on a cluster.",
    )(command)


def engine_named(name: str, config: SourceConfig, tuning: Mapping[str, Any], *, kept: Mapping[str, str]) -> str:
    """The engine of that name, or the one that suits; what does not go together ends the command with exit code 2.

    `kept` are the options given that need all events, each with what it needs them for.
    """
    keeping = next(iter(kept), None)
    columnar = config.reader == EVENTS
    if name == "auto":
        name = "columns" if columnar and keeping is None else "live"
    elif name != "live" and not columnar:
        raise click.BadParameter(
            f"`{name}` takes logs of events: write one with `sendspec events LOG --source {config.name} --out FILE`, "
            "and replay that with --source events",
            param_hint="--engine",
        )
    elif name != "live" and keeping is not None:
        raise click.BadParameter(f"only the engine `live` keeps {kept[keeping]}", param_hint=keeping)
    together = [option for option in ("memory", "work") if tuning.get(option)]
    if tuning.get("state") and together:
        raise click.BadParameter(
            "a state is added to in memory; leave one of the two out", param_hint=f"--state, --{together[0]}"
        )
    if tuning.get("keep") and not tuning.get("state"):
        raise click.BadParameter("it says how long messages stay open in a state: --state DIR", param_hint="--keep")
    for each in TUNING:
        if tuning.get(each.name) and each.engine != name:
            raise click.BadParameter(
                f"it is for the engine `{each.engine}`, and this log is replayed by `{name}`",
                param_hint=f"--{each.name}",
            )
    return name
