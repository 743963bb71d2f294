"""The baselines of docs/environments.md: who earns what on which seat.

    python3 -m uv run python experiments/learners/baselines.py            some minutes
    python3 -m uv run python experiments/learners/baselines.py --check    what is stored, again
    python3 -m uv run python experiments/learners/baselines.py --speed    steps a second, here

Every player takes marketing's seat beside a rule-based manager, operations' seat likewise, and
both. All play the same worlds, which no learner has seen. ``results.json`` keeps the figures and
what was learnt; ``docs/generate.py quick`` makes the table from it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from time import process_time
from typing import Any

import cem
import numpy as np

import coordsim as cs
from coordsim.core.levers import ROLES
from coordsim.envs import Coder, PolicyPlayer
from coordsim.run.comparison import paired

HERE = Path(__file__).resolve().parent
STORED = HERE / "results.json"
SCENARIOS = ("base", "blind", "seasonal", "fast-fashion", "machinery")
WORLDS, FIRST = 100, 1
PLAYERS = ("hold", "manager", "benchmark", "learner")
SEATS = {"marketing": ("marketing",), "operations": ("operations",), "both": ROLES}


class Steady:
    """A player that takes one action in every round."""

    def __init__(self, coder: Coder, action: np.ndarray) -> None:
        self.player = PolicyPlayer(
            coder, lambda seen: np.repeat(np.asarray(action)[np.newaxis], len(seen), axis=0)
        )

    def decide(self, observation: cs.Observation) -> cs.Decision:
        return self.player.decide(observation)


class Benchmark:
    """A player that sets its levers as the scenario's benchmark plan has them."""

    def __init__(self, coder: Coder, plan: Mapping[str, float]) -> None:
        self.coder, self.plan = coder, plan

    def decide(self, observation: cs.Observation) -> cs.Decision:
        return self.coder.decide(self.coder.hold(observation, self.plan), observation)


def learn(scenario: cs.Scenario, budget: Any) -> dict[str, dict[str, list[float]]]:
    """Return what is learnt on each seat: seat -> role -> action."""
    learnt: dict[str, dict[str, np.ndarray]] = {}
    for role in ROLES:
        env = cs.envs.vector_env(scenario, role, "manager", firms=budget.firms)
        learnt[role] = {role: cem.alone(env, budget)}
    both = cs.envs.parallel_env(scenario, firms=budget.firms)
    both.reset(seed=budget.seeds(0))
    start = {role: both.seats.coders[role].hold(both.seats.episode.seen(role))[0] for role in ROLES}
    learnt["both"] = cem.together(both, budget, start)
    return {
        seat: {role: [round(float(x), 6) for x in action] for role, action in by.items()}
        for seat, by in learnt.items()
    }


def players(
    scenario: cs.Scenario, name: str, seat: str, learnt: Mapping[str, Any]
) -> tuple[cs.Scenario, dict[str, Any]]:
    """Return the scenario, and who sits on its seats, where ``name`` plays ``seat``; the other is
    a rule-based manager.
    """
    seated = {f"{role}.kind": "manager" for role in ROLES}
    if name in ("hold", "manager"):
        return scenario.with_(seated | {f"{role}.kind": name for role in SEATS[seat]}), {}
    coders = {role: Coder.of(scenario, role) for role in SEATS[seat]}
    if name == "benchmark":
        plan = cs.benchmark(scenario.name).plan
        return scenario.with_(seated), {role: Benchmark(c, plan) for role, c in coders.items()}
    mine = learnt[seat]
    return scenario.with_(seated), {
        role: Steady(c, np.array(mine[role])) for role, c in coders.items()
    }


def measure(scenario: cs.Scenario, name: str, seat: str, learnt: Any, worlds: int) -> Any:
    """Return pay by role and profit, money a week over all weeks, (worlds,) each."""
    seated, by_role = players(scenario, name, seat, learnt)
    run = cs.simulate(seated, firms=worlds, seed=FIRST, players=by_role)
    paid = {
        role: np.nansum([np.nan_to_num(values) for values in lines.values()], axis=(0, 2))
        for role, lines in run.slips.items()
    }
    rounds = scenario.horizon.weeks // scenario.horizon.round_weeks
    return {role: total / rounds for role, total in paid.items()} | {
        "profit": run.flows["profit"].mean(axis=1)
    }


def table(name: str, learnt: Mapping[str, Any], worlds: int) -> list[dict[str, Any]]:
    """Return the rows of a scenario: each player on each seat, and its difference from the
    rule-based manager there, paired by world.
    """
    scenario = cs.load(name)
    rows = []
    for seat in SEATS:
        found = {who: measure(scenario, who, seat, learnt, worlds) for who in PLAYERS}
        for who, values in found.items():
            gaps = {key: paired(one, found["manager"][key]) for key, one in values.items()}
            rows.append(
                {
                    "scenario": name,
                    "seat": seat,
                    "player": who,
                    "means": {key: float(one.mean()) for key, one in values.items()},
                    "gaps": {key: [gap.mean, gap.low, gap.high] for key, gap in gaps.items()},
                }
            )
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", action="store_true", help="measure steps a second instead")
    parser.add_argument("--check", action="store_true", help="play what is stored again")
    parser.add_argument("--only", nargs="+", default=SCENARIOS, metavar="SCENARIO")
    given, budget = parser.parse_args(), cem.Budget()
    old = json.loads(STORED.read_text("utf-8")) if STORED.exists() else {}
    if given.check:
        return check(old, given.only)
    if given.speed:
        write(old | {"speed": speed()})
        return 0
    learnt, rows = old.get("learnt", {}), old.get("rows", [])
    for name in given.only:
        sys.stderr.write(f"{name} ...\n")
        learnt[name] = learn(cs.load(name), budget)
        rows = [row for row in rows if row["scenario"] != name]
        rows += table(name, learnt[name], WORLDS)
    rows.sort(key=lambda row: SCENARIOS.index(row["scenario"]))
    data = old | {
        "worlds": WORLDS,
        "first": FIRST,
        "budget": vars(budget),
        "rows": rows,
        "learnt": {name: learnt[name] for name in SCENARIOS if name in learnt},
    }
    write(data)
    return 0


def write(data: Mapping[str, Any]) -> None:
    STORED.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


def speed(repeats: int = 9) -> dict[str, Any]:
    """Return how many rounds environments of blind play in a second of processor time: medians over
    whole runs, reset included, of a role that holds everything.
    """

    def alone(firms: int) -> int:
        env = cs.envs.vector_env("blind", firms=firms)
        env.reset(seed=1)
        steps, over = 0, False
        while not over:
            _, _, stopped, ended, _ = env.step(env.hold())
            steps, over = steps + 1, bool((stopped | ended).all())
        return steps

    def both(firms: int) -> int:
        env = cs.envs.parallel_env("blind", firms=firms)
        env.reset(seed=1)
        actions = {role: np.zeros(env.action_space(role).shape) for role in ROLES}
        steps = 0
        while env.agents:
            env.step(actions)
            steps += 1
        return steps

    rows = []
    for what, play in (("one role beside a manager", alone), ("both roles at once", both)):
        for firms in (1, 256):
            play(firms)
            found = []
            for _ in range(repeats):
                start = process_time()
                steps = play(firms)
                found.append(steps / (process_time() - start))
            rate = float(np.median(found))
            rows.append({"what": what, "firms": firms, "steps": rate, "firm_steps": rate * firms})
    machine = (
        f"Medians of {repeats} runs of 104 weeks, 26 steps each, with the reset, by a second of"
        f" processor time; one process on {os.cpu_count()} shared cores, load of the last minute"
        f" {os.getloadavg()[0]:.3g}."
    )
    return {"rows": rows, "machine": machine}


def check(stored: Mapping[str, Any], names: Any) -> int:
    """Play what was learnt again and compare every mean; returns how many differ."""
    wrong = 0
    for name in names:
        now = table(name, stored["learnt"][name], stored["worlds"])
        then = [row for row in stored["rows"] if row["scenario"] == name]
        for new, old in zip(now, then, strict=True):
            for key, value in old["means"].items():
                if not np.isclose(new["means"][key], value, rtol=1e-6, atol=1e-6):
                    wrong += 1
                    print(
                        f"{name}, {old['player']} on {old['seat']}: {key} {new['means'][key]}"
                        f" instead of {value}"
                    )
    print(f"{wrong} figures differ")
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
