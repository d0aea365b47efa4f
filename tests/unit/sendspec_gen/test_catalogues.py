"""Catalogues brought up to date."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from sendspec_gen import catalogues
from sendspec_gen.emit.catalogue import DOMAINS, texts_in_use

FRENCH = """# by Camille
msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=utf-8\\n"

# of the header of a page
msgid "Search"
msgstr "Rechercher"

msgid "Serch"
msgstr "Chercher"

#, fuzzy
msgid "Found: {count}"
msgstr "Trouvé : {count}"
"""
AFTER = """# by Camille
msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=utf-8\\n"

# of the header of a page
msgid "Search"
msgstr "Rechercher"

#, fuzzy
msgid "Found: {count}"
msgstr "Trouvé : {count}"

msgid "Language"
msgstr ""
"""


def test_a_catalogue_gets_what_it_lacks_and_loses_what_nothing_says(tmp_path: Path) -> None:
    file = tmp_path / "fr.po"
    file.write_text(FRENCH, "utf-8")
    untranslated = catalogues.completed(file, ("Language", "Found: {count}", "Search"))

    assert untranslated == 2
    assert file.read_text("utf-8") == AFTER


def test_a_catalogue_that_is_up_to_date_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "fr.po"
    file.write_text(AFTER, "utf-8")
    catalogues.completed(file, ("Language", "Found: {count}", "Search"))

    assert file.read_text("utf-8") == AFTER


def test_a_project_gets_a_catalogue_to_be_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "spec/locales/eo.po"
    monkeypatch.setattr(sys, "argv", ["catalogues", str(file)])
    catalogues.main()
    texts = {text for domain in DOMAINS for text in texts_in_use(domain)}
    written = file.read_text("utf-8")

    assert '"Language: eo\\n"' in written
    assert len(re.findall(r'^msgid "', written, re.MULTILINE)) == len(texts) + 1
    assert capsys.readouterr().out == f"{file}: {len(texts)} texts to translate\n"


@pytest.mark.parametrize("content", [b'msgid "a"\nnope\n', b"\xff"])
def test_what_is_no_catalogue_is_told_and_left_alone(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "eo.po"
    file.write_bytes(content)
    monkeypatch.setattr(sys, "argv", ["catalogues", str(file)])
    with pytest.raises(SystemExit) as ended:
        catalogues.main()
    told = capsys.readouterr().err

    assert ended.value.code == 1
    assert told == f"{file}: this is no gettext catalogue; `sendspec check` says where it is broken\n"
    assert file.read_bytes() == content


def test_a_folder_is_no_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["catalogues", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        catalogues.main()

    assert ended.value.code == 1
    assert capsys.readouterr().err == f"{tmp_path}: it cannot be read and written: Is a directory\n"


def test_texts_are_extracted_in_the_order_of_their_files() -> None:
    texts = list(catalogues.extracted()["sendspec"])

    assert texts == list(dict.fromkeys(texts)) == list(texts_in_use("sendspec"))
