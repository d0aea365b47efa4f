"""Machines, resolved: every state answers every event of its kind, exactly once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sendspec_gen import model, syntax
from sendspec_gen.problems import Note, Problems
from sendspec_gen.resolve.citations import citations
from sendspec_gen.resolve.conditions import conditions, facts_of, names_of, requirements
from sendspec_gen.resolve.names import Names, words_of
from sendspec_gen.resolve.numbered import WrittenState, expand
from sendspec_gen.resolve.vocabulary import Known
from sendspec_gen.source import Written


def machine(written: syntax.Mode | syntax.Machine, known: Known, problems: Problems) -> model.Machine | None:
    """One machine; None if its kind or its states are not known."""
    name, kind = (
        (written.mode, "log")
        if isinstance(written, syntax.Mode)
        else (written.machine, known.kind_names.find(written.kind, problems))
    )
    if kind is None:
        return None
    if kind not in known.event_names:
        problems.add("unknown-kind", written.place, f"the vocabulary has no events of the kind `{kind}`")
        return None
    facts = facts_of(written, known, problems)
    states = expand(written, known, problems)
    if states is None:
        return None
    state_names = Names("state")
    for state in states:
        state_names.define(state.name, problems)
    scope = _Scope(kind, known, problems, facts, names_of(facts), state_names, written.otherwise)
    return model.Machine(
        name=name.value,
        kind=kind,
        label=words_of(written.label, known.locales, written.place, problems),
        doc=words_of(written.doc, known.locales, written.place, problems),
        channels=tuple(channel.value for channel in written.channels) if isinstance(written, syntax.Mode) else (),
        cite=citations(written.cite, known, problems),
        facts=facts,
        initial=state_names.find(written.initial, problems) or "",
        states={state.name.value: _state(state, scope) for state in states},
        place=name.place,
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the states of one machine may name."""

    kind: str
    known: Known
    problems: Problems
    facts: Mapping[str, model.Fact]
    fact_names: Names
    state_names: Names
    otherwise: syntax.Otherwise | None

    @property
    def events(self) -> Names:
        return self.known.event_names[self.kind]


def _state(state: WrittenState, scope: _Scope) -> model.State:
    known, problems, written = scope.known, scope.problems, state.written
    statuses = known.status_names.get(scope.kind)
    if statuses is not None and written.status is None:
        problems.add(
            "state-without-status",
            state.name.place,
            f"nothing says which status `{state.family}` shows",
            hint="add `status`",
        )
    term = known.states.get(scope.kind, {}).get(state.family)
    label = written.label or (term.label if term else None)
    doc = written.doc or (term.doc if term else None)
    return model.State(
        name=state.name.value,
        label=state.filled(words_of(label, known.locales, state.name.place, problems)) or _spelled_out(state, known),
        doc=state.filled(words_of(doc, known.locales, state.name.place, problems)),
        status=(statuses or Names("status")).find(written.status, problems),
        code=written.code.value if written.code else None,
        settled=bool(written.settled and written.settled.value),
        final=bool(written.final and written.final.value),
        deadline=_deadline(written.deadline, scope),
        answers=_answers(state, scope),
        number=state.number,
        place=state.name.place,
    )


def _spelled_out(state: WrittenState, known: Known) -> model.Words:
    """The label of a state that nobody gave one: its name, in the default locale only."""
    return {known.project.default_locale: state.name.value.replace("_", " ").capitalize()}


def _deadline(written: syntax.Deadline | None, scope: _Scope) -> model.Deadline | None:
    if written is None:
        return None
    return model.Deadline(
        after=scope.known.duration_names.find(written.after, scope.problems) or "",
        raises=scope.events.find(written.raise_, scope.problems) or "",
        since="entry" if written.from_.value == "entry" else "start",
        place=written.after.place,
    )


def _answers(state: WrittenState, scope: _Scope) -> dict[str, model.Answer]:
    """One answer to each event, in the order of the vocabulary."""
    given: dict[str, model.Answer] = {}
    for answer in _written_answers(state, scope):
        first = given.get(answer.event)
        if first is None:
            given[answer.event] = answer
            continue
        scope.problems.add(
            "answered-twice",
            answer.place,
            f"`{state.family}` answers `{answer.event}` twice",
            hint="keep one of the two",
            notes=(Note(first.place, "it is answered here first"),),
        )
    if scope.otherwise is not None:
        refusal = scope.known.refusal_names.find(scope.otherwise.reject, scope.problems) or ""
        place = scope.otherwise.reject.place
        for event in scope.events.places:
            given.setdefault(event, model.Rejected(event, refusal, place))
    missing = [event for event in scope.events.places if event not in given]
    if missing:
        events = ", ".join(f"`{event}`" for event in missing)
        scope.problems.add(
            "unanswered-event",
            state.name.place,
            f"`{state.family}` does not say what becomes of {events}",
            hint="move under `on`, or list it under `ignore` or `reject`",
        )
    return {event: given[event] for event in scope.events.places if event in given}


def _written_answers(state: WrittenState, scope: _Scope) -> list[model.Answer]:
    written, events, problems = state.written, scope.events, scope.problems
    answers: list[model.Answer] = []
    for name, answer in (written.on or {}).items():
        event = events.find(name, problems)
        ways = _ways(name, answer, state, scope)
        if event is not None:
            answers.append(model.Moves(event, ways, name.place))
    for name in written.ignore or ():
        event = events.find(name, problems)
        if event is not None:
            answers.append(model.Ignored(event, name.place))
    for name, words in (written.reject or {}).items():
        event, refusal = events.find(name, problems), scope.known.refusal_names.find(words, problems)
        if event is not None and refusal is not None:
            answers.append(model.Rejected(event, refusal, name.place))
    return answers


def _ways(event: Written[str], answer: Any, state: WrittenState, scope: _Scope) -> tuple[model.Move, ...]:
    if isinstance(answer, list):
        _check_order(event, answer, scope.problems)
        return tuple(_move(way, way.to, scope) for way in answer)
    if isinstance(answer, syntax.Numbered):
        if state.next_name is None and not state.is_last:
            scope.problems.add(
                "next-without-number",
                event.place,
                f"`{state.name.value}` is not numbered, so there is no next one",
                hint="write `to`, or add `numbered`",
            )
            return ()
        if state.next_name is None:
            return (_move(answer.after_last, answer.after_last.to, scope),)
        return (_move(answer.next, state.next_name, scope),)
    return (_move(answer, answer.to, scope),)


def _check_order(event: Written[str], alternatives: list[syntax.Alternative], problems: Problems) -> None:
    last = len(alternatives) - 1
    for index, alternative in enumerate(alternatives):
        otherwise = alternative.otherwise
        if otherwise is not None and (not otherwise.value or index < last):
            problems.add(
                "otherwise-not-last",
                otherwise.place,
                "`otherwise: true` stands in the last alternative, and only there",
            )
    if not alternatives or alternatives[last].when is not None:
        problems.add(
            "alternatives-open",
            event.place,
            f"nothing says what becomes of `{event.value}` if no condition holds",
            hint="end the list with `{otherwise: true, to: …}`",
        )


def _move(
    written: syntax.Move | syntax.Alternative | syntax.NextMove, target: Written[str], scope: _Scope
) -> model.Move:
    known, problems = scope.known, scope.problems
    effects = {}
    for counter, effect in (written.kpi or {}).items():
        name = known.counter_names.find(counter, problems)
        if name is not None:
            effects[name] = effect.value
    tell = {}
    messages = known.event_names.get("log", Names("event"))
    for whom, event in (getattr(written, "tell", None) or {}).items():
        told = messages.find(event, problems)
        if told is not None:
            tell[whom.value] = told
    not_before = None if isinstance(written, syntax.Alternative) else written.not_before
    requires = None if isinstance(written, syntax.NextMove) else written.requires
    when = written.when if isinstance(written, syntax.Alternative) else None
    return model.Move(
        target=scope.state_names.find(target, problems) or "",
        effects={counter: effects[counter] for counter in known.counter_names.places if counter in effects},
        when=conditions(when, scope.fact_names, problems),
        requires=requirements(requires, scope.facts, scope.fact_names, problems),
        not_before=known.duration_names.find(not_before, problems),
        tell=tell,
        doc=words_of(written.doc, known.locales, written.place, problems),
        cite=citations(written.cite, known, problems),
        place=written.place,
    )
