"""The recordings that the simulator plays: numbers and names only; their words are with the words of the site."""

from __future__ import annotations

import json

from sendspec_gen.kinds import MICROSECONDS
from sendspec_gen.model import Model, RecordedEvent, Recording

HEADER = """\
// Generated from spec/recordings/ by `sendspec generate`. Do not edit.
"use strict";
// The start is in milliseconds since 1970. A row: seconds since the start, number of the message from 1, which of the
// events, and which of the reasons if there is one.
"""
MILLISECOND = 1_000


def recordings(model: Model) -> str:
    """Write `assets/recordings.js`, which sets one global name; in the order of time, as the spec tells them."""
    written = ",\n".join(f"{_json(name)}: {_written(recording)}" for name, recording in model.recordings.items())
    return f"{HEADER}var sendspecRecordings = {{\n{written}\n}};\n"


def _written(recording: Recording) -> str:
    events = {heard.event: None for heard in recording.events}
    reasons = {heard.reason: None for heard in recording.events if heard.reason is not None}
    event_numbers = {event: number for number, event in enumerate(events)}
    reason_numbers = {reason: number for number, reason in enumerate(reasons)}
    rows = ",\n".join(_row(heard, event_numbers, reason_numbers) for heard in recording.events)
    return (
        f'{{"file": {_json(recording.place.file)}, "start": {recording.start // MILLISECOND},'
        f' "messages": {recording.messages},\n"events": {_json(list(events))},\n"reasons": {_json(list(reasons))},\n'
        f'"rows": [\n{rows}\n]}}'
    )


def _row(heard: RecordedEvent, events: dict[str, int], reasons: dict[str, int]) -> str:
    reason = "" if heard.reason is None else f",{reasons[heard.reason]}"
    return f"[{heard.at // MICROSECONDS['s']},{heard.message},{events[heard.event]}{reason}]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
