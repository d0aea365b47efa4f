"""A source that a project declares, through the verbs that read logs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main

from tests.project import ROOT

PAGE = """\
source: small
label: {en: Small, fr: Petit, pt: Pequeno}
doc: {en: A small sender., fr: Un petit expéditeur., pt: Um remetente pequeno.}
format: json
message: id
recipient: to
time: {field: at, format: iso8601}
reason: text
events:
  - {record: delivery, when: {type: d}, event: delivered}
  - record: bounce
    when: {type: b}
    event: {hard: hard_bounced, soft: expired, ignored: null}
    bounce: {status: status}
  - {record: ping, when: {type: p}}
"""
LOG = """\
{"type":"d","id":"m1","to":"anna@x.test","at":"2026-03-02T08:00:00Z"}
{"type":"b","id":"m2","to":"ben@x.test","at":"2026-03-02T08:00:01Z","status":"5.1.1","text":"550 5.1.1 User unknown"}
{"type":"p"}
{"type":"new","to":"carl@x.test"}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "spec", folder / "spec")
    (folder / "spec/sources/small.yaml").write_text(PAGE, "utf-8")
    (folder / "log").write_text(LOG)
    return folder


def run(project: Path, verb: str, *arguments: str | Path) -> Result:
    asked = [verb, *map(str, arguments), "--source", "small", "--project", str(project)]
    return CliRunner().invoke(main, asked)


def test_replay(project: Path) -> None:
    done = run(project, "replay", project / "log", "--json")
    found: dict[str, Any] = json.loads(done.stdout)

    assert found["account"]["records"] == {"bounce": 1, "delivery": 1, "ping": 1, "not_understood": 1}


def test_events(project: Path, tmp_path: Path) -> None:
    out, aside = tmp_path / "events.jsonl", tmp_path / "aside"
    done = run(project, "events", project / "log", "--out", out, "--aside", aside)
    events = [json.loads(line) for line in out.read_text().splitlines()]

    assert done.exit_code == 0
    assert [(one["message"], one["event"]) for one in events] == [("m1", "delivered"), ("m2", "hard_bounced")]
    assert "carl@x.test" in aside.read_text()
    assert "x.test" not in done.output


def test_compare(project: Path) -> None:
    done = run(project, "compare", project / "log", "--modes", "native_mta,enhanced_mta", "--json")

    assert done.exit_code == 0, done.output
    json.loads(done.stdout)


def test_what_is_no_log(project: Path) -> None:
    path = project / "spec/sources/small.yaml"
    done = run(project, "replay", path)

    assert done.exit_code == 1
    assert (
        f"error: {path}:1: no record of it is one that the source `small` knows (of the first: it is no JSON); "
        "give a log of that source, or another --source\n"
    ) == done.stderr
