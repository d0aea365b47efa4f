"""Two modes that hear the same."""

from __future__ import annotations

from sendspec_gen.model import SameWhenSettled, SettledTogether

from tests.laws.known import Known
from tests.laws.told import law_of

MODES = {
    # ── modes side by side ──
    "modes that differ on the way and agree when both are settled": Known(
        """
stock good of log
log slow
  new pending: sent -> out, done -> end good+1
  out pending: done -> end good+1
  end sent settled:
log quick
  new pending: sent -> out good+1, done -> end good+1
  out sent settled: done -> end
  end sent settled:
""",
        law_of(SameWhenSettled(("good",), status=True), "slow", "quick"),
    ),
    "settled apart": Known(
        """
stock good of log
log slow
  new pending: sent -> out, done -> end good+1
  out pending: done -> end good+1
  end sent settled:
log quick
  new pending: sent -> out good+1, done -> end good+1
  out sent settled: done -> end
  end sent settled:
""",
        law_of(SettledTogether(), "slow", "quick"),
        ("sent", "sent"),
    ),
    "settled together, however they count": Known(
        """
stock good of log
log one
  new: wait -> idle, sent -> end good+1
  idle: sent -> end good+1
  end settled:
log two
  new clock=sent: sent -> end
  end settled:
""",
        law_of(SettledTogether(), "one", "two"),
    ),
    "both settled, other counters": Known(
        """
stock good of log
log one
  new: wait -> idle, sent -> end good+1
  idle: sent -> bare
  bare settled:
  end settled:
log two
  new: sent -> end good+1
  end settled:
""",
        law_of(SameWhenSettled(("good",), status=False), "one", "two"),
        ("wait sent", "wait sent"),
    ),
    "both settled, other statuses": Known(
        """
log one
  new pending: sent -> end
  end sent settled:
log two
  new pending: sent -> end
  end gone settled:
""",
        law_of(SameWhenSettled((), status=True), "one", "two"),
        ("sent", "sent"),
    ),
    "both settled, other statuses that do not matter": Known(
        """
log one
  new pending: sent -> end
  end sent settled:
log two
  new pending: sent -> end
  end gone settled:
""",
        law_of(SameWhenSettled((), status=False), "one", "two"),
    ),
    "a clock that one mode has and the other has not": Known(
        """
stock bad of log
log patient
  new: sent -> out, gave_up -> lost bad+1
  out: gave_up -> lost bad+1, done -> end
  lost settled:
  end settled:
log hasty
  new: sent -> out, gave_up -> lost bad+1
  out clock=gave_up: gave_up -> lost bad+1, done -> end
  lost settled:
  end settled:
""",
        law_of(SameWhenSettled(("bad",), status=False), "patient", "hasty"),
        ("sent done", "sent clock done"),
    ),
    "the first mode agrees with the second, and not with the third": Known(
        """
stock good of log
log one
  new: sent -> end good+1
  end settled:
log two
  new: sent -> out
  out: done -> end good+1
  end settled:
log three
  new: sent -> end
  end settled: done -> open
  open:
""",
        law_of(SameWhenSettled(("good",), status=False), "one", "two", "three"),
        ("sent", "sent"),
    ),
}
