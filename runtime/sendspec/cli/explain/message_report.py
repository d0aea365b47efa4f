"""What `sendspec explain message` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from sendspec_gen.model import Machine, Model, Words
from sendspec_gen.problems import printable

from sendspec.bounces import Failure
from sendspec.cli.explain.failures import failure_as_data, failure_lines
from sendspec.cli.explain.story import Path, Step, Story, Told
from sendspec.cli.privacy import json_text
from sendspec.cli.statuses import clean, iso
from sendspec.sources.records import NotUnderstood
from sendspec.walks import Record

HEAD, TAIL = 80, 120
"""Characters of a long line that are shown: who wrote it, and what became of the message."""
FATES = {
    "repeat": "it repeats an event above and is not heard",
    "later": "it comes later than the time asked for and is not heard",
    "unheard": "no machine of the spec hears this event",
}
FailureOf: TypeAlias = Callable[[Record], Failure | None]


def no_failure(_record: Record) -> Failure | None:
    """Nothing is known of failures."""
    return None


def lines_of(
    story: Story,
    model: Model,
    texts: Mapping[str, str],
    odd: Iterable[NotUnderstood],
    failure_of: FailureOf = no_failure,
) -> Iterator[str]:
    """The story for people: event by event, modes that agree together."""
    paths = {name: path for name, path in story.paths.items() if path.steps or path.machine.kind == "log"}
    yield shown(f"{story.message} to {story.recipient}, as of {iso(story.as_of)}")
    for number, told in enumerate(story.told):
        yield ""
        yield from _event(told, model, texts)
        failure = failure_of(told.record)
        if failure is not None:
            yield from (f"  {line}" for line in failure_lines(failure, model))
        yield from _answers(paths, number, model)
        for time, event in _strikes(paths, number):
            yield ""
            yield f"{iso(time)}  the clock raises {event_label(event, model)}"
            yield from _answers(paths, number + 0.5, model, (time, event))
    yield from _ends(story, paths, model)
    yield from _odd(odd)
    yield from _cited(paths.values(), model)
    yield ""


def as_json(
    story: Story,
    model: Model,
    texts: Mapping[str, str],
    odd: Iterable[NotUnderstood],
    failure_of: FailureOf = no_failure,
) -> str:
    """The story for programs."""
    answer = {
        "message": clean(story.message),
        "recipient": clean(story.recipient),
        "as_of": iso(story.as_of),
        "events": [
            {
                "time": iso(told.record.time),
                "event": told.record.event,
                "place": clean(told.record.place),
                "line": clean(texts.get(told.record.place)),
                "reason": clean(told.record.reason),
                "failure": failure_as_data(failure_of(told.record)),
                "fate": told.fate,
            }
            for told in story.told
        ],
        "machines": {name: _path_as_data(path) for name, path in story.paths.items()},
        "not_understood": [
            {"place": clean(record.place), "why": record.why, "line": clean(record.text.rstrip("\r\n"))}
            for record in odd
        ],
        "cited": dict(_documents(story.paths.values(), model)),
    }
    return json_text(answer)


def _path_as_data(path: Path) -> dict[str, Any]:
    states = path.machine.states
    return {
        "steps": [
            {
                "time": iso(step.time),
                "event": step.event,
                "heard_from": "clock" if step.told is None else step.told,
                "answer": step.answer,
                "why": step.why,
                "from": {"state": step.source, "status": states[step.source].status},
                "to": {"state": step.target, "status": states[step.target].status},
                "effects": step.effects,
                "place": step.place,
                "cite": step.cite,
            }
            for step in path.steps
        ],
        "state": path.state,
        "status": path.status,
        "settled": path.settled,
        "since": None if path.since is None else iso(path.since),
        "reason": clean(path.reason),
        "counters": path.counters,
        "due": None if path.due is None else {"event": path.due.event, "time": iso(path.due.time)},
        "may_come": path.may_come,
    }


# ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _event(told: Told, model: Model, texts: Mapping[str, str]) -> Iterator[str]:
    record = told.record
    yield f"{iso(record.time)}  {event_label(record.event, model)}"
    said = texts.get(record.place) or record.reason
    yield f"  {shown(f'{record.place}: {said}' if said else record.place)}"
    if told.fate in FATES:
        yield f"  {FATES[told.fate]}"


def event_label(name: str, model: Model) -> str:
    """An event as people call it, and its name."""
    found = next((events[name] for events in model.events.values() if name in events), None)
    label = "" if found is None else in_words(found.label, model)
    return f"{label} ({name})" if label else name


def _strikes(paths: Mapping[str, Path], number: int) -> list[tuple[int, str]]:
    """When the clocks struck between an event and the next, and what they raised."""
    struck = {(step.time, step.event) for path in paths.values() for step in path.steps if step.after == number + 0.5}
    return sorted(struck)


def _answers(
    paths: Mapping[str, Path], after: float, model: Model, struck: tuple[int, str] | None = None
) -> Iterator[str]:
    """What the machines answered, those that agree together; each with the places of its rules."""
    alike: dict[str, list[tuple[str, Step]]] = {}
    for name, path in paths.items():
        for step in path.steps:
            if step.after == after and struck in (None, (step.time, step.event)):
                alike.setdefault(_answer(step, path.machine, model), []).append((name, step))
    for answer, steps in alike.items():
        yield f"  {_together([name for name, _ in steps], paths)}: {answer}"
        for _, step in steps:
            cited = f" ({', '.join(step.cite)})" if step.cite else ""
            yield f"    {step.place}{cited}"


def _answer(step: Step, machine: Machine, model: Model) -> str:
    statuses = [status_of(machine, state, model) for state in (step.source, step.target)]
    way = f"stays {step.source}" if step.source == step.target else f"{step.source} → {step.target}"
    counted = _counted(step.effects, "+d", model)
    if step.answer != "moved":
        counted = f"{step.answer}: {step.why}"
    return f"{way}{_shows(list(dict.fromkeys(statuses)))}{f'; {counted}' if counted else ''}"


# ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ends(story: Story, paths: Mapping[str, Path], model: Model) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, path in paths.items():
        alike.setdefault(tuple(_end(path, model)), []).append(name)
    yield ""
    yield f"As of {iso(story.as_of)}"
    for lines, names in alike.items():
        yield f"  {_together(names, paths)}: {lines[0]}"
        for line in lines[1:]:
            yield f"    {line}"


def _end(path: Path, model: Model) -> Iterator[str]:
    since = f" since {iso(path.since)}" if path.since is not None else ", nothing heard yet"
    settled = ("; settled" if path.settled else "; not settled") if path.machine.kind == "log" else ""
    counted = _counted(path.counters, "d", model)
    yield f"{path.state}{since}{_shows([status_of(path.machine, path.state, model)])}{settled}" + (
        f"; {counted}" if counted else ""
    )
    if path.reason:
        yield shown(f"reason: {path.reason}")
    if path.due is not None:
        label = event_label(path.due.event, model)
        yield f"next: {iso(path.due.time)}, if nothing else is heard, the clock raises {label}: {path.due.why}"
    moves = [f"{event_label(event, model)} → {target}" for event, target in path.may_come.items()]
    yield f"may still come: {', '.join(moves)}" if moves else "no event moves it any more"


def _odd(records: Iterable[NotUnderstood]) -> Iterator[str]:
    for number, record in enumerate(records):
        if number == 0:
            yield ""
            yield "Not understood, though it names the message or its recipient"
        yield f"  {shown(f'{record.place}: {record.why}: {record.text}')}"


def _cited(paths: Iterable[Path], model: Model) -> Iterator[str]:
    documents = list(_documents(paths, model))
    if documents:
        yield ""
        yield "Cited"
    for name, text in documents:
        yield f"  {name}: {text}"


def _documents(paths: Iterable[Path], model: Model) -> Iterator[tuple[str, str]]:
    cited = {cite.partition(".")[0] for path in paths for step in path.steps for cite in step.cite}
    for document in model.project.documents.values():
        if document.name in cited:
            parts = (document.title, document.heading, document.where, document.version)
            yield document.name, "; ".join(part for part in parts if part)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _together(names: list[str], paths: Mapping[str, Path]) -> str:
    """Machines that agree."""
    modes = [name for name, path in paths.items() if path.machine.kind == "log"]
    return "every mode" if len(names) > 1 and names == modes else ", ".join(names)


def status_of(machine: Machine, state: str, model: Model) -> str:
    """What is shown in a state, in words; nothing where the machine shows none."""
    name = machine.states[state].status
    return "" if name is None else in_words(model.statuses[machine.kind][name].label, model) or name


def _shows(statuses: list[str]) -> str:
    told = [status for status in statuses if status]
    return f", shows {' → '.join(told)}" if told else ""


def _counted(numbers: Mapping[str, int], form: str, model: Model) -> str:
    named = {name: in_words(model.counters[name].label, model) or name for name in numbers}
    return ", ".join(f"{named[name]} {number:{form}}" for name, number in numbers.items() if number)


def in_words(words: Words, model: Model) -> str:
    """A text of the spec in the locale of the project."""
    return model.words(words, model.project.default_locale)


def shown(text: str) -> str:
    """A text from a log on one line, harmless to a terminal and not too long."""
    line = printable(" ".join((clean(text) or "").split()))
    return f"{line[:HEAD]}…{line[-TAIL:]}" if len(line) > HEAD + TAIL else line
