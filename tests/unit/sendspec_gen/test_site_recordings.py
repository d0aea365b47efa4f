"""The recordings as the simulator gets them."""

from __future__ import annotations

import json
from dataclasses import replace

from sendspec_gen.emit.site.recordings import recordings
from sendspec_gen.model import RecordedEvent, Recording
from sendspec_gen.source import Place

from tests.project import shipped_model
from tests.unit.sendspec_gen.small_spec import small_model

SECOND = 1_000_000
RUN = Recording(
    name="run",
    label={"en": "A run", "fr": "Une course"},
    doc={"en": "Words."},
    start=1_709_231_400 * SECOND,
    messages=2,
    events=(
        RecordedEvent(0, 1, "sent", None),
        RecordedEvent(62 * SECOND, 2, "bounced", 'no "such" box'),
        RecordedEvent(62 * SECOND, 1, "bounced", None),
        RecordedEvent(90_000 * SECOND, 2, "sent", 'no "such" box'),
    ),
    place=Place("spec/recordings/run.yaml", 1, 12),
)
EXPECTED = """\
"run": {"file": "spec/recordings/run.yaml", "start": 1709231400000, "messages": 2,
"events": ["sent", "bounced"],
"reasons": ["no \\"such\\" box"],
"rows": [
[0,1,0],
[62,2,1,0],
[62,1,1],
[90000,2,0,0]
]}
"""


def test_a_recording_is_rows_of_numbers_without_words() -> None:
    head, _, body = recordings(replace(small_model(), recordings={"run": RUN})).partition("{\n")

    assert head.startswith('// Generated from spec/recordings/ by `sendspec generate`. Do not edit.\n"use strict";\n')
    assert head.endswith("\nvar sendspecRecordings = ")
    assert body == f"{EXPECTED}}};\n"


def test_recordings_follow_each_other() -> None:
    later = replace(RUN, name="later", events=RUN.events[:1], messages=1)
    text = recordings(replace(small_model(), recordings={"run": RUN, "later": later}))
    found = json.loads(text[text.index("{") :].removesuffix(";\n"))

    assert list(found) == ["run", "later"]
    assert found["later"]["rows"] == [[0, 1, 0]]
    assert found["later"]["reasons"] == []


def test_a_spec_without_recordings_has_none() -> None:
    text = recordings(small_model())

    assert json.loads(text[text.index("{") :].removesuffix(";\n")) == {}


def test_the_shipped_recordings_are_small() -> None:
    assert len(recordings(shipped_model()).encode()) <= 30_000
