"""What stands in the states and on the arrows of a difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sendspec_gen.emit.captions import WIDTH
from sendspec_gen.emit.palette import INK, QUIET
from sendspec_gen.emit.quoting import SMALL_GAP, listed, styled, wrapped
from sendspec_gen.emit.revision.fates import FATES
from sendspec_gen.emit.revision.union import BothArrows, BothStates, BothWays, Union, aspects, effects, said
from sendspec_gen.emit.wording import TOGETHER, signed
from sendspec_gen.model import State

_STATE_WIDTH = 28
_SIGN = re.compile("^[+−~] ")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words; `gone` says that they hold no longer."""

    words: str
    gone: bool = False


def state_name(both: BothStates, union: Union) -> str:
    """The label of a state, the old one too if it was another."""
    was = union.before.state_label(both.before) if both.before else ""
    now = union.after.state_label(both.after) if both.after else ""
    return " → ".join(dict.fromkeys(label for label in (was, now) if label))


def state_details(both: BothStates, union: Union) -> Iterator[str]:
    """What a state shows, and what else of it is another."""
    if both.before is None or both.after is None:
        yield from _one_version(both, union)
        return
    old_name = union.before.old_names.get(both.name)
    if old_name is not None and union.before.state_label(both.before) == union.after.state_label(both.after):
        yield f"{old_name} → {both.name}"
    was = union.before.wording.status(union.before.machine, both.before)
    now = union.after.wording.status(union.after.machine, both.after)
    if both.before.status != both.after.status:
        yield f"{was or '–'} → {now or '–'}"
    elif now:
        yield now
    yield from _standings(both, both.before, both.after, union)


def state_lines(both: BothStates, union: Union) -> Iterator[str]:
    """The same as lines of markup."""
    fate = FATES[both.what]
    color = fate.colors.line if both.what == "same" else INK
    for line in wrapped(fate.sign + state_name(both, union), _STATE_WIDTH):
        yield _marked(line, color, 14, gone=both.what == "removed", bold=True)
    for detail in state_details(both, union):
        for line in wrapped(detail, _STATE_WIDTH):
            yield styled(line, color=color, size=11)


def way_details(way: BothWays, arrow: BothArrows, union: Union) -> Iterator[Line]:
    """What is demanded and done: `Bounces + errors +1 → +2`."""
    was = said(way.before, arrow.before, union.before) if way.before and arrow.before else ()
    now = said(way.after, arrow.after, union.after) if way.after and arrow.after else ()
    both = way.before is not None and way.after is not None
    yield from (Line(f"− {words}" if both else words, gone=both) for words in was if words not in now)
    yield from (Line(words if words in was or not both else f"+ {words}") for words in now)
    old, new = effects(way.before) if way.before else {}, effects(way.after) if way.after else {}
    for counter in dict.fromkeys((*new, *old)):
        version = union.after if counter in union.after.wording.model.counters else union.before
        numbers = [signed(number) if number else "0" for number in _numbers(counter, old, new, both=both)]
        yield Line(f"{version.wording.counter(counter)}{TOGETHER}{f'{TOGETHER}→{TOGETHER}'.join(numbers)}")


def event_name(way: BothWays, union: Union) -> str:
    """What is heard."""
    version = union.after if way.after else union.before
    return version.wording.event(version.machine.kind, way.event)


def arrow_lines(arrow: BothArrows, union: Union) -> Iterator[str]:
    """What stands on an arrow, as lines of markup: events that are answered alike together."""
    fate = FATES[arrow.what]
    for place, (events, details) in enumerate(_captions(arrow, union)):
        if place:
            yield SMALL_GAP
        for line in listed([f"{fate.sign}{event}" for event in events], " / ", WIDTH):
            yield _marked(line, fate.colors.line, 11, gone=arrow.what == "removed", bold=arrow.what != "same")
        for detail in details:
            for line in wrapped(detail.words, WIDTH):
                yield _marked(line, fate.colors.line if arrow.what == "same" else QUIET, 10, gone=detail.gone)


def arrow_title(arrow: BothArrows, union: Union) -> str:
    """An arrow in one line of words."""
    names = {state.name: state_name(state, union) for state in union.states}
    captions = "; ".join(
        f"{' / '.join(events)} ({', '.join(detail.words for detail in details)})" if details else " / ".join(events)
        for events, details in _captions(arrow, union)
    )
    ends = f"{', '.join(names[source] for source in arrow.sources)} → {names[arrow.target]}"
    return union.after.wording.labelled(ends, captions)


def _one_version(both: BothStates, union: Union) -> Iterator[str]:
    """The details of a state that came or went."""
    state, version = (both.after, union.after) if both.after else (both.before, union.before)
    assert state is not None
    if state.status is not None:
        yield version.wording.status(version.machine, state)
    if not FATES[both.what].rings:
        yield from _kept(state, union)


def _standings(both: BothStates, was: State, now: State, union: Union) -> Iterator[str]:
    """Whether it is settled or final, and what it says to events that do not move it."""
    _ = union.after.wording.translate
    words = {
        ("settled", True): _("settled"),
        ("settled", False): _("not settled"),
        ("final", True): _("final"),
        ("final", False): _("not final"),
    }
    if not FATES[both.what].rings and (was.settled, was.final) == (now.settled, now.final):
        yield from _kept(now, union)
    for aspect, event, old, new in aspects(was, now):
        if old == new or aspect == "status":
            continue
        if aspect == "answer":
            change = f"{_answer(old, union, is_new=False)} → {_answer(new, union, is_new=True)}"
            yield union.after.wording.labelled(union.after.wording.event(union.after.machine.kind, event), change)
        else:
            yield f"{words[aspect, bool(old)]} → {words[aspect, bool(new)]}"


def _kept(state: State, union: Union) -> Iterator[str]:
    """What a second outline says of a state, in words."""
    _ = union.after.wording.translate
    if state.final:
        yield _("final")
    elif state.settled:
        yield _("settled")


def _captions(arrow: BothArrows, union: Union) -> list[tuple[list[str], tuple[Line, ...]]]:
    groups: dict[tuple[Line, ...], list[str]] = {}
    for way in arrow.ways:
        groups.setdefault(tuple(way_details(way, arrow, union)), []).append(event_name(way, union))
    return [(events, details) for details, events in groups.items()]


def _numbers(counter: str, old: dict[str, int], new: dict[str, int], *, both: bool) -> list[int]:
    was, now = old.get(counter, 0), new.get(counter, 0)
    if both and was != now:
        return [was, now]
    return [now or was]


def _answer(refusal: object, union: Union, *, is_new: bool) -> str:
    _ = union.after.wording.translate
    if refusal is None:
        return _("ignored")
    wording = (union.after if is_new else union.before).wording
    return f"{_('refused')} {wording.refusal(str(refusal))}"


def _marked(words: str, color: str, size: int, *, gone: bool, bold: bool = False) -> str:
    """What is gone is struck out, but for its sign, which a stroke would hide."""
    if not gone:
        return styled(words, color=color, size=size, bold=bold)
    found = _SIGN.match(words)
    sign = found.group() if found else ""
    struck = f"<s>{styled(words.removeprefix(sign), color=color, size=size, bold=bold)}</s>"
    return f"{styled(sign, color=color, size=size, bold=bold)}{struck}" if sign else struck
