"""Which message of a log is meant, and what the log says of it in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from itertools import islice, takewhile
from pathlib import Path

import click
from sendspec_gen.problems import printable

from sendspec.cli.statuses import clean
from sendspec.histories import Key, key_of
from sendspec.names import did_you_mean, folded
from sendspec.sources.content import BREAKS_OFF, opened
from sendspec.sources.privacy import MASK, masked, without_others
from sendspec.sources.records import BadLogError, EventRecord, NotUnderstood

MOST_SHOWN = 20
MOST_COMPARED = 1_000


def records_of(events: Iterable[EventRecord], wanted: str, recipient: str | None) -> list[EventRecord]:
    """The records of the one recipient of one message that is meant; ends the command where it is none or several.

    `wanted` is a message, a recipient, or both as `message/recipient`.
    """
    small, only = folded(wanted), None if recipient is None else folded(recipient)
    messages: dict[str, None] = {}
    recipients: dict[str, None] = {}
    groups: dict[Key, list[EventRecord]] = {}
    for event in events:
        key = key_of(event)
        name = key[1]
        messages[event.message] = recipients[name] = None
        is_pair = small.endswith(name) and wanted[: len(wanted) - len(name)] == f"{event.message}/"
        if is_pair or event.message == wanted or name == small:
            groups.setdefault(key, []).append(event)
    if not groups:
        raise click.UsageError(_unknown("message or recipient", wanted, (*messages, *recipients), len(messages)))
    chosen = {key: group for key, group in groups.items() if only is None or key[1] == only}
    if not chosen:
        names = [name for _, name in groups]
        cure = did_you_mean(only or "", names) or f"there are: {_listed([*map(_shown, names)])}"
        raise click.UsageError(_with_cure(f"`{wanted}` has no recipient `{recipient}`; {_shown(cure)}"))
    if len(chosen) > 1:
        raise click.UsageError(_ambiguous(wanted, chosen))
    return next(iter(chosen.values()))


def records_to(events: Iterable[EventRecord], address: str) -> list[EventRecord]:
    """The records of one recipient of all messages; ends the command where there is no such recipient."""
    small = folded(address)
    recipients: dict[str, None] = {}
    found = []
    for event in events:
        name = key_of(event)[1]
        recipients[name] = None
        if name == small:
            found.append(event)
    if not found:
        raise click.UsageError(_unknown("recipient", address, tuple(recipients), 0))
    return found


def about(records: Iterable[EventRecord]) -> list[EventRecord]:
    """The records of one recipient, whose reasons name nobody else unless addresses are to be shown."""
    return [
        record if record.reason is None else record._replace(reason=without_others(record.reason, record.recipient))
        for record in records
    ]


def texts_of(paths: Iterable[Path], records: Iterable[EventRecord]) -> Mapping[str, str]:
    """By their places, the lines of logs that records of one recipient stand in, which name nobody else unless asked.

    Those that cannot be had are left out.
    """
    asked = {record.place: record.recipient for record in records}
    return {place: without_others(text, asked[place]) for place, text in _texts_of(paths, asked).items()}


def _texts_of(paths: Iterable[Path], places: Iterable[str]) -> Mapping[str, str]:
    """The lines at places such as `maillog:12`."""
    wanted: dict[str, set[int]] = {}
    for place in places:
        name, _, line = place.rpartition(":")
        if line.isdecimal():
            wanted.setdefault(name, set()).add(int(line))
    files = [path for path in paths if path.is_file()]
    names = [path.name for path in files]
    texts: dict[str, str] = {}
    for path in files:
        # A place tells the name of its file only.
        if path.name in wanted and names.count(path.name) == 1:
            texts |= _lines(path, wanted[path.name])
    return texts


def belonging(records: Iterable[NotUnderstood], message: str, recipient: str) -> tuple[NotUnderstood, ...]:
    """The records that were not understood and name the message or its recipient, and nobody else unless asked."""
    names = "|".join(re.escape(name) for name in (message.partition("#")[0], recipient))
    named = re.compile(rf"(?<![\w.-])(?:{names})(?![\w-])", re.IGNORECASE)
    return tuple(
        record._replace(text=without_others(record.text, recipient)) for record in records if named.search(record.text)
    )


def _lines(path: Path, numbers: set[int]) -> dict[str, str]:
    texts = {}
    try:
        with opened(path) as stream:
            for number, line in enumerate(islice(stream, max(numbers)), 1):
                if number in numbers:
                    texts[f"{path.name}:{number}"] = line.rstrip("\r\n")
    except (*BREAKS_OFF, BadLogError):
        # The reader has told already where the log breaks off.
        return texts
    return texts


def _unknown(what: str, name: str, known: Sequence[str], messages: int) -> str:
    if not known:
        return f"no {what} is called `{name}`: the log names no message at all"

    def unlike(one: str) -> int:
        return -_common(one, name) - _common(reversed(one), reversed(name))

    # To compare with each of a million names letter by letter would take minutes.
    near = nsmallest(MOST_COMPARED, known, key=unlike) if len(known) > MOST_COMPARED else known
    cure = did_you_mean(name, near) or f"there are {', '.join(f'`{one}`' for one in known[:3])} and so on."
    counted = _counted(len(known) - messages, "recipient")
    counted = f"{_counted(messages, 'message')} and {counted}" if messages else counted
    return _with_cure(f"no {what} is called `{name}`; {_shown(cure)} The log names {counted}.")


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    """How many letters two names have in common from where they begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _ambiguous(wanted: str, groups: Mapping[Key, list[EventRecord]]) -> str:
    pairs = [_pair(wanted, group) for group in groups.values()]
    listed = _listed(pairs, separator="\n")
    return _with_cure(f"`{wanted}` may mean {len(pairs)} messages; give one of these:\n{listed}")


def _pair(wanted: str, group: list[EventRecord]) -> str:
    """A message and its recipient, whom whoever gave the address knows already."""
    message, recipient = _shown(group[0].message), group[0].recipient
    who = printable(clean(recipient) or "") if folded(recipient) == folded(wanted) else _shown(recipient)
    return f"{message}/{who}  ({_counted(len(group), 'event')})"


def _listed(names: Sequence[str], separator: str = ", ") -> str:
    shown = [*names[:MOST_SHOWN]]
    more = [f"and {len(names) - MOST_SHOWN:,} more"] if len(names) > MOST_SHOWN else []
    return separator.join([*shown, *more])


def _shown(text: str) -> str:
    """A text from a log, harmless to a terminal, and without addresses unless they were asked for."""
    return masked(clean(text) or "")


def _with_cure(words: str) -> str:
    return f"{words}\n--show-addresses shows the addresses." if MASK in words else words


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
