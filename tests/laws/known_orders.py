"""What came before, and in what order."""

from __future__ import annotations

from sendspec_gen.model import AnyOrder, ClockIsLate, OnlyAfter

from tests.laws.known import Known
from tests.laws.told import condition_of, law_of

ORDERS = {
    # ── order ──
    "the last event wins": Known(
        """
log register
  start: a -> first, b -> second
  first: b -> second
  second: a -> first
""",
        law_of(AnyOrder(), "register"),
        ("a b", "b a"),
    ),
    "the last event wins, which is said": Known(
        """
log register
  start: a -> first, b -> second
  first: b -> second
  second: a -> first
""",
        law_of(AnyOrder(), "register", exempt=(("a", "b"),)),
    ),
    "the higher event wins": Known(
        """
stock top of log
flow heard of log
log ladder
  start: a -> first heard+1, b -> second top+1 heard+1
  first: a -> first heard+1, b -> second top+1 heard+1
  second: a -> second heard+1, b -> second heard+1
""",
        law_of(AnyOrder(), "ladder"),
    ),
    "order matters to a flow": Known(
        """
flow late of log
log ladder
  start: a -> first, b -> second
  first: b -> second late+1
  second:
""",
        law_of(AnyOrder(), "ladder"),
        ("a b", "b a"),
    ),
    "order matters only later": Known(
        """
stock top of log
log ladder
  start: open -> in
  in: open -> in, a -> first, b -> second
  first: open -> first, b -> both
  second: open -> second, a -> both top+1
  both: open -> both
""",
        law_of(AnyOrder(), "ladder", exempt=(("open", "a"), ("open", "b"))),
        ("open a b", "open b a"),
    ),
    "a repeat moves": Known(
        """
log twice
  none: a -> one
  one: a -> two
  two:
""",
        law_of(AnyOrder(), "twice"),
        ("a", "a a"),
    ),
    "a repeat moves a stock": Known(
        """
stock seen of log
log twice
  none: a -> one
  one: a -> one seen+1
""",
        law_of(AnyOrder(), "twice"),
        ("a", "a a"),
    ),
    "a repeat moves a flow alone": Known(
        """
flow seen of log
log twice
  none: a -> one seen+1
  one: a -> one seen+1
""",
        law_of(AnyOrder(), "twice"),
    ),
    "a repeat moves, which is said": Known(
        """
log twice
  none: a -> one, b no
  one: a -> two, b no
  two: a -> none, b no
""",
        law_of(AnyOrder(), "twice", exempt=(("a",),)),
    ),
    "what is said of repeats says nothing of order": Known(
        """
log register
  start: a -> first, b -> second
  first: b -> second
  second: a -> first
""",
        law_of(AnyOrder(), "register", exempt=(("a",), ("b",))),
        ("a b", "b a"),
    ),
    # ── clocks ──
    "a late clock cannot be made good": Known(
        """
log mail
  new: sent -> trying
  trying clock=gave_up: gave_up -> lost, done -> end
  lost:
  end:
""",
        law_of(ClockIsLate(), "mail"),
        ("sent clock done", "sent done"),
    ),
    "a late clock is overruled": Known(
        """
stock bad of log
log mail
  new: sent -> trying
  trying clock=gave_up: gave_up -> lost bad+1, done -> end
  lost: done -> end bad-1
  end:
""",
        law_of(ClockIsLate(), "mail"),
    ),
    "a late clock, which is said": Known(
        """
log mail
  new: sent -> trying
  trying clock=gave_up: gave_up -> lost, done -> end
  lost:
  end:
""",
        law_of(ClockIsLate(), "mail", exempt=(("done",),)),
    ),
    "a late clock leaves a count behind": Known(
        """
stock bad of log
log mail
  new: sent -> trying
  trying clock=gave_up: gave_up -> lost bad+1, done -> end
  lost: done -> end
  end:
""",
        law_of(ClockIsLate(), "mail"),
        ("sent clock done", "sent done"),
    ),
    "the clock after the event makes it good": Known(
        """
log mail
  new clock=gave_up: gave_up -> lost, tried -> again
  again clock=gave_up: gave_up -> lost, tried -> again
  lost:
""",
        law_of(ClockIsLate(), "mail"),
    ),
    # ── only after ──
    "sent without a confirmation": Known(
        """
delivery send
  draft: prepare -> ready, confirm -> sure
  ready: confirm -> sure, run -> out
  sure: run -> out
  out:
""",
        law_of(OnlyAfter(("out",), ("confirm",), (), None), "send"),
        ("prepare run",),
    ),
    "sent after a confirmation": Known(
        """
delivery send
  draft: prepare -> ready
  ready: confirm -> sure, edit -> draft
  sure: run -> out, confirm -> sure
  out: run -> out
""",
        law_of(OnlyAfter(("out",), ("confirm",), ("edit",), None), "send"),
    ),
    "edited since it was confirmed": Known(
        """
delivery send
  draft: confirm -> sure
  sure: run -> out, edit -> sure
  out:
""",
        law_of(OnlyAfter(("out",), ("confirm",), ("edit",), None), "send"),
        ("confirm edit run",),
    ),
    "edited since, which does not matter": Known(
        """
delivery send
  draft: confirm -> sure
  sure: run -> out, edit -> sure
  out:
""",
        law_of(OnlyAfter(("out",), ("confirm",), (), None), "send"),
    ),
    "a confirmation that was refused does not count": Known(
        """
delivery send role
  draft: confirm needs role -> draft, run -> out
  out:
""",
        law_of(OnlyAfter(("out",), ("confirm",), (), None), "send"),
        ("run",),
    ),
    "the confirmation itself sends": Known(
        """
delivery send
  draft: confirm -> out
  out: stop -> draft
""",
        law_of(OnlyAfter(("out",), ("confirm",), ("stop",), None), "send"),
    ),
    "from one of the states to the other is no entry": Known(
        """
delivery send
  draft: confirm -> waiting, edit -> draft
  waiting: edit -> waiting, run -> out
  out: stop -> draft
""",
        law_of(OnlyAfter(("waiting", "out"), ("confirm",), ("edit",), None), "send"),
    ),
    "unconfirmed where a confirmation is asked for": Known(
        """
delivery send asked
  draft: confirm -> sure, run -> out
  sure: run -> out
  out:
""",
        law_of(OnlyAfter(("out",), ("confirm",), (), condition_of("asked")), "send"),
        ("run",),
    ),
    "unconfirmed only where no confirmation is asked for": Known(
        """
delivery send asked role
  draft: confirm needs role -> sure, run needs !asked -> out
  sure: run -> out
  out:
""",
        law_of(OnlyAfter(("out",), ("confirm",), (), condition_of("asked")), "send"),
    ),
    "one way of several is unconfirmed": Known(
        """
delivery send asked later
  draft: confirm -> sure, run if later -> waiting, run needs !asked -> out
  waiting: run -> out
  sure: run -> out
  out:
""",
        law_of(OnlyAfter(("out", "waiting"), ("confirm",), (), condition_of("asked")), "send"),
        ("run",),
    ),
}
