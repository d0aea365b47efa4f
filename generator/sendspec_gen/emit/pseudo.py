"""A locale for testing: every text is accented and longer, so that what was left untranslated stands out."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from typing import Any

from sendspec_gen.model import Model

PSEUDO = "en-XA"
"""Its name: what browsers and other tools call accented English."""

GROWTH = 1.4
"""How much longer texts become at least; translations from English seldom grow by more."""

_KEPT = re.compile(r"(\{\w*\}|`[^`]*`)")
_VOWELS = "aeiouyAEIOUY"
_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒğĥîĵķļɱñöþɋŕšţûṽŵẋýžÅƁÇĐÉƑĞĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ",
)


def pseudo(model: Model) -> Model:
    """The model with its texts of the default locale accented, as the only locale."""
    project = dataclasses.replace(model.project, locales=(PSEUDO,), default_locale=PSEUDO)
    turned = _turned(dataclasses.replace(model, project=project), model.project.default_locale)
    assert isinstance(turned, Model)
    return turned


def accented(text: str) -> str:
    """A text with accents, between brackets and at least 1.4 times as long; `{names}` and backquoted ones are kept."""
    core = text.strip()
    parts = _KEPT.split(core)
    words = "".join(part if number % 2 else _lengthened(part) for number, part in enumerate(parts))
    if words == core:
        return text
    missing = math.ceil(len(core) * GROWTH) - len(words) - 2
    return text.replace(core, f"⟦{words}{'~' * missing}⟧")


def accented_page(page: str) -> str:
    """Markdown with its paragraphs accented; its title, a code, and its listings are kept."""
    title, *parts = re.split(r"(^```.*?^```$)", page, flags=re.MULTILINE | re.DOTALL)
    heading, _, title = title.partition("\n\n")
    paragraphs = [
        _accented_paragraphs(part) if number % 2 == 0 else part for number, part in enumerate((title, *parts))
    ]
    return f"{heading}\n\n{''.join(paragraphs)}"


def _accented_paragraphs(text: str) -> str:
    return "\n\n".join(accented(part) if part.strip() else part for part in text.split("\n\n"))


def _lengthened(words: str) -> str:
    return "".join(letter * 2 if letter in _VOWELS else letter for letter in words).translate(_ACCENTED)


def _turned(value: Any, locale: str) -> Any:
    """A part of a model with all its texts accented; a part without texts is given back as it is."""
    if isinstance(value, tuple):
        parts = [_turned(part, locale) for part in value]
        return type(value)(parts) if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    if isinstance(value, Mapping):
        return {key: _turned(part, locale) for key, part in value.items()}
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        field.name: _said(part, locale) if field.type == "Words" else _turned(part, locale)
        for field in dataclasses.fields(value)
        if (part := getattr(value, field.name)) is not None
    }
    return dataclasses.replace(value, **changed)


def _said(words: Mapping[str, str], locale: str) -> Mapping[str, str]:
    return {PSEUDO: "\n\n".join(accented(part) for part in words[locale].split("\n\n"))} if locale in words else {}
