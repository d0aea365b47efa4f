"""What `benchmarks/postfix_log.py` prints, as a table. Run `python -m benchmarks.postfix`."""

from __future__ import annotations

import re
import sys

from benchmarks.measure import ROOT, run
from benchmarks.telling import Table, Value, tell

COPIES = 222
"""Of the sample: a million lines."""
NOTE = "Whole processes. The two count different things, so only times are compared; sendspec answers in all modes."
TIMED = re.compile(r"^(?P<by>\S.*?) {2,}(?P<seconds>[\d.]+) s +(?P<rate>[\d,]+) lines/s", re.MULTILINE)


def main() -> None:
    printed = run([sys.executable, str(ROOT / "benchmarks/postfix_log.py"), str(COPIES)]).output
    rows: list[dict[str, Value]] = [
        {
            "by": found["by"],
            "process, s": float(found["seconds"]),
            "1,000 lines/s": float(found["rate"].replace(",", "")) / 1e3,
        }
        for found in TIMED.finditer(printed)
    ]
    if not rows:
        raise SystemExit(f"benchmarks/postfix_log.py printed no times:\n{printed}")
    tell(Table("A Postfix log to KPIs", rows, f"{printed.splitlines()[0]}. {NOTE}"))


if __name__ == "__main__":
    main()
