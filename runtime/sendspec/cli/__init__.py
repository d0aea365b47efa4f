"""The command `sendspec`. Each verb is loaded when it is called."""

from __future__ import annotations

import errno
import gc
import importlib
import io
import os
import sys
from contextlib import suppress
from typing import Any

import click

from sendspec.names import did_you_mean

VERBS = {
    "check": "read, resolve and check the spec, and run its scenarios",
    "generate": "write the classes, tables, diagrams and pages",
    "events": "the events of a log as Parquet, CSV or JSON Lines",
    "replay": "real logs to statuses and KPIs",
    "propose": "what a log shows and the spec does not expect, as edits",
    "compare": "what a change of mode does to each KPI, which move causes it",
    "diff": "what changed in meaning, and for whom",
    "explain": "the path of a message, what moves a KPI, what a rule means",
    "docs": "the pages as a site, live on each save if served",
    "watch": "check and generate again on each save",
}


class Verbs(click.Group):
    """The verbs, each in a module of its own that is imported only for its own call."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"sendspec.cli.{cmd_name}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in VERBS and not args[0].startswith("-"):
            cure = did_you_mean(args[0], VERBS) or f"there are: {', '.join(VERBS)}"
            ctx.fail(f"no verb is called `{args[0]}`; {cure}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the verb; an output that cannot be written is told in words."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except click.ClickException as error:
            from sendspec_gen.problems import printable

            # Names come from anywhere, and a terminal obeys what it is shown.
            vars(error)["message"] = "\n".join(map(printable, error.message.split("\n")))
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            # What is still held back would fail once more when the interpreter ends.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            what = error.filename or "the output"
            raise click.ClickException(f"{_shortened(str(what))}: {error.strerror}") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


def _shortened(path: str) -> str:
    return path if len(path) <= 200 else f"{path[:200]}…"


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sendspec", message="%(package)s %(version)s")
def main() -> None:
    """How a sent message's log status moves, and what each move does to the KPIs.

    The rules stand in spec/. Example: edit spec/modes/enhanced_mta.yaml, then

        sendspec check && sendspec generate
    """
    # A command hardly leaves garbage behind, and looking for it after every 700 objects takes a twentieth of the time.
    gc.set_threshold(50_000)
    # A terminal that lacks a letter shows its number instead; that is no reason to stop.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
