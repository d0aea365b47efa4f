"""The views of a machine: pictures of the whole of it and of parts, and what of the whole is around each state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sendspec_gen.emit.arrows import Arrow, arrows_of
from sendspec_gen.emit.graphviz_library import layout_of
from sendspec_gen.emit.scene import Scene
from sendspec_gen.emit.views.choice import Choice, failures, happy, whole
from sendspec_gen.emit.views.dot import dot_of
from sendspec_gen.emit.views.ink import svg_of
from sendspec_gen.emit.views.machine import WHOLE, scene_of
from sendspec_gen.emit.views.versus import versus
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, State


@dataclass(frozen=True, slots=True)
class View:
    """A picture to be put into the page of its machine, and what it is about."""

    name: str
    """Unique among the views of a machine, fit for an anchor."""
    title: str
    about: str
    """A sentence."""
    svg: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of the picture of the whole belongs to the neighbourhood of a state, by the names that it carries there."""

    state: str
    states: tuple[str, ...]
    """The state itself, and those at the other ends of its arrows."""
    into: tuple[str, ...]
    """Arrows; one that also leads from elsewhere carries the names of its sources."""
    out: tuple[str, ...]


def views_of(machine: Machine, wording: Wording) -> tuple[View, ...]:
    """The whole, the happy path, the failures, and what differs from each other mode."""
    return tuple(_view(machine, scene) for scene in scenes_of(machine, wording))


def scenes_of(machine: Machine, wording: Wording) -> Iterator[Scene]:
    """The views before they are laid out."""
    yield whole_scene(machine, wording)
    yield from _ways(machine, wording)
    if machine.kind == "log":
        yield from _against(machine, wording)


def surroundings_of(machine: Machine) -> tuple[Surroundings, ...]:
    """What is around each state, in the order of the spec."""
    arrows = arrows_of(machine)
    return tuple(_surroundings(state, arrows) for state in machine.states.values())


def _surroundings(state: State, arrows: Iterable[Arrow]) -> Surroundings:
    into = [arrow for arrow in arrows if arrow.target is state]
    out = [arrow for arrow in arrows if state in arrow.sources and arrow.target is not state]
    ends = {state.name, *(source.name for arrow in into for source in arrow.sources)}
    ends |= {arrow.target.name for arrow in out}
    return Surroundings(
        state=state.name,
        states=tuple(sorted(ends)),
        into=tuple(arrow.name for arrow in into),
        out=tuple(arrow.name for arrow in out),
    )


def whole_scene(machine: Machine, wording: Wording) -> Scene:
    """Everything that a machine has."""
    _ = wording.translate
    initial = wording.quoted(wording.state(machine.states[machine.initial]))
    counts = _(
        "{states} states and {moves} moves, starting at {initial}; what a state ignores or refuses is not drawn."
    ).format(states=len(machine.states), moves=len(machine.moves()), initial=initial)
    about = " ".join(part for part in (wording.text(machine.doc).strip(), counts) if part)
    return _scene(machine, wording, WHOLE, (wording.machine(machine), about), whole(machine))


def _ways(machine: Machine, wording: Wording) -> Iterator[Scene]:
    _ = wording.translate
    good = happy(machine, wording.model)
    if good:
        about = _(
            "Every way to an end that shows green, straight on in the order of the states, "
            "past nothing that shows red or orange."
        )
        yield _scene(machine, wording, "happy", (_titled(machine, wording, _("the happy path")), about), good)
    bad = failures(machine, wording.model)
    if bad:
        about = _(
            "The states that show red or orange, what leads into them while the outcome is open, "
            "and a shortest way to where that begins."
        )
        yield _scene(machine, wording, "failures", (_titled(machine, wording, _("failures")), about), bad)


def _against(machine: Machine, wording: Wording) -> Iterator[Scene]:
    _ = wording.translate
    for other in wording.model.modes:
        if other is machine:
            continue
        names = {"mode": wording.machine(machine), "other": wording.machine(other)}
        title = _("{mode} against {other}").format(**names)
        about = _(
            "What differs between {mode} (A) and {other} (B): states that show or count otherwise, "
            "and moves that only one has or that do something else."
        ).format(**names)
        scene = versus(machine, other, wording, (title, about))
        if scene:
            yield scene


def _titled(machine: Machine, wording: Wording, words: str) -> str:
    return wording.labelled(wording.machine(machine), words)


def _scene(
    machine: Machine,
    wording: Wording,
    name: str,
    words: tuple[str, str],
    choice: Choice,
) -> Scene:
    return scene_of(machine, wording, name, words, choice.states, choice.arrows)


def _view(machine: Machine, scene: Scene) -> View:
    svg = svg_of(scene, layout_of(dot_of(scene)))
    return View(scene.name.removeprefix(f"{machine.name}-"), scene.title, scene.description, svg)
