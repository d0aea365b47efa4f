"""Comments that let one problem pass at one place: `# ignore[CODE]: reason`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sendspec_gen.problems import Problem
from sendspec_gen.source import Place

IGNORABLE = (
    "counted-twice",
    "counter-against-status",
    "counter-out-of-bounds",
    "dead-end",
    "entered-too-early",
    "fact-never-supplied",
    "holds-after-all",
    "late-clock-matters",
    "modes-disagree",
    "order-matters",
    "scenario-fails",
    "settled-apart",
    "silent-message",
    "status-never-shown",
    "uncited-row",
    "unfit-reason",
    "unneeded-exception",
    "unreachable-rule",
    "unreachable-state",
    "unused-counter",
    "unused-document",
    "unused-duration",
    "unused-fact",
    "unused-reason",
    "unused-refusal",
)
"""The rules that judge what a spec says; with a reason they may be passed over."""

RELIED_ON: Mapping[str, str] = {
    "costly-pattern": "a server could hold up whoever reads its replies",
    "deadline-in-a-circle": "a clock that strikes for ever would never let an engine come to an end",
    "deadline-without-move": "an engine that hears the clock would hear it again and again",
    "drifting-counter": "every engine takes a stock for a number of the state",
    "example-fails": "a log would be read in another way than its source says",
    "final-moves": "what is final is taken to be over",
    "foreign-counter": "an engine counts for a machine only what its kind may move",
    "reserved-name": "the emitted code could not be imported",
    "undecided-failure": "whoever asks of a failure is given an answer",
}
"""The rules over the model that the engines and the emitted code rely on, and what for."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment that lets the problems of one rule pass at one line of its file."""

    code: str
    reason: str
    line: int
    """The line that it speaks of."""
    place: Place


def pass_over(problems: Iterable[Problem], ignores: Iterable[Ignore]) -> Iterator[Problem]:
    """The problems, those that a comment ignores with its reason, and each comment that ignores nothing."""
    unmatched = {(ignore.place.file, ignore.line, ignore.code): ignore for ignore in ignores}
    reasons = {key: ignore.reason for key, ignore in unmatched.items()}
    for problem in problems:
        key = (problem.place.file, problem.place.line, problem.code)
        unmatched.pop(key, None)
        yield replace(problem, ignored=reasons[key]) if key in reasons else problem
    for ignore in unmatched.values():
        yield Problem(
            "ignore-unmatched",
            ignore.place,
            f"there is no `{ignore.code}` at line {ignore.line} to be ignored",
            hint="delete the comment, or put it beside the line of the problem or directly above",
            severity="warning",
        )
