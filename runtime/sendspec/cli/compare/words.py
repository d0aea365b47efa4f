"""A comparison in words of a locale."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

from sendspec.cli.compare.report import Report
from sendspec.cli.statuses import clean, iso
from sendspec.comparison import Exact, JointStep, KpiDifference, Part, Sample
from sendspec.kpi import Kpi, show

if TYPE_CHECKING:
    from sendspec_gen.emit.catalogue import Translate

    from sendspec.table import Words as Label


class Words:
    """Labels of the spec, and sentences about steps and differences."""

    def __init__(self, report: Report) -> None:
        from sendspec_gen.emit.catalogue import translator

        self.translate: Translate = translator(report.locale)
        self._report = report
        self._locales = (report.locale, report.spec.default_locale)

    def of(self, label: Label, name: str = "") -> str:
        """A label of the spec."""
        return next((label[locale] for locale in self._locales if label.get(locale)), name)

    def kpi(self, kpi: Kpi) -> str:
        """The label of a KPI."""
        return self.of(kpi.label, kpi.name)

    @property
    def modes(self) -> tuple[str, str]:
        """The labels of both modes."""
        first, second = (self.of(self._report.spec.tables[name].label, name) for name in self._report.pair)
        return first, second

    def title(self) -> str:
        """From which mode to which."""
        _ = self.translate
        return _("From {first} to {second}").format(first=self.modes[0], second=self.modes[1])

    def when(self) -> str:
        """Which log, and as at what time."""
        _ = self.translate
        as_of = _("As of")
        return f"{self.of(self._report.config.label)}. {as_of} {iso(self._report.result.as_of)}"

    # ── differences ──

    def difference(self, found: KpiDifference) -> str:
        """How much a KPI differs at the end."""
        if found.differs_at_end:
            return self.amount(found.at_end, found.kpi)
        return "="

    def amount(self, number: Exact, kpi: Kpi) -> str:
        """A difference, or a part of one: `−17.4 points`, `+84`."""
        _ = self.translate
        shown = signed(number, kpi.unit)
        return _("{number} points").format(number=shown) if kpi.unit == "percent" and number is not None else shown

    def headline(self, found: KpiDifference) -> str:
        """Whether the modes agree on a KPI, and when they differ most."""
        _ = self.translate
        if not found.differs:
            return _("they always agree")
        told = [self._at_end(found)]
        if found.greatest is not None and not found.ends_greatest:
            first, second = (value_of(value, found.kpi) for value in found.totals[found.greatest].values)
            told.append(
                _("greatest difference {difference} at {time} ({first} → {second})").format(
                    difference=self.amount(found.at_greatest, found.kpi),
                    time=iso(self._report.comparison.times[found.greatest]),
                    first=first,
                    second=second,
                )
            )
        elif found.greatest is not None:
            told.append(_("never by more"))
        if found.is_torn and not (found.at_end is None and found.differs_at_end):
            told.append(_("for a time only one of them is a share of anything"))
        return self.joined(*told)

    def joined(self, *parts: str) -> str:
        """What is said one after the other."""
        _ = self.translate
        return reduce(lambda first, second: _("{first}; {second}").format(first=first, second=second), parts)

    def labelled(self, label: str, words: str) -> str:
        """What is said of something."""
        _ = self.translate
        return _("{label}: {words}").format(label=label, words=words)

    def _at_end(self, found: KpiDifference) -> str:
        _ = self.translate
        if not found.differs_at_end:
            return _("they agree at the end")
        if found.at_end is None:
            mode = self.modes[0 if found.values[1] is None else 1]
            return _("at the end only {mode} has a share of anything").format(mode=mode)
        return _("they differ by {difference} at the end").format(difference=self.amount(found.at_end, found.kpi))

    # ── steps ──

    def step(self, part: Part, kpi: Kpi) -> str:
        """What happens, and what each mode makes of it; with what that does to a KPI."""
        _ = self.translate
        step = part.step
        first, second = (self._side(part, kpi, number) for number in (0, 1))
        if step.event is None:
            return _("When a message begins: {first}; {second}").format(first=first, second=second)
        event = self.of(self._report.model.events["log"][step.event].label, step.event)
        if step.by_clock:
            words = _("When the clock raises “{event}”: {first}; {second}")
        else:
            words = _("On “{event}”: {first}; {second}")
        return words.format(event=event, first=first, second=second)

    def brief(self, step: JointStep) -> str:
        """A step in as few words as a legend has room for: the event, what the first mode does; the second."""
        modes = self._report.comparison.modes
        sides = []
        for table, source, target in zip(modes.tables, step.states, modes.targets(step), strict=True):
            names = [self.of(table.states[state].label, state) for state in (source, target)]
            sides.append(names[0] if source == target else " → ".join(names))
        return self.labelled(self._event(step), self.joined(*sides))

    def counted(self, part: Part) -> str:
        """How many messages took a step, and how often if that is more."""
        _ = self.translate
        messages = _("Messages: {number}").format(number=f"{part.messages:,}")
        return messages if part.times == part.messages else f"{messages} (× {part.times:,})"

    def _event(self, step: JointStep) -> str:
        _ = self.translate
        if step.event is None:
            return _("Beginning")
        label = self.of(self._report.model.events["log"][step.event].label, step.event)
        return _("{event} (clock)").format(event=label) if step.by_clock else label

    def _side(self, part: Part, kpi: Kpi, number: int) -> str:
        _ = self.translate
        step = part.step
        modes = self._report.comparison.modes
        table, mode = modes.tables[number], self.modes[number]
        source, target = step.states[number], modes.targets(step)[number]
        names = [self.of(table.states[state].label, state) for state in (source, target)]
        effects = ", ".join(self._effects(part, kpi, number))
        if step.event is None:
            words = _("{mode} begins in “{target}”")
        elif source == target:
            words = _("{mode} stays in “{target}”")
        else:
            words = _("{mode} goes {source} → {target}")
        said = words.format(mode=mode, source=names[0], target=names[1])
        return f"{said} ({effects})" if effects else said

    def _effects(self, part: Part, kpi: Kpi, number: int) -> Iterator[str]:
        """What a step does in a mode to what a KPI counts: `+1 Delivered`."""
        measures = self._report.spec.measures
        shown = (
            measures.statuses.get(kpi.status, {})
            if kpi.status is not None
            else measures.counters.get(kpi.counter or "", {})
        )
        amounts = [(part.effect.numbers[number], self.of(shown, kpi.status or kpi.counter or ""))]
        if kpi.over is not None:
            amounts.append((part.effect.wholes[number], self.of(measures.counters.get(kpi.over, {}), kpi.over)))
        return (f"{amount:+d} {label}".replace("-", "−", 1) for amount, label in amounts if amount)

    def samples(self, part: Part) -> str:
        """Some messages that took a step, with their places in the log."""
        _ = self.translate
        such_as = _("Such as")
        return f"{such_as} {', '.join(map(sample_of, part.samples))}" if part.samples else ""


def sample_of(sample: Sample) -> str:
    """A message and its place; nothing that a terminal would obey, and no address unless somebody asked for it."""
    from sendspec.sources.privacy import masked

    return f"{masked(clean(sample.message) or '')} ({masked(clean(sample.place) or '')})"


def value_of(value: Exact, kpi: Kpi) -> str:
    """A KPI as people read it."""
    if value is None:
        return show(None, kpi.unit)
    return show(float(value) if kpi.unit == "percent" else int(value), kpi.unit)


def signed(number: Exact, unit: str) -> str:
    """A number with its sign: `−17.4`, `+84`; one that is not 0 is never rounded to nothing."""
    if number is None:
        return "–"
    if not number:
        return "0"
    if unit == "messages":
        return f"{int(number):+,}".replace("-", "−")
    close = float(number)
    return (f"{close:+.1f}" if abs(close) >= 0.05 else f"{close:+.1g}").replace("-", "−")
