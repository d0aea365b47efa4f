"""What the verbs that read logs are asked about addresses and faults, and how they say what they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sendspec.sources.privacy import AddressHashes
    from sendspec.sources.records import Reading

MOST_BYTES = 1 << 20
UNCERTAIN = ("not_joined", "without_message", "without_recipient")
"""What `--strict` counts beside records that are not understood: they were, and belong to nobody."""


def _show(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        from sendspec.sources.privacy import addresses_shown

        context.with_resource(addresses_shown())


show_addresses_option = click.option(
    "--show-addresses",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show,
    help="Show the addresses that errors, notes and samples leave out.",
)
strict_option = click.option(
    "--strict",
    is_flag=True,
    help="End with exit code 1 if any record was not understood or not joined; all else is written all the same.",
)


def _hashes(_: click.Context, parameter: click.Parameter, path: Path | None) -> AddressHashes | None:
    """What turns addresses into hashes; a key that is none ends the command with exit code 2."""
    if path is None:
        return None
    from sendspec.sources.privacy import SHORTEST_KEY, AddressHashes

    cure = "make one with: head -c 32 /dev/urandom > KEYFILE"
    try:
        if path.exists() and not path.is_file():
            raise click.BadParameter(f"{path}: it is no regular file; {cure}", param=parameter)
        with path.open("rb") as file:
            key = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise click.BadParameter(f"{path}: it cannot be read: {error.strerror}; {cure}", param=parameter) from None
    if len(key) < SHORTEST_KEY:
        raise click.BadParameter(
            f"{path}: a key of {len(key)} bytes can be tried out; at least {SHORTEST_KEY} are needed: {cure}",
            param=parameter,
        )
    if len(key) > MOST_BYTES:
        raise click.BadParameter(
            f"{path}: it has more than {MOST_BYTES:,} bytes, and is no key; {cure}", param=parameter
        )
    return AddressHashes(key)


hash_addresses_option = click.option(
    "--hash-addresses",
    "hashes",
    type=click.Path(path_type=Path),
    callback=_hashes,
    metavar="KEYFILE",
    help="Write a hash under this key instead of each address: HMAC-SHA256, 32 digits.",
)


def private_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--strict`, `--hash-addresses` and `--show-addresses`, of verbs that write what they read."""
    for option in (show_addresses_option, hash_addresses_option, strict_option):
        command = option(command)
    return command


def complain(message: object) -> None:
    """Say what is wrong, so that no terminal obeys it."""
    from sendspec.sources.privacy import harmless

    click.echo(f"error: {harmless(str(message))}", err=True)


def note(remark: str, *, err: bool = True) -> None:
    """Say what was assumed."""
    from sendspec.sources.privacy import harmless

    click.echo(f"note: {harmless(remark)}", err=err)


def json_text(answer: object) -> str:
    """An answer as JSON that people can read, in which whatever a terminal would obey is written by its number."""
    lines = json.dumps(answer, ensure_ascii=False, indent=2).split("\n")
    return "\n".join(line if line.isprintable() else "".join(map(_escaped, line)) for line in lines)


def _escaped(sign: str) -> str:
    return sign if sign.isprintable() else json.dumps(sign)[1:-1]


def end_strictly(reading: Reading, *, is_strict: bool) -> None:
    """End the command with exit code 1 if that was asked for, and a record was not understood or not joined."""
    if is_strict and (told := faults_of(reading)):
        complain(f"{told} (--strict)")
        raise SystemExit(1)


def faults_of(reading: Reading) -> str:
    """What `--strict` refuses, counted, in words; empty where all is well."""
    counts = {"not understood": reading.records["not_understood"]}
    counts |= {name.replace("_", " "): _count(reading, name) for name in UNCERTAIN}
    counts["logs not read to their end"] = reading.incomplete["broken_off"]
    return ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)


def _count(reading: Reading, name: str) -> int:
    return max(reading.incomplete[name], reading.reports[name], reading.records[name])
