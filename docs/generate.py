"""Write the generated parts of README.md and docs/: nothing in them is typed by hand.

    python3 -m uv run python docs/generate.py                    everything (half an hour and more;
    --jobs 2 halves the claims)
    python3 -m uv run python docs/generate.py quick              all that is made from tables alone
    (at once)
    python3 -m uv run python docs/generate.py claims --jobs 2    one part
    python3 -m uv run python docs/generate.py claims --only C51  one claim, the others left alone
    python3 -m uv run python docs/generate.py scenarios --worlds 4 --to /tmp/draft    a draft
    elsewhere, in few worlds

quick parts (at once)
    reference    docs/reference.md: rules, levers, areas, facts, KPIs, accounts, causes, parameters,
    technologies
    cases        docs/theory.md: sources and conventions of the cases, the calibration constants
    library      docs/scenarios.md: every scenario in words, its benchmark plan where one is stored
    performance  docs/performance.md: from docs/performance.json, which coordsim bench all --json
    writes
    emergence    docs/emergence.md: from docs/emergence.json, which coordsim validate --part D
    --json writes
    verdicts     docs/claims.md: from docs/claims.json, which the part claims writes, and from the
    draws that coordsim claims --draws 24 --save keeps
    research     docs/research.md: what a design may say, methods, columns
    environments docs/environments.md: from experiments/learners/results.json, which
    experiments/learners/baselines.py writes
    symbols      docs/model.md: the letters of its formulas, with the parameters they stand for
    week         docs/model.md and docs/figures/week.svg: who acts in a week, in which order

parts that simulate
    corners      README.md: the corners of pay and talk, kept in docs/corners.json
    scenarios    docs/scenarios.md: what the firms of every scenario earn
    exact        docs/theory.md: the textbook cases, expected against simulated
    patterns     docs/theory.md: patterns and constants against their bands
    attribution  docs/model.md and docs/figures/attribution-base.png (needs base's benchmark plan:
    coordsim benchmark base --save)
    claims       docs/claims.json, docs/claims.md and docs/figures/claims
    notebook     docs/research.ipynb: what its cells show (half a minute)

The code is in docs/generator, one module for each kind of part.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generator.claims import STORED, claims, verdicts
from generator.emergence import emergence
from generator.environments import environments
from generator.firms import attribution, corners
from generator.firms import corners_table as corners_table
from generator.notebook import FILE as NOTEBOOK
from generator.notebook import notebook
from generator.page import SHIPPED, WORLDS, Parts, Settings, put
from generator.performance import performance
from generator.research import research
from generator.scenarios import library, scenarios
from generator.symbols import symbols
from generator.tables import reference
from generator.theory import cases, exact, patterns
from generator.week import week

from coordsim.study.optimum.record import BenchmarkError

QUICK: Mapping[str, Callable[[Settings], Parts]] = {
    "reference": reference,
    "cases": cases,
    "library": library,
    "performance": performance,
    "emergence": emergence,
    "verdicts": verdicts,
    "research": research,
    "environments": environments,
    "symbols": symbols,
    "week": week,
}
PARTS: Mapping[str, Callable[[Settings], Parts]] = {
    **QUICK,
    "corners": corners,
    "scenarios": scenarios,
    "exact": exact,
    "patterns": patterns,
    "attribution": attribution,
    "claims": claims,
    "notebook": notebook,
}


def write(names: Sequence[str], settings: Settings) -> None:
    """Make parts and put each in its place."""
    for name in names:
        sys.stderr.write(f"{name} ...\n")
        for (file, marker), text in PARTS[name](settings).items():
            put(settings.root / file, marker, text)


def draft(folder: Path) -> Path:
    """Copy README.md and the documents into a folder that is not the shipped one, and return it."""
    if folder.resolve() == SHIPPED:
        raise SystemExit("--to: a draft needs a folder of its own")
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    kept = (SHIPPED / "docs" / STORED, SHIPPED / NOTEBOOK)
    for path in (SHIPPED / "README.md", *(SHIPPED / "docs").glob("*.md"), *kept):
        shutil.copy(path, folder / path.relative_to(SHIPPED))
    return folder


def main(arguments: Sequence[str]) -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(
        "docs/generate.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", help="parts to write; all when none is named")
    parser.add_argument("--jobs", type=int, default=1, help="processes that simulate claims (1)")
    parser.add_argument(
        "--worlds",
        type=int,
        default=WORLDS,
        help=f"worlds of each arm ({WORLDS}); others only in a draft",
    )
    parser.add_argument(
        "--only", nargs="+", default=(), metavar="CLAIM", help="claims alone that are run anew"
    )
    parser.add_argument("--to", type=Path, help="write into a copy in this folder")
    given = parser.parse_args(arguments)
    names = [
        part for name in given.parts for part in (QUICK if name == "quick" else [name])
    ] or list(PARTS)
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise SystemExit(f"{unknown[0]!r} is not a part; allowed: quick, {', '.join(PARTS)}")
    if given.to is None and given.worlds != WORLDS:
        raise SystemExit(
            f"--worlds {given.worlds} is for drafts: the documents are written from {WORLDS}"
            " worlds; add --to FOLDER"
        )
    root = SHIPPED if given.to is None else draft(given.to)
    try:
        write(names, Settings(root, given.worlds, given.jobs, tuple(given.only)))
    except BenchmarkError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main(sys.argv[1:])
