"""`sendspec compare`, as people call it: what a change of mode does to the numbers of a log."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main, plot
from sendspec.cli.compare import chart

from tests.project import ROOT
from tests.test_replay_plot import luminance
from tests.unit.sendspec.postfix_log import queued, removed, told

SAMPLE = ROOT / "samples/postfix"
LOG = (SAMPLE / "maillog", SAMPLE / "dsn")
PAIR = ("--modes", "native_mta,enhanced_mta")
ID = "4A1B2C3D4E5"
SVG = "{http://www.w3.org/2000/svg}"


def sendspec(*arguments: str | Path, log: tuple[Path, ...] = LOG) -> Result:
    options = ["--source", "postfix", "--year", "2026", "--project", str(ROOT)]
    return CliRunner().invoke(main, ["compare", *map(str, log), *map(str, arguments), *options])


@cache
def answer(*arguments: str) -> dict[str, Any]:
    done = sendspec(*(arguments or PAIR), "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def undelivered(folder: Path) -> Path:
    """A log of one message whose first attempt fails, and no more."""
    log = folder / "maillog"
    log.write_text("".join([*queued(ID), told(ID, "deferred")]))
    return log


# ── numbers ──


@cache
def fates() -> Counter[tuple[str, str]]:
    """What the notes beside the sample say became of each recipient: its first attempt, and its last."""
    rows = map(json.loads, (SAMPLE / "expected.jsonl").read_text().splitlines())
    return Counter((row["attempt_statuses"][0], row["expected_terminal"]) for row in rows)


def test_the_sample_is_told_as_its_notes_say() -> None:
    def first(attempt: str) -> int:
        return sum(times for (first, _), times in fates().items() if first == attempt)

    steps = {
        (step["event"], step["modes"]["native_mta"]["from"], step["modes"]["enhanced_mta"]["from"]): step["messages"]
        for name in ("sent", "bounces_errors_rate")
        for step in answer()["kpis"][name]["steps"]
    }

    assert first("deferred") == 88
    assert steps == {
        ("relayed", "pending", "pending"): sum(fates().values()),
        ("delivered", "pending", "relayed"): first("sent"),
        ("hard_bounced", "pending", "relayed"): first("bounced"),
        ("soft_bounced", "pending", "relayed"): first("deferred"),
        ("delivered", "retrying", "retrying"): fates()["deferred", "sent_after_deferral"],
        ("expired", "retrying", "retrying"): fates()["deferred", "expired"],
    }


def test_values_are_those_of_replay() -> None:
    time = "2026-11-21T01:58:36Z"
    found = answer(*PAIR, "--as-of", time)
    options = ["--source", "postfix", "--year", "2026", "--project", str(ROOT), "--as-of", time, "--json"]
    replayed = json.loads(CliRunner().invoke(main, ["replay", *map(str, LOG), *options]).stdout)["modes"]

    assert found["as_of"] == time
    for name, kpi in found["kpis"].items():
        assert kpi["values"] == {mode: replayed[mode]["kpis"][name] for mode in ("native_mta", "enhanced_mta")}
        if kpi["difference"] is not None:
            assert sum(step["at_end"] for step in kpi["steps"]) == pytest.approx(kpi["difference"])
    assert found["kpis"]["sent"]["difference"] == 59


def test_what_differed_on_the_way_is_told_though_the_end_agrees() -> None:
    sent = answer()["kpis"]["sent"]

    assert sent["difference"] == 0
    assert sent["greatest"] == {
        "time": "2026-11-21T01:58:36Z",
        "values": {"native_mta": 345, "enhanced_mta": 404},
        "difference": 59,
    }
    assert (
        "Sent: they agree at the end; greatest difference +59 at 2026-11-21T01:58:36Z (345 → 404)"
        in sendspec(*PAIR).stdout
    )


def test_the_rules_are_named_where_they_stand() -> None:
    for kpi in answer()["kpis"].values():
        for step in kpi["steps"]:
            for mode, side in step["modes"].items():
                file, line, _column = side["place"].split(":")
                text = (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1]

                assert file == f"spec/modes/{mode}.yaml"
                assert step["event"] in text
                assert not side["moves"] or f"to: {side['to']}" in text


def test_samples_are_the_first_messages_of_the_log() -> None:
    [step] = [step for step in answer()["kpis"]["bounces_errors_rate"]["steps"] if step["event"] == "soft_bounced"]
    lines = (SAMPLE / "maillog").read_text().splitlines()
    places = [int(sample["place"].removeprefix("maillog:")) for sample in step["samples"]]

    assert len(places) == 3
    for sample, line in zip(step["samples"], places, strict=True):
        assert f"{sample['message']}: to=" in lines[line - 1]
        assert "status=deferred" in lines[line - 1]


NUMBER = {"type": ["number", "null"]}
BY_MODE = {
    "type": "object",
    "required": ["native_mta", "enhanced_mta"],
    "additionalProperties": NUMBER,
}
SIDE = {
    "type": "object",
    "properties": {
        "from": {"type": ["string", "null"]},
        "to": {"type": "string"},
        "moves": {"type": "boolean"},
        "number": {"type": "integer"},
        "whole": {"type": "integer"},
        "place": {"type": ["string", "null"]},
    },
    "required": ["from", "to", "moves", "number", "whole", "place"],
    "additionalProperties": False,
}
STEP = {
    "type": "object",
    "properties": {
        "event": {"type": ["string", "null"]},
        "by_clock": {"type": "boolean"},
        "modes": {"type": "object", "additionalProperties": SIDE},
        "times": {"type": "integer"},
        "messages": {"type": "integer"},
        "at_end": NUMBER,
        "at_greatest": NUMBER,
        "samples": {
            "type": "array",
            "maxItems": 3,
            "items": {"type": "object", "required": ["message", "time", "place"], "maxProperties": 3},
        },
    },
    "required": ["event", "by_clock", "modes", "times", "messages", "at_end", "at_greatest", "samples"],
    "additionalProperties": False,
}
KPI = {
    "type": "object",
    "properties": {
        "unit": {"enum": ["messages", "percent"]},
        "values": BY_MODE,
        "difference": NUMBER,
        "greatest": {"type": ["object", "null"], "required": ["time", "values", "difference"]},
        "share_of_nothing_in_one_mode": {"type": "boolean"},
        "steps": {"type": "array", "items": STEP},
    },
    "required": ["unit", "values", "difference", "greatest", "share_of_nothing_in_one_mode", "steps"],
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "properties": {
        "as_of": {"type": "string"},
        "modes": {"const": ["native_mta", "enhanced_mta"]},
        "kpis": {"type": "object", "minProperties": 7, "additionalProperties": KPI},
        "series": {
            "type": "object",
            "properties": {
                "times": {"type": "array", "items": {"type": "string"}},
                "kpis": {"type": "object", "additionalProperties": {"type": "object", "required": ["difference"]}},
            },
            "additionalProperties": False,
        },
        "records": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
    "required": ["as_of", "modes", "kpis", "series", "records"],
    "additionalProperties": False,
}


def test_json_is_as_said() -> None:
    found = answer()
    jsonschema.validate(found, SCHEMA)

    for columns in found["series"]["kpis"].values():
        assert {len(values) for values in columns.values()} == {len(found["series"]["times"])}


# ── words ──


def test_labels_and_sentences_are_in_the_locale() -> None:
    said = sendspec(*PAIR, "--locale", "fr").stdout

    assert "De MTA natif à MTA amélioré" in said
    assert "Sur « Soft bounce » : MTA natif passe Pas encore remis → En cours de reprise (+1 Bounces + erreurs)" in said
    held = "Envoyés~: égaux à la fin~; plus grand écart +59 à 2026-11-21T01:58:36Z (345 → 404)"
    assert held.replace("~", "\N{NO-BREAK SPACE}") in said


def test_on_a_terminal_words_stay_beside_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    said = re.sub(r"\x1b\[[0-9;]*m", "", sendspec(*PAIR).stdout)
    lines = said.splitlines()
    step = next(place for place, line in enumerate(lines) if "+483  +483" in line)

    assert max(map(len, lines)) <= 80
    assert lines[step : step + 3] == [
        "        +483  +483  On “Relayed to the Enhanced MTA”: Native MTA stays in “Not",
        "                    yet handed over”; Enhanced MTA goes Not yet handed over →",
        "                    Relayed (+1 Sent). Messages: 483",
    ]


def test_a_share_of_nothing_is_told(tmp_path: Path) -> None:
    log = undelivered(tmp_path)
    said = sendspec("--modes", "enhanced_mta_efs_v8,native_mta", log=(log,)).stdout

    assert "Delivered rate (of processed): at the end only Native MTA has a share of anything" in said


def test_where_nothing_differs_that_is_said(tmp_path: Path) -> None:
    log = tmp_path / "maillog"
    log.write_text("".join([*queued(ID), told(ID, "sent"), removed(ID)]))
    done = sendspec("--modes", "enhanced_mta_efs,enhanced_mta_efs", log=(log,))

    assert done.exit_code == 2
    said = sendspec("--modes", "enhanced_mta_efs,native_mta", log=(log,)).stdout
    assert "No KPI ever differs." in said


def test_no_address_is_shown() -> None:
    done = sendspec(*PAIR)

    assert not re.search(r"\w@\w", done.stdout)
    assert "Such as 45FD525461C (maillog:183)" in done.stdout


# ── wrong usage ──


@pytest.mark.parametrize(
    ("pair", "cure"),
    [
        ("native_mta,enhanced_mtaa", "did you mean `enhanced_mta`?"),
        ("native_mta", "write the one before and the one after as A,B, out of: native_mta, enhanced_mta,"),
        ("native_mta,", "are not two modes"),
        ("native_mta,enhanced_mta,enhanced_mta_efs", "are not two modes"),
        ("native_mta,native_mta", "`native_mta` does not differ from itself"),
        ("all", "there are: native_mta"),
    ],
)
def test_other_than_two_modes_are_refused(pair: str, cure: str) -> None:
    done = sendspec("--modes", pair)

    assert done.exit_code == 2
    assert "--modes" in done.stderr
    assert cure in done.stderr


def test_modes_are_asked_for() -> None:
    done = sendspec()

    assert done.exit_code == 2
    assert "--modes" in done.stderr


@pytest.mark.parametrize(
    ("option", "file", "cure"),
    [
        ("--plot", "a.pdf", ".svg, .png, .html"),
        ("--page", "a.txt", "a page is written as .html"),
        ("--page", str(SAMPLE / "dsn/a.html"), "is in use"),
        ("--plot", str(SAMPLE / "dsn/a.svg"), "is in use"),
    ],
)
def test_files_that_cannot_be_meant_are_refused(option: str, file: str, cure: str) -> None:
    done = sendspec(*PAIR, option, file)

    assert done.exit_code == 2
    assert cure in done.stderr


def test_one_file_for_two_things_is_refused(tmp_path: Path) -> None:
    done = sendspec(*PAIR, "--plot", tmp_path / "a.html", "--page", tmp_path / "a.html")

    assert done.exit_code == 2
    assert "is in use" in done.stderr


@pytest.mark.parametrize("option", ["--plot", "--page"])
def test_what_cannot_be_written_is_told(option: str, tmp_path: Path) -> None:
    done = sendspec(*PAIR, option, tmp_path / "missing" / "a.html")

    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_where_nothing_differs_nothing_is_drawn(tmp_path: Path) -> None:
    done = sendspec(*PAIR, "--plot", tmp_path / "a.svg", "--as-of", "2020-01-01T00:00:00Z")

    assert done.exit_code == 1
    assert "no KPI of this log ever differs" in done.stderr
    assert [*tmp_path.iterdir()] == []


# ── the plot ──


@cache
def drawn(locale: str = "en") -> str:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        done = sendspec(*PAIR, "--plot", Path(folder) / "a.svg", "--locale", locale)
        assert done.exit_code == 0, done.output
        return (Path(folder) / "a.svg").read_text()


def test_both_curves_and_each_step_are_drawn() -> None:
    picture = ElementTree.fromstring(drawn("fr"))
    words = {text.text or "" for text in picture.iter(f"{SVG}text")}

    assert {"MTA natif", "MTA amélioré", "Envoyés", "Écart, par étape"} <= words
    step = "Soft bounce : Pas encore remis → En cours de reprise ; Relayé → En cours de reprise"
    assert step in {word.replace("\N{NO-BREAK SPACE}", " ") for word in words}
    assert "To deliver" not in words
    filled = {element.get("fill") for element in picture.iter(f"{SVG}path")}
    assert {*chart.STEP_COLORS[:6]} <= filled


def test_who_does_not_see_it_is_told_what_it_says() -> None:
    picture = ElementTree.fromstring(drawn())
    named = {element.get("id"): element.text or "" for element in picture.iter() if element.get("id")}
    title, description = (picture.get("aria-labelledby") or "").split()

    assert named[title] == "From Native MTA to Enhanced MTA"
    assert "Sent: Native MTA 373; Enhanced MTA 373; they agree at the end; greatest" in named[description]


@pytest.mark.parametrize("ground", ["#ffffff", "#121212"])
@pytest.mark.parametrize("colour", chart.STEP_COLORS)
def test_steps_are_seen_on_light_and_on_dark(colour: str, ground: str) -> None:
    low, high = sorted((luminance(colour), luminance(ground)))

    assert (high + 0.05) / (low + 0.05) >= 3


def test_drawn_twice_it_is_the_same(tmp_path: Path) -> None:
    assert sendspec(*PAIR, "--plot", tmp_path / "a.svg").exit_code == 0
    assert (tmp_path / "a.svg").read_text() == drawn()


@pytest.mark.parametrize(("name", "begins"), [("a.png", b"\x89PNG"), ("a.html", b"<!DOCTYPE html>")])
def test_it_is_drawn_in_other_forms(name: str, begins: bytes, tmp_path: Path) -> None:
    assert sendspec(*PAIR, "--plot", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert [path.name for path in tmp_path.iterdir()] == [name]


# ── the page ──


class Reader(HTMLParser):
    """What is open, what is linked and asked for, and what each cell says."""

    VOID = frozenset({"meta", "link", "br", "img", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.language: str | None = None
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = given.get("lang")
        if (name := given.get("id")) is not None:
            self.ids.append(name)
        self.references += [given[name] or "" for name in ("href", "src", "srcset", "action", "data") if name in given]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def page(folder: Path, *arguments: str, log: tuple[Path, ...] = LOG) -> tuple[str, Reader]:
    file = folder / "a.html"
    done = sendspec("--page", file, *arguments, log=log)
    assert done.exit_code == 0, done.output
    text = file.read_text("utf-8")
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return text, reader


def test_the_page_is_whole_and_needs_nothing_else(tmp_path: Path) -> None:
    text, read = page(tmp_path, *PAIR)

    assert read.references == ["#sent", "#delivered_rate", "#bounces_errors_rate", "#report_delivered_rate"]
    assert {reference.removeprefix("#") for reference in read.references} <= {*read.ids}
    assert len(read.ids) == len(set(read.ids))
    assert not re.search(r"<script|<link|@import|url\(|https?://(?!www\.w3\.org/)", text)
    assert not re.search(r"\w@\w", text)


def test_the_page_says_what_moved_and_by_which_rule(tmp_path: Path) -> None:
    _, read = page(tmp_path, *PAIR, "--locale", "pt")

    assert read.language == "pt"
    assert "De MTA nativo para MTA aprimorado" in read.words
    assert any("spec/modes/native_mta.yaml:22" in words for words in read.words)
    assert any("45FD525461C (maillog:183)" in words for words in read.words)
    assert "Mensagens: 88" in read.words


def test_what_a_log_says_is_never_markup(tmp_path: Path) -> None:
    log = undelivered(tmp_path)
    odd = tmp_path / "<b>odd.log"
    odd.write_text(log.read_text())
    text, _ = page(tmp_path, *PAIR, log=(odd,))

    assert "<b>" not in text
    assert "&lt;b&gt;odd.log:" in text


def test_without_what_draws_the_page_has_no_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(plot, "DRAWERS", ("altair", "no_such_module"))
    text, read = page(tmp_path, *PAIR)

    assert "<svg" not in text
    assert "Messages: 88" in read.words


def test_it_is_the_same_on_every_machine(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from sendspec.cli import main; main()", "compare", *map(str, LOG), *PAIR]
    command += ["--source", "postfix", "--year", "2026", "--project", str(ROOT)]
    written = set()
    for seed, zone in (("0", "Asia/Tokyo"), ("1", "America/Lima")):
        file = tmp_path / seed / "a.html"
        file.parent.mkdir()
        told = subprocess.run(
            [*command, "--page", str(file)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        )
        written.add((told.stdout, file.read_bytes()))

    assert len(written) == 1


def test_the_help_has_an_example() -> None:
    said = CliRunner().invoke(main, ["compare", "--help"]).output

    assert "Example: sendspec compare samples/postfix/maillog --source postfix" in said
    assert "--mode " not in said


# ── logs as columns ──


def test_a_log_as_columns_tells_the_same_steps(tmp_path: Path) -> None:
    written = tmp_path / "events.parquet"
    export = ["events", *map(str, LOG), "--source", "postfix", "--year", "2026", "--out", str(written)]
    assert CliRunner().invoke(main, [*export, "--project", str(ROOT)]).exit_code == 0
    arguments = ["compare", str(written), "--source", "events", *PAIR, "--json", "--project", str(ROOT)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    found = told["kpis"]

    assert told["records"]["events"] == answer()["records"]["events"] > 0
    for name, kpi in answer()["kpis"].items():
        assert found[name]["values"] == kpi["values"]
        assert _at_the_end(found[name]) == _at_the_end(kpi)


def _at_the_end(kpi: dict[str, Any]) -> dict[str, Any]:
    return {json.dumps([step["event"], step["modes"]]): (step["times"], step["at_end"]) for step in kpi["steps"]}
