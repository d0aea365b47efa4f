"""Small models told in a few lines, so that a test shows the whole machine.

    stock good of log from 0            a counter; `from` is what it is at the start
    sum done good bad                   the sum of counters
    log quick                           a machine: its kind, its name, the facts that it is supplied with
      new pending clock=bounced: sent -> over good+1, bounced -> lost
      over shown settled: sent no       `no` rejects; what a state leaves unsaid is ignored

A state's words before the colon are its status, `settled`, and `clock=` with the event that its deadline raises.
`open if key&!night -> yard` is one way of several, `open needs key -> yard` is refused without the key, and
`knock late -> inside` is ignored where it comes too soon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendspec_gen.model import (
    AllOf,
    Answer,
    Condition,
    Counter,
    Deadline,
    Duration,
    Event,
    Exemption,
    Fact,
    FactIs,
    Ignored,
    Law,
    Machine,
    Model,
    Move,
    Moves,
    NotThat,
    Project,
    Refusal,
    Rejected,
    Requirement,
    State,
    Statement,
    Status,
)
from sendspec_gen.source import Place

LAWS = Place("spec/laws.yaml")
WAY = re.compile(r"(?P<event>\w+)(?: if (?P<when>\S+))?(?: needs (?P<needs>\S+))?(?P<late> late)? -> (?P<ends>.+)")
STATE = re.compile(r"  (?P<name>\w+)(?P<words>[^:]*):(?P<answers>.*)")


def model_of(text: str, *laws: Law, not_laws: tuple[Law, ...] = ()) -> Model:
    """The model that the lines tell."""
    counters: dict[str, Counter] = {}
    blocks: list[list[str]] = []
    for line in filter(str.strip, text.splitlines()):
        if line.startswith("  "):
            blocks[-1].append(line)
        elif line.startswith(("stock ", "flow ", "sum ")):
            counter = _counter(line.split())
            counters[counter.name] = counter
        else:
            blocks.append([line])
    events = {kind: tuple(dict.fromkeys(_events(blocks, kind))) for kind in dict.fromkeys(_kind(b) for b in blocks)}
    machines = [_machine(block, events[_kind(block)]) for block in blocks]
    return Model(
        project=Project("small", {}, {}, ("en",), "en", {"gap": GAP}, {}, {}, Place("spec/project.yaml")),
        events={kind: {name: Event(name, kind, {}, {}, NOWHERE) for name in names} for kind, names in events.items()},
        statuses={kind: _statuses(machines, kind) for kind in events},
        counters=counters,
        kpis={},
        refusals={"no": Refusal("no", {"en": "No."}, NOWHERE)},
        machines={machine.name: machine for machine in machines},
        laws=laws,
        not_laws=not_laws,
        scenarios=(),
        sources={},
        recordings={},
        texts={},
    )


def law_of(statement: Statement, *machines: str, exempt: tuple[tuple[str, ...], ...] = ()) -> Law:
    """A law of these machines; it does not hold for the events, or the pairs of events, in `exempt`."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(statement).__name__).lower()
    return Law(name, statement, machines, tuple(Exemption(events, {}, LAWS) for events in exempt), {}, (), LAWS)


def condition_of(text: str) -> Condition:
    """`key&!night` as a condition."""
    parts = tuple(NotThat(FactIs(name[1:])) if name[0] == "!" else FactIs(name) for name in text.split("&"))
    return parts[0] if len(parts) == 1 else AllOf(parts)


NOWHERE = Place("spec/vocabulary.yaml")
GAP = Duration("gap", 1, None, None, {}, NOWHERE)


def _counter(words: list[str]) -> Counter:
    match words:
        case ["sum", name, *parts]:
            return Counter(name, "sum", None, 0, tuple(parts), {}, {}, NOWHERE)
        case ["stock" | "flow" as sort, name, "of", kind, *start]:
            at_start = int(start[1]) if start else 0
            return Counter(name, sort, kind, at_start, (), {}, {}, NOWHERE)
    raise ValueError(f"no counter: {' '.join(words)}")


def _kind(block: list[str]) -> str:
    return block[0].split()[0]


def _events(blocks: list[list[str]], kind: str) -> Iterator[str]:
    for block in blocks:
        for line in block[1:] if _kind(block) == kind else ():
            yield from (answer.split()[0] for answer in _state_line(line)["answers"].split(",") if answer.strip())


def _machine(block: list[str], events: tuple[str, ...]) -> Machine:
    kind, name, *facts = block[0].split()
    place = Place(f"spec/{name}.yaml")
    states = {
        state.name: state
        for line, text in enumerate(block[1:], start=2)
        for state in [_state(text, events, place._replace(line=line))]
    }
    return Machine(
        name, kind, {}, {}, (), (), {fact.name: fact for fact in map(_fact, facts)}, next(iter(states)), states, place
    )


def _fact(text: str) -> Fact:
    name, _, condition = text.partition("=")
    return Fact(name, {}, False, condition_of(condition) if condition else None, None, None, NOWHERE)


def _state(text: str, events: tuple[str, ...], place: Place) -> State:
    line = _state_line(text)
    words = line["words"].split()
    clock = next((word.partition("=")[2] for word in words if word.startswith("clock=")), None)
    status = next((word for word in words if word != "settled" and not word.startswith("clock=")), None)
    ways: dict[str, list[Move]] = {}
    rejected: dict[str, Place] = {}
    for answer in re.finditer(r"[^,\s][^,]*", line["answers"]):
        start = line.start("answers") + answer.start() + 1
        at = place._replace(column=start, end_column=start + len(answer[0].rstrip()))
        event, _, rest = answer[0].strip().partition(" ")
        if rest == "no":
            rejected[event] = at
        else:
            ways.setdefault(event, []).append(_way(answer[0].strip(), at))
    answers = {event: _answer(event, ways, rejected, place._replace(column=900 + n)) for n, event in enumerate(events)}
    deadline = Deadline("gap", clock, "start", place._replace(column=800)) if clock else None
    return State(
        line["name"], {}, {}, status, None, "settled" in words, False, deadline, answers, None, place
    )  # fmt: skip


def _state_line(text: str) -> re.Match[str]:
    found = STATE.fullmatch(text)
    if found is None:
        raise ValueError(f"no state: {text}")
    return found


def _answer(event: str, ways: dict[str, list[Move]], rejected: dict[str, Place], unsaid: Place) -> Answer:
    if event in ways:
        return Moves(event, tuple(ways[event]), ways[event][0].place)
    if event in rejected:
        return Rejected(event, "no", rejected[event])
    return Ignored(event, unsaid)


def _way(text: str, place: Place) -> Move:
    found = WAY.fullmatch(text)
    if found is None:
        raise ValueError(f"no answer: {text}")
    target, *effects = found["ends"].split()
    return Move(
        target=target,
        effects={word[:-2]: int(word[-2:]) for word in effects},
        when=condition_of(found["when"]) if found["when"] else None,
        requires=(Requirement(condition_of(found["needs"]), "no"),) if found["needs"] else (),
        not_before="gap" if found["late"] else None,
        tell={},
        doc={},
        cite=(),
        place=place,
    )


def _statuses(machines: list[Machine], kind: str) -> dict[str, Status]:
    names = (state.status for machine in machines if machine.kind == kind for state in machine.states.values())
    return {name: Status(name, kind, {}, {}, None, "grey", NOWHERE) for name in names if name}
