"""A Postfix with a configuration, a queue and a log of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.mta.servers import ENVIRONMENT, HOST, PATIENCE, contents, serving

SETTINGS = {
    "compatibility_level": "3.6",
    "inet_interfaces": HOST,
    "inet_protocols": "ipv4",
    "mynetworks": "127.0.0.0/8",
    "mydestination": "",
    "alias_maps": "",
    "local_recipient_maps": "",
    "relay_domains": "static:all",
    "disable_dns_lookups": "yes",
    "smtpd_peername_lookup": "no",
    "smtpd_relay_restrictions": "permit_mynetworks, reject",
    # A client that is answered with errors is made to wait.
    "smtpd_error_sleep_time": "0",
    "notify_classes": "",
    "queue_run_delay": "3s",
    "minimal_backoff_time": "4s",
    "maximal_backoff_time": "8s",
    "maximal_queue_lifetime": "25s",
    "bounce_queue_lifetime": "25s",
    "delay_warning_time": "12s",
}
MASTER = """\
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
OWNER = "postfix"
"""Whom its servers become."""
QUEUES = ("maildrop", "incoming", "active", "deferred")


class Postfix:
    """One instance; mail to each route, a domain or an address, goes to its port."""

    def __init__(
        self, folder: Path, host: str, port: int, routes: Mapping[str, int], refused: Mapping[str, str] | None = None
    ) -> None:
        self.port = port
        self.log = folder / "maillog"
        self._folder = folder
        self._settings = folder / "etc"
        self._queue = folder / "queue"
        for made in (folder, self._settings, self._queue, folder / "data"):
            made.mkdir()
        shutil.chown(folder / "data", OWNER)
        tables = {
            "transport": {route: f"smtp:[{HOST}]:{to}" for route, to in routes.items()},
            "access": refused or {},
        }
        for name, table in tables.items():
            (self._settings / name).write_text("".join(f"{key} {value}\n" for key, value in table.items()))
        settings = SETTINGS | {
            "queue_directory": str(self._queue),
            "data_directory": str(folder / "data"),
            "myhostname": host,
            "syslog_name": f"postfix-{host.partition('.')[0]}",
            "maillog_file": str(self.log),
            "maillog_file_prefixes": str(folder),
            "transport_maps": f"texthash:{self._settings}/transport",
            "smtpd_recipient_restrictions": f"check_recipient_access texthash:{self._settings}/access",
        }
        (self._settings / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        (self._settings / "master.cf").write_text(MASTER.format(port=f"{HOST}:{port}"))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run it until the end of the block."""
        # It makes what lacks of the queue.
        self._ask("postfix", "check")
        programs = self._ask("postconf", "-h", "daemon_directory").strip()
        with serving([f"{programs}/master", "-c", str(self._settings)], self._folder, self.port):
            yield

    def _ask(self, program: str, *arguments: str) -> str:
        command = [program, "-c", str(self._settings), *arguments]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def is_empty(self) -> bool:
        """Whether no message waits in any queue."""
        return not any(contents(self._queue / name) for name in QUEUES)

    def has_deferred(self, domain: str) -> bool:
        """Whether an attempt for a recipient of this domain has failed for now."""
        return self.log.exists() and re.search(f"@{domain}>.*status=deferred", self.log.read_text()) is not None
