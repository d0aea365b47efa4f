"""Who got mail is nobody's business: errors, notes and samples name no address, and files hold hashes on request."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from sendspec.batch.duck import said
from sendspec.cli import main
from sendspec.sources.privacy import AddressHashes, addresses_shown, harmless, masked

from tests.project import ROOT

KEY = b"0123456789abcdef"
# printf %s anna@example.com | openssl dgst -sha256 -hmac 0123456789abcdef, its first 32 digits
ANNA = "18ad5ee274fd35417922e6d32dbcf89d"
ODD = "68b464e780066a845ad09742db6d00bf"
"""The same of `ann\\xe9@example.com`, in which the last byte of the name was no UTF-8."""
COLUMNS = (
    "message,recipient,time,event,reason\n"
    "m1,anna@example.com,2026-03-02T08:00:00Z,delivered,250 ok\n"
    "m2,Anna@Example.com,2026-03-02T08:00:01Z,hard_bounced,550 5.1.1 <ANNA@example.com>: unknown\n"
    "m3,,2026-03-02T08:00:02Z,delivered,\n"
)
SES = (
    '{"eventType":"Delivery","mail":{"messageId":"m1"},"delivery":{"timestamp":"2026-03-02T08:00:00Z",'
    '"recipients":["anna@example.com"],"smtpResponse":"250 ok for Anna@example.com"}}\n'
    '{"eventType":"Unheard","to":"anna@example.com"}\n'
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], env={"NO_COLOR": "1"})


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(KEY)
    return path


@pytest.fixture
def ses(tmp_path: Path) -> Path:
    path = tmp_path / "ses.log"
    path.write_text(SES)
    return path


# what is shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("to=<anna@example.com>, relay=none", "to=<…@…>, relay=none"),
        ("to=anna@example.com relay", "to=…@… relay"),
        ('"anna b"@example.com spoke', "…@… spoke"),
        ("bounce+anna=example.com@sender.test", "…@…"),
        ("https://shop.test/?email=anna%40example.com&c=5", "https://shop.test/?email=…@…&c=5"),
        ("rfc822;anna+40example.com", "rfc822;…@…"),
        ("anna@[192.0.2.1] spoke", "…@… spoke"),
        ('{"to":"anna@example.com"}', '{"to":"…@…"}'),
        ("anna@ spoke", "…@… spoke"),
        ("o'brien@example.com, or 'anna@example.com'", "…@…, or '…@…'"),
        (r'{"to":"anna\u0040example.com"}', '{"to":"…@…"}'),
        (r'{"to":"anna@ex\u00e4mple.com\\n"}', r'{"to":"…@…\\n"}'),
        ("ann\xe9@example.com", "…@…"),
        ("\x1b[31manna@example.com", "\\x1b[…@…"),
        ("nobody is named", "nobody is named"),
        # What is cut off might be half of an address.
        ("x " * 399 + "anna@example.com", "x " * 399),
    ],
)
def test_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_addresses_are_shown_on_request() -> None:
    with addresses_shown():
        assert masked("anna@example.com\x1b") == "anna@example.com\\x1b"
    assert masked("anna@example.com") == "…@…"


def test_harmless() -> None:
    assert harmless("a\nb\x1b[0m\u202e\udcff é") == "a\\nb\\x1b[0m\\u202e? é"


def test_what_duckdb_quotes() -> None:
    assert said(ValueError("Conversion Error: no time in 'anna@example.com'\nmore")) == "no time in '…@…'"  # type: ignore[arg-type]


def test_a_record_that_is_not_understood(ses: Path) -> None:
    hidden = run("replay", ses, "--source", "ses", "--project", ROOT)
    shown = run("replay", ses, "--source", "ses", "--project", ROOT, "--show-addresses")

    assert 'no rule of the source fits it: {"eventType":"Unheard","to":"…@…"}' in hidden.stdout
    assert "@example" not in hidden.output
    assert '"to":"anna@example.com"' in shown.stdout


def test_a_header_that_is_a_row(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("m1,anna@example.com,2026-03-02T08:00:00Z,delivered\n")

    hidden = run("replay", log, "--source", "events", "--project", ROOT)
    shown = run("replay", log, "--source", "events", "--project", ROOT, "--show-addresses")

    assert "its columns are: `m1`, `…@…`, `2026" in hidden.stderr
    assert "`anna@example.com`" in shown.stderr


def test_an_event_that_is_an_address(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(COLUMNS + "m4,b@example.com,2026-03-02T08:00:00Z,anna@example.com,\n")

    result = run("replay", log, "--source", "events", "--project", ROOT)

    assert "note: the source names no event `…@…` (× 1)" in result.stdout
    assert "@example" not in result.output


@pytest.mark.parametrize("verb", ["replay", "events", "compare", "propose"])
def test_no_verb_names_an_address_unasked(ses: Path, tmp_path: Path, verb: str) -> None:
    more = {"events": ["--out", tmp_path / "out.csv"], "compare": ["--modes", "native_mta,enhanced_mta"]}.get(verb, [])
    for form in ([], ["--json"]):
        result = run(verb, ses, "--source", "ses", "--project", ROOT, *more, *form)

        assert result.exit_code == 0, result.output
        assert "@example" not in result.output


@pytest.mark.parametrize("form", [[], ["--json"]])
@pytest.mark.parametrize("verb", ["message", "address"])
def test_explain_shows_lines_without_other_people(tmp_path: Path, verb: str, form: list[str]) -> None:
    log = tmp_path / "maillog"
    log.write_text(
        "Nov 20 10:00:00 out postfix/qmgr[7]: 4A1B2C3D4E5: from=<news@b.test>, size=5, nrcpt=1 (queue active)\n"
        "Nov 20 10:00:01 out postfix/smtp[7]: 4A1B2C3D4E5: to=<Anna@x.test>, relay=mx.x.test[10.0.0.1]:25, delay=1, "
        "delays=0/0/0/1, dsn=5.1.1, status=bounced (550 5.1.1 <boss@y.test>: forwarding failed)\n"
        "Nov 20 10:00:02 out postfix/smtp[7]: 4A1B2C3D4E5: to=<anna@x.test>, bcc=<carl@z.test>, status=odd (hm)\n"
    )
    asked = ("explain", verb, "anna@x.test", log, "--source", "postfix", "--project", ROOT, *form)

    hidden, shown = run(*asked), run(*asked, "--show-addresses")

    assert hidden.exit_code == shown.exit_code == 0, hidden.output
    assert "to=<Anna@x.test>" in hidden.output
    assert not re.search(r"boss|news@|carl", hidden.output)
    assert "<boss@y.test>: forwarding failed" in shown.output


def test_explain_names_whom_it_was_asked_about_and_nobody_else(tmp_path: Path) -> None:
    log = tmp_path / "ses.log"
    log.write_text(SES.replace('["anna@example.com"]', '["anna@example.com","ben@example.com"]'))
    asked = ("--source", "ses", "--project", ROOT)

    several = run("explain", "message", "m1", log, *asked)
    shown = run("explain", "message", "m1", log, *asked, "--show-addresses")
    nobody = run("explain", "message", "ana@example.com", log, *asked)
    anna = run("explain", "message", "anna@example.com", log, *asked)

    assert several.exit_code == nobody.exit_code == 2
    assert "m1/…@…  (1 event)" in several.stderr
    assert "--show-addresses shows the addresses" in several.stderr
    assert "m1/anna@example.com  (1 event)" in shown.stderr
    assert "did you mean `…@…`?" in nobody.stderr
    assert anna.exit_code == 0
    assert "anna@example.com" in anna.stdout


# two specs on one log


@pytest.fixture
def old_spec(tmp_path: Path) -> Path:
    """The shipped spec, but that SES's permanent bounces were taken for deliveries."""
    spec = tmp_path / "old" / "spec"
    shutil.copytree(ROOT / "spec", spec)
    source = spec / "sources" / "ses.yaml"
    text = source.read_text("utf-8")
    assert text.count("\n    event: hard_bounced\n") == 1
    source.write_text(text.replace("\n    event: hard_bounced\n", "\n    event: delivered\n"), "utf-8")
    return spec.parent


def bounced(message: str, recipient: str) -> str:
    return (
        f'{{"eventType":"Bounce","mail":{{"messageId":"{message}"}},"bounce":{{"bounceType":"Permanent",'
        f'"timestamp":"2026-03-02T08:00:00Z","bouncedRecipients":[{{"emailAddress":"{recipient}"}}]}}}}\n'
    )


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_diff_names_no_address_unasked(tmp_path: Path, old_spec: Path, key: Path, form: str) -> None:
    log = tmp_path / "ses.log"
    log.write_text(bounced("m1", "anna@example.com") + bounced("vip+ben=example.com@sender.test", "postmaster"))
    asked = ("diff", "--project", ROOT, "--against", old_spec, "--log", log, "--source", "ses", "--format", form)

    hidden, shown, hashed = run(*asked), run(*asked, "--show-addresses"), run(*asked, "--hash-addresses", key)

    assert hidden.exit_code == shown.exit_code == hashed.exit_code == 0, hidden.output
    assert "m1" in hidden.stdout
    assert not re.search("anna|ben=|postmaster|example.com", hidden.output)
    assert "anna@example.com" in shown.stdout
    assert "postmaster" in shown.stdout
    assert ANNA in hashed.stdout
    assert not re.search("anna|ben=|postmaster|example.com", hashed.output)


@pytest.mark.parametrize("more", [[], ["--show-addresses"]])
def test_diff_shows_nothing_that_a_terminal_obeys(tmp_path: Path, old_spec: Path, more: list[str]) -> None:
    log = tmp_path / "\x1b[31mred\nses.log"
    log.write_text(bounced("m\\u001b[31m\\n1", "a\\u001b]0;b@example.com") + '{"eventType":')
    asked = ("diff", "--project", ROOT, "--against", old_spec, "--log", log, "--source", "ses")

    for form in ("text", "markdown"):
        result = run(*asked, "--format", form, *more)

        assert result.exit_code == 0
        assert "m\\x1b[31m\\n1" in result.stdout.replace("\\\\", "\\").replace("\\[", "[")
        assert all(line.isprintable() for line in result.output.splitlines())


@pytest.mark.parametrize(
    "verb", [["explain", "message", "m1"], ["explain", "address", "anna@example.com"], ["compare"], ["replay"]]
)
def test_json_holds_nothing_that_a_terminal_obeys(tmp_path: Path, verb: list[str]) -> None:
    odd = "\x9b31m\x7f\u202e\U000e0041"
    log = tmp_path / "ses.log"
    delivered = {"timestamp": "2026-03-02T08:00:00Z", "recipients": ["anna@example.com"], "smtpResponse": odd}
    sent = {"messageId": "m1", "timestamp": "2026-03-02T08:00:00Z", "destination": ["anna@example.com"]}
    records = [
        {"eventType": "Send", "mail": sent},
        {"eventType": "Delivery", "mail": {"messageId": "m1"}, "delivery": delivered},
        {"eventType": odd, "to": "anna@example.com"},
    ]
    log.write_text("".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records), "utf-8")
    more = ["--modes", "native_mta,enhanced_mta"] if verb == ["compare"] else []

    result = run(*verb, log, "--source", "ses", "--project", ROOT, "--json", *more)

    assert result.exit_code == 0, result.output
    assert all(line.isprintable() for line in result.stdout.splitlines())
    assert "explain" not in verb or odd in json.dumps(json.loads(result.stdout), ensure_ascii=False)


def test_diff_is_strict_about_the_log(tmp_path: Path, old_spec: Path) -> None:
    log = tmp_path / "ses.log"
    log.write_text(SES)
    asked = ("diff", "--project", ROOT, "--against", old_spec, "--log", log, "--source", "ses")

    easy, strict = run(*asked), run(*asked, "--strict")

    assert (easy.exit_code, strict.exit_code) == (0, 1)
    assert strict.stdout == easy.stdout
    assert strict.stderr == f"{easy.stderr}error: 1 not understood (--strict)\n"


@pytest.mark.parametrize("option", ["--strict", "--hash-addresses"])
def test_diff_without_a_log_has_no_addresses(old_spec: Path, key: Path, option: str) -> None:
    result = run("diff", "--project", ROOT, "--against", old_spec, option, *([key] if "hash" in option else []))

    assert result.exit_code == 2
    assert "are about a log: add --log LOG and --source NAME" in result.stderr


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_messages_that_are_called_by_an_address(tmp_path: Path, form: list[str]) -> None:
    log = tmp_path / "ses.log"
    log.write_text(
        '{"eventType":"Send","mail":{"messageId":"vip+ben=example.com@sender.test","timestamp":"2026-03-02T08:00:00Z",'
        '"destination":["anna@example.com"]}}\n'
    )
    asked = ("compare", log, "--source", "ses", "--project", ROOT, "--modes", "native_mta,enhanced_mta", *form)

    hidden, shown = run(*asked), run(*asked, "--show-addresses")

    assert hidden.exit_code == 0, hidden.output
    assert "ben=" not in hidden.output
    assert "…@…" in hidden.stdout
    assert "vip+ben=example.com@sender.test" in shown.stdout


# hashes


def test_a_hash_is_what_others_make_of_it() -> None:
    hashes = AddressHashes(KEY)

    assert hashes.of("anna@example.com") == hashes.of("ANNA@Example.COM") == ANNA
    assert hashes.of("ann\udce9@example.com") == ODD
    assert hashes.of("") == ""
    assert AddressHashes(KEY + b"\n").of("anna@example.com") != ANNA


@pytest.mark.parametrize(
    "text",
    [
        "550 <{}>: unknown", "550 {}. Unknown", "to={}, why", '{{"to":"{}"}}', "\\\"{}\\\"", "for {} and {}", "{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", ["anna@example.com", "Anna@EXAMPLE.com"])
def test_within_a_text(text: str, address: str) -> None:
    assert AddressHashes(KEY).within(text.format(*[address] * text.count("{}"))) == text.format(
        *[ANNA] * text.count("{}")
    )


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("for o'brien@example.com.", "o'brien@example.com"),
        (r'{"to":"anna\u0040example.com"}', "anna@example.com"),
        (r'{"to":"REN\u00e9@ex\u00e4mple.com"}', "rené@exämple.com"),
        (r'{"to":"\ud83d\ude00@example.com"}', "\N{GRINNING FACE}@example.com"),
    ],
)
def test_within_a_text_that_writes_it_otherwise(text: str, address: str) -> None:
    hashes = AddressHashes(KEY)

    assert re.findall("[0-9a-f]{32}", hashes.within(text)) == [hashes.of(address)]
    assert "@" not in hashes.within(text)


@pytest.mark.parametrize("text", [r"\ud800\u0040x", r"a\u004", r"a@\u12", "\\u0040"])
def test_within_a_text_that_breaks_off(text: str) -> None:
    assert "@" not in AddressHashes(KEY).within(text)


def test_within_an_address_of_the_web() -> None:
    assert AddressHashes(KEY).within("https://shop.test/?email=anna%40example.com&c=5") == (
        f"https://shop.test/?email={ANNA}&c=5"
    )


def test_what_replay_writes(ses: Path, tmp_path: Path, key: Path) -> None:
    files = {name: tmp_path / f"{name}.csv" for name in ("statuses", "addresses")}
    options = [part for name, path in files.items() for part in (f"--{name}", path)]
    asked = ("--source", "ses", "--project", ROOT, "--mode", "enhanced_mta", "--aside", tmp_path / "aside")

    result = run("replay", ses, *asked, *options, "--hash-addresses", key)

    assert result.exit_code == 0, result.output
    (status,) = csv.DictReader(files["statuses"].open())
    assert (status["message"], status["recipient"], status["reason"]) == ("m1", ANNA, f"250 ok for {ANNA}")
    (address,) = csv.DictReader(files["addresses"].open())
    assert address["address"] == ANNA
    assert (tmp_path / "aside").read_text() == f'{{"eventType":"Unheard","to":"{ANNA}"}}\n'


@pytest.mark.parametrize("engine", ["columns", "live"])
@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_every_engine_writes_the_same(tmp_path: Path, key: Path, engine: str, form: str) -> None:
    log, out = tmp_path / "log.csv", tmp_path / f"statuses.{form}"
    log.write_text(COLUMNS)
    asked = ("--source", "events", "--project", ROOT, "--mode", "enhanced_mta", "--engine", engine)

    result = run("replay", log, *asked, "--statuses", out, "--hash-addresses", key)

    assert result.exit_code == 0, result.output
    rows = {
        "csv": lambda: list(csv.DictReader(out.open())),
        "jsonl": lambda: [json.loads(line) for line in out.read_text().splitlines()],
        "parquet": lambda: pq.read_table(out).to_pylist(),
    }[form]()
    assert {row["message"]: (row["recipient"] or "", row["reason"] or "") for row in rows} == {
        "m1": (ANNA, "250 ok"),
        "m2": (ANNA, f"550 5.1.1 <{ANNA}>: unknown"),
    }


@pytest.mark.parametrize("source", ["events", "ses"])
@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_events_that_are_written(tmp_path: Path, ses: Path, key: Path, source: str, form: str) -> None:
    log, out, again = tmp_path / "log.csv", tmp_path / f"out.{form}", tmp_path / "again.csv"
    log.write_text(COLUMNS)

    result = run(
        "events", ses if source == "ses" else log, "--source", source, "--project", ROOT, "--out", out,
        "--hash-addresses", key,
    )  # fmt: skip
    run("events", out, "--source", "events", "--project", ROOT, "--out", again)

    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(again.open()))
    assert {row["recipient"] for row in rows} == {ANNA}
    assert re.findall("[0-9a-f]{32}", " ".join(row["reason"] or "" for row in rows)) == [ANNA]
    assert b"example" not in again.read_bytes()


def test_the_numbers_are_the_same(tmp_path: Path, key: Path) -> None:
    asked = ("--source", "postfix", "--project", ROOT, "--year", "2026")
    log, out = ROOT / "samples" / "postfix" / "maillog", tmp_path / "out.csv"
    plain = run("replay", log, *asked, "--json", "--statuses", tmp_path / "a.csv")
    hidden = run("replay", log, *asked, "--json", "--statuses", out, "--hash-addresses", key)

    assert plain.stdout == hidden.stdout
    assert "@" not in out.read_text()
    with (tmp_path / "a.csv").open() as first, out.open() as second:
        pairs = {
            (a["recipient"].lower(), b["recipient"]) for a, b in zip(*map(csv.DictReader, (first, second)), strict=True)
        }
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file or directory"),
        (b"short", "a key of 5 bytes can be tried out; at least 16 are needed"),
        (b"", "a key of 0 bytes can be tried out"),
        (b"x" * ((1 << 20) + 1), "it has more than 1,048,576 bytes, and is no key"),
    ],
)
@pytest.mark.parametrize("verb", ["replay", "events"])
def test_a_key_that_is_none(ses: Path, tmp_path: Path, verb: str, content: bytes | None, words: str) -> None:
    key, out = tmp_path / "key", tmp_path / "out.csv"
    if content is not None:
        key.write_bytes(content)
    option = "--out" if verb == "events" else "--statuses"

    result = run(verb, ses, "--source", "ses", "--project", ROOT, option, out, "--hash-addresses", key)

    assert result.exit_code == 2
    assert words in result.stderr
    assert "head -c 32 /dev/urandom > KEYFILE" in result.stderr
    assert not out.exists()


# strict


@pytest.mark.parametrize("verb", ["replay", "events", "compare", "propose"])
def test_strictly(ses: Path, tmp_path: Path, verb: str) -> None:
    out = tmp_path / "out.csv"
    asks: dict[str, list[object]] = {
        "events": ["--out", out], "compare": ["--modes", "native_mta,enhanced_mta"], "replay": ["--statuses", out],
    }  # fmt: skip
    more = asks.get(verb, [])
    asked = (verb, ses, "--source", "ses", "--project", ROOT, *more)

    easy, strict = run(*asked), run(*asked, "--strict")

    assert (easy.exit_code, strict.exit_code) == (0, 1)
    assert strict.stdout == easy.stdout
    assert strict.stderr == f"{easy.stderr}error: 1 not understood (--strict)\n"
    assert verb in ("compare", "propose") or out.exists()


def test_strictly_where_all_is_understood(tmp_path: Path) -> None:
    log = tmp_path / "ses.log"
    log.write_text(SES.splitlines(keepends=True)[0])

    assert run("replay", log, "--source", "ses", "--project", ROOT, "--strict").exit_code == 0


@pytest.mark.parametrize("verb", ["replay", "events", "compare", "propose", "diff"])
def test_strictly_is_told_in_the_help(verb: str) -> None:
    words = " ".join(run(verb, "--help").stdout.split())

    assert "--strict" in words
    assert "not understood or not joined" in words
