"""Two versions of a machine made one graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from sendspec_gen.emit.arrows import Arrow, Way, arrows_of
from sendspec_gen.emit.revision.union import (
    BothArrows,
    BothStates,
    BothWays,
    Union,
    Version,
    What,
    aspects,
    effects,
    said,
)
from sendspec_gen.model import Machine

Key = TypeVar("Key")


def union_of(before: Version, after: Version) -> Union:
    """Every state and arrow of either version, in the order of the new one, what is gone after what it followed."""
    names = merged(list(after.machine.states), list(before.machine.states))
    states = tuple(_both_states(name, before, after) for name in names)
    return Union(before, after, states, tuple(_arrows(before, after)))


def merged(new: Sequence[Key], old: Sequence[Key]) -> list[Key]:
    """The new ones in their order, and each that is gone after the one that it followed."""
    result = list(new)
    known = set(new)
    for place, key in enumerate(old):
        if key not in known:
            result.insert(result.index(old[place - 1]) + 1 if place else 0, key)
    return result


def _both_states(name: str, before: Version, after: Version) -> BothStates:
    was, now = before.machine.states.get(name), after.machine.states.get(name)
    if was is None:
        return BothStates(name, "added", was, now)
    if now is None:
        return BothStates(name, "removed", was, now)
    what: What = "same"
    if any(old != new for _, _, old, new in aspects(was, now)):
        what = "changed"
    elif name in before.old_names or before.state_label(was) != after.state_label(now):
        what = "renamed"
    return BothStates(name, what, was, now)


_Ends = tuple[str, str, bool]
"""From which state, to which, and whether the clock leads there."""


def _arrows(before: Version, after: Version) -> Iterator[BothArrows]:
    """Arrows that differ only in where they start, in both versions, share one."""
    groups: dict[object, list[BothArrows]] = {}
    for arrow in _single_arrows(before, after):
        groups.setdefault(_shared(arrow, before, after), []).append(arrow)
    for group in groups.values():
        first = group[0]
        yield replace(
            first,
            sources=tuple(arrow.sources[0] for arrow in group),
            before=_joined([arrow.before for arrow in group]),
            after=_joined([arrow.after for arrow in group]),
        )


def _joined(arrows: Iterable[Arrow | None]) -> Arrow | None:
    known = [arrow for arrow in arrows if arrow is not None]
    return replace(known[0], sources=tuple(arrow.sources[0] for arrow in known)) if known else None


def _single_arrows(before: Version, after: Version) -> Iterator[BothArrows]:
    """For each pair of states one arrow of each fate that its ways have."""
    was, now = _by_ends(before.machine), _by_ends(after.machine)
    for ends in merged(list(now), list(was)):
        source, target, _ = ends
        fates: dict[What, list[BothWays]] = {}
        for way in _both_ways(was.get(ends), now.get(ends)):
            fates.setdefault(_fate(way, was.get(ends), now.get(ends), before, after), []).append(way)
        for what, ways in fates.items():
            old = tuple(way.before for way in ways if way.before)
            new = tuple(way.after for way in ways if way.after)
            yield BothArrows(
                what,
                (source,),
                target,
                tuple(ways),
                replace(was[ends], ways=old) if old else None,
                replace(now[ends], ways=new) if new else None,
            )


def _by_ends(machine: Machine) -> dict[_Ends, Arrow]:
    """Each arrow once for each of its sources, in the order of the states."""
    arrows = arrows_of(machine)
    return {
        (source.name, arrow.target.name, arrow.deadline is not None): replace(arrow, sources=(source,))
        for source in machine.states.values()
        for arrow in arrows
        if any(one is source for one in arrow.sources)
    }


def _both_ways(was: Arrow | None, now: Arrow | None) -> Iterator[BothWays]:
    old, new = _numbered(was), _numbered(now)
    for key in merged(list(new), list(old)):
        yield BothWays(key[0], old.get(key), new.get(key))


def _numbered(arrow: Arrow | None) -> dict[tuple[str, int], Way]:
    """The ways by their event, and where one event has several ways, by their number."""
    numbered: dict[tuple[str, int], Way] = {}
    for way in arrow.ways if arrow else ():
        number = sum(event == way.event for event, _ in numbered)
        numbered[way.event, number] = way
    return numbered


def _fate(way: BothWays, was: Arrow | None, now: Arrow | None, before: Version, after: Version) -> What:
    if way.before is None or was is None:
        return "added"
    if way.after is None or now is None:
        return "removed"
    same_words = said(way.before, was, before) == said(way.after, now, after)
    return "same" if same_words and effects(way.before) == effects(way.after) else "changed"


def _shared(arrow: BothArrows, before: Version, after: Version) -> object:
    """What arrows must have in common to be drawn as one."""
    events = tuple(way.event for way in arrow.ways)
    versions = (_drawn(arrow.before, before), _drawn(arrow.after, after))
    return (arrow.what, arrow.target, arrow.sources[0] == arrow.target, events, versions)


def _drawn(arrow: Arrow | None, version: Version) -> object:
    if arrow is None:
        return None
    ways = tuple((said(way, arrow, version), tuple(effects(way).items())) for way in arrow.ways)
    return (arrow.late, arrow.deadline is not None, ways)
