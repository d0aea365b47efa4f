"""Names as people write them: compared without regard to case, and the known one that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase, ascii_uppercase

_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


def folded(name: str) -> str:
    """The name with A–Z in small letters and all other letters as they are: what any engine can do alike."""
    return name.lower() if name.isascii() else name.translate(_SMALL)


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The question for an unknown name; None if no known one is like it."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else None
