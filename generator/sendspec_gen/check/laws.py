"""Every law is proved, every `not_law` is refuted, and every exception is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec_gen.laws import Step, Trace, Verdict, unneeded_exemptions
from sendspec_gen.model import Law, Model, Potential
from sendspec_gen.problems import Note, Problem


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
            hint=verdict.hint or "change the moves below, or the law",
            notes=(_law_note(verdict.law), *(note for trace in verdict.traces for note in _trace_notes(trace))),
        )


def holding(refuted: Iterable[Verdict]) -> Iterator[Problem]:
    """Tell each `not_law` that holds after all."""
    for verdict in refuted:
        if verdict.proved:
            machines = ", ".join(f"`{name}`" for name in verdict.machines)
            yield Problem(
                "holds-after-all",
                verdict.law.place,
                f"`{verdict.law.name}` is said to be false, and it holds in {machines}",
                hint="move it to `laws`, or leave these machines out",
            )


def unneeded(model: Model) -> Iterator[Problem]:
    """Tell each exception without which its law holds as well."""
    for law, exemption in unneeded_exemptions(model):
        events = " and ".join(f"`{event}`" for event in exemption.events)
        yield Problem(
            "unneeded-exception",
            exemption.place,
            f"`{law.name}` holds for {events}, too",
            hint="delete the exception",
            notes=(Note(law.place, "the law stands here"),),
        )


def _law_note(law: Law) -> Note:
    if isinstance(law.statement, Potential):
        return Note(law.place, f"a stock is a number of each state: `{law.statement.stock}` is defined here")
    return Note(law.place, f"the law `{law.name}` stands here")


def _trace_notes(trace: Trace) -> Iterator[Note]:
    title = f"{trace.title}, " if trace.title else ""
    for number, step in enumerate(trace.steps, start=1):
        loop = ", here a loop begins" if trace.loop_from == number - 1 else ""
        ends = f"; then {trace.ends}" if trace.ends and number == len(trace.steps) else ""
        yield Note(step.place, f"{title}{number}: {_said(step)}{loop}{ends}")


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
