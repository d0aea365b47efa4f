"""Rows of test tables, compared by their ids."""

from __future__ import annotations

from sendspec_gen.changes.change import Cell, RowChange
from sendspec_gen.changes.names import NewNames
from sendspec_gen.changes.rows import rows

from tests.unit.sendspec_gen.small_spec import small_model

HEAD = (
    "# Generated from somewhere.\nid,state,event,answer,condition,requires,lasted,next_state,status,good,tell,reason\n"
)
SENT = "new/sent,new,sent,moves,,,,over,gone,+1,,\n"
BOUNCED = "new/bounced,new,bounced,ignored,,,,new,waiting,0,,\n"


def compared(old: str, new: str, names: NewNames | None = None) -> tuple[RowChange, ...]:
    model = small_model()
    found = rows({"fast_mail": HEAD + old}, {"fast_mail": HEAD + new}, model, model, names or NewNames({}))
    return tuple(found)


def test_another_order_of_rows_is_no_change() -> None:
    assert compared(SENT + BOUNCED, BOUNCED + SENT) == ()


def test_cells_that_differ() -> None:
    changed = BOUNCED.replace("ignored,,,,new,waiting,0", "moves,,,,over,gone,0")

    assert compared(SENT + BOUNCED, SENT + changed) == (
        RowChange(
            "changed",
            "fast_mail",
            "new/bounced",
            (Cell("answer", "ignored", "moves"), Cell("next_state", "new", "over"), Cell("status", "waiting", "gone")),
        ),
    )


def test_rows_that_come_and_go() -> None:
    assert [(row.what, row.id) for row in compared(SENT, BOUNCED)] == [
        ("added", "new/bounced"),
        ("removed", "new/sent"),
    ]


def test_rows_in_new_names_are_the_same_rows() -> None:
    names = NewNames(
        {
            ("state", "fast_mail", "over"): "done",
            ("event", "", "sent"): "went",
            ("status", "log", "gone"): "away",
            ("counter", "", "good"): "fine",
        }
    )
    old = {"fast_mail": HEAD + SENT}
    new = {"fast_mail": HEAD.replace(",good,", ",fine,") + "new/went,new,went,moves,,,,done,away,+1,,\n"}
    model = small_model()

    assert tuple(rows(old, new, model, model, names)) == ()
