"""What a visitor may choose in the Lab, in words, and the check of what a browser sent."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from coordsim.levers import ROLES
from coordsim.scenario import COMMUNICATION, GOVERNANCE, INCENTIVES, load, names

LAST_SEED: Final = 1_000_000_000
SIDES: Final = ("a", "b")

PAY: Final = {
    "silo": "Each for its own number",
    "departmental": "Each for its own scorecard",
    "shared": "Both for the firm's profit",
}
TALK: Final = {
    "none": ("Nobody tells anybody", "Neither side is told anything. Each believes what seems natural from its own desk."),
    "reports": ("Reports", "Every four weeks a report on forecast, stock and cost, three weeks old and a little off."),
    "meetings": ("Meetings", "Every four weeks they sit together: all facts, some hours, and each learns the other's trade."),
    "dashboard": ("Dashboard", "All facts every week, exact, for a weekly fee. Nobody learns the other's trade from it."),
    "sop": ("One agreed plan", "Sales and operations planning: every four weeks all facts and one set of numbers for both."),
}
SETTLES: Final = {
    "independent": ("Nobody", "Each enacts its own plan; the plant's limits settle the rest."),
    "marketing_leads": ("Marketing", "Operations has to stretch to what marketing plans."),
    "operations_leads": ("Operations", "Marketing's plan is cut to what fits."),
    "joint": ("Both together", "They search one plan that is good for both."),
}


class ChoiceError(ValueError):
    """A choice that is not on offer; the message is fit for the page."""


@dataclass(frozen=True)
class Rules:
    """The rules of one firm, by name."""

    incentives: str = "silo"
    communication: str = "none"
    governance: str = "independent"


@dataclass(frozen=True)
class Choice:
    """Two firms in the same scenario and the same weeks of luck."""

    scenario: str = "base"
    seed: int = 1
    a: Rules = Rules()
    b: Rules = Rules("shared", "sop")

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


ON_OFFER: Final[dict[str, Mapping[str, object]]] = {
    "incentives": INCENTIVES,
    "communication": COMMUNICATION,
    "governance": GOVERNANCE,
}


def read(data: Any) -> Choice:
    """Check what a browser sent. Raises ChoiceError with one sentence on the first thing that is not on offer."""
    if not isinstance(data, dict):
        raise ChoiceError("Nothing was changed: the page sent no choice.")
    scenario, seed = data.get("scenario"), data.get("seed")
    if not isinstance(scenario, str) or scenario not in names():
        raise ChoiceError(f"There is no scenario {_shown(scenario)}; on offer: {', '.join(names())}.")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LAST_SEED:
        raise ChoiceError(f"World {_shown(seed)} is not a whole number from 0 to {LAST_SEED:,}.")
    return Choice(scenario, seed, *(_rules(side, data.get(side)) for side in SIDES))


def _rules(side: str, data: Any) -> Rules:
    if not isinstance(data, dict):
        raise ChoiceError(f"Firm {side.upper()} came without rules.")
    for kind, offered in ON_OFFER.items():
        if not isinstance(data.get(kind), str) or data[kind] not in offered:
            allowed = ", ".join(offered)
            raise ChoiceError(f"Firm {side.upper()}: {kind} {_shown(data.get(kind))} is not known; on offer: {allowed}.")
    return Rules(data["incentives"], data["communication"], data["governance"])


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def menu() -> dict[str, Any]:
    """Return all that is on offer, with words, for the form."""
    return {
        "scenarios": [{"name": name, "label": load(name).title} for name in names()],
        "last_seed": LAST_SEED,
        "incentives": [{"name": name, "label": PAY.get(name, name), "words": _pay_words(name)} for name in INCENTIVES],
        "communication": _entries(COMMUNICATION, TALK),
        "governance": _entries(GOVERNANCE, SETTLES),
    }


def _entries(offered: Mapping[str, object], words: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    plain = {name: words.get(name, (name, "")) for name in offered}
    return [{"name": name, "label": label, "words": about} for name, (label, about) in plain.items()]


def _pay_words(name: str) -> str:
    rule = INCENTIVES[name]
    said = [rule.words(role) for role in ROLES]
    if said[0] == said[1]:
        return said[0]
    return " ".join(f"{role.capitalize()} gets {text}" for role, text in zip(ROLES, said, strict=True))
