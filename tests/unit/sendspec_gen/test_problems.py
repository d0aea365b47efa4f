"""How a problem is shown."""

from __future__ import annotations

import pytest
from sendspec_gen.problems import Note, Problem, Problems, in_order, nearest, printable, quoted, show
from sendspec_gen.source import Place

FILE = "spec/modes/plain.yaml"


def shown(line: str, column: int, end: int) -> list[str]:
    """The line and the marks below it, for a problem on line 2."""
    return show(Problem("code", Place(FILE, 2, column, end), "wrong"), {FILE: ["first", line]}).split("\n")[1:]


def test_all_parts() -> None:
    note = Note(Place("spec/vocabulary.yaml", 3, 5, 9), "it is defined here")
    problem = Problem(
        "unknown-state", Place(FILE, 2, 5, 9), "no state is called `sned`", "did you mean `sent`?", (note,)
    )

    assert show(problem, {FILE: ["states:", "to: sned"]}) == (
        "spec/modes/plain.yaml:2:5: error[unknown-state]: no state is called `sned`\n"
        "   2 | to: sned\n"
        "     |     ^^^^\n"
        "  hint: did you mean `sent`?\n"
        "spec/vocabulary.yaml:3:5: note: it is defined here"
    )


@pytest.mark.parametrize("lines", [{}, {FILE: []}, {FILE: ["one", ""]}], ids=["no file", "no line", "empty line"])
def test_place_without_a_line(lines: dict[str, list[str]]) -> None:
    assert show(Problem("code", Place(FILE, 2), "wrong"), lines) == "spec/modes/plain.yaml:2:1: error[code]: wrong"


def test_warning_says_so() -> None:
    assert show(Problem("code", Place(FILE), "odd", severity="warning"), {}).endswith("warning[code]: odd")


def test_tab_counts_as_one_column() -> None:
    assert shown("\ta: b", 2, 3) == ["   2 |  a: b", "     |  ^"]


def test_marks_stand_below_wide_and_combined_letters() -> None:
    assert shown("期限: x", 5, 6) == ["   2 | 期限: x", "     |       ^"]
    assert shown("e\u0301: x", 5, 6) == ["   2 | e\u0301: x", "     |    ^"]


def test_marks_end_with_the_line() -> None:
    assert shown("abc", 3, 90) == ["   2 | abc", "     |   ^"]
    assert shown("abc", 80, 90)[0] == "   2 | abc"


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert shown("a: \x1b[31mx", 1, 2)[0] == "   2 | a: \N{REPLACEMENT CHARACTER}[31mx"
    assert "\x1b" not in quoted("\x1b[2J")
    assert len(printable("a\t\x00b")) == 4


@pytest.mark.parametrize("column", [1, 79, 80, 81, 82, 150, 160, 161, 500, 919, 920, 999])
def test_long_line_is_shown_around_its_place(column: int) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(1_000))
    text, marks = (part[7:] for part in shown(line, column, column + 1))

    assert len(text) <= 160
    assert text[marks.index("^")] == line[column - 1]
    assert text.startswith("…") == (column > 80)


def test_nearest_name() -> None:
    assert nearest("delivred", ["bounced", "delivered"]) == "did you mean `delivered`?"
    assert nearest("zebra", ["one", "two"]) == "known here: `one`, `two`"
    assert nearest("zebra", []) == "none is defined yet"
    assert nearest("zebra", [f"name_{number:02}" for number in range(15)]).endswith("`name_11` and 3 more")


def test_problems_stand_in_the_order_of_their_places_without_repeats() -> None:
    problems = Problems()
    for line in (9, 2, 9):
        problems.add("code", Place(FILE, line), "wrong")

    assert [problem.place.line for problem in in_order(problems.found)] == [2, 9]
    assert problems
    assert not Problems()


def test_quoted_text_is_short_and_on_one_line() -> None:
    assert quoted("a\n  b") == "`a b`"
    assert quoted("x" * 61) == f"`{'x' * 60}…`"
