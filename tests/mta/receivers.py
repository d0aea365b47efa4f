"""The servers that take the campaign's mails, or refuse them, each in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.mta import campaign, postfix
from tests.mta.servers import HOST, NOBODY, Ports, serving

REFUSING = {
    campaign.HARD: ("-f", "RCPT", "-B", "550 5.1.1 User unknown"),
    campaign.CONTENT: ("-f", ".", "-B", "554 5.7.1 Spam message rejected"),
    campaign.FULL: ("-r", "RCPT", "-b", "452 4.2.2 Mailbox full"),
    campaign.LOST: ("-q", "DATA"),
    campaign.BUSY: ("-Q", "CONNECT"),
}
"""By domain: how smtp-sink answers there."""
RETURNING = "returning"
"""Where the mail exchanger hands on what it took, in vain."""
LATE = (campaign.LATE, campaign.LATER)
"""Domains whose servers come up when a first attempt has failed."""
DOMAINS = (campaign.ACCEPT, *REFUSING, *LATE, campaign.CLOSED, campaign.MX)
"""All that have a route; at one of them nobody ever listens."""


@contextmanager
def sink(name: str, folder: Path, ports: Ports, *answers: str) -> Iterator[Path]:
    """A server that answers in one way; gives the folder where it puts the mails that it took."""
    taken = folder / name
    taken.mkdir()
    taken.chmod(0o777)
    port = ports.let_go(name)
    command = ["smtp-sink", "-h", name, "-d", f"{taken}/%H%M%S.", *answers, f"{HOST}:{port}", "100"]
    with serving(command, folder, port, NOBODY):
        yield taken


@contextmanager
def receiving(folder: Path, ports: Ports, senders: dict[str, str]) -> Iterator[postfix.Postfix]:
    """Every server but those that come late; gives the mail exchanger, which returns mail by the port of its sender."""
    with ExitStack() as stack:
        stack.enter_context(sink(campaign.ACCEPT, folder, ports))
        stack.enter_context(sink(RETURNING, folder, ports, *REFUSING[campaign.HARD]))
        for name, answers in REFUSING.items():
            stack.enter_context(sink(name, folder, ports, *answers))
        routes = {domain: ports[port] for domain, port in senders.items()}
        routes |= {f"{name}@{campaign.MX}": ports[RETURNING] for name in ("oob", "oob2")}
        routes |= {campaign.MX: ports[campaign.ACCEPT]}
        access = {f"nouser@{campaign.MX}": "550 5.1.1 User unknown", f"full@{campaign.MX}": "452 4.2.2 Mailbox full"}
        exchanger = postfix.Postfix(folder / "mx", campaign.MX, ports.let_go(campaign.MX), routes, access)
        stack.enter_context(exchanger.running())
        yield exchanger
