"""The emitters' own words in each locale: gettext catalogues, looked up by the English text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from sendspec_gen.emit.pseudo import PSEUDO, accented
from sendspec_gen.source import SourceFile

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

Translate = Callable[[str], str]
"""From an English text to the text in a locale."""

DOMAINS = ("sendspec", "language")
"""The catalogues of a locale: what pages and pictures say, and the reference of the spec language."""

FOLDER = "sendspec_gen/locales"


@cache
def translator(locale: str, domain: str = "sendspec", own: SourceFile | None = None) -> Translate:
    """Find the words of a locale; English, and every locale without a catalogue, speaks English.

    What a catalogue of the project's own says goes first.
    """
    if locale == PSEUDO:
        return accented
    translations = _translations(shipped(locale, domain)) | _translations(own)

    def translate(text: str) -> str:
        return translations.get(text, text)

    return translate


def catalogue_of(locale: str, domain: str = "sendspec") -> Traversable:
    """Where a catalogue of a locale is kept, if there is one."""
    return resources.files("sendspec_gen") / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"


def shipped(locale: str, domain: str) -> SourceFile | None:
    """The catalogue that comes with the tool, if there is one."""
    catalogue = catalogue_of(locale, domain)
    if not catalogue.is_file():
        return None
    return SourceFile(f"{FOLDER}/{locale}/LC_MESSAGES/{domain}.po", catalogue.read_bytes())


def shipped_locales() -> tuple[str, ...]:
    """The locales that the tool speaks besides English, sorted."""
    folder = resources.files("sendspec_gen") / "locales"
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir()))


def texts_in_use(domain: str) -> tuple[str, ...]:
    """The English texts of a domain, in the order of its template: `python -m sendspec_gen.catalogues` writes that."""
    template = SourceFile(f"{FOLDER}/{domain}.pot", _template(domain).read_bytes())
    return tuple(str(message.id) for message in messages(template))


@cache
def catalogue(file: SourceFile) -> Catalog:
    """Parse a catalogue; `babel.messages.pofile.PoFileError` or another `ValueError` or `LookupError` if it is none."""
    from babel.messages.pofile import read_po

    return read_po(io.BytesIO(file.content), abort_invalid=True)


def messages(file: SourceFile) -> Iterator[Message]:
    """The texts of a catalogue in its order, with their translations and lines."""
    return (message for message in catalogue(file) if message.id)


def _template(domain: str) -> Traversable:
    return resources.files("sendspec_gen") / "locales" / f"{domain}.pot"


def _translations(file: SourceFile | None) -> dict[str, str]:
    if file is None:
        return {}
    return {
        message.id: message.string
        for message in messages(file)
        if isinstance(message.id, str) and isinstance(message.string, str) and message.string and not message.fuzzy
    }
