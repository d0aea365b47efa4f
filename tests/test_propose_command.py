"""`sendspec propose`: what a log shows and the spec does not expect, as edits that answer it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main
from sendspec.cli.project import compiled_model
from sendspec.cli.propose import answers
from sendspec.cli.propose.candidates import IGNORED, Candidate, Cell, broken_with, candidates, is_refused_plainly
from sendspec.cli.propose.draft import Draft, Fault
from sendspec.cli.propose.groups import MOST_FORMS
from sendspec_gen.model import Model
from sendspec_gen.problems import Problem
from sendspec_gen.source import Place

from tests.unit.sendspec.postfix_log import line, queued, removed, told

SENT = "    on:\n      bounced: {to: failed, kpi: {delivered: -1, bounces: +1}}\n    ignore: [delivered, expired]\n"
FAILED = "    final: true\n    ignore: [delivered, bounced, expired]\n"
POSTS = """\
source: posts
label: {en: Posts, fr: Envois}
format: json
message: id
recipient: to
time: {field: at, format: seconds}
events:
  - {record: ok, when: {type: Ok}, event: delivered}
  # Only what is certain.
  - {record: no, when: {type: Off, hard: true}, event: bounced}
  - record: late  # At last.
    when: {type: Late}
    event: expired

# What they look like.
examples:
  - shows: [delivered]
    record: '{"type": "Ok", "id": "m", "to": "a@example.com", "at": 5}'
    events: [{event: delivered}]
"""
COMMENT = "  # Known, and no event. If it means one, add `event:` with one of delivered, bounced, expired.\n"
POSTFIX = """\
source: postfix
label: {en: Postfix, fr: Postfix}
reader: postfix
events:
  sent: delivered
  bounced: bounced
"""
Edits = Mapping[str, Sequence[tuple[str, str]]]


@pytest.fixture
def refusing(project: Path) -> Path:
    """The good project with a source, and a mode that refuses."""
    rewrite(
        project / "spec/modes/plain.yaml",
        (SENT, "    ignore: [delivered, expired]  # nothing new\n    # It arrived.\n    reject: {bounced: not_now}\n"),
        (
            FAILED,
            "    final: true\n    ignore:\n      - bounced\n"
            "    reject:\n      delivered: not_now  # too late\n      expired: not_now\n",
        ),
    )
    (project / "spec/sources/posts.yaml").write_text(POSTS)
    return project


def rewrite(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def post(kind: str, message: str, at: object, **more: object) -> dict[str, object]:
    return {"type": kind, "id": message, "to": "anna@example.com", "at": at, **more}


def write(folder: Path, *records: dict[str, object] | str, name: str = "log.jsonl") -> Path:
    log = folder / name
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    log.write_text("".join(f"{one}\n" for one in lines))
    return log


UNEXPECTED = (
    post("Ok", "m1", 1),
    post("Off", "m1", 2, hard=True),
    post("Ok", "m2@host.example", 1),
    post("Off", "m2@host.example", 2, hard=True),
    post("Late", "m3", 1),
    post("Ok", "m3", 2),
)


def sendspec(*arguments: str | Path, project: Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--project", str(project)])


def propose(log: Path, *options: str, project: Path, source: str = "posts") -> Result:
    return sendspec("propose", log, "--source", source, *options, project=project)


def proposed(log: Path, *options: str, project: Path, source: str = "posts") -> dict[str, Any]:
    done = propose(log, "--json", *options, project=project, source=source)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def texts(project: Path) -> dict[str, bytes]:
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in project.rglob("*") if path.is_file()}


def places(problems: Sequence[dict[str, Any]]) -> list[tuple[str, int, int, str]]:
    return [(one["file"], one["line"], one["count"], one["about"]) for one in problems]


# ── pairs of state and event ──


def test_pairs_that_are_refused_most_frequent_first(refusing: Path, tmp_path: Path) -> None:
    before = texts(refusing)
    found = proposed(write(tmp_path, *UNEXPECTED), project=refusing)
    first = found["proposals"][0]

    assert places(found["proposals"]) == [
        ("spec/modes/plain.yaml", 27, 2, "`sent` refuses `bounced`"),
        ("spec/modes/plain.yaml", 35, 1, "`failed` refuses `delivered`"),
    ]
    assert first["machine"] == "plain"
    assert first["samples"] == [{"place": "log.jsonl:2", "text": "m1"}, {"place": "log.jsonl:4", "text": "…@…"}]
    assert first["edits"] == [
        {
            "line": 25,
            "removed": ["    ignore: [delivered, expired]  # nothing new"],
            "added": ["    ignore: [delivered, expired, bounced]  # nothing new"],
        },
        {"line": 27, "removed": ["    reject: {bounced: not_now}"], "added": []},
    ]
    assert first["means"] == "Sent stays as it is, and no counter moves"
    # Of the other states only one moves on a bounce: pending, to retrying.
    assert first["instead"] == ["bounced: {to: retrying, kpi: {delivered: -1, bounces: +1}}"]
    assert found["proposals"][1]["instead"] == []
    assert not found["applied"]
    assert texts(refusing) == before


def test_as_text(refusing: Path, tmp_path: Path) -> None:
    done = propose(write(tmp_path, *UNEXPECTED), project=refusing)

    assert done.exit_code == 0
    assert done.stdout.startswith("2 edits of 1 file proposed, with which the whole spec holds; --apply writes them\n")
    assert (
        "spec/modes/plain.yaml:35: 1 × `failed` refuses `delivered` in plain\n"
        "    log.jsonl:6: m3\n"
        "  spec/modes/plain.yaml:34\n"
        "    +       - delivered\n"
        "  spec/modes/plain.yaml:35\n"
        "    -       delivered: not_now  # too late\n"
        "    +       # too late\n"
        "  Failed stays as it is, and no counter moves\n"
    ) in done.stdout
    assert "@example" not in done.stdout
    assert "host.example" not in done.stdout


def test_applied_the_rows_disappear_and_the_laws_hold(refusing: Path, tmp_path: Path) -> None:
    log = write(tmp_path, *UNEXPECTED, post("Late", "m3", 3), post("Ad", "m1", 3), post("Off", "m4", 3, hard=False))
    before = texts(refusing)
    first = propose(log, "--apply", project=refusing)
    after = texts(refusing)
    second = propose(log, "--apply", project=refusing)
    replayed = sendspec("replay", log, "--source", "posts", "--json", project=refusing)

    assert first.exit_code == second.exit_code == 0
    assert "5 edits of 2 files applied" in first.stdout
    assert [path for path in after if after[path] != before[path]] == [
        "spec/modes/plain.yaml",
        "spec/sources/posts.yaml",
    ]
    assert (
        (refusing / "spec/modes/plain.yaml")
        .read_text("utf-8")
        .endswith(
            "    ignore: [delivered, expired, bounced]  # nothing new\n    # It arrived.\n"
            "  failed:\n    status: failed\n    settled: true\n    final: true\n"
            "    ignore:\n      - bounced\n      - delivered\n      - expired\n    # too late\n"
        )
    )
    assert sendspec("check", project=refusing).exit_code == 0
    assert second.stdout == "nothing to propose\n"
    assert texts(refusing) == after
    assert json.loads(replayed.stdout)["records"] == {
        "read": 9,
        "events": 7,
        "duplicates": 0,
        "not_understood": 0,
        "unexpected": 0,
    }


def test_the_patch_is_what_apply_writes(refusing: Path, tmp_path: Path) -> None:
    log = write(tmp_path, *UNEXPECTED, post("Ad", "m1", 3))
    patch = proposed(log, project=refusing)["patch"]
    before = texts(refusing)
    propose(log, "--apply", project=refusing)
    applied = texts(refusing)
    for path, content in before.items():
        (refusing / path).write_bytes(content)
    subprocess.run(["git", "apply", "-"], cwd=refusing, input=patch, text=True, check=True, capture_output=True)

    assert texts(refusing) == applied


def test_one_mode_of_several(refusing: Path, tmp_path: Path) -> None:
    plain = (refusing / "spec/modes/plain.yaml").read_text("utf-8")
    (refusing / "spec/modes/second.yaml").write_text(plain.replace("mode: plain", "mode: second"))
    log = write(tmp_path, *UNEXPECTED)

    assert len(proposed(log, project=refusing)["proposals"]) == 4
    assert [one["machine"] for one in proposed(log, "--mode", "second", project=refusing)["proposals"]] == [
        "second"
    ] * 2


def test_words_that_nobody_says_any_more_go_too(refusing: Path, tmp_path: Path) -> None:
    rewrite(refusing / "spec/modes/plain.yaml", ("{bounced: not_now}", "{bounced: arrived}"))
    words = "  arrived: {label: {en: It arrived., fr: C'est arrivé.}}\n"
    vocabulary = refusing / "spec/vocabulary.yaml"
    vocabulary.write_text(vocabulary.read_text("utf-8") + words, "utf-8")
    log = write(tmp_path, *UNEXPECTED[:2])
    found = proposed(log, "--apply", project=refusing)

    assert [(one["file"], one["edits"][0]["removed"]) for one in found["besides"]] == [
        ("spec/vocabulary.yaml", [words.removesuffix("\n")])
    ]
    assert "arrived" not in vocabulary.read_text("utf-8")
    assert sendspec("check", project=refusing).exit_code == 0


def test_a_refusal_that_a_scenario_tells_is_left_to_people(refusing: Path, tmp_path: Path) -> None:
    stories = refusing / "spec/scenarios/stories.yaml"
    story = """
  - scenario: {en: It arrived, fr: "C'est arrivé"}
    cite: [handbook.1]
    mode: plain
    steps:
      - {event: delivered}
      - {event: bounced, refused: not_now}
"""
    stories.write_text(stories.read_text("utf-8") + story, "utf-8")
    number = len(stories.read_text("utf-8").splitlines())
    found = proposed(write(tmp_path, *UNEXPECTED), project=refusing)

    assert places(found["proposals"]) == [("spec/modes/plain.yaml", 35, 1, "`failed` refuses `delivered`")]
    assert places(found["left"]) == [("spec/modes/plain.yaml", 27, 2, "`sent` refuses `bounced`")]
    assert found["left"][0]["why"] == [
        f"whatever else it answers: scenario-fails (spec/scenarios/stories.yaml:{number})"
    ]


def test_a_requirement_of_a_move_is_no_refusal_of_the_state(project: Path) -> None:
    model = compiled_model(project)

    assert is_refused_plainly(model, Cell("gate", "draft", "cancel"))
    assert not is_refused_plainly(model, Cell("gate", "draft", "submit"))


def test_what_aliases_share_is_left_to_people(refusing: Path, tmp_path: Path) -> None:
    rewrite(
        refusing / "spec/modes/plain.yaml",
        ("reject: {bounced: not_now}", "reject: &never {bounced: not_now}"),
        (
            "    ignore:\n      - bounced\n    reject:\n      delivered: not_now  # too late\n      expired: not_now\n",
            "    ignore: [delivered, expired]\n    reject: *never\n",
        ),
    )
    found = proposed(write(tmp_path, *UNEXPECTED[:2]), project=refusing)

    assert found["proposals"] == []
    assert found["left"][0]["why"] == [
        "to ignore it would hold, and somebody has to write it: the spec is not sound with that edit: not-yaml"
    ]


def test_candidates_go_where_others_go_first(refusing: Path) -> None:
    model = compiled_model(refusing)
    # In each state a message is one to deliver; sent is one delivered besides; retrying and failed are one bounce. On a
    # bounce only pending moves, to retrying.
    assert list(candidates(model, Cell("plain", "sent", "bounced"))) == [
        IGNORED,
        Candidate("retrying", (("delivered", -1), ("bounces", 1))),
        Candidate("pending", (("delivered", -1),)),
        Candidate("failed", (("delivered", -1), ("bounces", 1))),
    ]


PROBLEM = Problem("law", Place("spec/laws.yaml", 1), "it is so")


def test_where_to_ignore_breaks_something_a_move_is_proposed(
    refusing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = broken_with

    def broken(model: Model, given: Mapping[Cell, Candidate], passed: frozenset[tuple[str, int, str]]) -> list[Problem]:
        """As if something spoke against ignoring a bounce, and against the first move."""
        denied = any(one.target in (None, "retrying") for cell, one in given.items() if cell.event == "bounced")
        return [*really(model, given, passed), *([PROBLEM] if denied else [])]

    monkeypatch.setattr(answers, "broken_with", broken)
    log = write(tmp_path, *UNEXPECTED[:2], post("Late", "m1", 3), post("Ok", "m1", 4))
    found = proposed(log, "--apply", project=refusing)

    # From pending it goes on to failed, which refuses what comes last; in the spec as it is nobody gets there.
    assert [(one["about"], one["later"]) for one in found["proposals"]] == [
        ("`sent` refuses `bounced`", False),
        ("`failed` refuses `delivered`", True),
    ]
    assert found["proposals"][0]["means"] == "Sent becomes Pending, and shows Pending: Delivered -1"
    written = (refusing / "spec/modes/plain.yaml").read_text("utf-8")
    assert "    settled: true\n    on:\n      bounced: {to: pending, kpi: {delivered: -1}}\n    ignore:" in written
    assert sendspec("check", project=refusing).exit_code == 0


def test_what_no_mode_may_do_alone(refusing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = (refusing / "spec/modes/plain.yaml").read_text("utf-8")
    (refusing / "spec/modes/second.yaml").write_text(plain.replace("mode: plain", "mode: second"))
    really = broken_with

    def broken(model: Model, given: Mapping[Cell, Candidate], passed: frozenset[tuple[str, int, str]]) -> list[Problem]:
        """As if both modes had to agree on bounces, and a message that failed had to refuse all."""
        bounces = {cell.machine for cell in given if cell.event == "bounced"}
        denied = len(bounces) == 1 or any(cell.state == "failed" for cell in given)
        return [*really(model, given, passed), *([PROBLEM] if denied else [])]

    monkeypatch.setattr(answers, "broken_with", broken)
    found = proposed(write(tmp_path, *UNEXPECTED), project=refusing)

    assert [(one["machine"], one["about"]) for one in found["proposals"]] == [
        ("plain", "`sent` refuses `bounced`"),
        ("second", "`sent` refuses `bounced`"),
    ]
    assert [(one["machine"], one["about"]) for one in found["left"]] == [
        ("plain", "`failed` refuses `delivered`"),
        ("second", "`failed` refuses `delivered`"),
    ]
    # What is final moves no more.
    assert found["left"][0]["why"] == [
        "whatever else it answers: law (spec/laws.yaml:1)",
        "{to: sent, kpi: {delivered: +1, bounces: -1}}: final-moves (spec/modes/plain.yaml:35)",
        "{to: pending, kpi: {bounces: -1}}: final-moves (spec/modes/plain.yaml:35)",
        "{to: retrying}: final-moves (spec/modes/plain.yaml:35)",
    ]


# ── records ──


def test_records_that_no_rule_knows(refusing: Path, tmp_path: Path) -> None:
    log = write(
        tmp_path,
        post("Ok", "m1", 1),
        *[post("Opened it", "m1", at) for at in (2, 3, 4, 5)],
        post("Off", "m1", 4, hard=False),
        post("Off", "m1", 5),
        post("Off", "m1", 6),
    )
    found = proposed(log, project=refusing)

    assert places(found["proposals"]) == [
        ("spec/sources/posts.yaml", 14, 4, "no rule knows records with {type: Opened it}"),
        ("spec/sources/posts.yaml", 14, 2, 'no rule knows records with {type: "Off"}'),
        ("spec/sources/posts.yaml", 14, 1, 'no rule knows records with {type: "Off", hard: false}'),
    ]
    assert [sample["place"] for sample in found["proposals"][0]["samples"]] == [f"log.jsonl:{n}" for n in (2, 3, 4)]
    assert "anna" not in json.dumps(found)
    propose(log, "--apply", project=refusing)
    written = (refusing / "spec/sources/posts.yaml").read_text("utf-8")
    assert written == POSTS.replace(
        "    event: expired\n",
        "    event: expired\n"
        f'{COMMENT}  - {{record: off_false, when: {{type: "Off", hard: false}}}}\n'
        f"{COMMENT}  - {{record: opened_it, when: {{type: Opened it}}}}\n"
        f'{COMMENT}  - {{record: record_off, when: {{type: "Off"}}}}\n',
    )
    assert proposed(log, project=refusing)["proposals"] == []


def test_a_kind_of_record_told_by_two_fields(refusing: Path, tmp_path: Path) -> None:
    source = refusing / "spec/sources/posts.yaml"
    more = """\
  - {record: slow, when: {"type || kind": Slow, why: full}, event: expired}
  - {record: slow, when: {"type || kind": Slow, why: busy}, event: expired}
"""
    source.write_text(POSTS.replace("\n# What", f"{more}\n# What"))
    log = write(
        tmp_path,
        post("Ok", "m1", 1),
        *[post("Slow", "m1", at, why="away") for at in (2, 3, 4)],
        *[post("Seen", "m1", at, why=why) for at, why in ((5, "full"), (6, "busy"))],
    )
    found = proposed(log, project=refusing)

    # `type` is what most rules ask for, and none knows Seen. Slow is known, but not for that reason.
    assert [(one["count"], one["about"]) for one in found["proposals"]] == [
        (3, 'no rule knows records with {"type || kind": Slow, why: away}'),
        (2, "no rule knows records with {type: Seen}"),
    ]


def test_a_field_of_many_forms_names_no_kind_of_record(refusing: Path, tmp_path: Path) -> None:
    few = [post(f"Kind {number}", "m1", 1, hard=True) for number in range(MOST_FORMS)]
    one_more = post("Another", "m1", 1)

    assert len(proposed(write(tmp_path, *UNEXPECTED[:1], *few), project=refusing)["proposals"]) == MOST_FORMS
    found = proposed(write(tmp_path, *UNEXPECTED[:1], *few, one_more), project=refusing)
    assert found["proposals"] == []
    assert [(one["sort"], one["count"]) for one in found["left"]] == [("record", MOST_FORMS + 1)]


def test_all_records_are_counted_in_all_files(refusing: Path, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        write(
            folder, post("Ok", "m1", 1), *[post("Ad", "m1", 2)] * 30, *["no json of bob@example.com 1"] * 40, name=name
        )
    found = proposed(folder, project=refusing)

    assert found["not_understood"] == 140
    assert [one["count"] for one in found["proposals"]] == [60]
    assert [(one["sort"], one["count"], one["about"]) for one in found["left"]] == [
        ("shape", 80, "it is no JSON, like `no json of …@… 0`")
    ]
    assert "bob" not in json.dumps(found)


def test_a_log_of_which_nothing_is_known(refusing: Path, tmp_path: Path) -> None:
    log = write(tmp_path, post("Ad", "m1", 1), post("Ad", "m2", 2))

    assert [one["about"] for one in proposed(log, project=refusing)["proposals"]] == [
        "no rule knows records with {type: Ad}"
    ]
    assert propose(log, "--apply", project=refusing).exit_code == 0
    assert proposed(log, project=refusing)["not_understood"] == 0


def test_a_rule_that_cannot_help_is_not_proposed(refusing: Path, tmp_path: Path) -> None:
    found = proposed(write(tmp_path, post("Ok", "m1", 1), post("Ok", "m1", "soon")), project=refusing)

    assert found["proposals"] == []
    assert [(one["sort"], one["about"].split(",")[0]) for one in found["left"]] == [
        ("shape", "no time can be read at `at`")
    ]


def test_a_rule_that_an_example_denies_is_left_to_people(refusing: Path, tmp_path: Path) -> None:
    source = refusing / "spec/sources/posts.yaml"
    example = """\
  - shows: [advertising]
    record: '{"type": "Ad"}'
    events: []
    counted: {not_understood: 1}
"""
    source.write_text(POSTS + example)
    found = proposed(write(tmp_path, post("Ok", "m1", 1), post("Ad", "m1", 2), post("Seen", "m1", 2)), project=refusing)

    assert [one["about"] for one in found["proposals"]] == ["no rule knows records with {type: Seen}"]
    assert found["left"][0]["why"] == ["a rule for them breaks example-fails (spec/sources/posts.yaml:21)"]


def test_an_example_that_fails_anyhow_speaks_against_nothing(refusing: Path, tmp_path: Path) -> None:
    source = refusing / "spec/sources/posts.yaml"
    source.write_text(POSTS.replace("events: [{event: delivered}]", "events: [{event: bounced}]"))

    assert sendspec("check", project=refusing).exit_code == 1
    assert len(proposed(write(tmp_path, *UNEXPECTED, post("Ad", "m1", 2)), project=refusing)["proposals"]) == 3


def test_values_are_written_so_that_they_are_read_again(refusing: Path, tmp_path: Path) -> None:
    kinds = ("true", "12", "a: b", "#x", 'say "no"', "é — ü", "-", "null", "Late ")
    log = write(tmp_path, post("Ok", "m1", 1), *[post(kind, "m1", 2) for kind in kinds])
    done = propose(log, "--apply", project=refusing)
    rules = [rule for rule in _rules(refusing) if rule[0] not in ("ok", "no", "late")]

    assert done.exit_code == 0, done.output
    # One that ends in a blank is none that a person would write.
    assert sorted(str(value) for _, value in rules) == sorted(kinds[:-1])
    assert len({name for name, _ in rules}) == len(kinds) - 1
    assert proposed(log, project=refusing)["proposals"] == []


def _rules(project: Path) -> list[tuple[str, object]]:
    declared = compiled_model(project).sources["posts"].declared
    assert declared is not None
    return [(rule.record, rule.when[0].values[0]) for rule in declared.rules]


def test_values_that_python_takes_for_equal(refusing: Path, tmp_path: Path) -> None:
    values = (1, True, 0, False, "1", "true")
    log = write(tmp_path, post("Ok", "m1", 1), *(post("x", f"m{value!r}", 1) | {"type": value} for value in values))
    found = proposed(log, "--apply", project=refusing)

    assert [one["count"] for one in found["proposals"]] == [1] * len(values)
    assert proposed(log, project=refusing)["not_understood"] == 0
    assert sendspec("check", project=refusing).exit_code == 0


def test_records_of_a_reader_without_an_event(refusing: Path, tmp_path: Path) -> None:
    (refusing / "spec/sources/postfix.yaml").write_text(POSTFIX)
    log = tmp_path / "maillog"
    odd = [
        line("Nov 20 10:00:03", "qmgr", f"A{number}B2C3D4E5: odd words of <u{number}@x.test>") for number in range(9)
    ]
    log.write_text("".join([*queued("4A1B2C3D4E5"), told("4A1B2C3D4E5", "sent"), removed("4A1B2C3D4E5"), *odd]))
    before = texts(refusing)
    found = proposed(log, "--year", "2026", "--apply", project=refusing, source="postfix")

    assert found["proposals"] == []
    assert [(one["sort"], one["count"], one["about"].split(",")[0]) for one in found["left"]] == [
        ("choice", 1, "the source gives `queued` no event"),
        ("shape", 9, "it is not known what Postfix means by it"),
    ]
    assert (found["left"][0]["file"], found["left"][0]["line"]) == ("spec/sources/postfix.yaml", 6)
    assert found["left"][0]["why"] == [
        "add under `events:` the line `queued: EVENT`, with one of delivered, bounced, expired"
    ]
    assert found["left"][1]["why"] == ["the reader in Python does not understand it: no YAML can answer that"]
    assert "x.test" not in json.dumps(found["left"])
    assert texts(refusing) == before


# ── usage ──


def test_wrong_usage(refusing: Path, tmp_path: Path) -> None:
    log = write(tmp_path, *UNEXPECTED)

    assert propose(log, project=refusing, source="post").exit_code == 2
    assert propose(log, "--mode", "plane", project=refusing).exit_code == 2


def test_a_bad_log_and_a_bad_spec(refusing: Path, tmp_path: Path) -> None:
    missing = propose(tmp_path / "none", project=refusing)
    log = write(tmp_path, *UNEXPECTED)
    rewrite(refusing / "spec/modes/plain.yaml", ("{bounced: not_now}", "{bounced: no_words}"))
    bad = propose(log, "--apply", project=refusing)

    assert missing.exit_code == 1
    assert "error: " in missing.stderr
    assert bad.exit_code == 1
    assert "unknown-refusal" in bad.stderr


def test_a_file_that_cannot_be_written(refusing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = texts(refusing)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sendspec_gen.disk.tempfile.mkstemp", full)
    done = propose(write(tmp_path, *UNEXPECTED), "--apply", project=refusing)

    assert done.exit_code == 1
    assert "spec/modes/plain.yaml: it cannot be written: No space left on device" in done.stderr
    assert texts(refusing) == before


def test_nothing_is_written_over_what_was_written_meanwhile(
    refusing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = refusing / "spec/modes/plain.yaml"
    checking = Draft.check_all

    def edited_meanwhile(draft: Draft, compiler: str, known: frozenset[Fault]) -> None:
        checking(draft, compiler, known)
        plain.write_text("# Mine.\n")

    monkeypatch.setattr(Draft, "check_all", edited_meanwhile)
    done = propose(write(tmp_path, *UNEXPECTED), "--apply", project=refusing)

    assert done.exit_code == 1
    assert "spec/modes/plain.yaml: it was changed meanwhile; nothing is written" in done.stderr
    assert plain.read_text() == "# Mine.\n"


def test_what_a_comment_ignores_stays_ignored_when_lines_move(refusing: Path, tmp_path: Path) -> None:
    rewrite(refusing / "spec/modes/plain.yaml", ("    ignore: [delivered, expired]  # nothing new\n", ""))
    rewrite(
        refusing / "spec/modes/plain.yaml",
        ("{bounced: not_now}", "{delivered: not_now, expired: not_now, bounced: not_now}"),
        (
            "  failed:\n",
            "  # ignore[unreachable-state]: for later\n"
            "  never: {status: sent, final: true, ignore: [delivered, bounced, expired]}\n  failed:\n",
        ),
    )
    log = write(tmp_path, *UNEXPECTED, post("Ok", "m1", 1.5))
    found = proposed(log, "--apply", project=refusing)

    assert [one["count"] for one in found["proposals"]] == [2, 1, 1]
    assert found["left"] == []
    assert sendspec("check", project=refusing).exit_code == 0
