"""What comes of an event: an outcome, a refusal, or a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from sendspec.names import did_you_mean
from sendspec.table import E, S, Standing, Words


@dataclass(frozen=True, slots=True, eq=False)
class Outcome(Generic[S, E]):
    """What an event did to an object; made once for each answer of a class, shared and compared by identity."""

    event: E
    source: S
    target: S
    moved: bool
    """False: the event was ignored. A move may lead back to its own state."""
    effects: Mapping[str, int]
    tell: Mapping[str, str]
    """The event that others hear: `{"unsettled_messages": "cancelled"}`."""
    before: Standing[Any]
    """What the source shows."""
    after: Standing[Any]
    """What the target shows."""


class Refused(Exception):  # noqa: N818, because nothing went wrong: the answer is no
    """An event that a state rejects, or whose requirement is not met; the object is as it was."""

    def __init__(self, machine: str, state: str, event: str, refusal: str, words: Words) -> None:
        super().__init__(machine, state, event, refusal, words)
        self.machine = machine
        self.state = state
        self.event = event
        self.refusal = refusal
        self.words = words
        """The refusal as people read it, for each locale."""

    def in_words(self, locale: str) -> str:
        """The refusal in a locale, else in English, else in the first locale that has it, else its name."""
        return self.words.get(locale) or self.words.get("en") or next(iter(self.words.values()), self.refusal)

    def __str__(self) -> str:
        return f"{self.machine} refuses `{self.event}` in state `{self.state}`: {self.in_words('en')} ({self.refusal})"


class UnknownNameError(ValueError):
    """A name that nobody knows, said with the nearest one that is known, or with all of them."""

    def __init__(self, whose: str, thing: str, name: object, known: Iterable[str]) -> None:
        super().__init__(whose, thing, name, tuple(map(str, known)))

    def __str__(self) -> str:
        whose, thing, name, known = self.args
        listed = ", ".join(f"`{one}`" for one in known) or "none"
        cure = did_you_mean(str(name), known) or f"it knows {listed}"
        return f"{whose} knows no {thing} `{name}`; {cure}"
