"""The tables that everything is made from agree with each other and with the engine."""

from __future__ import annotations

import numpy as np
import pytest
from support.firms import small

from coordsim.core.facts import FACTS, GROUPS
from coordsim.core.kpis import ACCOUNTS, AREAS, CAUSES, CUTS, KPIS, MANUFACTURING
from coordsim.core.levers import BY_NAME, LEVERS, ROLES, Lever, owned
from coordsim.core.parameters import GROUPS as PARAMETER_GROUPS
from coordsim.core.parameters import Parameters
from coordsim.run.result import Run
from coordsim.run.simulate import simulate

every_lever = pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)


@pytest.fixture(scope="module")
def run() -> Run:
    """A short run of the small firm."""
    return simulate(small({"horizon.weeks": 8, "horizon.warmup": 0}))


@every_lever
def test_a_lever_is_whole(lever: Lever) -> None:
    """Owner, unit, help, a start within its range and on its grid, a grid within its range."""
    assert lever.owner in ROLES
    assert lever.unit
    assert lever.help.endswith(".")
    assert lever.low <= lever.start <= lever.high
    grid = lever.grid(lever.low, lever.high)
    assert np.isclose(grid, lever.start).any()
    assert (grid >= lever.low).all()
    assert (grid <= lever.high + 1e-9).all()
    assert len(set(grid.tolist())) == len(grid) > 1
    if lever.whole:
        assert (grid == grid.round()).all()


def test_levers_have_one_owner_each() -> None:
    both = [lever for role in ROLES for lever in owned(role)]
    assert sorted(both, key=LEVERS.index) == list(LEVERS)
    assert len(BY_NAME) == len(LEVERS)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_a_kpi_can_be_measured(run: Run, kpi: object) -> None:
    assert kpi.top in run.flows
    assert kpi.bottom in run.flows
    assert kpi.better in ("up", "down", "none")
    assert kpi.unit
    assert kpi.formula
    assert kpi.source


def test_accounts_and_causes() -> None:
    assert set(MANUFACTURING) < set(ACCOUNTS)
    assert len(set(ACCOUNTS)) == len(ACCOUNTS)
    assert CAUSES[:3] == ("put off by choice", "not ready", "not told")
    assert CAUSES[3:-2] == CUTS
    assert CAUSES[-2:] == ("forecast error", "promise")


def test_every_account_cause_and_area_is_a_kpi() -> None:
    """Whatever is written down can be asked for by name; no two KPIs bear one name; every lever has
    an area.
    """
    names = [kpi.name for kpi in KPIS]
    assert len(set(names)) == len(names)
    flows = {kpi.top for kpi in KPIS}
    assert {f"account:{name}" for name in ACCOUNTS if name != "revenue"} <= flows
    assert {f"cause:{name}" for name in CAUSES} <= flows
    assert {f"conflicts:{area}" for area in AREAS} <= flows
    assert {lever.area for lever in LEVERS} == set(AREAS)


def test_facts_belong_to_somebody_and_to_a_group() -> None:
    for fact in FACTS:
        assert fact.owner in ROLES
        assert fact.group in GROUPS
        assert fact.label
        assert fact.unit
    assert len({fact.name for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize("group", PARAMETER_GROUPS)
def test_a_parameter_has_unit_source_bounds_and_a_default_of_its_kind(group: str) -> None:
    """A real number's default is written as one, as whole numbers are shared by a batch and real
    ones are not.
    """
    record = getattr(small().parameters, group)
    for name, field in type(record).model_fields.items():
        assert field.description, name
        if isinstance(field.default, str):
            continue
        extra = field.json_schema_extra
        assert extra["unit"], name
        assert extra["source"], name
        if isinstance(field.default, bool | list):
            continue
        low = next(item.ge for item in field.metadata if hasattr(item, "ge"))
        high = next(item.le for item in field.metadata if hasattr(item, "le"))
        assert low <= field.default <= high, name
        assert type(field.default) is (int if field.annotation is int else float), name


def test_every_group_of_parameters_is_known() -> None:
    assert tuple(Parameters.model_fields) == PARAMETER_GROUPS
