"""Which rule fits a record, and what it takes out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sendspec.sources.declared import meaning
from sendspec.sources.declared.meaning import Declared, Records, Time, Way
from sendspec.sources.records import Bounce, EventRecord

from tests.unit.sendspec.sources_declared.declaring import (
    DELIVERED,
    EIGHT,
    SMALL,
    aside,
    declared,
    equal,
    rule,
    seen,
    time,
    told,
    value,
)

ONE: dict[str, Any] = {"type": "d", "id": "m1", "to": "Anna@x.test", "at": "2026-03-02T08:00:00Z"}


def lines(*records: Any) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_an_event_with_all_its_parts(tmp_path: Path) -> None:
    source = declared(
        rule(
            "bounce",
            equal("type", "b"),
            event="hard_bounced",
            id=value("event_id"),
            reason=value("text"),
            bounce_class=value("class"),
            bounce_status=(Way("text", r"\b[245]\.\d+\.\d+\b"),),
        )
    )
    reading = told(
        tmp_path, lines({**ONE, "type": "b", "event_id": 7, "text": "550 5.1.1 unknown", "class": 10}), source
    )
    bounce = Bounce("bounce", "10", "5.1.1")

    assert [
        EventRecord(EIGHT, "m1", "Anna@x.test", "hard_bounced", "7", "550 5.1.1 unknown", "log:1", bounce)
    ] == reading.events
    assert reading.end == EIGHT


def test_records_are_counted_by_name_whatever_they_mean(tmp_path: Path) -> None:
    content = lines(ONE, {**ONE, "type": "b"}, {"type": "p"}, {"type": "new"}, 5, ONE)
    reading = told(tmp_path, content)

    assert reading.records == {"delivery": 2, "bounce": 1, "ping": 1, "not_understood": 2}
    assert aside(reading) == [
        ("log:4", '{"type": "new"}', "no rule of the source fits it"),
        ("log:5", "5", "no rule of the source fits it"),
    ]


@pytest.mark.parametrize(
    ("test", "fitting"),
    [
        (equal("a", "x"), ["x"]),
        (equal("a", 1), [1, 1.0]),
        (equal("a", "1"), ["1"]),
        (equal("a", True), [True]),
        (equal("a", False), [False]),
        (equal("a", None), [None]),
        (equal("a", 0), [0]),
        (equal("a", "x", 1), ["x", 1, 1.0]),
        (meaning.Test("a", "is", ("x", 1), True), [True, False, None, 0, "1", "", ["x"], {"x": 1}, "xyz"]),
        (meaning.Test("a", "matches", ("^x.", "1")), ["1", "xyz"]),
        (meaning.Test("a", "matches", ("x",), True), [True, False, None, 1, 1.0, 0, "1", "", ["x"], {"x": 1}]),
        (meaning.Test("a", "exists", (True,)), [True, False, 1, 1.0, 0, "x", "1", ["x"], {"x": 1}, "xyz"]),
        (meaning.Test("a", "exists", (False,)), [None, ""]),
    ],
)
def test_what_fits_a_test(tmp_path: Path, test: meaning.Test, fitting: list[Any]) -> None:
    every = [True, False, None, 1, 1.0, 0, "x", "1", "", ["x"], {"x": 1}, "xyz"]
    source = declared(rule("fits", test), rule("other"))
    reading = [told(tmp_path, lines({"a": one}), source).records["fits"] for one in every]
    expected = [any(one == fit and type(one) is type(fit) for fit in fitting) for one in every]

    assert expected == list(map(bool, reading))


def test_the_first_rule_that_fits_decides(tmp_path: Path) -> None:
    source = declared(
        rule("late", equal("type", "d"), equal("late", True), event="expired"),
        rule("by hand", equal("hand", 1)),
        rule("delivery", equal("type", "d", "D"), event="delivered"),
        rule("second", equal("type", "d", "e"), event="relayed"),
        rule("open", meaning.Test("type", "matches", ("^o",)), event="opened"),
    )
    records = [ONE, {**ONE, "late": True}, {**ONE, "hand": 1}, {**ONE, "type": "D"}, {**ONE, "type": "e"}]
    reading = told(tmp_path, lines(*records, {**ONE, "type": "open"}, {"type": ["d"]}, {"type": 5}), source)

    assert [event.event for event in reading.events] == ["delivered", "expired", "delivered", "relayed", "opened"]
    assert reading.records == {"late": 1, "by hand": 1, "delivery": 2, "second": 1, "open": 1, "not_understood": 2}


EACH = declared(
    rule("bounce", event="hard_bounced", each="all", recipient=value("each.to"), reason=value("each.text", "text")),
    rule("never"),
)


@pytest.mark.parametrize(
    ("all_of_them", "recipients", "incomplete"),
    [
        ([{"to": "a@x.test"}, {"to": "b@x.test"}], ["a@x.test", "b@x.test"], {}),
        ({"to": "a@x.test"}, ["a@x.test"], {}),
        ([{"to": "a@x.test"}, {}, {"to": ""}, 5, None], ["a@x.test"], {"without_recipient": 4}),
        ([], [], {"without_recipient": 1}),
        (None, [], {"without_recipient": 1}),
    ],
)
def test_one_event_for_each_element(
    tmp_path: Path, all_of_them: Any, recipients: list[str], incomplete: dict[str, int]
) -> None:
    reading = told(tmp_path, lines({**ONE, "all": all_of_them, "text": "no"}), EACH)

    assert recipients == [event.recipient for event in reading.events]
    assert {"log:1"} >= {event.place for event in reading.events}
    assert incomplete == reading.incomplete
    assert reading.records == {"bounce": 1}


def test_the_first_way_that_leads_to_something(tmp_path: Path) -> None:
    texts: list[dict[str, Any]] = [{"text": "mine"}, {"text": ""}, {"text": None}, {"text": {"a": [1]}}, {}]
    record = {**ONE, "all": [{"to": "a@x.test", **text} for text in texts], "text": "ours"}
    reading = told(tmp_path, lines(record), EACH)

    assert [event.reason for event in reading.events] == ["mine", "ours", "ours", '{"a": [1]}', "ours"]


def test_each_may_be_a_text(tmp_path: Path) -> None:
    source = declared(rule("delivery", event="delivered", each="to", recipient=value("each")))
    reading = told(tmp_path, lines(ONE, {**ONE, "to": ["b@x.test", "c@x.test"]}), source)

    assert [event.recipient for event in reading.events] == ["Anna@x.test", "b@x.test", "c@x.test"]


@pytest.mark.parametrize(
    ("change", "incomplete", "why"),
    [
        ({"id": None}, {"without_message": 1}, None),
        ({"id": ""}, {"without_message": 1}, None),
        ({"id": ["m"]}, {"without_message": 1}, None),
        ({"id": None, "to": None, "at": None}, {"without_message": 1}, None),
        ({"to": None}, {"without_recipient": 1}, None),
        ({"to": {"a": 1}}, {"without_recipient": 1}, None),
        ({"at": None}, {}, "no time can be read at `at`"),
        ({"at": "soon"}, {}, "no time can be read at `at`"),
    ],
)
def test_what_a_record_may_lack(
    tmp_path: Path, change: dict[str, Any], incomplete: dict[str, int], why: str | None
) -> None:
    reading = told(tmp_path, lines({**ONE, **change}, ONE))

    assert [event.place for event in reading.events] == ["log:2"]
    assert incomplete == reading.incomplete
    assert ([why] if why else []) == [record.why for record in reading.not_understood]
    assert reading.read == 2


def test_events_beside_one_whose_time_cannot_be_read_are_told(tmp_path: Path) -> None:
    source = declared(rule("d", event="delivered", each="all", recipient=value("each.to"), time=time("each.at")))
    all_of_them = [{"to": "a@x.test", "at": "soon"}, {"to": "b@x.test", "at": ONE["at"]}]
    reading = told(tmp_path, lines({**ONE, "all": all_of_them}), source)

    assert [event.recipient for event in reading.events] == ["b@x.test"]
    assert reading.records == {"not_understood": 1}
    assert [record.why for record in reading.not_understood] == ["no time can be read at `each.at`"]


def test_numbers_are_names_too(tmp_path: Path) -> None:
    source = declared(rule("d", event="delivered", time=Time(value("at"), "seconds")))
    reading = told(tmp_path, lines({**ONE, "id": 19421777835146490, "at": 1_772_438_400.5}), source)

    assert [(event.message, event.time) for event in reading.events] == [("19421777835146490", EIGHT + 500_000)]


def test_a_pattern_takes_its_first_group_or_all(tmp_path: Path) -> None:
    source = declared(rule("d", event="delivered", message=(Way("id", r"^<(.+)>$"), Way("id", r"\w+"), Way("other"))))
    records = [{**ONE, "id": "<m 1>"}, {**ONE, "id": "- m2 -"}, {**ONE, "id": "-", "other": "m3"}]
    reading = told(tmp_path, lines(*records), source)

    assert [event.message for event in reading.events] == ["m 1", "m2", "m3"]


KINDS = {"hard": "hard_bounced", "soft": "expired", "ignored": None}
BY_KIND = declared(
    DELIVERED, rule("bounce", equal("type", "b"), by_kind=KINDS, reason=value("text"), bounce_class=value("class"))
)


def kind_of(source: str, bounce: Bounce, text: str | None) -> str:
    return {("small", "hard one", "a"): "hard", ("small", "soft one", None): "soft"}.get(
        (source, bounce.bounce_class or "", text), "ignored"
    )


def test_events_by_the_kind_of_the_failure(tmp_path: Path) -> None:
    records = [
        {**ONE, "type": "b", "class": "hard one", "text": "a"},
        ONE,
        {**ONE, "type": "b", "class": "other"},
        {**ONE, "type": "b", "class": "soft one"},
    ]
    reading = told(tmp_path, lines(*records), BY_KIND, kind_of)

    assert [event.event for event in reading.events] == ["hard_bounced", "delivered", "expired"]
    assert reading.records == {"bounce": 3, "delivery": 1}
    assert reading.incomplete == {}


def test_without_anybody_who_knows_the_kinds(tmp_path: Path) -> None:
    reading = told(tmp_path, lines({**ONE, "type": "b"}, ONE), BY_KIND)

    assert [event.event for event in reading.events] == ["delivered"]
    assert reading.incomplete == {"not_classified": 1}


def envelope(content: str) -> dict[str, Any]:
    return {"Type": "Notification", "Message": content}


ENVELOPED = declared(*SMALL.rules, records=(Records("Message", True), Records("msys.*[]"), Records("@")))


@pytest.mark.parametrize(
    ("written", "places", "not_understood"),
    [
        ([envelope(json.dumps(ONE))], ["log:1"], []),
        ([envelope(json.dumps([ONE, ONE]))], ["log:1", "log:1#2"], []),
        ([ONE], ["log:1"], []),
        ([[ONE, ONE], ONE], ["log:1", "log:1#2", "log:2"], []),
        ([[[ONE], [[ONE]]]], ["log:1", "log:1#2"], []),
        ([{"msys": {"event": ONE}}], ["log:1"], []),
        ([[{"msys": {"event": ONE}}, {"msys": {}}, {"msys": {"event": ONE}}]], ["log:1", "log:1#3"], ["log:1#2"]),
        ([envelope("You have chosen to subscribe.")], [], ["log:1"]),
        ([envelope('{"type":')], [], ["log:1"]),
    ],
)
def test_records_in_envelopes(tmp_path: Path, written: list[Any], places: list[str], not_understood: list[str]) -> None:
    reading = told(tmp_path, lines(*written), ENVELOPED)

    assert places == [event.place for event in reading.events]
    assert not_understood == [record.place for record in reading.not_understood]


def test_a_record_of_several_in_a_line_is_put_aside_alone(tmp_path: Path) -> None:
    reading = told(tmp_path, lines([ONE, {"type": "new", "é": 1}]))

    assert aside(reading) == [("log:1#2", '{"type": "new", "é": 1}', "no rule of the source fits it")]


def test_no_record_where_the_source_says(tmp_path: Path) -> None:
    source: Declared = SMALL._replace(records=(Records("items"),))
    reading = told(tmp_path, lines({"items": []}, {"items": [ONE]}), source)

    assert seen(reading) == [("delivered", "m1", "Anna@x.test", "log:2")]
    assert aside(reading) == [("log:1", '{"items": []}', "no record stands where the source says")]


def test_samples_show_no_address(tmp_path: Path) -> None:
    reading = told(tmp_path, lines({**ONE, "type": "new"}))

    assert "x.test" not in reading.not_understood[0].sample
    assert "x.test" in reading.not_understood[0].text
