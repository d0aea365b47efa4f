"""The site, served and built again on each save."""

from __future__ import annotations

import errno
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.docs.site import Site
from sendspec.cli.watching import Build, Builder, versions

if TYPE_CHECKING:
    from sendspec.cli.docs.serving import Server

CURES = {
    errno.EADDRINUSE: "it is in use; name another with --port, or --port 0 for any that is free",
    errno.EACCES: "only an administrator may; name one above 1023 with --port",
    errno.EADDRNOTAVAIL: "this machine has no such address; name another with --host, or leave it out",
}


def serve_live(project: Path, host: str, port: int, open_page: bool) -> None:
    """Serve the site until Ctrl-C: the last good version, and what is wrong with the spec as it is now."""
    builder = Builder(project)
    site = Site()
    server = _listening(site, host, port)
    with server, suppress(KeyboardInterrupt):
        for files in versions(project):
            built = builder.build(files)
            site.show(built.files, built.told)
            if not server.started:
                server.start()
                _welcome(server, open_page)
            _tell(built)


def _listening(site: Site, host: str, port: int) -> Server:
    from sendspec.cli.docs.serving import Server

    try:
        server = Server(site, host, port)
    except OSError as error:
        reason = CURES.get(error.errno or 0, f"{error.strerror}; name another with --host")
        raise click.ClickException(f"port {port} of {host} cannot be listened at: {reason}") from error
    if not server.is_loopback:
        print(
            f"Warning: {host} is not this machine alone: whoever reaches it over the network can read the pages",
            file=sys.stderr,
        )
    return server


def _welcome(server: Server, open_page: bool) -> None:
    from sendspec.cli.docs import open_in_browser

    print(f"{server.address} shows the site and follows each save below spec/; Ctrl-C ends it", flush=True)
    if open_page:
        open_in_browser(server.address)


def _tell(built: Build) -> None:
    if built.told:
        print(built.told, file=sys.stderr, flush=True)
    shown = "the last good version stays" if built.files is None else "the pages are up to date"
    print(f"{built.seconds:.2f} s: {shown}", flush=True)
