"""What may be shown of a log: nothing that a terminal would obey, and no address unless somebody asked for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

from sendspec.names import folded

MASK = "…@…"
LONGEST = 800
"""Characters of a text that are looked at where it is shown."""
KEYS = ("to", "from", "orig_to", "id", "email", "user", "rcpt", "sender", "recipient", "F", "T", "P")
"""Before an equals sign they are no part of an address; other words may be, as in `bounce+anna=example.com@…`."""
BETWEEN = r"\s<>()\[\],;:\"'`/?&"
BEGIN = "|".join([rf"(?<![^{BETWEEN}])", *(rf"(?<=\b{key}=)" for key in KEYS)])
EQUALS = "".join(rf"(?<!\b{key})" for key in KEYS) + "="
LOCAL = rf"(?:[^\W\d_]{{1,32}}')?[^{BETWEEN}=]*(?:{EQUALS}[^{BETWEEN}=]*)*"
"""An apostrophe belongs to a name, as in `o'brien`; elsewhere it quotes."""
AT = r"(?:@|%40|\+40|\\u0040)"
LETTER = r"\\u[0-9a-fA-F]{4}"
"""How JSON may write any letter."""
ESCAPED = re.compile(rf"(?:{LETTER})+")
ADDRESS: Final = re.compile(
    rf"(?:\"[^\"@]{{0,64}}\"|(?:{BEGIN}){LOCAL}){AT}(?:(?:[^{BETWEEN}=\\]|{LETTER})+|\[[^\]\s]{{1,64}}\])?",
    re.IGNORECASE,
)
"""All that looks like an address, also encoded, and rather too much than too little."""
SHORTEST_KEY = 16
"""Bytes of a key that nobody can try out."""
DIGITS = 32
MOST_KNOWN = 1 << 18

_SHOWN: ContextVar[bool] = ContextVar("addresses_are_shown", default=False)


@contextmanager
def addresses_shown() -> Iterator[None]:
    """Within it, messages show the addresses that logs tell."""
    token = _SHOWN.set(True)
    try:
        yield
    finally:
        _SHOWN.reset(token)


def are_shown() -> bool:
    """Whether messages show addresses."""
    return _SHOWN.get()


def harmless(text: str) -> str:
    """A text on one line, with nothing in it that a terminal would obey: such signs are shown by their numbers."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else _by_number(sign) for sign in text)


def masked(text: str) -> str:
    """A piece of a log, harmless and without addresses, unless they are to be shown."""
    seen = text[:LONGEST]
    if len(text) > LONGEST:
        # What is cut off might be half of an address.
        seen = re.sub(rf"[^{BETWEEN}]+$", "", seen)
    return harmless(seen if _SHOWN.get() else ADDRESS.sub(MASK, seen))


def without_others(text: str, asked: str) -> str:
    """A text without addresses but the one that was asked for, unless all are to be shown."""
    if _SHOWN.get() or not _may_hold(text):
        return text
    name = folded(asked)
    return ADDRESS.sub(lambda found: found[0] if folded(found[0]) == name else MASK, text)


class AddressHashes:
    """Addresses to 32 hexadecimal digits of their HMAC-SHA256 under a key: the same for the same address, folded."""

    def __init__(self, key: bytes) -> None:
        self.of = lru_cache(MOST_KNOWN)(self._of)
        """The digits of one address; an empty one stays empty."""
        self._key = key

    def within(self, text: str) -> str:
        """A text in which each address, and whatever else looks like one, is replaced by its digits."""
        return ADDRESS.sub(self._instead, text) if _may_hold(text) else text

    def _instead(self, match: re.Match[str]) -> str:
        found = match[0]
        # What ends a sentence is no part of it, and what encodes it neither.
        address = found.rstrip(".!?")
        address = ESCAPED.sub(_unescaped, address)
        if "@" not in address:
            from urllib.parse import unquote

            address = unquote(address)
        return self.of(address) + found[len(found.rstrip(".!?")) :]

    def _of(self, address: str) -> str:
        if not address:
            return ""
        import hmac

        content = folded(address).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return hmac.digest(self._key, content.encode(), "sha256").hex()[:DIGITS]


def _may_hold(text: str) -> bool:
    return "@" in text or "%40" in text or "+40" in text or "\\u0040" in text


def _unescaped(match: re.Match[str]) -> str:
    """Letters that JSON writes by their numbers; of two that make one, half may be missing."""
    return bytes.fromhex(match[0].replace("\\u", "")).decode("utf-16-be", "replace")


def _by_number(sign: str) -> str:
    return "?" if "\ud800" <= sign <= "\udfff" else sign.encode("unicode_escape").decode()
