"""Where sales leak away: units lost since the start, each with one cause."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from coordsim.core.kpis import CAUSES
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim.show.numbers import counted, number, share
from coordsim.show.words import CAUSES as CAUSE_WORDS
from coordsim_web.lab.records import Cause, FirmLost, Lost
from coordsim_web.lab.weekly import certain

LITTLE: Final = 0.5  # units, below which next to nothing is lost
SLIGHT: Final = 0.05  # units a week, below which a leak is hardly one


class Leak(NamedTuple):
    """The cause that has cost most sales since the start, in words that go on "leaks through"; what
    part of all it is; its units a week; all units. No cause while nothing is lost.
    """

    cause: str
    label: str
    part: float
    weekly: float
    total: float


NOTHING: Final = Leak("", "", part=0.0, weekly=0.0, total=0.0)


def lost(run: Run) -> FirmLost:
    """Return lost units since the start, in all and by cause."""
    causes = {cause: np.cumsum(run.causes[cause][0]) for cause in CAUSES}
    return FirmLost(
        total=certain(np.sum(list(causes.values()), axis=0)),
        causes={cause: certain(units) for cause, units in causes.items()},
    )


def causes() -> list[Cause]:
    """Return the causes of lost units in words, in the order in which they are found."""
    said = {name: CAUSE_WORDS.get(name, (name.capitalize(), "", name)) for name in CAUSES}
    return [Cause(name=name, label=label, words=words) for name, (label, words, _) in said.items()]


def leaks(run: Run) -> list[Leak]:
    """Return for each week the cause that has cost most sales so far."""
    total: Floats = np.cumsum(np.stack([run.causes[cause][0] for cause in CAUSES]), axis=1)
    out = []
    for week, units in enumerate(total.T):
        whole, worst = float(units.sum()), CAUSES[int(units.argmax())]
        most = float(units.max())
        label, _, leak = CAUSE_WORDS.get(worst, (worst.capitalize(), "", worst))
        out.append(
            Leak(leak, label, part=most / whole, weekly=most / (week + 1), total=whole)
            if whole > 0
            else NOTHING
        )
    return out


def leak_words(leak: Leak) -> str:
    """Say what a firm leaks most through."""
    if not leak.cause:
        return "nothing lost yet"
    units = "next to no units" if leak.weekly < SLIGHT else counted(leak.weekly, "unit")
    return f"{leak.cause}: {units} a week, {share(leak.part, 0)} of lost sales"


def cost_words(leak: Leak) -> str:
    """Say what the worst leak has cost over the whole run, after a firm's name and a semicolon."""
    if not leak.cause:
        return "it lost no sales"
    if leak.weekly < LITTLE:
        return "it lost next to no sales"
    return f"{leak.cause} cost it {counted(leak.weekly, 'sale')} a week"


def clause(side: str, leak: Leak) -> str:
    """Say what a firm has lost so far."""
    firm = side.upper()
    if leak.total < LITTLE:
        return f"{firm} has lost {'next to ' if leak.total > 0 else ''}nothing"
    most = "most of them" if leak.part > 0.5 else "the largest part of them"
    return (
        f"{firm} has lost {counted(leak.total, 'unit')}, {most} to {leak.label.lower()}"
        f" ({share(leak.part, 0)})"
    )


def together(stories: Mapping[str, FirmLost], worst: Mapping[str, list[Leak]]) -> Lost:
    """Return what is said of both firms, and both scales."""
    ends = [story["total"][-1] for story in stories.values()]
    last = {
        cause: max(story["causes"][cause][-1] for story in stories.values()) for cause in CAUSES
    }
    met = [cause for cause in CAUSES if last[cause] >= LITTLE]
    unmet = [one["label"].lower() for one in causes() if one["name"] not in met]
    said = (
        "; ".join(clause(side, leak) for side, leak in zip(worst, week, strict=True))
        for week in zip(*worst.values(), strict=True)
    )
    return Lost(
        sentence=[f"Up to week {week + 1}: {words}." for week, words in enumerate(said)],
        end=max(1.0, *ends),
        largest=max(1.0, *last.values()),
        met=met,
        unmet=f"In neither firm, in all weeks: {', '.join(unmet)}." if unmet else "",
    )


def round_words(lost: Mapping[str, float]) -> str:
    """Say how many units a week were lost in a round and by which causes most of them."""
    total = sum(lost.values())
    if total < LITTLE:
        return "Next to nothing was lost in these weeks."
    parts = sorted(
        ((units, cause) for cause, units in lost.items() if units >= 0.05 * total), reverse=True
    )
    named = ", ".join(f"{cause} {number(units)}" for units, cause in parts[:3])
    return f"{counted(total, 'unit')} a week were lost: {named}."
