"""The KPIs: what is measured. Each is a ratio of two weekly flows, so that it aggregates over weeks
as a ratio of sums. A file for each subject; their order is that of tables and files.
"""

from __future__ import annotations

from coordsim.core.accounts import ACCOUNTS as ACCOUNTS
from coordsim.core.accounts import MANUFACTURING as MANUFACTURING
from coordsim.core.kpis.firm import FIRM
from coordsim.core.kpis.market import MARKET
from coordsim.core.kpis.plant import PLANT
from coordsim.core.kpis.record import AREAS as AREAS
from coordsim.core.kpis.record import CAUSES as CAUSES
from coordsim.core.kpis.record import CUTS as CUTS
from coordsim.core.kpis.record import EMPTY_SHELF as EMPTY_SHELF
from coordsim.core.kpis.record import Derived as Derived
from coordsim.core.kpis.record import Kpi as Kpi
from coordsim.core.kpis.service import SERVICE
from coordsim.core.spelling import meant, shown

KPIS: tuple[Kpi, ...] = (*MARKET, *PLANT, *SERVICE, *FIRM)
KPI = {kpi.name: kpi for kpi in KPIS}


def kpi_named(name: object) -> Kpi:
    """Return a KPI by its name. Raises ValueError when there is none."""
    if not isinstance(name, str) or name not in KPI:
        raise ValueError(
            f"kpi {shown(name)} is not known; allowed: {', '.join(KPI)}{meant(name, KPI)}"
        )
    return KPI[name]


DERIVED = (
    Derived(
        name="coordination_efficiency",
        label="Coordination efficiency",
        unit="share of the gap",
        better="up",
        formula=(
            "(profit - profit of silo + none) / (profit of the benchmark plan - profit of silo +"
            " none), ratio of means over the same worlds: coordsim.coordination_efficiency(run)"
        ),
        source="interval: Cochran 1977, Sampling Techniques, 3rd ed., ch. 6",
    ),
)
