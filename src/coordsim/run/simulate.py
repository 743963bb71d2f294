"""Run firms: simulate, compare, replay. A whole run is scenario + seed + decisions."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from numbers import Integral
from typing import cast

from coordsim.core.contracts import Newcomer, Player, World
from coordsim.core.levers import ROLES
from coordsim.core.records import Ask, Decision, FirmState, Week
from coordsim.core.spelling import shown
from coordsim.players import PLAYERS, Chair, PlayerKind
from coordsim.players.tape import Tape
from coordsim.rules.ways import channels
from coordsim.run.build import build, distinct, first_state, kinds
from coordsim.run.comparison import Comparison
from coordsim.run.result import Recorder, Run, join
from coordsim.scenario.file import DEMAND, Scenario, load
from coordsim.week.story import Kinds, play_week

Progress = Callable[[int, int], None]


class Engine:
    """A batch of firms of one kind, week by week. Players answer; the engine never decides."""

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        players: Mapping[str, Player | Newcomer] | None = None,
        *,
        numbers: Sequence[int] | None = None,
    ) -> None:
        """Seat the players; ``numbers`` are the firms' places in their run (0, 1, ... when
        omitted). Raises ValueError on what is no role, no player or no firm.
        """
        if not scenarios:
            raise ValueError("the list of scenarios is empty")
        unknown = set(players or {}) - set(ROLES)
        if unknown:
            raise ValueError(
                f"players names {sorted(unknown)[0]!r}, which is not a role; allowed:"
                f" {', '.join(ROLES)}"
            )
        first = scenarios[0]
        self.scenario = first
        self.world: World = build(scenarios, seeds, numbers=numbers)
        self.kinds = self._kinds(0)
        self.state: FirmState = first_state(self.world)
        self.week = 0
        self.seated = {role: _seated(role, player) for role, player in (players or {}).items()}
        self.players: dict[str, Player] = {role: self._bot(role) for role in ROLES} | self.seated

    def _kinds(self, week: int) -> Kinds:
        """Return the rules in force in a week."""
        rules = self.scenario.rules_from(week)
        return Kinds(
            incentive=rules.incentive,
            channels=channels(
                rules.channel, frozenset(rules.technologies), rules.cross_functional_team
            ),
            governance=rules.settling,
            demand=DEMAND[rules.demand],
            involvement=rules.involvement,
            training=rules.cross_training,
            orders={phase.week: phase.orders for phase in self.scenario.phases if phase.orders},
        )

    def _bot(self, role: str) -> Player:
        seat = getattr(self.scenario.rules, role)
        chair = Chair(self.world.model, self.kinds.incentive, role, seat.forecast_bias)
        return PLAYERS[seat.kind].seated(chair)

    def resume(self, state: FirmState, week: int) -> None:
        """Go on from a state in which a week begins; bots go by the rules in force then."""
        self.state, self.week, self.kinds = state, week, self._kinds(week)
        self.players |= {role: self._bot(role) for role in ROLES if role not in self.seated}

    def answer(self, ask: Ask) -> Decision:
        """Put a question to its seat."""
        return self.players[ask.role].decide(ask.observation)

    def story(self) -> Generator[Ask, Decision, tuple[FirmState, Week]]:
        """Begin the week that is next: its questions come out, answers go in. Where a phase begins,
        bots learn of its rules.
        """
        if any(phase.week == self.week for phase in self.scenario.phases):
            self.kinds = self._kinds(self.week)
            self.players |= {role: self._bot(role) for role in ROLES if role not in self.seated}
        return play_week(self.world, self.kinds, self.state, self.week)

    def step(self) -> Week:
        """Play one week with the players at hand."""
        story = self.story()
        try:
            ask = next(story)
            while True:
                ask = story.send(self.answer(ask))
        except StopIteration as done:
            self.state, record = done.value
        self.week += 1
        return cast(Week, record)


def _seated(role: str, player: object) -> Player:
    """Return who sits on a seat in one run. Raises ValueError for something that cannot decide."""
    if not isinstance(player, PlayerKind):  # it would have to be given a chair
        if isinstance(player, Newcomer):
            return player.seated()
        if isinstance(player, Player):
            return player
    raise ValueError(
        f"players[{role!r}] = {shown(player)} is no player: it has no decide(observation); a"
        " file's player comes from coordsim.load_player(path)"
    )


def _whole(number: object) -> bool:
    return isinstance(number, Integral)


def seeds_from(seed: int, firms: int) -> list[int]:
    """Firms live in the worlds seed, seed + 1, ...; raises ValueError when one is no whole number
    in [0, 2**63).
    """
    if not _whole(seed):
        raise ValueError(f"seed = {shown(seed)} is not a whole number")
    if not 0 <= seed < 2**63 - firms:
        raise ValueError(f"seed = {seed} is outside [0, 2**63 - firms)")
    return list(range(seed, seed + firms))


def simulate(
    scenario: Scenario | str | Sequence[Scenario],
    firms: int = 1,
    seed: int = 1,
    *,
    seeds: Sequence[int] | None = None,
    detail: bool = False,
    players: Mapping[str, Player | Newcomer] | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run firms through a scenario.

    ``scenario``: one (then ``firms`` replications in the worlds ``seed``, ``seed`` + 1, ...), or a
    list with one for each firm (all in world ``seed`` unless ``seeds`` names one for each).
    ``detail`` keeps shelves and customers of every week; ``progress`` is called with (weeks played,
    weeks in all). A firm's result does not depend on which firms it was run with. Raises
    ScenarioError or ValueError on bad input.
    """
    scenarios, worlds = _firms(scenario, firms, seed, seeds)
    kind = {id(item): kinds(item) for item in distinct(scenarios)}
    batches: dict[str, list[int]] = {}
    for place, item in enumerate(scenarios):
        batches.setdefault(kind[id(item)], []).append(place)
    weeks = scenarios[0].horizon.weeks
    parts = []
    for done, places in enumerate(batches.values()):
        mine, seeded = [scenarios[k] for k in places], [worlds[k] for k in places]
        engine = Engine(mine, seeded, players, numbers=places)
        recorder = Recorder(mine, seeded, detail)
        for week in range(weeks):
            recorder.add(engine.step())
            if progress is not None:
                progress(done * weeks + week + 1, len(batches) * weeks)
        parts.append((places, recorder.run()))
    return join(parts)


def _firms(
    scenario: Scenario | str | Sequence[Scenario],
    firms: int,
    seed: int,
    seeds: Sequence[int] | None,
) -> tuple[list[Scenario], list[int]]:
    """Return one scenario and one world for each firm. Raises ValueError naming what does not
    fit.
    """
    if isinstance(scenario, str):
        scenario = load(scenario)
    if isinstance(scenario, Scenario):
        if firms < 1:
            raise ValueError(f"firms = {firms} is not allowed: at least 1")
        scenarios = [scenario] * (firms if seeds is None else len(seeds))
        worlds = seeds_from(seed, firms) if seeds is None else list(seeds)
        if not worlds:
            raise ValueError("the list of seeds is empty")
    else:
        scenarios = list(scenario)
        if not scenarios:
            raise ValueError("the list of scenarios is empty")
        worlds = [seed] * len(scenarios) if seeds is None else list(seeds)
    for world in worlds:
        if not _whole(world) or not 0 <= world < 2**63:
            raise ValueError(f"seed = {shown(world)} is not a whole number in [0, 2**63)")
    if len(worlds) != len(scenarios):
        raise ValueError(f"{len(worlds)} seeds for {len(scenarios)} firms; give one for each")
    for name in ("weeks", "warmup"):
        if len({getattr(item.horizon, name) for item in scenarios}) > 1:
            raise ValueError(f"scenarios of one run have to have the same horizon.{name}")
    return scenarios, worlds


def replay(
    scenario: Scenario,
    seed: int,
    decisions: Mapping[str, Mapping[int, Decision]],
    detail: bool = False,
) -> Run:
    """Run a scenario again with recorded decisions (role -> week -> Decision); roles without a tape
    are played by their bots.
    """
    return simulate(
        scenario,
        seeds=[seed],
        detail=detail,
        players={role: Tape(tape) for role, tape in decisions.items()},
    )


def compare(
    arms: Mapping[str, Scenario], seeds: int = 200, seed: int = 1, progress: Progress | None = None
) -> Comparison:
    """Run every arm in the same worlds; the first arm is the base of the paired differences.

    ``progress`` is called with (arms run, arms in all). Raises ValueError for fewer than two arms
    or two worlds, and for arms whose weeks cannot be paired.
    """
    if len(arms) < 2 or seeds < 2:
        raise ValueError(
            f"compare needs at least two arms and two worlds, not {len(arms)} and {seeds}"
        )
    for field in ("weeks", "warmup"):
        values = {name: getattr(scenario.horizon, field) for name, scenario in arms.items()}
        if len(set(values.values())) > 1:
            told = ", ".join(f"{name} has {value}" for name, value in values.items())
            raise ValueError(f"arms have to have the same horizon.{field} to be paired: {told}")
    runs = {}
    for name, scenario in arms.items():
        runs[name] = simulate(scenario, firms=seeds, seed=seed)
        if progress is not None:
            progress(len(runs), len(arms))
    return Comparison(runs)
