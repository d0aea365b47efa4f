"""Events whose message is known by another name, or goes on under another id: joined for certain, or counted."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sendspec.sources.declared.reader import read
from sendspec.sources.records import Request

from tests.unit.sendspec.sources_declared.declaring import declared, equal, rule, told, value

AT = "2026-03-02T08:00:00Z"
SOURCE = declared(
    rule("delivery", equal("type", "d"), event="delivered", also_known_as={"message_id": value("mid")}),
    rule("known", equal("type", "k"), also_known_as={"message_id": value("mid")}),
    rule("transfer", equal("type", "x"), continues_as=value("later")),
    rule("notice", equal("type", "n"), event="hard_bounced", message=value("mid"), known_as="message_id"),
)


def delivered(message: str, recipient: str, mid: str | None = None) -> dict[str, Any]:
    return {"type": "d", "id": message, "to": recipient, "at": AT, "mid": mid}


def notice(mid: str, recipient: str | None) -> dict[str, Any]:
    return {"type": "n", "to": recipient, "at": AT, "mid": mid}


def transfer(message: str, later: str) -> dict[str, Any]:
    return {"type": "x", "id": message, "later": later}


Outcome = tuple[list[tuple[str, str, str]], dict[str, int]]
JOINED = ("hard_bounced", "m1", "A@x.test")


@pytest.mark.parametrize(
    ("records", "expected", "not_joined"),
    [
        ([delivered("m1", "a@x.test", "<1>"), notice("<1>", "A@x.test")], [JOINED], 0),
        ([delivered("m1", "a@x.test", "<1>"), notice("<2>", "a@x.test")], [], 1),
        ([delivered("m1", "a@x.test", "<1>"), notice("<1>", "b@x.test")], [], 1),
        ([delivered("m1", "a@x.test"), notice("m1", "a@x.test")], [], 1),
        ([delivered("m1", "a@x.test", "<1>")] * 2 + [notice("<1>", "A@x.test")], [JOINED], 0),
        # Two messages have that name: the recipient tells which is meant, or nobody can.
        (
            [delivered("m1", "a@x.test", "<1>"), delivered("m2", "b@x.test", "<1>"), notice("<1>", "A@x.test")],
            [JOINED],
            0,
        ),
        ([delivered("m1", "a@x.test", "<1>"), delivered("m2", "a@x.test", "<1>"), notice("<1>", "a@x.test")], [], 1),
        # Another record tells the name.
        (
            [{"type": "k", "id": "m1", "mid": "<1>"}, delivered("m1", "a@x.test"), notice("<1>", "A@x.test")],
            [JOINED],
            0,
        ),
        # Without a recipient only a message with one of them is certain.
        ([delivered("m1", "A@x.test", "<1>"), notice("<1>", None)], [JOINED], 0),
        ([delivered("m1", "a@x.test", "<1>"), delivered("m1", "b@x.test", "<1>"), notice("<1>", None)], [], 1),
        # Under a later id it is the same message.
        ([delivered("m2", "a@x.test", "<1>"), transfer("m1", "m2"), notice("<1>", "A@x.test")], [JOINED], 0),
    ],
)
def test_joined_in_any_order(
    tmp_path: Path, records: list[dict[str, Any]], expected: list[tuple[str, str, str]], not_joined: int
) -> None:
    for ordered in permutations(records):
        reading = told(tmp_path, "".join(json.dumps(record) + "\n" for record in ordered), SOURCE)
        bounced = [(one.event, one.message, one.recipient) for one in reading.events if one.event == "hard_bounced"]

        assert (expected, not_joined) == (bounced, reading.incomplete["not_joined"])
        assert "" not in {event.recipient for event in reading.events}


@pytest.mark.parametrize(
    ("transfers", "message", "root", "not_joined"),
    [
        ([("m1", "m2")], "m2", "m1", 0),
        ([("m1", "m2"), ("m2", "m3"), ("m3", "m4")], "m4", "m1", 0),
        ([("m1", "m2"), ("m1", "m2")], "m2", "m1", 0),
        ([("m1", "m2"), ("m1", "m3")], "m3", "m1", 0),
        ([("m1", "m3"), ("m2", "m3")], "m3", "m3", 1),
        ([("m1", "m3"), ("m2", "m3"), ("m3", "m4")], "m4", "m3", 1),
        ([("m1", "m2"), ("m2", "m1")], "m2", "m1", 0),
        ([("m1", "m1")], "m1", "m1", 0),
        ([("m1", "m2"), ("m2", "m1"), ("m2", "m3")], "m3", "m1", 0),
    ],
)
def test_messages_that_go_on(
    tmp_path: Path, transfers: list[tuple[str, str]], message: str, root: str, not_joined: int
) -> None:
    records = [transfer(*one) for one in transfers] + [delivered(message, "a@x.test")]
    for ordered in permutations(records):
        reading = told(tmp_path, "".join(json.dumps(record) + "\n" for record in ordered), SOURCE)

        assert [root] == [event.message for event in reading.events]
        assert not_joined == reading.incomplete["not_joined"]


@pytest.mark.parametrize(
    ("files", "expected", "not_joined"),
    [
        ([[delivered("m1", "a@x.test", "<1>")], [notice("<1>", "a@x.test")]], ["m1"], 0),
        ([[delivered("m1", "a@x.test", "<1>")], [delivered("m1", "a@x.test", "<1>"), notice("<1>", None)]], ["m1"], 0),
        ([[delivered("m1", "a@x.test", "<1>")], [delivered("m2", "a@x.test", "<1>"), notice("<1>", None)]], [], 1),
        (
            [[delivered("m1", "a@x.test", "<1>"), delivered("m2", "b@x.test", "<1>")], [notice("<1>", "b@x.test")]],
            ["m2"],
            0,
        ),
        (
            [
                [notice("<1>", "c@x.test")],
                [delivered("m1", "a@x.test", "<1>"), delivered("m2", "b@x.test", "<1>")],
                [delivered("m1", "a@x.test", "<1>"), delivered("m3", "c@x.test", "<1>")],
            ],
            ["m3"],
            0,
        ),
    ],
)
def test_names_in_several_files(
    tmp_path: Path, files: list[list[dict[str, Any]]], expected: list[str], not_joined: int
) -> None:
    for order in permutations(range(len(files))):
        folder = tmp_path / "".join(map(str, order))
        folder.mkdir()
        paths = [folder / f"{place}.log" for place in range(len(files))]
        for path, number in zip(paths, order, strict=True):
            path.write_text("".join(json.dumps(record) + "\n" for record in files[number]))
        reading = read(Request(tuple(paths), {}, of_any_kind=True), SOURCE)

        assert [event.message for event in reading.events if event.event == "hard_bounced"] == expected
        assert reading.incomplete["not_joined"] == not_joined
