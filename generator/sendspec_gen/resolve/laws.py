"""Laws, resolved: what each says, of which machines, and that it can be proved of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sendspec_gen import model, syntax
from sendspec_gen.problems import Problems
from sendspec_gen.resolve.citations import citations
from sendspec_gen.resolve.conditions import conditions, names_of
from sendspec_gen.resolve.empty_laws import tell_empty, tell_repeated
from sendspec_gen.resolve.names import Names, words_of
from sendspec_gen.resolve.vocabulary import Known
from sendspec_gen.source import Place, Written

TRACKING = "tracking"
"""The kind of machine that runs beside every mode."""


def laws(
    spec: syntax.Spec, machines: Mapping[str, model.Machine], known: Known, problems: Problems
) -> tuple[model.Law, ...]:
    """What is said to hold; `machines` are those of the spec that could be resolved."""
    return _laws(spec.laws, spec, machines, known, problems)


def not_laws(
    spec: syntax.Spec, machines: Mapping[str, model.Machine], known: Known, problems: Problems
) -> tuple[model.Law, ...]:
    """What is said to be false; each says why."""
    for law in spec.not_laws:
        if law.doc is None:
            problems.add(
                "missing-key", law.place, "what does not hold needs the key `doc`", hint="it says why it does not hold"
            )
    return _laws(spec.not_laws, spec, machines, known, problems)


def _laws(
    written: Iterable[syntax.Law],
    spec: syntax.Spec,
    machines: Mapping[str, model.Machine],
    known: Known,
    problems: Problems,
) -> tuple[model.Law, ...]:
    found = []
    for law in written:
        named = _named(law, spec, problems)
        # Where nothing is known of what a law speaks of, every name in it would be unknown too.
        spoken_of = tuple(machines[name] for name in named if name in machines)
        if spoken_of:
            found.append(_law(law, _Scope(spoken_of, known, problems, law.place)))
            tell_empty(found[-1], law, machines, problems)
    tell_repeated(found, problems)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What one law may name."""

    machines: tuple[model.Machine, ...]
    known: Known
    problems: Problems
    place: Place

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(machine.kind for machine in self.machines))

    def counters(self, written: Iterable[Written[str]], kinds: tuple[str, ...], *, stocks: bool) -> tuple[str, ...]:
        """The counters that exist, are moved by machines of these kinds and, if asked, are stocks."""
        return tuple(name.value for name in written if self._counter(name, kinds, stocks=stocks))

    def bound(self, written: Written[int | str], kinds: tuple[str, ...]) -> int | str:
        if isinstance(written.value, str):
            self._counter(Written(written.value, written.place), kinds, stocks=False)
        return written.value

    def events(self, written: Iterable[Written[str]] | None) -> tuple[str, ...]:
        places = {name: place for kind in self.kinds for name, place in self.known.event_names[kind].places.items()}
        return Names("event", places).find_all(written, self.problems)

    def states(self, written: Iterable[Written[str]]) -> tuple[str, ...]:
        shared = {
            name: state.place
            for name, state in self.machines[0].states.items()
            if all(name in machine.states for machine in self.machines)
        }
        return Names("state", shared).find_all(written, self.problems)

    def _counter(self, written: Written[str], kinds: tuple[str, ...], *, stocks: bool) -> bool:
        name = self.known.counter_names.find(written, self.problems)
        if name is None:
            return False
        named = self.known.counters.get(name)
        for part in named.moved if named is not None else ():
            counter = self.known.counters[part]
            shown = f"`{part}`" if part == name else f"`{part}`, a part of `{name}`,"
            if counter.of is not None and counter.of not in kinds:
                self.problems.add(
                    "counter-of-another-kind",
                    written.place,
                    f"{shown} is moved by machines of the kind `{counter.of}`, and this law speaks of {_list(kinds)}",
                    hint="name a counter of the same kind, or let the law speak of other machines",
                )
            elif stocks and counter.kind != "stock":
                self.problems.add(
                    "not-a-stock",
                    written.place,
                    f"{shown} is a flow: it says how often something happened, and this law speaks of how things are",
                    hint="name a stock, or use `between`",
                )
        return True


def _named(written: syntax.Law, spec: syntax.Spec, problems: Problems) -> tuple[str, ...]:
    """The machines that a law speaks of."""
    if (written.modes is None) == (written.machine is None):
        wanted = "needs one" if written.modes is None else "has only one"
        problems.add("one-of", (written.machine or written).place, f"a law {wanted} of the keys `modes`, `machine`")
        return ()
    modes = Names("mode", {mode.mode.value: mode.mode.place for mode in spec.modes})
    if written.machine is not None and written.machine.value in modes.places:
        problems.add(
            "unknown-machine",
            written.machine.place,
            f"`{written.machine.value}` is a mode, and `machine` names what stands beside the modes",
            hint=f"write `modes: [{written.machine.value}]`",
        )
        return ()
    if written.machine is not None:
        others = Names("machine", {machine.machine.value: machine.machine.place for machine in spec.machines})
        return others.find_all([written.machine], problems)
    if isinstance(written.modes, list):
        return tuple(dict.fromkeys(modes.find_all(written.modes, problems)))
    if not modes.places:
        problems.add("unknown-mode", written.place, "this law speaks of modes, and the spec has none")
    return tuple(modes.places)


def _law(written: syntax.Law, scope: _Scope) -> model.Law:
    name, statement = _statement(written, scope)
    _check_provable(name, scope)
    return model.Law(
        name=name,
        statement=statement,
        machines=tuple(machine.name for machine in scope.machines),
        exempt=_exempt(name, written, scope),
        doc=words_of(written.doc, scope.known.locales, written.place, scope.problems),
        cite=citations(written.cite, scope.known, scope.problems),
        place=written.place,
    )


def _statement(written: syntax.Law, scope: _Scope) -> tuple[str, model.Statement]:
    for flag in ("settled_together", "any_order", "clock_is_late"):
        said = getattr(written, flag)
        if said is not None and not said.value:
            scope.problems.add(
                "law-denied",
                said.place,
                f"`{flag}: false` says nothing",
                hint="leave it out, or write `true` under `not_laws`",
            )
    if written.at_most_one_of is not None:
        counters = scope.counters(written.at_most_one_of, scope.kinds, stocks=True)
        return "at_most_one_of", model.AtMostOneOf(counters)
    if written.between is not None:
        return "between", _between(written.between, scope)
    if written.counter_is_status is not None:
        return "counter_is_status", _counter_is_status(written.counter_is_status, scope)
    if written.same_when_settled is not None:
        agreement = written.same_when_settled
        counters = scope.counters(agreement.counters, scope.kinds, stocks=True)
        return "same_when_settled", model.SameWhenSettled(counters, bool(agreement.status and agreement.status.value))
    if written.only_after is not None:
        return "only_after", _only_after(written.only_after, scope)
    if written.settled_together is not None:
        return "settled_together", model.SettledTogether()
    if written.any_order is not None:
        return "any_order", model.AnyOrder()
    return "clock_is_late", model.ClockIsLate()


def _between(written: syntax.Range, scope: _Scope) -> model.Between:
    beside_it = scope.kinds == ("log",) and TRACKING in scope.known.event_names
    kinds = (*scope.kinds, TRACKING) if beside_it else scope.kinds
    scope.counters([written.counter], kinds, stocks=False)
    return model.Between(written.counter.value, scope.bound(written.low, kinds), scope.bound(written.high, kinds))


def _counter_is_status(written: Mapping[Written[str], Written[str]], scope: _Scope) -> model.CounterIsStatus:
    scope.counters(written, scope.kinds, stocks=True)
    statuses = scope.known.status_names.get(scope.kinds[0], Names("status"))
    return model.CounterIsStatus(
        {counter.value: statuses.find(status, scope.problems) or "" for counter, status in written.items()}
    )


def _only_after(written: syntax.Precedence, scope: _Scope) -> model.OnlyAfter:
    facts = {name: fact for machine in scope.machines for name, fact in machine.facts.items()}
    return model.OnlyAfter(
        reach=scope.states(written.reach),
        after=scope.events(written.after),
        since=scope.events(written.since),
        when=conditions(written.when, names_of(facts), scope.problems),
    )


def _check_provable(name: str, scope: _Scope) -> None:
    """Refuse laws that are not exact for what depends on more than the events."""
    if name in ("same_when_settled", "settled_together") and len(scope.machines) < 2:
        scope.problems.add(
            "law-of-one-mode",
            scope.place,
            f"`{name}` compares modes, and here is only one machine",
            hint="name two modes or more, or leave the law out",
        )
    if name not in ("same_when_settled", "settled_together", "any_order", "clock_is_late"):
        return
    for machine in scope.machines:
        waits = any(move.not_before for _, _, move in machine.moves())
        if machine.facts or waits:
            depends = "facts" if machine.facts else "how long it has been in a state (`not_before`)"
            scope.problems.add(
                "law-beyond-events",
                scope.place,
                f"`{name}` speaks of events alone, and what `{machine.name}` answers depends on {depends}",
                hint="let the law speak of other machines",
            )


def _exempt(name: str, written: syntax.Law, scope: _Scope) -> tuple[model.Exemption, ...]:
    most = {"any_order": 2, "clock_is_late": 1}.get(name, 0)
    found = []
    for exemption in written.except_ or ():
        events = scope.events(exemption.events)
        if len(exemption.events) > most:
            scope.problems.add(
                "exempt-too-much",
                exemption.place,
                f"`{name}` has no exceptions" if most == 0 else f"an exception of `{name}` names {_at_most(most)}",
                hint="leave it out" if most == 0 else "write one exception for each",
            )
        why = words_of(exemption.why, scope.known.locales, exemption.place, scope.problems)
        found.append(model.Exemption(events, why, exemption.place))
    return tuple(found)


def _at_most(most: int) -> str:
    return "one event" if most == 1 else "one event whose repeats count, or two whose order matters"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
