"""The recording that `sendspec replay` writes: what the pages play, without anything that tells who the people are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sendspec_gen.disk import write_atomically
from sendspec_gen.kinds import NAME, duration_text
from sendspec_gen.read.nodes import LARGEST_FILE

from sendspec.cli.privacy import complain
from sendspec.cli.project import SourceConfig
from sendspec.cli.statuses import iso
from sendspec.histories import BY_TIME, Key, key_of

if TYPE_CHECKING:
    from sendspec.replay import Result
    from sendspec.walks import Record

HEAD = """\
# yaml-language-server: $schema=../../generated/schema/recording.schema.json
# Written by `sendspec replay LOG --source {source} --recording FILE`: to the second, and without addresses.
"""
REPLY = re.compile(r"(?<![\w.-])([245][0-9]{2})[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![\w.])")
"""The codes of a server's answer; the words around them may name people and machines."""
SECOND = 1_000_000


def check_recording(path: Path) -> None:
    """End the command with exit code 2 for a file that cannot be a recording, or that is something else."""
    if path.suffix != ".yaml" or not NAME.fullmatch(path.stem):
        raise click.BadParameter(
            f"{path}: the file is named as the recording: lower case, digits and underscores, and .yaml",
            param_hint="--recording",
        )
    if path.is_file() and not re.search(rb"^recording:", path.read_bytes(), re.MULTILINE):
        raise click.BadParameter(f"{path}: it is no recording; name another file", param_hint="--recording")


def write_recording(path: Path, source: SourceConfig, result: Result) -> None:
    """Write what was replayed as a recording; what cannot be one ends the command with exit code 1."""
    heard = _in_order(result)
    if not heard:
        raise _refused(path, "the log tells no event, so there is nothing to record")
    content = recording_text(path.stem, source.name, source.label, heard).encode()
    if len(content) > LARGEST_FILE:
        raise _refused(path, f"{len(heard):,} events are too many for a file of the spec; end sooner with --as-of")
    try:
        write_atomically(path.resolve(), content)
    except OSError as error:
        raise _refused(path, f"it cannot be written: {error.strerror}") from None


def recording_text(name: str, source: str, label: Mapping[str, str], heard: list[Record]) -> str:
    """A recording of events that are in the order of time; messages are numbered by their first event."""
    start = heard[0].time // SECOND
    numbers: dict[Key, int] = {}
    rows = [
        f"  - {duration_text((one.time // SECOND - start) * SECOND)}"
        f" {numbers.setdefault(key_of(one), len(numbers) + 1)} {one.event}{_codes(one.reason)}\n"
        for one in heard
    ]
    return "".join(
        [
            HEAD.format(source=source),
            f"recording: {name}\n",
            "label:\n",
            *(f"  {locale}: {json.dumps(words, ensure_ascii=False)}\n" for locale, words in label.items()),
            f"start: {iso(start * SECOND)}\n",
            f"messages: {len(numbers)}\n",
            "events:\n",
            *rows,
        ]
    )


def _in_order(result: Result) -> list[Record]:
    """All events by time; those of one recipient that the recording puts into one second as any log orders them."""
    heard = sorted(_heard(result), key=BY_TIME)
    first: dict[tuple[int, Key], int] = {}
    for record in heard:
        first.setdefault((record.time // SECOND, key_of(record)), len(first))
    ranks: dict[str, int] = {}
    for event in (event for walked in result.walked for event in walked.table.events):
        ranks.setdefault(event, len(ranks))

    def place(record: Record) -> tuple[int, int, str]:
        group = first[record.time // SECOND, key_of(record)]
        return group, ranks[record.event], _codes(record.reason)

    return sorted(heard, key=place)


def _heard(result: Result) -> Iterator[Record]:
    """Every event up to the end, each once; the modes have heard the same."""
    for mode in list(result.modes.values())[:1]:
        yield from (record for history in mode.histories for record in history)
    if result.tracking is not None:
        yield from (record for history in result.tracking.histories for record in history)


def _codes(reason: str | None) -> str:
    found = REPLY.search(reason or "")
    return f" {found[1]} {found[2]}" if found else ""


def _refused(path: Path, why: str) -> SystemExit:
    complain(f"{path}: {why}")
    return SystemExit(1)
