"""The command `sendspec`, as people and CI call it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import VERBS, main

GOOD = Path(__file__).parent / "corpus" / "good"
OUTPUT = ("generated", "diagrams")
MODULE = "generated/smalllogs/plain.py"
TABLE = "generated/tables/plain.csv"


def sendspec(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="sendspec")


def in_a_process(arguments: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from sendspec.cli import main; main()", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def output_of(project: Path) -> dict[str, bytes]:
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for folder in OUTPUT
        for path in (project / folder).rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def generated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = Path(shutil.copytree(GOOD, tmp_path_factory.mktemp("good") / "project"))
    result = sendspec("generate", "--project", project)

    assert (result.exit_code, result.stderr) == (0, "")
    return project


@pytest.fixture
def generated(generated_once: Path, tmp_path: Path) -> Path:
    """The good project with its output, to be broken."""
    return Path(shutil.copytree(generated_once, tmp_path / "generated_project"))


def change(project: Path, file: str, old: str, new: str) -> None:
    text = (project / file).read_text("utf-8")
    assert text.count(old) == 1
    (project / file).write_text(text.replace(old, new), "utf-8")


# ── how it is called ──


def test_help_lists_the_verbs() -> None:
    result = sendspec("--help")

    assert result.exit_code == 0
    for verb, purpose in VERBS.items():
        assert any(line.split(maxsplit=1) == [verb, purpose] for line in result.stdout.splitlines())


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help_with_an_example(verb: str) -> None:
    result = sendspec(verb, "--help")

    assert result.exit_code == 0
    assert f"Example: sendspec {verb}" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc"], "no verb is called `chekc`; did you mean `check`?"),
        (["dance"], "no verb is called `dance`; there are: check, generate, "),
        (["check", "--projekt", "x"], "No such option '--projekt'. Did you mean '--project'?"),
        (["check", "stray"], "Got unexpected extra argument (stray)"),
        (["generate", "--chek"], "No such option '--chek'."),
        (["explain", "rule", "unknown-stat"], "no rule is called `unknown-stat`; did you mean `unknown-state`?"),
        (["check", "--project", "no/such/place"], "there is no folder spec/ in no/such/place;"),
        (["generate", "--project", "no/such/place"], "there is no folder spec/ in no/such/place;"),
        (["check", "--project", __file__], "there is no folder spec/ in "),
    ],
)
def test_wrong_usage(arguments: list[str], words: str) -> None:
    result = sendspec(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_no_spec_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = sendspec("check")

    assert result.exit_code == 2
    assert "there is no folder spec/ here; go to the project, or name it with --project DIR" in result.stderr


def test_version() -> None:
    result = sendspec("--version")

    assert result.exit_code == 0
    assert result.stdout.startswith("sendspec 0.")


def test_page_of_a_rule() -> None:
    result = sendspec("explain", "rule", "unknown-state")

    assert result.exit_code == 0
    assert result.stdout.startswith("# unknown-state\n")


def test_terminal_without_accents(tmp_path: Path) -> None:
    result = in_a_process(["explain", "rule", "not-utf8"], tmp_path, {**os.environ, "PYTHONIOENCODING": "ascii"})

    assert (result.returncode, result.stderr) == (0, "")
    assert "label: {fr: Envoy\\xe9}" in result.stdout


# ── check ──


def test_check_counts_what_it_read() -> None:
    result = sendspec("check", "--project", GOOD)
    counts = (
        "9 files are fine: 3 machines with 11 states and 15 moves, 4 scenarios told in 4 machines, "
        "11 laws in 19 proofs\n"
    )

    assert (result.exit_code, result.stdout, result.stderr) == (0, counts, "")


def test_check_shows_the_byte_order_mark_to_nobody(project: Path) -> None:
    file = project / "spec/gate.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert sendspec("check", "--project", project).exit_code == 0


def test_check_reads_lines_that_end_as_on_windows(project: Path) -> None:
    for file in (project / "spec").rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert sendspec("check", "--project", project).exit_code == 0


def test_check_passes_over_backups_and_hidden_files(project: Path) -> None:
    (project / "spec/gate.yaml~").write_text("old")
    (project / "spec/.cache").mkdir()
    (project / "spec/.cache/words").write_text("hidden")

    assert sendspec("check", "--project", project).exit_code == 0


# ── generate ──


def test_generate_writes_every_machine(generated: Path) -> None:
    modules = {path.stem for path in (generated / "generated/smalllogs").glob("*.py")}
    tables = {path.stem for path in (generated / "generated/tables").glob("*.csv")}

    assert modules == {"__init__", "address", "gate", "measures", "plain"}
    assert tables == {"address", "gate", "plain"}
    assert {path.name for path in generated.iterdir()} == {"spec", *OUTPUT}


def test_second_run_writes_nothing(generated: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in generated.rglob("*")}
    result = sendspec("generate", "--project", generated)

    assert result.exit_code == 0
    assert " 0 written, 0 removed, " in result.stdout
    assert before == {path: path.stat().st_mtime_ns for path in generated.rglob("*")}


def test_check_is_content_with_what_was_generated(generated: Path) -> None:
    (generated / "generated/smalllogs/__pycache__").mkdir()
    (generated / "generated/smalllogs/__pycache__/plain.cpython-311.pyc").write_bytes(b"compiled")
    result = sendspec("generate", "--check", "--project", generated)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{len(output_of(generated)) - 1} files are up to date\n"


def spoil(generated: Path) -> None:
    """Let one file go wrong in each way."""
    gate = generated / "generated/smalllogs/gate.py"
    gate.write_text(gate.read_text("utf-8").replace("The gate", "The door"), "utf-8")
    (generated / MODULE).unlink()
    (generated / TABLE).write_bytes(b"")
    (generated / "generated/older").mkdir()
    (generated / "generated/older/older.py").write_text("# Generated from spec/older.yaml. Do not edit.\n")
    (generated / "generated/notes.txt").write_text("mine\n")


def test_check_names_each_file_that_is_wrong(generated: Path) -> None:
    spoil(generated)
    before = output_of(generated)
    result = sendspec("generate", "--check", "--project", generated)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "generated/notes.txt: was not generated, and does not belong here: move it away",
        "generated/older/older.py: was generated from something that is no more",
        "generated/smalllogs/gate.py: is not what the spec says",
        "generated/smalllogs/plain.py: is missing",
        "generated/tables/plain.csv: is empty",
        "`sendspec generate` writes them anew",
    ]
    assert before == output_of(generated)


def test_generate_mends_all_but_foreign_files(generated: Path, generated_once: Path) -> None:
    spoil(generated)
    result = sendspec("generate", "--project", generated)

    assert result.exit_code == 1
    assert ": 3 written, 1 removed, " in result.stdout
    assert result.stderr == "generated/notes.txt: was not generated, and does not belong here: move it away\n"
    assert {**output_of(generated_once), "generated/notes.txt": b"mine\n"} == output_of(generated)
    assert not (generated / "generated/older").exists()


def test_diff_shows_a_label_in_its_own_lines_only(generated: Path) -> None:
    change(generated, "spec/vocabulary.yaml", "{en: Submit, fr: Soumettre}", "{en: Hand in, fr: Soumettre}")
    before = output_of(generated)
    result = sendspec("generate", "--diff", "--project", generated)
    lines = result.stdout.splitlines()
    changed = [line for line in lines if line[:1] in "+-" and not line.startswith(("--- ", "+++ "))]
    files = {line.removeprefix("+++ b/") for line in lines if line.startswith("+++ ")}

    assert result.exit_code == 1
    assert len(changed) >= 10
    assert [line for line in changed if ("Submit" if line[0] == "-" else "Hand in") not in line] == []
    assert {"generated/smalllogs/gate.py", "generated/docs/en/gate.md", "diagrams/en/gate.dot"} <= files
    assert [file for file in files if "/fr/" in file or "plain" in file or "tables" in file] == []
    assert before == output_of(generated)


def test_diff_of_a_new_project_shows_every_file(project: Path) -> None:
    result = sendspec("generate", "--diff", "--project", project)

    assert result.exit_code == 1
    assert f"+++ b/{MODULE}" in result.stdout
    assert output_of(project) == {}


def test_broken_spec_leaves_the_output_alone(generated: Path) -> None:
    change(generated, "spec/modes/plain.yaml", "initial: pending", "initial: pendign")
    before = {path: path.stat().st_mtime_ns for path in generated.rglob("*")}
    result = sendspec("generate", "--project", generated)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[unknown-state]: no state is called `pendign`" in result.stderr
    assert before == {path: path.stat().st_mtime_ns for path in generated.rglob("*")}


def test_place_that_cannot_be_written_is_named(generated: Path) -> None:
    (generated / MODULE).unlink()
    (generated / MODULE).mkdir()
    result = sendspec("generate", "--project", generated)

    assert result.exit_code == 1
    assert f"{MODULE}: belongs here, and something else stands in its place" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("seed", ["1", "4711"])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
@pytest.mark.parametrize("inside", [True, False], ids=["inside", "beside"])
def test_bytes_do_not_depend_on_the_machine(
    seed: str, locale: str, inside: bool, project: Path, generated_once: Path
) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": "Asia/Tokyo"}
    arguments = ["generate"] if inside else ["generate", "--project", project.name]
    result = in_a_process(arguments, project if inside else project.parent, environment)

    assert (result.returncode, result.stderr) == (0, "")
    assert output_of(generated_once) == output_of(project)


def test_an_output_that_cannot_be_written_is_told_in_words() -> None:
    command = [str(Path(sys.executable).with_name("sendspec")), "check", "--project", str(GOOD)]
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == "Error: the output: No space left on device\n"


def test_names_of_files_that_could_not_stand_in_a_header_are_refused(tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/native\nmta é.yaml").write_bytes(b"")
    result = sendspec("check", "--project", str(tmp_path))

    assert result.exit_code == 1
    assert "spec/native?mta é.yaml:1:1: error[foreign-file]" in result.stderr
