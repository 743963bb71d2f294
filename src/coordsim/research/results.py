"""Results: the tables of a study in hand, with which of their columns were varied and how."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coordsim.core.frozen import own
from coordsim.core.spelling import meant, shown
from coordsim.research.errors import SweepError
from coordsim.research.factors import Factor, called, column, resolved
from coordsim.research.file import CONTRAST, FILE, DesignFile, parse
from coordsim.research.folder import POINTS, RESULTS, WEEKLY, check_intact
from coordsim.research.methods import drawn
from coordsim.research.studies import Analyses
from coordsim.research.why import asked_now
from coordsim.scenario.refusals import read_toml
from coordsim.show.html import block, table
from coordsim.show.numbers import number

if TYPE_CHECKING:
    import pandas as pd

SHOWN, FIRST = 4, 12  # outcomes and points that a notebook shows of many


def _number(level: Any) -> float | None:
    """Return a level written as a number; None where it is none."""
    try:
        return float(level)
    except (TypeError, ValueError):
        return None


def _out(folder: Path) -> Path:
    """Return where the tables of a study are: in a folder's ``out``, or in itself."""
    return folder if (folder / RESULTS).is_file() else folder / "out"


class Pair(NamedTuple):
    """A difference that was asked for: level ``a`` less level ``b`` of a factor's column."""

    factor: str
    a: Any
    b: Any


@dataclass(frozen=True, repr=False, eq=False)
class Results(Analyses):
    """What a study came to.

    ``frame``: one row a point and world: ``point``, ``seed``, a column for each factor, the
    outcomes, ``hash``. ``points``: one row a point: ``point``, ``sample`` (points with the same
    draw of what is uncertain share one), ``id``, the factors. ``file``: what the design says.
    """

    folder: Path
    file: DesignFile
    frame: pd.DataFrame
    points: pd.DataFrame

    @classmethod
    def load(cls, folder: str | Path) -> Results:
        """Read the tables of a finished study, from its folder alone, whatever the engine is by
        now; the contrasts that can be asked for are those that its design has by now. Raises
        SweepError where there are none, where they are damaged, and where the design asks for
        others by now (its ``out`` folder is read as it lies there).
        """
        import pandas as pd

        folder = Path(folder)
        out = _out(folder)
        for name in (FILE, POINTS, RESULTS):
            if not (out / name).is_file():
                raise SweepError(
                    f"{out / name}: is not there; run the study to its end: coordsim sweep {folder}"
                )
        check_intact(out, (POINTS, RESULTS))
        then = parse(read_toml(out / FILE, str(out / FILE), SweepError), str(out / FILE))
        file = asked_now(folder, out, then)
        points = pd.read_parquet(out / POINTS).drop(columns="changes")
        return cls(folder, file, pd.read_parquet(out / RESULTS), points)

    def __repr__(self) -> str:
        worlds = self.frame["seed"].nunique()
        return (
            f"Results({shown(self.file.question)}; {len(self.points)} points x {worlds} worlds,"
            f" {len(self.frame)} rows)"
        )

    def _repr_html_(self) -> str:
        """Show the means of a few outcomes over worlds, for the first points of many."""
        told = [*self.uncertain, *self.choices]
        wanted = [name for name in self.outcomes if name in self.frame][:SHOWN]
        means = self.frame.groupby("point")[wanted].mean()
        rows = [
            [
                *(str(point[name]) for name in told),
                *(number(one) for one in means.loc[point["point"]]),
            ]
            for point in self.points.head(FIRST).to_dict("records")
        ]
        rest = len(self.points) - len(rows)
        note = "Means over worlds" + (f"; and {rest:,} more points." if rest else ".")
        return block(repr(self), table([*told, *wanted], rows), note=note)

    @property
    def factors(self) -> dict[str, Factor]:
        """Column -> factor, what is uncertain first."""
        return {column(name): one for name, one in self.file.factors.items()}

    @property
    def uncertain(self) -> list[str]:
        """Columns of what nature chooses."""
        named = [column(name) for name in self.file.uncertain]
        choices = self.choices
        extra = [
            name
            for name in self.points.columns
            if name not in (*named, *choices, "point", "sample", "id")
        ]
        return [*named, *extra]

    @property
    def choices(self) -> list[str]:
        """Columns of what the firm chooses."""
        return [column(name) for name in self.file.choices]

    @property
    def outcomes(self) -> list[str]:
        """Columns of what came of it."""
        return [*self.file.shown, *self.file.outcomes]

    @property
    def weekly(self) -> pd.DataFrame:
        """One row a point, world and week, of the KPIs whose weeks are kept. Raises SweepError
        where none are.
        """
        import pandas as pd

        if not self.file.weekly:
            raise SweepError('no weeks are kept; name KPIs in the design: weekly = ["profit"]')
        return pd.read_parquet(_out(self.folder) / WEEKLY)

    def column(self, name: str) -> str:
        """Return the column that a name means: dotted, with ``__``, or its last part where only one
        has it. Raises ValueError.
        """
        return resolved(name, list(self.frame.columns))

    def problem(self) -> dict[str, Any]:
        """Return what is uncertain as SALib wants it: names, bounds (of values: their places), and
        their number.
        """
        factors = self.factors
        names = [name for name in self.uncertain if name in factors]
        return {
            "num_vars": len(names),
            "names": names,
            "bounds": [list(factors[name].ends) for name in names],
        }

    def shares(self) -> pd.DataFrame:
        """Return the drawn shares in [0, 1] of lhs, sobol, saltelli and morris, one row a sample,
        one column for each uncertain factor: what elementary effects are measured in.
        """
        import pandas as pd

        if self.file.design.method not in ("lhs", "sobol", "saltelli", "morris"):
            raise ValueError(f"the method {self.file.design.method} draws no shares")
        names = [column(name) for name in self.file.uncertain]
        return pd.DataFrame(np.asarray(drawn(self.file.design, names)), columns=names)

    def pair(self, contrast: str, a: Any = None, b: Any = None) -> Pair:
        """Return the levels of a contrast: one of the design by its name, or a factor and two of
        its levels. Raises ValueError.
        """
        if a is None and b is None:
            text = self.file.contrast.get(contrast, contrast)
            found = CONTRAST.fullmatch(text.strip())
            if found is None:
                known = ", ".join(self.file.contrast) or "none in the design"
                raise ValueError(
                    f"contrast {shown(contrast)} is not known; allowed: {known}, or a factor with"
                    f" two levels{meant(contrast, self.file.contrast)}"
                )
            contrast, a, b = found["factor"].strip(), found["a"], found["b"]
        name = resolved(contrast, list(self.factors))
        return Pair(name, self._level(name, a), self._level(name, b))

    def _level(self, name: str, level: Any) -> Any:
        for value in self.points[name].unique():
            named = str(level) in (called(own(value)), str(value))
            if named or value == level or value == _number(level):
                return value
        allowed = ", ".join(called(own(one)) for one in self.points[name].unique()[:20])
        raise ValueError(f"{name} has no level {shown(level)}; allowed: {allowed}")
