"""What differs in scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from sendspec_gen.changes import words
from sendspec_gen.changes.change import Change
from sendspec_gen.changes.things import WORDS_ONLY, Aspect, Scope, Verdict, aspects_compared, changed, come, gone
from sendspec_gen.kinds import duration_text
from sendspec_gen.model import Model, Scenario, Step

TOLD = Verdict(("DOCS",), "the story is told in another way; what moves rows and numbers is told by itself")
TITLE: Aspect[Scenario] = Aspect("title", lambda one: one.title, WORDS_ONLY)
SCENARIO: tuple[Aspect[Scenario], ...] = (
    Aspect("machines", lambda one: ", ".join(sorted(one.machines)), TOLD),
    Aspect("messages", lambda one: str(one.messages), TOLD),
    Aspect("facts", lambda one: _flags(one.facts), TOLD),
    Aspect("reading", lambda one: one.reading, WORDS_ONLY),
    Aspect("cite", lambda one: words.citations(one.cite), WORDS_ONLY),
)


def scenarios(old: Model, new: Model, scope: Scope) -> Iterator[Change]:
    """What differs in the stories, told apart by their titles in the default locale, wherever they stand."""
    before, after = _by_title(old, new.project.default_locale), _by_title(new, new.project.default_locale)
    retitled = dict(_retitled(before, after))
    for title, scenario in after.items():
        former = before.get(retitled.get(title, title))
        if former is None:
            verdict = Verdict(("DOCS",), "one story more is told and checked")
            yield come("scenario", title, _size(scenario), scenario.place, verdict, scope)
            continue
        if title in retitled:
            yield _renamed(retitled[title], title, former, scenario)
        else:
            yield from aspects_compared("scenario", title, former, scenario, (TITLE,), scope)
        yield from _scenario(title, former, scenario, scope)
    for title, scenario in before.items():
        if title not in after and title not in retitled.values():
            verdict = Verdict(("DOCS",), "one story less is told and checked")
            yield gone("scenario", title, _size(scenario), scenario.place, verdict, scope)


def _by_title(model: Model, locale: str) -> dict[str, Scenario]:
    """Each scenario by its title; of equal titles the second is called `… (2)`."""
    seen: Counter[str] = Counter()
    found = {}
    for scenario in model.scenarios:
        title = " ".join(model.words(scenario.title, locale).split())
        seen[title] += 1
        found[title if seen[title] == 1 else f"{title} ({seen[title]})"] = scenario
    return found


def _retitled(before: dict[str, Scenario], after: dict[str, Scenario]) -> Iterator[tuple[str, str]]:
    """New titles of stories that go step by step as one whose title is gone."""
    left = {title: _tale(scenario) for title, scenario in before.items() if title not in after}
    for title, scenario in after.items():
        former = next((old for old, tale in left.items() if tale == _tale(scenario)), None)
        if title not in before and former is not None:
            del left[former]
            yield title, former


def _renamed(before: str, after: str, old: Scenario, new: Scenario) -> Change:
    return Change(
        what="renamed",
        of="scenario",
        aspect="",
        machine=None,
        name=after,
        before=before,
        after=after,
        concerns=("DOCS",),
        why="the same steps have another title",
        before_place=old.place,
        after_place=new.place,
        guess=True,
    )


def _scenario(title: str, old: Scenario, new: Scenario, scope: Scope) -> Iterator[Change]:
    yield from aspects_compared("scenario", title, old, new, SCENARIO, scope)
    before, after = _steps(old), _steps(new)
    if before != after:
        said = _only_other(before, after)
        yield changed("scenario", "steps", title, said, (old.place, new.place), TOLD, scope)


def _only_other(before: list[str], after: list[str]) -> tuple[str, str]:
    """The steps that differ, by their numbers."""
    old: list[str] = []
    new: list[str] = []
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, before, after, False).get_opcodes():
        if tag != "equal":
            old += (f"{place + 1}. {before[place]}" for place in range(old_start, old_end))
            new += (f"{place + 1}. {after[place]}" for place in range(new_start, new_end))
    return "; ".join(old), "; ".join(new)


def _tale(scenario: Scenario) -> tuple[object, ...]:
    return tuple(_steps(scenario)), scenario.machines, scenario.messages, _flags(scenario.facts)


def _steps(scenario: Scenario) -> list[str]:
    return [_step(step) for step in scenario.steps]


def _step(step: Step) -> str:
    """One step in words: what happens, then what must be seen."""
    parts = [step.event or "nothing happens"]
    parts += [f"at {duration_text(step.at)}"] if step.at is not None else []
    parts += ["to all messages" if step.message is None else f"to message {step.message}"] if step.message != 1 else []
    parts += [_flags(step.facts)] if step.facts else []
    seen = [("state", step.state), ("status", step.status), ("refused", step.refused), ("reason", step.reason)]
    parts += [f"{what} {said}" for what, said in seen if said is not None]
    parts += ["settled" if step.settled else "not settled"] if step.settled is not None else []
    parts += [words.telling(step.tells) or "tells nobody"] if step.tells is not None else []
    parts += [f"{name} {said}" for name, said in sorted(step.kpis.items())]
    parts += [f"counter {name} {number}" for name, number in sorted(step.counters.items())]
    return ", ".join(parts)


def _flags(facts: Mapping[str, bool]) -> str:
    return ", ".join(fact if holds else f"not {fact}" for fact, holds in sorted(facts.items()))


def _size(scenario: Scenario) -> str:
    return f"{len(scenario.steps)} steps in {', '.join(scenario.machines)}"
