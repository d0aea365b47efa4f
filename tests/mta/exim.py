"""An Exim with a configuration, a queue and a log of its own."""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.mta.servers import HOST, contents, serving

USER = "Debian-exim"
"""Whom Debian's Exim becomes, and looks for before it reads any configuration."""
SETTINGS = """\
exim_path = {program}
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/spool/exim.pid
primary_hostname = {host}
local_interfaces = {address}
daemon_smtp_ports = {port}
timezone = UTC
log_selector = {selector}
tls_advertise_hosts =
host_lookup =
smtp_accept_max = 0
remote_max_parallel = 10
queue_run_max = 10
deliver_drop_privilege = true
never_users =
bounce_return_message = true
delay_warning = 12s
ignore_bounce_errors_after = 0s
acl_smtp_rcpt = accept_all

begin acl
accept_all:
  accept

begin routers
{routers}
begin transports
{transports}
begin retry
* * F,25s,4s
"""
ROUTER = """\
to_{name}:
  driver = manualroute
  domains = {domain}
  route_list = * {address}
  self = send
  transport = by_{name}
"""
TRANSPORT = """\
by_{name}:
  driver = smtp
  port = {port}
  allow_localhost = true
  hosts_avoid_tls = *
"""


class Exim:
    """One instance; mail to the domain of each route goes to its port."""

    def __init__(self, program: str, folder: Path, host: str, port: int, routes: Mapping[str, int]) -> None:
        self.port = port
        self.log = folder / "log" / "mainlog"
        self._program = program
        self._folder = folder
        self._settings = folder / "exim.conf"
        user = pwd.getpwnam(USER)
        folder.mkdir()
        for made in (folder / "spool", folder / "log"):
            made.mkdir()
        names = {domain: domain.replace(".", "_") for domain in routes}
        parts = {
            "routers": "\n".join(ROUTER.format(name=names[to], domain=to, address=HOST) for to in routes),
            "transports": "\n".join(TRANSPORT.format(name=names[to], port=port) for to, port in routes.items()),
        }
        selector = "+received_recipients"
        self._settings.write_text(
            SETTINGS.format(
                program=program, folder=folder, host=host, port=port, address=HOST, selector=selector, **parts
            )
        )
        for made in (folder / "spool", folder / "log"):
            os.chown(made, user.pw_uid, user.pw_gid)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run it until the end of the block."""
        with serving([self._program, "-C", str(self._settings), "-bdf", "-q3s"], self._folder, self.port):
            yield

    def is_empty(self) -> bool:
        """Whether no message waits."""
        return not contents(self._folder / "spool" / "input")

    def has_deferred(self, domain: str) -> bool:
        """Whether an attempt for a recipient of this domain has failed for now."""
        return self.log.exists() and re.search(f"== \\S+@{domain} ", self.log.read_text()) is not None
