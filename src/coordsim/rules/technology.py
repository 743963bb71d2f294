"""Technologies and ways of working: what each costs, what it acts on, and the channels that some of
them open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import CommunicationRule, World
from coordsim.core.facts import FACTS
from coordsim.core.records import Floats, column
from coordsim.rules.talk.carry import carries
from coordsim.rules.talk.channel import Channel


@dataclass(frozen=True)
class Technology:
    """A technology: its name in a scenario, its label, the KPI that it acts on, and how."""

    name: str
    label: str
    kpi: str
    about: str


TECHNOLOGIES = (
    Technology(
        "erp", "ERP", "belief_error", "Operations' facts reach marketing every week, exact."
    ),
    Technology("crm", "CRM", "belief_error", "What customers feel reaches both every week, exact."),
    Technology("bi", "Business intelligence", "belief_error", "Halves the noise in what is told."),
    Technology(
        "marketing_automation", "Marketing automation", "demand", "Advertising works better."
    ),
    Technology(
        "ai_forecast",
        "AI forecasting",
        "forecast_accuracy",
        "The forecast is told with less noise and uses the market's momentum.",
    ),
    Technology(
        "personalisation", "Personalisation", "put_off_rate", "Each customer sees fewer options."
    ),
    Technology(
        "chatbot",
        "Chatbot",
        "unanswered",
        "Answers simple questions, so that the desk has time for the others.",
    ),
    Technology(
        "predictive_maintenance", "Predictive maintenance", "breakdown_share", "Fewer breakdowns."
    ),
)
OF_OPERATIONS = frozenset({"capacity", "stock", "cost", "lead_times", "feasibility"})
OF_THE_TEAM = frozenset({"feasibility", "lead_times", "feedback"})
ERP, CRM, TEAM = (
    Channel("erp", OF_OPERATIONS),
    Channel("crm", frozenset({"feedback"})),
    Channel("team", OF_THE_TEAM),
)
TRAINING_WEEKS = 4  # assumed: weeks from one cross-training to the next


def price(world: World) -> Floats:
    """What the firm's technologies cost a week, (F,)."""
    systems = world.parameters.systems
    prices = (getattr(systems, f"{name}_price") for name in sorted(world.technologies))
    return sum(prices, start=np.zeros(world.firms))


def channels(
    main: Channel, technologies: frozenset[str], team: bool
) -> tuple[CommunicationRule, ...]:
    """Return the firm's channels; those that tell exactly come last, so that theirs is the word
    that counts.
    """
    more = [
        channel
        for channel, there in (
            (ERP, "erp" in technologies),
            (CRM, "crm" in technologies),
            (TEAM, team),
        )
        if there
    ]
    return (main, *more)


def noise_left(world: World) -> Floats:
    """Share of a channel's noise that is left in each fact, (F, K)."""
    systems, left = world.parameters.systems, np.ones((world.firms, len(FACTS)))
    if "bi" in world.technologies:
        left = left * column(systems.noise_left)
    if "ai_forecast" in world.technologies:
        forecast = np.array([fact.group == "forecast" for fact in FACTS])
        left = np.where(forecast, left * column(systems.forecast_noise_left), left)
    return left


def lessons(
    world: World, rules: tuple[CommunicationRule, ...], training: bool, week: int
) -> list[Floats | float]:
    """Shares of what is not understood that this week's meetings, trainings and teams teach, one
    after the other.
    """
    systems = world.parameters.systems
    out: list[Floats | float] = [
        rule.learning for rule in rules if rule.learning and carries(rule, week)
    ]
    if training and week % TRAINING_WEEKS == 0:
        out.append(systems.training_gain)
    if world.team:
        out.append(systems.team_gain)
    return out


def hours(world: World, rules: tuple[CommunicationRule, ...], training: bool, week: int) -> Floats:
    """Managers' hours spent on all this in a week, (F,)."""
    systems = world.parameters.systems
    total = np.full(
        world.firms, sum(rule.hours for rule in rules if carries(rule, week)), dtype=np.float64
    )
    if training and week % TRAINING_WEEKS == 0:
        total = total + systems.training_hours
    if world.team:
        total = total + systems.team_hours
    if world.improving:
        total = total + systems.improvement_hours
    return total
