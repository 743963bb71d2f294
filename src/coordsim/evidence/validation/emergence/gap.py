"""D2 size of the gap, D4 separate levers: what silo pay and silence cost, and which of the two
costs more.
"""

from __future__ import annotations

from collections.abc import Iterator

from coordsim.evidence.validation.emergence.findings import (
    Family,
    Finding,
    Need,
    mean,
    ratio,
    share,
)
from coordsim.evidence.validation.emergence.lab import (
    ARMS,
    BEST,
    PAY,
    TALK,
    WORST,
    YEARS,
    Lab,
    money,
)
from coordsim.evidence.validation.emergence.robust import corners_by_draw

GAP = Need(
    title="profit that silo + none lacks, year 2",
    unit="share of shared + sop's revenue",
    low=0.05,
    high=0.25,
)
LOSING = Need(
    title="silo + none firms that lose money, year 1", unit="share of firms", low=0.1, high=0.5
)
STOPPED = Need(title="firms that cannot pay and stop within two years", unit="share of firms")
FLOOR = Need(title="profit over revenue", unit="share of revenue", low=-0.15)
CLOSES = Need(
    title="part of the gap that it closes alone", unit="share of the gap", low=0.0, by="clearly"
)
WINNER = Need(title="draws in which pay alone closes more than talk alone", unit="share of draws")


def gap(lab: Lab) -> Iterator[Finding]:
    """Measure the gap in the second year, who loses money in the first, and how deep arms fall."""
    year = YEARS[2]
    worst, best = (money(lab.arm(name), year)[0] for name in (WORST, BEST))
    yield Finding("D2", GAP, "", ratio(best - worst, money(lab.arm(BEST), year)[1]))
    yield Finding("D2", LOSING, "", share(money(lab.arm(WORST), YEARS[1])[0] < 0))
    for name in ARMS:
        for number in (1, 2):
            figure = ratio(*money(lab.arm(name), YEARS[number]))
            yield Finding("D2", FLOOR, f"{name}, year {number}", figure)
        stops = lab.arm(name).stops
        yield Finding("D2", STOPPED, name, share(stops < YEARS[2].stop))


def levers(lab: Lab) -> Iterator[Finding]:
    """Measure what each cure closes alone, and count over draws which closes more."""
    profits = {name: money(lab.arm(name), YEARS[2])[0] for name in ARMS}
    whole = profits[BEST] - profits[WORST]
    for word, name in (("pay", PAY), ("talk", TALK)):
        figure = ratio(profits[name] - profits[WORST], whole)
        if figure.n and whole.mean() <= 0:
            note = f"there is no gap to close: {mean(whole).figure:.3g} a week"
            yield Finding("D4", CLOSES, f"{word} alone", None, note)
            continue
        yield Finding("D4", CLOSES, f"{word} alone", figure)
    drawn = corners_by_draw(lab)
    pay = share(drawn[PAY] > drawn[TALK])
    yield Finding("D4", WINNER, "", pay, "pay" if pay.figure > 0.5 else "talk")


FAMILIES = (
    Family(
        id="D2",
        title="Size of the gap",
        how=(
            "Profit of silo + none against shared + sop in the same worlds, over shared + sop's"
            " revenue."
        ),
        needs=(GAP, LOSING, FLOOR, STOPPED),
        run=gap,
    ),
    Family(
        id="D4",
        title="Separate levers",
        how=(
            "Year 2. Pay alone is shared + none, talk alone silo + sop; each has to close a part of"
            " the gap between silo + none and shared + sop. Which closes more is counted over the"
            " draws of D8."
        ),
        needs=(CLOSES, WINNER),
        run=levers,
    ),
)
