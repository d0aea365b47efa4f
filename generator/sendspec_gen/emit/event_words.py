"""What an event does from each state, in words: the docstring of its method."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.kinds import duration_text
from sendspec_gen.model import (
    AllOf,
    AnyOf,
    Condition,
    Event,
    FactIs,
    Ignored,
    Machine,
    Model,
    Move,
    Moves,
    NotThat,
    Rejected,
    State,
    Words,
)

_RANKS = {Moves: 0, Ignored: 1, Rejected: 2}


def term_words(label: Words, doc: Words, model: Model) -> str:
    """A label and what it means, as sentences in the default locale."""
    locale = model.project.default_locale
    return " ".join(sentence(text) for text in (model.words(label, locale), model.words(doc, locale)) if text)


def sentence(text: str) -> str:
    """A text with a full stop."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def state_words(state: State, machine: Machine, model: Model) -> str:
    """What a state means, and what is shown of it."""
    words = term_words(state.label, state.doc, model)
    if state.status is None:
        return words
    shown = model.words(model.statuses[machine.kind][state.status].label, model.project.default_locale)
    return f"{words} Shows “{shown}”.".lstrip()


def event_words(event: Event, machine: Machine, model: Model) -> tuple[str, ...]:
    """The meaning of the event, then one sentence for each group of states that answer it alike."""
    groups: dict[str, list[str]] = {}
    for state in sorted(machine.states.values(), key=lambda state: _RANKS[type(state.answers[event.name])]):
        for answer in _answers(state, event, model):
            groups.setdefault(answer, []).append(f"`{state.name}`")
    answers = (f"{', '.join(states)}{answer}" for answer, states in groups.items())
    return (term_words(event.label, event.doc, model), *answers)


def _answers(state: State, event: Event, model: Model) -> Iterator[str]:
    match state.answers[event.name]:
        case Ignored():
            yield ": nothing changes."
        case Rejected(refusal=refusal):
            words = model.words(model.refusals[refusal].label, model.project.default_locale)
            yield f": refused, “{words}”"
        case Moves(ways=ways):
            for way in ways:
                yield _way(way, state, len(ways) > 1, model)


def _way(way: Move, state: State, one_of_several: bool, model: Model) -> str:
    target = "the same state" if way.target == state.name else f"`{way.target}`"
    said = f" to {target}"
    if way.when is not None:
        said += f" if {_condition(way.when)}"
    elif one_of_several:
        said += " otherwise"
    if way.requires:
        said += f", requires {' and '.join(_part(requirement.condition) for requirement in way.requires)}"
    if way.not_before is not None:
        duration = duration_text(model.project.durations[way.not_before].value)
        said += f", once it has lasted `{way.not_before}` ({duration})"
    said += "".join(f"; {listener.replace('_', ' ')} hear `{event}`" for listener, event in way.tell.items())
    effects = ", ".join(_effect(counter, number, model) for counter, number in way.effects.items())
    why = model.words(way.doc, model.project.default_locale)
    return f"{said}{f': {effects}' if effects else ''}. {sentence(why) if why else ''}".rstrip()


def _effect(counter: str, number: int, model: Model) -> str:
    return f"{model.words(model.counters[counter].label, model.project.default_locale)} {number:+d}"


def _condition(condition: Condition) -> str:
    match condition:
        case FactIs(fact):
            return f"`{fact}`"
        case NotThat(inner):
            return f"not {_part(inner)}"
        case AnyOf(parts):
            return " or ".join(_part(part) for part in parts)
        case AllOf(parts):
            return " and ".join(_part(part) for part in parts)


def _part(condition: Condition) -> str:
    several = isinstance(condition, (AnyOf, AllOf)) and len(condition.conditions) > 1
    return f"({_condition(condition)})" if several else _condition(condition)
