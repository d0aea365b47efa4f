"""`sendspec explain`."""

from __future__ import annotations

import click

from sendspec.cli.explain.address import address
from sendspec.cli.explain.kpi import kpi
from sendspec.cli.explain.message import message
from sendspec.cli.explain.rule import rule


@click.group()
def explain() -> None:
    """What became of a message or an address and why, what moves a KPI, what a rule of the checker means.

    Example: sendspec explain message 9E37C25463F/full@mx.test samples/postfix/maillog --source postfix

    Example: sendspec explain address full@mx.test samples/postfix/maillog --source postfix

    Example: sendspec explain kpi delivered_rate

    Example: sendspec explain rule unknown-state
    """


explain.add_command(message)
explain.add_command(address)
explain.add_command(kpi)
explain.add_command(rule)
