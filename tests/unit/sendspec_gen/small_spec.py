"""Models built by hand: one machine of each sort, with one of each thing that an emitter must write."""

from __future__ import annotations

from dataclasses import replace

from sendspec_gen.model import (
    AllOf,
    Answer,
    AnyOf,
    Counter,
    Deadline,
    Duration,
    Event,
    Fact,
    FactIs,
    Ignored,
    Kpi,
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
    Status,
)
from sendspec_gen.source import Place

HOUR = 3_600_000_000
NOWHERE = Place("spec/vocabulary.yaml")


def small_model() -> Model:
    """A log with a clock, a door with guards, a row of numbers that counts."""
    return Model(
        project=Project(
            package="smalllogs",
            label={"en": "Small logs"},
            doc={},
            locales=("en", "fr"),
            default_locale="en",
            durations={
                "patience": Duration("patience", 36 * HOUR, "delivery", 48 * HOUR, {}, NOWHERE),
                "pause": Duration("pause", HOUR, None, None, {}, NOWHERE),
                "unused": Duration("unused", 5, None, None, {}, NOWHERE),
            },
            numbers={},
            documents={},
            place=Place("spec/project.yaml"),
        ),
        events={
            "log": _events("log", "sent", "bounced", "gave_up"),
            "door": _events("door", "open", "shut"),
            "row": _events("row", "knock"),
        },
        statuses={
            "log": {
                "waiting": Status("waiting", "log", {"en": "Waiting", "fr": "En attente"}, {}, 6, "grey", NOWHERE),
                "gone": Status("gone", "log", {"en": "Gone", "fr": "Parti"}, {}, None, "green", NOWHERE),
            }
        },
        counters={
            "to_send": Counter("to_send", "stock", "log", 1, (), {"en": "To send"}, {}, NOWHERE),
            "good": Counter("good", "stock", "log", 0, (), {"en": "Good"}, {}, NOWHERE),
            "bad": Counter("bad", "stock", "log", 0, (), {"en": "Bad"}, {}, NOWHERE),
            "done": Counter("done", "sum", None, 0, ("good", "bad"), {"en": "Done"}, {}, NOWHERE),
            "knocks": Counter("knocks", "flow", "row", 0, (), {"en": "Knocks"}, {}, NOWHERE),
        },
        kpis={
            "good_rate": Kpi(
                "good_rate", "good", None, "to_send", "percent", "pause", ("email",), {"en": "Good rate"}, {}, NOWHERE
            ),
            "gone": Kpi("gone", None, "gone", None, "messages", None, (), {"en": "Gone"}, {}, NOWHERE),
        },
        refusals={
            "locked": Refusal("locked", {"en": "The door is locked.", "fr": "La porte est fermée à clé."}, NOWHERE),
            "too_late": Refusal("too_late", {"en": "It is too late.", "fr": "Il est trop tard."}, NOWHERE),
            "unused": Refusal("unused", {"en": "Nobody says this."}, NOWHERE),
        },
        machines={"fast_mail": fast_mail(), "front_door": front_door(), "row": row()},
        laws=(),
        not_laws=(),
        scenarios=(),
        sources={},
        recordings={},
        texts={},
    )


def fast_mail() -> Machine:
    """A message log: `new` is sent or bounces, a clock ends the retries, what is over stays."""
    place = Place("spec/modes/fast_mail.yaml")
    new = (
        moves("sent", way("over", good=+1)),
        moves("bounced", way("trying", bad=+1)),
        Rejected("gave_up", "too_late", place),
    )
    trying = (
        moves("sent", way("over", good=+1, bad=-1)),
        Ignored("bounced", place),
        moves("gave_up", way("lost")),
    )
    over = (Ignored("sent", place), Ignored("bounced", place), Rejected("gave_up", "too_late", place))
    states = (
        state("new", *new, status="waiting", code=0),
        state("trying", *trying, status="waiting", deadline=Deadline("patience", "gave_up", "start", place)),
        state("over", *over, status="gone", settled=True),
        state("lost", *over, status="gone", settled=True, final=True),
    )
    return machine("fast_mail", "log", place, states, channels=("email",))


def front_door() -> Machine:
    """A machine with guards: it opens to the garden or to the street, and to nobody without a key."""
    place = Place("spec/front_door.yaml")
    key = Requirement(FactIs("may_pass"), "locked")
    early = Requirement(NotThat(FactIs("night")), "too_late")
    to_garden = replace(way("garden"), when=FactIs("back"), requires=(key,), tell={"unsettled_messages": "gave_up"})
    to_street = replace(way("street"), requires=(key, early))
    facts = {
        "key": Fact("key", {"en": "A key"}, False, None, "locked", None, place),
        "friend": Fact("friend", {"en": "A friend"}, True, None, None, None, place),
        "night": Fact("night", {"en": "Night"}, False, None, None, "too_late", place),
        "back": Fact("back", {"en": "The back door"}, False, None, None, None, place),
        "may_pass": Fact(
            "may_pass", {}, False, AnyOf((FactIs("key"), AllOf((FactIs("friend"), NotThat(FactIs("night")))))),
            "locked", None, place,
        ),
    }  # fmt: skip
    states = (
        state("closed", moves("open", to_garden, to_street), Ignored("shut", place)),
        state("garden", Ignored("open", place), moves("shut", way("closed"))),
        state("street", Ignored("open", place), moves("shut", way("closed"))),
    )
    return replace(machine("front_door", "door", place, states), facts=facts)


def row() -> Machine:
    """A machine that counts: the second knock must not come too soon."""
    place = Place("spec/row.yaml")
    again = replace(way("second", knocks=+1), not_before="pause")
    states = (
        state("first", moves("knock", again)),
        state("second", moves("knock", way("second", knocks=+1))),
    )
    return machine("row", "row", place, states)


def machine(name: str, kind: str, place: Place, states: tuple[State, ...], channels: tuple[str, ...] = ()) -> Machine:
    return Machine(
        name=name,
        kind=kind,
        label={"en": name.replace("_", " ").capitalize()},
        doc={},
        channels=channels,
        cite=(),
        facts={},
        initial=states[0].name,
        states={state.name: state for state in states},
        place=place,
    )


def state(
    name: str,
    *answers: Answer,
    status: str | None = None,
    code: int | None = None,
    settled: bool = False,
    final: bool = False,
    deadline: Deadline | None = None,
) -> State:
    return State(
        name=name,
        label={"en": name.capitalize()},
        doc={},
        status=status,
        code=code,
        settled=settled,
        final=final,
        deadline=deadline,
        answers={answer.event: answer for answer in answers},
        number=None,
        place=NOWHERE,
    )


def moves(event: str, *ways: Move) -> Moves:
    return Moves(event, ways, NOWHERE)


def way(target: str, **effects: int) -> Move:
    return Move(target, effects, None, (), None, {}, {}, (), NOWHERE)


def _events(kind: str, *names: str) -> dict[str, Event]:
    return {name: Event(name, kind, {"en": name.replace("_", " ").capitalize()}, {}, NOWHERE) for name in names}
