"""Each class by which a sender calls a failure: the event of the message, and what it is for the address.

The events are those of the senders' own tables; a class that is only a label of a reply is given a reply of that sort.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sendspec.bounces import Classifier
from sendspec.cli.project import compiled_of
from sendspec.sources.records import Bounce

from tests.project import shipped_model
from tests.test_shipped_sources import reading_of

UNKNOWN, DISABLED, GONE = "hard user_unknown", "hard account_disabled", "hard in_quarantine"
UNWANTED, OURS = "hard on_denylist", "ignored error_ignored"
DOMAIN, AWAY, REFUSED, FULL = "soft invalid_domain", "soft unreachable", "soft refused", "soft mailbox_full"
NOT_DEFINED = "soft not_defined"
NOTHING = (None, None)

KUMOMTA = {
    "InvalidRecipient": ("550 5.1.1 no", "hard_bounced", UNKNOWN),
    "BadDomain": ("550 5.1.2 no", "hard_bounced", DOMAIN),
    "InactiveMailbox": ("550 5.2.1 no", "hard_bounced", DISABLED),
    "DNSFailure": ("550 5.4.4 no", "hard_bounced", DOMAIN),
    "RoutingErrors": ("550 5.4.6 no", "hard_bounced", AWAY),
    "BadConfiguration": ("550 5.3.5 no", "hard_bounced", AWAY),
    "QuotaIssues": ("552 5.2.2 no", "expired", FULL),
    "TransientFailure": ("550 5.3.0 no", "expired", AWAY),
    "BadConnection": ("550 5.4.2 no", "expired", AWAY),
    "NoAnswerFromHost": ("550 5.4.1 no", "expired", AWAY),
    "MessageExpired": ("550 5.4.7 no", "expired", AWAY),
    "ProtocolErrors": ("503 5.5.1 no", "expired", AWAY),
    "TooManyRecipients": ("552 5.5.3 no", "expired", AWAY),
    "SpamBlock": ("554 5.7.1 no", "hard_bounced", REFUSED),
    "SpamContent": ("554 5.7.1 no", "hard_bounced", REFUSED),
    "SpamRelated": ("554 5.7.1 no", "hard_bounced", REFUSED),
    "PolicyRelated": ("554 5.7.1 no", "hard_bounced", REFUSED),
    "RelayDenied": ("554 5.7.1 no", "hard_bounced", REFUSED),
    "RelayingIssues": ("554 5.7.1 no", "hard_bounced", REFUSED),
    "AuthenticationFailed": ("550 5.7.26 no", "hard_bounced", REFUSED),
    "InvalidSender": ("550 5.1.8 no", "hard_bounced", OURS),
    "VirusRelated": ("554 5.7.1 no", "hard_bounced", REFUSED),
    "ContentRelated": ("554 5.6.0 no", "hard_bounced", REFUSED),
    "ProhibitedAttachment": ("554 5.7.1 no", "hard_bounced", REFUSED),
    "AutoReply": ("550 5.0.0 no", None, None),
    "Subscribe": ("550 5.0.0 no", None, None),
    "Unsubscribe": ("550 5.0.0 no", None, None),
    "ChallengeResponse": ("550 5.0.0 no", None, None),
    "Uncategorized": ("550 5.1.1 no", "hard_bounced", UNKNOWN),
}
SPARKPOST = {
    "1": ("expired", NOT_DEFINED),
    "10": ("hard_bounced", UNKNOWN),
    "20": ("expired", NOT_DEFINED),
    "21": ("expired", DOMAIN),
    "22": ("expired", FULL),
    "23": ("expired", REFUSED),
    "24": ("expired", AWAY),
    "25": ("cancelled", OURS),
    "30": ("hard_bounced", OURS),
    "40": ("expired", NOT_DEFINED),
    "50": ("hard_bounced", REFUSED),
    "51": ("hard_bounced", REFUSED),
    "52": ("hard_bounced", REFUSED),
    "53": ("hard_bounced", REFUSED),
    "54": ("hard_bounced", REFUSED),
    "60": NOTHING,
    "70": ("expired", AWAY),
    "80": NOTHING,
    "90": ("unsubscribed", None),
    "100": NOTHING,
}
POWERMTA = {
    "bad-configuration": ("5.3.5", "expired", AWAY),
    "bad-connection": ("4.4.2", "expired", AWAY),
    "bad-domain": ("5.1.2", "hard_bounced", DOMAIN),
    "bad-mailbox": ("5.1.1", "hard_bounced", UNKNOWN),
    "content-related": ("5.6.0", "hard_bounced", REFUSED),
    "inactive-mailbox": ("5.2.1", "hard_bounced", DISABLED),
    "invalid-sender": ("5.1.8", "expired", OURS),
    "message-expired": ("4.4.7", "expired", AWAY),
    "no-answer-from-host": ("4.4.1", "expired", AWAY),
    "other": ("5.0.0", "expired", NOT_DEFINED),
    "policy-related": ("5.7.1", "hard_bounced", REFUSED),
    "protocol-errors": ("5.5.1", "expired", AWAY),
    "quota-issues": ("5.2.2", "expired", FULL),
    "relaying-issues": ("5.7.1", "hard_bounced", REFUSED),
    "routing-errors": ("5.4.6", "expired", AWAY),
    "spam-related": ("5.7.1", "hard_bounced", REFUSED),
    "virus-related": ("5.7.1", "hard_bounced", REFUSED),
}
POSTMARK = {
    "HardBounce": ("hard_bounced", UNKNOWN),
    "Transient": ("soft_bounced", AWAY),
    "Unsubscribe": ("unsubscribed", None),
    "Subscribe": NOTHING,
    "AutoResponder": NOTHING,
    "AddressChange": NOTHING,
    "DnsError": ("soft_bounced", DOMAIN),
    "SpamNotification": ("hard_bounced", REFUSED),
    "OpenRelayTest": NOTHING,
    "Unknown": ("expired", NOT_DEFINED),
    "SoftBounce": ("expired", NOT_DEFINED),
    "VirusNotification": ("hard_bounced", REFUSED),
    "ChallengeVerification": NOTHING,
    "BadEmailAddress": ("excluded", UNKNOWN),
    "SpamComplaint": ("complained", None),
    "ManuallyDeactivated": ("excluded", GONE),
    "Unconfirmed": ("excluded", None),
    "Blocked": ("hard_bounced", REFUSED),
    "SMTPApiError": ("excluded", OURS),
    "InboundError": NOTHING,
    "DMARCPolicy": ("hard_bounced", REFUSED),
    "TemplateRenderingFailed": ("excluded", OURS),
}
SES = {
    ("Undetermined", "Undetermined"): ("expired", NOT_DEFINED),
    ("Permanent", "General"): ("hard_bounced", UNKNOWN),
    ("Permanent", "NoEmail"): ("hard_bounced", UNKNOWN),
    ("Permanent", "Suppressed"): ("excluded", GONE),
    ("Permanent", "OnAccountSuppressionList"): ("excluded", GONE),
    ("Permanent", "UnsubscribedRecipient"): ("excluded", UNWANTED),
    ("Transient", "General"): ("expired", AWAY),
    ("Transient", "MailboxFull"): ("expired", FULL),
    ("Transient", "MessageTooLarge"): ("expired", REFUSED),
    ("Transient", "CustomTimeoutExceeded"): ("expired", AWAY),
    ("Transient", "ContentRejected"): ("expired", REFUSED),
    ("Transient", "AttachmentRejected"): ("expired", REFUSED),
}
MAILGUN = {
    "bounce": ("hard_bounced", UNKNOWN),
    "generic": ("expired", NOT_DEFINED),
    "greylisted": ("expired", AWAY),
    "blacklisted": ("hard_bounced", REFUSED),
    "espblock": ("hard_bounced", REFUSED),
    "old": ("expired", AWAY),
    "suppress-bounce": ("excluded", GONE),
    "suppress-complaint": ("excluded", UNWANTED),
    "suppress-unsubscribe": ("excluded", UNWANTED),
    "hardfail": ("excluded", GONE),
}
MAILJET = {
    "user unknown": ("hard_bounced", UNKNOWN),
    "mailbox inactive": ("hard_bounced", DISABLED),
    "quota exceeded": ("expired", FULL),
    "invalid domain": ("expired", DOMAIN),
    "no mail host": ("expired", DOMAIN),
    "relay/access denied": ("hard_bounced", REFUSED),
    "greylisted": ("soft_bounced", AWAY),
    "sender blocked": ("hard_bounced", REFUSED),
    "content blocked": ("hard_bounced", REFUSED),
    "policy issue": ("hard_bounced", REFUSED),
    "system issue": ("expired", AWAY),
    "protocol issue": ("expired", AWAY),
    "connection issue": ("expired", AWAY),
}
"""Of bounces that do not tell whether they are hard."""
DROPPED = {
    "Bounced Address": GONE,
    "Unsubscribed Address": UNWANTED,
    "Spam Reporting Address": UNWANTED,
    "Invalid": UNKNOWN,
    "Spam Content": OURS,
    "Invalid SMTPAPI header": OURS,
    "Recipient List over Package Quota": OURS,
    "Duplicate message": "ignored duplicate",
}
"""Of SendGrid."""


def cases() -> Iterator[tuple[str, str, str, str | None, str | None]]:
    """The source, the class, a record as text, its event and what it is for the address; None: none, or not said."""
    for label, (reply, event, told) in KUMOMTA.items():
        yield "kumomta", label, json.dumps(kumomta(label, reply)), event, told
    for number, (event, told) in SPARKPOST.items():
        yield "sparkpost", number, json.dumps(sparkpost(number)), event, told
    for category, (status, event, told) in POWERMTA.items():
        header = "type,timeLogged,rcpt,dsnStatus,bounceCat,envId"
        yield "powermta", category, f"{header}\nb,1772438400,a@b.test,{status},{category},e1", event, told
    for kind, (event, told) in POSTMARK.items():
        yield "postmark", kind, json.dumps(postmark(kind)), event, told
    for (kind, part), (event, told) in SES.items():
        yield "ses", f"{kind}/{part}", json.dumps(ses(kind, part)), event, told
    for reason, (event, told) in MAILGUN.items():
        yield "mailgun", reason, json.dumps(mailgun(reason)), event, told
    for error, (event, told) in MAILJET.items():
        yield "mailjet", error, json.dumps(mailjet(error)), event, told
    for reason, told in DROPPED.items():
        yield "sendgrid", reason, json.dumps(sendgrid(reason)), "excluded", told


def kumomta(label: str, reply: str) -> dict[str, Any]:
    code, status, words = reply.split(" ")
    parts = dict(zip(("class", "subject", "detail"), map(int, status.split(".")), strict=True))
    response = {"code": int(code), "enhanced_code": parts, "content": words}
    told = {"type": "Bounce", "id": "m", "sender": "s@a.test", "recipient": "a@b.test", "timestamp": 1772438400}
    return told | {"response": response, "bounce_classification": label}


def sparkpost(number: str) -> dict[str, Any]:
    told = {"type": "bounce", "event_id": "1", "timestamp": "1772438400", "message_id": "m", "rcpt_to": "a@b.test"}
    return {"msys": {"message_event": told | {"bounce_class": number, "raw_reason": "550 not accepted"}}}


def postmark(kind: str) -> dict[str, Any]:
    told = {"RecordType": "Bounce", "ID": 1, "Type": kind, "MessageID": "m", "Email": "a@b.test"}
    return told | {"BouncedAt": "2026-03-02T08:00:00Z", "Details": ""}


def ses(kind: str, part: str) -> dict[str, Any]:
    bounce = {"bounceType": kind, "bounceSubType": part, "bouncedRecipients": [{"emailAddress": "a@b.test"}]}
    bounce |= {"timestamp": "2026-03-02T08:00:00Z", "feedbackId": "1"}
    return {"eventType": "Bounce", "mail": {"messageId": "m", "destination": ["a@b.test"]}, "bounce": bounce}


def mailgun(reason: str) -> dict[str, Any]:
    told = {"event": "failed", "severity": "permanent", "id": "1", "timestamp": 1772438400.5, "recipient": "a@b.test"}
    told |= {"reason": reason, "message": {"headers": {"message-id": "m"}}}
    return {"event-data": told | {"delivery-status": {"message": "not accepted"}}}


def mailjet(error: str) -> dict[str, Any]:
    return {"event": "bounce", "time": 1772438400, "MessageID": 1, "email": "a@b.test", "error": error}


def sendgrid(reason: str) -> dict[str, Any]:
    told = {"event": "dropped", "email": "a@b.test", "timestamp": 1772438400, "reason": reason}
    return told | {"sg_message_id": "m.filter", "sg_event_id": "1"}


@cache
def classifier() -> Classifier:
    found = compiled_of(shipped_model()).bounces
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("source", "record", "event", "told"),
    [pytest.param(source, record, event, told, id=f"{source}-{name}") for source, name, record, event, told in cases()],
)
def test_each_class_of_a_sender(source: str, record: str, event: str | None, told: str | None, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(f"{record}\n")

    reading = reading_of(source, (log,))

    assert [one.event for one in reading.events] == ([] if event is None else [event])
    assert reading.records["not_understood"] == 0
    if told is not None:
        (failure,) = reading.events
        found = classifier().classify(source, failure.bounce, failure.reason)
        assert f"{found.kind} {found.reason}" == told


# ── what is tried again condemns no address ──


def passing_records() -> Iterator[tuple[str, str]]:
    """The records of each sender after which it tries again, or has tried for as long as it would."""
    for name, source in shipped_model().sources.items():
        declared = source.declared
        told = source.events.items() if declared is None else ((rule.record, rule.event) for rule in declared.rules)
        records = {record for record, event in told if event in ("soft_bounced", "expired")}
        yield from ((name, record) for record in sorted(records))


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 no such user",
        "550 5.1.10 recipient not found",
        "550 5.2.1 account disabled",
        "503 5.5.1 bad sequence of commands",
        "550 no such user",
        "550 recipient rejected",
        "550 this account is closed",
        "551 not here",
        "553 not allowed",
    ],
)
@pytest.mark.parametrize(("source", "record"), list(passing_records()))
def test_a_failure_that_passes_is_never_hard(source: str, record: str, reply: str) -> None:
    found = classifier().classify(source, Bounce(record, None, None), reply)

    assert found.kind != "hard", found.rule
