"""Measures parts, merges them into `docs/benchmarks.json`, and writes `docs/benchmarks.md` with its pictures from that.

Run `python -m benchmarks.run [PART …]`, without parts for all; `--list` tells them, `--page` only writes the page anew.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, Failure, module, run

RESULTS = ROOT / "docs/benchmarks.json"
PARTS = {
    "live_messages": "one live message, and one more",
    "columns": "10 M events in Parquet, beside all peers",
    "growth": "a tenth of that, and with BENCH_FULL=1 ten times as many; where the time goes",
    "spark": "the same on Spark, beside a shuffle alone",
    "postfix": "a Postfix log, beside pflogsumm",
    "json_sources": "records of senders in JSON to events",
    "start_up": "check and generate --check, cold",
    "live_reload": "from a save to the page",
    "laws": "the laws of a large spec",
}
NEEDED = [name for name in PARTS if name != "spark"]
"""What runs without being asked for; Spark is installed apart."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--list", action="store_true", help="tell the parts")
    parser.add_argument("--page", action="store_true", help="measure nothing")
    given = parser.parse_args()
    if given.list:
        print("\n".join(f"{name:<16}{what}" for name, what in PARTS.items()))
        return
    unknown = [name for name in given.parts if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    failed = [] if given.page else [name for name in given.parts or default_parts() if not measured(name)]
    run(module("page"))
    if failed:
        raise SystemExit(f"not measured: {', '.join(failed)}")


def default_parts() -> list[str]:
    from importlib.util import find_spec

    return [*NEEDED, *(["spark"] if find_spec("pyspark") else [])]


def measured(name: str) -> bool:
    """Measure a part and keep what it found; a part that fails leaves what was found before."""
    print(f"{name}: {PARTS[name]}", file=sys.stderr, flush=True)
    try:
        machine = run(module("machine", "--json")).told[0]["rows"]
        tables = run(module(name, "--json")).told
    except Failure as failure:
        print(failure, file=sys.stderr)
        return False
    found = results()
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    found[name] = {"date": today, "machine": machine, "tables": tables}
    whole = json.dumps({part: found[part] for part in PARTS if part in found}, ensure_ascii=False, indent=1) + "\n"
    fresh = RESULTS.with_suffix(".part")
    fresh.write_text(whole, "utf-8")
    fresh.replace(RESULTS)
    return True


def results(path: Path = RESULTS) -> dict[str, Any]:
    """What was found of each part so far."""
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


if __name__ == "__main__":
    main()
