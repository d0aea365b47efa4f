from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from sendspec_gen.kinds import keys_of
from sendspec_gen.rules import page_of, rules, sentence_of
from sendspec_gen.syntax import RECORDS

from tests.project import ROOT

GENERATOR = ROOT / "generator" / "sendspec_gen"
LOCALES = sorted(path.name for path in (GENERATOR / "rules").iterdir() if len(path.name) == 2)
CATALOGUES = {path.parents[1].name: path for path in sorted((GENERATOR / "locales").glob("*/LC_MESSAGES/language.po"))}
LISTING = re.compile(r"^(```.*?^```\n?)", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`]*`")

every_page = pytest.mark.parametrize(("locale", "code"), [(locale, code) for locale in LOCALES for code in rules()])
every_catalogue = pytest.mark.parametrize("locale", CATALOGUES)


def listings(page: str) -> list[str]:
    return LISTING.findall(page)


def shape(page: str) -> list[str]:
    """The paragraphs in their order, with each listing in its place."""
    return ["listing" if part.startswith("```") else "paragraph" for part in _parts(page)]


def paragraphs(page: str) -> list[str]:
    """The paragraphs without the title, each in one line."""
    return [" ".join(part.split()) for part in _parts(page)[1:] if not part.startswith("```")]


def code_spans(text: str) -> set[str]:
    return set(CODE.findall(text))


def catalogue(locale: str) -> Catalog:
    with CATALOGUES[locale].open("rb") as lines:
        return read_po(lines)


def translations(locale: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue(locale) if message.id}


def _parts(page: str) -> list[str]:
    split = [part if part.startswith("```") else part.split("\n\n") for part in LISTING.split(page)]
    flat = [part for parts in split for part in ([parts] if isinstance(parts, str) else parts)]
    return [part.strip() for part in flat if part.strip()]


def test_every_locale_of_the_catalogues_has_its_rules() -> None:
    assert sorted(path.name for path in (GENERATOR / "locales").iterdir() if path.is_dir()) == LOCALES


@pytest.mark.parametrize("locale", LOCALES)
def test_each_page_is_translated_and_no_other(locale: str) -> None:
    assert sorted(path.name for path in (GENERATOR / "rules" / locale).iterdir()) == [f"{code}.md" for code in rules()]


@every_page
def test_a_page_keeps_its_title(locale: str, code: str) -> None:
    assert page_of(code, locale).splitlines()[0] == f"# {code}"


@every_page
def test_a_page_keeps_its_listings(locale: str, code: str) -> None:
    assert listings(page_of(code, locale)) == listings(page_of(code))


@every_page
def test_a_page_keeps_its_paragraphs(locale: str, code: str) -> None:
    assert shape(page_of(code, locale)) == shape(page_of(code))


@every_page
def test_a_page_speaks_of_the_same_words_of_the_language(locale: str, code: str) -> None:
    translated, english = (code_spans(" ".join(paragraphs(page))) for page in (page_of(code, locale), page_of(code)))

    assert translated == english


@every_page
def test_every_paragraph_is_translated(locale: str, code: str) -> None:
    in_english = {text for text in paragraphs(page_of(code)) if CODE.sub("", text).strip(" .,")}

    assert [text for text in paragraphs(page_of(code, locale)) if text in in_english] == []


@every_page
def test_the_sentence_of_a_rule_stands_alone(locale: str, code: str) -> None:
    assert sentence_of(code, locale) == paragraphs(page_of(code, locale))[0]


def test_every_locale_with_rules_has_a_language_reference() -> None:
    assert list(CATALOGUES) == LOCALES


def test_the_language_reference_says_the_same_texts_in_each_locale() -> None:
    texts = [sorted(translations(locale)) for locale in CATALOGUES]

    assert [text for text in texts if text != texts[0]] == []


@every_catalogue
def test_the_language_reference_knows_every_record_and_key(locale: str) -> None:
    records = {" ".join((record.__doc__ or "").split()) for record in RECORDS.values()}
    keys = {key.doc for record in RECORDS.values() for key in keys_of(record)}

    assert sorted((records | keys) - translations(locale).keys()) == []


@every_catalogue
def test_every_text_of_the_language_reference_is_translated(locale: str) -> None:
    empty = [text for text, said in translations(locale).items() if not said.strip()]
    fuzzy = [message.id for message in catalogue(locale) if message.id and message.fuzzy]

    assert empty + fuzzy + list(catalogue(locale).obsolete) == []


@every_catalogue
def test_the_language_reference_keeps_code_and_names(locale: str) -> None:
    def kept(text: str) -> list[str]:
        return sorted([*CODE.findall(text), *re.findall(r"{\w+}", text)])

    assert [text for text, said in translations(locale).items() if kept(text) != kept(said)] == []
