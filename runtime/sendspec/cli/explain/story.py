"""One message of a log: what is told of it, its path through each machine, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sendspec_gen.model import Machine, Moves

from sendspec.walks import Record

Fate: TypeAlias = Literal["heard", "repeat", "later", "unheard"]


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the log."""

    record: Record
    fate: Fate
    """`repeat`: dropped, as it repeats another; `later`: after the time asked for; `unheard`: no machine hears it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a machine answered to an event of the log or of its own clock."""

    time: int
    event: str
    told: int | None
    """Which of the story's events it was; None: the clock struck."""
    after: float
    """Where it belongs among the story's events: its number, or for a clock a half more than that of the one before."""
    answer: Literal["moved", "ignored", "refused"]
    why: str | None
    """Why it was ignored, or the words of the refusal."""
    source: str
    target: str
    effects: Mapping[str, int]
    place: str
    """Where the answer is written."""
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """What the clock will raise if nothing else is heard."""

    event: str
    time: int
    why: str


@dataclass(frozen=True, slots=True)
class Path:
    """The way of one message through one machine, and where it stands."""

    machine: Machine
    steps: tuple[Step, ...]
    state: str
    since: int | None
    """None: nothing was heard yet."""
    reason: str | None
    due: Due | None
    counters: Mapping[str, int]
    """What the message adds to each counter that the machine moves."""

    @property
    def status(self) -> str | None:
        """What is shown at the end."""
        return self.machine.states[self.state].status

    @property
    def settled(self) -> bool:
        """Whether the end is final as far as is known."""
        return self.machine.states[self.state].settled

    @property
    def may_come(self) -> Mapping[str, str]:
        """The events that would still move it to another state, each with that state."""
        return {
            answer.event: way.target
            for answer in self.machine.states[self.state].answers.values()
            if isinstance(answer, Moves)
            for way in answer.ways
            if way.target != self.state
        }


@dataclass(frozen=True, slots=True)
class Story:
    """What the log says of one recipient of one message, and what each machine made of it."""

    message: str
    recipient: str
    as_of: int
    told: tuple[Told, ...]
    paths: Mapping[str, Path]
    """By the machine: the modes, then the tracking."""
