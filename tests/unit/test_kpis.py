"""What a KPI is called fits its numbers."""

import numpy as np

from coordsim.core.kpis import KPIS
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim.show.numbers import in_hundredths

HASTY = {"levers.promise.start": 0, "levers.service_promise.start": 1}  # promised, hardly kept


def run(name: str, changes: dict[str, object]) -> Run:
    return simulate([load(name).with_(changes)], seeds=[1])


def test_what_is_called_a_share_is_a_part_of_a_whole() -> None:
    """Late units, complaints and what was delivered count in the week in which they come, not in
    that of the order: there can be more of them than orders. A share of what may be negative, as a
    margin, is no part.
    """
    beyond = {}
    for firm in (run("next-day", HASTY), run("gadget", {"communication": "sop"})):
        for kpi in KPIS:
            top, bottom = firm.flows[kpi.top][0], firm.flows[kpi.bottom][0]
            if not in_hundredths(kpi.unit) or kpi.variance or (top < 0).any() or kpi.one_minus:
                continue
            weeks = bottom > 0
            most = float(np.max(top[weeks] / bottom[weeks], initial=0.0))
            if most > 1 + 1e-9:
                beyond[kpi.name] = f"{most:.2f} is called a {kpi.unit}"
    assert beyond == {}
