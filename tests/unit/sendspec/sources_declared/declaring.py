"""A small sender, declared as a page of YAML would: what most tests read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sendspec.sources.declared.meaning import Declared, Fields, Records, Rule, Test, Time, Value, Way
from sendspec.sources.declared.reader import read
from sendspec.sources.records import Reading, Request

EIGHT = 1_772_438_400_000_000
"""2026-03-02T08:00:00Z."""


def value(*paths: str) -> Value:
    return tuple(Way(path) for path in paths)


def time(path: str = "at", form: str = "iso8601", zone: str | None = None) -> Time:
    return Time(value(path), form, zone)


def equal(path: str, *values: Any) -> Test:
    return Test(path, "is", values)


def rule(record: str, *when: Test, event: str | None = None, **more: Any) -> Rule:
    kept = {name: more.pop(name) for name in ("by_kind", "also_known_as", "continues_as") if name in more}
    fields = {"message": value("id"), "recipient": value("to"), "time": time(), **more}
    if isinstance(fields["time"], Time):
        fields["time"] = (fields["time"],)
    return Rule(
        record,
        when,
        event,
        kept.get("by_kind"),
        Fields(**fields),
        kept.get("also_known_as", {}),
        kept.get("continues_as"),
        "spec/sources/small.yaml:1",
    )


def declared(*rules: Rule, format: Any = "json", records: tuple[Records, ...] = (), **more: Any) -> Declared:
    return Declared("small", format, records, rules, **more)


DELIVERED = rule("delivery", equal("type", "d"), event="delivered")
SMALL = declared(DELIVERED, rule("bounce", equal("type", "b"), event="hard_bounced"), rule("ping", equal("type", "p")))


def told(folder: Path, content: bytes | str, source: Declared = SMALL, classify: Any = None, **asked: Any) -> Reading:
    """What comes out of one file."""
    path = folder / "log"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(Request((path,), {}, keep_aside=True, of_any_kind=True, **asked), source, classify)


def seen(reading: Reading) -> list[tuple[str, str, str, str]]:
    """Of each event what most tests ask for."""
    return [(event.event, event.message, event.recipient, event.place) for event in reading.events]


def aside(reading: Reading) -> list[tuple[str, str, str]]:
    return [tuple(record) for record in reading.not_understood]  # type: ignore[misc]
