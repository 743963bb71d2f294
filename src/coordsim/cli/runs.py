"""Commands that run firms: run, compare, and the scenario library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordsim.cli.app import Firms, Json, Seed, Sets, Threads, changed, mean_of, scenario_of, split
from coordsim.cli.console import print_json, print_table, progress_bar, say
from coordsim.core.spelling import missing, quoted, shown
from coordsim.show.numbers import estimate, measured, number

if TYPE_CHECKING:
    from coordsim.core.kpis import Kpi
    from coordsim.run.result import Run
    from coordsim.scenario.file import Scenario

Only = Annotated[
    list[str] | None,
    typer.Option("--kpi", help="Only this KPI; may be repeated. Names: docs/reference.md."),
]

FEW = 12  # weeks that are named one by one


def run(
    scenario: str,
    *,
    set_: Sets = None,
    firms: Firms = 1,
    seed: Seed = 1,
    kpi: Only = None,
    threads: Threads = 1,
    as_json: Json = False,
) -> None:
    """Run a scenario in one or many worlds and print its KPIs after warm-up."""
    from coordsim.run.simulate import simulate

    chosen, wanted = scenario_of(scenario, changed(set_)), _wanted(kpi)
    with progress_bar("weeks", as_json) as progress:
        done = simulate(chosen, firms=firms, seed=seed, progress=progress, threads=threads)
    summary = {one.name: done.summary()[one.name] for one in wanted}
    rules = chosen.rules.model_dump(mode="json")
    if as_json:
        print_json(
            {
                "scenario": chosen.name,
                "rules": rules,
                "firms": firms,
                "weeks": chosen.horizon.weeks,
                "seed": seed,
                "kpis": summary,
                "lost_by_cause": done.lost_by_cause(),
                "stopped": done.stopped,
                "hash": done.hash,
            }
        )
        return
    rows = [
        [
            one.label,
            mean_of(summary[one.name], one.unit, firms),
            measured(summary[one.name]["se"], one.unit),
            one.unit,
        ]
        for one in wanted
    ]
    many = f"{firms} firms" if firms > 1 else "one firm"
    print_table(
        f"{chosen.summary}; {many}, {_weeks(chosen)}", ["KPI", "mean", "s.e.", "unit"], rows
    )
    _say_who_stopped("", done)
    if kpi:
        return
    causes = [[cause, number(units)] for cause, units in done.lost_by_cause().items()]
    print_table("Units lost per week, by cause", ["cause", "units/week"], causes)


def _say_who_stopped(arm: str, run: Run) -> None:
    """Say how many firms of an arm could not pay, since they lose nothing after that."""
    from coordsim.run.result import AFTER_A_STOP

    stops = [round(week) + 1 for week in run.stops if week == week]
    if stops:
        weeks = ", ".join(map(str, sorted(set(stops))))
        when = f"in week {weeks}" if len(stops) <= FEW else f"in weeks {min(stops)} to {max(stops)}"
        say(f"{arm}{len(stops)} of {run.firms} could not pay and stopped, {when}; {AFTER_A_STOP}.")


def compare(
    scenario: str,
    *,
    arms: Annotated[
        Path | None, typer.Option(help="TOML file: one table per arm with the fields it changes.")
    ] = None,
    arm: Annotated[
        list[str] | None, typer.Option(help="An arm in short: 'name: field=value, field=value'.")
    ] = None,
    firms: Firms = 50,
    seed: Seed = 1,
    kpi: Only = None,
    threads: Threads = 1,
    as_json: Json = False,
) -> None:
    """Run arms in the same worlds and print paired differences (last arm less first, 95 %)."""
    from coordsim.run.simulate import compare as run_arms

    named, wanted = _arms(arms, arm), _wanted(kpi)
    base = scenario_of(scenario, {})
    with progress_bar("arms", as_json) as progress:
        result = run_arms(
            {name: base.with_(changes) for name, changes in named.items()},
            firms,
            seed,
            progress=progress,
            threads=threads,
        )
    asked = {one.name for one in wanted}
    differences = {name: gap for name, gap in result.differences().items() if name in asked}
    summaries = {
        name: {each: mean for each, mean in run.summary().items() if each in asked}
        for name, run in result.runs.items()
    }
    if as_json:
        print_json(
            {
                "arms": summaries,
                "stopped": {name: run.stopped for name, run in result.runs.items()},
                "differences": {
                    name: vars(gap) | {"n": result.pairs(name)} for name, gap in differences.items()
                },
            }
        )
        return
    rows = []
    for one in wanted:
        means = [mean_of(summary[one.name], one.unit, firms) for summary in summaries.values()]
        gap, pairs = differences.get(one.name), result.pairs(one.name)
        told = number(None) if gap is None else estimate(gap, one.unit)
        told += f" (n = {pairs})" if gap is not None and pairs < firms else ""
        rows.append([f"{one.label}, {one.unit}", *means, told])
    names = list(result.runs)
    for name, run in result.runs.items():
        say(f"{name} is {run.scenarios[0].summary}")
    arm_run = result.runs[names[0]].scenarios[0]  # all arms have the same weeks
    print_table(
        f"{base.title}: {firms} worlds, {_weeks(arm_run)}",
        ["KPI", *names, f"{names[-1]} − {names[0]} (95 %)"],
        rows,
    )
    for name, run in result.runs.items():
        _say_who_stopped(f"{name}: ", run)


def _wanted(names: list[str] | None) -> list[Kpi]:
    """Return the KPIs of some names, all where none is named. Raises ValueError."""
    from coordsim.core.kpis import KPIS, kpi_named

    return [kpi_named(name) for name in dict.fromkeys(names)] if names else list(KPIS)


def _weeks(scenario: Scenario) -> str:
    """Say which weeks a KPI is over."""
    return f"weeks {scenario.horizon.warmup + 1} to {scenario.horizon.weeks}"


def _arms(path: Path | None, short: list[str] | None) -> dict[str, dict[str, Any]]:
    from coordsim.scenario.refusals import read_toml

    named: dict[str, dict[str, Any]] = {}
    if path is not None:
        if not path.is_file():
            raise ValueError(
                f"{path}: {missing(path)}; --arms takes a TOML file with one table per arm"
            )
        for name, changes in read_toml(path, path.name, ValueError).items():
            if not isinstance(changes, dict):
                raise ValueError(
                    f"{path.name}: {quoted(name)} = {shown(changes)} is not a table of fields"
                )
            named[name] = changes
    for text in short or []:
        name, colon, fields = text.partition(":")
        if not colon:
            raise ValueError(
                f"--arm {shown(text)} is not of the form 'name: field=value, field=value'"
            )
        if name.strip() in named or not name.strip():
            raise ValueError(f"--arm {shown(text)}: give each arm a name of its own")
        named[name.strip()] = changed([field for field in split(fields) if field.strip()])
    if len(named) < 2:
        raise ValueError(
            f"compare needs at least two arms, not {len(named)}: give --arms FILE or --arm twice"
        )
    return named


def scenarios(
    show: Annotated[str, typer.Argument(help="'show' to see one whole.")] = "",
    name: Annotated[str, typer.Argument(help="Its name.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """List the scenario library, or show one: coordsim scenarios show base."""
    from coordsim.scenario.file import load, names

    if show and show != "show":
        raise ValueError(f"scenarios {show!r} is not known; allowed: nothing, or show NAME")
    if show:
        one = load(name)
        if as_json:
            print_json(one.model_dump(mode="json"))
            return
        _say_all(one)
        return
    every = [load(item) for item in names()]
    if as_json:
        print_json(
            {
                "scenarios": [
                    {"name": one.name, "title": one.title, "goals": one.goals} for one in every
                ]
            }
        )
        return
    print_table("Scenarios", ["name", "what it is about"], [[one.name, one.title] for one in every])


def _say_all(scenario: Scenario) -> None:
    """Print what a scenario is about, in what it is not base, and what its pay rules pay."""
    from coordsim.scenario.differences import differences
    from coordsim.scenario.paying import in_a_row, paid, salary

    rules = scenario.rules
    different = [
        f"{path} = {value}" + (f" ({was})" if was else "")
        for path, value, was in differences(scenario)
    ]
    pays = [f"{rule.name}: {in_a_row(rule.words)}" for rule in paid(rules)]
    say("\n\n".join(filter(None, [scenario.title, scenario.story.strip()])) + "\n")
    for heading, lines in (
        ("You can learn", scenario.goals),
        ("Sizes", [" ".join(scenario.sizes.split())] if scenario.sizes.strip() else []),
        ("Sources", scenario.sources),
        ("Not as in base", different),
        (
            f"What pay rules pay, money a week ({rules.incentives} at the start)",
            [*pays, salary(rules)],
        ),
    ):
        if lines:
            say(f"{heading}:\n" + "\n".join(f"  - {line}" for line in lines))
