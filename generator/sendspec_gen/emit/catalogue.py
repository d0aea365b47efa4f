"""The emitters' own words in each locale: gettext catalogues, looked up by the English text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

Translate = Callable[[str], str]
"""From an English text to the text in a locale."""

DOMAINS = ("sendspec", "language")
"""The catalogues of a locale: what pages and pictures say, and the reference of the spec language."""


@cache
def translator(locale: str, domain: str = "sendspec") -> Translate:
    """Find the words of a locale; English, and every locale without a catalogue, speaks English."""
    translations = {} if locale == "en" else _read(catalogue_of(locale, domain))

    def translate(text: str) -> str:
        return translations.get(text, text)

    return translate


def catalogue_of(locale: str, domain: str = "sendspec") -> Traversable:
    """Where a catalogue of a locale is kept, if there is one."""
    return resources.files("sendspec_gen") / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"


def _read(catalogue: Traversable) -> dict[str, str]:
    if not catalogue.is_file():
        return {}
    from babel.messages.pofile import read_po

    with catalogue.open("rb") as lines:
        messages = read_po(lines)
    return {
        message.id: message.string
        for message in messages
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id and message.string
    }
