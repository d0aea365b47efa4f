"""What is told of laws that do not hold, and of `not_laws` that do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec_gen.laws import Step, Trace, Verdict
from sendspec_gen.model import Potential
from sendspec_gen.problems import Note, Problem
from sendspec_gen.source import Place

CURES = {
    "counted-twice": "change an effect below, or the law",
    "counter-against-status": "change an effect below, what the state shows, or the law",
    "counter-out-of-bounds": "change an effect below, or the bound",
    "entered-too-early": "let such an event come first, or change the law",
    "late-clock-matters": "let both ways end alike, or name the event under `except` and say why",
    "modes-disagree": "let the modes end alike, or change the law",
    "order-matters": "let both ways end alike, or name the events under `except` and say why",
    "settled-apart": "let the same events settle a message in both modes, or change the law",
}
"""What to do about each kind of broken law, where the verdict knows nothing better."""

MOST_STEPS = 20
"""So many steps of a counterexample are told; those between them stand in the JSON document."""


def broken(verdicts: Iterable[Verdict]) -> Iterator[Problem]:
    """Tell each law that does not hold, with the shortest events that break it."""
    verdicts = [verdict for verdict in verdicts if not verdict.proved]
    drifting = {verdict.machines[0] for verdict in verdicts if isinstance(verdict.law.statement, Potential)}
    for verdict in verdicts:
        # Where a counter drifts, other laws break for the same reason.
        if not isinstance(verdict.law.statement, Potential) and drifting.intersection(verdict.machines):
            continue
        yield Problem(
            verdict.code,
            verdict.place,
            verdict.finding,
            hint=verdict.hint or CURES[verdict.code],
            notes=(*_law_notes(verdict), *(note for trace in verdict.traces for note in _trace_notes(trace))),
        )


def holding(refuted: Iterable[Verdict]) -> Iterator[Problem]:
    """Tell each `not_law` that holds after all, with the machines in which it does."""
    found: dict[Place, list[Verdict]] = {}
    for verdict in refuted:
        if verdict.proved:
            found.setdefault(verdict.law.place, []).append(verdict)
    for place, verdicts in found.items():
        machines = ", ".join(" and ".join(f"`{name}`" for name in verdict.machines) for verdict in verdicts)
        yield Problem(
            "holds-after-all",
            place,
            f"`{verdicts[0].law.name}` is said to be false, and it holds in {machines}",
            hint="move it to `laws`, or let it speak of other machines",
        )


def _law_notes(verdict: Verdict) -> Iterator[Note]:
    law = verdict.law
    if isinstance(law.statement, Potential):
        yield Note(law.place, f"a stock is a number of each state: `{law.statement.stock}` is defined here")
    elif law.place != verdict.place:
        yield Note(law.place, f"the law `{law.name}` stands here")


def _trace_notes(trace: Trace) -> Iterator[Note]:
    title = f"{trace.title}, " if trace.title else ""
    told = _told(trace)
    for number, step in enumerate(trace.steps, start=1):
        if number in told:
            loop = ", here a loop begins" if trace.loop_from == number - 1 else ""
            ends = f"; then {trace.ends}" if trace.ends and number == len(trace.steps) else ""
            yield Note(step.place, f"{title}{number}: {_said(step)}{loop}{ends}")
        elif number - 1 in told:
            last = next(later for later in range(number, len(trace.steps)) if later + 1 in told)
            yield Note(
                step.place, f"{title}{number} to {last}: {last - number + 1:,} steps more, from `{step.source}` on"
            )


def _told(trace: Trace) -> frozenset[int]:
    """The numbers of the steps that are told: of a long counterexample how it begins and ends, and where it loops."""
    steps = len(trace.steps)
    if steps <= MOST_STEPS:
        return frozenset(range(1, steps + 1))
    half = MOST_STEPS // 2
    loop = () if trace.loop_from is None else (trace.loop_from + 1,)
    return frozenset((*range(1, half + 1), *loop, *range(steps - half + 1, steps + 1)))


def _said(step: Step) -> str:
    effects = ", ".join(f"{counter} {effect:+d}" for counter, effect in step.effects.items())
    counted = f" ({effects})" if effects else ""
    match step.answer:
        case "ignored":
            return f"`{step.source}` ignores `{step.event}`"
        case "rejected":
            return f"`{step.source}` rejects `{step.event}`"
        case "clock":
            return f"the clock of `{step.source}` raises `{step.event}`, to `{step.target}`{counted}"
        case _:
            return f"`{step.event}` moves `{step.source}` to `{step.target}`{counted}"
