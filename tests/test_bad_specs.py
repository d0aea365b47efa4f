"""Every bad spec gets exactly the words that stand at its foot, exit code 1, and nothing is written."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.cli import main
from sendspec_gen import pipeline
from sendspec_gen.beside import Kept
from sendspec_gen.disk import read_spec
from sendspec_gen.emit.faults import ShippedFaults
from sendspec_gen.emit.faults.templates import in_templates
from sendspec_gen.pipeline import compile_spec
from sendspec_gen.source import SourceFile

from tests import bad_files

MODE = "spec/modes/plain.yaml"
GOOD = Path(__file__).parent / "corpus" / "good"


def names_of(paths: list[Path]) -> list[str]:
    return [path.relative_to(bad_files.BAD).as_posix() for path in paths]


@pytest.fixture(autouse=True)
def sound_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes with the tool is in order here, whatever becomes of it in the working tree."""
    faults = ShippedFaults(templates=(), texts={"fr": ()})
    monkeypatch.setattr(pipeline, "SHIPPED_FAULTS", Kept(lambda: faults))


@pytest.mark.parametrize("bad", bad_files.FILES, ids=names_of(bad_files.FILES))
@pytest.mark.parametrize("verb", ["check", "generate"])
def test_bad_file(bad: Path, verb: str, project: Path, accept: bool) -> None:
    target = project / bad_files.replaced_by(bad)
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(bad.read_bytes())
    compare(bad, project, accept and verb == "check", verb)


def directory_in_place_of_a_file(project: Path) -> None:
    (project / MODE).unlink()
    (project / MODE).mkdir()


def link_to_nothing(project: Path) -> None:
    (project / MODE).unlink()
    (project / MODE).symlink_to("nowhere.yaml")


def link_to_a_folder(project: Path) -> None:
    (project / "spec/modes").rename(project / "elsewhere")
    (project / "spec/modes").symlink_to(project / "elsewhere")


def pipe(project: Path) -> None:
    os.mkfifo(project / "spec/modes/pipe.yaml")


def no_vocabulary(project: Path) -> None:
    (project / "spec/vocabulary.yaml").unlink()


def empty_spec(project: Path) -> None:
    for file in (project / "spec").rglob("*.yaml"):
        file.unlink()


def other_ending(project: Path) -> None:
    (project / "spec/gate.yaml").rename(project / "spec/gate.yml")


def no_ending(project: Path) -> None:
    (project / "spec/modes/README").write_text("what the modes are")


def too_large(project: Path) -> None:
    (project / MODE).write_text("mode: plain\n" + f"# {'so it goes ' * 10}\n" * 20_000)


def many_brackets(project: Path) -> None:
    (project / MODE).write_text("[" * 100_000)


def many_braces(project: Path) -> None:
    (project / MODE).write_text("{a: " * 100_000)


def many_dashes(project: Path) -> None:
    (project / MODE).write_text("mode:\n  " + "- " * 100_000)


def twins(project: Path) -> None:
    (project / "spec/modes/second.yaml").write_bytes((project / MODE).read_bytes())


def recordings_of_one_name(project: Path) -> None:
    recording = project / "spec/recordings/morning.yaml"
    recording.with_name("noon.yaml").write_bytes(recording.read_bytes())


def class_that_its_module_imports(project: Path) -> None:
    for name in ("address", "laws", "scenarios/stories"):
        file = project / f"spec/{name}.yaml"
        file.write_text(file.read_text("utf-8").replace("machine: address", "machine: message_log"), "utf-8")


def two_machines_of_one_class(project: Path) -> None:
    text = (project / MODE).read_text("utf-8")
    for name in ("plain1", "plain_1"):
        (project / f"spec/modes/{name}.yaml").write_text(text.replace("mode: plain", f"mode: {name}"), "utf-8")


POSTFIX = """source: postfix
label: {en: Postfix, fr: Postfix}
reader: postfix
events: {sent: delivered, bounced: bounced}
examples:
  - shows: [delivered]
    record: |
      Nov 20 10:00:00 mx postfix/qmgr[1]: A0001: from=<a@b.test>, size=1, nrcpt=1 (queue active)
      Nov 20 10:00:01 mx postfix/smtp[2]: A0001: to=<anna@example.com>, relay=x[1.2.3.4]:25, dsn=2.0.0, status=sent (Ok)
    events:
      - {event: bounced, recipient: Anna@example.com, time: 2026-11-20T10:00:02Z, reason: "No", bounce: hard other}
    counted: {not_understood: 1}
  - {shows: [no event], record: "nothing that Postfix writes", events: []}
  - shows: [no event]
    record: |
      Nov 20 10:00:01 mx postfix/smtp[2]: A0001: to=<anna@example.com>, relay=x[1.2.3.4]:25, dsn=2.0.0, status=sent (Ok)
    events: []
"""


def example_that_fails(project: Path) -> None:
    (project / "spec/sources/postfix.yaml").write_text(POSTFIX, "utf-8")


SAME = "same_when_settled: {counters: [delivered, bounces]}"
APART = "settled_together: true"
ORDER = """any_order: true
    except:
      - {events: [delivered, bounced], why: {en: The last one counts., fr: Le dernier compte.}}
      - {events: [delivered, expired], why: {en: The first one counts., fr: Le premier compte.}}"""


def law(project: Path, statement: str) -> None:
    (project / "spec/laws.yaml").write_text(f"laws:\n  - {statement}\n    modes: all\n", "utf-8")


def second_mode(project: Path, good: str, other: str) -> None:
    text = (project / MODE).read_text("utf-8")
    assert good in text
    text = text.replace("mode: plain", "mode: brisk").replace(good, other)
    (project / "spec/modes/brisk.yaml").write_text(text, "utf-8")


def modes_that_count_otherwise(project: Path) -> None:
    law(project, SAME)
    second_mode(project, "expired: {to: failed, kpi: {bounces: +1}}", "expired: {to: sent, kpi: {delivered: +1}}")


def modes_that_show_otherwise(project: Path) -> None:
    law(project, SAME.replace("}", ", status: true}"))
    second_mode(project, "  failed:\n    status: failed", "  failed:\n    status: pending")


def modes_that_settle_otherwise(project: Path) -> None:
    law(project, APART)
    second_mode(project, "  sent:\n    status: sent\n    settled: true", "  sent:\n    status: sent")


def repeat_that_moves(project: Path) -> None:
    law(project, ORDER)
    text = (project / MODE).read_text("utf-8")
    moved = text.replace("    ignore: [bounced]\n", "").replace(
        "      expired: {to: failed, cite", "      bounced: {to: failed}\n      expired: {to: failed, cite"
    )
    (project / MODE).write_text(moved, "utf-8")


def law_of_modes_that_are_not_there(project: Path) -> None:
    law(project, APART)
    (project / MODE).unlink()
    (project / "spec/scenarios/stories.yaml").unlink()


def catalogue(project: Path, locale: str, *texts: str) -> None:
    folder = project / "spec/locales"
    folder.mkdir()
    (folder / f"{locale}.po").write_text("\n\n".join(texts), "utf-8")


def obsolete_text(project: Path) -> None:
    catalogue(project, "fr", 'msgid "Search"\nmsgstr "Chercher"', 'msgid "Serch"\nmsgstr "Chercher"')


def text_without_translation(project: Path) -> None:
    catalogue(project, "fr", 'msgid "Search"\nmsgstr ""', '#, fuzzy\nmsgid "Language"\nmsgstr "Parler"')


def translation_that_loses_a_name(project: Path) -> None:
    catalogue(project, "fr", 'msgid "if {condition}"\nmsgstr "si {condicion}"')


def no_catalogue(project: Path) -> None:
    catalogue(project, "fr", 'msgid "Search"\nmsgstr "Chercher"', "msgid Language")


def catalogue_not_utf8(project: Path) -> None:
    catalogue(project, "fr")
    (project / "spec/locales/fr.po").write_bytes(b'msgid "Search"\nmsgstr "Cherch\xe9"\n')


def catalogue_of_no_locale(project: Path) -> None:
    catalogue(project, "eo", 'msgid "Search"\nmsgstr "Serĉi"')


def catalogue_elsewhere(project: Path) -> None:
    (project / "spec/fr.po").write_text('msgid "Search"\nmsgstr "Chercher"\n')


def in_esperanto(project: Path) -> None:
    for file in (project / "spec").rglob("*.yaml"):
        text = re.sub(r"\bfr: ", "eo: ", file.read_text("utf-8"))
        file.write_text(text.replace("[en, fr]", "[en, eo]"), "utf-8")


def locale_that_nobody_speaks(project: Path) -> None:
    in_esperanto(project)
    catalogue(project, "en", 'msgid "Serch"\nmsgstr "Look for"')


MADE: dict[str, Callable[[Path], None]] = {
    "unreadable.directory": directory_in_place_of_a_file,
    "unreadable.link": link_to_nothing,
    "unreadable.pipe": pipe,
    "unreadable.folder": link_to_a_folder,
    "foreign-file.ending": other_ending,
    "foreign-file.words": no_ending,
    "missing-file": no_vocabulary,
    "missing-file.all": empty_spec,
    "too-large": too_large,
    "too-deep.brackets": many_brackets,
    "too-deep.braces": many_braces,
    "too-deep.dashes": many_dashes,
    "defined-twice.modes": twins,
    "defined-twice.recordings": recordings_of_one_name,
    "reserved-name.class": class_that_its_module_imports,
    "reserved-name.classes": two_machines_of_one_class,
    "modes-disagree": modes_that_count_otherwise,
    "modes-disagree.status": modes_that_show_otherwise,
    "settled-apart": modes_that_settle_otherwise,
    "order-matters.repeat": repeat_that_moves,
    "obsolete-text": obsolete_text,
    "untranslated-text": text_without_translation,
    "names-in-text": translation_that_loses_a_name,
    "broken-catalogue": no_catalogue,
    "not-utf8.catalogue": catalogue_not_utf8,
    "unknown-locale.catalogue": catalogue_of_no_locale,
    "foreign-file.catalogue": catalogue_elsewhere,
    "unspoken-locale": locale_that_nobody_speaks,
    "unknown-mode.none": law_of_modes_that_are_not_there,
    "example-fails": example_that_fails,
}


@pytest.mark.parametrize("name", MADE)
def test_bad_project(name: str, project: Path, accept: bool) -> None:
    MADE[name](project)
    compare(bad_files.BAD / "made" / f"{name}.yaml", project, accept)


def test_broken_template(project: Path, accept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    templates = jinja2.DictLoader({"fine.jinja": "{{ page }}", "page.html.jinja": "<h1>\n{{ page }\n</h1>\n"})
    faults = ShippedFaults(tuple(in_templates(templates)), {"fr": ()})
    monkeypatch.setattr(pipeline, "SHIPPED_FAULTS", Kept(lambda: faults))

    compare(bad_files.BAD / "made" / "broken-template.yaml", project, accept)
    compare(bad_files.BAD / "made" / "broken-template.yaml", project, accept, "generate")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("closed", [MODE, "spec/modes"])
def test_closed_file_or_folder(closed: str, project: Path) -> None:
    (project / closed).chmod(0)
    result = CliRunner().invoke(main, ["check", "--project", str(project)])
    (project / closed).chmod(stat.S_IRWXU)

    assert result.exit_code == 1
    assert f"{closed}:1:1: error[unreadable]: this file cannot be read: Permission denied" in result.stderr


@pytest.mark.parametrize("code", ["unknown-state", "not-utf8", "not-yaml.nul", "too-many-aliases.laughs"])
def test_real_command(code: str, project: Path) -> None:
    bad = bad_files.BAD / "mode" / f"{code}.yaml"
    (project / MODE).write_bytes(bad.read_bytes())
    command = [sys.executable, "-c", "from sendspec.cli import main; main()", "check"]
    result = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=False)

    assert (result.returncode, result.stdout) == (1, "")
    assert bad_files.expected_of(bad) == result.stderr


def test_thousands_of_problems(project: Path) -> None:
    (project / MODE).write_text("mode: plain\n" + "".join(f"key_{number}: 1\n" for number in range(5_000)))
    result = CliRunner().invoke(main, ["check", "--project", str(project)])

    assert result.exit_code == 1
    assert "5005 problems;" in result.stderr


def compare(bad: Path, project: Path, accept: bool, verb: str = "check") -> None:
    before = everything_in(project)
    result = CliRunner().invoke(main, [verb, "--project", str(project)])
    if accept:
        bad.parent.mkdir(exist_ok=True)
        bad_files.expect(bad, result.stderr)

    assert isinstance(result.exception, SystemExit), result.exc_info
    assert (result.exit_code, result.stdout) == (1, "")
    assert bad_files.expected_of(bad) == result.stderr
    assert bad.name.split(".")[0] in bad_files.codes_in(result.stderr)
    assert before == everything_in(project)


def everything_in(project: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_mtime_ns for path in project.rglob("*")}


GOOD_FILES = read_spec(GOOD)
GOOD_MODE = next(file.content for file in GOOD_FILES if file.path == MODE)
SNIPPETS = st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "&a ",
        "*a",
        "!!x ",
        "|",
        ">",
        "'",
        '"',
        "#",
        "?",
        "\t",
        "\0",
        "é",
        "on",
        "---\n",
    ]
)


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """The good mode with a stretch of it replaced."""
    text = GOOD_MODE.decode()
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 40)))
    patch = draw(st.one_of(st.text(max_size=12), st.lists(SNIPPETS, max_size=4).map("".join)))
    return (text[:start] + patch + text[end:]).encode("utf-8", "surrogatepass")


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8")), mutilated()))
def test_any_bytes_are_a_model_or_problems(content: bytes) -> None:
    files = tuple(SourceFile(file.path, content) if file.path == MODE else file for file in GOOD_FILES)
    compilation = compile_spec(files)

    assert compilation.sound != bool(compilation.problems)
    for problem in compilation.problems:
        assert problem.place.line >= 1
        assert problem.place.end_column > problem.place.column >= 1
