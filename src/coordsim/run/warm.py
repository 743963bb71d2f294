"""Compiling the engine before it is needed, once for each copy of it."""

from __future__ import annotations

from pathlib import Path

from coordsim.core.compiled import home
from coordsim.core.firm import LESSONS
from coordsim.core.levers import ROLES
from coordsim.mind.lessons import FIRST
from coordsim.mind.outlook import anchor, outlook
from coordsim.run.engine import Engine
from coordsim.run.fleet import live_all
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load

SHORT = {"horizon.weeks": 4, "horizon.warmup": 0, "market.customers": 60}


class _Asking(Engine):
    """An engine all of whose seats are asked."""

    asks = ROLES


def warm() -> Path:
    """Compile what runs firms, where it is not at hand yet; return the folder that keeps it."""
    simulate(load("base").with_(SHORT))
    return home(live_all)


def warm_the_rest() -> None:
    """Compile what only some ask for: seats that are asked, previews of a plan, shelves and
    customers of every week, tastes that cluster, customers as objects and in classes.
    """
    base = load("base").with_(SHORT)
    asking = _Asking([base], [1])
    asking.whole()
    firms = asking.fleet.firms
    beliefs = firms["beliefs"][:, 0].copy()
    model = asking.world.model
    known = FIRST[None, : len(LESSONS)].copy()
    outlook(model, firms["levers"].copy(), beliefs, anchor(model, beliefs), learnt=known)
    simulate(base, detail=True)
    simulate(base.with_({"market.tastes": "clusters"}))
    for demand in ("object", "class"):
        simulate(base.with_({"demand": demand}))
