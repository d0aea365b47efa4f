"""Logs of a declared source, of any length: the records of its own examples, each time of another message and time.

Most records tell of mail that was taken in, delivered and read, as `SHARES` says; none is made up.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from sendspec.cli.logs import reader_of
from sendspec.cli.project import SourceConfig
from sendspec.names import folded
from sendspec.sources.declared.records_in import flattened
from sendspec.sources.records import BadLogError, EventRecord, Request

if TYPE_CHECKING:
    from sendspec_gen.model import Source

SHARES = {
    **{"relayed": 300, "delivered": 380, "opened": 160, "clicked": 60, "soft_bounced": 50, "hard_bounced": 20},
    **{"expired": 10, "excluded": 10, "unsubscribed": 6, "complained": 3, "cancelled": 1},
}
"""Of a thousand events; where a source lacks some, of fewer."""
RECORDS_OF_ONE = 3
"""How many records in a row tell of one message."""
SEED = 1
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
STEP = timedelta(milliseconds=37)
"""From one record to the next."""
SECONDS = r"(?<![\w.+-])1[78]\d{8}(?:\d{3})?(?:\.\d{1,6})?(?![\w.-])"
CLOCK = r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?"
ADDRESS = r"[\w.+-]+@[\w.-]+"
"""Senders bear the number of the message too, so that reports find it."""
SHORT = 8
"""Characters of an id that are others in each record."""
ENVELOPE = {
    "Type": "Notification",
    "TopicArn": "arn:aws:sns:eu-west-1:111122223333:ses-events",
    "SignatureVersion": "1",
}
"""What SNS writes beside the text of the record, as the examples of `ses` have it."""
Part = str | tuple[str, str]
"""A text that stays, or what stands in its place by its sort: `message`, `id`, `recipient`, `time` or `number`."""


class Shape(NamedTuple):
    """One way in which a sender lays its records down."""

    name: str
    join: Callable[[list[str]], str]
    """Makes the file of the texts of records."""


class Template(NamedTuple):
    """A record of an example."""

    parts: tuple[Part, ...]
    events: tuple[str, ...]
    """What comes out of it."""


def logs_of(source: Source, config: SourceConfig, events: int) -> Iterator[tuple[str, str, int]]:
    """By each shape: its name, the file, and how many events are in it, at least so many."""
    assert config.declared is not None
    is_csv = config.declared.format == "csv"
    values = _rows(source) if is_csv else list(_values(source))
    header = list(dict.fromkeys(name for row in values for name in row)) if is_csv else None
    templates = list(_templates(values, config, header))
    records, told = [], 0
    for number, template in enumerate(_mixed(templates)):
        if told >= events:
            break
        records.append(_made(template.parts, number))
        told += len(template.events)
    for shape in _shapes(source, header):
        yield f"{source.name}, {shape.name}", shape.join(records), told


def _shapes(source: Source, header: list[str] | None) -> list[Shape]:
    if header is not None:
        return [Shape("rows of CSV", lambda records: "".join(f"{row}\n" for row in (",".join(header), *records)))]
    shapes = [Shape("a record a line", lambda records: "".join(f"{record}\n" for record in records))]
    if any(example.record.startswith("[") for example in source.examples):
        shapes.append(Shape("arrays of 100", _arrays))
    if source.name == "ses":
        shapes.append(Shape("in envelopes of SNS", _enveloped))
    return shapes


def _arrays(records: list[str]) -> str:
    """As webhooks come."""
    return "".join(f"[{','.join(records[at : at + 100])}]\n" for at in range(0, len(records), 100))


def _enveloped(records: list[str]) -> str:
    """Text that holds JSON within JSON."""
    return "".join(
        json.dumps({**ENVELOPE, "MessageId": f"9b0c6f5e-2d1a-4c3b-9e8f-{number:012x}", "Message": record}) + "\n"
        for number, record in enumerate(records)
    )


def _values(source: Source) -> Iterator[dict[str, Any]]:
    """The objects in the examples; those in arrays one by one, and none in an envelope."""
    decode = json.JSONDecoder().raw_decode
    for example in source.examples:
        rest = example.record.strip()
        while rest:
            try:
                value, end = decode(rest)
            except ValueError:
                break
            rest = rest[end:].lstrip()
            for one in flattened([value]):
                if type(one) is dict and not {"Message", "TopicArn"} <= one.keys():
                    yield one


def _rows(source: Source) -> list[dict[str, str]]:
    """The rows in the examples of a CSV, by the names of their columns."""
    return [
        {name: cell for name, cell in row.items() if name and cell}
        for example in source.examples
        for row in csv.DictReader(io.StringIO(example.record))
    ]


def _templates(values: list[dict[str, Any]], config: SourceConfig, header: list[str] | None) -> Iterator[Template]:
    """Of those values that give events by themselves, each once."""
    reader = reader_of(config)
    seen = set()
    with TemporaryDirectory() as folder:
        path = Path(folder, "log")
        for value in values:
            text = _written(value, header)
            if text in seen:
                continue
            seen.add(text)
            path.write_text(text if header is None else f"{','.join(header)}\n{text}\n", "utf-8")
            try:
                events = reader.read(Request((path,), {})).events
            except BadLogError:
                continue
            if events:
                yield Template(tuple(_parts(text, events)), tuple(event.event for event in events))


def _written(value: dict[str, Any], header: list[str] | None) -> str:
    if header is None:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow([value.get(name, "") for name in header])
    return row.getvalue()


def _parts(text: str, events: list[EventRecord]) -> Iterator[Part]:
    """A text cut where something differs from record to record."""
    sorts = {one: "recipient" for event in events for one in (folded(event.recipient), event.recipient)}
    sorts |= {event.id: "id" for event in events if event.id} | {event.message: "message" for event in events}
    known = "|".join(re.escape(one) for one in sorted(sorts, key=len, reverse=True))
    at = 0
    found = re.compile(f"(?P<known>{known})|(?P<recipient>{ADDRESS})|(?P<time>{CLOCK})|(?P<number>{SECONDS})")
    for match in found.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        sort = match.lastgroup or ""
        yield sorts.get(match[0], sort), match[0]
        at = match.end()
    yield text[at:]


def _mixed(templates: list[Template]) -> Iterator[Template]:
    """Templates without end, as often as their events occur; those of one event in turn."""
    of_event = {
        event: cycle([one for one in templates if one.events[0] == event])
        for event in SHARES
        if any(one.events[0] == event for one in templates)
    }
    rolls = random.Random(SEED)
    names, shares = list(of_event), [SHARES[event] for event in of_event]
    while True:
        for event in rolls.choices(names, shares, k=1000):
            yield next(of_event[event])


def _made(parts: tuple[Part, ...], number: int) -> str:
    """The text of a record, given how many there were before."""
    return "".join(part if isinstance(part, str) else _another(part[0], part[1], number) for part in parts)


def _another(sort: str, text: str, number: int) -> str:
    """What stands in a record in place of what stood in the example, as long and of the same form."""
    message = number // RECORDS_OF_ONE
    if sort == "recipient":
        return f"{text.split('@')[0]}{message}@{text.split('@')[1]}"
    if sort == "time":
        clock = f"{BEGIN + number * STEP:%Y-%m-%d{text[10]}%H:%M:%S.%f}"
        return clock[: len(text)].ljust(len(text), "0")
    if sort == "number":
        whole, point, _ = text.partition(".")
        time = (BEGIN + number * STEP).timestamp()
        shown = f"{time:.6f}" if point else f"{time * 10 ** (len(whole) - 10):.0f}"
        return shown[: len(text)]
    count = message if sort == "message" else number
    if text.isdecimal() and not text.startswith("0"):
        return str(int(text) + count)
    return f"{count:0{SHORT}x}{text[SHORT:]}"
