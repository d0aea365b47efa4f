"""`sendspec docs`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.generate import SAID_OF
from sendspec.cli.project import compiled_model, project_option, spec_files

if TYPE_CHECKING:
    from sendspec_gen.emit.evidence import Evidence
    from sendspec_gen.model import Model

FIRST_PAGE = "generated/docs/index.html"
SITE = ("generated/docs/", "diagrams/")
"""The pages, and the pictures that they show."""


@click.command()
@click.option("--serve", is_flag=True, help="Serve the site from memory, live on each save, until Ctrl-C.")
@click.option("--open", "open_page", is_flag=True, help="Open the first page in the browser.")
@click.option("--host", metavar="NAME", help="With --serve: the address to listen at.  [default: 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="NUMBER",
    help="With --serve: the port to listen at, 0 for any that is free.  [default: 8000]",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Write a copy of the site there, not in the project."
)
@click.option(
    "--log",
    "logs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="With --out: a log, and the folder of notifications beside it; the copy tells what they say.",
)
@click.option("--source", metavar="NAME", help="With --log: what wrote the log, a name of spec/sources/.")
@click.option("--as-of", metavar="TIME", help="With --log: as at this time.  [default: the end of the log]")
@click.option("--year", type=click.IntRange(1970, 9000), help="With --log: the year of the first line.")
@click.option("--timezone", metavar="ZONE", help="With --log: of times without one.  [default: UTC]")
@click.option("--pseudo", is_flag=True, help="With --out: in accented, longer English, to find what is untranslated.")
@project_option
def docs(
    serve: bool,
    open_page: bool,
    host: str | None,
    port: int | None,
    out: Path | None,
    logs: tuple[Path, ...],
    source: str | None,
    as_of: str | None,
    year: int | None,
    timezone: str | None,
    pseudo: bool,
    project: Path,
) -> None:
    """Write the site in generated/docs/ where it is not up to date, and name its first page; or serve it.

    Served pages load themselves anew within a second of a save. While the spec has problems they show these, over the
    last good version. A copy (--out) may be stamped with what a real log did to each state and move (--log).

    Example: sendspec docs --serve --open

    Example: sendspec docs --log /var/log/maillog --source postfix --out evidence
    """
    _check(serve, out, logs, (source, as_of, year, timezone), pseudo, (host, port))
    if serve:
        from sendspec.cli.docs.live import serve_live

        spec_files(project)  # ends the command where there is no spec
        serve_live(project, host or "127.0.0.1", 8000 if port is None else port, open_page)
        return
    if out is not None:
        _write_copy(project, out, logs, source, as_of, year, timezone, pseudo)
    else:
        _write(project)
    page = project / FIRST_PAGE if out is None else out / "index.html"
    print(page)
    if open_page:
        open_in_browser(page.resolve().as_uri())


def open_in_browser(address: str) -> None:
    """Open a page for the reader; where there is no browser, say which page to open."""
    import webbrowser

    if not webbrowser.open(address):
        print(f"no browser could be started; open {address} yourself", file=sys.stderr)


def _check(
    serve: bool,
    out: Path | None,
    logs: tuple[Path, ...],
    about_the_log: tuple[object, ...],
    pseudo: bool,
    address: tuple[object, ...],
) -> None:
    """End the command in words where its options do not go together."""
    if not serve and any(part is not None for part in address):
        raise click.UsageError("--host and --port say where to serve the site; add --serve")
    if serve and (out is not None or logs or pseudo):
        raise click.UsageError("--serve shows the site as it is; leave out --out, --log and --pseudo")
    if out is None and (logs or pseudo):
        raise click.UsageError("a log or --pseudo makes a copy of the site; add --out DIR")
    if not logs and any(part is not None for part in about_the_log):
        raise click.UsageError("--source, --as-of, --year and --timezone say how a log is read; add --log PATH")
    if logs and about_the_log[0] is None:
        raise click.UsageError("say what wrote the log: add --source NAME")


def _write_copy(
    project: Path,
    out: Path,
    logs: tuple[Path, ...],
    source: str | None,
    as_of: str | None,
    year: int | None,
    timezone: str | None,
    pseudo: bool,
) -> None:
    from sendspec_gen.emit import site_files
    from sendspec_gen.emit.errors import EmitError

    from sendspec.cli.docs.copy import check_folder, write_copy

    check_folder(out, project)
    model = compiled_model(project, for_output=True)
    evidence = _evidence(model, logs, source, as_of, year, timezone) if source is not None else None
    if pseudo:
        from sendspec_gen.emit.pseudo import pseudo as accented

        model = accented(model)
    try:
        write_copy(out, site_files(model, evidence))
    except EmitError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}") from error


def _evidence(
    model: Model, logs: tuple[Path, ...], source: str, as_of: str | None, year: int | None, timezone: str | None
) -> Evidence:
    from sendspec.cli.docs.evidence import evidence_from
    from sendspec.cli.logs import source_named, time_given, zone_named
    from sendspec.cli.project import compiled_of
    from sendspec.sources.records import Request

    spec = compiled_of(model)
    zone = zone_named(timezone)
    config = source_named(spec, source)
    return evidence_from(spec, config, Request(logs, config.events, zone, year), until=time_given(as_of, zone))


def _write(project: Path) -> None:
    from sendspec_gen import disk
    from sendspec_gen.emit.errors import EmitError
    from sendspec_gen.pipeline import emit_files

    model = compiled_model(project, for_output=True)
    try:
        changes = disk.differences(project, emit_files(model))
        disk.write(project, [change for change in changes if change.path.startswith(SITE)])
    except EmitError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}") from error
    for change in changes:
        if change.path.startswith(SITE) and change.state in disk.KEPT:
            print(f"{change.path}: {SAID_OF[change.state]}", file=sys.stderr)
