"""Analyses as methods of results and experiments: they fill in what a study knows of itself, its
factors, how they were drawn, and its worlds. All is imported when it is asked for, so that a sweep
stays light.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from coordsim.core.spelling import shown
from coordsim.research.design import Design

if TYPE_CHECKING:
    import pandas as pd

    from coordsim.research.analysis import (
        Box,
        Calibration,
        Contrast,
        Effects,
        Ema,
        Front,
        Indices,
        Screening,
        Surface,
    )
    from coordsim.research.analysis.candidates import Evaluate, Levels
    from coordsim.research.factors import Factor
    from coordsim.research.file import DesignFile

DRAWN = ("lhs", "sobol", "saltelli", "morris")  # methods that draw shares of ranges


class Study(Protocol):
    """What analyses need of results."""

    @property
    def file(self) -> DesignFile:
        """What the design says."""

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each point and world."""

    @property
    def uncertain(self) -> list[str]:
        """Columns of what nature chooses."""

    @property
    def choices(self) -> list[str]:
        """Columns of what the firm chooses."""

    @property
    def outcomes(self) -> list[str]:
        """Columns of what came of it."""

    def problem(self) -> dict[str, Any]:
        """Return what is uncertain as SALib wants it."""

    def shares(self) -> pd.DataFrame:
        """Return what was drawn, a row for each sample."""

    def pair(self, contrast: str, a: Any = None, b: Any = None) -> tuple[str, Any, Any]:
        """Return factor and levels of a contrast."""


class Analyses:
    """What results can be asked: each method gives a ``Finding`` with ``table``, ``data`` and
    ``plot()``; what it does stands in the function of the same name in
    ``coordsim.research.analysis``.
    """

    def contrast(
        self: Study, contrast: str, treatment: Any = None, control: Any = None, *, kpi: str
    ) -> Contrast:
        """Return treatment less control of an outcome, paired by point and world.

        ``contrast``: a factor with two of its levels, a name of the design's, or
        ``"factor: treatment - control"``. Raises ValueError naming what is allowed.
        """
        from coordsim.research.analysis import contrast as contrasted

        factor, treated, untreated = self.pair(contrast, treatment, control)
        return contrasted(
            self.frame,
            factor,
            treated,
            untreated,
            kpi,
            factors=[*self.uncertain, *self.choices],
            **_drawn(self),
        )

    def effects(self: Study, kpi: str, factors: Sequence[str] | None = None) -> Effects:
        """Return main effects and interactions of factors that were crossed, of all that vary when
        none are named. Raises AnalysisError.
        """
        from coordsim.research.analysis import effects

        return effects(self.frame, kpi, varied(self) if factors is None else factors)

    def sobol(self: Study, kpi: str) -> Indices:
        """Return Sobol indices of what is uncertain, for each combination of choices, of a design
        with the method saltelli. Raises AnalysisError.
        """
        from coordsim.research.analysis import sobol

        told = _drawn(self)
        return sobol(self.frame, told.pop("problem", None), kpi, by=self.choices, **told)

    def morris(self: Study, kpi: str) -> Screening:
        """Return elementary effects of what is uncertain, for each combination of choices, of a
        design with the method morris. Raises AnalysisError.
        """
        from coordsim.research.analysis import morris

        told, levels = _drawn(self), self.file.design.levels or 4
        problem = told.pop("problem", None)
        return morris(self.frame, problem, kpi, by=self.choices, levels=levels, **told)

    def prim(self: Study, kpi: str, mask: Any = None, **options: Any) -> Box:
        """Return a box of factors in which an outcome is ``above`` or ``below`` a number, or a mask
        by point is true. Raises AnalysisError.
        """
        from coordsim.research.analysis import prim

        return prim(self.frame, kpi, varied(self), mask=mask, **options)

    def surface(self: Study, kpi: str, factors: Sequence[str] | None = None) -> Surface:
        """Return a second-order response surface over factors, over all that vary when none are
        named. Raises AnalysisError.
        """
        from coordsim.research.analysis import surface

        return surface(self.frame, kpi, varied(self) if factors is None else factors)

    def to_salib(self: Study, kpi: str) -> Any:
        """Return SALib's ProblemSpec of what is uncertain, with samples and results set. Raises
        AnalysisError, where choices were crossed with it as well.
        """
        from coordsim.research.analysis import to_salib

        told = _drawn(self)
        return to_salib(self.frame, told.pop("problem", None), kpi, **told)

    def to_ema(self: Study) -> Ema:
        """Return experiments and outcomes as EMA Workbench's analyses take them."""
        from coordsim.research.analysis import to_ema

        factors = [*self.uncertain, *self.choices]
        return to_ema(self.frame, factors, self.outcomes, choices=self.choices)

    def to_xarray(self: Study) -> Any:
        """Return an ``xarray.Dataset`` of outcomes over point and seed. Raises ExtraError."""
        from coordsim.research.analysis import to_xarray

        return to_xarray(self.frame, [*self.uncertain, *self.choices], self.outcomes)


def varied(study: Study) -> list[str]:
    """Return the columns of factors that have more than one level."""
    names = [*study.uncertain, *study.choices]
    return [name for name in names if study.frame[name].nunique(dropna=False) > 1]


def _drawn(study: Study) -> dict[str, Any]:
    """Return the problem of a sampled design, and what was drawn; nothing where all is crossed."""
    if study.file.design.method not in DRAWN or not study.file.uncertain:
        return {}
    return {"problem": study.problem(), "design": study.shares()}


class Searches(Design):
    """A design whose factors can be searched, in its worlds."""

    def search(
        self,
        *,
        maximise: Sequence[str] = (),
        minimise: Sequence[str] = (),
        over: Sequence[str],
        check_seeds: Sequence[int],
        firms: int = 20_000,
        threads: int = 1,
    ) -> Front:
        """Search factors (``over``: their names) for means over the experiment's worlds that no
        other candidate beats, and look at them again in ``check_seeds``. ``firms``: how many may be
        run for it, those of fresh worlds not counted. All else, and errors, as in
        ``coordsim.research.analysis.search``.
        """
        from coordsim.research.analysis import search

        objectives = [*maximise, *minimise]
        return search(
            evaluator(self, over, objectives, threads),
            {name: _levels(self.factors, name) for name in over},
            maximise=maximise,
            minimise=minimise,
            seeds=self.worlds,
            check_seeds=check_seeds,
            candidates=firms // len(self.worlds),
        )

    def calibrate(
        self,
        targets: Mapping[str, tuple[float, float]],
        *,
        over: Sequence[str],
        check_seeds: Sequence[int],
        firms: int = 20_000,
        threads: int = 1,
    ) -> Calibration:
        """Look for levels of factors (``over``) that bring outcomes to ``targets`` (name -> value
        and tolerance) in the experiment's worlds, and hold them against these in ``check_seeds``;
        all else as in ``search``.
        """
        from coordsim.research.analysis import calibrate

        return calibrate(
            evaluator(self, over, list(targets), threads),
            {name: _levels(self.factors, name) for name in over},
            targets,
            seeds=self.worlds,
            check_seeds=check_seeds,
            candidates=firms // len(self.worlds),
        )


def _factor(factors: Mapping[str, Factor], name: str) -> Factor:
    from coordsim.research.analysis.frames import AnalysisError

    if name not in factors:
        raise AnalysisError(
            f"over has {shown(name)}, which is no factor; allowed: {', '.join(factors)}"
        )
    return factors[name]


def _levels(factors: Mapping[str, Factor], name: str) -> Any:
    """Return what may be chosen of a factor: a span, or its values or the names of its arms."""
    from coordsim.research.analysis.candidates import Span

    factor = _factor(factors, name)
    if factor.kind == "range":
        low, high = factor.ends
        return Span(int(low), int(high), True) if factor.whole else Span(low, high)
    return list(factor.arms) or list(factor.values)


def evaluator(
    design: Design, over: Sequence[str], outcomes: Sequence[str], threads: int = 1
) -> Evaluate:
    """Return what evaluates candidates by running the design's scenario with their levels, and
    keeps its ``outcomes``. Raises AnalysisError for outcomes that are neither KPIs nor the
    design's.
    """
    from coordsim.core.kpis import KPI
    from coordsim.research.analysis.frames import AnalysisError
    from coordsim.research.points import changed
    from coordsim.run.simulate import kpis, simulate

    factors = {name: _factor(design.factors, name) for name in over}
    for name in outcomes:
        if name not in KPI and name not in design.file.outcomes:
            raise AnalysisError(
                f"{shown(name)} is no outcome of the experiment and no KPI; its outcomes are"
                f" {', '.join(design.file.outcomes) or 'none'}"
            )
    own = {name: design.measures[name] for name in outcomes if name in design.file.outcomes}

    def evaluate(levels: Levels, seeds: Sequence[int]) -> Mapping[str, Any]:
        changes: dict[str, Any] = {}
        for name, level in levels.items():
            changes |= factors[name].level(name, level).changes
        scenario = changed(design.scenario, changes)
        if not own:
            return kpis(scenario, seeds=list(seeds), threads=threads)
        run = simulate(scenario, seeds=list(seeds), threads=threads)
        return {name: own[name].of(run) if name in own else run.kpi(name) for name in outcomes}

    return evaluate
