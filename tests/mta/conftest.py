"""One campaign through each server, both at once: their logs, and the mails that came back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.mta import campaign
from tests.mta.exim import Exim
from tests.mta.postfix import Postfix
from tests.mta.receivers import DOMAINS, LATE, RETURNING, receiving, sink
from tests.mta.servers import Ports, until
from tests.requirements import FINDERS, needed

SENDERS = {"postfix": "back.test", "exim": "returned.test"}
"""By server: the domain of its senders, to which reports come back."""
LONGEST = 150.0
"""After how many seconds every message must have had its end."""


class Told(NamedTuple):
    """What a server leaves of a campaign."""

    source: str
    """The server, and the source of its log."""
    log: Path
    reports: Path
    """A folder of the mails that came back."""
    taken: Path
    """A folder of the mails that the accepting server took, of all campaigns."""

    @property
    def sender(self) -> str:
        """The domain from which it was sent."""
        return SENDERS[self.source]

    @property
    def fates(self) -> dict[tuple[str, str], campaign.Fate]:
        """What must come out: the fate of each recipient, in lower case, of each message, by its Message-ID."""
        return campaign.fates(campaign.CAMPAIGNS[self.source])


@pytest.fixture(params=list(SENDERS))
def told(request: pytest.FixtureRequest) -> Told:
    """What each server told; skipped without it."""
    needed(request.param)
    found: dict[str, Told] = request.getfixturevalue("campaigns")
    return found[request.param]


@pytest.fixture(scope="session")
def campaigns() -> Iterator[dict[str, Told]]:
    """What the servers that are there told, by their names; all of it is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sendspec-mta-"))
    # The servers drop their privileges.
    folder.chmod(0o755)
    try:
        yield run([name for name in SENDERS if FINDERS[name]() is not None], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(names: list[str], folder: Path) -> dict[str, Told]:
    """Send a campaign through each of these servers, and wait until every message has had its end."""
    inboxes = {name: SENDERS[name] for name in names}
    ports = Ports([*DOMAINS, RETURNING, *names, *inboxes.values()])
    with ExitStack() as stack:
        stack.callback(ports.close)
        exchanger = stack.enter_context(receiving(folder, ports, {inboxes[name]: name for name in names}))
        servers: dict[str, Postfix | Exim] = {}
        for name, inbox in inboxes.items():
            stack.enter_context(sink(inbox, folder, ports))
            routes = {domain: ports[domain] for domain in (*DOMAINS, inbox)}
            servers[name] = _server(name, folder / name, ports.let_go(name), routes)
            stack.enter_context(servers[name].running())
        for name, server in servers.items():
            campaign.send(campaign.CAMPAIGNS[name], server.port, f"news@{inboxes[name]}")
        for domain in LATE:
            until(partial(_all_deferred, servers, domain), f"a first attempt for {domain}")
            stack.enter_context(sink(domain, folder, ports))
        # A message that is handed on is in two queues for a moment, and the second may have been looked at before.
        queues = (exchanger, *servers.values()) * 2
        until(lambda: all(queue.is_empty() for queue in queues), "all messages to have had their end", LONGEST)
    accepted = folder / campaign.ACCEPT
    return {name: Told(name, server.log, folder / inboxes[name], accepted) for name, server in servers.items()}


def _server(name: str, folder: Path, port: int, routes: dict[str, int]) -> Postfix | Exim:
    if name == "postfix":
        return Postfix(folder, "out.test", port, routes)
    return Exim(needed("exim"), folder, "exim.test", port, routes)


def _all_deferred(servers: dict[str, Postfix | Exim], domain: str) -> bool:
    return all(server.has_deferred(domain) for server in servers.values())
