"""All numbers: parameters, levers, facts, pay and talk are read from coordsim's scenario ``base``
and its tables; no formula is.

Constants that belong to a formula of docs/model.md, and are no parameters, stand here or in the
formula.
"""

from __future__ import annotations

from coordsim import load
from coordsim.core.facts import FACTS as FACTS
from coordsim.core.kpis import CAUSES as CAUSES
from coordsim.core.kpis import CUTS as CUTS
from coordsim.core.kpis import EMPTY_SHELF as EMPTY_SHELF
from coordsim.core.kpis import KPIS as KPIS
from coordsim.core.kpis import MANUFACTURING as MANUFACTURING
from coordsim.core.kpis import Kpi as Kpi
from coordsim.core.levers import LEVERS
from coordsim.core.levers import ROLES as ROLES
from coordsim.rules.pay.shared import Shared
from coordsim.rules.pay.silo import Silo
from coordsim.rules.talk import TALK

BASE = load("blind")
SILO, SHARED = Silo(), Shared()
TALK = {name: TALK[name] for name in ("none", "dashboard", "sop")}
GRID = {
    lever.name: [float(x) for x in lever.grid(*BASE.lever_limits(lever.name))] for lever in LEVERS
}
START = {lever.name: float(BASE.lever_start(lever.name)) for lever in LEVERS}
CLOSED = {name for name, setting in BASE.levers.items() if not setting.open}
OWNED = {role: [lever.name for lever in LEVERS if lever.owner == role] for role in ROLES}
OPEN = {role: [name for name in OWNED[role] if name not in CLOSED] for role in ROLES}

WEEK = 168.0  # hours
PATIENCE = (
    BASE.service.patience_weeks
)  # weeks that a contact, or an order to be shipped, waits at most
WORK_CV = BASE.people.work_spread  # spread of a week's work over its mean
PRESSURE_SD = BASE.people.load_spread  # spread of weekly work over the capacity for it
NODES = 8  # quantiles of taste that managers reckon with
SMOOTHING = BASE.plant.report_weight  # weight of the newest week in operations' reports
REPORTS = (
    1.0,
    0.95,
    1.05,
    0.9,
    1.1,
    0.85,
    1.15,
    0.8,
    1.2,
    0.7,
    1.3,
    1.4,
    1.5,
)  # words on demand over the expectation
