"""What `sendspec propose` found: proposals, each with the edit of a file, and what is left to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sendspec_gen.model import Machine, Model, Source
from sendspec_gen.problems import Problem
from sendspec_gen.read.edits import flow, line_of_events

from sendspec.cli.propose import answers, rules
from sendspec.cli.propose.answers import Answers, Refused, Trial
from sendspec.cli.propose.candidates import IGNORED, Candidate, Cell, broken_with, likely, states_of
from sendspec.cli.propose.draft import Draft, seen_from
from sendspec.cli.propose.groups import SAMPLES, Groups
from sendspec.cli.propose.hearing import Heard
from sendspec.cli.propose.lines import differences, line_before
from sendspec.cli.propose.rules import Rules, Untold, events_of
from sendspec.evidence import Sample as Event
from sendspec.sources.privacy import masked
from sendspec.sources.records import NotUnderstood, Reading

NO_EVENT = "no_event_for_"
MOST_BROKEN = 3


class Sample(NamedTuple):
    """One of those that are counted, without addresses."""

    place: str
    text: str
    """The id of a message, or a piece of a record."""


class Hunk(NamedTuple):
    """Where an edit changes a file: the line as the file is now, from 1, the lines that go and those that come."""

    line: int
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edit."""

    sort: Literal["answer", "record"]
    file: str
    line: int
    """Where it answers to now."""
    about: str
    count: int
    samples: tuple[Sample, ...]
    hunks: tuple[Hunk, ...]
    means: str
    machine: str | None = None
    is_later: bool = False
    instead: tuple[str, ...] = ()
    """Other answers with which the spec holds too, where other states move on the event."""


@dataclass(frozen=True, slots=True)
class Left:
    """What no edit is proposed for, and why."""

    sort: Literal["answer", "record", "choice", "shape"]
    file: str
    line: int | None
    about: str
    count: int
    samples: tuple[Sample, ...]
    why: tuple[str, ...]
    machine: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All of it; files and proposals in the order of the spec, the most frequent first in each."""

    source: str
    not_understood: int
    proposals: tuple[Proposal, ...]
    besides: tuple[tuple[str, tuple[Hunk, ...]], ...]
    """What else has to go then: words in which nobody refuses any more."""
    left: tuple[Left, ...]
    remarks: tuple[str, ...]
    draft: Draft
    """The spec with all proposals."""
    before: Draft


def report_of(before: Draft, found: Answers, ruled: Rules, source: Source, heard: Heard) -> Report:
    """Put together what was found; the draft is made anew, so that the edits stand in the order of the report."""
    reading, groups = heard.reading, heard.groups
    chosen = sorted(found.chosen.values(), key=lambda one: _order(before.model, one[0]))
    draft = before
    proposals: list[Proposal] = []
    for refused, candidate in chosen:
        path = before.model.machines[refused.cell.machine].path
        text = draft.text(path)
        after = answers.texts_of(draft, [(refused.cell, candidate)])[path]
        instead = _instead(found.draft, refused.cell, candidate)
        hunks = hunks_of(text, after, before.text(path))
        proposals.append(_answer(before.model, refused, candidate, hunks, instead))
        draft = draft.rewritten({path: after})
    path = source.place.file
    records: list[Proposal] = []
    for number, rule in enumerate(ruled.chosen, 1):
        text = draft.text(path)
        after = rules.texts_of(before, source, ruled.chosen[:number])[path]
        records.append(_record(path, rule, hunks_of(text, after, before.text(path))))
        draft = draft.rewritten({path: after})
    proposals += sorted(records, key=lambda one: -one.count)
    edited = draft.differing(before)
    draft = before.changed({path: draft.text(path) for path in edited}) if edited else before
    besides = [path for path in draft.differing(before) if path not in edited]
    unanswered = sorted(found.open.values(), key=lambda one: _order(before.model, one[0]))
    left = [
        *(_unanswered(before, found.draft, *one) for one in unanswered),
        *(_untold(path, one) for one in ruled.untold),
        *_choices(before, source, reading),
        *_shapes(source, groups, reading),
    ]
    return Report(
        source=source.name,
        not_understood=reading.records["not_understood"],
        proposals=tuple(proposals),
        besides=tuple((path, hunks_of(before.text(path), draft.text(path), before.text(path))) for path in besides),
        left=tuple(left),
        remarks=tuple(reading.remarks),
        draft=draft,
        before=before,
    )


def hunks_of(old: str, new: str, now: str) -> tuple[Hunk, ...]:
    """Where two texts differ, and which lines that are in the text as it is now."""
    before, after = old.splitlines(), new.splitlines()
    return tuple(
        Hunk(
            line=line_before(now, old, part.begin + 1),
            removed=tuple(before[part.begin : part.end]),
            added=tuple(after[part.other_begin : part.other_end]),
        )
        for part in differences(before, after)
        if part.what != "equal"
    )


def _order(model: Model, refused: Refused) -> tuple[int, int, int, int]:
    """By file, then the most frequent first, then as the spec has them."""
    cell = refused.cell
    machine = model.machines[cell.machine]
    state = list(machine.states).index(next(states_of(machine, cell)).name)
    event = list(model.events[machine.kind]).index(cell.event)
    return list(model.machines).index(cell.machine), -refused.times, state, event


def _answer(
    model: Model, refused: Refused, candidate: Candidate, hunks: tuple[Hunk, ...], instead: tuple[str, ...]
) -> Proposal:
    machine = model.machines[refused.cell.machine]
    return Proposal(
        sort="answer",
        file=machine.path,
        line=_line(machine, refused.cell),
        about=about(refused.cell),
        count=refused.times,
        samples=_events(refused.samples),
        hunks=hunks,
        means=meaning(model, refused.cell, candidate),
        machine=machine.name,
        is_later=refused.is_later,
        instead=instead,
    )


def _instead(draft: Draft, cell: Cell, chosen: Candidate) -> tuple[str, ...]:
    """The moves that the spec allows instead, to where other states move on the event, as they are written."""
    model = draft.model
    others = [one for one in likely(model, cell) if one not in (chosen, IGNORED)]
    holding = [one.parts for one in others if not broken_with(model, {cell: one}, draft.passed)]
    return tuple(f"{cell.event}: {flow(parts)}" for parts in holding if parts is not None)


def about(cell: Cell) -> str:
    """A pair in words."""
    return f"`{cell.state}` refuses `{cell.event}`"


def _line(machine: Machine, cell: Cell) -> int:
    """Where the state says that it refuses the event, or where the state stands."""
    return next(states_of(machine, cell)).answers[cell.event].place.line


def meaning(model: Model, cell: Cell, candidate: Candidate) -> str:
    """What an answer does, in the words of the spec."""
    locale = model.project.default_locale
    machine = model.machines[cell.machine]
    states = {name: model.words(state.label, locale) for name, state in machine.states.items()}
    own = states[next(states_of(machine, cell)).name]
    if candidate.target is None:
        return f"{own} stays as it is, and no counter moves"
    counters = [f"{model.words(model.counters[name].label, locale)} {effect:+}" for name, effect in candidate.effects]
    counted = ", ".join(counters) or "no counter moves"
    status = machine.states[candidate.target].status
    shown = status and model.words(model.statuses[machine.kind][status].label, locale)
    goes = f"{own} stays" if candidate.target == cell.state else f"{own} becomes {states[candidate.target]}"
    return f"{goes}{f', and shows {shown}' if shown else ''}: {counted}"


def _events(samples: Iterable[Event]) -> tuple[Sample, ...]:
    return tuple(Sample(sample.place, masked(sample.message)) for sample in samples)


def _records(records: Iterable[NotUnderstood]) -> tuple[Sample, ...]:
    return tuple(Sample(masked(record.place), record.sample) for record in records)


def _record(path: str, rule: rules.Rule, hunks: tuple[Hunk, ...]) -> Proposal:
    return Proposal(
        sort="record",
        file=path,
        line=hunks[0].line,
        about=f"no rule knows records with {flow(rules.written(rule.when))}",
        count=rule.group.count,
        samples=_records(rule.group.samples),
        hunks=hunks,
        means=f"they are known as `{rule.record}` and counted; they give no event until the rule names one",
    )


def _unanswered(before: Draft, draft: Draft, refused: Refused, trials: Sequence[Trial]) -> Left:
    machine = before.model.machines[refused.cell.machine]
    # What was tried last was tried on top of all answers.
    trials = [one._replace(problems=seen_from(before, one.problems, draft.files)) for one in trials]
    unwritten = next((trial.why for trial in trials if trial.why), None)
    if unwritten is not None:
        why = [f"to ignore it would hold, and somebody has to write it: {unwritten}"]
    elif not trials:
        why = ["a move is written for it, and what the move requires does not hold: a log states no facts"]
    else:
        shared = [one for one in broken(trials[0].problems) if all(one in broken(trial.problems) for trial in trials)]
        why = [f"whatever else it answers: {listed(shared)}"] if shared else []
        why += [told for trial in trials if (told := _failed(trial, shared))]
    return Left(
        sort="choice" if unwritten is not None or not trials else "answer",
        file=machine.path,
        line=_line(machine, refused.cell),
        about=about(refused.cell),
        count=refused.times,
        samples=_events(refused.samples),
        why=tuple(why),
        machine=machine.name,
    )


def _failed(trial: Trial, shared: Sequence[str]) -> str:
    """What a candidate would break besides what each of them does; nothing if it is no more."""
    parts = trial.candidate.parts
    own = [one for one in broken(trial.problems) if one not in shared]
    return f"{'to ignore it' if parts is None else flow(parts)}: {listed(own)}" if own else ""


def broken(problems: Iterable[Problem]) -> list[str]:
    """The laws, scenarios and rules that problems are about, each with its place."""
    return list(dict.fromkeys(f"{one.code} ({_place_of(one)})" for one in problems))


def listed(told: Sequence[str]) -> str:
    """The first few of them."""
    more = f" and {len(told) - MOST_BROKEN} more" if len(told) > MOST_BROKEN else ""
    return f"{'; '.join(told[:MOST_BROKEN])}{more}"


def _place_of(problem: Problem) -> str:
    place = next((note.place for note in problem.notes if note.place.file.endswith("laws.yaml")), problem.place)
    return f"{place.file}:{place.line}"


def _untold(path: str, untold: Untold) -> Left:
    about = f"no rule knows {f'records with {flow(rules.written(untold.when))}' if untold.when else 'these records'}"
    why = untold.why or f"a rule for them breaks {listed(broken(untold.problems))}"
    return Left("record", path, None, about, untold.group.count, _records(untold.group.samples), (why,))


def _choices(before: Draft, source: Source, reading: Reading) -> Iterator[Left]:
    """Records of a reader that the source gives no meaning."""
    if source.reader is None:
        return
    path = source.place.file
    for name, count in sorted(reading.incomplete.items(), key=lambda one: (-one[1], one[0])):
        if name.startswith(NO_EVENT):
            record = name.removeprefix(NO_EVENT)
            why = f"add under `events:` the line `{record}: EVENT`, with one of {', '.join(events_of(before.model))}"
            line = line_of_events(before.text(path))
            yield Left("choice", path, line, f"the source gives `{record}` no event", count, (), (why,))


def _shapes(source: Source, groups: Groups, reading: Reading) -> Iterator[Left]:
    """What no rule can answer."""
    path = source.place.file
    if source.reader is not None:
        why = "the reader in Python does not understand it: no YAML can answer that"
    else:
        why = "it is not rules that lack: mend the file, or `pattern`, `records` or `time` of the source"
    for shape, group in sorted(groups.by_shape.items(), key=lambda one: (-one[1].count, one[0])):
        shown = f", like `{shape.text}`" if shape.text else ""
        yield Left("shape", path, None, f"{masked(shape.why)}{shown}", group.count, _records(group.samples), (why,))
    told = sum(group.count for group in (*groups.by_shape.values(), *groups.by_value.values()))
    if more := reading.records["not_understood"] - told:
        samples = groups.more.samples or reading.not_understood[:SAMPLES]
        yield Left("shape", path, None, "others that are not understood", more, _records(samples), (why,))
