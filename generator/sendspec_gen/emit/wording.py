"""The model's durations, effects, conditions and deadlines, said in a locale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from sendspec_gen.derive import Numbers, contributions
from sendspec_gen.emit.anchors import law_anchors, scenario_anchors
from sendspec_gen.emit.catalogue import Translate, translator
from sendspec_gen.kinds import MICROSECONDS
from sendspec_gen.laws.words import sentence
from sendspec_gen.model import (
    AllOf,
    AnyOf,
    Citation,
    Condition,
    Deadline,
    FactIs,
    Kpi,
    Law,
    Machine,
    Model,
    NotThat,
    Requirement,
    State,
    Words,
)
from sendspec_gen.source import Place

TOGETHER = "\u00a0"
"""A space at which no line is broken."""


class Wording:
    """What a page or a picture says about a model in one locale."""

    def __init__(self, model: Model, locale: str) -> None:
        self.model = model
        self.locale = locale
        self.translate: Translate = translator(locale, own=model.catalogues.get(locale))

    @cached_property
    def contributions(self) -> Mapping[str, Numbers]:
        """For each machine what one object in each of its states contributes to each stock."""
        return {machine.name: contributions(machine, self.model) for machine in self.model.machines.values()}

    @cached_property
    def law_anchors(self) -> Mapping[Place, str]:
        """The anchor of each law, and of what does not hold, by its place in the spec."""
        return law_anchors(self.model)

    @cached_property
    def scenario_anchors(self) -> Mapping[int, str]:
        """The anchor of each scenario by its place in the order of the spec."""
        return scenario_anchors(self.model)

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def text(self, words: Words) -> str:
        return self.model.words(words, self.locale)

    def machine(self, machine: Machine) -> str:
        return self.text(machine.label) or machine.name

    def kind(self, kind: str) -> str:
        """What the machines of a kind are called together."""
        if kind == "log":
            _ = self.translate
            return _("Message log")
        labels = [self.machine(machine) for machine in self.model.machines.values() if machine.kind == kind]
        return ", ".join(labels) or kind

    def state(self, state: State) -> str:
        """The label of a state; a numbered one ends with its number."""
        label = self.text(state.label) or state.name
        numbered = state.number is None or str(state.number) in label
        return label if numbered else f"{label} {state.number}"

    def event(self, kind: str, name: str) -> str:
        return self.text(self.model.events[kind][name].label) or name

    def event_of_any_kind(self, kind: str, name: str) -> str:
        """The label of an event that machines of this kind hear, or else of the first kind that has it."""
        kinds = (kind, *self.model.events)
        return next((self.event(known, name) for known in kinds if name in self.model.events.get(known, {})), name)

    def status(self, machine: Machine, state: State) -> str:
        """What the log shows in a state, or nothing where the machine shows none."""
        return self.status_named(machine.kind, state.status) if state.status else ""

    def status_named(self, kind: str, name: str) -> str:
        return self.text(self.model.statuses[kind][name].label) or name

    def counter(self, name: str) -> str:
        return self.text(self.model.counters[name].label) or name

    def kpi(self, kpi: Kpi) -> str:
        return self.text(kpi.label) or kpi.name

    def fact(self, machine: Machine, name: str) -> str:
        return self.text(machine.facts[name].label) or name

    def law(self, law: Law) -> str:
        """What a law says, as a sentence."""
        return sentence(law, self.model, self.locale, self.translate)

    def refusal(self, name: str) -> str:
        return self.quoted(self.text(self.model.refusals[name].label) or name)

    def citation(self, citation: Citation) -> str:
        """A citation as the spec writes it: `efs_table.4`."""
        return citation.document if citation.row is None else f"{citation.document}.{citation.row}"

    # ── phrases ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def quoted(self, words: str) -> str:
        _ = self.translate
        return _("“{words}”").format(words=words)

    def labelled(self, label: str, words: str) -> str:
        """A label, a colon, and what it labels."""
        _ = self.translate
        return _("{label}: {words}").format(label=label, words=words)

    def effects(self, effects: Mapping[str, int]) -> tuple[str, ...]:
        """Signed effects on counters: `Delivered +1`, `Bounces + errors −1`."""
        return tuple(f"{self.counter(name)}{TOGETHER}{signed(effect)}" for name, effect in effects.items() if effect)

    def counted(self, numbers: Mapping[str, int]) -> tuple[str, ...]:
        """Where counters stand: `To deliver 1`, `Delivered 0`."""
        return tuple(f"{self.counter(name)}{TOGETHER}{number}" for name, number in numbers.items())

    def value(self, number: float | None, unit: str) -> str:
        """What a KPI shows: `71.4 %`, `483`, or `–` for a share of nothing."""
        if number is None:
            return "–"
        shown = f"{number:.1f}".removesuffix(".0")
        return self.percent(shown) if unit == "percent" else shown

    def number(self, number: int) -> str:
        """A whole number, its thousands parted as the locale does."""
        return f"{number:,}".replace(",", _group_sign(self.locale))

    def percent(self, number: str) -> str:
        """A percentage, given with a decimal point and without the sign."""
        _ = self.translate
        decimal_sign = _(".")
        return f"{number.replace('.', decimal_sign)}{TOGETHER}%"

    def duration(self, length: int) -> str:
        """A length of time in microseconds: `3 days 12 hours`."""
        _ = self.translate
        parts = []
        for size, one, more in self.units():
            number, length = divmod(length, size)
            if number:
                parts.append(one if number == 1 else more.format(n=number))
        return " ".join(parts) or _("{n} seconds").format(n=0)

    def units(self) -> tuple[tuple[int, str, str], ...]:
        """The units of time, longest first: their microseconds, one of them in words, and `{n}` of them."""
        _ = self.translate
        one = {"d": _("1 day"), "h": _("1 hour"), "m": _("1 minute"), "s": _("1 second")}
        more = {"d": _("{n} days"), "h": _("{n} hours"), "m": _("{n} minutes"), "s": _("{n} seconds")}
        return tuple((size, one[unit], more[unit]) for unit, size in MICROSECONDS.items())

    def duration_named(self, name: str) -> str:
        return self.duration(self.model.project.durations[name].value)

    def deadline(self, machine: Machine, deadline: Deadline) -> str:
        """What the clock of a state raises, and when."""
        _ = self.translate
        text = {
            "start": _("{event}, {duration} after the first event heard"),
            "entry": _("{event}, {duration} after the state was entered"),
        }[deadline.since]
        return text.format(
            event=self.event(machine.kind, deadline.raises), duration=self.duration_named(deadline.after)
        )

    def condition(self, condition: Condition, machine: Machine) -> str:
        """A condition in words, the labels of facts in quotation marks."""
        _ = self.translate
        match condition:
            case FactIs(name):
                return self.quoted(self.fact(machine, name))
            case NotThat(inner):
                return _("not {condition}").format(condition=self._inner(inner, machine))
            case AnyOf(parts):
                return self._chain(_("or"), parts, machine)
            case AllOf(parts):
                return self._chain(_("and"), parts, machine)

    def requirement(self, requirement: Requirement, machine: Machine) -> str:
        """What must hold for a move, and the words of the refusal if it does not."""
        _ = self.translate
        return _("only if {condition}, else {refusal}").format(
            condition=self.condition(requirement.condition, machine), refusal=self.refusal(requirement.refusal)
        )

    def too_soon(self, duration: str) -> str:
        """From when on an event counts, for a duration given by name."""
        _ = self.translate
        return _("ignored less than {duration} after the state was entered").format(
            duration=self.duration_named(duration)
        )

    def telling(self, event: str) -> str:
        """What the messages of a delivery hear."""
        _ = self.translate
        return _("its messages that are not settled hear {event}").format(event=self.quoted(self.event("log", event)))

    def holding(self, numbers: Mapping[str, int], machine: Machine) -> str:
        """The states that count, given each state's number for one stock: `1 in Sent, Retrying`."""
        _ = self.translate
        said = []
        for number in sorted(set(numbers.values()) - {0}):
            those = [state for state in machine.states.values() if numbers.get(state.name) == number]
            others = [state for state in machine.states.values() if numbers.get(state.name) != number]
            text = _("{number} in {states}")
            if not others:
                text = _("{number} in every state")
            elif len(others) < len(those):
                text = _("{number} in every state but {states}")
                those = others
            said.append(text.format(number=number, states=self._listed(those)))
        return "; ".join(said)

    def _chain(self, word: str, parts: Iterable[Condition], machine: Machine) -> str:
        return f" {word} ".join(self._inner(part, machine) for part in parts)

    def _inner(self, condition: Condition, machine: Machine) -> str:
        words = self.condition(condition, machine)
        grouped = isinstance(condition, (AnyOf, AllOf)) and len(condition.conditions) > 1
        return f"({words})" if grouped else words

    def _listed(self, states: Iterable[State]) -> str:
        return ", ".join(self.state(state) for state in states)


@cache
def _group_sign(locale: str) -> str:
    """What stands between thousands; as in English for what is no locale."""
    from babel import UnknownLocaleError
    from babel.numbers import get_group_symbol

    try:
        return get_group_symbol(locale)
    except (UnknownLocaleError, ValueError):
        return ","


def signed(number: int) -> str:
    """A whole number with its sign, typeset: `+1`, `−1`."""
    return f"{number:+d}".replace("-", "−")
