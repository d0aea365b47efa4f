"""The examples of each source, read as a log is read: what comes out is what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sendspec.cli.bounces import classifier_of
from sendspec.cli.project import SourceConfig, source_config

if TYPE_CHECKING:
    from sendspec_gen.model import Example, ExampleEvent, Model, Source
    from sendspec_gen.problems import Problem
    from sendspec_gen.source import Place

    from sendspec.bounces import Classifier
    from sendspec.sources.declared.file import FileReader
    from sendspec.sources.declared.meaning import Declared, Time
    from sendspec.sources.records import Bounce, EventRecord, Reading, Request

Read = Callable[["Request"], "Reading"]
START = datetime(1970, 1, 1, tzinfo=UTC)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
"""The present of every example, so that a time without a year is the same one whenever it is checked."""
SHOWN = 8
"""How many events a message tells."""


def failing(model: Model) -> list[Problem]:
    """Each example that comes out otherwise, at the event that is another; `bounce` only if there is a table."""
    return [problem for look in in_pieces(model) for problem in look()]


def in_pieces(model: Model) -> list[Callable[[], list[Problem]]]:
    """The same in pieces of work: one for each source, and one for those whose readers are loaded at once."""
    classifier = cache(partial(classifier_of, model.bounces))
    sources = [source for source in model.sources.values() if source.examples]
    read = [source for source in sources if source.declared is None]
    shares = [read, *([source] for source in sources if source.declared is not None)]
    return [partial(_failing, share, classifier) for share in shares if share]


def _failing(sources: list[Source], classifier_once: Callable[[], Classifier | None]) -> list[Problem]:
    classifier = classifier_once()
    with TemporaryDirectory(prefix="sendspec-") as folder:
        return [problem for source in sources for problem in _of_source(source, classifier, Path(folder, "example"))]


def _of_source(source: Source, classifier: Classifier | None, path: Path) -> Iterator[Problem]:
    config = source_config(source)
    read = _reader(config, classifier)
    for example in source.examples:
        yield from _told(source, example, config, read, path, classifier)


def _reader(config: SourceConfig, classifier: Classifier | None) -> Read:
    if config.declared is not None:
        return _DeclaredReader(config.declared, classifier).read
    from sendspec.cli.logs import reader_of

    return reader_of(config).read


class _DeclaredReader:
    """Reads one example after the other, with the rules compiled once; they may hold nothing that is understood."""

    def __init__(self, declared: Declared, classifier: Classifier | None) -> None:
        self._declared = declared
        self._classifier = classifier
        self._needs_year = declared.format == "syslog" or any(
            _lacks_year(time) for rule in declared.rules for time in rule.fields.time
        )
        self._by_year: dict[int | None, FileReader] = {}

    def read(self, request: Request) -> Reading:
        from sendspec.sources.declared.file import FileReader, Job
        from sendspec.sources.declared.joins import closed
        from sendspec.sources.records import Reading

        year = request.year if self._needs_year else None
        if year not in self._by_year:
            job = Job(self._declared, request.zone, year, request.now, request.keep_aside)
            self._by_year[year] = FileReader(request.paths[0], job)
        found = self._by_year[year].anew()
        # What is taken of the next example goes into the same counters.
        taken = replace(found.taken, incomplete=found.taken.incomplete.copy())
        events = closed(taken, self._declared, self._kind_of if self._classifier else None)
        records = Counter(not_understood=found.records_aside) + Counter(found.taken.records)
        incomplete = Counter(broken_off=int(found.broken_off is not None)) + Counter(taken.incomplete)
        return Reading(events, records, incomplete=incomplete, not_understood=found.not_understood)

    def _kind_of(self, source: str, bounce: Bounce, text: str | None) -> str:
        assert self._classifier is not None
        return self._classifier.classify(source, bounce, text).kind


def _lacks_year(time: Time) -> bool:
    """Whether a time is told by a format that says no year."""
    return "%" in time.form and not any(part in time.form for part in ("%Y", "%y"))


def _told(
    source: Source, example: Example, config: SourceConfig, read: Read, path: Path, classifier: Classifier | None
) -> Iterator[Problem]:
    from sendspec.sources.records import BadLogError

    path.write_bytes(example.record.encode("utf-8", "surrogateescape"))
    try:
        reading = read(_request(path, example, config))
    except BadLogError as error:
        yield _problem(example.place, f"this example cannot be read: {str(error).replace(str(path), 'record')}")
        return
    finally:
        # A file that is written over waits for the disk, a new one does not.
        path.unlink()
    why = _why(reading)
    if len(reading.events) != len(example.events):
        told = ", ".join(f"`{event.event}` of {event.recipient}" for event in reading.events[:SHOWN]) or "none"
        more = f" and {len(reading.events) - SHOWN} more" if len(reading.events) > SHOWN else ""
        number = len(example.events)
        expected = f"{number} event{'' if number == 1 else 's'} should come out of this example"
        yield _problem(example.place, f"{expected}, and there come {len(reading.events)}: {told}{more}", why)
    for expected_event, event in zip(example.events, reading.events, strict=False):
        wrong = "; ".join(_differences(expected_event, event, source.name, classifier))
        if wrong:
            yield _problem(expected_event.place, f"this event of an example comes out otherwise: {wrong}", why)
    for name, wanted in example.counted.items():
        found = reading.records.get(name, 0) + reading.incomplete.get(name, 0)
        if found != wanted:
            yield _problem(example.place, f"`{name}` should count {wanted} in this example, and counts {found}", why)


def _request(path: Path, example: Example, config: SourceConfig) -> Request:
    from sendspec.sources.records import Request

    times = [event.time for event in example.events if event.time is not None]
    year = _time(min(times)).year if times else None
    return Request((path,), config.events, UTC, year, NOW, keep_aside=True)


def _differences(
    expected: ExampleEvent, event: EventRecord, source: str, classifier: Classifier | None
) -> Iterator[str]:
    """What is said of an event and is another, part by part."""
    for name in ("event", "message", "recipient", "id", "reason"):
        wanted, found = getattr(expected, name), getattr(event, name)
        if wanted is not None and wanted != found:
            yield _other(name, wanted, found)
    if expected.time is not None and expected.time != event.time:
        yield _other("time", _time_text(expected.time), _time_text(event.time))
    if expected.bounce is not None and classifier is not None:
        failure = classifier.classify(source, event.bounce, event.reason)
        if f"{failure.kind} {failure.reason}" != expected.bounce:
            said = f"{failure.kind} {failure.reason}"
            yield f"{_other('bounce', expected.bounce, said)} by the rule `{failure.rule}` ({failure.place})"


def _other(name: str, wanted: str, found: str | None) -> str:
    from sendspec_gen.problems import quoted

    return f"`{name}` should be {quoted(wanted)}, and is {'nothing' if found is None else quoted(found)}"


def _why(reading: Reading) -> str | None:
    """What was not understood, if anything."""
    first = next(iter(reading.not_understood), None)
    return f"not understood: {first.why}" if first else None


def _problem(place: Place, message: str, hint: str | None = None) -> Problem:
    from sendspec_gen.problems import Problem

    return Problem("example-fails", place, message, hint or "mend the rules, or the example if the sender writes it so")


def _time(time: int) -> datetime:
    return START + timedelta(microseconds=time)


def _time_text(time: int) -> str:
    return _time(time).isoformat().replace("+00:00", "Z")
