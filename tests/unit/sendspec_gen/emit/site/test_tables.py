from __future__ import annotations

import json
from dataclasses import replace

from sendspec_gen.emit.site.tables import move_ids, tables
from sendspec_gen.model import Model

from tests.project import shipped_model
from tests.unit.sendspec_gen.small_spec import front_door, small_model

FAST_MAIL = """\
    "fast_mail": {
      "name": "fast_mail",
      "kind": "log",
      "channels": ["email"],
      "initial": "new",
      "events": ["sent","bounced","gave_up"],
      "states": {
        "new": {"status":"waiting","code":0,"settled":false,"final":false,"deadline":null,"contributes":{"to_send":1}},
        "trying": {"status":"waiting","code":null,"settled":false,"final":false,\
"deadline":{"after":"patience","raises":"gave_up","since":"start"},"contributes":{"to_send":1,"bad":1}},
        "over": {"status":"gone","code":null,"settled":true,"final":false,"deadline":null,\
"contributes":{"to_send":1,"good":1}},
        "lost": {"status":"gone","code":null,"settled":true,"final":true,"deadline":null,\
"contributes":{"to_send":1,"bad":1}}
      },
      "moves": [
        {"id":"new/sent","source":"new","event":"sent","target":"over","effects":{"good":1},\
"when":null,"requires":[],"notBefore":null,"tell":{}},
        {"id":"new/bounced","source":"new","event":"bounced","target":"trying","effects":{"bad":1},\
"when":null,"requires":[],"notBefore":null,"tell":{}},
        {"id":"trying/sent","source":"trying","event":"sent","target":"over","effects":{"good":1,"bad":-1},\
"when":null,"requires":[],"notBefore":null,"tell":{}},
        {"id":"trying/gave_up","source":"trying","event":"gave_up","target":"lost","effects":{},\
"when":null,"requires":[],"notBefore":null,"tell":{}}
      ],
      "ignored": {"new":[],"trying":["bounced"],"over":["sent","bounced"],"lost":["sent","bounced"]},
      "rejected": {"new":{"gave_up":"too_late"},"trying":{},\
"over":{"gave_up":"too_late"},"lost":{"gave_up":"too_late"}},
      "facts": {},
      "durations": {"patience":{"value":129600000000,"atMost":172800000000}},
      "atStart": {"to_send":1}
    }"""

MEASURES = """\
  "measures": {
    "counters": ["to_send","good","bad","done","knocks"],
    "sums": {"done":["good","bad"]},
    "kpis": [
      {"name":"good_rate","unit":"percent","counter":"good","status":null,"over":"to_send",\
"refreshed":3600000000,"channels":["email"]},
      {"name":"gone","unit":"messages","counter":null,"status":"gone","over":null,"refreshed":null,"channels":[]}
    ],
    "statuses": ["waiting","gone"]
  }"""


def read(model: Model) -> dict[str, dict[str, dict[str, object]]]:
    """What a browser reads."""
    text = tables(model).partition("var sendspecTables = ")[2]
    read: dict[str, dict[str, dict[str, object]]] = json.loads(text.removesuffix(";\n"))
    return read


def test_a_script_that_sets_one_name() -> None:
    head, text = tables(small_model()).split("var ")

    assert head == '// Generated from spec/ by `sendspec generate`. Do not edit.\n"use strict";\n'
    assert text.startswith('sendspecTables = {\n  "modes": ["fast_mail"],\n  "machines": {\n')
    assert text.endswith("\n};\n")


def test_a_machine_has_a_line_for_each_state_and_move() -> None:
    assert FAST_MAIL in tables(small_model())


def test_what_is_counted_and_shown() -> None:
    assert MEASURES in tables(small_model())


def test_guards_are_facts_combined() -> None:
    door = read(small_model())["machines"]["front_door"]
    expected = {
        "key": {"default": False, "condition": None},
        "friend": {"default": True, "condition": None},
        "night": {"default": False, "condition": None},
        "back": {"default": False, "condition": None},
        "may_pass": {"default": False, "condition": {"any": ["key", {"all": ["friend", {"not": "night"}]}]}},
    }
    may_pass = {"condition": "may_pass", "refusal": "locked"}
    move = {"source": "closed", "event": "open", "effects": {}, "notBefore": None}
    opened = [
        {
            "id": "closed/open#1",
            **move,
            "target": "garden",
            "when": "back",
            "requires": [may_pass],
            "tell": {"unsettled_messages": "gave_up"},
        },
        {
            "id": "closed/open#2",
            **move,
            "target": "street",
            "when": None,
            "requires": [may_pass, {"condition": {"not": "night"}, "refusal": "too_late"}],
            "tell": {},
        },
    ]

    assert door["facts"] == expected
    assert list(door["facts"]) == list(expected)
    assert door["moves"][:2] == opened


def test_waits_and_their_durations() -> None:
    row = read(small_model())["machines"]["row"]

    assert [move["notBefore"] for move in row["moves"]] == ["pause", None]
    assert row["durations"] == {"pause": {"value": 3_600_000_000, "atMost": None}}


def test_a_spec_without_kpis_or_modes() -> None:
    model = replace(small_model(), kpis={}, machines={"front_door": front_door()})
    read_back = read(model)

    assert read_back["modes"] == []
    assert list(read_back["machines"]) == ["front_door"]
    assert read_back["measures"]["kpis"] == []


def test_an_id_for_each_move() -> None:
    assert move_ids(front_door()) == ("closed/open#1", "closed/open#2", "garden/shut", "street/shut")


def test_nothing_in_a_language() -> None:
    model = shipped_model()
    labels = {label for machine in model.machines.values() for label in machine.label.values()}
    labels |= {label for kpi in model.kpis.values() for label in kpi.label.values()}
    text = tables(model)

    assert [label for label in sorted(labels) if f'"{label}"' in text] == []
