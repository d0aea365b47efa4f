"""Two modes laid over each other, and in words what differs: the first is called A, the second B."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendspec_gen.emit.arrows import Way
from sendspec_gen.emit.revision.union import BothArrows, BothStates, BothWays, Union, effects, said
from sendspec_gen.emit.wording import TOGETHER
from sendspec_gen.model import Answer, Ignored, Machine, Moves, Rejected, State

THIS, OTHER = "A", "B"
_NOTHING = "–"


class Modes:
    """A union whose new version is the mode A, and whose old version is B; both have one wording."""

    def __init__(self, union: Union) -> None:
        self.union = union
        self.wording = union.after.wording
        self.labels = {both.name: self.wording.state(self.one_of(both)[1]) for both in union.states}
        self.differences = {both.name: tuple(self._differences(both)) for both in union.states}

    def one_of(self, both: BothStates) -> tuple[Machine, State]:
        """The state in A, or in B if only B has it."""
        if both.after is not None:
            return self.union.after.machine, both.after
        assert both.before is not None
        return self.union.before.machine, both.before

    def fate(self, both: BothStates) -> str:
        """Whether only A has it, only B, or both but otherwise: as `What` says it."""
        if both.what in ("added", "removed"):
            return both.what
        return "changed" if self.differences[both.name] else "same"

    def is_late(self, both: BothArrows) -> bool:
        """Whether it leads out of a settled state."""
        arrow = both.after or both.before
        return arrow is not None and arrow.late

    def captions(self, both: BothArrows) -> list[tuple[list[str], tuple[str, ...]]]:
        """Events that differ alike, with what is demanded and done in each mode."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for way in both.ways:
            event = self.wording.event(self.union.after.machine.kind, way.event)
            groups.setdefault(tuple(self._details(way, both)), []).append(event)
        return [(events, details) for details, events in groups.items()]

    def _differences(self, both: BothStates) -> Iterator[str]:
        """What a state that both have shows, is, counts or answers otherwise."""
        if both.before is None or both.after is None:
            return
        _ = self.wording.translate
        versions = ((self.union.after.machine, both.after), (self.union.before.machine, both.before))
        yield from _if_other([self.wording.status(machine, state) or _NOTHING for machine, state in versions])
        yield from _if_other([_("settled") if state.settled else _("not settled") for _machine, state in versions])
        yield from self._counts(both.name)
        for event, answer in both.after.answers.items():
            answers = (answer, both.before.answers.get(event, answer))
            if not any(isinstance(one, Moves) for one in answers):
                found = ", ".join(_if_other([self._standing(one) for one in answers]))
                if found:
                    yield self.wording.labelled(self.wording.event(self.union.after.machine.kind, event), found)

    def _counts(self, state: str) -> Iterator[str]:
        machines = (self.union.after.machine, self.union.before.machine)
        mine, theirs = (self.wording.contributions[machine.name].get(state, {}) for machine in machines)
        for counter in dict.fromkeys((*mine, *theirs)):
            found = _if_other([str(one.get(counter, 0)) for one in (mine, theirs)])
            if found:
                yield self.wording.labelled(self.wording.counter(counter), ", ".join(found))

    def _standing(self, answer: Answer) -> str:
        """What a state says to an event that does not move it."""
        _ = self.wording.translate
        match answer:
            case Ignored():
                return _("ignored")
            case Rejected(refusal=refusal):
                return f"{_('refused')} {self.wording.refusal(refusal)}"
            case Moves():
                return _NOTHING

    def _details(self, way: BothWays, both: BothArrows) -> Iterator[str]:
        mine = said(way.after, both.after, self.union.after) if way.after and both.after else ()
        theirs = said(way.before, both.before, self.union.before) if way.before and both.before else ()
        mine += self._effects(way.after)
        theirs += self._effects(way.before)
        if way.before is None or way.after is None:
            yield from mine or theirs
            return
        yield from (words for words in mine if words in theirs)
        yield from _if_other(
            [", ".join(_without(mine, theirs)) or _NOTHING, ", ".join(_without(theirs, mine)) or _NOTHING]
        )

    def _effects(self, way: Way | None) -> tuple[str, ...]:
        return self.wording.effects(effects(way)) if way else ()


def _if_other(words: Sequence[str]) -> tuple[str, ...]:
    """What A and B say, unless it is the same."""
    mine, theirs = words
    return () if mine == theirs else (f"{THIS}:{TOGETHER}{mine}", f"{OTHER}:{TOGETHER}{theirs}")


def _without(words: Sequence[str], others: Sequence[str]) -> list[str]:
    return [word for word in words if word not in others]
