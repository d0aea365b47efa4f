"""Recorded runs, resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec_gen import model, syntax
from sendspec_gen.kinds import duration_text
from sendspec_gen.problems import Problems
from sendspec_gen.resolve.names import Names, words_of
from sendspec_gen.resolve.vocabulary import Known
from sendspec_gen.source import Written


def recordings(spec: syntax.Spec, known: Known, problems: Problems) -> dict[str, model.Recording]:
    """All recordings, by their names."""
    defined = Names("recording")
    heard = known.heard()
    return {
        written.recording.value: _recording(written, heard, known, problems)
        for written in spec.recordings
        if defined.define(written.recording, problems)
    }


def _recording(written: syntax.Recording, heard: Names, known: Known, problems: Problems) -> model.Recording:
    return model.Recording(
        name=written.recording.value,
        label=words_of(written.label, known.locales, written.place, problems),
        doc=words_of(written.doc, known.locales, written.place, problems),
        start=written.start.value,
        messages=written.messages.value,
        events=_in_order(_events(written, heard, problems), heard),
        place=written.recording.place,
    )


def _in_order(rows: Iterable[model.RecordedEvent], heard: Names) -> tuple[model.RecordedEvent, ...]:
    """As they are told; what one message hears at one time, in the order in which any log is heard."""
    told = tuple(rows)
    first: dict[tuple[int, int], int] = {}
    for row in told:
        first.setdefault((row.at, row.message), len(first))
    ranks = {event: rank for rank, event in enumerate(heard.places)}

    def place(row: model.RecordedEvent) -> tuple[int, int, bool, str]:
        return first[row.at, row.message], ranks.get(row.event, len(ranks)), row.reason is not None, row.reason or ""

    return tuple(sorted(told, key=place))


def _events(written: syntax.Recording, heard: Names, problems: Problems) -> Iterator[model.RecordedEvent]:
    messages, latest = written.messages.value, 0
    for row in written.events:
        if row.at < latest:
            problems.add(
                "time-goes-back",
                row.time_place,
                f"{duration_text(row.at)} lies before the event above, which is at {duration_text(latest)}",
            )
        if not 1 <= row.message <= messages:
            problems.add(
                "no-such-message",
                row.message_place,
                f"this recording has no message `{row.message}`",
                hint=f"it has {messages}; write a number from 1, or raise `messages`",
            )
        if row.event not in heard.places:
            heard.find(Written(row.event, row.event_place), problems)
        latest = max(latest, row.at)
        yield model.RecordedEvent(row.at, row.message, row.event, row.reason)
