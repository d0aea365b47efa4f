"""What the verbs that read logs are asked: each answer found, or the command ended in words."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sendspec.cli.privacy import complain
from sendspec.cli.project import Compiled, SourceConfig
from sendspec.names import did_you_mean

if TYPE_CHECKING:
    from sendspec.sources.readers import Reader
    from sendspec.sources.records import Reading, Request

mode_option = click.option(
    "--mode",
    "modes",
    multiple=True,
    default=("all",),
    show_default=True,
    metavar="MODE",
    help="One way of sending, several, or all.",
)
EVENTS = "events"
"""The reader of logs that are columns of events already."""
LONGEST_WRITTEN = 100
COLUMNAR = ("numpy", "pyarrow", "duckdb")
"""What reads and writes them, and need not be installed."""
READING: tuple[Callable[..., Any], ...] = (
    click.argument("log", nargs=-1, required=True, type=click.Path(path_type=Path)),
    click.option("--source", required=True, metavar="NAME", help="What wrote the log: a name of spec/sources/."),
    click.option("--year", type=click.IntRange(1970, 9000), help="The year of the first line, where lines tell none."),
    click.option(
        "--timezone",
        metavar="ZONE",
        help="Of times without one, as Europe/Paris.  [default: UTC; none for logs of events]",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
)
"""How a log is read."""
PARAMETERS: tuple[Callable[..., Any], ...] = (
    *READING[:2],
    mode_option,
    click.option(
        "--as-of", metavar="TIME", help="As at this time, as 2026-11-21T01:58:36Z.  [default: the end of the log]"
    ),
    *READING[2:],
)


def log_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The LOG and the options that say how it is read and replayed."""
    for parameter in reversed(PARAMETERS):
        command = parameter(command)
    return command


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The LOG and the options that say how it is read."""
    for parameter in reversed(READING):
        command = parameter(command)
    return command


def zone_named(name: str | None) -> tzinfo | None:
    """The time zone of that name."""
    if name is None:
        return None
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        cure = did_you_mean(name, available_timezones()) or "give one such as Europe/Paris"
        raise click.BadParameter(f"no time zone is called `{name}`; {cure}", param_hint="--timezone") from None


def time_given(written: str | None, zone: tzinfo | None) -> int | None:
    """Microseconds since 1970 in UTC; a time without a zone is in the zone of the log."""
    if written is None:
        return None
    from sendspec.times import EPOCH, MICROSECOND

    try:
        time = datetime.fromisoformat(written)
        # What cannot be shown in UTC is none either.
        time = (time if time.tzinfo else time.replace(tzinfo=zone or UTC)).astimezone(UTC)
        return (time - EPOCH) // MICROSECOND
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"`{written}` is no time that can be shown; write it as 2026-11-21T01:58:36Z", param_hint="--as-of"
        ) from None


def duration_given(written: str | None, option: str) -> int | None:
    """Microseconds of a duration such as 15m; another text ends the command with exit code 2."""
    if written is None:
        return None
    from sendspec_gen.kinds import DURATION, microseconds

    from sendspec.sources.stamps import FIRST, LAST

    length = microseconds(written) if DURATION.fullmatch(written) and len(written) <= LONGEST_WRITTEN else 0
    if not 0 < length <= LAST - FIRST:
        raise click.BadParameter(f"`{written}` is no duration; write it as 1m, 15m, 1h or 1d", param_hint=option)
    return length


def source_named(spec: Compiled, name: str) -> SourceConfig:
    """The source of that name."""
    if name in spec.sources:
        return spec.sources[name]
    raise click.BadParameter(_unknown("source", name, list(spec.sources), "spec/sources/"), param_hint="--source")


def modes_named(known: Iterable[str], names: tuple[str, ...]) -> list[str]:
    """The modes of these names, each once; `all` is every one that is known."""
    if set(names) == {"all"}:
        return list(known)
    known = [*known, "all"]
    for name in names:
        if name == "all":
            raise click.BadParameter("`all` goes alone: give it, or the modes that are meant", param_hint="--mode")
        if name not in known:
            raise click.BadParameter(_unknown("mode", name, known, "spec/modes/"), param_hint="--mode")
    return list(dict.fromkeys(names))


def locale_named(spec: Compiled, name: str | None) -> str:
    """The locale of that name, else the project's own."""
    if name is None:
        return spec.default_locale
    if name in spec.locales:
        return name
    raise click.BadParameter(_unknown("locale", name, list(spec.locales), "spec/project.yaml"), param_hint="--locale")


def _unknown(what: str, name: str, known: list[str], where: str) -> str:
    cure = did_you_mean(name, known) or f"there are: {', '.join(known) or 'none'}"
    return f"no {what} in {where} is called `{name}`; {cure}"


def reader_of(config: SourceConfig) -> Reader:
    """The reader that a source names."""
    from sendspec.sources import readers

    if config.declared is not None:
        return readers.Reader(_reading_declared(config), None)
    known = {**readers.READERS, EVENTS: readers.Reader(_read_events, None)}
    if config.reader == EVENTS:
        check_columns("--source", f"the reader `{EVENTS}`")
    try:
        return readers.find(config.reader, config.events, known)
    except readers.BadSourceError as error:
        complain(f"{config.place}: {error}")
        raise SystemExit(1) from None


def _reading_declared(config: SourceConfig) -> Callable[[Request], Reading]:
    """What reads logs by the rules of a source itself."""
    from sendspec.sources.declared import reader

    declared, bounces = config.declared, config.bounces
    assert declared is not None
    classify = None if bounces is None else lambda *told: bounces.classify(*told).kind
    return lambda request: reader.read(request, declared, classify)


def check_columns(option: str, what: str, needed: tuple[str, ...] = COLUMNAR) -> None:
    """End the command with exit code 2 where what reads and writes logs as columns is missing."""
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise click.BadParameter(
            f"{what} needs {' and '.join(missing)}: pip install 'sendspec[batch]'", param_hint=option
        )


def _read_events(request: Request) -> Reading:
    from sendspec.batch import reading

    return reading.read(request)


def read_log(reader: Reader, request: Request) -> Reading:
    """All that the log says; on a terminal a sign of life meanwhile."""
    from sendspec.sources.records import BadLogError

    try:
        if not sys.stderr.isatty():
            return reader.read(request)
        from rich.console import Console

        with Console(stderr=True).status(f"reading {', '.join(map(str, request.paths))}"):
            return reader.read(request)
    except BadLogError as error:
        complain(error)
        raise SystemExit(1) from None


@contextmanager
def without_garbage() -> Iterator[None]:
    """Do without the garbage collector: all that is read is kept, and searching it again and again takes its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
