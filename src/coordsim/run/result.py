"""What a run leaves behind: arrays by week, tables made from them on demand, and a hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coordsim.core.counts import count, counted, named_worlds
from coordsim.core.flows import HASHED, HASHED_LEVERS
from coordsim.core.kpis import KPI, KPIS, Kpi, kpi_named
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.core.records import Decision, Detail, Floats
from coordsim.core.spelling import shown
from coordsim.firm.cash import ROUNDING
from coordsim.run.inherited import first_plans
from coordsim.run.later import Weeks as Weeks
from coordsim.run.rounds import slips_of
from coordsim.scenario.file import Scenario
from coordsim.show.html import block, table
from coordsim.show.numbers import measured

if TYPE_CHECKING:
    import pandas as pd

    from coordsim.run.figures import Figure

AFTER_A_STOP = "amounts count nothing of their weeks after that, ratios and states leave them out"
"""How a run counts firms that could not pay any more, for whoever says that some did."""
GLANCE = (  # KPIs that are shown of a run where not all are
    "profit",
    "revenue",
    "units",
    "range",
    "stockout_rate",
    "unit_cost",
    "satisfaction",
    "marketing_pay",
    "operations_pay",
)


def kpi_of(kpi: Kpi, flows: Mapping[str, Floats], weeks: slice | np.ndarray) -> Floats:
    """Return a KPI per firm over some weeks, (F,); nan where it has no base."""
    top, bottom = flows[kpi.top][:, weeks], flows[kpi.bottom][:, weeks]
    if kpi.variance:
        lived = flows["one"][:, weeks] > 0
        top, bottom = spread(top, lived), spread(bottom, lived)
    else:
        top, bottom = top.sum(axis=1), bottom.sum(axis=1)
    ratio = np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)
    return 1 - ratio if kpi.one_minus else ratio


def spread(values: Floats, lived: np.ndarray) -> Floats:
    """Return the variance of ``values`` (F, T) over the weeks that a firm has ``lived``, (F,); nan
    where it has lived none. The end of a firm is no swing of what it did.
    """
    out: Floats = values.var(axis=1)
    for firm in np.flatnonzero(~lived.all(axis=1)):
        weeks = values[firm, lived[firm]]
        out[firm] = weeks.var() if len(weeks) else np.nan
    return out


@dataclass(frozen=True, repr=False, eq=False)
class Run:
    """A finished run of F firms over T weeks.

    ``flows``, ``accounts``, ``causes``: name -> (F, T). ``plan`` (F, T, L) levers in force;
    ``known``: facts, and each role's beliefs and their ages, put together when somebody asks
    (``facts``, ``beliefs``, ``ages``). ``tape``: role -> week -> Decision with arrays (F,) and what
    was predicted. ``contested``: lever -> (F, T).
    ``orders``: lever -> (F, T), what an owner ordered, nan where nothing. ``detail`` holds shelves
    and customers of every week when they were asked for, else nothing. Beside firms of
    other kinds, what a firm has not is nan (``run.mixed``).
    """

    scenarios: Sequence[Scenario]
    seeds: tuple[int, ...]
    flows: Mapping[str, Floats]
    accounts: Mapping[str, Floats]
    causes: Mapping[str, Floats]
    plan: Floats
    known: Mapping[str, Weeks]
    tape: Mapping[str, Mapping[int, Decision]]
    contested: Mapping[str, Floats]
    detail: Sequence[Detail]
    orders: Mapping[str, Floats] = field(default_factory=dict)

    def __repr__(self) -> str:
        names = ", ".join(dict.fromkeys(scenario.summary for scenario in self.scenarios))
        weeks = self.plan.shape[1]
        return (
            f"Run({names}; {counted(self.firms, 'firm')} x {counted(weeks, 'week')},"
            f" {named_worlds(self.seeds)}, hash {self.hash[:8]})"
        )

    def __eq__(self, other: object) -> bool:
        """Whether the same firms lived through the same weeks."""
        if not isinstance(other, Run):
            return NotImplemented
        return self is other or (
            self.seeds == other.seeds
            and self.hash == other.hash
            and list(self.scenarios) == list(other.scenarios)
        )

    def __hash__(self) -> int:
        return hash((self.seeds, self.hash))

    def _repr_html_(self) -> str:
        found, kpis = self.summary(), [KPI[name] for name in GLANCE]
        rows = [
            (kpi.label, *(measured(found[kpi.name][key], kpi.unit) for key in ("mean", "se")))
            for kpi in kpis
        ]
        weeks = f"Means over firms, weeks {self.warmup + 1} to {self.plan.shape[1]}"
        note = f"{weeks}. kpis() has all {len(KPIS)} KPIs, weeks() every week."
        return block(repr(self), table(["KPI", "mean", "s.e."], rows), note=note)

    def plot(self, kpi: str = "profit", smooth: int = 1) -> Figure:
        """Draw a KPI week by week, over the last ``smooth`` weeks: each firm where they are few,
        their mean, and the middle 80 % of firms. Raises ValueError as ``series``.
        """
        from coordsim.run.figures import draw

        one = kpi_named(kpi)
        names = ", ".join(dict.fromkeys(scenario.summary for scenario in self.scenarios))
        series = {"": self.series(kpi, smooth)}
        return draw(one, series, self.warmup, title=f"{one.label}: {names}")

    def save(self, path: str | Path) -> Path:
        """Write all of it, detail and what firms knew included, as one Parquet file with a row for
        each firm and week, from which ``Run.load`` reads the same run. Returns the path. Raises
        ValueError where it does not end in ``.parquet``.
        """
        from coordsim.run.stored import write

        return write(path, {"": vars(self)})

    @classmethod
    def load(cls, path: str | Path) -> Run:
        """Read a run that was saved. Raises ValueError where there is none, and where it is
        damaged; ScenarioError where its scenario is not allowed any more.
        """
        from coordsim.run.stored import read

        runs = {name: cls(**parts) for name, parts in read(path, "run").items()}
        return runs[""]

    @cached_property
    def slips(self) -> Mapping[str, Mapping[str, Floats]]:
        """Role -> line -> (F, T), money a week, nan where no pay was due: what rules pay for what
        happened.
        """
        return slips_of(self.scenarios, self.flows)

    def paid_by(self, pay: str) -> Mapping[str, Mapping[str, Floats]]:
        """Return the pay slips that another pay rule, at the scenario's rates, would have written
        for what happened: role -> line -> (F, T), as ``slips``.
        """
        return slips_of(self.scenarios, self.flows, pay)

    @property
    def stops(self) -> Floats:
        """The last week (from 0) of each firm that could not pay any more, (F,); nan where it lives
        on.
        """
        lived = self.flows["one"].sum(axis=1).astype(np.int64)
        last = self.flows["cash"][np.arange(self.firms), lived - 1]
        money = [one.money for one in self.scenarios]
        credit = np.array([one.credit if one.insolvency else np.inf for one in money])
        return np.where(last < -credit - ROUNDING, lived - 1.0, np.nan)

    @property
    def stopped(self) -> int:
        """How many firms could not pay any more."""
        return int(np.isfinite(self.stops).sum())

    @property
    def firms(self) -> int:
        """Number of firms."""
        return len(self.seeds)

    @cached_property
    def start(self) -> Floats:
        """The plan that each firm started from, before anybody decided, (F, L)."""
        return first_plans(self.scenarios, self.seeds)

    @property
    def facts(self) -> Floats:
        """What was true, (F, T, K)."""
        return self.known["facts"].whole

    @property
    def beliefs(self) -> Mapping[str, Floats]:
        """What each role believed, role -> (F, T, K)."""
        return {role: self.known[f"beliefs of {role}"].whole for role in ROLES}

    @property
    def ages(self) -> Mapping[str, Floats]:
        """How many weeks old a role's word on a fact was, role -> (F, T, K)."""
        return {role: self.known[f"ages of {role}"].whole for role in ROLES}

    @property
    def warmup(self) -> int:
        """First weeks left out of KPIs."""
        return self.scenarios[0].horizon.warmup

    def kpi(self, name: str, weeks: slice | Sequence[int] | np.ndarray | None = None) -> Floats:
        """Return a KPI per firm over the weeks after warm-up, or those given, counted from 0,
        (F,); nan where it has no base. Raises ValueError for a KPI or weeks that there are not.
        """
        kpi = kpi_named(name)
        if weeks is None:
            return kpi_of(kpi, self.flows, slice(self.warmup, None))
        return kpi_of(kpi, self.flows, self._weeks(weeks))

    def _weeks(self, weeks: object) -> slice | np.ndarray:
        """Return weeks by which arrays can be cut. Raises ValueError for what is none."""
        last = self.plan.shape[1] - 1
        if isinstance(weeks, slice):
            return weeks
        found = np.atleast_1d(np.asarray(list(weeks) if isinstance(weeks, range) else weeks))
        if (
            found.dtype.kind not in "iu"
            or found.ndim > 1
            or not ((found >= 0) & (found <= last)).all()
        ):
            raise ValueError(
                f"weeks = {shown(weeks)} is not allowed: a slice, or whole numbers in [0, {last}]"
            )
        return found

    def series(self, name: str, smooth: int = 1) -> Floats:
        """Return a KPI week by week over the last ``smooth`` weeks, (F, T); nan where it has no
        base. Raises ValueError for a KPI that there is not.
        """
        kpi, smooth = kpi_named(name), count("smooth", smooth)
        top, bottom = (_rolling(self.flows[flow], smooth) for flow in (kpi.top, kpi.bottom))
        if kpi.variance:
            return np.full_like(top, np.nan)
        ratio = np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)
        return 1 - ratio if kpi.one_minus else ratio

    def summary(self) -> dict[str, dict[str, float | None]]:
        """Mean and standard error over firms of every KPI after warm-up, None where they cannot be
        had, and ``n``, the number of firms that have a value.
        """
        out: dict[str, dict[str, float | None]] = {}
        for kpi in KPIS:
            values = self.kpi(kpi.name)
            values = values[~np.isnan(values)]
            out[kpi.name] = {
                "mean": float(values.mean()) if len(values) else None,
                "se": float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None,
                "n": len(values),
            }
        return out

    def lost_by_cause(self) -> dict[str, float]:
        """Mean lost units per week by cause after warm-up."""
        return {
            cause: float(values[:, self.warmup :].mean()) for cause, values in self.causes.items()
        }

    def kpis(self) -> pd.DataFrame:
        """Tidy table: firm, seed, kpi, value, after warm-up."""
        import pandas as pd

        parts = [
            pd.DataFrame(
                {
                    "firm": range(self.firms),
                    "seed": self.seeds,
                    "kpi": k.name,
                    "value": self.kpi(k.name),
                }
            )
            for k in KPIS
        ]
        return pd.concat(parts, ignore_index=True)

    def weeks(self) -> pd.DataFrame:
        """Table firm, week, one column per KPI."""
        return self._by_week({kpi.name: self.series(kpi.name) for kpi in KPIS})

    def entries(self) -> pd.DataFrame:
        """Table firm, week, one column per account."""
        return self._by_week(self.accounts)

    def lost(self) -> pd.DataFrame:
        """Table firm, week, one column per cause of lost units."""
        return self._by_week(self.causes)

    def decisions(self) -> pd.DataFrame:
        """Table firm, week, one column per lever in force."""
        return self._by_week({lever.name: self.plan[:, :, COLUMN[lever.name]] for lever in LEVERS})

    def pay(self) -> pd.DataFrame:
        """Tidy table of pay slips: firm, week, role, line, amount. Each stands in the last week of
        its round (weeks count from 0), in money a week.
        """
        import pandas as pd

        rows = []
        for role, lines in self.slips.items():
            for line, values in lines.items():
                firm, week = np.nonzero(~np.isnan(values))
                rows.append(
                    pd.DataFrame(
                        {
                            "firm": firm,
                            "week": week,
                            "role": role,
                            "line": line,
                            "amount": values[firm, week],
                        }
                    )
                )
        return (
            pd.concat(rows, ignore_index=True)
            if rows
            else pd.DataFrame(columns=["firm", "week", "role", "line", "amount"])
        )

    def _by_week(self, columns: Mapping[str, Floats]) -> pd.DataFrame:
        import pandas as pd

        weeks = next(iter(columns.values())).shape[1]
        index = {
            "firm": np.repeat(np.arange(self.firms), weeks),
            "week": np.tile(np.arange(weeks), self.firms),
        }
        return pd.DataFrame(index | {name: values.ravel() for name, values in columns.items()})

    @cached_property
    def hashes(self) -> tuple[str, ...]:
        """One hash for each firm, over the fixed list of flows and levers of ``core.flows``: equal
        runs have equal hashes, whatever else is measured of them.
        """
        tables = {name: self.flows[name] for name in HASHED}
        tables |= {f"lever:{name}": self.plan[:, :, COLUMN[name]] for name in HASHED_LEVERS}
        out = []
        for firm in range(self.firms):
            digest = sha256()
            for name, values in tables.items():
                digest.update(f"{name}\0".encode())
                digest.update(np.ascontiguousarray(values[firm], dtype="<f8").tobytes())
            out.append(digest.hexdigest())
        return tuple(out)

    @property
    def hash(self) -> str:
        """One hash over all firms."""
        return sha256("".join(self.hashes).encode()).hexdigest()

    def decisions_of(self, firm: int) -> dict[str, dict[int, Decision]]:
        """Return the tape of one firm, fit for replay(). Raises ValueError where there is no such
        firm.
        """
        firm = count("firm", firm, 0)
        if firm >= self.firms:
            raise ValueError(f"firm = {firm} is not allowed: 0 to {self.firms - 1}")
        length = self.scenarios[firm].horizon.round_weeks
        return {
            role: {
                week: decision.of(firm) for week, decision in weeks.items() if week % length == 0
            }
            for role, weeks in self.tape.items()
        }


def _rolling(values: Floats, weeks: int) -> Floats:
    if weeks == 1:
        return values
    total = np.cumsum(values, axis=1)
    total[:, weeks:] = total[:, weeks:] - total[:, :-weeks]
    return total
