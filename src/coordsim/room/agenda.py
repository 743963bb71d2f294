"""Agendas: what a room does, phase by phase, as validated TOML."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, ValidationError, model_validator

from coordsim.core.decisions import DecisionError, check
from coordsim.core.levers import owned
from coordsim.core.parameters import Group
from coordsim.core.records import Decision
from coordsim.core.signs import Text
from coordsim.core.spelling import quoted
from coordsim.scenario.file import Scenario, ScenarioError, load, names
from coordsim.scenario.refusals import read_toml, refusals
from coordsim.scenario.rules import Communication, Pay, Settling, ShockSetting

ROLE = Literal["marketing", "operations", "leadership"]
LEADERSHIP = "leadership"
ONE_ARM = "all"
MOST_ROUNDS = 1300  # weeks of the longest horizon, by four


class AgendaError(ValueError):
    """An agenda that cannot be used; the message names file, field, value and what is allowed."""


ArmName = Annotated[Text, Field(min_length=1, max_length=40, description="of an arm")]


class Changes(Group):
    """Rules that a phase changes; what is not named stays as it was."""

    incentives: Pay | None = Field(None, description="pay rule from then on")
    communication: Communication | None = Field(None, description="talk rule from then on")
    governance: Settling | None = Field(None, description="who settles from then on")
    involvement: float | None = Field(None, ge=0, le=1, description="of leadership from then on")

    @property
    def named(self) -> dict[str, Any]:
        """What is changed, as plain data."""
        return self.model_dump(exclude_none=True)


class Surprise(Group):
    """Something that happens to every firm during a phase."""

    kind: Literal["supply", "demand", "quality", "capacity", "efficiency"] = Field(
        description="what is hit, as in a scenario's shocks"
    )
    after: int = Field(0, ge=0, le=5200, description="weeks from the phase's first week")
    weeks: int = Field(1, ge=1, le=5200, description="how many weeks it lasts")
    size: float = Field(ge=-0.95, le=5, description="as in a scenario's shocks")


class Question(Group):
    """A question to the people: its answers, and which of them is right where one is."""

    text: Text = Field(min_length=1, max_length=400, description="the question")
    answers: list[Text] = Field([], max_length=8, description="to choose from; none: a number")
    right: int | None = Field(None, ge=0, le=7, description="place of the right answer, from 0")
    screen: int | None = Field(
        None, ge=1, le=5, description="screen of the debrief that answers it, on the wall"
    )


class AgendaPhase(Group):
    """One phase: so many minutes, with or without rounds, under which rules."""

    title: Text = Field(min_length=1, max_length=120, description="one line")
    words: Text = Field("", max_length=2000, description="what the trainer says")
    minutes: float = Field(0.0, ge=0, le=1000, description="how long; 0 = no clock")
    rounds: int = Field(0, ge=0, le=MOST_ROUNDS, description="rounds played in it")
    rules: Changes = Field(Changes(), description="rules from then on, in every arm")
    arms: dict[ArmName, Changes] = Field({}, description="rules from then on, arm by arm")
    shocks: list[Surprise] = Field([], max_length=10, description="what happens")
    beliefs: list[Question] = Field([], max_length=12, description="asked before the reveal")

    @property
    def seconds(self) -> int | None:
        """Seconds that a round, or a phase without rounds, has; None without a clock."""
        return round(60 * self.minutes / max(self.rounds, 1)) or None


class Agenda(Group):
    """Everything that is settled of a room before anybody comes."""

    name: str = Field(
        min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$", description="short name"
    )
    title: Text = Field(min_length=1, max_length=120, description="one line")
    lesson: Text = Field("", max_length=2000, description="what people should see")
    scenario: Text = Field("base", min_length=1, max_length=400, description="name or file")
    changes: dict[str, Any] = Field({}, description="changes of the scenario in every arm")
    arms: dict[ArmName, dict[str, Any]] = Field(
        {ONE_ARM: {}}, min_length=1, max_length=8, description="changes of the scenario by arm"
    )
    told: dict[ArmName, Annotated[Text, Field(min_length=1, max_length=600)]] = Field(
        {}, max_length=8, description="what the people of an arm read on their page, all the time"
    )
    phases: list[AgendaPhase] = Field(min_length=1, max_length=40, description="in order")
    people: list[ROLE] = Field(
        ["marketing", "operations"],
        min_length=1,
        max_length=3,
        description="seats that people may take",
    )
    teams: int = Field(0, ge=0, le=500, description="firms; 0 = as many as the people fill")
    worlds: Literal["same", "blocks"] = Field(
        "same", description="one world for all, or one for each block of arms"
    )
    world: int = Field(
        1, ge=0, le=10**9, description="number of the world that is played unless another is chosen"
    )
    missing: Literal["repeat", "bot", "skip"] = Field(
        "bot",
        description=(
            "what a seat without a plan does: its last plan again, a bot's plan, no change"
        ),
    )
    away_after: int = Field(
        1,
        ge=0,
        le=60,
        description=(
            "missed rounds in a row until a bot takes over, one more while the seat's page is"
            " connected; 0 = never"
        ),
    )
    begins: Literal["trainer", "full"] = Field(
        "trainer", description="who begins: the trainer, or the server when all seats are taken"
    )
    pace: Literal["trainer", "server"] = Field(
        "trainer", description="who begins the next phase and opens its rounds"
    )
    follow: Literal["trainer", "server"] = Field(
        "server", description="who opens the rounds of a phase that follow its first"
    )
    consent: Text = Field("", max_length=8000, description="asked of everybody; empty: not asked")
    comprehension: list[Question] = Field([], max_length=12, description="asked before playing")
    gate: bool = Field(
        False, description="who plays hands in plans only with all of these answered rightly"
    )
    held: dict[Literal["marketing", "operations"], list[dict[str, float]]] = Field(
        {},
        max_length=2,
        description="levers that a seat which a bot drives sets in each round, in place of a bot's",
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Agenda:
        if not self.rounds:
            raise ValueError("phases has no rounds: at least one phase has to have some")
        if self.rounds > MOST_ROUNDS:
            raise ValueError(f"phases has {self.rounds} rounds; allowed: up to {MOST_ROUNDS}")
        for arm in self.told:
            if arm not in self.arms:
                raise ValueError(
                    f"told.{quoted(arm)} is not an arm; allowed: {', '.join(self.arms)}"
                )
        if len(set(self.people)) < len(self.people):
            raise ValueError("people names a seat twice")
        for place, phase in enumerate(self.phases):
            for arm in phase.arms:
                if arm not in self.arms:
                    raise ValueError(
                        f"phases.{place}.arms.{quoted(arm)} is not an arm; allowed:"
                        f" {', '.join(self.arms)}"
                    )
            if not phase.rounds and (phase.rules.named or phase.arms or phase.shocks):
                raise ValueError(
                    f"phases.{place} has no rounds, so its rules and shocks would change nothing:"
                    " move them to a phase with rounds"
                )
        for place, question in enumerate(self.comprehension):
            if question.right is None or question.right >= len(question.answers):
                raise ValueError(f"comprehension.{place}.right has to be the place of an answer")
        if self.gate and not self.comprehension:
            raise ValueError("gate is true, and there is no question in comprehension to answer")
        return self

    @property
    def rounds(self) -> int:
        """Rounds in all."""
        return sum(phase.rounds for phase in self.phases)

    def first_round(self, place: int) -> int:
        """Number of the first round of the phase in a place, from 1."""
        return 1 + sum(phase.rounds for phase in self.phases[:place])

    def phase_of(self, number: int) -> int:
        """Place of the phase that a round belongs to."""
        return next(
            place
            for place, phase in enumerate(self.phases)
            if self.first_round(place) <= number < self.first_round(place) + phase.rounds
        )

    def scenarios(self, base: Scenario | None = None) -> dict[str, Scenario]:
        """Return each arm's scenario over the whole agenda: its rules by phase, its shocks, its
        length. Raises ScenarioError.
        """
        return {arm: self._scenario(arm, base or load(self.scenario)) for arm in self.arms}

    def _scenario(self, arm: str, base: Scenario) -> Scenario:
        changed = base.with_(self.changes | self.arms[arm])
        length = changed.horizon.round_weeks
        weeks = self.rounds * length
        phases = {phase.week: phase.model_dump() for phase in changed.phases if phase.week < weeks}
        shocks = [shock.model_dump() for shock in changed.shocks]
        for place, phase in enumerate(self.phases):
            start = (self.first_round(place) - 1) * length
            named = phase.rules.named | phase.arms.get(arm, Changes()).named
            if named:
                phases[start] = phases.get(start, {"week": start}) | named
            shocks += [
                ShockSetting(
                    kind=item.kind, week=start + item.after, weeks=item.weeks, size=item.size
                ).model_dump()
                for item in phase.shocks
            ]
        return changed.with_(
            {
                "horizon.weeks": weeks,
                "horizon.warmup": 0,
                "phases": [phases[week] for week in sorted(phases)],
                "shocks": shocks,
            }
        )


def parse(data: Mapping[str, Any], where: str) -> Agenda:
    """Validate an agenda as a whole, with the scenarios of its arms. Raises AgendaError with one
    line for each fault.
    """
    try:
        agenda = Agenda.model_validate(data)
    except ValidationError as error:
        raise AgendaError("\n".join(refusals(Agenda, error, where))) from None
    try:
        for scenario in agenda.scenarios().values():
            _check_held(agenda, scenario, where)
    except ScenarioError as error:
        raise AgendaError(f"{where}: {error}") from None
    return agenda


def _check_held(agenda: Agenda, scenario: Scenario, where: str) -> None:
    """Raise AgendaError where a plan that is held could not be handed in."""
    for role, plans in agenda.held.items():
        names = [lever.name for lever in owned(role) if scenario.lever_open(lever.name)]
        limits = {name: scenario.lever_limits(name) for name in names}
        for place, levers in enumerate(plans):
            said = Decision({name: np.asarray(value) for name, value in levers.items()})
            try:
                check(role, said, limits, 1, place * scenario.horizon.round_weeks)
            except DecisionError as error:
                raise AgendaError(f"{where}: held.{role}.{place}: {error}") from None


def ready() -> list[str]:
    """Names of the agendas that come with the program."""
    return sorted(
        entry.name[:-5]
        for entry in resources.files("coordsim.room.agendas").iterdir()
        if entry.name.endswith(".toml")
    )


def agenda_of(name_or_path: str) -> Agenda:
    """Load an agenda by name or path; a scenario's name makes a plain one of six rounds. Raises
    AgendaError or ScenarioError.
    """
    path = Path(name_or_path)
    if name_or_path in ready():
        source = resources.files("coordsim.room.agendas").joinpath(f"{name_or_path}.toml")
        where = f"{name_or_path}.toml"
        return parse(read_toml(source.read_bytes(), where, AgendaError), where)
    if name_or_path in names():
        return plain(name_or_path)
    if path.suffix != ".toml" or not path.is_file():
        raise AgendaError(
            f"{name_or_path}: no such agenda; allowed: {', '.join(ready())}, a scenario"
            f" ({', '.join(names())}), or the path of a .toml file"
        )
    data = read_toml(path, path.name, AgendaError)
    scenario = "phases" not in data or {"rules", "extends"} & data.keys()
    return plain(str(path)) if scenario else parse(data, path.name)


def plain(scenario: str, rounds: int = 6, minutes: float = 0.0) -> Agenda:
    """Return the simplest agenda of a scenario: one phase of some rounds."""
    loaded = load(scenario)
    phase = {"title": "Play", "rounds": rounds, "minutes": minutes}
    data = {
        "name": loaded.name,
        "title": loaded.title,
        "scenario": scenario,
        "phases": [phase],
        "pace": "server",
    }
    return parse(data, f"{loaded.name} as an agenda")


def alone(scenario: Scenario, role: str, name: str = "", **more: Any) -> Agenda:
    """Return the agenda of a room in which one person plays a scenario through, as it is, from a
    seat; the room begins when they have sat down. Raises AgendaError.
    """
    rounds = -(-scenario.horizon.weeks // scenario.horizon.round_weeks)
    data = {
        "name": name or scenario.name,
        "title": scenario.title,
        "phases": [{"title": "Play", "rounds": rounds}],
        "people": [role],
        "teams": 1,
        "begins": "full",
        "pace": "server",
    }
    return parse(data | more, f"{scenario.name} alone")
