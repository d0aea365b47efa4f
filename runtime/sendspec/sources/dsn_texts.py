"""Notifications in words alone: those of qmail (QSBMF), and those of Exim that hold no report for programs."""

from __future__ import annotations

import re
from email.message import Message as Mail
from email.utils import parseaddr
from typing import NamedTuple

QMAIL = re.compile(r"\s*(?:Hi\. This is the|We're sorry\. There's a problem|Check your send e-mail address\.)")
PARAGRAPHS = re.compile(r"\r?\n[ \t]*\r?\n")
OF_RECIPIENT = re.compile(r"<([^<>\s]+)>:\s*\r?\n?")
CODE = re.compile(r"\(#([245]\.\d{1,3}\.\d{1,3})\)")
COPY = re.compile(r"^-+ .*\bcopy of the (?:message|body).*$", re.MULTILINE | re.IGNORECASE)
NAMED = re.compile(r"^ {2}(\S[^\r\n]*)$", re.MULTILINE)
DELAYED = re.compile(r"warning: message .*delayed", re.IGNORECASE)
LONGEST_TEXT = 1_000_000
MOST_RECIPIENTS = 10_000


class TextReport(NamedTuple):
    """What is said of one recipient."""

    action: str
    recipient: str
    reason: str
    """Empty where nothing is said."""


class Told(NamedTuple):
    """What the words say."""

    reporter: str
    reports: list[TextReport]
    returned: str
    """The copy of the message, from its headers on."""


def text_reports(mail: Mail, text: str) -> Told | None:
    """What the words for people report; None where they are none of a known server."""
    text = text[:LONGEST_TEXT]
    reporter = parseaddr(str(mail.get("From", "")))[1].rpartition("@")[2]
    failed = [str(value) for value in mail.get_all("X-Failed-Recipients", [])[:MOST_RECIPIENTS]]
    if failed:
        words, _, returned = _parted(text, COPY.search(text))
        reasons = _exim_reasons(words)
        action = "delayed" if DELAYED.match(str(mail.get("Subject", "")).strip()) else "failed"
        names = [name.strip() for value in failed for name in value.split(",") if name.strip()][:MOST_RECIPIENTS]
        return Told(reporter, [TextReport(action, name, reasons.get(name, "")) for name in names], returned)
    if QMAIL.match(text):
        return _qmail(reporter, text)
    return None


def _parted(text: str, match: re.Match[str] | None) -> tuple[str, str, str]:
    if match is None:
        return text, "", ""
    return text[: match.start()], match[0], text[match.end() :].lstrip("\r\n")


def _exim_reasons(text: str) -> dict[str, str]:
    """By address, which stands behind two blanks: what stands below it behind four."""
    found: dict[str, str] = {}
    address = None
    for line in text.splitlines():
        if named := NAMED.match(line):
            address = named[1].strip()
            found.setdefault(address, "")
        elif address is not None and line.startswith("    "):
            found[address] = f"{found[address]} {line.strip()}".strip()
        else:
            address = None
    return found


def _qmail(reporter: str, text: str) -> Told:
    """Paragraphs that begin with a recipient, until one that begins with a dash; behind it the message."""
    reports: list[TextReport] = []
    at = 0
    for match in PARAGRAPHS.finditer(text):
        paragraph, start = text[at : match.start()].strip("\r\n"), match.end()
        if paragraph.startswith("-"):
            break
        _add(reports, paragraph)
        at = start
    else:
        _add(reports, text[at:].strip("\r\n"))
        return Told(reporter, reports, "")
    return Told(reporter, reports, text[start:].lstrip("\r\n"))


def _add(reports: list[TextReport], paragraph: str) -> None:
    match = OF_RECIPIENT.match(paragraph)
    if match is not None and len(reports) < MOST_RECIPIENTS:
        reason = " ".join(paragraph[match.end() :].split())
        # Its own code stands in a form of its own.
        reports.append(TextReport("failed", match[1], CODE.sub(r"\1", reason)))
