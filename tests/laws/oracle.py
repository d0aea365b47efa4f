"""Laws by brute force: all words up to a length are run, and the first that breaks a law is given.

A break is one run for each machine that hears the word, or two runs of one machine that ought to end alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from sendspec_gen.model import (
    AnyOrder,
    AtMostOneOf,
    Between,
    ClockIsLate,
    CounterIsStatus,
    Law,
    Model,
    OnlyAfter,
    Potential,
    SameWhenSettled,
    SettledTogether,
    Statement,
)

from tests.laws.words import Run, Runs, every, holds, side_by_side, start, together, value, words

Word = tuple[str, ...]


def shortest_break(model: Model, law: Law, machines: Iterable[str], longest: int) -> Runs | None:
    """A shortest break by words up to a length, or None if there is none."""
    runs = tuple(start(model, machine) for machine in machines)
    return next(_breaks(model, law, runs, longest), None)


def is_break(model: Model, law: Law, runs: Runs) -> bool:
    """Whether these runs break the law, wherever they come from."""
    match law.statement:
        case Potential(stock):
            return _drifts(stock, *runs)
        case AnyOrder():
            return _order_matters(law, *runs) or _repeat_matters(model, law, *runs)
        case ClockIsLate():
            one, other = runs
            return _late_clock_matters(law, one, other) or _late_clock_matters(law, other, one)
        case OnlyAfter():
            return _enters_too_early(law.statement, *runs)
        case _:
            return _is_wrong(model, law.statement, runs)


def length(law: Law, runs: Runs) -> int:
    """How long a break is: what `shortest` means."""
    match law.statement:
        case Potential() | AnyOrder():
            return max(len(run.hearings) for run in runs)
        case ClockIsLate():
            return _shared(*runs)
        case SameWhenSettled() | SettledTogether():
            return len(_heard(runs[0])) + sum(hearing.clock for run in runs for hearing in run.hearings)
        case _:
            return sum(len(run.hearings) for run in runs)


def same_word(one: Run, other: Run) -> bool:
    """Whether two machines heard the same events; what their clocks raised was not heard."""
    return _heard(one) == _heard(other)


def _breaks(model: Model, law: Law, runs: Runs, longest: int) -> Iterator[Runs]:
    match law.statement:
        case Potential(stock):
            return _two_values(stock, runs[0], longest)
        case AnyOrder():
            return _orders_and_repeats(model, law, runs[0], longest)
        case ClockIsLate():
            return _late_clocks(law, runs[0], longest)
        case OnlyAfter():
            return (
                after
                for after in words(runs, side_by_side(runs), longest)
                if after[0].hearings and _enters_too_early(law.statement, *after)
            )
        case SameWhenSettled() | SettledTogether():
            letters = together(runs, clocks=isinstance(law.statement, SameWhenSettled))
        case _:
            letters = side_by_side(runs)
    return (after for after in words(runs, letters, longest) if _is_wrong(model, law.statement, after))


# ── what must hold after each word ───────────────────────────────────────────────────────────────────────────────────


def _is_wrong(model: Model, statement: Statement, runs: Runs) -> bool:
    match statement:
        case AtMostOneOf(counters):
            return sum(value(model, runs, counter) != 0 for counter in counters) > 1
        case Between(counter, low, high):
            return not _bound(model, runs, low) <= value(model, runs, counter) <= _bound(model, runs, high)
        case CounterIsStatus(statuses):
            return runs[0].settled and any(
                value(model, runs, counter) != (runs[0].status == status) for counter, status in statuses.items()
            )
        case SettledTogether():
            return len({run.settled for run in runs}) > 1
        case SameWhenSettled(counters, status):
            one, other = runs
            return (
                one.settled
                and other.settled
                and (
                    any(value(model, (one,), counter) != value(model, (other,), counter) for counter in counters)
                    or (status and one.status != other.status)
                )
            )
    raise TypeError(statement)


def _bound(model: Model, runs: Runs, bound: int | str) -> int:
    return bound if isinstance(bound, int) else value(model, runs, bound)


# ── what must end alike ──────────────────────────────────────────────────────────────────────────────────────────────


def _two_values(stock: str, run: Run, longest: int) -> Iterator[Runs]:
    first: dict[str, Run] = {}
    for (after,) in words((run,), side_by_side((run,)), longest):
        known = first.setdefault(after.state, after)
        if _drifts(stock, known, after):
            yield known, after


def _drifts(stock: str, one: Run, other: Run) -> bool:
    return one.state == other.state and one.counters[stock] != other.counters[stock]


def _orders_and_repeats(model: Model, law: Law, run: Run, longest: int) -> Iterator[Runs]:
    known: dict[Word, Run] = {}
    orders: dict[object, Run] = {}
    for (after,) in words((run,), every(run), longest):
        word = _heard(after)
        known[word] = after
        same = orders.setdefault(_order(law, word), after)
        if _ends(same) != _ends(after):
            yield same, after
        for shorter in _without_a_repeat(law, word):
            if _repeat_matters(model, law, known[shorter], after):
                yield known[shorter], after


def _order_matters(law: Law, one: Run, other: Run) -> bool:
    return _order(law, _heard(one)) == _order(law, _heard(other)) and _ends(one) != _ends(other)


def _order(law: Law, word: Word) -> object:
    """What words that differ by allowed swaps alone share: the events, and their order in each exempt pair."""
    pairs = [exemption.events for exemption in law.exempt if len(exemption.events) == 2]
    return tuple(sorted(word)), tuple(tuple(event for event in word if event in pair) for pair in pairs)


def _repeat_matters(model: Model, law: Law, one: Run, other: Run) -> bool:
    shorter, longer = sorted((one, other), key=lambda run: len(run.hearings))
    stocks = [name for name in one.counters if model.counters[name].kind == "stock"]
    return _heard(shorter) in _without_a_repeat(law, _heard(longer)) and (
        shorter.state != longer.state or any(shorter.counters[name] != longer.counters[name] for name in stocks)
    )


def _without_a_repeat(law: Law, word: Word) -> Iterator[Word]:
    """The word without an event that came before; what lies between must be free to come before or after it."""
    exempt = [set(exemption.events) for exemption in law.exempt]
    for later, event in enumerate(word):
        if event not in word[:later]:
            continue
        between = word[_last(event, word[:later]) + 1 : later]
        if {event} not in exempt and all({event, other} not in exempt for other in between):
            yield (*word[:later], *word[later + 1 :])


def _last(event: str, word: Word) -> int:
    return max(place for place, heard in enumerate(word) if heard == event)


def _ends(run: Run) -> object:
    return run.state, dict(run.counters)


def _heard(run: Run) -> Word:
    return tuple(hearing.event for hearing in run.hearings if not hearing.clock)


# ── clocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _late_clocks(law: Law, run: Run, longest: int) -> Iterator[Runs]:
    for (after,) in words((run,), side_by_side((run,)), longest):
        for struck in after.strike():
            for event in _not_exempt(law, run.player.events):
                for clock_first in struck.hear(event):
                    for event_first in after.hear(event):
                        one, other = _run_out(clock_first), _run_out(event_first)
                        if _ends(one) != _ends(other):
                            yield one, other


def _run_out(run: Run) -> Run:
    """All further clocks strike; a circle of clocks is an error that is told before any law."""
    for after in run.strike():
        return _run_out(after)
    return run


def _not_exempt(law: Law, events: Iterable[str]) -> list[str]:
    return [event for event in events if all(exemption.events != (event,) for exemption in law.exempt)]


def _late_clock_matters(law: Law, clock_first: Run, event_first: Run) -> bool:
    """Whether the runs are: a clock, an event and all clocks; the event and all clocks; and end differently."""
    parted = _shared(clock_first, event_first)
    late, early = clock_first.hearings[parted:], event_first.hearings[parted:]
    return (
        [hearing.clock for hearing in late[:2]] == [True, False]
        and [hearing.clock for hearing in early[:1]] == [False]
        and late[1].event == early[0].event
        and late[1].event in _not_exempt(law, clock_first.player.events)
        and all(hearing.clock for hearing in (*late[2:], *early[1:]))
        and not any((*clock_first.strike(), *event_first.strike()))
        and _ends(clock_first) != _ends(event_first)
    )


def _shared(one: Run, other: Run) -> int:
    """How many events the runs have in common before they part."""
    both = zip(one.hearings, other.hearings, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))


# ── what must have happened before ───────────────────────────────────────────────────────────────────────────────────


def _enters_too_early(law: OnlyAfter, run: Run) -> bool:
    last = run.hearings[-1]
    machine = run.player.machine
    enters = last.source not in law.reach and last.outcome.target in law.reach
    in_question = law.when is None or any(holds(machine, law.when, facts) for facts in last.outcome.facts)
    allowed = False
    for hearing in run.hearings:
        if hearing.outcome.answer == "moves":
            allowed = hearing.event in law.after or (allowed and hearing.event not in law.since)
    return enters and in_question and not allowed
