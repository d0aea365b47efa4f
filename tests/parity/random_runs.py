"""Random things that people do to deliveries, done to the Python classes: what is answered, and what is seen then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sendspec.deployment import Deployment, LogRow
from sendspec.kpi import Measures
from sendspec.machine import GuardedMachine, LiveMachine, MessageLog, Outcome, Refused
from sendspec.table import FactIs, holds

PEOPLE = ("ann", "bob", "cat", "dan", "eve")
Action = list[Any]


@dataclass(frozen=True, slots=True)
class Cast:
    """The classes of a spec that take part in a delivery."""

    modes: Mapping[str, type[MessageLog[Any, Any]]]
    delivery: type[GuardedMachine[Any, Any]]
    tracking: type[LiveMachine[Any, Any]]
    measures: Measures
    lengths: tuple[int, ...]
    """Lengths of time that matter, in microseconds."""
    way: tuple[str, ...] = ()
    """What is usually done to a delivery."""
    rights: Mapping[str, bool] = field(default_factory=dict)
    """What usually holds then."""


@dataclass(slots=True)
class Run:
    """A delivery and what was done to it."""

    options: dict[str, Any]
    """Of the deployment, in the words of the simulator's engine."""
    deployment: Deployment
    actions: list[Action] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    """What was answered to each action, and, but for the first ones, what was seen then."""
    quiet: int = 0
    """How many of the first actions it is that nobody looked after."""
    rows: int = 0
    unexpected: int = 0

    def prepare(self, action: Action) -> None:
        """Do an action without a look at what it did."""
        self.actions.append(action)
        self.seen.append({"answer": answered(self.deployment, action)})
        self.quiet += 1

    def do(self, action: Action) -> None:
        self.actions.append(action)
        self.seen.append({"answer": answered(self.deployment, action), **self.look()})

    def look(self) -> dict[str, Any]:
        deployment = self.deployment
        rows = deployment._log.rows[self.rows :]
        unexpected = deployment.unexpected[self.unexpected :]
        self.rows += len(rows)
        self.unexpected += len(unexpected)
        progress = deployment.progress
        return {
            "rows": [row_of(row) for row in rows],
            "unexpected": [
                [each.at, each.recipient, each.event, each.reason, each.refused.state, each.refused.refusal]
                for each in unexpected
            ],
            "progress": {
                "messages": progress.messages,
                "statuses": [[status, number] for status, number in progress.statuses.items()],
                "unsettled": progress.unsettled,
                "unexpected": progress.unexpected,
                "deliveryState": progress.delivery_state,
                "deliveryStatus": progress.delivery_status,
            },
            "counters": [[name, number] for name, number in deployment.counters.items()],
            # A share of less than nothing is -0.0 in Python, which JavaScript shows without its sign.
            "tiles": [[tile.name, tile.value, tile.text.replace("-0.0 ", "0.0 ")] for tile in deployment.block()],
            "messages": [
                [[machine.state, machine.due] for machine in machines] for machines in deployment._machines.values()
            ],
            "now": deployment._now,
        }

    def ended(self) -> dict[str, Any]:
        """All that is known when all is done."""
        deployment = self.deployment
        table, said = deployment.delivery.table, deployment.delivery.facts
        return {
            "histories": [[row_of(row) for row in deployment.history(recipient)] for recipient in deployment._machines],
            "sending_log": [row_of(row) for row in deployment.sending_log],
            "tracking_log": [row_of(row) for row in deployment.tracking_log],
            "kpis": deployment.kpis,
            "unsettled": deployment.unsettled,
            "durations": dict(deployment.durations),
            "facts": {name: holds(FactIs(name), said, table.facts) for name in table.facts},
        }

    def replayable(self) -> bool:
        """Whether the actions are all that was done: what failed, or went past the logs, is not to be had again."""
        return not any(action[0] == "miscount" for action in self.actions) and all(
            seen["answer"] != "error" for seen in self.seen
        )


def random_run(cast: Cast, random: Random) -> Run:
    """A delivery to which some things were done at random."""
    run = begun(cast, random)
    story = Story(cast, random, run)
    if random.random() < 0.7:
        run.prepare(["add", *random.sample(PEOPLE, random.randint(1, 4))])
    for event in cast.way[: random.randint(0, 2 * len(cast.way))] if random.random() < 0.7 else ():
        run.prepare(["fire", event, story.now])
    for _ in range(random.choice((1, 2, 3, 4, 5, 10))):
        run.do(story.action())
    return run


def begun(cast: Cast, random: Random) -> Run:
    mode = random.choice(list(cast.modes))
    message = cast.modes[mode]
    tracking = cast.tracking if random.random() < 0.9 else None
    delivery = cast.delivery
    facts = some_facts(delivery, random) | (dict(cast.rights) if random.random() < 0.6 else {})
    durations = {
        name: random.choice((0, *cast.lengths))
        for name in {**message.table.durations, **(tracking.table.durations if tracking else {})}
        if random.random() < 0.4
    }
    channel = random.choice(message.table.channels or ("email", "sms"))
    options = {
        "mode": mode,
        "delivery": delivery.table.name,
        "tracking": tracking.table.name if tracking else None,
        "channel": channel,
        "facts": facts,
        "durations": durations,
    }
    return Run(options, Deployment(message, delivery(facts), cast.measures, channel, tracking, durations))


@dataclass(slots=True)
class Story:
    """What may come next: mostly what the delivery or a message could answer, sometimes anything."""

    cast: Cast
    random: Random
    run: Run
    now: int = 0
    timeless: bool = False

    def __post_init__(self) -> None:
        self.now = self.random.choice((0, 1_700_000_000_000_000))
        self.timeless = self.random.random() < 0.1

    def action(self) -> Action:
        random, deployment = self.random, self.run.deployment
        recipients = list(deployment._machines)
        chance = random.random()
        if chance < 0.03 or not recipients:
            return ["add", *random.sample(PEOPLE, random.randint(1, 2))]
        if chance < 0.6:
            recipient = random.choice(recipients) if random.random() < 0.99 else "nobody"
            return ["record", recipient, self._message_event(), self._time(), random.choice((None, "250 ok"))]
        if chance < 0.8:
            return ["fire", self._delivery_event(), self._time()]
        if chance < 0.86:
            return ["say", some_facts(deployment.delivery, random)]
        if chance < 0.94:
            return ["clock", self._later()]
        return ["miscount", 0] if chance > 0.995 else ["stats"]

    def _message_event(self) -> str:
        kinds = self.run.deployment._kinds
        events = self.random.choice((kinds[0], *kinds)).table.events
        return str(self.random.choice(events)) if self.random.random() < 0.99 else "rained"

    def _delivery_event(self) -> str:
        delivery = self.run.deployment.delivery
        likely = [move.event for move in delivery.table.moves if move.source == delivery.state]
        return str(self.random.choice(likely if likely and self.random.random() < 0.85 else delivery.table.events))

    def _time(self) -> int | None:
        chance = self.random.random()
        if self.timeless or chance < 0.15:
            return None
        return self.now - self._step() if chance < 0.3 else self._later()

    def _later(self) -> int:
        self.now += self._step()
        return self.now

    def _step(self) -> int:
        return self.random.choice((0, 0, 1, *self.cast.lengths, self.random.randint(0, self.cast.lengths[-1])))


def some_facts(delivery: Any, random: Random) -> dict[str, bool]:
    sayable = [name for name, fact in delivery.table.facts.items() if fact.condition is None]
    # Yes more often than no, or few deliveries would ever start.
    return {name: random.random() < 0.7 for name in sayable if random.random() < 0.5}


def answered(deployment: Deployment, action: Action) -> Any:
    try:
        match action:
            case ["add", *recipients]:
                deployment.add(*recipients)
            case ["record", recipient, event, at, reason]:
                outcome = deployment.record(recipient, event, at, reason)
                return outcome_of(outcome) if outcome else {"refusal": deployment.unexpected[-1].refused.refusal}
            case ["fire", event, at]:
                return outcome_of(deployment.fire(event, at))
            case ["say", facts]:
                deployment.delivery.say(facts)
            case ["clock", at]:
                deployment.hear_clock(at)
            case ["miscount", kind]:
                deployment._tallies[kind].begin(deployment._kinds[kind])
            case ["stats"]:
                recount = deployment.compute_stats()
                return {
                    "counters": dict(recount.counters),
                    "rows": dict(recount.rows),
                    "unsettled": recount.unsettled,
                    "differences": dict(recount.differences),
                }
    except Refused as refused:
        return {"refusal": refused.refusal}
    except ValueError:
        return "error"
    return None


def outcome_of(outcome: Outcome[Any, Any]) -> dict[str, Any]:
    return {
        "moved": outcome.moved,
        "event": str(outcome.event),
        "source": str(outcome.source),
        "target": str(outcome.target),
        "effects": dict(outcome.effects),
        "tell": dict(outcome.tell),
    }


def row_of(row: LogRow) -> list[Any]:
    return [row.at, row.recipient, row.kind, row.event, row.state, row.status, row.reason, row.moved]


def difference(run: Run, answer: dict[str, Any], back: int | None) -> str | None:
    """The first thing that Python and the browser's engine see otherwise, with the way there.

    Where somebody went `back`, the end is looked at from all sides, and then the place that was gone back to.
    """
    for number, (one, other) in enumerate(zip(run.seen, answer["seen"], strict=True), start=1):
        for what, seen in one.items():
            if seen != other[what]:
                return f"{run.options}, {run.actions[:number]}\n{what}: Python {seen}\n{what}: browser {other[what]}"
    if back is None:
        return None
    for what, known in run.ended().items():
        if known != answer["ended"][what]:
            return f"{run.options}, {run.actions}\n{what}: Python {known}\n{what}: browser {answer['ended'][what]}"
    for what, seen in run.seen[back - 1].items():
        again = answer["again"].get(what)
        if what not in ("answer", "rows", "unexpected") and seen != again:
            return f"{run.options}, {run.actions}, back to {back}\n{what}: Python {seen}\n{what}: browser {again}"
    return None
