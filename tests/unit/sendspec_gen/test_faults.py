"""What is wrong with catalogues, rule pages and templates, each at its place."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import jinja2
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.cli import main
from sendspec_gen import pipeline
from sendspec_gen.beside import Kept
from sendspec_gen.catalogues import completed
from sendspec_gen.disk import read_spec
from sendspec_gen.emit import jinja
from sendspec_gen.emit.catalogue import DOMAINS, texts_in_use
from sendspec_gen.emit.errors import EmitError
from sendspec_gen.emit.faults import ShippedFaults, rule_pages, told
from sendspec_gen.emit.faults.catalogues import in_catalogue
from sendspec_gen.emit.faults.encoding import not_utf8
from sendspec_gen.emit.faults.templates import in_templates
from sendspec_gen.emit.site import spec_pages
from sendspec_gen.pipeline import compile_project, compile_spec
from sendspec_gen.problems import Problem
from sendspec_gen.source import Place, SourceFile

from tests.project import ROOT

TEXTS = ("Search", "around {state}", "Found: {count}")
GOOD = ROOT / "tests/corpus/good"
PLACE = Place("sendspec_gen/templates/x.jinja")
FINE = ShippedFaults(templates=(), texts={"fr": (), "pt": ()})


def catalogue(*entries: str) -> SourceFile:
    return SourceFile("fr.po", "\n\n".join(('msgid ""\nmsgstr ""\n"Language: fr\\n"', *entries)).encode())


def entry(text: str, said: str, mark: str = "") -> str:
    return f'{mark}msgid "{text}"\nmsgstr "{said}"'


SEARCH = entry("Search", "Rechercher")
AROUND = entry("around {state}", "autour de {state}")
FOUND = entry("Found: {count}", "Résultats : {count}")


def faults(file: SourceFile, *, is_whole: bool = True) -> list[tuple[str, str, str]]:
    return [
        (problem.code, str(problem.place), problem.message) for problem in in_catalogue(file, TEXTS, is_whole=is_whole)
    ]


def test_a_whole_catalogue_has_no_faults() -> None:
    assert faults(catalogue(FOUND, SEARCH, AROUND)) == []


def test_missing_texts_are_told_at_the_head() -> None:
    assert faults(catalogue(AROUND)) == [
        ("untranslated-text", "fr.po:1:1", "this catalogue lacks `Search`, `Found: {count}`")
    ]


def test_many_missing_texts_are_counted() -> None:
    (problem,) = in_catalogue(catalogue(), [f"text {number}" for number in range(12)], is_whole=True)

    assert problem.message == "this catalogue lacks `text 0`, `text 1`, `text 2` and 9 more"


def test_a_catalogue_beside_another_may_lack_texts() -> None:
    assert faults(catalogue(AROUND), is_whole=False) == []


@pytest.mark.parametrize(
    ("written", "code", "message"),
    [
        (entry("Search", ""), "untranslated-text", "`Search` has no translation"),
        (entry("Search", " "), "untranslated-text", "`Search` has no translation"),
        (entry("Search", "Rechercher", "#, fuzzy\n"), "untranslated-text", "`Search` is marked as fuzzy"),
        (f"{SEARCH}\n\n{entry('Serch', 'Chercher')}", "obsolete-text", "nothing says `Serch` any more"),
        (f'{SEARCH}\n\n#~ msgid "Seek"\n#~ msgstr "Chercher"', "obsolete-text", "nothing says `Seek` any more"),
    ],
)
def test_a_fault_of_one_text(written: str, code: str, message: str) -> None:
    (problem,) = in_catalogue(catalogue(AROUND, FOUND, written), TEXTS, is_whole=True)

    assert (problem.code, problem.message) == (code, message)


def test_a_fault_stands_at_the_line_of_its_text() -> None:
    file = catalogue(SEARCH, FOUND, "# a comment\n" + entry("around {state}", ""))
    line = file.content.decode().splitlines().index('msgid "around {state}"') + 1

    assert faults(file) == [("untranslated-text", f"fr.po:{line}:1", "`around {state}` has no translation")]


@pytest.mark.parametrize("said", ["autour", "autour de {état}", "{state} {state}", "autour de {state} {0}", "{ state}"])
def test_a_translation_holds_the_names_of_its_text(said: str) -> None:
    ((code, place, message),) = faults(catalogue(SEARCH, FOUND, entry("around {state}", said)))

    assert (code, place) == ("names-in-text", "fr.po:11:1")
    assert message == "the translation of `around {state}` must hold `{state}`, and nothing else in braces"


@pytest.mark.parametrize(
    ("broken", "line"),
    [("msgid Language\n", 5), ('msgid "a"\n', 5), ("something else\n", 5)],
)
def test_what_is_no_catalogue_is_told_with_its_line(broken: str, line: int) -> None:
    (problem,) = in_catalogue(catalogue(broken), TEXTS, is_whole=True)

    assert (problem.code, problem.place.line) == ("broken-catalogue", line)
    assert problem.message.startswith("this is no gettext catalogue: ")


def test_a_catalogue_with_a_byte_of_another_encoding() -> None:
    head = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    file = SourceFile("fr.po", head + b'msgid "Search"\nmsgstr "Trouv\xe9"\n')

    assert faults(file) == [("broken-catalogue", "fr.po:6:1", "this is no gettext catalogue: it is not UTF-8")]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_text_is_a_catalogue_or_told(data: st.DataObject) -> None:
    text = catalogue(SEARCH, AROUND, FOUND).content.decode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    patch = data.draw(
        st.one_of(st.text(max_size=8), st.sampled_from(['"', "\\", "msgid", "msgstr[a]", "#~ ", "{", "\n"]))
    )
    file = SourceFile("fr.po", (text[:start] + patch + text[end:]).encode("utf-8", "replace"))
    for problem in in_catalogue(file, TEXTS, is_whole=True):
        assert 1 <= problem.place.line <= text.count("\n") + patch.count("\n") + 2


def test_pages_of_rules_that_a_locale_lacks_or_has_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_pages, "rules", lambda: ("bad-row", "tag"))
    monkeypatch.setattr(rule_pages, "rules_in", lambda locale: ("tag", "tags") if locale == "fr" else ())

    assert [(problem.code, problem.place.file) for problem in rule_pages.in_rule_pages("fr")] == [
        ("untranslated-text", "sendspec_gen/rules/fr/bad-row.md"),
        ("obsolete-text", "sendspec_gen/rules/fr/tags.md"),
    ]


def test_what_pages_take_over_must_be_text(tmp_path: Path) -> None:
    files = {"b.css": b"/* \xe9 */", "a.md": b"# a\n\nOu\xef\n", "c.js": "é".encode(), "d.png": b"\xff"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    assert [(problem.code, str(problem.place)) for problem in not_utf8(tmp_path, "rules")] == [
        ("not-utf8", "rules/a.md:3:1"),
        ("not-utf8", "rules/b.css:1:1"),
    ]


def test_broken_templates_are_told_with_their_lines() -> None:
    loader = jinja2.DictLoader({"a.jinja": "fine\n", "b.jinja": "1\n2\n{% if %}\n", "c.jinja": "{% for x in y %}\n"})

    assert [(problem.code, str(problem.place)) for problem in in_templates(loader)] == [
        ("broken-template", "sendspec_gen/templates/b.jinja:3:1"),
        ("broken-template", "sendspec_gen/templates/c.jinja:1:1"),
    ]


def test_a_template_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.jinja").write_bytes(b"one\ntwo \xe9\n")
    (problem,) = in_templates(jinja2.FileSystemLoader(tmp_path))

    assert (str(problem.place), problem.message) == (
        "sendspec_gen/templates/a.jinja:2:1",
        "this template is broken: it is not UTF-8",
    )


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("1\n{{ nobody }}\n", "sendspec_gen/templates/page.jinja:2: 'nobody' is undefined"),
        ("1\n2\n{{ page.nothing }}\n", "sendspec_gen/templates/page.jinja:3: 'str object' has no attribute 'nothing'"),
        ("{{ 1 // 0 }}\n", "sendspec_gen/templates/page.jinja:1: integer division or modulo by zero"),
        ("\n{{ page }\n", "sendspec_gen/templates/page.jinja:2: unexpected '}'"),
        ("{% include 'nowhere' %}", "there is no template sendspec_gen/templates/nowhere"),
    ],
)
def test_what_breaks_inside_a_template_is_told_with_its_line(template: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "page.jinja").write_text(template)
    environment = jinja.environment().overlay(loader=jinja2.FileSystemLoader(tmp_path), cache_size=0)
    with pytest.raises(EmitError) as error:
        environment.get_template("page.jinja").render(page="x")

    assert str(error.value) == words


def test_nothing_is_written_when_a_template_breaks_while_it_is_set(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        return jinja.environment().from_string("<p>{{ nobody }}").render()

    monkeypatch.setattr(spec_pages, "files", broken)
    monkeypatch.setattr(pipeline, "SHIPPED_FAULTS", Kept(lambda: FINE))
    result = CliRunner().invoke(main, ["generate", "--project", str(project)])

    assert result.exit_code == 1
    assert "'nobody' is undefined" in result.stderr
    assert sorted(path.name for path in project.iterdir()) == ["spec"]


def problems_of(locales: tuple[str, ...], shipped: ShippedFaults, **own: str) -> list[tuple[str, str]]:
    model = compile_spec(read_spec(GOOD)).model
    assert model is not None
    catalogues = {locale: SourceFile(f"spec/locales/{locale}.po", text.encode()) for locale, text in own.items()}
    project = dataclasses.replace(model.project, locales=locales)
    model = dataclasses.replace(model, project=project, catalogues=catalogues)
    return [(problem.code, str(problem.place)) for problem in told(model, shipped)]


def test_only_the_locales_of_a_project_concern_it() -> None:
    french, portuguese = (Problem("obsolete-text", PLACE._replace(file=file), "") for file in ("fr", "pt"))
    shipped = ShippedFaults(templates=(), texts={"fr": (french,), "pt": (portuguese,)})

    assert problems_of(("en", "pt"), shipped) == [("obsolete-text", "pt:1:1")]


def test_a_locale_that_nobody_speaks_is_a_warning_at_its_line() -> None:
    assert problems_of(("en", "eo"), FINE) == [("unspoken-locale", "spec/project.yaml:3:1")]


def test_a_locale_of_the_project_alone_must_be_whole() -> None:
    assert problems_of(("en", "eo"), FINE, eo=SEARCH) == [("untranslated-text", "spec/locales/eo.po:1:1")]
    assert problems_of(("en", "fr"), FINE, fr=SEARCH, en=SEARCH) == []


def test_a_checked_project_sees_the_files_of_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = ShippedFaults((Problem("broken-template", PLACE, "m"),), {"fr": (), "pt": ()})
    monkeypatch.setattr(pipeline, "SHIPPED_FAULTS", Kept(lambda: shipped))
    compilation = compile_project(read_spec(GOOD), "generator/sendspec_gen")

    assert [str(problem.place) for problem in compilation.problems] == ["generator/sendspec_gen/templates/x.jinja:1:1"]
    assert not compilation.sound


def test_the_pages_of_a_locale_speak_the_catalogue_of_the_project(project: Path) -> None:
    for file in (project / "spec").rglob("*.yaml"):
        file.write_text(re.sub(r"\bfr: ", "eo: ", file.read_text("utf-8")).replace("[en, fr]", "[en, eo]"), "utf-8")
    catalogue = project / "spec/locales/eo.po"
    texts = dict.fromkeys(text for domain in DOMAINS for text in texts_in_use(domain))
    completed(catalogue, texts)
    written = re.sub(r'msgid "(.+)"\nmsgstr ""', r'msgid "\1"\nmsgstr "\1"', catalogue.read_text("utf-8"))
    catalogue.write_text(
        written.replace('msgstr "Search"', 'msgstr "Serĉi"').replace('msgstr "key"', 'msgstr "ŝlosilo"')
    )
    result = CliRunner().invoke(main, ["generate", "--project", str(project)])
    docs = project / "generated/docs"

    assert result.exit_code == 0, result.stderr
    assert '"search": "Serĉi"' in (docs / "eo/controls.js").read_text("utf-8")
    assert '"search": "Search"' in (docs / "en/controls.js").read_text("utf-8")
    assert "ŝlosilo" in (docs / "eo/language.md").read_text("utf-8")
