"""Edits of YAML as text: only the lines concerned change, comments and style stay."""

from __future__ import annotations

import pytest
from sendspec_gen.read.edits import (
    CannotEditError,
    line_of_events,
    with_answer,
    with_rule,
    without_refusal,
)

MOVE = (("to", "lost"), ("kpi", "{sent: -1}"))
HEAD = "mode: small\nstates:\n"
RULES = "source: s\nevents:\n"


def ignoring(state: str, event: str = "late") -> str:
    return with_answer(HEAD + state, "here", event, None).removeprefix(HEAD)


def moving(state: str, event: str = "late") -> str:
    return with_answer(HEAD + state, "here", event, MOVE).removeprefix(HEAD)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "  here:\n    ignore: [sent]  # why\n    reject: {late: no}\n  there: {ignore: [late]}\n",
            "  here:\n    ignore: [sent, late]  # why\n  there: {ignore: [late]}\n",
            id="flow list",
        ),
        pytest.param(
            "  here:\n    ignore:\n      - sent  # é\n    reject:\n      gone: no\n      late: no  # gone too\n",
            "  here:\n    ignore:\n      - sent  # é\n      - late\n    reject:\n      gone: no\n      # gone too\n",
            id="block list, the last of several",
        ),
        pytest.param(
            "  here:\n    reject:\n      # First.\n      late: no\n      # Second.\n      gone: no\n"
            "    ignore:\n    - a\n",
            "  here:\n    reject:\n      # First.\n      # Second.\n      gone: no\n    ignore:\n    - a\n    - late\n",
            id="list that is not indented, the first of several",
        ),
        pytest.param(
            "  here:\n    status: on\n    # Why.\n    reject: {late: no}\n",
            "  here:\n    status: on\n    # Why.\n    ignore: [late]\n",
            id="in the place of the refusal",
        ),
        pytest.param(
            "  here:\n    status: on\n    reject: {late: no, gone: no}\n",
            "  here:\n    status: on\n    ignore: [late]\n    reject: {gone: no}\n",
            id="before what is refused still",
        ),
        pytest.param(
            "  here: {status: on, ignore: [sent], reject: {gone: no, late: no}}\n",
            "  here: {status: on, ignore: [sent, late], reject: {gone: no}}\n",
            id="all in one line",
        ),
        pytest.param(
            "  here: {status: on, ignore: [sent], reject: {late: no}}\n",
            "  here: {status: on, ignore: [sent, late]}\n",
            id="all in one line, the only one",
        ),
        pytest.param("  here: {reject: {late: no}}\n", "  here: {ignore: [late]}\n", id="nothing else"),
        pytest.param(
            "  here:\n    reject: {\n      late: no,\n      gone: no\n    }\n    ignore: [sent]",
            "  here:\n    reject: {\n      gone: no\n    }\n    ignore: [sent, late]",
            id="braces over lines, and no line feed at the end",
        ),
        pytest.param(
            "  here:\n    ignore: [sent]\n    reject: {late: no}",
            "  here:\n    ignore: [sent, late]",
            id="the last line has no end",
        ),
        pytest.param(
            "  here:\r\n    ignore:\r\n      - sent\r\n    reject: {late: no}\r\n",
            "  here:\r\n    ignore:\r\n      - sent\r\n      - late\r\n",
            id="line ends of Windows",
        ),
        pytest.param(
            "  here:\n    doc:\n      en: >-\n        long\n        words\n\n    # Then.\n  there: {ignore: [late]}\n",
            "  here:\n    doc:\n      en: >-\n        long\n        words\n    ignore: [late]\n\n    # Then.\n"
            "  there: {ignore: [late]}\n",
            id="refused because nothing is said",
        ),
    ],
)
def test_ignoring(before: str, after: str) -> None:
    assert ignoring(before) == after


def test_a_long_list_goes_on_in_the_next_line() -> None:
    names = ", ".join(f"event_{number:02}" for number in range(10))
    before = f"  here:\n    ignore: [{names}]\n    reject: {{late_at_last: no}}\n"

    assert len(f"    ignore: [{names}, late_at_last]") == 126
    assert ignoring(before, "late_at_last") == f"  here:\n    ignore: [{names},\n      late_at_last]\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "  here:\n    on:\n      sent:       {to: there}\n      long_event: {to: there}  # why\n"
            "    reject: {late: no}\n",
            "  here:\n    on:\n      sent:       {to: there}\n      long_event: {to: there}  # why\n"
            "      late:       {to: lost, kpi: {sent: -1}}\n",
            id="below others",
        ),
        pytest.param(
            "  here:\n    status: on\n    ignore: [sent]\n    reject: {late: no}\n",
            "  here:\n    status: on\n    on:\n      late: {to: lost, kpi: {sent: -1}}\n    ignore: [sent]\n",
            id="the first that moves",
        ),
        pytest.param(
            "  here: {on: {sent: {to: there}}, reject: {late: no}}\n",
            "  here: {on: {sent: {to: there}, late: {to: lost, kpi: {sent: -1}}}}\n",
            id="all in one line",
        ),
        pytest.param(
            "  here:\n    reject: {late: no}\n    status: on\n",
            "  here:\n    on:\n      late: {to: lost, kpi: {sent: -1}}\n    status: on\n",
            id="the refusal stands first",
        ),
    ],
)
def test_moving(before: str, after: str) -> None:
    assert moving(before) == after


def test_a_refusal_that_several_states_share_is_not_edited() -> None:
    shared = "  there:\n    reject: &never {late: no}\n  here:\n    ignore: [sent]\n    reject: *never\n"

    with pytest.raises(CannotEditError, match="`reject` is written as an alias"):
        ignoring(shared)


def test_a_state_that_is_not_written_there() -> None:
    with pytest.raises(CannotEditError, match="`here` is not written there"):
        ignoring("  there: {ignore: [late]}\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "refusals:\n  no: {label: {en: No}}\n  never: {label: {en: Never}}\n",
            "refusals:\n  never: {label: {en: Never}}\n",
        ),
        ("events: {}\nrefusals:\n  no:\n    label: {en: No}\n", "events: {}\n"),
    ],
)
def test_words_of_a_refusal(before: str, after: str) -> None:
    assert without_refusal(before, "no") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "  - {record: a}\n  - record: b\n    when:\n      x: 1  # one\n# End.\nexamples: []\n",
            "  - {record: a}\n  - record: b\n    when:\n      x: 1  # one\n  # Why.\n"
            "  - {record: c, when: {x: 2}}\n# End.\nexamples: []\n",
            id="block",
        ),
        pytest.param(
            "  [{record: a},\n   {record: b}]\n",
            "  [{record: a},\n   {record: b},\n   # Why.\n   {record: c, when: {x: 2}}]\n",
            id="flow",
        ),
    ],
)
def test_a_rule(before: str, after: str) -> None:
    assert with_rule(RULES + before, 1, ["Why."], "c", [("x", "2")]) == RULES + after


def test_a_long_rule_stands_in_lines() -> None:
    path = "a_rather_long_path." * 5 + "end"
    text = with_rule(f"{RULES}- {{record: a}}\n", 0, [], "c", [(path, "a value"), ("x", "2")])

    assert text == f"{RULES}- {{record: a}}\n- record: c\n  when:\n    {path}: a value\n    x: 2\n"


def test_the_last_line_of_the_events() -> None:
    assert line_of_events("source: s\nevents:\n  a: b\n  c: d\n\n# End.\nlabel: {en: S}\n") == 4
