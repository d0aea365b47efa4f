from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from sendspec_gen.emit.catalogue import DOMAINS, messages, shipped, shipped_locales, texts_in_use, translator
from sendspec_gen.emit.faults import shipped_faults
from sendspec_gen.kinds import keys_of
from sendspec_gen.source import SourceFile
from sendspec_gen.syntax import RECORDS

from tests.project import ROOT

GENERATOR = ROOT / "generator" / "sendspec_gen"
CURE = "run `python -m sendspec_gen.catalogues`, translate what it names, and commit the catalogues"

every_domain = pytest.mark.parametrize("domain", DOMAINS)
every_locale = pytest.mark.parametrize("locale", shipped_locales())


def said_in(path: Path) -> set[str]:
    """Every text that a module or a template looks up."""
    method = "jinja2" if path.suffix == ".jinja" else "python"
    with path.open("rb") as lines:
        return {str(text) for _line, text, _comments, _context in extract(method, lines, {"_": None})}


def translations(locale: str, domain: str) -> dict[str, str]:
    catalogue = shipped(locale, domain)
    assert catalogue is not None
    return {str(message.id): str(message.string) for message in messages(catalogue)}


def test_french_and_portuguese_are_spoken() -> None:
    assert shipped_locales() == ("fr", "pt")


def test_the_template_holds_the_texts_of_emitters_templates_laws_and_command() -> None:
    cli = ROOT / "runtime/sendspec/cli"
    modules = (*GENERATOR.glob("emit/**/*.py"), GENERATOR / "laws/words.py", *cli.glob("**/*.py"))
    files = (*modules, *GENERATOR.glob("templates/*.jinja"))

    assert sorted({text for path in files for text in said_in(path)}) == sorted(texts_in_use("sendspec")), CURE


def test_the_template_of_the_language_holds_every_record_and_key() -> None:
    records = {" ".join((record.__doc__ or "").split()) for record in RECORDS.values()}
    keys = {key.doc for record in RECORDS.values() for key in keys_of(record)}

    assert (records | keys) - {*texts_in_use("language")} == set(), CURE


@every_domain
def test_a_template_knows_no_day_and_no_text_twice(domain: str) -> None:
    lines = (GENERATOR / "locales" / f"{domain}.pot").read_text("utf-8").splitlines()
    texts = [line for line in lines if line.startswith("msgid ")]

    assert [line for line in lines if re.search(r"Date|20\d\d-|[0-9]{2}:[0-9]{2}", line) and "msgid" not in line] == []
    assert len(texts) == len(set(texts))


def test_nothing_that_is_shipped_is_missing_left_over_or_broken() -> None:
    faults = shipped_faults()

    assert [*faults.templates, *(problem for found in faults.texts.values() for problem in found)] == [], CURE


@every_domain
@every_locale
def test_a_translation_keeps_names_and_code(locale: str, domain: str) -> None:
    def kept(text: str) -> list[str]:
        return sorted(re.findall(r"{\w*}|`[^`]*`", text))

    assert [text for text, said in translations(locale, domain).items() if kept(text) != kept(said)] == []


@every_domain
@every_locale
def test_a_translation_ends_like_its_text(locale: str, domain: str) -> None:
    def end(text: str) -> str:
        return text[-1] if text[-1] in ".:?!…" and len(text) > 1 else ""

    assert [text for text, said in translations(locale, domain).items() if said and end(text) != end(said)] == []


def test_the_words_of_a_locale() -> None:
    assert translator("fr")("Every event in every state") == "Chaque événement dans chaque état"
    assert translator("pt")("Every event in every state") == "Cada evento em cada estado"


@pytest.mark.parametrize("locale", ["en", "xx"])
def test_english_speaks_for_itself_and_for_unknown_locales(locale: str) -> None:
    assert translator(locale)("Every event in every state") == "Every event in every state"


def test_a_project_may_say_a_text_anew() -> None:
    own = SourceFile("spec/locales/fr.po", b'msgid "Search"\nmsgstr "Chercher"\n')

    assert translator("fr")("Search") == "Rechercher"
    assert translator("fr", own=own)("Search") == "Chercher"
    assert translator("fr", own=own)("Every event in every state") == "Chaque événement dans chaque état"


def test_a_project_may_bring_a_locale() -> None:
    own = SourceFile("spec/locales/eo.po", 'msgid "Search"\nmsgstr "Serĉi"\n'.encode())

    assert translator("eo", own=own)("Search") == "Serĉi"
    assert translator("eo", own=own)("Every event in every state") == "Every event in every state"
