"""docs/scenarios.md: what the library's scenarios are about, which levers are open, what their
firms earn.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from coordsim.core.levers import LEVERS, ROLES
from coordsim.rules.pay import PAY
from coordsim.run.comparison import Difference, paired
from coordsim.run.simulate import simulate
from coordsim.scenario.differences import differences
from coordsim.scenario.file import Scenario, load, names
from coordsim.scenario.paying import paid, salary
from coordsim.show.numbers import counted, estimate, given, share
from coordsim.study.optimum.firms import BASELINE, corner, open_levers, ruled
from coordsim.study.optimum.measure import recheck
from coordsim.study.optimum.record import Benchmark, BenchmarkError, benchmark
from generator.page import Parts, Settings, table

FILE = "docs/scenarios.md"
BASE = "base"  # what the others are told apart from
BEST = "shared + sop"
YEAR = 52  # weeks


def library(_settings: Settings) -> Parts:
    """Every scenario in words, with its benchmark plan where one is stored."""
    return {(FILE, "library"): "\n\n".join(one(load(name)) for name in names())}


def one(scenario: Scenario) -> str:
    """One scenario in words: story, goals, rules, levers, shocks and phases, sizes, sources,
    benchmark plan.
    """
    lines = [
        f"## {scenario.name}",
        f"**{scenario.title}.** {' '.join(scenario.story.split())}",
        "What one can learn:\n\n" + bullets(scenario.goals),
        (
            f"Rules at the start: `{scenario.rules.incentives}` pay, talk by"
            f" `{scenario.rules.channel.name}`, governance `{scenario.rules.governance}`;"
            f" {scenario.horizon.weeks} weeks. {levers(scenario)}{left(scenario)}"
            f"{happens(scenario)}"
        ),
        f"Sizes: {' '.join(scenario.sizes.split()) or 'as in base, but for what the file sets.'}",
        *(pays(scenario) if scenario.name == BASE else apart(scenario)),
        "Sources:\n\n" + bullets(scenario.sources),
        plan(scenario),
    ]
    return "\n\n".join(lines)


def apart(scenario: Scenario) -> list[str]:
    """Say which numbers and words are not as in base, but for levers, which are said already."""
    own = [
        f"`{path}` {value}" + (f" ({was})" if was else "")
        for path, value, was in differences(scenario)
        if not path.endswith((".open", ".inherited"))
    ]
    return [f"Not as in base (base's in brackets): {'; '.join(own)}."] if own else []


def pays(scenario: Scenario) -> list[str]:
    """Say what each pay rule pays there, and the salary."""
    rules = scenario.rules
    rows = [[f"`{one.name}`", one.title, *once(one.words)] for one in paid(rules, PAY.own)]
    return [
        f"### What {scenario.name} pays",
        (
            f"Money a week, by pay rule, at the rates of `{scenario.name}` (`rules.rates`)."
            f" {salary(rules)} Other scenarios have rates of their own: numbers stand below with"
            " what is not as in base, `coordsim scenarios show NAME` says them in words."
        ),
        table(["pay rule", "title", *ROLES], rows),
    ]


def once(words: Sequence[str]) -> list[str]:
    """Say what is the same for all roles once."""
    return [said if said not in words[:place] else "the same" for place, said in enumerate(words)]


def bullets(lines: list[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {line}" for line in lines) or "- none named"


def levers(scenario: Scenario) -> str:
    """Say which levers are open."""
    free = {lever.name for lever in open_levers(scenario)}
    closed = [
        f"`{lever.name}`"
        for lever in LEVERS
        if lever.name not in free and not scenario.lever_idle(lever.name)
    ]
    if not closed:
        return f"All {len(free)} levers are open."
    opened = ", ".join(f"`{lever.name}`" for lever in LEVERS if lever.name in free)
    return f"Open levers: {opened}. Closed: {', '.join(closed)}."


def left(scenario: Scenario) -> str:
    """Say what the plan is drawn from that a firm is taken over with."""
    drawn = [
        f"`{lever.name}` {', '.join(map(given, values))}"
        for lever in LEVERS
        if (values := scenario.lever_inherited(lever.name))
    ]
    return f" Inherited, each world with one of these: {'; '.join(drawn)}." if drawn else ""


def happens(scenario: Scenario) -> str:
    """Say what happens to the firm besides."""
    shocks = [
        f"{s.kind} {share(s.size, sign=True)} from week {s.week} for {counted(s.weeks, 'week')}"
        for s in scenario.shocks
    ]
    phases = [
        f"week {p.week}: `{json.dumps(p.model_dump(exclude_unset=True, exclude={'week'}))}`"
        for p in scenario.phases
    ]
    return (f" Shocks: {'; '.join(shocks)}." if shocks else "") + (
        f" Phases: {'; '.join(phases)}." if phases else ""
    )


def plan(scenario: Scenario) -> str:
    """Return the benchmark plan as stored."""
    try:
        record = benchmark(scenario.name)
    except BenchmarkError:
        return "No benchmark plan is stored for these numbers."
    held = ", ".join(
        f"`{lever.name}` {given(record.plan[lever.name])}" for lever in open_levers(scenario)
    )
    return f"Benchmark plan, held steady: {held}."


def scenarios(settings: Settings) -> Parts:
    """What the firms of every scenario earn: split pay in silence, shared pay with one plan, the
    benchmark plan.
    """
    rows = []
    for name in names():
        scenario = load(name)
        record = stored(scenario)
        worst, best = both_ends(scenario, record, settings.worlds)
        row = [
            f"[{name}](#{name})",
            scenario.title,
            *(estimate(end) for end in (worst, best)),
        ]
        rows.append([*row, *of_record(record)])
    headers = [
        "scenario",
        "what it is about",
        BASELINE,
        BEST,
        "benchmark plan",
        "coordination efficiency of shared + sop",
        "worlds",
    ]
    return {
        (FILE, "profits"): table(
            headers, [[*row[:-1], row[-1] or f"1 to {settings.worlds}"] for row in rows]
        ),
        (FILE, "lives"): lives(settings.worlds),
    }


def lives(worlds: int) -> str:
    """Return how firms of every scenario live, left alone and in the corners of pay and talk."""
    arms = {
        "left alone": {name: {"kind": "hold"} for name in ROLES},
        **{
            f"{pay} + {talk}": {"incentives": pay, "communication": talk}
            for pay in ("silo", "shared")
            for talk in ("none", "sop")
        },
    }
    rows = [
        [f"[{name}](#{name})", *(life(ruled(load(name), rules), worlds) for rules in arms.values())]
        for name in names()
    ]
    return table(["scenario", *arms], rows)


def life(scenario: Scenario, worlds: int) -> str:
    """Return profit over revenue by year, weeks that a firm does not live left out, and how many
    firms in a hundred stopped.
    """
    run = simulate(scenario, firms=worlds, seed=1)
    profit, revenue = run.flows["profit"], run.flows["revenue"]
    years = [slice(week, week + YEAR) for week in range(0, scenario.horizon.weeks, YEAR)]
    margins = [float(np.nansum(profit[:, y]) / np.nansum(revenue[:, y])) for y in years]
    said = ", ".join(share(margin, 1) for margin in margins)
    return f"{said} / {round(100 * run.stopped / run.firms)}"


def stored(scenario: Scenario) -> Benchmark | None:
    """Return the benchmark record if there is one that fits the scenario and the engine as they
    are.
    """
    try:
        record = benchmark(scenario.name)
        recheck(record, scenario)
    except BenchmarkError:
        return None
    return record


def both_ends(
    scenario: Scenario, record: Benchmark | None, worlds: int
) -> tuple[Difference, Difference]:
    """Return profit at either end: as recorded with the benchmark plan, in its worlds; simulated
    where nothing is recorded.
    """
    if record is not None:
        return record.arms[BASELINE].profit, record.arms[BEST].profit
    profits = (
        simulate(corner(scenario, name), firms=worlds, seed=1).kpi("profit")
        for name in (BASELINE, BEST)
    )
    worst, best = (paired(profit, 0 * profit) for profit in profits)
    return worst, best


def of_record(record: Benchmark | None) -> list[str]:
    """Return what a record adds to a row: the plan's profit, coordination efficiency, its
    worlds.
    """
    if record is None:
        return ["not stored", "–", ""]
    efficiency = record.arms[BEST].efficiency
    worlds = f"{record.first} to {record.first + record.worlds - 1}"
    return [
        estimate(record.profit),
        "–" if efficiency is None else estimate(efficiency),
        worlds,
    ]
