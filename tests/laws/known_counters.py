"""What one machine counts."""

from __future__ import annotations

from sendspec_gen.model import AtMostOneOf, Between, CounterIsStatus, Potential

from tests.laws.known import Known
from tests.laws.told import law_of

COUNTERS = {
    # ── stocks ──
    "a loop drifts": Known(
        """
stock good of log
log lamp
  off: on -> lit good+1
  lit: off -> off
""",
        law_of(Potential("good"), "lamp"),
        ("", "on off"),
    ),
    "a state's own loop drifts": Known(
        """
stock good of log
log knocks
  shut: knock -> open
  open: knock -> open good+1
""",
        law_of(Potential("good"), "knocks"),
        ("knock", "knock knock"),
    ),
    "two paths drift apart": Known(
        """
stock good of log
log fork
  start: short -> end good+1, long -> way
  way: on -> end
  end:
""",
        law_of(Potential("good"), "fork"),
        ("short", "long on"),
    ),
    "drift behind a guard": Known(
        """
stock inside of door
door gate key
  shut: push if key -> open inside+1, push -> open
  open:
""",
        law_of(Potential("inside"), "gate"),
        ("push", "push"),
    ),
    "an event that may come too soon drifts": Known(
        """
stock seen of row
row bell
  still: knock late -> rung seen+1, ring -> rung
  rung:
""",
        law_of(Potential("seen"), "bell"),
        ("knock", "ring"),
    ),
    "a loop that takes back what it gave": Known(
        """
stock good of log from 1
log lamp
  off: on -> lit good+1
  lit: off -> off good-1, on -> lit
""",
        law_of(Potential("good"), "lamp"),
    ),
    "what cannot be reached cannot drift": Known(
        """
stock good of log
log lamp
  off: on -> lit good+1
  lit: off -> off good-1
  broken: on -> lit, off -> off
""",
        law_of(Potential("good"), "lamp"),
    ),
    # ── at most one of ──
    "both counters at once": Known(
        """
stock good of log
stock bad of log
log mail
  new: sent -> gone good+1
  gone: bounced -> lost bad+1
  lost:
""",
        law_of(AtMostOneOf(("good", "bad")), "mail"),
        ("sent bounced",),
    ),
    "one after the other": Known(
        """
stock good of log
stock bad of log
log mail
  new: sent -> gone good+1
  gone: bounced -> lost bad+1 good-1
  lost:
""",
        law_of(AtMostOneOf(("good", "bad")), "mail"),
    ),
    "both at once, one of them in a sum": Known(
        """
stock good of log
stock bad of log
stock late of log
sum over good bad
log mail
  new: sent -> gone good+1, wait -> idle
  idle: wait -> slow late+1
  slow: bounced -> lost bad+1
  gone: bounced -> lost bad+1 good-1 late+1
  lost:
""",
        law_of(AtMostOneOf(("over", "late")), "mail"),
        ("sent bounced",),
    ),
    "a sum whose parts cancel out is in no counter": Known(
        """
stock good of log
stock debt of log
stock late of log
sum over good debt
log mail
  new: sent -> gone good+1 debt-1 late+1
  gone:
""",
        law_of(AtMostOneOf(("over", "late")), "mail"),
    ),
    "both at once before anything is heard": Known(
        """
stock good of log from 1
stock bad of log from 1
log mail
  new: sent -> gone good-1
  gone:
""",
        law_of(AtMostOneOf(("good", "bad")), "mail"),
        ("",),
    ),
    # ── between ──
    "a flow that rises without end": Known(
        """
flow opens of log
log mail
  new: opened -> new opens+1
""",
        law_of(Between("opens", 0, 3), "mail"),
        ("opened opened opened opened",),
    ),
    "a flow that falls without end, by a detour": Known(
        """
flow score of log from 2
log mail
  new: up -> high score+1
  high: down -> new score-2
""",
        law_of(Between("score", 0, 9), "mail"),
        ("up down up down up down",),
    ),
    "a flow that comes back": Known(
        """
flow score of log
log mail
  new: up -> high score+1
  high: down -> new score-1
""",
        law_of(Between("score", 0, 1), "mail"),
    ),
    "more clicks than opens": Known(
        """
stock opens of tracking
stock clicks of tracking
tracking seen
  fresh: opened -> opened opens+1, clicked -> clicked clicks+1
  opened: clicked -> clicked clicks+1
  clicked:
""",
        law_of(Between("clicks", 0, "opens"), "seen"),
        ("clicked",),
    ),
    "never more clicks than opens, though both are flows": Known(
        """
flow opens of tracking
flow clicks of tracking
tracking seen
  fresh: opened -> opened opens+1, clicked -> opened opens+1 clicks+1
  opened: clicked -> fresh clicks+1, opened -> opened opens+1
""",
        law_of(Between("clicks", 0, "opens"), "seen"),
        ("clicked clicked",),
    ),
    "opens keep ahead of clicks for ever": Known(
        """
flow opens of tracking
flow clicks of tracking
tracking seen
  fresh: opened -> opened opens+1
  opened: clicked -> fresh clicks+1, opened -> opened opens+1
""",
        law_of(Between("clicks", 0, "opens"), "seen"),
    ),
    "opened before it is known to be delivered": Known(
        """
stock delivered of log
stock opens of tracking
log mail
  new: relayed -> out, delivered -> in delivered+1
  out: delivered -> in delivered+1
  in:
tracking seen
  fresh: opened -> opened opens+1
  opened:
""",
        law_of(Between("opens", 0, "delivered"), "mail"),
        ("", "opened"),
    ),
    "bounced after it was opened": Known(
        """
stock delivered of log from 1
stock opens of tracking
log mail
  new: bounced -> lost delivered-1
  lost:
tracking seen
  fresh: opened -> opened opens+1
  opened:
""",
        law_of(Between("opens", 0, "delivered"), "mail"),
        ("bounced", "opened"),
    ),
    "a bound beside the tracking that holds": Known(
        """
stock sent of log from 1
stock opens of tracking
log mail
  new: bounced -> lost
  lost:
tracking seen
  fresh: opened -> opened opens+1
  opened: opened -> opened
""",
        law_of(Between("opens", 0, "sent"), "mail"),
    ),
    # ── counter is status ──
    "a settled message that is counted nowhere": Known(
        """
stock good of log
log mail
  new pending: sent -> done good+1, wait -> idle
  idle pending: sent -> gone
  done sent settled:
  gone sent settled:
""",
        law_of(CounterIsStatus({"good": "sent"}), "mail"),
        ("wait sent",),
    ),
    "a settled message that counts as something else": Known(
        """
stock good of log
log mail
  new pending: sent -> done good+1
  done sent settled: bounced -> lost
  lost failed settled:
""",
        law_of(CounterIsStatus({"good": "sent"}), "mail"),
        ("sent bounced",),
    ),
    "only what is settled must count where its status says": Known(
        """
stock good of log
log mail
  new sent: sent -> done good+1
  done sent settled: bounced -> lost good-1
  lost failed settled:
""",
        law_of(CounterIsStatus({"good": "sent"}), "mail"),
    ),
}
