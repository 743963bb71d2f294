"""``mesa.batch_run`` of the plain Mesa firm as a process: JSON lines in, JSON lines out.

{"do": "runs", "customers": 1000, "weeks": 104, "firms": 2, "seed": 1}   -> {"seconds": ..., "rows":
...} {"do": "quit"}                                                           ends it; so does the
end of the input
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from benchmarks.lines import Answer, serve


def begin() -> Answer:
    """Return what answers a line. Raises ImportError where Mesa is missing."""
    from mesa import batch_run

    from benchmarks.plain_firm.model import PlainFirm

    def answer(line: dict[str, Any]) -> dict[str, Any]:
        seeds = list(range(line["seed"], line["seed"] + line["firms"]))
        fixed = {"customers": line["customers"], "weeks": line["weeks"]}
        began = perf_counter()
        rows = batch_run(
            PlainFirm,
            fixed,
            rng=seeds,
            number_processes=1,
            max_steps=line["weeks"],
            display_progress=False,
        )
        return {"seconds": perf_counter() - began, "rows": len(rows)}

    return answer


if __name__ == "__main__":
    serve(begin)
