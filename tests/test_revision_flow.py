"""A real log replayed with the shipped spec and with edits of it whose consequences can be said by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
from sendspec.cli.diff import flow_report
from sendspec.cli.diff.flow import revision_flow
from sendspec.cli.diff.flow_data import Figure, Flow, ModeFlow, Named, RevisionFlow, Sample, Stream
from sendspec.cli.project import Compiled, compiled_of
from sendspec_gen.changes.names import NewNames, under_new_names
from sendspec_gen.disk import read_spec
from sendspec_gen.model import Machine, Model, Moves
from sendspec_gen.pipeline import compile_spec

from tests.project import ROOT

SAMPLE = ROOT / "samples/postfix"
LOG = (SAMPLE / "maillog", SAMPLE / "dsn")
EFS = "enhanced_mta_efs"


@cache
def shipped() -> Model:
    model = compile_spec(read_spec(ROOT)).model
    assert model is not None
    return model


def with_machine(machine: Machine) -> Model:
    return replace(shipped(), machines={**shipped().machines, machine.name: machine})


def soft_bounces_that_do_not_count() -> Model:
    """With EFS, a soft bounce is no error any more; what leads out of it is left as it is."""
    machine = shipped().machines[EFS]
    states = dict(machine.states)
    for name in ("pending", "relayed", "excluded"):
        answer = states[name].answers["soft_bounced"]
        assert isinstance(answer, Moves)
        silent = replace(answer, ways=tuple(replace(way, effects={}) for way in answer.ways))
        states[name] = replace(states[name], answers={**states[name].answers, "soft_bounced": silent})
    return with_machine(replace(machine, states=states))


def expired_that_shows_as_sent() -> Model:
    machine = shipped().machines[EFS]
    expired = replace(machine.states["expired"], status="sent")
    return with_machine(replace(machine, states={**machine.states, "expired": expired}))


def flow_to(model: Model, *modes: str, as_of: str | None = None, before: Model | None = None) -> RevisionFlow:
    old = compiled_of(before or shipped())
    return revision_flow(old, compiled_of(model), LOG, "postfix", modes=modes or ("all",), as_of=as_of, year=2026)


def moved(figures: Iterable[Figure]) -> dict[str, tuple[object, object]]:
    return {one.what.name: (one.before, one.after) for one in figures if one.moves}


def recipients(*fates: str) -> list[tuple[str, str]]:
    """The messages of these fates, by the file that was written when the log was made."""
    rows = [json.loads(line) for line in (SAMPLE / "expected.jsonl").read_text().splitlines()]
    return [
        (message, row["recipient"]) for row in rows if row["expected_terminal"] in fates for message in row["queue_ids"]
    ]


def test_the_same_spec_moves_nothing() -> None:
    flow = flow_to(shipped())

    assert [mode.mode.name for mode in flow.modes] == list(compiled_of(shipped()).tables)
    for mode in flow.modes:
        assert moved((*mode.kpis, *mode.counters, mode.unsettled)) == {}
        assert mode.statuses == mode.states == Flow((), 483)
    assert moved(flow.records) == {}


def test_a_soft_bounce_that_is_no_error_any_more() -> None:
    was_soft = len(recipients("sent_after_deferral", "expired"))
    (mode,) = flow_to(soft_bounces_that_do_not_count(), EFS).modes

    assert was_soft == 88
    assert moved(mode.counters) == {
        "bounces_errors": (110, 110 - was_soft),
        "processed": (483, 483 - was_soft),
    }
    assert moved(mode.kpis) == {
        "bounces_errors_rate": (100 * 110 / 483, 100 * 22 / 483),
        "report_delivered_rate": (100 * 373 / 483, 100 * 373 / 395),
    }
    assert mode.statuses.streams == ()


def test_while_messages_are_retried_only_those_count_less() -> None:
    (mode,) = flow_to(soft_bounces_that_do_not_count(), EFS, as_of="2026-11-21T01:58:36Z").modes
    rate = {one.what.name: one for one in mode.kpis}["bounces_errors_rate"]

    assert round(float(rate.before or 0), 1) == 28.4
    assert rate.difference is not None
    # 59 messages are being retried; each counted as one error.
    assert moved([mode.unsettled]) == {}
    assert (mode.unsettled.before, mode.unsettled.after) == (59, 59)
    assert rate.difference <= -100 * 59 / 483


def test_a_status_that_is_another_moves_the_messages_that_end_there() -> None:
    flow = flow_to(expired_that_shows_as_sent())
    modes = {mode.mode.name: mode for mode in flow.modes}
    (stream,) = modes[EFS].statuses.streams
    ended_there = recipients("expired")

    assert len(ended_there) == 48
    assert (stream.before, stream.after) == (_status("failed"), _status("sent"))
    assert (stream.messages, modes[EFS].statuses.unchanged) == (48, 435)
    assert len(stream.samples) == 3
    assert {(one.message, one.recipient) for one in stream.samples} <= set(ended_there)
    assert modes[EFS].states == Flow((), 483)
    assert moved(modes[EFS].kpis) == {"sent": (373, 421)}
    assert moved(modes[EFS].counters) == {}
    assert [mode.statuses for name, mode in modes.items() if name != EFS] == [Flow((), 483)] * 3


def test_what_is_renamed_is_matched_if_the_old_spec_is_told_in_the_new_names() -> None:
    names = NewNames({("machine", "", "native_mta"): "native", ("status", "log", "failed"): "refused"})
    new = under_new_names(shipped(), names)
    told = flow_to(new, before=under_new_names(shipped(), names))
    untold = flow_to(new)

    assert (told.only_before, told.only_after) == ((), ())
    assert [mode.statuses for mode in told.modes] == [Flow((), 483)] * 4
    assert [one.name for one in untold.only_before] == ["native_mta"]
    assert [one.name for one in untold.only_after] == ["native"]
    assert len(untold.modes) == 3
    for mode in untold.modes:
        ((before, after, messages),) = [(one.before, one.after, one.messages) for one in mode.statuses.streams]
        assert before is not None
        assert after is not None
        assert (before.name, after.name, messages) == ("failed", "refused", 110)


def test_modes_of_one_version_are_named() -> None:
    without = {name: machine for name, machine in shipped().machines.items() if name != EFS}
    flow = flow_to(replace(shipped(), machines=without))
    text = flow_report.as_text(flow)

    assert flow_report.as_data(flow)["modes_only_before"] == [EFS]
    assert "Enhanced MTA with Email Feedback Service: only before, with nothing to compare it with." in text


def test_each_version_hears_what_its_own_source_says() -> None:
    source = shipped().sources["postfix"]
    deaf = {record: event for record, event in source.events.items() if event != "soft_bounced"}
    new = replace(shipped(), sources={"postfix": replace(source, events=deaf)})
    flow = flow_to(new, EFS)

    assert moved(flow.records) == {"events": (1345, 1345 - 376)}
    assert flow.modes[0].statuses == Flow((), 483)


def test_numbers_that_one_version_knows_are_told() -> None:
    kpis = {name: kpi for name, kpi in shipped().kpis.items() if name != "sent"}
    less = replace(shipped(), kpis=kpis)
    (gone,) = [one for one in flow_to(less, EFS).modes[0].kpis if one.only]
    (new,) = [one for one in flow_to(shipped(), EFS, before=less).modes[0].kpis if one.only]

    assert (gone.what.name, gone.only, gone.before, gone.after) == ("sent", "before", 373, None)
    assert (new.what.name, new.only, new.before, new.after) == ("sent", "after", None, 373)


def test_a_number_in_another_unit_is_another_number() -> None:
    kpi = replace(shipped().kpis["delivered_rate"], over=None, unit="messages")
    new = replace(shipped(), kpis={**shipped().kpis, "delivered_rate": kpi})
    both = [one for one in flow_to(new, EFS).modes[0].kpis if one.what.name == "delivered_rate"]

    assert [(one.only, one.unit, one.after) for one in both] == [
        ("after", "messages", 373),
        ("before", "percent", None),
    ]


def test_a_share_of_nothing_is_a_dash() -> None:
    flow = flow_to(soft_bounces_that_do_not_count(), EFS, as_of="2020-01-01T00:00:00Z")
    data = flow_report.as_data(flow)
    text = flow_report.as_text(flow)

    assert data["modes"][EFS]["kpis"]["delivered_rate"] == {"before": None, "after": None, "difference": None}
    assert [line.split() for line in text.splitlines() if line.startswith("Delivered  ")] == [["Delivered", "–", "–"]]


def test_the_answer_for_programs() -> None:
    data = flow_report.as_data(flow_to(expired_that_shows_as_sent(), EFS))
    changed = data["modes"][EFS]["statuses"]["changed"]

    assert json.loads(json.dumps(data)) == data
    assert (data["source"], data["as_of"]) == ("postfix", "2026-11-21T02:01:04Z")
    assert data["modes"][EFS]["kpis"]["sent"] == {"before": 373, "after": 421, "difference": 48}
    assert data["modes"][EFS]["statuses"]["unchanged"] == 435
    assert [(one["before"], one["after"], one["messages"]) for one in changed] == [("failed", "sent", 48)]
    assert data["records"]["read"] == {"before": 4655, "after": 4655, "difference": 0}


def test_the_answer_for_people() -> None:
    text = flow_report.as_text(flow_to(soft_bounces_that_do_not_count(), EFS))
    lines = [line.split() for line in text.splitlines()]

    assert ["Bounces", "+", "errors", "22.8", "%", "4.6", "%", "−18.2", "points"] in lines
    assert ["Bounces", "+", "errors", "110", "22", "−88"] in lines
    assert ["Sent", "373", "373", "="] in lines
    assert "Status: unchanged for all messages, 483 of them." in text
    assert "opens" not in text.lower()


def test_markdown_is_a_table() -> None:
    text = flow_report.as_markdown(flow_to(expired_that_shows_as_sent(), EFS), level=4)

    assert "#### Enhanced MTA with Email Feedback Service" in text
    assert "| Sent | 373 | 421 | +48 |" in text
    assert "| Failed | Sent | 48 | " in text
    assert "| unchanged |  | 435 |  |" in text


def test_words_of_a_locale() -> None:
    text = flow_report.as_text(flow_to(expired_that_shows_as_sent(), EFS), "fr", "en")

    assert "MTA amélioré avec le service de commentaires par email" in text
    assert "inchangé" in text
    assert "enregistrements lus" in text


@pytest.mark.parametrize("words", ["<b>", "a|b", "[x](y)", "*_~`", "&amp;", "#1"])
def test_odd_words_stay_words(words: str) -> None:
    flow = _odd(words)
    cells = [cell.text for cell in ElementTree.fromstring(flow_report.as_html(flow)).iter("th")]
    rows = [line for line in flow_report.as_markdown(flow).splitlines() if "m1" in line]

    assert words in cells
    assert len(rows) == 1
    assert re.sub(r"\\([^A-Za-z0-9\s])", r"\1", rows[0]) == f"| {words} | – | 1 | m1 {words} |"


def test_a_small_difference_is_not_rounded_away() -> None:
    assert "+0.01 points" in flow_report.as_text(_odd("x"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"source": "postfx"}, "did you mean `postfix`?"),
        ({"modes": ("native",)}, "did you mean `native_mta`?"),
        ({"as_of": "yesterday"}, "write it as 2026-11-21T01:58:36Z"),
        ({"timezone": "Europe/Pariss"}, "did you mean `Europe/Paris`?"),
    ],
)
def test_wrong_usage_is_told_as_in_replay(arguments: dict[str, object], words: str) -> None:
    spec = compiled_of(shipped())
    given: dict[str, object] = {"source": "postfix", **arguments}

    with pytest.raises(click.BadParameter) as caught:
        revision_flow(spec, spec, LOG, **given)  # type: ignore[arg-type]

    assert words in caught.value.message


def test_a_source_that_the_old_spec_does_not_have() -> None:
    old = compiled_of(replace(shipped(), sources={}))

    with pytest.raises(click.BadParameter) as caught:
        revision_flow(old, compiled_of(shipped()), LOG, "postfix")

    assert "the old spec has no source that is called `postfix`" in caught.value.message


def test_a_bad_log_is_told_as_in_replay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec: Compiled = compiled_of(shipped())
    (tmp_path / "empty").write_bytes(b"")

    with pytest.raises(SystemExit) as caught:
        revision_flow(spec, spec, (tmp_path / "empty",), "postfix")

    assert caught.value.code == 1
    assert "it is empty" in capsys.readouterr().err


def _status(name: str) -> Named:
    return Named(name, shipped().statuses["log"][name].label)


def _odd(words: str) -> RevisionFlow:
    named = Named("odd", {"en": words})
    stream = Stream(named, None, 1, (Sample("m1", words),))
    mode = ModeFlow(
        mode=named,
        kpis=(Figure(named, "percent", 50.0, 50.01),),
        counters=(),
        unsettled=Figure(Named("unsettled", {}), "messages", 0, 0),
        statuses=Flow((stream,), 0),
        states=Flow((), 1),
    )
    records = (Figure(Named("read", {}), "messages", 1, 1),)
    return RevisionFlow(named, 0, (mode,), (), (), records, (), frozenset())
