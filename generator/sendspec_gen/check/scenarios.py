"""Every scenario that people tell comes true on the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sendspec_gen.check.story import Heard, Story, begin
from sendspec_gen.model import Citation, Machine, Model, Scenario, Step
from sendspec_gen.problems import Note, Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell the first step of each scenario, in each of its machines, at which the model does something else."""
    for scenario in model.scenarios:
        for name in scenario.machines:
            yield from _told(scenario, model.machines[name], model)


def _told(scenario: Scenario, machine: Machine, model: Model) -> Iterator[Problem]:
    story = begin(scenario, machine, model)
    number = 0
    for step in scenario.steps:
        # The events of one list are one step to who wrote them.
        number += not step.goes_on
        before = {name: story.kpi(name) for name in step.kpis}
        story.facts.update(step.facts)
        heard = story.happen(step.event, story.now if step.at is None else step.at, step.message)
        wrong = tuple(_wrong(step, story, heard, before))
        if wrong:
            title = model.words(scenario.title, model.project.default_locale)
            yield Problem(
                "scenario-fails",
                step.place,
                f"scenario “{title}” fails in `{machine.name}` at step {number}: {'; '.join(wrong)}",
                hint=f"the documents say so: {'; '.join(_shown(citation, model) for citation in scenario.cite)}",
                notes=(Note(scenario.place, "the scenario is told here"), *_answered(step, scenario, machine, model)),
            )
            return


def _wrong(step: Step, story: Story, heard: list[Heard], before: dict[str, float | None]) -> Iterator[str]:
    """What does not come true at a step."""
    refusals = {each.refusal for each in heard}
    if step.refused is None and refusals - {None}:
        yield f"`{step.event}` is refused as {_list(refusals - {None})}"
    elif step.refused is not None and refusals != {step.refused}:
        yield f"`{step.event}` should be refused as `{step.refused}`, and is {_refused_or_not(refusals)}"
    chosen = story.actors if step.message is None else [story.actors[step.message - 1]]
    states = {actors[0].state for actors in chosen}
    if step.state is not None and states != {step.state}:
        yield f"the state should be `{step.state}`, and is {_list(states)}"
    statuses = {actors[0].machine.states[actors[0].state].status for actors in chosen}
    if step.status is not None and statuses != {step.status}:
        yield f"the status should be `{step.status}`, and is {_list(statuses)}"
    settled = {actors[0].machine.states[actors[0].state].settled for actors in chosen}
    if step.settled is not None and settled != {step.settled}:
        yield f"it should {'' if step.settled else 'not '}be settled, and is{' not' if step.settled else ''}"
    told = [each.tell for each in heard] or [{}]
    if step.tells is not None and any(tell != step.tells for tell in told):
        yield f"it should tell {_told_to(step.tells)}, and tells {_told_to(*told)}"
    if step.reason is not None:
        reasons = {"changed" if each.answer == "moved" else "same" for each in heard} or {"same"}
        if reasons != {step.reason}:
            yield f"the reason should be {_reason(step.reason)}, and is {' or '.join(map(_reason, sorted(reasons)))}"
    for name, wanted in step.kpis.items():
        if not _comes_true(wanted, before[name], story.kpi(name)):
            yield f"`{name}` should {_wish(wanted)}, and goes from {_value(before[name])} to {_value(story.kpi(name))}"
    for name, count in step.counters.items():
        if story.count(name) != count:
            yield f"`{name}` should be {count}, and is {story.count(name)}"


def _comes_true(wanted: str, before: float | None, after: float | None) -> bool:
    if wanted == "none":
        return after is None
    if wanted == "same":
        return before == after
    if wanted in ("up", "down"):
        if before is None or after is None:
            return False
        return after > before if wanted == "up" else after < before
    return after is not None and f"{after:.1f}" == f"{float(wanted.removesuffix('%')):.1f}"


def _answered(step: Step, scenario: Scenario, machine: Machine, model: Model) -> Iterator[Note]:
    """Where the machine says what it does at the step that fails."""
    story = begin(scenario, machine, model)
    for earlier in scenario.steps:
        story.facts.update(earlier.facts)
        at = story.now if earlier.at is None else earlier.at
        if earlier is step:
            story.happen(None, at, None)
            for actor in story.actors[(step.message or 1) - 1]:
                answer = actor.machine.states[actor.state].answers.get(step.event or "")
                if answer is not None:
                    yield Note(answer.place, f"`{actor.state}` answers `{step.event}` here")
            return
        story.happen(earlier.event, at, earlier.message)


def _shown(citation: Citation, model: Model) -> str:
    document = model.project.documents[citation.document]
    row = f", row {citation.row}" if citation.row else ""
    heading = f", “{document.heading}”" if document.heading else ""
    return f"{citation.document}{row} ({document.title}{heading})"


def _told_to(*tells: Mapping[str, str]) -> str:
    told = dict.fromkeys(f"`{whom}: {event}`" for tell in tells for whom, event in tell.items())
    return ", ".join(told) or "nobody"


def _wish(wanted: str) -> str:
    return {"up": "go up", "down": "go down", "same": "stay the same", "none": "be a share of nothing"}.get(
        wanted, f"show {wanted}"
    )


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


def _refused_or_not(refusals: set[str | None]) -> str:
    named = f"refused as {_list(refusals - {None})}" if refusals - {None} else "not refused"
    return f"{named}, or not at all" if None in refusals and len(refusals) > 1 else named


def _reason(reason: str) -> str:
    return "the same" if reason == "same" else reason


def _list(names: set[str] | set[str | None]) -> str:
    return ", ".join(sorted(f"`{name}`" for name in names))
