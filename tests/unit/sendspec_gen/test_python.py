from __future__ import annotations

import importlib
import inspect
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sendspec.kpi import Kpi, Measures
from sendspec.machine import GuardedMachine, LiveMachine, MessageLog
from sendspec.table import (
    AllOf,
    AnyOf,
    Deadline,
    Duration,
    Fact,
    FactIs,
    Move,
    NotThat,
    Requirement,
    Standing,
    Table,
)
from sendspec_gen.emit import python
from sendspec_gen.emit.ruff import FormattingError
from sendspec_gen.model import Event, Ignored, Model, Refusal

from tests.unit.sendspec_gen.small_spec import HOUR, NOWHERE, fast_mail, machine, moves, small_model, state, way

COUNTERS = ("to_send", "good", "bad", "done", "knocks")
HOSTILE = (
    'He said "no"',
    '"quoted"',
    "it's",
    "both ' and \"",
    'three """ in the middle',
    'three at the end"""',
    '"""three at the start',
    "'''",
    '""""""',
    "back\\slash",
    "at the end\\",
    'quote and backslash "\\',
    "\\N{BULLET} \\x41 \\u0041",
    "two\nlines",
    "carriage\r\nreturn",
    "a\ttab and a \x07 bell and \x00 nothing",
    "{{ jinja }} {% if %} {# note #}",
    "{braces} %s $x",
    "# no comment",
    "right-to-left \u202e mark, line \u2028 and paragraph \u2029 separators",
    "élève naïf, 中文, 🙂",
    "a long text that does not fit in one line " * 6,
    "word" * 60,
    '"' * 130,
    "\\" * 130,
)


@pytest.fixture
def importer(tmp_path: Path) -> Iterator[Any]:
    """Writes the emitted package of a model and imports it."""

    def import_package(model: Model) -> ModuleType:
        for path, text in python.files(model):
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        importlib.invalidate_caches()
        return importlib.import_module(model.project.package)

    sys.path.insert(0, str(tmp_path / "generated"))
    yield import_package
    sys.path.remove(str(tmp_path / "generated"))
    for name in [name for name in sys.modules if name.split(".")[0] == "smalllogs"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def emitted() -> dict[str, str]:
    return dict(python.files(small_model()))


def test_a_module_for_each_machine(emitted: dict[str, str]) -> None:
    expected = ["fast_mail.py", "front_door.py", "row.py", "measures.py", "__init__.py", "py.typed"]

    assert [f"generated/smalllogs/{name}" for name in expected] == list(emitted)


def test_the_shape_of_a_module(emitted: dict[str, str]) -> None:
    expected = '''\
# Generated from spec/row.yaml by `sendspec generate`. Do not edit.
"""Row."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sendspec.machine import LiveMachine, Outcome
from sendspec.table import Duration, Move, Standing, Table


class State(StrEnum):
    """What it can know."""

    FIRST = "first"
    """First."""

    SECOND = "second"
    """Second."""


class Event(StrEnum):
    """What it hears."""

    KNOCK = "knock"
    """Knock."""


TABLE: Table[State, Event] = Table(
    name="row",
    kind="row",
    label={"en": "Row"},
    initial=State.FIRST,
    events=tuple(Event),
    states={
        State.FIRST: Standing(label={"en": "First"}),
        State.SECOND: Standing(label={"en": "Second"}),
    },
    moves=(
        Move(State.FIRST, Event.KNOCK, State.SECOND, {"knocks": +1}, not_before="pause"),
        Move(State.SECOND, Event.KNOCK, State.SECOND, {"knocks": +1}),
    ),
    durations={
        "pause": Duration(value=3_600_000_000),  # 1h
    },
)


class Row(LiveMachine[State, Event]):
    """Row."""

    __slots__ = ()

    table: ClassVar[Table[State, Event]] = TABLE

    def knock(self, at: int | None = None) -> Outcome[State, Event]:
        """Knock.

        - `first` to `second`, once it has lasted `pause` (1h): Knocks +1.
        - `second` to the same state: Knocks +1.
        """
        return self.fire(Event.KNOCK, at)

    def may_knock(self) -> bool:
        """Whether `knock` would be answered now, be it by nothing at all."""
        return self.may(Event.KNOCK)
'''

    assert expected == emitted["generated/smalllogs/row.py"]


def test_every_file_bears_the_header(emitted: dict[str, str]) -> None:
    for path, text in emitted.items():
        first = text.split("\n")[0]

        assert first.startswith("# Generated from spec/"), path
        assert first.endswith(" by `sendspec generate`. Do not edit."), path


def test_a_table_says_what_the_model_says(importer: Any) -> None:
    importer(small_model())
    emitted = importlib.import_module("smalllogs.fast_mail")
    state, event = emitted.State, emitted.Event
    expected = Table(
        name="fast_mail",
        kind="log",
        label={"en": "Fast mail"},
        initial=state.NEW,
        events=(event.SENT, event.BOUNCED, event.GAVE_UP),
        states={
            state.NEW: Standing({"en": "New"}, "waiting", code=0, contributes={"to_send": 1}),
            state.TRYING: Standing(
                {"en": "Trying"},
                "waiting",
                deadline=Deadline("patience", event.GAVE_UP, "start"),
                contributes={"to_send": 1, "bad": 1},
            ),
            state.OVER: Standing({"en": "Over"}, "gone", settled=True, contributes={"to_send": 1, "good": 1}),
            state.LOST: Standing(
                {"en": "Lost"}, "gone", settled=True, final=True, contributes={"to_send": 1, "bad": 1}
            ),
        },
        moves=(
            Move(state.NEW, event.SENT, state.OVER, {"good": 1}),
            Move(state.NEW, event.BOUNCED, state.TRYING, {"bad": 1}),
            Move(state.TRYING, event.SENT, state.OVER, {"good": 1, "bad": -1}),
            Move(state.TRYING, event.GAVE_UP, state.LOST),
        ),
        ignored={
            state.TRYING: (event.BOUNCED,),
            state.OVER: (event.SENT, event.BOUNCED),
            state.LOST: (event.SENT, event.BOUNCED),
        },
        rejected={name: {event.GAVE_UP: "too_late"} for name in (state.NEW, state.OVER, state.LOST)},
        refusals={"too_late": {"en": "It is too late.", "fr": "Il est trop tard."}},
        at_start={"to_send": 1},
        durations={"patience": Duration(36 * HOUR, at_most=48 * HOUR)},
        channels=("email",),
    )

    assert expected == emitted.TABLE
    assert list(expected.states) == list(emitted.TABLE.states)


def test_guards_are_written_in_full(importer: Any) -> None:
    importer(small_model())
    emitted = importlib.import_module("smalllogs.front_door")
    state, event = emitted.State, emitted.Event
    key = Requirement(FactIs("may_pass"), "locked")
    early = Requirement(NotThat(FactIs("night")), "too_late")
    refusals = ["locked", "too_late"]

    assert (
        Move(
            state.CLOSED,
            event.OPEN,
            state.GARDEN,
            when=FactIs("back"),
            requires=(key,),
            tell={"unsettled_messages": "gave_up"},
        ),
        Move(state.CLOSED, event.OPEN, state.STREET, requires=(key, early)),
    ) == emitted.TABLE.moves[:2]
    assert Fact({"en": "A friend"}, default=True) == emitted.TABLE.facts["friend"]
    assert (
        Fact(condition=AnyOf((FactIs("key"), AllOf((FactIs("friend"), NotThat(FactIs("night")))))))
        == emitted.TABLE.facts["may_pass"]
    )
    assert refusals == list(emitted.TABLE.refusals)


def test_the_package_gathers_classes_modes_and_measures(importer: Any) -> None:
    package = importer(small_model())
    names = ["MEASURES", "MODES", "FastMail", "FrontDoor", "Row"]
    modes = {"fast_mail": package.FastMail}

    assert names == package.__all__
    assert modes == package.MODES
    assert issubclass(package.FastMail, MessageLog)
    assert issubclass(package.FrontDoor, GuardedMachine)
    assert issubclass(package.Row, LiveMachine)
    assert not issubclass(package.Row, GuardedMachine | MessageLog)


def test_an_emitted_class_works(importer: Any) -> None:
    package = importer(small_model())
    mail = package.FastMail()
    mail.bounced(at=0)
    mail.bounced(at=37 * HOUR)

    assert mail.table.states[mail.state] is mail.standing
    assert not mail.may_gave_up()
    assert str(mail.state) == "lost"
    assert not hasattr(mail, "__dict__")


def test_emitted_code_is_light_to_import(importer: Any, tmp_path: Path) -> None:
    importer(small_model())
    heavy = ("jinja2", "yaml", "transitions", "click", "rich", "graphviz", "sendspec_gen")
    program = f"import sys, smalllogs.row; print([name for name in {heavy} if name in sys.modules])"
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "generated")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    expected = "[]\n"

    assert expected == done.stdout


def test_measures_have_their_durations_in_microseconds(importer: Any) -> None:
    measures = importer(small_model()).MEASURES
    expected = Measures(
        counters={name: {"en": name.replace("_", " ").capitalize()} for name in COUNTERS},
        sums={"done": ("good", "bad")},
        kpis=(
            Kpi("good_rate", {"en": "Good rate"}, "percent", "good", None, "to_send", HOUR, ("email",)),
            Kpi("gone", {"en": "Gone"}, "messages", status="gone"),
        ),
        statuses={"waiting": {"en": "Waiting", "fr": "En attente"}, "gone": {"en": "Gone", "fr": "Parti"}},
    )

    assert expected == measures
    assert tuple(measures.counters) == COUNTERS


def test_a_method_says_what_it_does_from_each_state(importer: Any) -> None:
    package = importer(small_model())
    gave_up = """\
Gave up.

- `trying` to `lost`.
- `new`, `over`, `lost`: refused, “It is too late.”"""
    opened = """\
Open.

- `closed` to `garden` if `back`, requires `may_pass`; unsettled messages hear `gave_up`.
- `closed` to `street` otherwise, requires `may_pass` and not `night`.
- `garden`, `street`: nothing changes."""

    assert gave_up == inspect.getdoc(package.FastMail.gave_up)
    assert opened == inspect.getdoc(package.FrontDoor.open)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_break_out_of_its_literal(text: str, importer: Any) -> None:
    package = importer(_saying(text))
    emitted = importlib.import_module("smalllogs.fast_mail")
    words = " ".join(text.split())

    assert text == emitted.TABLE.label["en"]
    assert text == emitted.TABLE.refusals["too_late"]["en"]
    assert text == emitted.TABLE.states[emitted.State.NEW].label["fr"]
    assert text == package.MEASURES.counters["good"][text]
    assert words.rstrip(".") == " ".join(inspect.getdoc(package.FastMail).split()).rstrip(".")
    assert words in " ".join(inspect.getdoc(package.FastMail.gave_up).split())


def test_lines_are_short(emitted: dict[str, str]) -> None:
    too_long = [line for text in emitted.values() for line in text.splitlines() if len(line) > 120]

    assert not too_long


def test_a_machine_that_never_moves_still_compiles(importer: Any) -> None:
    still = machine("still", "row", NOWHERE, (state("alone", Ignored("knock", NOWHERE)),))
    package = importer(replace(small_model(), machines={"still": still}))

    assert not package.Still.table.moves
    assert not package.MODES


def test_a_name_that_python_refuses_is_told_in_words() -> None:
    model = small_model()
    events = {**model.events, "row": {"class": Event("class", "row", {"en": "Class"}, {}, NOWHERE)}}
    bad = machine("bad", "row", NOWHERE, (state("only", moves("class", way("only"))),))

    with pytest.raises(
        FormattingError, match=r"ruff could not format the emitted Python: .*generated/smalllogs/bad\.py"
    ):
        list(python.files(replace(model, events=events, machines={"bad": bad})))


def test_settings_of_the_surroundings_change_nothing(
    emitted: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / ".gitignore").write_text("*\n")
    (folder / "ruff.toml").write_text("line-length = 40\n")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.chdir(folder)
    untouched = sorted(folder.iterdir())

    assert emitted == dict(python.files(small_model()))
    assert untouched == sorted(folder.iterdir())


def test_class_names_are_in_camel_case() -> None:
    named = [replace(fast_mail(), name=name) for name in ("fast_mail", "enhanced_mta_efs_v8", "x2_y")]

    expected = ["FastMail", "EnhancedMtaEfsV8", "X2Y"]

    assert expected == [python.class_name(machine) for machine in named]


def _saying(text: str) -> Model:
    """The small model with one text wherever a text may stand."""
    model = small_model()
    mail = fast_mail()
    words = {"en": text, "fr": text}
    states = {name: replace(state, label=words, doc=words) for name, state in mail.states.items()}
    events = {name: replace(event, label=words, doc=words) for name, event in model.events["log"].items()}
    return replace(
        model,
        project=replace(model.project, label=words, doc=words),
        events={**model.events, "log": events},
        statuses={"log": {name: replace(status, label=words) for name, status in model.statuses["log"].items()}},
        counters={name: replace(counter, label={"en": text, text: text}) for name, counter in model.counters.items()},
        refusals={name: Refusal(name, words, NOWHERE) for name in model.refusals},
        machines={"fast_mail": replace(mail, label=words, states=states)},
    )
