"""D8 robust: the order of the corners when every assumed number is another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from coordsim.core.records import Floats
from coordsim.evidence.validation.emergence.findings import Family, Finding, Need, share
from coordsim.evidence.validation.emergence.lab import (
    ARMS,
    BEST,
    PAY,
    TALK,
    WORST,
    YEAR,
    YEARS,
    Lab,
    plain,
)
from coordsim.run.simulate import seeds_from, simulate
from coordsim.study.draws import drawn

AT_ONCE = 10  # draws in one run: enough to share its cost, few enough for memory
LAST = Need(title="silo + none earns least", unit="share of draws", low=0.95)
TALKED = Need(title="silo + sop earns less than shared + sop", unit="share of draws", low=0.95)
ORDER = Need(
    title="silo + none < silo + sop < shared + none < shared + sop", unit="share of draws", low=0.85
)
BETWEEN = Need(title="each cure alone between silo + none and shared + sop", unit="share of draws")


def corners_by_draw(lab: Lab) -> Mapping[str, Floats]:
    """Return each corner's profit a week in year 2 of every draw, mean over ``lab.few`` worlds,
    name -> (draws,), money; run once. Draws have worlds of their own.
    """
    if "draws" in lab.kept:
        kept: Mapping[str, Floats] = lab.kept["draws"]
        return kept
    base = plain(lab.scenario, {}, 2 * YEAR)
    out: dict[str, list[Floats]] = {name: [] for name in ARMS}
    for start in range(0, lab.draws, AT_ONCE):
        places = range(start, min(start + AT_ONCE, lab.draws))
        each = [drawn(base, place, ARMS) for place in places]
        firms = [arms[name] for name in ARMS for arms in each for _ in range(lab.few)]
        seeds = [
            seed
            for place in places
            for seed in seeds_from(lab.first + lab.worlds + place * lab.few, lab.few)
        ]
        run = simulate(firms, seeds=seeds * len(ARMS), threads=lab.threads)
        profit = run.kpi("profit", YEARS[2]).reshape(len(ARMS), len(places), lab.few)
        for name, row in zip(ARMS, profit, strict=True):
            out[name].append(row.mean(axis=1))
    lab.kept["draws"] = {name: np.concatenate(rows) for name, rows in out.items()}
    return corners_by_draw(lab)


def order(profits: Mapping[str, Floats]) -> Iterator[Finding]:
    """Count the draws in which the corners stand in the order that has to hold."""
    worst, talk, pay, best = (profits[name] for name in (WORST, TALK, PAY, BEST))
    yield Finding("D8", LAST, "", share((worst < talk) & (worst < pay) & (worst < best)))
    yield Finding("D8", TALKED, "", share(talk < best))
    yield Finding("D8", ORDER, "", share((worst < talk) & (talk < pay) & (pay < best)))
    between = (worst < talk) & (worst < pay) & (talk < best) & (pay < best)
    yield Finding("D8", BETWEEN, "", share(between))


FAMILIES = (
    Family(
        id="D8",
        title="Robust over assumptions",
        how=(
            "Draws of every number labelled assumed and of every start, each times a factor between"
            " 0.7 and 1.3 within its bounds, 12 worlds each; profit of year 2."
        ),
        needs=(LAST, TALKED, ORDER, BETWEEN),
        run=lambda lab: order(corners_by_draw(lab)),
    ),
)
