"""What a debrief says in words, right in every case of sign and size.

A number is rounded once: what a sentence says of two numbers is worked out from the numbers as they
are written in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from coordsim.core.kpis import CAUSES
from coordsim.room.records import Arm, LostBy, Number
from coordsim.show.numbers import counted, number, rounded, share

PUT_OFF = CAUSES[0]  # customers who left before they ordered
HELD = {
    "L1": "with your own decisions held and your partner free to answer",
    "L2": "with rule-based managers on both seats",
}


def earned(profit: float) -> str:
    """Say what a firm made or lost a week, as the end of a sentence about it."""
    money = rounded(profit, 0)
    if not money:
        return "broke even"
    return f"{'made' if money > 0 else 'lost'} {number(abs(money))} a week"


def headline(profit: float) -> str:
    """Say what the player's firm came to."""
    return f"Your firm {earned(profit)}."


def compared(yours: float, theirs: float) -> str:
    """Say how a firm that came to ``theirs`` did against the player's, which came to ``yours``."""
    gap = rounded(theirs, 0) - rounded(yours, 0)
    if not gap:
        return "as much as you and your partner" if rounded(yours, 0) else "as you did"
    return f"{number(abs(gap))} {'better' if gap > 0 else 'worse'} than you and your partner"


def verdict(arms: Sequence[Arm]) -> str:
    """Say how the game, the first of the arms, did against two managers under its own rules; then
    name the best replay if it was better.
    """
    yours = arms[0].profit
    theirs = next(arm.profit for arm in arms if arm.level == "L2" and arm.present)
    first = (
        f"Two rule-based managers under the same rules {earned(theirs)}: {compared(yours, theirs)}."
    )
    best = max(arms[1:], key=lambda arm: arm.profit)
    if rounded(best.profit, 0) <= rounded(yours, 0):
        return f"{first} None of the replays below did better than you."
    return (
        f"{first} The best of the replays, under “{best.pay_title}” and “{best.talk_title}”,"
        f" {HELD[best.level]}, {earned(best.profit)}."
    )


def fill_words(fill: Number) -> str:
    """Say what the fill rate counts beside the orders that were lost, empty where none failed it:
    who takes another variant or waits is in neither.
    """
    if fill is None or share(fill) == "100%":
        return ""
    return (
        f"The fill rate, {share(fill)}, counts only orders met at once with the first choice;"
        " orders met by another variant, or later, are neither in it nor lost."
    )


def where_lost(lost: Sequence[LostBy], ordered: float) -> str:
    """Say how many of the units that were ordered were lost, how many customers left before they
    ordered, and by what most went.
    """
    units = {one.cause: one.units for one in lost}
    off = rounded(units[PUT_OFF], 0)
    gone = rounded(sum(units.values()) - units[PUT_OFF], 0)
    asked = counted(rounded(ordered, 0), "unit") + (" were" if rounded(ordered, 0) != 1 else " was")
    if not off and not gone:
        return f"{asked} ordered, and no sale was lost."
    left = f"; another {counted(off, 'customer')} left before ordering" if off else ""
    worst = max(lost, key=lambda one: one.units)
    part = share(worst.units / sum(units.values()), 0)
    return (
        f"{asked} ordered, {number(gone) if gone else 'none'} of them lost{left}. Most went by:"
        f" {worst.cause} ({part})."
    )
