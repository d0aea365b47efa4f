"""How long a regular expression may look at a text before it gives up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

LONGEST = 1_000
"""Characters of a text that are looked at."""
WITHOUT_END = 10**12
MOST_WAYS = 10_000
"""As many ways to try a pattern from each place of a text as cost no more than a moment."""

END = -1
"""The end of the text, where characters are their code points."""
SPACE, DIGIT, LETTER, SIGN = -2, -3, -4, -5
OTHERS = frozenset({SPACE, DIGIT, LETTER, SIGN})
"""Characters that are not told apart from others of their class."""
LAST = 0x17F
CHARACTERS = frozenset((*range(LAST + 1), 0x39C, 0x3BC, 0x1E9E, 0x212A, 0x212B)) | OTHERS
"""Those of which patterns speak, and all others of whose case they are."""
ASCII = frozenset(range(128))
OF_ASCII = re.compile(r"\(\?[a-zA-Z]*a")
"""A flag by which only letters of ASCII count as such."""
Set: TypeAlias = frozenset[int]
"""What may come next: rather too much than too little."""
NOTHING: Set = frozenset()
AT_ITS_END: Set = frozenset({END})
EVERYTHING: Set = CHARACTERS | {END}
ENDS: dict[str, Set] = {"AT_END": frozenset({END, ord("\n")}), "AT_END_STRING": AT_ITS_END}
CATEGORIES = {
    "DIGIT": (r"\d", frozenset({DIGIT})),
    "SPACE": (r"\s", frozenset({SPACE})),
    "WORD": (r"\w", frozenset({DIGIT, LETTER})),
}


class Tried(NamedTuple):
    """A piece of a pattern at one place of a text."""

    passed: int
    """In how many ways it is left, so that what follows is tried."""
    failed: int
    """In how many others it is tried besides, each time that it is."""
    last: int = 0
    """And in how many more when it is tried for the last time, since nothing can fail any more."""

    def then(self, other: Tried) -> Tried:
        """One piece, and what follows it."""
        last = self.last + other.last
        return _bounded(self.passed * other.passed, self.failed + self.passed * other.failed, last)


@cache
def ways(pattern: str, *, whole: bool = False) -> int:
    """The most ways in which a pattern that compiles can be tried from one place of a text: a bound from above.

    `whole` says that the pattern must fit all of the text, which is one line.
    """
    # The standard library takes patterns apart, but does not say so.
    after = None if OF_ASCII.search(pattern) else AT_ITS_END if whole else NOTHING
    tried = _of_all(import_module("re._parser").parse(pattern), after)
    return min(sum(tried), WITHOUT_END)


def _bounded(passed: int, failed: int, last: int = 0) -> Tried:
    return Tried(*(min(number, WITHOUT_END) for number in (passed, failed, last)))


def _of_all(parts: Iterable[Any], after: Set | None) -> Tried:
    """Pieces one behind the other, and then what may follow them; None: anything."""
    tried = Tried(1, 0)
    for kind, given in reversed(list(parts)):
        tried = _of(str(kind), given, after).then(tried)
        after = after if after is None else _first(str(kind), given, after)
    return tried


def _of(kind: str, given: Any, after: Set | None) -> Tried:
    nothing = None if after is None else NOTHING
    match kind:
        case "BRANCH":
            return _one_of([_of_all(branch, after) for branch in given[1]])
        case "SUBPATTERN":
            return _of_all(given[3], after)
        case "ASSERT" | "ASSERT_NOT":
            return _once(_of_all(given[1], nothing))
        case "ATOMIC_GROUP":
            return _once(_of_all(given, nothing))
        case "POSSESSIVE_REPEAT":
            return _once(_of_repeat(given, nothing))
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _of_repeat(given, after)
        case "GROUPREF_EXISTS":
            return _one_of([_of_all(branch or (), after) for branch in given[1:]])
        case "GROUPREF":
            return Tried(1, LONGEST - 1)
        case _:
            return Tried(1, 0)


def _one_of(branches: Sequence[Tried]) -> Tried:
    return _bounded(*map(sum, zip(*branches, strict=True)))


def _once(tried: Tried) -> Tried:
    return _bounded(1, sum(tried) - 1)


def _of_repeat(given: Any, after: Set | None) -> Tried:
    """What is tried in one way only can end in so many places; all else multiplies with each repeat.

    Where the next character tells whether it goes on or is over, it is left in one place only.
    """
    low, high, inner = given
    high = min(int(high), LONGEST)
    again = _first_of_all(inner, NOTHING)
    is_told = after is not None and not _can_be_empty(inner) and again.isdisjoint(after)
    if high <= 1:
        tried = _of_all(inner, after)
        if low == high:
            return tried
        return tried.then(Tried(1, 1)) if is_told else tried._replace(passed=tried.passed + 1)
    tried = _of_all(inner, after if after is None else again | after)
    if tried.passed > 1:
        return Tried(WITHOUT_END, WITHOUT_END)
    places, within = max(1, high - low + 1), (tried.failed + tried.last) * high
    if after == NOTHING or (after == AT_ITS_END and str(inner[0][0]) == "ANY"):
        # Once it was there as often as it must be, nothing can fail.
        return _bounded(1, max(low - 1, 0) + (tried.failed + tried.last) * low, within + places - 1)
    return _bounded(1, within + places - 1) if is_told else _bounded(places, within)


# ── what comes next ──────────────────────────────────────────────────────────────────────────────────────────────────


def _first_of_all(parts: Iterable[Any], after: Set) -> Set:
    """What pieces may begin with, or what follows them."""
    for kind, given in reversed(list(parts)):
        after = _first(str(kind), given, after)
    return after


def _first(kind: str, given: Any, after: Set) -> Set:
    match kind:
        case "LITERAL" | "NOT_LITERAL" | "IN" | "ANY" | "RANGE" | "CATEGORY":
            return _with_cases(_most(kind, given)) or EVERYTHING
        case "BRANCH":
            return NOTHING.union(*(_first_of_all(branch, after) for branch in given[1]))
        case "SUBPATTERN":
            return _first_of_all(given[3], after)
        case "ATOMIC_GROUP":
            return _first_of_all(given, after)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            inner = _first_of_all(given[2], after)
            return inner | after if given[0] == 0 or _can_be_empty(given[2]) else inner
        case "AT":
            return ENDS.get(str(given)) or _asserted(after)
        case "ASSERT" | "ASSERT_NOT":
            return _asserted(after)
        case _:
            return EVERYTHING


def _asserted(after: Set) -> Set:
    """What follows a condition; where nothing does, the condition itself may still fail."""
    return EVERYTHING if after <= AT_ITS_END else after


def _can_be_empty(parts: Iterable[Any]) -> bool:
    return END in _first_of_all(parts, AT_ITS_END)


def _most(kind: str, given: Any) -> Set:
    """The characters that a piece may fit."""
    match kind:
        case "LITERAL":
            return frozenset({_of_character(given)})
        case "NOT_LITERAL":
            return CHARACTERS - {given}
        case "RANGE":
            inside = frozenset(one for one in CHARACTERS if given[0] <= one <= given[1])
            return inside | OTHERS if given[1] > LAST else inside
        case "CATEGORY":
            return _category(str(given))
        case "IN" if str(given[0][0]) == "NEGATE":
            return CHARACTERS - NOTHING.union(*(_least(str(one), value) for one, value in given[1:]))
        case "IN":
            return NOTHING.union(*(_most(str(one), value) for one, value in given))
        case _:
            return CHARACTERS


def _least(kind: str, given: Any) -> Set:
    """The characters that a piece of a class fits for certain."""
    if kind == "CATEGORY":
        return _category(str(given))
    return _most(kind, given) - OTHERS


def _of_character(code: int) -> int:
    if code in CHARACTERS:
        return code
    sign = chr(code)
    return SPACE if sign.isspace() else DIGIT if sign.isdecimal() else LETTER if sign.isalnum() else SIGN


@cache
def _category(name: str) -> Set:
    """The characters of a class, such as digits."""
    words = name.removeprefix("CATEGORY_").removeprefix("UNI_")
    pattern, others = CATEGORIES[words.removeprefix("NOT_")]
    of = re.compile(pattern)
    fitting = others | {one for one in CHARACTERS if one >= 0 and of.match(chr(one))}
    return CHARACTERS - fitting if words.startswith("NOT_") else fitting


def _with_cases(characters: Set) -> Set:
    """Letters of either case: whether it counts, whoever compiles the pattern decides."""
    return characters | _cases(characters)


@cache
def _cases(characters: Set) -> Set:
    """The other cases of letters."""
    wanted = NOTHING.union(*map(_folded, characters - OTHERS))
    return frozenset(one for one in CHARACTERS - OTHERS if not wanted.isdisjoint(_folded(one)))


@cache
def _folded(character: int) -> Set:
    """The letters that it is taken for where case does not count."""
    letter = chr(character)
    return frozenset(ord(one[0]) for one in (letter.lower(), letter.casefold(), letter.upper().lower()))
