"""`sendspec docs`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sendspec.cli.generate import SAID_OF
from sendspec.cli.project import compiled_model, project_option, spec_files

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
@project_option
def docs(serve: bool, open_page: bool, host: str | None, port: int | None, project: Path) -> None:
    """Write the site in generated/docs/ where it is not up to date, and name its first page; or serve it.

    Served pages load themselves anew within a second of a save. While the spec has problems they show these, over the
    last good version.

    Example: sendspec docs --serve --open
    """
    if serve:
        from sendspec.cli.docs.live import serve_live

        spec_files(project)  # ends the command where there is no spec
        serve_live(project, host or "127.0.0.1", 8000 if port is None else port, open_page)
        return
    if host is not None or port is not None:
        raise click.UsageError("--host and --port say where to serve the site; add --serve")
    _write(project)
    page = project / FIRST_PAGE
    print(page)
    if open_page:
        open_in_browser(page.resolve().as_uri())


def open_in_browser(address: str) -> None:
    """Open a page for the reader; where there is no browser, say which page to open."""
    import webbrowser

    if not webbrowser.open(address):
        print(f"no browser could be started; open {address} yourself", file=sys.stderr)


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
