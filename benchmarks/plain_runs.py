"""``mesa.batch_run`` of the plain Mesa firm as a process: JSON lines in, JSON lines out.

{"do": "runs", "customers": 1000, "weeks": 104, "firms": 2, "seed": 1}   -> {"seconds": ..., "profit": mean a week}
{"do": "quit"}                                                           ends it; so does the end of the input
"""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter
from typing import Any


def main() -> None:
    """Serve until told to quit. What libraries print goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(data: dict[str, Any]) -> None:
        out.write(json.dumps(data) + "\n")
        out.flush()

    try:
        from mesa import batch_run

        from benchmarks.plain_firm.model import PlainFirm
    except ImportError as error:
        say({"missing": f"{type(error).__name__}: {error}"})
        return
    say({"ready": True})
    for text in sys.stdin:
        line = json.loads(text)
        if line["do"] == "quit":
            return
        seeds = list(range(line["seed"], line["seed"] + line["firms"]))
        fixed = {"customers": line["customers"], "weeks": line["weeks"]}
        began = perf_counter()
        rows = batch_run(PlainFirm, fixed, rng=seeds, number_processes=1, max_steps=line["weeks"], display_progress=False)
        say({"seconds": perf_counter() - began, "rows": len(rows)})


if __name__ == "__main__":
    main()
