"""What failures are: by the shipped table as the documents say, and by small tables of one's own."""

from __future__ import annotations

import pickle
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.bounces import LONGEST, MOST_KEPT, Classifier, Rule, enhanced_code, reply_code
from sendspec.cli.project import compiled_of
from sendspec.sources.records import Bounce

from tests.project import shipped_model


@cache
def shipped() -> Classifier:
    found = compiled_of(shipped_model()).bounces
    assert found is not None
    return found


def rule(name: str, kind: str = "soft", **asked: object) -> Rule:
    empty = dict.fromkeys(("sources", "records", "classes", "statuses", "codes"), ())
    return Rule(**{"name": name, "text": None, "kind": kind, "reason": name, "place": f"{name}:1", **empty, **asked})  # type: ignore[arg-type]


LEFT = rule("left", "soft")

# What a person expects, from the tables of Campaign's reasons, of the codes' registry and of the senders' classes.
CODES = [
    ("5.1.1", "550 5.1.1 <a@b.test>: user unknown", "hard user_unknown"),
    ("4.2.2", "452 4.2.2 <a@b.test>: Mailbox full", "soft mailbox_full"),
    ("5.2.2", "552 5.2.2 over quota", "soft mailbox_full"),
    ("5.2.1", "550 5.2.1 mailbox disabled", "hard account_disabled"),
    ("4.2.1", "450 4.2.1 mailbox disabled", "soft account_disabled"),
    ("5.1.2", "550 5.1.2 no such domain", "soft invalid_domain"),
    ("5.1.10", "556 5.1.10 null MX", "soft invalid_domain"),
    ("5.4.4", "Name service error: unable to look up host", "soft invalid_domain"),
    ("4.4.1", "connect to mx.test[192.0.2.1]:25: Connection refused", "soft unreachable"),
    ("5.5.2", "500 5.5.2 what was that", "hard unreachable"),
    ("5.7.1", "554 5.7.1 your IP is on a block list", "soft refused"),
    ("4.7.1", "450 4.7.1 slow down", "soft refused"),
    ("5.3.4", "552 5.3.4 too big", "soft refused"),
    ("5.6.0", "550 5.6.0 what is this", "soft refused"),
    ("5.7.8", "535 5.7.8 login failed", "ignored error_ignored"),
    ("5.1.8", "550 5.1.8 Sender address rejected: Domain not found", "ignored error_ignored"),
    ("4.1.1", "450 4.1.1 unverified address", "soft not_defined"),
    ("5.4.7", "551 5.4.7 Next delivery time would be late, which exceeds max_age=1d", "soft unreachable"),
    ("4.4.7", "delivery time expired", "soft unreachable"),
    ("4.0.0", "host mx.test refused to talk to me: 421 Server closing connection", "soft unreachable"),
]
CLASSES = [
    ("sparkpost", "10", "550 5.7.1 what the class says comes first", "hard user_unknown"),
    ("sparkpost", "22", "452 4.2.2 full", "soft mailbox_full"),
    ("sparkpost", "21", "unable to find a domain", "soft invalid_domain"),
    ("sparkpost", "51", "550 5.1.1 listed", "soft refused"),
    ("sparkpost", "60", "I am away until Monday", "ignored unreachable"),
    ("sparkpost", "25", "550 5.7.1 [internal] rejected by policy", "ignored error_ignored"),
    ("sparkpost", "99", "550 5.1.1 no such user", "hard user_unknown"),
    ("momentum", "70", "421 4.3.2 try later", "soft unreachable"),
    ("kumomta", "InvalidRecipient", "550 5.1.1 no", "hard user_unknown"),
    ("kumomta", "InvalidRecipient", "451 4.1.1 not verified", "soft not_defined"),
    ("kumomta", "InactiveMailbox", "550 5.2.1 off", "hard account_disabled"),
    ("kumomta", "InactiveMailbox", "450 4.2.1 off", "soft account_disabled"),
    ("kumomta", "QuotaIssues", "452 4.2.2 full", "soft mailbox_full"),
    ("kumomta", "QuotaIssues", "552 5.3.4 too big", "soft refused"),
    ("kumomta", "BadDomain", "550 5.1.2 no", "soft invalid_domain"),
    ("kumomta", "Uncategorized", "551 5.7.1 not wanted", "soft refused"),
    ("kumomta", "ProtocolErrors", "503 bad sequence", "soft unreachable"),
    # The class of the sender comes before the code, and this one says that the address is not meant.
    ("kumomta", "ProtocolErrors", "500 5.5.1 unknown command", "soft unreachable"),
    ("powermta", "protocol-errors", "503 5.5.1 bad sequence of commands", "soft unreachable"),
    ("powermta", "bad-mailbox", "550 5.1.1 no", "hard user_unknown"),
    ("powermta", "bad-domain", "no such domain", "soft invalid_domain"),
    ("powermta", "quota-issues", "554 5.7.1 over quota", "soft mailbox_full"),
    ("powermta", "other", "550 5.7.1 go away", "soft refused"),
    ("ses", "NoEmail", None, "hard user_unknown"),
    ("ses", "MailboxFull", "smtp; 550 4.4.7 Message expired: unable to deliver in 840 minutes", "soft mailbox_full"),
    ("ses", "General", "smtp; 550 5.1.1 No such user", "hard user_unknown"),
    ("ses", "OnAccountSuppressionList", None, "hard in_quarantine"),
    ("ses", "ContentRejected", "smtp; 554 5.7.1 virus", "soft refused"),
    ("ses", "SpamDetected", None, "soft refused"),
    ("sendgrid", "blocked", "554 5.7.1 listed", "soft refused"),
    ("sendgrid", "bounce", "550 5.2.2 full", "soft mailbox_full"),
    ("sendgrid", "bounce", "no reason was given", "hard user_unknown"),
    ("sendgrid", "Spam Reporting Address", None, "hard on_denylist"),
    ("mailgun", "suppress-bounce", "Not delivering to previously bounced address", "hard in_quarantine"),
    ("mailgun", "espblock", "421 4.7.0 too fast", "soft refused"),
    ("mailgun", "old", "Too old", "soft unreachable"),
    ("postmark", "HardBounce", "smtp;550 5.1.1 no", "hard user_unknown"),
    ("postmark", "SoftBounce", "smtp;552 5.2.2 full", "soft mailbox_full"),
    ("postmark", "AutoResponder", None, "ignored unreachable"),
    ("postmark", "DnsError", None, "soft invalid_domain"),
    ("mailjet", "quota exceeded", None, "soft mailbox_full"),
    ("mailjet", "duplicate in campaign", None, "ignored duplicate"),
    ("brevo", "hard_bounce", "undefined", "hard user_unknown"),
    ("brevo", "soft_bounce", "undefined", "soft not_defined"),
    ("mandrill", "mailbox_full", "smtp;552 5.2.2 full", "soft mailbox_full"),
    ("mandrill", "21", "", "soft invalid_domain"),
    ("mandrill", "reject", None, "hard in_quarantine"),
    ("brevo", "blocked", "blocked : due to blacklist user", "hard in_quarantine"),
    ("postmark", "Blocked", "smtp;554 5.7.1 listed", "soft refused"),
    ("mailjet", "blacklisted", None, "hard on_denylist"),
    ("mailgun", "blacklisted", None, "soft refused"),
    ("sendgrid", "Recipient List over Package Quota", None, "ignored error_ignored"),
]  # fmt: skip
WORDS = [
    ("550 <a@b.test>: Recipient address rejected: User unknown in local recipient table", "hard user_unknown"),
    ("550 recipient rejected", "hard user_unknown"),
    ("452 please try again later", "soft unreachable"),
    ("452 insufficient system storage: mailbox full", "soft mailbox_full"),
    ("552 message size exceeds the limit", "soft refused"),
    ("552 sorry", "soft mailbox_full"),
    ("551 user not local", "hard user_unknown"),
    ("553 sorry", "hard user_unknown"),
    ("554 sorry", "soft refused"),
    ("550 sorry", "soft not_defined"),
    ("550 relay not permitted", "soft refused"),
    ("host relay.mx.test refused to talk to me", "soft unreachable"),
    ("550 your IP address is unknown here", "soft not_defined"),
    ("550 the address is unknown here", "hard user_unknown"),
    ("550 this host is not accepting mail", "soft not_defined"),
    ("550 this mailbox is not accepting mail", "hard account_disabled"),
    ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", "hard user_unknown"),
    ("556 5.1.10 the domain takes no mail", "soft invalid_domain"),
    ("503 5.5.1 need RCPT command", "hard unreachable"),
    ("503 need RCPT command", "soft unreachable"),
    ("450 sorry", "soft unreachable"),
    ("530 authentication required", "ignored error_ignored"),
    ("550 Sender address rejected: Domain not found", "ignored error_ignored"),
    ("The email account that you tried to reach is over quota", "soft mailbox_full"),
    ("this account has been disabled", "hard account_disabled"),
    ("host unknown: NXDOMAIN", "soft invalid_domain"),
    ("lost connection with mx.test[192.0.2.1] while sending DATA command", "soft unreachable"),
    ("retry timeout exceeded", "soft unreachable"),
    ("554 5.4.7 [internal] message timeout (last transfail: 454 4.4.4 [internal] no MX or A for domain)",
     "soft invalid_domain"),
    ("554 5.4.7 [internal] message timeout (last transfail: 452 4.2.2 mailbox full)", "soft mailbox_full"),
    ("554 5.4.7 [internal] exceeded max time without delivery", "soft unreachable"),
    ("", "soft not_defined"),
    (None, "soft not_defined"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "text", "expected"), CODES)
def test_codes_of_the_record_decide(status: str, text: str, expected: str) -> None:
    found = shipped().classify("postfix", Bounce("bounced", None, status), text)

    assert f"{found.kind} {found.reason}" == expected


@pytest.mark.parametrize(("status", "text", "expected"), CODES)
def test_codes_of_the_text_decide_as_well(status: str, text: str, expected: str) -> None:
    told = text if status in text else f"{status} {text}"

    found = shipped().classify("events", None, told)

    assert f"{found.kind} {found.reason}" == expected


@pytest.mark.parametrize(("source", "given", "text", "expected"), CLASSES)
def test_the_class_of_the_sender_decides(source: str, given: str, text: str | None, expected: str) -> None:
    found = shipped().classify(source, Bounce("bounce", given, None), text)

    assert f"{found.kind} {found.reason}" == expected


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_the_reply_alone_decides(text: str | None, expected: str) -> None:
    found = shipped().classify("events", None, text)

    assert f"{found.kind} {found.reason}" == expected


def test_what_was_not_attempted_is_ignored() -> None:
    found = shipped().classify("postfix", Bounce("suspended", None, "4.4.1"), "delivery temporarily suspended")

    assert found[:3] == ("ignored", "unreachable", "no_attempt")


def test_the_rule_and_its_place_are_told() -> None:
    table = Classifier([rule("full", statuses=("x.2.2",)), LEFT])

    assert table.classify("any", None, "452 4.2.2 full") == ("soft", "full", "full", "full:1")


@pytest.mark.parametrize("name", ["spam", "mailbox.full", "policy"])
def test_what_the_address_is_called_says_nothing(name: str) -> None:
    assert shipped().classify("any", None, f"550 <{name}@blocked.test>: sorry").reason == "not_defined"
    assert shipped().classify("any", None, f"550 {name}@blocked.test sorry").reason == "not_defined"


@pytest.mark.parametrize(
    ("source", "record", "given", "text", "expected"),
    [
        ("ses", "delay_in_ses", "SendingDeferral", "SendingDeferral", "ignored unreachable"),
        ("ses", "delivery_delay", "General", "General", "soft unreachable"),
        ("ses", "bounce_permanent", "General", "General", "hard user_unknown"),
        ("ses", "bounce_permanent", "General", "smtp; 554 5.7.1 spam", "soft refused"),
        ("ses", "bounce_transient", "General", "General", "soft unreachable"),
        ("sendgrid", "deferred_in_sendgrid", None, "IPs were throttled by recipient server", "ignored unreachable"),
        ("sparkpost", "internal_delay", "70", "451 4.4.2 [internal] no free connection", "ignored unreachable"),
        ("sparkpost", "internal_delay", "21", "454 4.4.4 [internal] no MX or A for domain", "soft invalid_domain"),
        ("brevo", "hard_bounce", "hard_bounce", " RecipientError: 550 5.1.1 no such user", "hard user_unknown"),
        ("brevo", "soft_bounce", "soft_bounce", "550 5.1.1 no such user", "soft not_defined"),
        ("brevo", "deferred", "deferred", "550 5.1.1 User unknown", "soft not_defined"),
        ("exim", "deferred", None, "551 user not local", "soft not_defined"),
        ("exim", "deferred", None, "553 sorry", "soft not_defined"),
        ("exim", "deferred", None, "550 recipient rejected", "soft not_defined"),
        ("exim", "expired", None, "550 no such user", "soft not_defined"),
        ("exim", "bounced", None, "550 no such user", "hard user_unknown"),
        ("kumomta", "transient_failure", "InvalidRecipient", "552 mailbox not found", "soft not_defined"),
        ("kumomta", "transient_failure", "InactiveMailbox", "550 5.2.1 off", "soft account_disabled"),
        ("kumomta", "transient_failure", "Uncategorized", "503 5.5.1 bad sequence of commands", "soft unreachable"),
        ("sparkpost", "delay", "10", "550 5.1.1 not now", "soft not_defined"),
        ("sparkpost", "delay", "22", "550 5.1.1 the class comes before the code", "soft mailbox_full"),
        ("sendgrid", "blocked", "Mailbox Unavailable", "550 5.1.1 no such user", "soft refused"),
        ("sendgrid", "blocked", "blocked", "unable to get mx info for the domain", "soft invalid_domain"),
        ("sendgrid", "blocked", "Technical", "connection timed out", "soft unreachable"),
        ("mailgun", "unwanted", "hardfail", None, "hard on_denylist"),
        ("momentum", "deferred", None, "451 4.3.0 [internal] suspended", "ignored unreachable"),
        ("momentum", "deferred", None, "451 4.4.4 [internal] no MX or A for domain", "soft invalid_domain"),
        ("mailersend", "deferred", "deferred", None, "soft unreachable"),
        ("postfix", "expired", None, None, "soft unreachable"),
        ("postfix", "expired", "", "host mx.test said: 452 4.2.2 full", "soft mailbox_full"),
        ("events", "soft_bounced", None, None, "soft not_defined"),
    ],
)
def test_what_no_code_tells_the_record_does(
    source: str, record: str, given: str | None, text: str | None, expected: str
) -> None:
    found = shipped().classify(source, Bounce(record, given, None), text)

    assert f"{found.kind} {found.reason}" == expected


# ── tables of one's own ──


def test_all_that_a_rule_asks_for_must_hold() -> None:
    asked = rule(
        "all", sources=("a", "b"), records=("r",), classes=("C",), statuses=("5.1.x",), codes=("55x",), text="no"
    )
    table = Classifier([asked, LEFT])

    assert table.classify("a", Bounce("r", "c", "5.1.7"), "550 NO").rule == "all"
    assert table.classify("c", Bounce("r", "c", "5.1.7"), "550 no").rule == "left"
    assert table.classify("b", Bounce("s", "c", "5.1.7"), "550 no").rule == "left"
    assert table.classify("b", Bounce("r", None, "5.1.7"), "550 no").rule == "left"
    assert table.classify("b", Bounce("r", "c", "5.2.7"), "550 no").rule == "left"
    assert table.classify("b", Bounce("r", "c", "5.1.7"), "540 no").rule == "left"
    assert table.classify("b", Bounce("r", "c", "5.1.7"), "550 yes").rule == "left"


def test_the_first_rule_that_holds_decides() -> None:
    table = Classifier([rule("first", text="full"), rule("second", text="mailbox"), LEFT])

    assert [table.classify("a", None, text).rule for text in ("mailbox full", "mailbox", "nothing")] == [
        "first",
        "second",
        "left",
    ]


@pytest.mark.parametrize("rules", [[], [rule("some", text="x")], [rule("some", classes=("x",))]])
def test_a_table_that_leaves_something_open_is_refused(rules: list[Rule]) -> None:
    with pytest.raises(ValueError, match="ends with a rule that asks for nothing"):
        Classifier(rules)


def test_it_can_be_sent_to_another_process() -> None:
    table = Classifier([rule("full", text="full"), LEFT])
    table.classify("a", None, "full")

    assert pickle.loads(pickle.dumps(table)).classify("a", None, "full") == ("soft", "full", "full", "full:1")


def test_what_is_remembered_is_bounded() -> None:
    table = Classifier([rule("full", statuses=("5.2.2",)), LEFT])
    for number in range(MOST_KEPT + 10):
        table.classify("a", Bounce("r", f"class {number}", f"5.{number % 1000}.{number // 1000}"), f"text {number}")

    assert len(table._answers) <= MOST_KEPT
    assert len(table._left) <= MOST_KEPT
    assert table.classify("a", Bounce("r", None, "5.2.2"), None).rule == "full"


def test_of_a_long_text_only_the_beginning_is_looked_at_and_kept() -> None:
    table = Classifier([rule("full", text="full"), LEFT])

    assert table.classify("a", None, "full" + "x" * 10_000_000).rule == "full"
    assert table.classify("a", Bounce("r" * 5_000, "c" * 5_000, "s" * 5_000), "x" * LONGEST + "full").rule == "left"
    assert max(len(part or "") for key in table._answers for part in key) == LONGEST


MAYBE = (
    st.none() | st.text(max_size=40) | st.from_regex(r"[2-6]\.[0-9]{1,4}\.[0-9]{1,4}") | st.sampled_from(["10", "22"])
)


@settings(max_examples=300, deadline=None)
@given(MAYBE, MAYBE, st.text() | st.from_regex(r"[245][0-9]{2}[ -][a-z .@<>0-9]*"))
def test_whatever_is_told_there_is_an_answer(bounce_class: str | None, status: str | None, text: str) -> None:
    bounces = shipped_model().bounces
    assert bounces is not None
    found = shipped().classify("any", Bounce("any", bounce_class, status), text)

    assert found.kind in bounces.reasons[found.reason].kinds


# ── codes ──


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        ("5.1.1", "550 4.2.2", "5.1.1"),
        ("5.1.1 (bad destination mailbox address)", "", "5.1.1"),
        (None, "smtp; 550-5.7.26 Unauthenticated", "5.7.26"),
        (None, "550 (#5.1.1)", "5.1.1"),
        (None, "mx 5.1.1.2 said 4.2.2.", "4.2.2"),
        (None, "server 10.5.1.1 release v4.5.6 at mx-5.1.1.example.com", None),
        ("2.0.0 (success)", "", None),
        (None, "250 2.0.0 queued; later 450 4.2.0 grey", "4.2.0"),
        ("5.0.0", "smtp; 550 5.1.1 no such user", "5.1.1"),
        ("5.0.0", "450 4.1.1 no such user", "5.0.0"),
        ("failed", "552 5.02.002 full", "5.2.2"),
        (None, "", None),
    ],
)
def test_enhanced_code(status: str | None, text: str, expected: str | None) -> None:
    assert enhanced_code(status, text) == expected


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (None, "550 no", "550"),
        (None, "550-5.1.1 no", "550"),
        (None, "550", "550"),
        (None, "smtp;421 later", "421"),
        (None, "smtp; 554 no", "554"),
        (None, "host mx.test[192.0.2.1] said: 452 4.2.2 full", "452"),
        (None, "SMTP error after RCPT TO:<a@b.test>: 550 no", "550"),
        (None, "Remote server answered 550 5.1.1 no", "550"),
        ("552", "no code", "552"),
        ("5.1.1", "no code", None),
        (None, "connect to mx.test:587 after 500 seconds: refused", None),
        (None, "250 ok", None),
        (None, "a message of 550 bytes", None),
    ],
)
def test_reply_code(status: str | None, text: str, expected: str | None) -> None:
    assert reply_code(status, text) == expected
