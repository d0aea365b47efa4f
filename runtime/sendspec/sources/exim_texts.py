"""What stands behind the flag of a line of an Exim log: an address, fields, and what was answered."""

from __future__ import annotations

import re
from typing import NamedTuple

# A named tuple's own way to be made takes twice as long.
MAKE = tuple.__new__
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"[^\s:<]*+')
FIELD = re.compile(r" (?:R=|T=|Q=|F=<|P=<)")
FIELD_BEHIND_ADDRESS = re.compile(rf"(?<=>){FIELD.pattern}")
TOOK = re.compile(r" (?:DT|QT)=\S+$")
NAMED = re.compile(r' DN="(?:[^"\\]|\\.)*+"')
ESCAPED = re.compile(r'\\(["\\])')
LOCAL_STARTS = "|/>:"
"""How addresses begin that are a command, a file, an autoreply or `:blackhole:`."""
LOCAL_WORDS = ("save ", "discarded ")
LOCAL = (*LOCAL_STARTS, *LOCAL_WORDS)
TIMED_OUT = "retry timeout exceeded"
HOST_IS_AWAY = re.compile(
    r"all hosts(?: for '[^']*')? have been failing for a long time|"
    r"retry time not reached for any host after a long failure period"
)
HOST_STARTS = ("all hosts", "retry time not reached")
NO_ATTEMPTS = frozenset(map(str, (-23, *range(-57, -51))))
"""Numbers of deferrals without an attempt: a domain is held or only queued, a retry time is not reached."""
MAYBE_QUEUED = frozenset({"-1", "0"})
LONGEST_NUMBER = 10


class Address(NamedTuple):
    """An address as a line shows it."""

    final: str
    """Where it was delivered to: an address, or a command, a file, `>` and an address, `:blackhole:`."""
    original: str | None
    """To whom it was sent, where that is another one."""
    end: int
    """Where the rest of the line begins."""


def address_of(text: str) -> Address | None:
    """The address with which a text begins; None where there is none."""
    if text.startswith(LOCAL):
        return _local(text)
    if text.startswith('"'):
        quoted = QUOTED.match(text)
        end = quoted.end() if quoted is not None else -1
    else:
        end = text.find(" ")
        end = len(text) if end < 0 else end
        if text[end - 1 : end] == ":":
            end -= 1
    if end <= 0:
        return None
    final = text[:end]
    if text.startswith(" (", end):
        parents = text.find(")", end)
        end = parents + 1 if parents > 0 else end
    if text.startswith(" <", end):
        closed = text.find(">", end)
        if closed > 0:
            return Address(final, text[end + 2 : closed] or None, closed + 1)
    return MAKE(Address, (final, None, end))


def _local(text: str) -> Address:
    """A command may hold blanks: the address that it was sent to stands before the first field."""
    field = FIELD_BEHIND_ADDRESS.search(text) or FIELD.search(text)
    end = field.start() if field is not None else len(text)
    head = text[:end].rstrip()
    at = head.rfind(" <") if head.endswith(">") else -1
    return Address(head if at < 0 else head[:at], None if at < 0 else head[at + 2 : -1] or None, end)


def confirmation_of(text: str, at: int) -> str | None:
    """What the next server answered to the message: `C="…"`, which stands behind the blank at `at`."""
    if at < 0:
        return None
    end = text.rfind('"')
    said = text[at + 4 : end] if end > at + 3 else text[at + 4 :]
    return (ESCAPED.sub(r"\1", said) if "\\" in said else said) or None


def failure_of(text: str, end: int) -> str | None:
    """Why it failed: what stands after the fields, which begin at `end`."""
    rest = text[end:]
    if ' DN="' in rest:
        rest = NAMED.sub("", rest, count=1)
    _, colon, reason = rest.partition(": ")
    return _tidied(reason) if colon else None


class Deferral(NamedTuple):
    """A failure for now."""

    is_attempt: bool
    reason: str | None


def deferral_of(text: str, end: int) -> Deferral | None:
    """What a deferral says after the address; None where it is none."""
    at = text.find(" defer (", end)
    closed = text.find(")", at)
    number = text[at + 8 : closed]
    if at < 0 or closed < 0 or not number.removeprefix("-").isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    rest = text[closed + 1 :]
    if " H=" in rest:
        # A host stands between the system's words and those of the server.
        own, _, rest = rest.partition(" H=")
        rest = f" {rest.partition(']')[2].lstrip('*:0123456789')}"
        rest = _tidied(rest.removeprefix(":")) or ""
        rest = f"{own}: {rest}" if own and rest else own or rest
    reason = _tidied(rest.removeprefix(":"))
    queued = number in MAYBE_QUEUED and reason is not None and "queue" in reason
    return MAKE(Deferral, (number not in NO_ATTEMPTS and not queued, reason))


ONLY_A_HOST = re.compile(r"host \S+ \[[^\]\s]*\] ")
"""What a report says before it, where the last attempt had no answer."""


def is_expiry(reason: str) -> bool:
    """Whether retries are over, and not an attempt failed for good."""
    if reason.startswith(HOST_STARTS):
        return HOST_IS_AWAY.match(reason) is not None
    if not reason.endswith(TIMED_OUT):
        return False
    before = reason.removesuffix(TIMED_OUT)
    return not before or before.endswith(": ") or ONLY_A_HOST.fullmatch(before) is not None


def cause_of(expiry: str) -> str | None:
    """The failure that an expiry tells beside itself."""
    if HOST_IS_AWAY.match(expiry):
        return None
    return expiry.removesuffix(TIMED_OUT).rstrip().removesuffix(":") or None


def _tidied(reason: str) -> str | None:
    if "T=" in reason:
        reason = TOOK.sub("", reason)
    return reason.strip() or None
