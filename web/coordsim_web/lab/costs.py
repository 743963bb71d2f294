"""What each friction costs a firm of the Lab: exact Shapley parts of the gap to a coordinated firm,
in a few worlds.
"""

import threading
from collections.abc import Callable
from typing import Any, Final

from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.scenario.file import Scenario
from coordsim.study.attribution import Attribution, attribute
from coordsim.study.optimum.record import BenchmarkError
from coordsim_web.lab.choices import Choice
from coordsim_web.lab.firms import text

WORLDS: Final = 6
KEPT: Final = 12
LABELS: Final = {
    "pay": "Pay",
    "information": "What they tell each other",
    "governance": "Who settles",
    "range": "The range",
}

Tell = Callable[[int, int], None]

# sixteen runs take a while: one visitor's at a time, so that others still get the processor for
# theirs
_turn = threading.Lock()
_kept: dict[tuple[Choice, str], str] = {}


class StoppedError(Exception):
    """Nobody waits for the answer any more."""


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
            _kept[key] = text(
                table(shared_out(choice.firm(side), choice.seed, tell)) | {"side": side}
            )
        return _kept[key]


def shared_out(scenario: Scenario, seed: int, tell: Tell) -> Attribution:
    """Share out the gap; without a benchmark plan for just these numbers, the range is held where
    it starts.
    """
    try:
        return attribute(scenario, seeds=WORLDS, seed=seed, progress=tell)
    except BenchmarkError:
        return attribute(
            scenario,
            held_range=round(scenario.lever_start("range")),
            seeds=WORLDS,
            seed=seed,
            progress=tell,
        )


def table(found: Attribution) -> dict[str, Any]:
    """Return both ends, the parts and the gap, rounded, with what is changed in words; largest part
    first.
    """
    told = found.as_json()
    parts = [
        {
            "name": name,
            "label": LABELS.get(name, name.capitalize()),
            "words": change_words(told["words"][name]),
            "mean": round(part["mean"]),
            "low": round(part["low"]),
            "high": round(part["high"]),
        }
        for name, part in told["parts"].items()
    ]
    return {
        "worst": round(told["worst"]),
        "best": round(told["best"]),
        "worlds": told["seeds"],
        "gap": {end: round(told["gap"][end]) for end in ("mean", "low", "high")},
        "parts": sorted(parts, key=lambda part: -part["mean"]),
    }


def change_words(change: str) -> str:
    """Say "old → new" in the words of the pages."""
    named = {name: rule.title for kind in (SETTLING, PAY, TALK) for name, rule in kind.items()}
    return " → ".join(named.get(end, end) for end in change.split(" → "))
