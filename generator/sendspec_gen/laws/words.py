"""What a law says, as a sentence: templates with named places, filled with the labels of the spec."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sendspec_gen.model import (
    AllOf,
    AnyOf,
    AnyOrder,
    AtMostOneOf,
    Between,
    ClockIsLate,
    Condition,
    CounterIsStatus,
    FactIs,
    Law,
    Machine,
    Model,
    NotThat,
    OnlyAfter,
    Potential,
    SameWhenSettled,
    SettledTogether,
    Statement,
    Structure,
    Words,
)

Translate = Callable[[str], str]
"""From an English template to the one in a locale."""


def sentence(law: Law, model: Model, locale: str | None = None, translate: Translate = str) -> str:
    """A law in words, with labels of a locale (else of the default one) and templates that `translate` gives."""
    machines = tuple(model.machines[name] for name in law.machines)
    speaker = _Speaker(model, machines, locale or model.project.default_locale, translate)
    return " ".join((speaker.statement(law.statement), *speaker.exceptions(law)))


@dataclass(frozen=True, slots=True)
class _Speaker:
    model: Model
    machines: tuple[Machine, ...]
    locale: str
    translate: Translate

    def statement(self, statement: Statement) -> str:
        _ = self.translate
        match statement:
            case Structure(rule):
                return {
                    "reachable_states": _("Every state can be reached."),
                    "ways_out": _("What is neither settled nor final can be left."),
                    "final_states": _("What is final is never left."),
                    "deadlines": _("Every clock moves its state, and clocks never lead round in a circle."),
                }[rule]
            case Potential(stock):
                text = _("{counter} depends on the state alone, so it cannot drift.")
                return text.format(counter=self._counter(stock))
            case AtMostOneOf(counters):
                text = _("Nothing counts in more than one of {counters}.")
                return text.format(counters=self._list(map(self._counter, counters)))
            case Between(counter, low, high):
                text = (
                    _("{counter} is always {low}.")
                    if low == high
                    else _("{counter} is never less than {low}, and never more than {high}.")
                )
                return text.format(counter=self._counter(counter), low=self._bound(low), high=self._bound(high))
            case CounterIsStatus(statuses):
                pair = _("in {counter} just when it shows {status}")
                pairs = (
                    pair.format(counter=self._counter(counter), status=self._status(status))
                    for counter, status in statuses.items()
                )
                return _("What is settled counts {counters}.").format(counters=self._list(pairs))
            case SameWhenSettled(counters, status):
                text = _("Once a message is settled, the modes agree on {counters}.")
                if status:
                    text = _("Once a message is settled, the modes agree on {counters} and on the status.")
                return text.format(counters=self._list(map(self._counter, counters)))
            case SettledTogether():
                return _("The same events settle a message in all of the modes, or in none.")
            case AnyOrder():
                return _(
                    "Events in another order end in the same state with the same counters; "
                    "an event heard again changes no stock."
                )
            case ClockIsLate():
                return _("A clock that strikes before an event is heard makes no difference in the end.")
            case OnlyAfter():
                return self._only_after(statement)

    def exceptions(self, law: Law) -> Iterable[str]:
        """What the law does not hold for, if anything."""
        _ = self.translate
        if law.exempt:
            pairs = ("–".join(self._event(event) for event in exemption.events) for exemption in law.exempt)
            yield _("Except for {events}.").format(events="; ".join(pairs))

    def _only_after(self, statement: OnlyAfter) -> str:
        _ = self.translate
        if statement.when is None:
            text = _("Only {events} opens the way to {states}.")
            if statement.since:
                text = _("Only {events} opens the way to {states}; {undone} closes it again.")
        else:
            text = _("If {condition}, only {events} opens the way to {states}.")
            if statement.since:
                text = _("If {condition}, only {events} opens the way to {states}; {undone} closes it again.")
        return text.format(
            events=self._choice(map(self._event, statement.after)),
            states=self._list(map(self._state, statement.reach)),
            undone=self._choice(map(self._event, statement.since)),
            condition=self._condition(statement.when) if statement.when else "",
        )

    def _condition(self, condition: Condition) -> str:
        _ = self.translate
        match condition:
            case FactIs(name):
                return self._fact(name)
            case NotThat(inner):
                return _("not {condition}").format(condition=self._inner(inner))
            case AnyOf(parts):
                return self._choice(map(self._inner, parts))
            case AllOf(parts):
                return f" {_('and')} ".join(map(self._inner, parts))

    def _inner(self, condition: Condition) -> str:
        words = self._condition(condition)
        return f"({words})" if isinstance(condition, AnyOf | AllOf) and len(condition.conditions) > 1 else words

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _bound(self, bound: int | str) -> str:
        return self._counter(bound) if isinstance(bound, str) else str(bound)

    def _counter(self, name: str) -> str:
        return self._label(self.model.counters[name].label, name)

    def _status(self, name: str) -> str:
        return self._label(self.model.statuses[self.machines[0].kind][name].label, name)

    def _state(self, name: str) -> str:
        state = self.machines[0].states[name]
        label = self._label(state.label, name)
        return label if state.number is None or str(state.number) in label else f"{label} {state.number}"

    def _event(self, name: str) -> str:
        return self._label(self.model.events[self.machines[0].kind][name].label, name)

    def _fact(self, name: str) -> str:
        return self._label(self.machines[0].facts[name].label, name)

    def _label(self, words: Words, name: str) -> str:
        _ = self.translate
        return _("“{words}”").format(words=self.model.words(words, self.locale) or name)

    def _list(self, names: Iterable[str]) -> str:
        return ", ".join(names)

    def _choice(self, names: Iterable[str]) -> str:
        _ = self.translate
        return f" {_('or')} ".join(names)
