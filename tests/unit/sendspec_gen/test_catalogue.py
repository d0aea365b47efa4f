from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract
from sendspec_gen.emit.catalogue import catalogue_of, translator

from tests.project import ROOT

GENERATOR = ROOT / "generator" / "sendspec_gen"
LOCALES = sorted(path.name for path in (GENERATOR / "locales").iterdir())


def used_texts() -> set[str]:
    """Every text that the emitters, their templates, the sentences of laws and the command look up."""
    cli = ROOT / "runtime/sendspec/cli"
    modules = (*GENERATOR.glob("emit/**/*.py"), GENERATOR / "laws/words.py", *cli.glob("**/*.py"))
    return {text for path in modules for text in _in_python(path)} | {
        text for path in GENERATOR.glob("templates/*.jinja") for text in _in_template(path)
    }


def _in_python(path: Path) -> Iterator[str]:
    with path.open("rb") as lines:
        for _line, _function, text, _comments in extract_python(lines, {"_": None}, [], {}):
            assert isinstance(text, str)
            yield text


def _in_template(path: Path) -> Iterator[str]:
    with path.open("rb") as lines:
        for _line, _function, text, _comments in babel_extract(lines, {"_": None}, [], {}):
            assert isinstance(text, str)
            yield text


def catalogue(locale: str) -> Catalog:
    with catalogue_of(locale).open("rb") as lines:
        return read_po(lines)


def translations(locale: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue(locale) if message.id}


def test_french_and_portuguese_are_spoken() -> None:
    assert LOCALES == ["fr", "pt"]


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_missing_or_left_over(locale: str) -> None:
    assert sorted(used_texts()) == sorted(translations(locale))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated_for_good(locale: str) -> None:
    empty = [text for text, said in translations(locale).items() if not said.strip()]
    fuzzy = [message.id for message in catalogue(locale) if message.id and message.fuzzy]

    assert empty + fuzzy + list(catalogue(locale).obsolete) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_fills_in_the_same_names(locale: str) -> None:
    def names(text: str) -> list[str]:
        return sorted(re.findall(r"{\w*}", text))

    assert [text for text, said in translations(locale).items() if names(text) != names(said)] == []


def test_the_words_of_a_locale() -> None:
    assert translator("fr")("Every event in every state") == "Chaque événement dans chaque état"
    assert translator("pt")("Every event in every state") == "Cada evento em cada estado"


@pytest.mark.parametrize("locale", ["en", "xx"])
def test_english_speaks_for_itself_and_for_unknown_locales(locale: str) -> None:
    assert translator(locale)("Every event in every state") == "Every event in every state"
