"""Edits of the shipped spec, each classified as a person would: what changed, and who is concerned."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pytest
from sendspec_gen.changes import compare
from sendspec_gen.changes.change import Change, LawChange, Revision
from sendspec_gen.changes.summary import entries
from sendspec_gen.disk import read_spec
from sendspec_gen.emit import tables
from sendspec_gen.model import Model
from sendspec_gen.problems import Problems
from sendspec_gen.read import read
from sendspec_gen.resolve import resolve
from sendspec_gen.source import SourceFile

from tests.project import ROOT

EVERYWHERE = "spec/"
VOCABULARY = "spec/vocabulary.yaml"
RECORDING = "spec/recordings/postfix.yaml"
BOUNCES = "spec/bounces.yaml"
NATIVE = "spec/modes/native_mta.yaml"
ENHANCED = "spec/modes/enhanced_mta.yaml"
EFS = "spec/modes/enhanced_mta_efs.yaml"
V8 = "spec/modes/enhanced_mta_efs_v8.yaml"
DELIVERY = "spec/delivery.yaml"
MODES = ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8")

HEARS_OF_SUCCESS = "on:\n      delivered: {to: delivered, kpi: {delivered: +1, bounces_errors: -1}}\n"
TWIN_OF_FAILED = """
  failed_twin:
    label: {en: Refused at once, fr: Refusé aussitôt, pt: Recusada de imediato}
    status: failed
    settled: true
    ignore: [relayed, delivered, soft_bounced, hard_bounced, expired, cancelled]
    reject: {excluded: never_sent}
"""
DELIVERED_AND_FAILED = r"(?s)\n(  delivered:\n    status.*?)(  failed:\n.*)"
RETRYING_AGAIN = """
  retrying_again:
    status: failed
    deadline: {after: validity_period, raise: expired, from: start}
    on:
      delivered:    {to: delivered, kpi: {delivered: +1, bounces_errors: -1}}
      hard_bounced: {to: failed}
      expired:      {to: expired}
      cancelled:    {to: cancelled, kpi: {bounces_errors: -1}}
    ignore: [relayed, soft_bounced, excluded]
"""
# Rows in either state show what those in the other showed, and each move that led to one leads to the other. Each
# change is judged by itself: that they come to nothing but other names in rows is for a person to see.
SWAPPED = (
    *(f"changed state status enhanced_mta_efs:{state}: DATA KPI" for state in ("delivered", "failed")),
    *(
        f"changed answer answer enhanced_mta_efs:{state}/hard_bounced: CODE DATA KPI"
        for state in ("delivered", "failed")
    ),
    *(
        f"changed move target enhanced_mta_efs:{state}/{event}: CODE DATA KPI"
        for state in ("pending", "relayed", "excluded", "retrying", "expired", "cancelled")
        for event in ("delivered", "hard_bounced")
    ),
    "changed state order enhanced_mta_efs: CODE",
)
ONE_MORE_STORY = """
  - scenario: {en: Nothing happens, fr: Rien ne se passe, pt: Nada acontece}
    cite: [efs_prose]
    mode: enhanced_mta
    steps:
      - {event: relayed, status: sent}
"""


@dataclass(frozen=True, slots=True)
class Edit:
    """Patterns in files (all files below a folder), what takes their place, and what a person says of it."""

    what: str
    replacements: tuple[tuple[str, str, str], ...]
    expected: tuple[str, ...]


def word(name: str) -> str:
    """A name of the spec, and no word of its prose."""
    return rf"(?<![\w.])(?<!\w ){name}(?=\s*(?:[:,}}\]\n]|\Z))"


def named_as_before(old: str, new: str) -> tuple[str, str, str]:
    """What sources call their records does not change with the name of an event in the spec."""
    return ("spec/sources/", rf"(?m)(?<=record: ){new}\b|(?<=^  ){new}(?=:)|(?<=[{{ ]){new}(?=: \d)", old)


EDITS = (
    # ── nothing ──
    Edit("a comment", ((EFS, r"\n  pending:", "\n  # Nobody knows yet.\n  pending:"),), ()),
    Edit(
        "a line that is broken elsewhere",
        ((EFS, r"Delivered starts at 0 % and", "Delivered starts\n    at 0 % and"),),
        (),
    ),
    Edit(
        "the order of effects",
        ((EFS, r"\{delivered: \+1, bounces_errors: -1\}", "{bounces_errors: -1, delivered: +1}"),),
        (),
    ),
    Edit("the order of what is ignored", ((NATIVE, r"\[relayed, excluded\]", "[excluded, relayed]"),), ()),
    Edit(
        "the order of what a law speaks of",
        (
            (
                "spec/laws.yaml",
                r"at_most_one_of: \[delivered, bounces_errors\]",
                "at_most_one_of: [bounces_errors, delivered]",
            ),
        ),
        (),
    ),
    # ── renames ──
    Edit(
        "a state is renamed",
        ((EVERYWHERE, word("retrying"), "being_retried"),),
        tuple(f"renamed state {mode}:being_retried: CODE DATA" for mode in MODES),
    ),
    Edit(
        "an event is renamed",
        (
            (EVERYWHERE, word("soft_bounced"), "bounced_for_now"),
            (RECORDING, r"(?<=\d )soft_bounced", "bounced_for_now"),
            named_as_before("soft_bounced", "bounced_for_now"),
        ),
        ("renamed event bounced_for_now: CODE",),
    ),
    Edit(
        "a status is renamed",
        ((EVERYWHERE, word("taken_into_account"), "with_the_provider"),),
        ("renamed status with_the_provider: CODE DATA",),
    ),
    Edit(
        "a counter is renamed",
        ((EVERYWHERE, word("bounces_errors"), "failures"),),
        ("renamed counter failures: CODE",),
    ),
    Edit(
        "a mode is renamed",
        ((EVERYWHERE, word("enhanced_mta_efs_v8"), "mta_v8"),),
        ("renamed machine mta_v8: CODE DATA",),
    ),
    Edit(
        "an event that a delivery tells, and the states of its name, are renamed",
        ((EVERYWHERE, word("cancelled"), "taken_out"), named_as_before("cancelled", "taken_out")),
        ("renamed event taken_out: CODE", *(f"renamed state {mode}:taken_out: CODE DATA" for mode in MODES)),
    ),
    Edit(
        "a duration is renamed",
        ((EVERYWHERE, word("refresh_period"), "refreshing"),),
        ("renamed duration refreshing: CODE",),
    ),
    Edit(
        "a document is renamed",
        ((EVERYWHERE, word("efs_prose"), "efs_text"),),
        ("renamed document efs_text: DOCS",),
    ),
    Edit("a KPI is renamed", ((EVERYWHERE, word("open_rate"), "opens_rate"),), ("renamed kpi opens_rate: CODE",)),
    Edit(
        "a fact is renamed",
        ((EVERYWHERE, word("approved"), "signed_off"),),
        ("renamed fact delivery:signed_off: CODE",),
    ),
    Edit(
        "a row of numbered states is renamed",
        ((EVERYWHERE, r"\berroneous(?=_\d\b|:\n    numbered|:\n      label: \{en: 'Erron)", "faulty"),),
        tuple(f"renamed state quarantine:faulty_{number}: CODE DATA" for number in (1, 2, 3, 4)),
    ),
    Edit(
        "a state is renamed and does something else",
        (
            (EVERYWHERE, word("retrying"), "being_retried"),
            (NATIVE, r"(being_retried:(?s:.)*?cancelled: )   \{to: cancelled, kpi", r"\1   {to: expired, kpi"),
        ),
        (
            *(f"renamed state {mode}:being_retried: CODE DATA" for mode in MODES),
            "changed move target native_mta:being_retried/cancelled: CODE DATA KPI",
        ),
    ),
    Edit(
        "two states swap their names",
        (
            (EFS, r"(?<=to: )delivered|(?<=\n  )delivered(?=:)", "xxx"),
            (EFS, r"(?<=to: )failed|(?<=\n  )failed(?=:)", "delivered"),
            (EFS, r"xxx", "failed"),
        ),
        SWAPPED,
    ),
    # ── structure ──
    Edit(
        "a state is split into two that nobody can tell apart",
        (
            (EFS, r"soft_bounced: \{to: retrying\}", "soft_bounced: {to: retrying_again}"),
            (EFS, r"(?s)\Z", RETRYING_AGAIN),
        ),
        (
            "added state enhanced_mta_efs:retrying_again: CODE",
            "changed move target enhanced_mta_efs:retrying/soft_bounced: CODE",
        ),
    ),
    Edit(
        "a state is added that nobody can tell from another",
        (
            (NATIVE, r"(?s)\Z", TWIN_OF_FAILED),
            (NATIVE, r"to: failed(?=, kpi: \{bounces_errors: \+1\}, cite)", "to: failed_twin"),
        ),
        (
            "added state native_mta:failed_twin: CODE",
            "changed move target native_mta:pending/hard_bounced: CODE",
        ),
    ),
    Edit(
        "an event is removed",
        (
            (DELIVERY, r"\n +fail: +\{to: failed\}", ""),
            (VOCABULARY, r"\n    fail:\n(      .*\n)+", "\n"),
            ("spec/scenarios/delivery.yaml", r"\n +- \{event: fail, .*", ""),
            ("spec/scenarios/refusals.yaml", r"\n +- \{event: fail, .*", ""),
            ("spec/scenarios/refusals.yaml", r", fail\]", "]"),
        ),
        (
            "removed event fail: CODE DATA",
            "changed scenario steps A failure of the system ends the send: DOCS",
            "changed scenario steps A send that the system cannot start fails: DOCS",
            "changed scenario steps Before the send, each state offers only its own steps: DOCS",
            "changed scenario steps During the send, nothing can be changed: DOCS",
            "changed scenario steps Once finished, stopped or failed, a send refuses everything: DOCS",
        ),
    ),
    Edit(
        "a move leads elsewhere, where the status is the same for now",
        ((EFS, r"to: retrying(?=, kpi: \{bounces_errors: \+1\}, cite: \[efs_table.3)", "to: failed"),),
        ("changed move target enhanced_mta_efs:relayed/soft_bounced: CODE DATA KPI",),
    ),
    Edit(
        "what was ignored is refused",
        (
            (
                NATIVE,
                r"ignore: \[relayed, excluded\](?=\n  expired)",
                "ignore: [relayed]\n    reject: {excluded: never_sent}",
            ),
        ),
        ("changed answer answer native_mta:retrying/excluded: CODE",),
    ),
    Edit(
        "what was refused is ignored",
        (
            (
                NATIVE,
                r"(  expired:(?s:.)*?ignore: \[relayed, soft_bounced, )expired\]\n    reject: \{excluded: never_sent\}",
                r"\1expired, excluded]",
            ),
        ),
        ("changed answer answer native_mta:expired/excluded: CODE",),
    ),
    Edit(
        "another refusal",
        ((NATIVE, r"(  expired:(?s:.)*?)reject: \{excluded: never_sent\}", r"\1reject: {excluded: not_now}"),),
        ("changed answer refusal native_mta:expired/excluded: CODE",),
    ),
    Edit(
        "a move that led back is ignored: the row keeps its reason",
        (
            (EFS, r"\n      soft_bounced: \{to: retrying\}", ""),
            (EFS, r"(  retrying:(?s:.)*?)ignore: \[relayed, ", r"\1ignore: [relayed, soft_bounced, "),
        ),
        ("changed answer answer enhanced_mta_efs:retrying/soft_bounced: CODE DATA",),
    ),
    Edit(
        "a state is no longer final",
        ((DELIVERY, r"(code: 95\n    final: )true", r"\1false"),),
        ("changed state final delivery:finished: CODE",),
    ),
    Edit(
        "a way of sending for another channel",
        ((EFS, r"channels: \[email\]", "channels: [email, sms]"),),
        ("changed machine channels enhanced_mta_efs: CODE",),
    ),
    Edit(
        "another package",
        (("spec/project.yaml", r"package: sendlogs", "package: maillogs"),),
        ("changed project package maillogs: CODE",),
    ),
    Edit(
        "what was ignored moves",
        (
            (
                NATIVE,
                r"(  failed:(?s:.)*)ignore: \[relayed, delivered, ",
                rf"\1{HEARS_OF_SUCCESS}    ignore: [relayed, ",
            ),
        ),
        ("changed answer answer native_mta:failed/delivered: CODE DATA KPI",),
    ),
    Edit(
        "the order of states",
        ((NATIVE, DELIVERED_AND_FAILED, r"\n\2\1"),),
        ("changed state order native_mta: CODE",),
    ),
    Edit(
        "the order of modes",
        (("spec/project.yaml", r"\[native_mta, enhanced_mta, ", "[enhanced_mta, native_mta, "),),
        ("changed machine order machines: DOCS",),
    ),
    # ── numbers ──
    Edit(
        "an effect",
        ((ENHANCED, r"\{to: retrying, kpi: \{delivered: \+1\}\}", "{to: retrying}"),),
        ("changed move effects enhanced_mta:pending/soft_bounced: KPI",),
    ),
    Edit(
        "what a KPI is a share of",
        ((VOCABULARY, r"counter: unique_opens\n    over: delivered", "counter: unique_opens\n    over: to_deliver"),),
        ("changed kpi formula open_rate: KPI",),
    ),
    Edit(
        "how often a KPI is refreshed",
        (("spec/project.yaml", r"value: 1h", "value: 2h"),),
        ("changed duration length refresh_period: KPI",),
    ),
    Edit(
        "what a new message adds",
        ((VOCABULARY, r"at_start: 1", "at_start: 2"),),
        ("changed counter at start to_deliver: KPI",),
    ),
    Edit(
        "who sees a KPI",
        ((VOCABULARY, r"    channels: \[email\]\n", ""),),
        ("changed kpi channels click_through_rate: KPI",),
    ),
    Edit(
        "a state is no longer settled",
        ((EFS, r"(  expired:\n    status: failed\n)    settled: true\n", r"\1"),),
        ("changed state settled enhanced_mta_efs:expired: KPI",),
    ),
    # ── rows ──
    Edit(
        "a status that a KPI counts",
        ((ENHANCED, r"(  retrying:(?s:.)*?    status: )sent", r"\1failed"),),
        ("changed state status enhanced_mta:retrying: DATA KPI",),
    ),
    Edit(
        "a status that no KPI counts",
        ((V8, r"(  relayed:(?s:.)*?    status: )taken_into_account", r"\1pending"),),
        ("changed state status enhanced_mta_efs_v8:relayed: DATA",),
    ),
    Edit("a published code", ((VOCABULARY, r"code: 7", "code: 8"),), ("changed status code delivery_canceled: DATA",)),
    Edit(
        "a duration",
        (("spec/project.yaml", r"value: 3d12h", "value: 2d"),),
        ("changed duration length validity_period: DATA KPI",),
    ),
    Edit(
        "a deadline that is gone",
        ((EFS, r"\n    deadline: .*", ""),),
        ("changed state deadline enhanced_mta_efs:retrying: DATA KPI",),
    ),
    Edit(
        "a deadline that counts from another moment",
        ((EFS, r"from: start", "from: entry"),),
        ("changed state deadline enhanced_mta_efs:retrying: DATA KPI",),
    ),
    Edit(
        "the most that a duration may be",
        (("spec/project.yaml", r"at_most: 3d12h", "at_most: 5d"),),
        ("changed duration limit validity_period: DATA KPI",),
    ),
    Edit(
        "a published code of a state",
        ((DELIVERY, r"code: 51", "code: 52"),),
        ("changed state code delivery:start_pending: DATA",),
    ),
    Edit(
        "what a delivery tells its messages",
        (
            (
                DELIVERY,
                r"(  in_progress:(?s:.)*?stop: +\{to: stopped), tell: \{unsettled_messages: cancelled\}",
                r"\1",
            ),
        ),
        ("changed move tell delivery:in_progress/stop: DATA KPI",),
    ),
    Edit(
        "a record of a log that means nothing any more",
        (("spec/sources/postfix.yaml", r"\n  deleted: cancelled", ""),),
        ("changed source record deleted postfix: DATA KPI",),
    ),
    Edit(
        "what a record of a log means",
        (("spec/sources/postfix.yaml", r"suspended: soft_bounced", "suspended: relayed"),),
        ("changed source record suspended postfix: DATA KPI",),
    ),
    Edit(
        "an event of a recording",
        ((RECORDING, r"\n  - 0s 2 delivered .*", "\n  - 0s 2 hard_bounced"),),
        ("changed recording events postfix: DOCS",),
    ),
    Edit(
        "what a recording is called",
        ((RECORDING, r"Log of Postfix", "A run of Postfix"), (RECORDING, r"T01:54:24Z", "T02:54:24Z")),
        ("changed recording label postfix: DOCS", "changed recording start postfix: DOCS"),
    ),
    Edit(
        "the kind of a failure",
        ((BOUNCES, r"(name: no_such_mailbox,.*) kind: hard, reason: user_unknown", r"\1 kind: soft, reason: refused"),),
        (
            "changed bounce rule kind no_such_mailbox: DATA KPI",
            "changed bounce rule reason no_such_mailbox: DATA",
        ),
    ),
    Edit(
        "what a rule of bounces asks for",
        ((BOUNCES, r"name: moved_away, status: 5.1.6", "name: moved_away, status: [5.1.6, 5.1.9]"),),
        ("changed bounce rule condition moved_away: DATA KPI",),
    ),
    Edit(
        "a rule of bounces that is gone",
        ((BOUNCES, r"\n.*name: moved_away,.*", ""),),
        ("removed bounce rule moved_away: DATA KPI",),
    ),
    Edit(
        "rules of bounces in another order",
        ((BOUNCES, r"(\n.*name: no_such_mailbox,.*)(\n.*name: bad_syntax,.*)", r"\2\1"),),
        ("changed bounce rule order bounces: DATA KPI",),
    ),
    Edit(
        "another label and code of a reason",
        ((BOUNCES, r"en: Refused, fr(.*)\n    code: 20", r"en: Rejected, fr\1\n    code: 21"),),
        ("changed reason label refused: DOCS", "changed reason code refused: CODE DATA"),
    ),
    Edit(
        "what addresses hear",
        ((BOUNCES, r"\n    complained: complaint", ""),),
        ("changed addresses events quarantine: DATA KPI",),
    ),
    Edit(
        "nothing is said of addresses any more",
        ((BOUNCES, r"\naddresses:(?s:.*)", "\n"),),
        ("removed addresses quarantine: DATA KPI",),
    ),
    Edit(
        "another name of a recording",
        ((RECORDING, r"recording: postfix", "recording: evening"),),
        ("added recording evening: DOCS", "removed recording postfix: DOCS"),
    ),
    Edit(
        "a number",
        (("spec/project.yaml", r"errors_before_quarantine: 5", "errors_before_quarantine: 6"),),
        (
            "changed number value errors_before_quarantine: CODE DATA KPI",
            "changed move target quarantine:erroneous_4/soft_error: CODE DATA KPI",
            "changed move effects quarantine:erroneous_4/soft_error: KPI",
            "added state quarantine:erroneous_5: CODE",
        ),
    ),
    # ── decisions ──
    Edit(
        "a guard",
        ((DELIVERY, r"(run:\n +- when: \[)contact_date_ahead\]", r"\1contact_date_ahead, recurring]"),),
        ("changed move guard delivery:prepared/run#1: CODE DATA",),
    ),
    Edit(
        "what a fact is unless somebody says",
        ((DELIVERY, r"default: true\n    refusal: not_approved", "default: false\n    refusal: not_approved"),),
        ("changed fact default delivery:approved: CODE",),
    ),
    Edit(
        "what a fact is made of",
        ((DELIVERY, r"any: \[start_deliveries, prepare_deliveries\]", "any: [start_deliveries]"),),
        ("changed fact condition delivery:may_prepare: CODE",),
    ),
    Edit(
        "what a move requires",
        ((DELIVERY, r"\[must_be_confirmed, start_deliveries, approved\]", "[must_be_confirmed, approved]"),),
        ("changed move requirements delivery:prepared/confirm: CODE DATA",),
    ),
    # ── laws ──
    Edit(
        "a law for fewer modes",
        (("spec/laws.yaml", r"(at_most_one_of: \[delivered, .*\n    modes:) all", r"\1 [enhanced_mta, native_mta]"),),
        ("weakened law at_most_one_of: DOCS",),
    ),
    Edit(
        "a law with a narrower bound",
        (("spec/laws.yaml", r"unique_opens, low: 0, high: 1\}", "unique_opens, low: 0, high: 0}"),),
        ("strengthened law between: DOCS",),
    ),
    Edit(
        "a law that went both ways",
        (("spec/laws.yaml", r"unique_opens, low: 0, high: 1\}", "unique_opens, low: 1, high: 2}"),),
        ("cannot tell law between: DOCS",),
    ),
    Edit(
        "a law that is gone",
        (("spec/laws.yaml", r"  - clock_is_late: true\n(    .*\n)+", ""),),
        ("removed law clock_is_late: DOCS",),
    ),
    Edit(
        "a law with an exception",
        (
            (
                "spec/laws.yaml",
                r"(any_order: true\n    machine: tracking\n)",
                r"\1    except:\n      - {events: [opened, clicked], why: {en: So, fr: Ainsi, pt: Assim}}\n",
            ),
        ),
        ("weakened law any_order: DOCS", "reworded law any_order: DOCS"),
    ),
    Edit(
        "what is said to be false says more",
        (("spec/laws.yaml", r"(not_laws(?s:.)*to_deliver, low: 1, high:) 1\}", r"\1 2}"),),
        ("strengthened not_law between: DOCS",),
    ),
    # ── words ──
    Edit(
        "a label of an event",
        (
            (
                VOCABULARY,
                r"Délivré(?=, pt: Entregue\}\n +doc:\n +en: The recipient's server accepted the message, at)",
                "Distribué",
            ),
        ),
        ("changed event label delivered: DOCS",),
    ),
    Edit(
        "a label of a status",
        ((VOCABULARY, r"\{en: Sent, fr: Envoyé, pt", "{en: Sent out, fr: Envoyé, pt"),),
        ("changed status label sent: DOCS",),
    ),
    Edit(
        "a label of a counter that its KPIs inherit",
        ((VOCABULARY, r"en: Bounces \+ errors,", "en: Bounces and errors,"),),
        ("changed counter label bounces_errors: DOCS",),
    ),
    Edit(
        "the words of a refusal",
        ((VOCABULARY, r"en: You do not have the rights to confirm this send", "en: You may not confirm this send"),),
        ("changed refusal label not_allowed: DOCS",),
    ),
    Edit(
        "the language that is shown unless another is asked for",
        (("spec/project.yaml", r"default_locale: en", "default_locale: fr"),),
        ("changed project default locale sendlogs: DOCS",),
    ),
    Edit(
        "a colour",
        ((VOCABULARY, r"code: 2\n      color: red", "code: 2\n      color: yellow"),),
        ("changed status color failed: DOCS",),
    ),
    Edit(
        "a citation",
        ((EFS, r"cite: \[efs_table.5, efs_prose\]", "cite: [efs_table.5]"),),
        ("changed move cite enhanced_mta_efs:retrying/expired: DOCS",),
    ),
    Edit(
        "a story more",
        (("spec/scenarios/corners.yaml", r"(?s)\Z", ONE_MORE_STORY),),
        ("added scenario Nothing happens: DOCS",),
    ),
    Edit(
        "a story that asks for less",
        (("spec/scenarios/corners.yaml", r"(at: 3d12h, state: expired), settled: true", r"\1"),),
        ("changed scenario steps A later soft bounce does not prolong the validity period: DOCS",),
    ),
    Edit(
        "a story under another title",
        (("spec/scenarios/tables.yaml", r"Soft bounce whose retries fail, v8", "Retries that fail, v8"),),
        ("renamed scenario Retries that fail, v8: DOCS",),
    ),
)


@cache
def shipped() -> tuple[SourceFile, ...]:
    return read_spec(ROOT)


@cache
def model_of(files: tuple[SourceFile, ...]) -> Model:
    problems = Problems()
    written = read(files, problems)
    model = resolve(written, problems) if written is not None else None
    assert problems.found == []
    assert model is not None
    return model


def revision(before: tuple[SourceFile, ...], after: tuple[SourceFile, ...]) -> Revision:
    old, new = model_of(before), model_of(after)
    return compare(old, new, tables_of(old), tables_of(new))


def tables_of(model: Model) -> dict[str, str]:
    return {path.removeprefix("generated/tables/").removesuffix(".csv"): text for path, text in tables.files(model)}


def edited(replacements: Iterable[tuple[str, str, str]]) -> tuple[SourceFile, ...]:
    files = shipped()
    for where, pattern, replacement in replacements:
        changed = tuple(
            SourceFile(file.path, re.sub(pattern, replacement, file.content.decode()).encode())
            if file.path.startswith(where)
            else file
            for file in files
        )
        assert changed != files, f"{pattern} is nowhere in {where}"
        files = changed
    return files


def told(revision: Revision) -> tuple[str, ...]:
    return (*map(change_told, revision.changes), *map(law_told, revision.laws))


def change_told(change: Change) -> str:
    where = f"{change.machine}:" if change.machine and change.machine != change.name else ""
    words = (change.what, change.of, change.aspect, f"{where}{change.name}:", *change.concerns)
    return " ".join(word for word in words if word)


def law_told(law: LawChange) -> str:
    return f"{law.strength} {'not_law' if law.false else 'law'} {law.name}: {' '.join(law.concerns)}"


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.what)
def test_edit_is_classified_as_a_person_would(edit: Edit) -> None:
    found = revision(shipped(), edited(edit.replacements))

    assert sorted(told(found)) == sorted(edit.expected)


def test_mode_comes_or_goes_with_its_parts() -> None:
    """Without stories, some of which are told of that mode only."""
    files = tuple(file for file in shipped() if not file.path.startswith("spec/scenarios/"))
    three = tuple(
        SourceFile(file.path, file.content.replace(b", enhanced_mta_efs_v8", b"")) for file in files if file.path != V8
    )

    assert told(revision(files, three)) == ("removed machine enhanced_mta_efs_v8: CODE DATA KPI",)
    assert told(revision(three, files)) == ("added machine enhanced_mta_efs_v8: CODE",)


def test_story_moves_between_files() -> None:
    corners, prose = "spec/scenarios/corners.yaml", "spec/scenarios/prose.yaml"
    texts = {file.path: file.content for file in shipped()}
    head, start, story = texts[corners].rpartition(b"\n  - scenario:")
    texts |= {corners: head + b"\n", prose: texts[prose].rstrip() + start + story}
    moved = tuple(SourceFile(path, text) for path, text in texts.items())

    assert told(revision(shipped(), moved)) == ()


def test_what_is_written_once_is_told_once() -> None:
    otherwise = ((DELIVERY, r"otherwise: \{reject: not_now\}", "otherwise: {reject: cannot_prepare}"),)
    row = (("spec/quarantine.yaml", r"next: \{not_before: error_gap, ", "next: {"),)
    found = [revision(shipped(), edited(edit)) for edit in (otherwise, row)]

    assert [[entry.title for entry in entries(one)] for one in found] == [
        [f"answer editing/preparation_done and {len(found[0].changes) - 1} more: refusal"],
        ["move erroneous_1/soft_error and 2 more: not before"],
    ]
