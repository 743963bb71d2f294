"""Commands that hold the engine against what is known: claims, validate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from coordsim.cli.app import Json, Threads
from coordsim.cli.console import print_json, print_table, progress_bar, say
from coordsim.show.numbers import COMPARED, interval, number, share

if TYPE_CHECKING:
    from coordsim.evidence.claims.draws import Drawn, Hint
    from coordsim.evidence.claims.records import Verdict
    from coordsim.evidence.validation.rows import Row

Part = Literal["A", "B", "C", "D"]
JUDGED = {"scenario": "base", "worlds": 200, "seed": None, "draws": 100, "threads": 1}
"""What part D alone can be asked for, and what stands where nothing is said."""


def claims(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Claims to run, such as C01; all when none is named.")
    ] = None,
    *,
    seeds: Annotated[
        int, typer.Option("--seeds", "--firms", min=2, max=100_000, help="Worlds for each arm.")
    ] = 200,
    figures: Annotated[Path, typer.Option(help="Folder for one figure per claim.")] = Path(
        "results/claims"
    ),
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, max=256, help="Processes that simulate arms.")
    ] = 1,
    draws: Annotated[
        int,
        typer.Option(
            min=0,
            max=10_000,
            help="Draws of all assumed numbers; a direction that holds in few is fragile.",
        ),
    ] = 0,
    scenario: Annotated[
        str, typer.Option(help="A scenario of the library that stands for the base firm.")
    ] = "base",
    save: Annotated[
        bool, typer.Option("--save", help="Keep what the draws come to, for later verdicts.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Run what the sources claim, and print a verdict with its interval for each, and beside it in
    which share of draws its direction holds: of new draws, or as kept.
    """
    from coordsim.evidence.claims.draws import over_draws
    from coordsim.evidence.claims.run import BASE, chosen, run_claims
    from coordsim.evidence.claims.stored import kept
    from coordsim.evidence.claims.stored import save as keep
    from coordsim.scenario.file import load

    if save and not draws:
        raise ValueError("--save keeps what draws come to: add --draws 24")
    base = load(scenario).name
    wanted = chosen(ids or [], base)
    drawn = {} if draws else kept(wanted, base)
    with progress_bar("arms", as_json) as progress:
        verdicts = run_claims(wanted, firms=seeds, figures=figures, progress=progress, jobs=jobs)
    if draws:
        with progress_bar("draws", as_json) as progress:
            drawn = over_draws(wanted, draws, progress=progress, jobs=jobs)
    if save:
        keep(drawn, wanted, base)
    if as_json:
        said = [_as_json(one, drawn.get(one.claim.id)) for one in verdicts]
        print_json({"scenario": scenario, "claims": said})
        return
    for verdict in verdicts:
        _print_claim(verdict, drawn.get(verdict.claim.id))
        if stopped := verdict.who_stopped(seeds):
            say(stopped.replace("*", ""))
        if base == BASE and verdict.claim.why and not verdict.supported:
            say(f"Why: {verdict.claim.why}")
    say(f"Figures are in {figures}.")


def _as_json(verdict: Verdict, drawn: Drawn | None) -> dict[str, Any]:
    first = verdict.contrasts[0].measured
    out: dict[str, Any] = {
        "id": verdict.claim.id,
        "verdict": verdict.word,
        "effect": first.mean,
        "low": first.low,
        "high": first.high,
        "stopped": dict(verdict.stopped),
    }
    if drawn is not None:
        out |= {
            "draws": drawn.draws,
            "holds_in": drawn.share,
            "fragile": drawn.fragile,
            "contrasts_hold_in": drawn.shares,
            "unmeasured": drawn.unmeasured,
            "unfit": drawn.unfit,
            "hangs_on": vars(drawn.hint) if drawn.hint else None,
        }
    return out


def hanging(hint: Hint) -> str:
    """Say which number a direction may hang on, and how often chance alone would say as much."""
    return (
        f"{hint.parameter}: rank correlation {number(hint.correlation, 2)} over {hint.draws} draws,"
        f" reached by some number in {share(hint.chance)} of shuffles"
    )


def _print_claim(verdict: Verdict, drawn: Drawn | None) -> None:
    lines = []
    for place, contrast in enumerate(verdict.contrasts):
        gap = contrast.measured
        line = [
            contrast.label,
            number(gap.mean),
            interval(gap),
            contrast.expected,
            "yes" if contrast.holds else "NO",
        ]
        if drawn is not None:
            part = drawn.shares[place] if place < len(drawn.shares) else None
            line.append(share(part))
        lines.append(line)
    headers = ["contrast", "mean", "95 %", "must be", "holds"]
    word = verdict.word
    if drawn is not None:
        headers.append("in draws")
        word += f"; its direction holds in {share(drawn.share)} of {drawn.draws} draws"
        if drawn.unmeasured:
            word += f" and could not be measured in {drawn.unmeasured}"
        word += ": fragile" if drawn.fragile else ""
        word += ", that of a further contrast in fewer" if drawn.fragile_in_part else ""
    else:
        word += "; over draws of assumptions: not kept, add --draws 24"
    print_table(f"{verdict.claim.id}  {verdict.claim.title}: {word}", headers, lines)
    if drawn is not None and drawn.fragile and drawn.hint:
        say(f"May hang on {hanging(drawn.hint)}.")


def _expected(row: Row) -> str:
    """Say the expected value, or the band that it may lie in."""
    if row.low is None and row.high is None:
        return number(row.expected, matter=COMPARED)
    low, high = ("" if end is None else number(end, matter=COMPARED) for end in (row.low, row.high))
    return f"{low} to {high}"


def validate(
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Cases to run, such as A1 or D3; parts A to C when none is named."),
    ] = None,
    *,
    part: Annotated[
        Part | None,
        typer.Option(
            case_sensitive=False,
            help=(
                "A textbook cases, B patterns of real firms, C calibration, D what has to emerge."
            ),
        ),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(help="Part D: a scenario's name or file; base when omitted.")
    ] = None,
    worlds: Annotated[
        int | None, typer.Option(min=2, max=100_000, help="Part D: worlds of each arm, 200.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**62, help="Part D: the first world.")
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=1, max=10_000, help="Part D: draws over assumptions, 100.")
    ] = None,
    threads: Threads = 1,
    as_json: Json = False,
) -> None:
    """Hold the engine against known answers, and with --part D the model against what has to
    emerge.
    """
    named = [name.upper() for name in ids or []]
    emerging = [name for name in named if name.startswith("D")]
    if part is not None:
        wrong = next((name for name in named if not name.startswith(part.upper())), None)
        if wrong:
            raise ValueError(f"{wrong} is not of part {part.upper()}")
    if emerging and len(emerging) < len(named):
        other = next(name for name in named if name not in emerging)
        raise ValueError(f"{other} is not of part D: ask for it apart from {emerging[0]}")
    given = {"scenario": scenario, "worlds": worlds, "seed": seed, "draws": draws}
    if emerging or (part is not None and part.upper() == "D"):
        _judge(
            emerging, {name: at for name, at in given.items() if at is not None}, threads, as_json
        )
        return
    stray = next((name for name, at in given.items() if at is not None), None)
    if stray or threads > 1:
        raise ValueError(f"--{stray or 'threads'} is for part D: add --part D")
    _known(named, part, as_json)


def _known(ids: list[str], part: str | None, as_json: bool) -> None:
    """Run cases of theory."""
    from coordsim.evidence.validation import CASES
    from coordsim.evidence.validation import validate as run_cases

    if part is not None and not ids:
        ids = [case.id for case in CASES if case.id.startswith(part.upper())]
    rows = run_cases(ids or None, progress=None if as_json else lambda line: say(line, err=True))
    if as_json:
        print_json({"cases": [vars(row) for row in rows]})
    else:
        cells = [
            [
                row.id,
                _expected(row),
                number(row.simulated, matter=COMPARED),
                "exact" if row.se is None else number(row.se),
                row.verdict,
            ]
            for row in rows
        ]
        print_table(
            "The engine against theory", ["case", "expected", "simulated", "s.e.", "verdict"], cells
        )
    if any(row.verdict == "fail" for row in rows):
        raise typer.Exit(1)


def _judge(ids: list[str], given: dict[str, Any], threads: int, as_json: bool) -> None:
    """Measure what has to emerge; exit code 1 where something does not hold."""
    from coordsim.evidence.validation.emergence import FIRST, emerge, lab
    from coordsim.evidence.validation.emergence.report import document, figure, verdict

    asked = {**JUDGED, "seed": FIRST, **given}
    here = lab(
        asked["scenario"],
        asked["worlds"],
        asked["seed"],
        draws=asked["draws"],
        threads=threads,
    )
    findings = emerge(here, ids or None, None if as_json else lambda line: say(line, err=True))
    found = document(here, findings)
    if as_json:
        print_json(found)
    else:
        cells = [
            [row["row"], row["must"], figure(row), row["unit"], verdict(row)]
            for row in found["rows"]
        ]
        print_table(
            f"What has to emerge, {found['scenario']}, {found['worlds']} worlds from"
            f" {found['first']}",
            ["row", "has to be", "figure (95 %)", "unit", "verdict"],
            cells,
        )
        for row in found["rows"]:
            if row["note"]:
                say(f"{row['row']}: {row['note']}")
        say(", ".join(f"{number} {word}" for word, number in found["counts"].items()))
        for command in dict.fromkeys(row["command"] for row in found["rows"]):
            say(f"again: {command}")
    if found["counts"]["not held"]:
        raise typer.Exit(1)
