"""The command line: thin. Each command loads, calls one function and prints; --json prints one object and nothing else."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Annotated, Any

import typer

BAD_INPUT = 2

app = typer.Typer(
    name="coordsim",
    help="Run, compare and play a firm whose marketing and operations are paid and informed as you choose.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Firms = Annotated[int, typer.Option("--firms", "-n", min=1, max=100_000, help="Replications, in the worlds seed, seed + 1, ...")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**62, help="The first world.")]
Sets = Annotated[list[str] | None, typer.Option("--set", help="Change a field: incentives=shared, market.overload=0, ...")]


def _value(text: str) -> Any:
    """Read a value as TOML does; a bare word is a string."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    except RecursionError:
        raise ValueError(f"{text[:40]}... is nested too deeply") from None


def _changes(sets: list[str] | None) -> dict[str, Any]:
    changes = {}
    for text in sets or []:
        field, equals, value = text.partition("=")
        if not equals or not field:
            raise ValueError(f"--set {text!r} is not of the form field=value")
        changes[field.strip()] = _value(value.strip())
    return changes


def _split(fields: str) -> list[str]:
    """Split at commas that are not within a list or a table."""
    parts, depth = [""], 0
    for letter in fields:
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _scenario(name: str, changes: dict[str, Any]) -> Any:
    from coordsim.scenario import load

    scenario = load(name)
    return scenario.with_(changes) if changes else scenario


def _print(data: dict[str, Any]) -> None:
    typer.echo(json.dumps(data, allow_nan=False))


@contextmanager
def _progress(what: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error while something takes its time; nothing when it is quick, quiet or not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _table(title: str, headers: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left")
    for place, header in enumerate(headers):
        table.add_column(escape(header), justify="left" if place == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)


def _digits(value: float | None) -> str:
    if value is None:
        return "–"
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 1 else f"{value:.3f}"


@app.command()
def run(scenario: str, set_: Sets = None, firms: Firms = 1, seed: Seed = 1, as_json: Json = False) -> None:
    """Run a scenario in one or many worlds and print its KPIs after warm-up."""
    from coordsim.kpis import KPIS
    from coordsim.simulation import simulate

    chosen = _scenario(scenario, _changes(set_))
    with _progress("weeks", as_json) as progress:
        done = simulate(chosen, firms=firms, seed=seed, progress=progress)
    summary = done.summary()
    rules = chosen.rules.model_dump(mode="json")
    if as_json:
        _print(
            {
                "scenario": chosen.name, "rules": rules, "firms": firms, "weeks": chosen.horizon.weeks, "seed": seed,
                "kpis": summary, "lost_by_cause": done.lost_by_cause(), "hash": done.hash,
            }
        )  # fmt: skip
        return
    rows = [[kpi.label, _digits(summary[kpi.name]["mean"]), _digits(summary[kpi.name]["se"]), kpi.unit] for kpi in KPIS]
    many = f"{firms} firms" if firms > 1 else "one firm"
    weeks = f"weeks {chosen.horizon.warmup + 1} to {chosen.horizon.weeks}"
    _table(f"{chosen.summary}; {many}, {weeks}", ["KPI", "mean", "s.e.", "unit"], rows)
    causes = [[cause, _digits(units)] for cause, units in done.lost_by_cause().items()]
    _table("Units lost per week, by cause", ["cause", "units/week"], causes)


@app.command()
def compare(
    scenario: str,
    arms: Annotated[Path | None, typer.Option(help="TOML file: one table per arm with the fields it changes.")] = None,
    arm: Annotated[list[str] | None, typer.Option(help="An arm in short: 'name: field=value, field=value'.")] = None,
    firms: Firms = 50, seed: Seed = 1, as_json: Json = False,
) -> None:  # fmt: skip
    """Run arms in the same worlds and print paired differences (last arm less first, 95 %)."""
    from coordsim.kpis import KPIS
    from coordsim.simulation import compare as run_arms

    named = _arms(arms, arm)
    base = _scenario(scenario, {})
    with _progress("arms", as_json) as progress:
        result = run_arms({name: base.with_(changes) for name, changes in named.items()}, firms, seed, progress=progress)
    differences = result.differences()
    summaries = {name: run.summary() for name, run in result.runs.items()}
    if as_json:
        _print({"arms": summaries, "differences": {name: vars(gap) for name, gap in differences.items()}})
        return
    rows = []
    for kpi in KPIS:
        means = [_digits(summary[kpi.name]["mean"]) for summary in summaries.values()]
        gap = differences.get(kpi.name)
        shown = "–" if gap is None else f"{_digits(gap.mean)} [{_digits(gap.low)}, {_digits(gap.high)}]"
        rows.append([f"{kpi.label}, {kpi.unit}", *means, shown])
    names = list(result.runs)
    for name, run in result.runs.items():
        typer.echo(f"{name} is {run.scenarios[0].summary}")
    title = f"{base.title}: {firms} worlds, weeks {base.horizon.warmup + 1} to {base.horizon.weeks}"
    _table(title, ["KPI", *names, f"{names[-1]} − {names[0]} [95 %]"], rows)


def _arms(path: Path | None, short: list[str] | None) -> dict[str, dict[str, Any]]:
    named: dict[str, dict[str, Any]] = {}
    if path is not None:
        if not path.is_file():
            raise ValueError(f"{path}: no such file; --arms takes a TOML file with one table per arm")
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"{path.name}: not a TOML file: {error}") from None
        for name, changes in data.items():
            if not isinstance(changes, dict):
                raise ValueError(f"{path.name}: {name} = {changes!r} is not a table of fields")
            named[name] = changes
    for text in short or []:
        name, colon, fields = text.partition(":")
        if not colon:
            raise ValueError(f"--arm {text!r} is not of the form 'name: field=value, field=value'")
        if name.strip() in named or not name.strip():
            raise ValueError(f"--arm {text!r}: give each arm a name of its own")
        named[name.strip()] = _changes([field for field in _split(fields) if field.strip()])
    if len(named) < 2:
        raise ValueError(f"compare needs at least two arms, not {len(named)}: give --arms FILE or --arm twice")
    return named


@app.command()
def scenarios(
    show: Annotated[str, typer.Argument(help="'show' to see one whole.")] = "",
    name: Annotated[str, typer.Argument(help="Its name.")] = "",
    as_json: Json = False,
) -> None:
    """List the scenario library, or show one: coordsim scenarios show base."""
    from coordsim.scenario import load, names

    if show and show != "show":
        raise ValueError(f"scenarios {show!r} is not known; allowed: nothing, or show NAME")
    if show:
        one = load(name)
        if as_json:
            _print(one.model_dump(mode="json"))
            return
        typer.echo(f"{one.title}\n\n{one.story.strip()}\n")
        for heading, lines in (("You can learn", one.goals), ("Sources", one.sources)):
            typer.echo(f"{heading}:\n" + "\n".join(f"  - {line}" for line in lines))
        return
    every = [load(item) for item in names()]
    if as_json:
        _print({"scenarios": [{"name": one.name, "title": one.title, "goals": one.goals} for one in every]})
        return
    _table("Scenarios", ["name", "what it is about"], [[one.name, one.title] for one in every])


@app.command()
def check(player: Path, as_json: Json = False) -> None:
    """Check a student's player: a Python file with a function decide(seat); see docs/players.md."""
    from coordsim.trial import check_player

    with redirect_stdout(sys.stderr):  # what the player prints is not part of the answer
        trials = check_player(player)
    if as_json:
        _print({"player": player.name, "roles": {role: vars(trial) for role, trial in trials.items()}})
        return
    rows = [
        [role, str(t.rounds), _digits(t.pay), _digits(t.bots_pay), _digits(t.profit), _digits(t.bots_profit)]
        for role, t in trials.items()
    ]
    headers = ["as", "rounds", "its pay", "a bot's pay", "firm's profit", "with a bot"]
    _table(f"{player.name}: every decision was allowed. Money a week, against the rule-based partner:", headers, rows)


@app.command()
def sweep(
    folder: Path,
    jobs: Annotated[int, typer.Option("--jobs", min=0, max=256, help="Processes; 0 = all cores.")] = 0,
    as_json: Json = False,
) -> None:
    """Run an experiment's design (full factorial x seeds); finished parts are kept and skipped."""
    from coordsim.research import sweep as run_sweep

    with _progress("firms", as_json) as progress:
        summary = run_sweep(folder, jobs=jobs, progress=progress)
    if as_json:
        _print(summary.as_json())
        return
    kpis = ("profit", "units", "unit_cost", "stockout_rate", "range")
    rows = []
    varied = {
        name
        for result in summary.results
        for name, level in result["factors"].items()
        if level != summary.results[0]["factors"][name]
    }
    for result in summary.results:
        means = [_digits(result["kpis"][kpi]["mean"]) for kpi in kpis if kpi in result["kpis"]]
        rows.append([", ".join(str(level) for factor, level in result["factors"].items() if factor in varied), *means])
    _table(summary.question, ["point", *(kpi for kpi in kpis if kpi in summary.results[0]["kpis"])] if rows else ["point"], rows)
    firms = summary.firms
    typer.echo(f"{firms.done} firms run, {firms.skipped} there already, {firms.failed} failed; the table: {summary.table}")
    if firms.failed:
        for failure in summary.failures[:5]:
            typer.echo(f"failed: {dict(failure.levels)}, seed {failure.seed}: {failure.reason}", err=True)
        raise typer.Exit(1)


@app.command()
def claims(
    ids: Annotated[list[str] | None, typer.Argument(help="Claims to run, such as C01; all when none is named.")] = None,
    seeds: Annotated[int, typer.Option(min=2, max=100_000, help="Worlds for each arm.")] = 200,
    figures: Annotated[Path, typer.Option(help="Folder for one figure per claim.")] = Path("results/claims"),
    as_json: Json = False,
) -> None:
    """Run what the sources claim, and print a verdict with its interval for each."""
    from coordsim.claims.run import chosen, run_claims

    with _progress("arms", as_json) as progress:
        verdicts = run_claims(chosen(ids or []), seeds=seeds, figures=figures, progress=progress)
    if as_json:
        rows = []
        for verdict in verdicts:
            first = verdict.contrasts[0].measured
            rows.append(
                {"id": verdict.claim.id, "verdict": verdict.word, "effect": first.mean, "low": first.low, "high": first.high}
            )
        _print({"claims": rows})
        return
    for verdict in verdicts:
        lines = []
        for contrast in verdict.contrasts:
            gap = contrast.measured
            interval = f"[{gap.low:.3g}, {gap.high:.3g}]"
            lines.append([contrast.label, f"{gap.mean:.3g}", interval, contrast.expected, "yes" if contrast.holds else "NO"])
        _table(
            f"{verdict.claim.id}  {verdict.claim.title}: {verdict.word}", ["contrast", "mean", "95 %", "must be", "holds"], lines
        )
    typer.echo(f"Figures are in {figures}.")


@app.command()
def validate(
    ids: Annotated[list[str] | None, typer.Argument(help="Cases to run, such as A1; all when none is named.")] = None,
    as_json: Json = False,
) -> None:
    """Run the engine on cases with known answers and print expected against simulated."""
    from coordsim.validation import validate as run_cases

    rows = run_cases(ids or None, progress=None if as_json else lambda line: typer.echo(line, err=True))
    if as_json:
        _print({"cases": [vars(row) for row in rows]})
    else:
        cells = [
            [row.id, f"{row.expected:.6g}", f"{row.simulated:.6g}", "exact" if row.se is None else f"{row.se:.2g}", row.verdict]
            for row in rows
        ]
        _table("The engine against theory", ["case", "expected", "simulated", "s.e.", "verdict"], cells)
    if any(row.verdict == "fail" for row in rows):
        raise typer.Exit(1)


@app.command()
def web(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 = any free one.")] = 8765,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets others on the network in.")] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """Open the Lab and the game in a browser, served from this machine, without the internet."""
    from coordsim_web.server import serve

    serve(host, port, open_browser)


def main() -> None:
    """Run the command line. Bad input ends with one clear sentence and exit code 2, never a traceback."""
    try:
        app()
    except (ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        sys.exit(BAD_INPUT)


if __name__ == "__main__":
    main()
