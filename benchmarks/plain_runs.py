"""The plain Mesa firm as a process, by ``mesa.batch_run`` or by itself: JSON lines in, JSON lines
out.

{"do": "runs", "customers": 1000, "weeks": 104, "firms": 2, "seed": 1}   -> {"seconds": ...,
"rows": ...}, by ``batch_run`` with its data collected
{"do": "firm", "customers": 1000, "weeks": 104, "seed": 1}   -> {"seconds": ..., "weeks": ...}, one
model that is made and run to its end
{"do": "quit"}   ends it; so does the end of the input
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from benchmarks.lines import Answer, serve


def begin() -> Answer:
    """Return what answers a line. Raises ImportError where Mesa is missing."""
    from mesa import batch_run

    from benchmarks.plain_firm.model import PlainFirm

    def firm(line: dict[str, Any]) -> dict[str, Any]:
        began = perf_counter()
        model = PlainFirm(customers=line["customers"], weeks=line["weeks"], rng=line["seed"])
        model.run_model()
        return {"seconds": perf_counter() - began, "weeks": len(model.history)}

    def answer(line: dict[str, Any]) -> dict[str, Any]:
        if line["do"] == "firm":
            return firm(line)
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
