"""What each friction costs a firm of the Lab: exact Shapley parts of the gap to a coordinated firm,
in a few worlds.
"""

import threading
from collections.abc import Callable
from itertools import accumulate
from typing import Final

from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.scenario.file import Scenario
from coordsim.show.numbers import counted, interval, number
from coordsim.study.attribution import Attribution, attribute, frictions_of
from coordsim.study.optimum.record import BenchmarkError
from coordsim_web.lab.choices import Choice
from coordsim_web.lab.records import Shares, Step
from coordsim_web.lab.weekly import text

WORLDS: Final = 20
KEPT: Final = 12
INTRO: Final = (
    f"All mixtures of a firm's frictions, each there or gone, live through the same {WORLDS}"
    " worlds. A friction's part is its mean effect over every order of removing them (Shapley"
    " value); the parts sum to the whole gap. It takes some seconds."
)
LABELS: Final = {
    "pay": "Pay",
    "information": "What they tell each other",
    "governance": "Who settles",
    "range": "The range",
    "bias": "Biased first guesses",
    "owner": "The owner's orders",
}

Tell = Callable[[int, int], None]

# runs of all mixtures take a while: one visitor's at a time, so that others still get the processor
# for theirs
_turn = threading.Lock()
_kept: dict[tuple[Choice, str], str] = {}


class StoppedError(Exception):
    """Nobody waits for the answer any more."""


def mixtures(choice: Choice, side: str) -> int:
    """Return how many mixtures one firm's frictions have, each there or gone."""
    whole: int = 2 ** len(frictions_of(choice.firm(side)))
    return whole


def costs(choice: Choice, side: str, tell: Tell) -> str:
    """Return the frictions of one firm as JSON; ``tell`` hears (mixtures run, in all) and may raise
    StoppedError.

    Raises ValueError with one sentence where the gap of this firm cannot be shared out.
    """
    key = (choice, side)
    with _turn:
        if key not in _kept:
            while len(_kept) >= KEPT:
                _kept.pop(next(iter(_kept)))
            found = shared_out(choice.firm(side), choice.seed, tell)
            _kept[key] = text(table(found, side))
        return _kept[key]


def shared_out(scenario: Scenario, seed: int, tell: Tell) -> Attribution:
    """Share out the gap; without a benchmark plan for just these numbers, the range is held where
    it starts.
    """
    try:
        return attribute(scenario, firms=WORLDS, seed=seed, progress=tell)
    except BenchmarkError:
        return attribute(
            scenario,
            held_range=round(scenario.lever_start("range")),
            firms=WORLDS,
            seed=seed,
            progress=tell,
        )


def table(found: Attribution, side: str) -> Shares:
    """Return the waterfall from the firm as it is to the coordinated one, largest part first."""
    parts = sorted(found.intervals.items(), key=lambda part: -part[1].mean)
    worst, best = float(found.worst.mean()), float(found.best.mean())
    levels = list(accumulate((part.mean for _, part in parts), initial=worst))
    steps = [
        _end("worst", "As it is", "", worst),
        *(
            Step(
                name=name,
                label=LABELS.get(name, name.capitalize()),
                words=change_words(found.words[name]),
                text=number(part.mean, sign=True),
                interval=f"[{interval(part)}]",
                look="minus" if part.mean < 0 else "plus",
                start=level,
                end=level + part.mean,
            )
            for (name, part), level in zip(parts, levels, strict=False)
        ),
        _end("best", "Coordinated", "all of them gone", best),
    ]
    return Shares(
        side=side,
        sentence=sentence(found),
        steps=steps,
        low=min(0.0, best, *levels),
        high=max(1.0, best, *levels),
        caption=f"Profit, money a week, means of {counted(len(found.seeds), 'world')} after the"
        " first weeks. In brackets: 95% interval; where it holds zero, these few worlds do not"
        " tell.",
    )


def _end(name: str, label: str, words: str, value: float) -> Step:
    return Step(
        name=name,
        label=label,
        words=words,
        text=number(value),
        interval="",
        look="minus" if value < 0 else "whole",
        start=0.0,
        end=value,
    )


def sentence(found: Attribution) -> str:
    """Say what the frictions cost, and the largest of them."""
    gap, parts = found.gap, found.intervals
    if gap.low <= 0 <= gap.high:
        return (
            "This firm and the coordinated one cannot be told apart in these worlds:"
            f" {number(gap.mean, sign=True)} a week."
        )
    if gap.mean < 0:
        return f"The coordinated firm earns {number(-gap.mean)} a week less than this one."
    name = max(parts, key=lambda one: parts[one].mean)
    label = LABELS.get(name, name)
    return (
        f"The frictions cost {number(gap.mean)} a week. The largest part,"
        f" {number(parts[name].mean)}: {label[0].lower()}{label[1:]}."
    )


def change_words(change: str) -> str:
    """Say "old → new" in the words of the pages."""
    named = {name: rule.title for kind in (SETTLING, PAY, TALK) for name, rule in kind.items()}
    return " → ".join(named.get(end, end) for end in change.split(" → "))
