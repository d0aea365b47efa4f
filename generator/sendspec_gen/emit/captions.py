"""What stands on an arrow: what is heard, on which conditions, and what it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sendspec_gen.emit.arrows import Arrow, Way
from sendspec_gen.emit.palette import QUIET
from sendspec_gen.emit.quoting import SMALL_GAP, listed, styled, wrapped
from sendspec_gen.emit.scene import Line
from sendspec_gen.emit.wording import Wording, signed
from sendspec_gen.model import AllOf, Deadline, Machine, State

WIDTH = 30
STATE_WIDTH = 24
GAP = 4


@dataclass(frozen=True, slots=True)
class Caption:
    """Events that are answered alike, and how."""

    events: tuple[str, ...]
    details: tuple[str, ...]

    def __str__(self) -> str:
        events = " / ".join(self.events)
        return f"{events} ({', '.join(self.details)})" if self.details else events


def captions_of(arrow: Arrow, machine: Machine, wording: Wording) -> tuple[Caption, ...]:
    """The captions of an arrow, in the order of its events."""
    groups: dict[tuple[object, ...], list[Way]] = {}
    for way in arrow.ways:
        groups.setdefault(way.answer(), []).append(way)
    return tuple(
        Caption(
            tuple(wording.event(machine.kind, way.event) for way in ways),
            tuple(_details(ways[0], arrow.deadline, machine, wording)),
        )
        for ways in groups.values()
    )


def spoken_lines(captions: Iterable[Caption], color: str) -> Iterator[Line]:
    """Captions as lines of words, set apart by small ones without words."""
    for place, caption in enumerate(captions):
        if place:
            yield Line("", color, GAP)
        for line in listed(caption.events, " / ", WIDTH):
            yield Line(line, color, 11)
        for detail in caption.details:
            for line in wrapped(detail, WIDTH):
                yield Line(line, QUIET, 10)


def caption_lines(captions: Iterable[Caption], color: str) -> Iterator[str]:
    """The same as markup."""
    for line in spoken_lines(captions, color):
        yield styled(line.words, color=line.color, size=line.size) if line.words else SMALL_GAP


def caption_title(captions: Iterable[Caption], sources: Iterable[State], target: State, wording: Wording) -> str:
    """Captions in one line, with where they lead from and to."""
    starts = ", ".join(wording.state(source) for source in sources)
    return wording.labelled(f"{starts} → {wording.state(target)}", "; ".join(str(caption) for caption in captions))


def _details(way: Way, deadline: Deadline | None, machine: Machine, wording: Wording) -> Iterator[str]:
    _ = wording.translate
    move = way.move
    if deadline:
        clock = {
            "start": _("by the clock, {duration} after the first event"),
            "entry": _("by the clock, after {duration}"),
        }
        yield clock[deadline.since].format(duration=wording.duration_named(deadline.after))
    if move.when is not None:
        yield _("if {condition}").format(condition=wording.condition(move.when, machine))
    elif not way.alone:
        yield _("otherwise")
    if move.requires:
        needed = AllOf(tuple(requirement.condition for requirement in move.requires))
        yield _("requires {condition}").format(condition=wording.condition(needed, machine))
    if move.not_before:
        yield wording.too_soon(move.not_before)
    for event in move.tell.values():
        yield wording.telling(event)
    for counter, effect in move.effects.items():
        if effect:
            yield f"{wording.counter(counter)} {signed(effect)}"
