"""What a mail that reports nothing is."""

from __future__ import annotations

import re
from email.message import Message as Mail

REPLIED = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Mail-Autoreply")
SUBJECT = re.compile(
    r"auto:|automatic reply|auto(?:matic)?[- ]?(?:reply|response)\b|out of (?:the )?office|abwesenheit|"
    r"automatische antwort|réponse automatique|resposta automática",
    re.IGNORECASE,
)
LONGEST = 1000


def is_auto_reply(mail: Mail) -> bool:
    """Whether a program answered a mail for its recipient (RFC 3834); asked of what is no report."""
    submitted = _field(mail, "Auto-Submitted").partition(";")[0].partition("(")[0].strip().lower()
    if submitted not in ("", "no") or any(mail.get(name) is not None for name in REPLIED):
        return True
    precedence = _field(mail, "Precedence").lower()
    if precedence == "auto_reply" or (precedence in ("bulk", "junk") and mail.get("In-Reply-To") is not None):
        return True
    return SUBJECT.match(_field(mail, "Subject")) is not None


def is_about_a_report(returned: Mail) -> bool:
    """Whether the message that came back was a report or an answer itself, by its headers."""
    path = _field(returned, "Return-Path")
    return path == "<>" or "multipart/report" in _field(returned, "Content-Type").lower()


def _field(mail: Mail, name: str) -> str:
    return " ".join(str(mail.get(name, ""))[:LONGEST].split())
