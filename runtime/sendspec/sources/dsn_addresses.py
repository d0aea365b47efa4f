"""Addresses and ids as notifications write them: in xtext (RFC 3461), in UTF-8 (RFC 6533), or within a return path."""

from __future__ import annotations

import re
from typing import NamedTuple

from sendspec.names import folded

XTEXT = re.compile(r"\+([0-9A-F]{2})")
CODE_POINT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
NEEDLESS = re.compile(r"\+(?!2B|3D|[01][0-9A-F]|20|7F|[89A-F][0-9A-F])")
"""A plus sign that no xtext holds: it leaves out letters and digits, which need no escape."""
COMMENT = re.compile(r"\s*\([^()]*\)\s*$")
LAST_CHARACTER = 0x10FFFF


def of_type(written: str) -> str:
    """The address of `type; address`, without a comment behind it and angle brackets around it."""
    kind, semicolon, address = written.partition(";")
    address = COMMENT.sub("", address if semicolon else written).strip()
    address = address[1:-1] if address.startswith("<") and address.endswith(">") else address
    if kind.strip().lower() == "utf-8":
        address = CODE_POINT.sub(_character, address)
    return address.strip()


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code <= LAST_CHARACTER and not 0xD800 <= code < 0xE000 else match[0]


def from_xtext(text: str) -> str:
    """What the xtext means."""
    return XTEXT.sub(lambda match: chr(int(match[1], 16)), text)


def envelope_id(written: str) -> str:
    """An envelope id: decoded, as RFC 3464 has it, or in xtext, as some servers give it."""
    is_xtext = XTEXT.search(written) is not None and NEEDLESS.search(written) is None and "=" not in written
    return from_xtext(written) if is_xtext else written


def recipient_of(original: str, final: str) -> str:
    """Whom a message was sent to; in xtext only where the other field shows that it is."""
    if not original:
        return final
    decoded = from_xtext(original)
    return decoded if decoded != original and folded(decoded) == folded(final) else original


class ReturnPath(NamedTuple):
    """What the address tells to which a notification was sent; None for what it does not."""

    message: str | None
    recipient: str | None


def return_path(address: str) -> ReturnPath:
    """Read `owner+user=host@…`, which names the recipient, or `owner+N@…`, which names the message; raises nothing."""
    local, _, host = address.strip().strip("<>").rpartition("@")
    _, plus, token = local.partition("+")
    if not plus or not token or not host:
        return ReturnPath(None, None)
    user, equals, domain = token.rpartition("=")
    if equals:
        return ReturnPath(None, f"{user}@{domain}" if user and domain else None)
    has_number = any(character.isdigit() for character in token)
    return ReturnPath(folded(f"{local}@{host}") if has_number else None, None)
