"""What a run leaves behind: arrays by week, tables made from them on demand, and a hash."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from coordsim.core.counts import count, counted, named_worlds
from coordsim.core.flows import HASHED, HASHED_LEVERS
from coordsim.core.kpis import KPIS, Kpi, kpi_named
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.core.records import Decision, Detail, Floats, Ints
from coordsim.run.inherited import first_plans
from coordsim.run.rounds import slips_of
from coordsim.scenario.file import Scenario

if TYPE_CHECKING:
    import pandas as pd


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


@dataclass(frozen=True)
class Weeks:
    """Arrays (F, K) of every week of some batches, or what makes whole ones (F, T, K), put into one
    when somebody asks; ``order`` (F,) of the firms.
    """

    batches: tuple[tuple[Floats, ...] | Callable[[], Floats], ...]
    order: Ints | None = None

    @cached_property
    def whole(self) -> Floats:
        """All of it, (F, T, K)."""
        parts = [weeks() if callable(weeks) else weekly(weeks) for weeks in self.batches]
        if self.order is None:
            return parts[0]
        whole: Floats = np.concatenate(parts)[self.order]
        return whole


@dataclass(frozen=True, repr=False)
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
        lived = self.flows["one"].sum(axis=1)
        return np.where(lived < self.plan.shape[1], lived - 1, np.nan)

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

    def kpi(self, name: str, weeks: slice | np.ndarray | None = None) -> Floats:
        """Return a KPI per firm over the weeks after warm-up (or those given), (F,); nan where it
        has no base.
        """
        weeks = slice(self.warmup, None) if weeks is None else weeks
        return kpi_of(kpi_named(name), self.flows, weeks)

    def series(self, name: str, smooth: int = 1) -> Floats:
        """Return a KPI week by week over the last ``smooth`` weeks, (F, T); nan where it has no
        base.
        """
        kpi = kpi_named(name)
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
            for name, table in tables.items():
                digest.update(f"{name}\0".encode())
                digest.update(np.ascontiguousarray(table[firm], dtype="<f8").tobytes())
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
    if weeks < 1:
        raise ValueError(f"smooth = {weeks} is not allowed: at least 1")
    if weeks == 1:
        return values
    total = np.cumsum(values, axis=1)
    total[:, weeks:] = total[:, weeks:] - total[:, :-weeks]
    return total


def weekly(arrays: Sequence[Floats]) -> Floats:
    """Put the arrays (F, ...) of every week into one (F, W, ...): week by week first, which is
    quick, then turned.
    """
    return np.ascontiguousarray(np.stack(arrays).swapaxes(0, 1))
