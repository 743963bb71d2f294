"""Rules in plain words, made from the rules themselves, so that words and behaviour cannot drift apart."""

from __future__ import annotations

from coordsim.contracts import CommunicationRule
from coordsim.facts import GROUPS

CARRIED = {
    "forecast": "expected demand",
    "calendar": "prices, promotions and range",
    "capacity": "hours, lots and quality",
    "stock": "stock and orders met",
    "cost": "costs",
    "feedback": "why customers left",
}
TITLES = {
    "silo": "Each for its own number",
    "departmental": "A scorecard for each",
    "shared": "Both from the firm's profit",
    "none": "Silence",
    "reports": "Reports",
    "meetings": "Meetings",
    "dashboard": "Dashboard",
    "sop": "Joint planning (S&OP)",
}


def talk_words(rule: CommunicationRule) -> str:
    """Say what a talk rule carries, how often, how late, how exactly and at what cost."""
    if not rule.groups:
        return "Nothing is told. Each side sees its own figures only."
    if rule.groups >= set(GROUPS):
        what = "Everything"
    else:
        named = [CARRIED[group] for group in GROUPS if group in rule.groups]
        what = (", ".join(named[:-1]) + " and " + named[-1] if len(named) > 1 else named[0]).capitalize()
    parts = [f"{what}, every week" if rule.every == 1 else f"{what}, every {rule.every} weeks"]
    if rule.delay:
        parts.append(f"{rule.delay} weeks old")
    parts.append(f"with an error of about {rule.noise:.0%}" if rule.noise else "exact")
    said = [", ".join(parts) + "."]
    if rule.consensus:
        said.append("Both plan on one agreed forecast.")
    if rule.learning:
        said.append("People come to understand each other's trade.")
    if rule.hours or rule.money:
        costs = [f"{rule.hours:g} hours of managers each time"] * bool(rule.hours) + [f"{rule.money:g} a week"] * bool(rule.money)
        said.append("Costs " + " and ".join(costs) + ".")
    return " ".join(said)
