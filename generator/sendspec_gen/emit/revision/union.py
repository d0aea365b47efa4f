"""Two versions of a machine as one graph: each state and arrow of either, with what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sendspec_gen.emit.arrows import Arrow, Way
from sendspec_gen.emit.captions import captions_of
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Answer, Ignored, Machine, Moves, Rejected, State

What = Literal["same", "added", "removed", "changed", "renamed"]


@dataclass(frozen=True, slots=True)
class Version:
    """A machine as it was or as it is, in the names that its parts have now."""

    machine: Machine
    wording: Wording
    old_names: Mapping[str, str]
    """What states were called, where they were called otherwise."""

    def state_label(self, state: State) -> str:
        """What it was called then."""
        return self.wording.state(replace(state, name=self.old_names.get(state.name, state.name)))


@dataclass(frozen=True, slots=True)
class BothStates:
    """A state in both versions, or in one of them."""

    name: str
    what: What
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class BothWays:
    """A way in which an event is answered in both versions, or in one of them."""

    event: str
    before: Way | None
    after: Way | None


@dataclass(frozen=True, slots=True)
class BothArrows:
    """Ways of one fate that lead from the sources to the target, as an arrow of each version that has them."""

    what: What
    sources: tuple[str, ...]
    target: str
    ways: tuple[BothWays, ...]
    before: Arrow | None
    after: Arrow | None

    @property
    def name(self) -> str:
        """Unique in the union, made of names only."""
        arrow = self.after or self.before
        clock = "-clock" if arrow and arrow.deadline else ""
        return f"{self.sources[0]}-{self.target}{clock}{'' if self.what == 'same' else f'-{self.what}'}"


@dataclass(frozen=True, slots=True)
class Union:
    """Both versions of a machine, laid over each other."""

    before: Version
    after: Version
    states: tuple[BothStates, ...]
    arrows: tuple[BothArrows, ...]

    @property
    def label(self) -> str:
        """What the machine is called, or was if it is gone."""
        version = self.after if self.after.machine.states else self.before
        return version.wording.machine(version.machine)

    @property
    def differs(self) -> bool:
        """Whether anything that is drawn is another; what a thing is called counts only if its name is another too."""
        return bool(self.before.old_names) or not self.fates <= {"same", "renamed"}

    @property
    def starts(self) -> tuple[tuple[What, str], ...]:
        """The state in which the machine begins; both where it was another."""
        was, now = self.before.machine.initial, self.after.machine.initial
        if was == now:
            return (("same", now),)
        both: tuple[tuple[What, str], ...] = (("added", now), ("removed", was))
        return tuple((what, state) for what, state in both if state)

    @property
    def fates(self) -> frozenset[What]:
        """All that became of starts, states and arrows."""
        starts: tuple[What, ...] = tuple(what for what, _ in self.starts)
        states: tuple[What, ...] = tuple(state.what for state in self.states)
        arrows: tuple[What, ...] = tuple(arrow.what for arrow in self.arrows)
        return frozenset(starts + states + arrows)


def aspects(was: State, now: State) -> tuple[tuple[str, str, object, object], ...]:
    """What a state is beside its name and its moves: the aspect, whom it concerns, and both values."""
    own = [
        ("status", "", was.status, now.status),
        ("settled", "", was.settled, now.settled),
        ("final", "", was.final, now.final),
    ]
    # What moves is seen as an arrow.
    answers = [
        ("answer", event, _standing(was.answers[event]), _standing(now.answers[event]))
        for event in now.answers
        if event in was.answers
        and not isinstance(was.answers[event], Moves)
        and not isinstance(now.answers[event], Moves)
    ]
    return (*own, *answers)


def said(way: Way, arrow: Arrow, version: Version) -> tuple[str, ...]:
    """What stands on an arrow beside the event and the effects."""
    bare = replace(way, move=replace(way.move, effects={}))
    return captions_of(replace(arrow, ways=(bare,)), version.machine, version.wording)[0].details


def effects(way: Way) -> dict[str, int]:
    """What a way adds to counters, zeros left out."""
    return {counter: effect for counter, effect in way.move.effects.items() if effect}


def _standing(answer: Answer) -> str | None:
    return answer.refusal if isinstance(answer, Rejected) else None if isinstance(answer, Ignored) else ""
